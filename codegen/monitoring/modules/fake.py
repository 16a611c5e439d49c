"""SageMaker's monitoring API as an HTTP server on this machine, for tests and for trying things out.

    with fake.Server() as server:
        client = boto3.client("sagemaker", **server.boto3_arguments())

or `python -m monitorshapes.fake`, or the pytest fixture of `monitorshapes.fake_pytest`.
"""

import argparse
import json
import logging
import random
import re
import socket
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import signature
from pathlib import Path
from types import NoneType
from typing import Any, NoReturn, ParamSpec, Self, TypeVar, get_args, get_type_hints

from .enums import ExecutionStatus
from .fake_errors import RefusedError
from .fake_service import LIMITS, Service
from .fake_state import LONGEST_REASON, Outcome
from .operations import OPERATIONS

_LOG = logging.getLogger(__name__)

_CONTROL = "/_fake/"
_LONGEST_BODY = 10_000_000
_FAULTS = {
    "ThrottlingException": (400, "Rate exceeded"),
    "ResourceLimitExceeded": (400, "The account-level service limit is exceeded."),
    "InternalFailure": (500, "The request processing has failed because of an unknown error, exception or failure."),
    "ServiceUnavailable": (503, "The request has failed due to a temporary failure of the server."),
}
"""Errors on demand, with their statuses and words; `latency` and `drop` are faults too."""
_YEAR = 366 * 24 * 3600
_MOST_TIMES = 10_000
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false", datetime: "a time"}


_P = ParamSpec("_P")
_T = TypeVar("_T")


def _typed(method: Callable[_P, _T]) -> Callable[_P, _T]:
    """Refuses arguments of other types than `method` declares: other processes send anything."""
    hints = get_type_hints(method)
    parameters = signature(method)

    @wraps(method)
    def checked(*positional: _P.args, **named: _P.kwargs) -> _T:
        arguments = parameters.bind(*positional, **named).arguments
        for name in arguments.keys() & hints.keys():
            types = get_args(hints[name]) or (hints[name],)
            if not _fits(arguments[name], types):
                wanted = " or ".join(_WORDS[each] for each in types if each is not NoneType)
                raise TypeError(f"{name} is {wanted}, not {json.dumps(arguments[name], default=repr)}")
        return method(*positional, **named)

    return checked


def _fits(value: object, types: tuple[type, ...]) -> bool:
    if isinstance(value, bool):
        return bool in types
    return isinstance(value, types) or (float in types and isinstance(value, int))


@dataclass(slots=True, kw_only=True)
class _Fault:
    kind: str
    operation: str | None
    times: int | None
    probability: float
    seconds: float
    after: bool
    random: random.Random


class Server:
    """The fake, listening; `with` starts and stops it.

    Nothing checks credentials, and there is one region and one account. All methods may be called from any thread.
    Each method from `advance` to `clear_faults` can be called by other processes too: POST to `/_fake/<method>`, with
    the parameters as a JSON object.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        file: Path | str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        region: str = "us-east-1",
        account: str = "123456789012",
        limits: Mapping[str, int] | None = None,
        pending: float = 1.0,
        starting: float = 60.0,
        running: float = 240.0,
    ) -> None:
        """Listens at once on `host` and `port`, 0 for a free one; answers when started.

        `file`: where the state is kept from run to run; without one it is kept nowhere.
        `clock`: what tells the time, with its time zone; `advance` is added to it.
        `limits`: how many there may be of a type of resource, such as `{"monitoring-schedule": 3}`.
        `pending`, `starting`, `running`: how many seconds of the clock a schedule is Pending after each change, an
        execution is Pending, and a processing job InProgress.

        Raises OSError when it cannot listen or read `file`, ValueError for a damaged `file` and for what cannot be.
        """
        _require_number("port", port, 0, 65535)
        for name, seconds in (("pending", pending), ("starting", starting), ("running", running)):
            _require_number(name, seconds, 0, _YEAR)
        if not re.fullmatch("[a-z]+(-[a-z]+)+-[0-9]+", region):
            raise ValueError(f"region is like us-east-1, not {region!r}")
        if not re.fullmatch("[0-9]{12}", account):
            raise ValueError(f"account is 12 digits, not {account!r}")
        self._service = Service(
            clock=clock,
            region=region,
            account=account,
            limits=limits or {},
            pending=pending,
            starting=starting,
            running=running,
            file=None if file is None else Path(file),
        )
        self._region = region
        self._faults: list[_Fault] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._serving = self._stopped = False
        self.controls: dict[str, Callable[..., Any]] = {
            method.__name__: method
            for method in (
                self.now,
                self.advance,
                self.plan,
                self.fail_schedule,
                self.execute,
                self.fault,
                self.clear_faults,
            )
        }
        self._http = _HTTPServer((host, port), self)

    @property
    def url(self) -> str:
        """What boto3 takes as `endpoint_url`."""
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}"

    def boto3_arguments(self) -> dict[str, str]:
        """The keyword arguments that make a boto3 client of this server."""
        return {
            "endpoint_url": self.url,
            "region_name": self._region,
            "aws_access_key_id": "fake",
            "aws_secret_access_key": "fake",
        }

    def start(self) -> None:
        """Begins to answer, in a thread of its own. Raises RuntimeError when it has begun before, or was stopped."""
        self._begin()
        self._thread = threading.Thread(target=self._serve, name="monitorshapes.fake", daemon=True)
        self._thread.start()

    def serve_forever(self) -> None:
        """Answers in this thread until another calls `stop`. Raises RuntimeError as `start` does."""
        self._begin()
        self._serve()

    def _begin(self) -> None:
        if self._stopped:
            raise RuntimeError("this server was stopped; make a new one")
        if self._serving:
            raise RuntimeError("this server has started already")
        self._serving = True

    def _serve(self) -> None:
        try:
            self._http.serve_forever(poll_interval=0.05)
        finally:
            self._serving = False

    def stop(self) -> None:
        """Answers nothing more, and closes the port and all connections. Later calls do nothing."""
        self._stopped = True
        if self._serving:
            self._http.shutdown()
        if self._thread is not None:
            self._thread.join()
        self._http.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    # What tests do to it

    def now(self) -> datetime:
        """The time that it is for the service, in UTC."""
        return self._service.now()

    @_typed
    def advance(self, seconds: float) -> datetime:
        """Lets `seconds` pass, at most a year of them, and all that happens in them. Returns the time it is then."""
        _require_number("seconds", seconds, 0, _YEAR)
        return self._service.advance(seconds)

    @_typed
    def plan(
        self,
        name: str,
        status: str,
        *,
        failure_reason: str | None = None,
        exit_message: str | None = None,
        times: int = 1,
    ) -> None:
        """How the next run of the schedule `name`, or the processing job of that name, ends, and `times` runs in all.

        `status` is Completed, CompletedWithViolations, Failed or Stopped. What is planned later comes later; what is
        not planned ends as Completed. Nothing of that name need be there yet, so nothing is said of a wrong one.
        """
        _require_number("times", times, 1, _MOST_TIMES)
        self._service.plan(name, _outcome(status, failure_reason, exit_message), times)

    @_typed
    def fail_schedule(self, name: str, failure_reason: str) -> None:
        """The creation, update, start, stop or deletion that the schedule `name` is Pending for ends as Failed.

        If it is not Pending, or not there yet, its next change does. Only an update or a deletion helps it then.
        """
        if len(failure_reason) > LONGEST_REASON:
            raise ValueError(f"a reason has at most {LONGEST_REASON} characters")
        self._service.fail_schedule(name, failure_reason)

    @_typed
    def execute(
        self,
        schedule_name: str,
        status: str = "Completed",
        *,
        at: datetime | str | None = None,
        failure_reason: str | None = None,
        exit_message: str | None = None,
    ) -> str:
        """Adds an execution to a schedule, one that has ended. Returns the ARN of its processing job.

        `at`: when it was scheduled, a time with its time zone or ISO 8601 text; without one it has ended just now.
        Raises ValueError when there is no such schedule.
        """
        try:
            moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        except ValueError:
            raise ValueError(f"at is a time like 2026-01-01T10:00:00Z, not {at!r}") from None
        if moment is not None and moment.utcoffset() is None:
            raise ValueError(f"at needs a time zone: {moment.isoformat()} could be any of many moments")
        try:
            return self._service.execute(schedule_name, moment, _outcome(status, failure_reason, exit_message))
        except RefusedError as refusal:
            raise ValueError(refusal.message) from refusal

    @_typed
    def fault(
        self,
        kind: str,
        operation: str | None = None,
        *,
        times: int | None = None,
        probability: float = 1.0,
        seed: int = 0,
        seconds: float = 0.0,
        after: bool = False,
    ) -> None:
        """Lets requests go wrong: those of `operation`, such as `ListTags`, or all.

        `kind` is ThrottlingException, ResourceLimitExceeded, InternalFailure (500), ServiceUnavailable (503), `drop`
        (the connection is closed without an answer) or `latency` (the answer takes `seconds` longer).
        It happens to the next `times` requests, or until `clear_faults`; to each with `probability`, as the random
        numbers from `seed` have it. With `after` the request is carried out first, and its answer is what is lost.
        """
        if kind not in _FAULTS and kind not in ("drop", "latency"):
            raise ValueError(f"no fault is called {kind!r}; there are {', '.join(_FAULTS)}, drop and latency")
        if operation is not None and operation not in OPERATIONS:
            raise ValueError(f"no operation is called {operation!r}")
        _require_number("probability", probability, 0, 1)
        _require_number("seconds", seconds, 0, _YEAR)
        if times is not None:
            _require_number("times", times, 1, _MOST_TIMES)
        fault = _Fault(
            kind=kind,
            operation=operation,
            times=times,
            probability=probability,
            seconds=seconds,
            after=after,
            random=random.Random(seed),  # noqa: S311  not for cryptography
        )
        with self._lock:
            self._faults.append(fault)

    def clear_faults(self) -> None:
        """Lets nothing go wrong any more."""
        with self._lock:
            self._faults.clear()

    # Requests

    def answer(self, operation: str, body: bytes) -> tuple[int, bytes] | None:
        """The status and the body of the answer to a request; None: the connection is to be dropped."""
        try:
            self._meet_faults(operation, after=False)
            try:
                return 200, _json(self._service.answer(operation, _read(body)))
            finally:
                self._meet_faults(operation, after=True)
        except _DroppedError:
            return None
        except RefusedError as refusal:
            return refusal.status, _json({"__type": refusal.code, "message": refusal.message})

    def control(self, method: str, body: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer to another process that calls `method`."""
        function = self.controls.get(method)
        if function is None:
            return 404, _json({"message": f"no such method; there are {', '.join(self.controls)}"})
        try:
            arguments: Any = _read(body or b"{}")
            if not isinstance(arguments, dict):
                raise TypeError('the parameters are a JSON object, such as {"seconds": 3600}')
            given: dict[str, Any] = dict(arguments)  # pyright: ignore[reportUnknownArgumentType]
            known = signature(function).parameters
            if unknown := sorted(given.keys() - known.keys()):
                raise TypeError(f"{method} has no parameter {unknown[0]!r}; it has {', '.join(known) or 'none'}")
            return 200, _json({"result": function(**given)})
        except (OverflowError, TypeError, ValueError) as error:
            return 400, _json({"message": str(error)})
        except RefusedError as refusal:
            return 400, _json({"message": refusal.message})

    def _meet_faults(self, operation: str, *, after: bool) -> None:
        with self._lock:
            met = [fault for fault in self._faults if fault.after == after and _happens(fault, operation)]
            self._faults = [fault for fault in self._faults if fault.times != 0]
        time.sleep(sum(fault.seconds for fault in met if fault.kind == "latency"))
        for fault in met:
            if fault.kind == "drop":
                raise _DroppedError
            if fault.kind != "latency":
                status, message = _FAULTS[fault.kind]
                raise RefusedError(fault.kind, message, status)


class _DroppedError(Exception):
    """The connection is to be closed without an answer."""


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], fake: Server) -> None:
        self.fake = fake
        self._connections: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Clients that go away are none of our errors."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            _LOG.exception("a request could not be answered")


class _Handler(BaseHTTPRequestHandler):
    server: _HTTPServer  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"
    timeout = 60
    """Seconds that a client may take to send what it announced."""
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.path == f"{_CONTROL}now":
            self._answer(*self.server.fake.control("now", b""))
        else:
            self.send_error(HTTPStatus.NOT_IMPLEMENTED)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Answers what is no POST, or no HTTP."""
        if code == HTTPStatus.NOT_IMPLEMENTED:
            code, message = HTTPStatus.METHOD_NOT_ALLOWED, f"POST to {self.server.fake.url}"
        self._refuse(code, message or HTTPStatus(code).phrase)

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return
        fake = self.server.fake
        try:
            if self.path.startswith(_CONTROL):
                answer: tuple[int, bytes] | None = fake.control(self.path.removeprefix(_CONTROL), body)
            else:
                target = self.headers.get("X-Amz-Target", "")
                answer = fake.answer(target.removeprefix("SageMaker."), body)
        except Exception:
            _LOG.exception("a defect of the fake")
            answer = 500, _json({"__type": "InternalFailure", "message": "a defect of the fake: its log says more"})
        if answer is None:
            self.close_connection = True
        else:
            self._answer(*answer)

    def _body(self) -> bytes | None:
        """What the client sent; None, after an answer, when that cannot be read."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > 20:
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "Content-Length is missing or no number")
        elif int(length) > _LONGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request has at most {_LONGEST_BODY} bytes")
        else:
            return self.rfile.read(int(length))
        return None

    def _refuse(self, status: int, message: str) -> None:
        self.close_connection = True
        self._answer(status, _json({"__type": "SerializationException", "message": message}))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "POST")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  http.server's name
        """Says nothing of every request."""


def _happens(fault: _Fault, operation: str) -> bool:
    if fault.operation not in (None, operation) or fault.random.random() >= fault.probability:
        return False
    if fault.times is not None:
        if fault.times <= 0:
            return False
        fault.times -= 1
    return True


def _require_number(name: str, value: float, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} is from {low} to {high}, not {value}")


def _outcome(status: str, failure_reason: str | None, exit_message: str | None) -> Outcome:
    return Outcome(status=ExecutionStatus(status), failure_reason=failure_reason, exit_message=exit_message)


def _read(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RefusedError("SerializationException", "The request is no JSON") from error


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _json(value: object) -> bytes:
    """JSON as the service writes it: times are seconds since 1970."""
    return json.dumps(value, default=lambda each: round(each.timestamp(), 3)).encode()


def _limit(text: str) -> tuple[str, int]:
    kind, _, number = text.partition("=")
    if not (number.isascii() and number.isdigit()):
        raise argparse.ArgumentTypeError(f"a limit is like monitoring-schedule=3, not {text!r}")
    return kind, int(number)


def main() -> int:
    """Runs the server until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m monitorshapes.fake", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on (default: a free one)")
    parser.add_argument("--file", type=Path, help="keep the state in this file, from run to run (default: nowhere)")
    parser.add_argument("--region", default="us-east-1", help="the region in ARNs (default: %(default)s)")
    parser.add_argument("--account", default="123456789012", help="the account in ARNs (default: %(default)s)")
    parser.add_argument(
        "--limit",
        type=_limit,
        action="append",
        default=[],
        metavar="TYPE=NUMBER",
        help=f"how many there may be of a type: {', '.join(LIMITS)}; may be given again",
    )
    for name, what in (
        ("pending", "a schedule is Pending after each change"),
        ("starting", "an execution is Pending"),
        ("running", "a processing job is InProgress"),
    ):
        default = {"pending": 1.0, "starting": 60.0, "running": 240.0}[name]
        parser.add_argument(
            f"--{name}", type=float, default=default, metavar="SECONDS", help=f"how long {what} (default: %(default)s)"
        )
    options = vars(parser.parse_args())
    try:
        server = Server(limits=dict(options.pop("limit")), **options)
    except OSError as error:
        place = error.filename or f"{options['host']}:{options['port']}"
        print(f"monitorshapes.fake: {place}: {error.strerror or error}", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"monitorshapes.fake: {error}", file=sys.stderr)
        return 2
    print(server.url, flush=True)
    print(
        f'boto3.client("sagemaker", endpoint_url="{server.url}", region_name="{options["region"]}")\n'
        f"or, in the environment of any AWS client: AWS_ENDPOINT_URL_SAGEMAKER={server.url}",
        file=sys.stderr,
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The server, and what users call on it."""

import random
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from . import controls
from .call import ACCOUNT, REGION, Settings, Space
from .connections import Connections
from .controls import require_number
from .conversation import Conversation
from .faults import KINDS, Fault, Faults
from .refusals import RefusedError
from .reports import Report, Reports, from_folder, plain
from .routing import Router
from .runs import ENDS, LONGEST_REASON, Outcome
from .service import KNOWN, Service
from .store import LAST, SECOND, milliseconds, moment
from .sts import Keys

_YEAR = 366 * 24 * 3600
_LONGEST_ADVANCE = 10 * _YEAR
_MOST_TIMES = 10_000
_UNKNOWN = "Unknown"
"""What a schedule is planned to be that Describe does not know yet."""


class Server:
    """The fake, listening; `with` starts and stops it.

    It does not check credentials. Each account and region has its own schedules and jobs: the region is that of the
    request's signature; the account is `account`, unless the access key names another one.
    All methods may be called from any thread. Other processes can call each method from `advance` to `clear_faults`
    too: POST to `/_fake/<method>`, with the parameters as a JSON object.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        file: Path | str | None = None,
        sync: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        region: str = "us-east-1",
        account: str = "123456789012",
        limits: Mapping[str, int] | None = None,
        pending: float = 1.0,
        starting: float = 60.0,
        running: float = 240.0,
        short_pages: bool = False,
        endpoints: bool = False,
        s3: str | None = None,
        reports: Report | Path | str | None = None,
    ) -> None:
        """Listens at once on `host` and `port`, 0 for a free one; answers when started.

        `file`: where the state is kept from run to run; without a file it is kept in memory.
        `sync`: whether each change waits for the disk, so that not even a power cut loses it.
        `clock`: a function that returns the time, with its time zone; `advance` is added to it.
        `limits`: the largest number of resources of a type, such as `{"monitoring-schedule": 3}`.
        `pending`, `starting`, `running`: how many seconds of the clock a schedule is Pending after each change, an
        execution is Pending, and a processing job is InProgress.
        `short_pages`: whether every list takes a page first and then filters it.
        `endpoints`: whether a schedule can monitor only an endpoint that exists.
        `s3`: the URL of an S3 to which completed jobs write reports; it must accept unsigned requests, as moto does.
        `reports`: what they write. A function gets the response of DescribeProcessingJob and returns JSON values by
        file name; of a folder, all JSON files are written; without either, the reports are small and valid.

        Raises OSError when it cannot listen or use `file`, ValueError for a damaged `file` and for impossible values.
        """
        require_number("port", port, 0, 65535)
        for name, seconds in (("pending", pending), ("starting", starting), ("running", running)):
            require_number(name, seconds, 0, _YEAR)
        if not REGION.fullmatch(region):
            raise ValueError(f"region is like us-east-1, not {region!r}")
        if not ACCOUNT.fullmatch(account):
            raise ValueError(f"account is 12 digits, not {account!r}")
        if reports is not None and s3 is None:
            raise ValueError("reports are written to S3: give s3, its URL, too")
        self._region, self._account = region, account
        self._service = Service(
            clock=clock,
            settings=Settings(
                pending=round(pending * SECOND),
                starting=round(starting * SECOND),
                running=round(running * SECOND),
                limits=dict(limits or {}),
                short_pages=short_pages,
                endpoints=endpoints,
            ),
            file=None if file is None else Path(file),
            sync=sync,
            report=None if s3 is None else Reports(s3, _report(reports)).write,
        )
        self._faults = Faults()
        self._thread: threading.Thread | None = None
        self._serving = self._stopped = False
        self._stopping = threading.Event()
        router = Router(
            self._service,
            self._faults,
            Keys(account),
            (self.now, self.advance, self.plan, self.fail_schedule, self.execute, self.fault, self.clear_faults),
            host=host,
            region=region,
            url=lambda: self.url,
            wait=self._stopping.wait,
        )
        try:
            self._connections = Connections(
                (host, port), lambda connection, peer: Conversation(connection, peer, router.answer)
            )
        except BaseException:
            self._service.close()
            raise

    @property
    def url(self) -> str:
        """The URL of the server, which boto3 takes as `endpoint_url`."""
        host, port = self._connections.address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def boto3_arguments(self) -> dict[str, Any]:
        """The keyword arguments that make a boto3 client of this server."""
        return {
            "endpoint_url": self.url,
            "region_name": self._region,
            "aws_access_key_id": "fake",
            "aws_secret_access_key": "fake",
        }

    def start(self) -> None:
        """Begins to answer, in its own thread. Raises RuntimeError if it has already started, or was stopped."""
        self._begin()
        self._thread = threading.Thread(target=self._serve, name="monitorshapes.fake", daemon=True)
        self._thread.start()

    def serve_forever(self) -> None:
        """Answers in this thread until another thread calls `stop`. Raises RuntimeError as `start` does."""
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
            self._connections.serve_forever()
        finally:
            self._serving = False

    def stop(self) -> None:
        """Stops answering, and closes the port, all connections and the file. Later calls do nothing."""
        if self._stopped:
            return
        self._stopped = True
        self._stopping.set()
        if self._serving:
            self._connections.shutdown()
        if self._thread is not None:
            self._thread.join()
        self._connections.close()
        self._service.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    # What tests do to it

    def now(self) -> datetime:
        """The current time of the service, in UTC."""
        return moment(self._service.now())

    @controls.typed
    def advance(self, seconds: float) -> datetime:
        """Lets `seconds` pass, at most ten years, with everything that is due in them. Returns the new time.

        Other requests are answered meanwhile.
        """
        require_number("seconds", seconds, 0, _LONGEST_ADVANCE)
        return moment(self._service.advance(seconds))

    @controls.typed
    def plan(
        self,
        name: str,
        status: str,
        *,
        failure_reason: str | None = None,
        exit_message: str | None = None,
        processing_job: bool = True,
        times: int = 1,
        skip: int = 0,
        region: str | None = None,
        account: str | None = None,
    ) -> None:
        """Plans what happens the next `times` times to the resource or operation `name`. Plans apply in their order.

        `status` says what happens, and what `name` means:

        - Completed, CompletedWithViolations, Failed, Stopped: how runs of the schedule `name` end, or how the
          processing job of that name ends. Without `processing_job` a run fails before it has one. Runs without a plan
          end as Completed.
        - Unknown: after the creation of the schedule `name`, the first `times` calls of Describe do not find it.
        - a kind of `fault`: requests of the operation `name`, or of all with "*", fail, after `skip` good ones.

        The resource need not exist yet, so a wrong name is not noticed. `region` and `account` default to those of the
        server.
        """
        require_number("times", times, 1, _MOST_TIMES)
        if status in KINDS:
            self.fault(status, None if name == "*" else name, times=times, skip=skip)
        elif status == _UNKNOWN:
            self._service.hide(self._space(region, account), name, times)
        elif status in ENDS:
            outcome = _outcome(status, failure_reason, exit_message, processing_job)
            self._service.plan(self._space(region, account), name, outcome, times)
        else:
            raise ValueError(
                f"a run ends as one of {', '.join(ENDS)}, not {status!r}; a schedule can be {_UNKNOWN}, "
                f"and a request meet {', '.join(KINDS)}"
            )

    @controls.typed
    def fail_schedule(
        self, name: str, failure_reason: str, *, region: str | None = None, account: str | None = None
    ) -> None:
        """Makes the change for which the schedule `name` is Pending end as Failed.

        A change is a creation, update, start, stop or deletion. If the schedule is not Pending, or does not exist yet,
        its next change fails. After that only an update or a deletion helps.
        """
        if len(failure_reason) > LONGEST_REASON:
            raise ValueError(f"a reason has at most {LONGEST_REASON} characters")
        self._service.fail_schedule(self._space(region, account), name, failure_reason)

    @controls.typed
    def execute(
        self,
        schedule_name: str,
        status: str = "Completed",
        *,
        at: datetime | str | None = None,
        failure_reason: str | None = None,
        exit_message: str | None = None,
        processing_job: bool = True,
        region: str | None = None,
        account: str | None = None,
    ) -> str:
        """Adds an execution that has ended to a schedule. Returns the ARN of its processing job.

        `at`: when it was scheduled, a time with its time zone or ISO 8601 text; without it the execution ended just
        now. Raises ValueError if there is no such schedule.
        """
        time = None if at is None else _time(at)
        outcome = _outcome(status, failure_reason, exit_message, processing_job)
        try:
            return self._service.execute(self._space(region, account), schedule_name, time, outcome)
        except RefusedError as refusal:
            raise ValueError(refusal.message) from refusal

    @controls.typed
    def fault(
        self,
        kind: str,
        operation: str | None = None,
        *,
        times: int | None = None,
        skip: int = 0,
        probability: float = 1.0,
        seed: int = 0,
        seconds: float = 0.0,
        after: bool = False,
    ) -> None:
        """Makes requests fail: those of `operation`, such as `ListTags`, or all.

        `kind` is ThrottlingException, ResourceLimitExceeded, InternalFailure (500), ServiceUnavailable (503), `drop`
        (the connection is closed without an answer), `hang` (no answer comes), `cut` (the answer breaks off),
        `broken` (the JSON of the answer breaks off) or `latency` (the answer takes `seconds` longer).
        The fault applies to the next `times` requests after `skip` good ones, or until `clear_faults` is called. It
        happens with `probability`, by random numbers from `seed`. With `after` the request is carried out first, and
        its answer is lost.
        """
        if kind not in KINDS:
            raise ValueError(f"no fault is called {kind!r}; there are {', '.join(KINDS)}")
        if operation is not None and operation not in KNOWN:
            raise ValueError(f"no operation is called {operation!r}")
        require_number("probability", probability, 0, 1)
        require_number("seconds", seconds, 0, _YEAR)
        require_number("skip", skip, 0, _MOST_TIMES)
        if times is not None:
            require_number("times", times, 1, _MOST_TIMES)
        self._faults.add(
            Fault(
                kind=kind,
                operation=operation,
                times=times,
                skip=skip,
                probability=probability,
                seconds=seconds,
                after=after,
                random=random.Random(seed),  # noqa: S311  not for cryptography
            )
        )

    def clear_faults(self) -> None:
        """Removes all faults."""
        self._faults.clear()

    def _space(self, region: str | None, account: str | None) -> Space:
        region, account = region or self._region, account or self._account
        if not REGION.fullmatch(region):
            raise ValueError(f"region is like us-east-1, not {region!r}")
        if not ACCOUNT.fullmatch(account):
            raise ValueError(f"account is 12 digits, not {account!r}")
        return self._service.space(account, region)


def _report(given: Report | Path | str | None) -> Report:
    if given is None:
        return plain
    return from_folder(Path(given)) if isinstance(given, Path | str) else given


def _time(at: datetime | str) -> int:
    try:
        time = datetime.fromisoformat(at) if isinstance(at, str) else at
    except ValueError:
        raise ValueError(f"at is a time like 2026-01-01T10:00:00Z, not {at!r}") from None
    if time.utcoffset() is None:
        raise ValueError(f"at needs a time zone: {time.isoformat()} could be any of many moments")
    if not 0 <= milliseconds(time) < LAST - _YEAR * SECOND:
        raise ValueError(f"at is from 1970 to {moment(LAST):%Y}, not {time.isoformat()}")
    return milliseconds(time)


def _outcome(status: str, failure_reason: str | None, exit_message: str | None, processing_job: bool) -> Outcome:
    return Outcome(
        status=str.__str__(status),
        failure_reason=failure_reason,
        exit_message=exit_message,
        processing_job=processing_job,
    )

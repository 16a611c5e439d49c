"""Who answers which request."""

import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any, NoReturn

from . import callers, controls, page
from .call import REGION, Space
from .callers import Answer, Caller, written
from .conversation import Received
from .faults import Faults, Met
from .refusals import RefusedError
from .service import KNOWN, Service
from .store import SECOND, StoreError, milliseconds
from .sts import Keys

_LOG = logging.getLogger(__name__)

_CONTROL = "/_fake/"


class Router:
    """Takes each request to what answers it: the service, STS, a control or the page."""

    def __init__(
        self,
        service: Service,
        faults: Faults,
        keys: Keys,
        methods: Iterable[Any],
        *,
        host: str,
        region: str,
        url: Callable[[], str],
        wait: Callable[[float], object],
    ) -> None:
        """`methods`: what other processes can call, by its name; `host`: where the server listens.

        `region`: that of requests which name none; `url`: the server's; `wait`: waits that many seconds, or until
        the server stops.
        """
        self._service = service
        self._faults = faults
        self._keys = keys
        self._controls = {method.__name__: method for method in methods}
        self._host = host
        self._region = region
        self._url = url
        self._wait_for = wait

    def answer(self, request: Received) -> Answer:
        """The answer to any request."""
        try:
            if request.path.startswith(_CONTROL) or _is_browser(request):
                return self._controlled(request)
            caller = callers.identify(request.method, request.path, request.headers, request.body)
            if caller.protocol == "query" and caller.operation in ("GetCallerIdentity", "AssumeRole"):
                return self._keys.answer(caller, request.body)
            if caller.protocol == "json" and caller.operation in KNOWN and request.method == "POST":
                return self._operate(caller, request.body)
            if request.method != "POST" and not caller.service:
                return _refused(HTTPStatus.METHOD_NOT_ALLOWED, f"POST to {self._url()}", ("Allow", "POST"))
            return callers.unknown(caller)
        except Exception:
            _LOG.exception("a defect of the fake")
            message = "a defect of the fake: its log says more"
            return Answer(status=500, body=written({"__type": "InternalFailure", "message": message}))

    def _operate(self, caller: Caller, body: bytes) -> Answer:
        operation = caller.operation
        met = self._faults.meet(operation)
        manner: str | None = None
        try:
            self._wait(met, after=False)
            manner = met.manner(after=False)
            if manner is not None:
                return Answer(status=200, body=b"", manner=manner)
            try:
                response = self._service.answer(self._caller_space(caller), operation, _read(body))
                answer = Answer(status=200, body=written(response))
            finally:
                self._wait(met, after=True)
                manner = met.manner(after=True)
        except RefusedError as refusal:
            answer = callers.refusal(caller, refusal.code, refusal.message, refusal.status)
        except StoreError as error:
            answer = callers.refusal(caller, "InternalFailure", f"{error}", 500)
        return answer if manner is None else Answer(status=answer.status, body=answer.body, manner=manner)

    def _wait(self, met: Met, *, after: bool) -> None:
        seconds = met.seconds(after=after)
        if seconds:
            self._wait_for(seconds)

    def _caller_space(self, caller: Caller) -> Space:
        region = caller.region or self._region
        if not REGION.fullmatch(region):
            message = f"Credential should be scoped to a valid region, not {region!r}."
            raise RefusedError("InvalidSignatureException", message)
        return self._service.space(self._keys.account(caller.access_key), region)

    # Controls and the page

    def _controlled(self, request: Received) -> Answer:
        reason = controls.foreign(request.headers, self._host)
        if reason is not None:
            return _refused(HTTPStatus.FORBIDDEN, reason)
        if not request.path.startswith(_CONTROL):
            return Answer(
                status=200,
                body=self._service.page().encode(),
                content_type="text/html; charset=utf-8",
                headers=page.HEADERS,
            )
        method = request.path.removeprefix(_CONTROL)
        if request.method == "GET" and method == "now":
            return self._control("now", b"")
        if request.method != "POST":
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, f"POST to {self._url()}", ("Allow", "POST"))
        if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send the parameters as Content-Type: application/json")
        return self._control(method, request.body)

    def _control(self, method: str, body: bytes) -> Answer:
        function = self._controls.get(method)
        if function is None:
            return _refused(HTTPStatus.NOT_FOUND, f"no such method; there are {', '.join(self._controls)}")
        try:
            result = controls.call(function, _read(body or b"{}"))
            if isinstance(result, datetime):
                result = milliseconds(result) / SECOND
            return Answer(status=200, body=written({"result": result}), content_type="application/json")
        except (OverflowError, TypeError, ValueError) as error:
            return _refused(HTTPStatus.BAD_REQUEST, str(error))
        except RefusedError as refusal:
            return _refused(HTTPStatus.BAD_REQUEST, refusal.message)
        except StoreError as error:
            return _refused(HTTPStatus.INTERNAL_SERVER_ERROR, f"{error}")


def _is_browser(request: Received) -> bool:
    return (
        request.method == "GET"
        and request.path.partition("?")[0] == "/"
        and "text/html" in request.headers.get("Accept", "")
        and "Authorization" not in request.headers
    )


def _refused(status: int, message: str, *headers: tuple[str, str]) -> Answer:
    body = written({"message": message})
    return Answer(status=status, body=body, content_type="application/json", headers=headers)


def _read(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RefusedError("SerializationException", "The request is not JSON") from error


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)

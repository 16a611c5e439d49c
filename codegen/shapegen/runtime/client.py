"""What the client of every service shares."""

# What a client raises may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any, TypeVar, overload

from .. import operations
from .answers import Call, listen
from .api import Level, require_level, require_rules, to_dict, validate
from .entries import entry
from .keywords import answering
from .operations import Operation
from .pages import Paging, items
from .structures import Annotations, Request

Response = TypeVar("Response")
T = TypeVar("T")


class Sender:
    """What comes before a request is sent, and after an error came back; the same for clients that are awaited."""

    _service: str
    """As boto3 calls it."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__module__.rpartition(".")[0] != (__package__ or "").rpartition(".")[0]:
            return  # a class of the user's
        for name, method in [*vars(cls).items()]:
            if not isinstance(method, FunctionType) or name.startswith("_"):
                continue
            annotations = Annotations(method.__annotations__, cls.__module__)
            # What is deprecated warns, and says where it was called from.
            called: Any = method if hasattr(method, "__deprecated__") else answering(method)
            called.__annotations__ = called.__wrapped__.__annotations__ = annotations
            setattr(cls, name, called)

    def __init__(
        self,
        client: object,
        /,
        *,
        level: Level = "documented",
        ignore: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        require_level(level)
        require_rules(ignore)
        self._client: Any = client
        self._level: Level = level
        self._ignore = ignore
        self._clock = clock
        self._unheard: dict[str, Mapping[str, set[str]]] = {}
        self._readable: dict[str, bool] = {}
        listen(client)

    @property
    def client(self) -> Any:
        """The client that the requests are sent through, for all that it has beside operations."""
        return self._client

    @overload
    @staticmethod
    def _list(given: Sequence[T]) -> list[T]: ...
    @overload
    @staticmethod
    def _list(given: Sequence[T] | None) -> list[T] | None: ...
    @staticmethod
    def _list(given: Any) -> Any:
        """A sequence as the list that the request has. Text is none; it and all else is left for the validators."""
        if isinstance(given, list | str | bytes | bytearray) or not isinstance(given, Sequence):
            return given
        return [*given]

    @overload
    @staticmethod
    def _dict(given: Mapping[str, T]) -> dict[str, T]: ...
    @overload
    @staticmethod
    def _dict(given: Mapping[str, T] | None) -> dict[str, T] | None: ...
    @staticmethod
    def _dict(given: Any) -> Any:
        """A mapping as the dict that the request has; all else is left for the validators."""
        return {**given} if isinstance(given, Mapping) and not isinstance(given, dict) else given

    def _method_of(self, client: object) -> Any:
        """A method of `client`. Raises TypeError when it has none of the operations', or is of another service."""
        model: Any = getattr(getattr(client, "meta", None), "service_model", None)
        service: Any = getattr(model, "service_name", None)
        if isinstance(service, str) and service != self._service:
            raise TypeError(f"a client of {self._service} is needed, not one of {service}")
        for operation in operations.OPERATIONS.values():
            method: Any = getattr(client, operation.method, None)
            if method is not None:
                return method
        raise TypeError(f"a client of {self._service} is needed, not {type(client).__name__}")

    def _prepared(
        self, request: object, level: Level | None, ignore: Collection[str] | None
    ) -> tuple[Operation, dict[str, Any]]:
        """The operation of `request`, and what its method is given; raises what `send` raises before it sends."""
        operation = entry(operations.BY_REQUEST, type(request), "request")
        validate(
            request,
            level=self._level if level is None else level,
            ignore=self._ignore if ignore is None else ignore,
        )
        parameters = to_dict(request)
        unheard = self._unheard.get(operation.name)
        if unheard is None:
            from . import compatibility

            unheard = self._unheard[operation.name] = compatibility.unheard(self._client, operation)
        if unheard:
            from . import compatibility

            compatibility.refuse(unheard, operation, parameters)
        return operation, parameters


def _is_awaited(method: object) -> bool:
    # boto3 has imported it. From a function that sets attributes mypy would follow the import, and read all of inspect
    # for every app.
    from inspect import iscoroutinefunction

    return iscoroutinefunction(method)


def libraries(client: object) -> set[str]:
    """The packages of the classes that `client` derives from."""
    return {base.__module__.partition(".")[0] for base in type(client).__mro__}


class Client(Sender):
    """Sends requests through a boto3 client."""

    def __init__(
        self,
        client: object,
        /,
        *,
        level: Level = "documented",
        ignore: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """`client` is what `boto3.client(…)` returns; one client may serve many threads, as boto3's do.

        `level` and `ignore` say what is validated, as with `violations`; every call can say otherwise. `clock` and
        `sleep` are what waiting goes by, in seconds. Raises TypeError for a client of another service, or of
        aiobotocore.
        """
        if _is_awaited(self._method_of(client)) or "aiobotocore" in libraries(client):
            raise TypeError("a client of boto3 is needed; what this one returns is awaited, as the Async… client does")
        super().__init__(client, level=level, ignore=ignore, clock=clock)
        self._sleep = sleep

    def send(
        self,
        request: Request[Response],
        /,
        *,
        level: Level | None = None,
        ignore: Collection[str] | None = None,
    ) -> Response:
        """Validates `request`, calls the operation, and returns its response; None for an operation that has none.

        Raises, before anything is sent, ValidationError when the request breaks a constraint, OutdatedBotocoreError
        when botocore does not know what is in it, TypeError when it is no request of this package; then ServiceError,
        or what is derived from it, when the service answers with an error, and what else the boto3 client raises.
        """
        operation, parameters = self._prepared(request, level, ignore)
        _, response = self._answer(operation, parameters)
        result: Response = response
        return result

    def _answer(self, operation: Operation, parameters: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
        """What the service answered, and the response in it."""
        try:
            with Call(self._client, operation, self._readable) as call:
                return call.answer(getattr(self._client, operation.method)(**parameters))
        except Exception as error:
            from .errors import service_error

            raised = service_error(error, operation.name)
            if raised is None:
                raise
            raise raised from error

    def _pages(
        self, request: Request[Response], level: Level | None, ignore: Collection[str] | None
    ) -> Iterator[Response]:
        operation, parameters = self._prepared(request, level, ignore)
        return self._turn(operation, parameters)

    def _turn(self, operation: Operation, parameters: dict[str, Any]) -> Iterator[Any]:
        paging = Paging(operation.pages, parameters)
        while True:
            answer, response = self._answer(operation, paging.parameters)
            yield response
            if not paging.advance(answer):
                return

    def _items(self, pages: Iterator[object], *attributes: str) -> Iterator[Any]:
        return (item for page in pages for item in items(page, attributes))

    def _wait(
        self,
        name: str,
        request: object,
        level: Level | None,
        ignore: Collection[str] | None,
        timeout: float | None,
        poll: float | None,
    ) -> Any:
        from ..waiters import WAITERS
        from .errors import ServiceError
        from .waiters import Waiting

        operation, parameters = self._prepared(request, level, ignore)
        waiter = WAITERS[name]
        waiting = Waiting(waiter, parameters, self._clock, timeout, poll)
        parameters |= waiter.fixed or {}
        if waiter.first:
            self._answer(operations.OPERATIONS[waiter.first], waiting.of)
        while True:
            try:
                delay = waiting.look(*self._answer(operation, parameters))
            except ServiceError as error:
                delay = waiting.look(error.response, None, error)
            if delay is None:
                return waiting.response
            self._sleep(delay)

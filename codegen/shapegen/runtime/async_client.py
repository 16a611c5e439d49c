"""What the asynchronous client of every service shares."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from typing import Any, TypeVar

from .. import operations
from .answers import Call
from .api import Level
from .client import Sender, libraries
from .operations import Operation
from .pages import Paging, items
from .structures import Request

TYPE_CHECKING: bool = False
if TYPE_CHECKING:
    # A checker would read half the standard library for asyncio.
    def _sleep(seconds: float, /) -> Awaitable[object]: ...

else:
    from asyncio import sleep as _sleep

Response = TypeVar("Response")


class AsyncClient(Sender):
    """Sends requests through an aiobotocore client."""

    def __init__(
        self,
        client: object,
        /,
        *,
        level: Level = "documented",
        ignore: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = _sleep,
    ) -> None:
        """`client` is what `async with session.create_client(…)` of aiobotocore gives.

        `level` and `ignore` say what is validated, as with `violations`; every call can say otherwise. `clock` and
        `sleep` are what waiting goes by, in seconds. Raises TypeError for a client of another service, or of boto3.
        """
        self._method_of(client)
        if "botocore" in (of := libraries(client)) and "aiobotocore" not in of:
            raise TypeError("a client of aiobotocore is needed; what this one of boto3 returns cannot be awaited")
        super().__init__(client, level=level, ignore=ignore, clock=clock)
        self._sleep = sleep

    async def send(
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
        or what is derived from it, when the service answers with an error, and what else the client raises.
        """
        operation, parameters = self._prepared(request, level, ignore)
        _, response = await self._answer(operation, parameters)
        result: Response = response
        return result

    async def _answer(self, operation: Operation, parameters: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
        """What the service answered, and the response in it."""
        try:
            with Call(self._client, operation, self._readable) as call:
                return call.answer(await getattr(self._client, operation.method)(**parameters))
        except Exception as error:
            from .errors import service_error

            raised = service_error(error, operation.name)
            if raised is None:
                raise
            raise raised from error

    def _pages(
        self, request: Request[Response], level: Level | None, ignore: Collection[str] | None
    ) -> AsyncIterator[Response]:
        operation, parameters = self._prepared(request, level, ignore)
        return self._turn(operation, parameters)

    async def _turn(self, operation: Operation, parameters: dict[str, Any]) -> AsyncIterator[Any]:
        paging = Paging(operation.pages, parameters)
        while True:
            answer, response = await self._answer(operation, paging.parameters)
            yield response
            if not paging.advance(answer):
                return

    async def _items(self, pages: AsyncIterator[object], *attributes: str) -> AsyncIterator[Any]:
        async for page in pages:
            for item in items(page, attributes):
                yield item

    async def _wait(
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
            await self._answer(operations.OPERATIONS[waiter.first], waiting.of)
        while True:
            try:
                delay = waiting.look(*await self._answer(operation, parameters))
            except ServiceError as error:
                delay = waiting.look(error.response, None, error)
            if delay is None:
                return waiting.response
            await self._sleep(delay)

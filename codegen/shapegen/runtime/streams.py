"""What comes bit by bit: bodies that are read like files, and events that come one after another."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from .converters import Reader

Event = TypeVar("Event", covariant=True)


class StreamingBody(Protocol):
    """The body of a response, as botocore gives it: to be read once, and closed if it is not read to its end."""

    def read(self, amt: int | None = None, /) -> bytes:
        """The next `amt` bytes, or all that are left; none at the end."""
        ...

    def iter_chunks(self, chunk_size: int = ..., /) -> Iterator[bytes]:
        """What is left, in parts of `chunk_size` bytes."""
        ...

    def iter_lines(self, chunk_size: int = ..., /) -> Iterator[bytes]:
        """What is left, line by line."""
        ...

    def close(self) -> None:
        """Gives the connection back."""
        ...


class EventStream(Generic[Event]):
    """The events of a response, each read when it comes; to be gone through once.

    An event is a structure of which one member is set. An error of the service ends the iteration as ServiceError, or
    as what is derived from it, as with the client. With an asynchronous client it is gone through with `async for`.
    """

    def __init__(self, source: Any, read: Callable[[Any, Reader], Event], reader: Reader) -> None:
        """`source` is botocore's stream, or whatever gives its events as dicts."""
        self.source = source
        self._read = read
        self._reader = reader

    def __iter__(self) -> Iterator[Event]:
        events = iter(self.source)
        while True:
            try:
                event = next(events)
            except StopIteration:
                return
            except Exception as error:
                _raise(error)
            yield self._read(event, self._reader)

    async def __aiter__(self) -> AsyncIterator[Event]:
        events = aiter(self.source)
        while True:
            try:
                event = await anext(events)
            except StopAsyncIteration:
                return
            except Exception as error:
                _raise(error)
            yield self._read(event, self._reader)

    def close(self) -> None:
        """Gives the connection back, though there may be more events."""
        self.source.close()


def _raise(error: Exception) -> NoReturn:
    """Raises what the client would for an error of botocore's."""
    from .errors import service_error

    raised = service_error(error, str(getattr(error, "operation_name", "")))
    if raised is None:
        raise error
    raise raised from error


def read_events(value: Any, read: Callable[[Any, Reader], Event], reader: Reader) -> Any:
    """The events in `value`; what cannot be gone through stays as it is, for the validators to name."""
    # The stream gives its source back when it is written.
    sharing = replace(reader, owns=False)
    return EventStream(value, read, sharing) if _is_iterable(value) or hasattr(value, "__aiter__") else value


def write_events(value: Any, write: Callable[[Any], Any]) -> Any:
    """The events of a structure as boto3 has them: of a response its own stream, of anything else what comes of it."""
    if isinstance(value, EventStream):
        return value.source  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return (write(event) for event in value) if _is_iterable(value) else value


def _is_iterable(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | dict)

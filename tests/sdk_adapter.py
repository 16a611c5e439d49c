"""Puts `monitorshapes.monitors` in the place of the SageMaker SDK, for requests that were recorded of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from monitorshapes import monitors


class UnexpectedRequestError(Exception):
    """A request that the SDK did not send. The replay raises AssertionError, which ends it, for one."""


_now = 0.0
_uuids = count(1)


def freeze(timestamp: str) -> None:
    """Stops the clock, and counts uuids from 1 again."""
    global _now, _uuids
    _now = datetime.strptime(timestamp, "%Y-%m-%d-%H-%M-%S-%f").replace(tzinfo=UTC).timestamp()
    _uuids = count(1)


def make_session(boto_session: Any, opts: Mapping[str, Any]) -> monitors.Session:
    """A session whose requests are answered by the replay."""
    make_client = boto_session.client

    def client(*args: Any, **kwargs: Any) -> Any:
        made = make_client(*args, **kwargs)
        made._make_api_call = _told_apart(made._make_api_call)
        return made

    boto_session.client = client
    return monitors.Session(
        boto_session,
        opts["default_bucket"],
        opts["prefix"],
        clock=lambda: _now,
        sleep=lambda _: None,
        new_uuid=lambda: f"00000000-0000-4000-8000-{next(_uuids):012}",
        # The SDK sends what the service refuses: an endpoint of model quality by its name alone.
        ignore={"documented:model-quality-inference"},
    )


def lookup(name: str) -> Any:
    """The class of that name."""
    return getattr(monitors, name)


def construct(name: str, kwargs: Mapping[str, Any]) -> Any:
    """One of that class."""
    return lookup(name)(**kwargs)


def _told_apart(call: Callable[..., Any]) -> Callable[..., Any]:
    def made(operation: str, params: Mapping[str, Any]) -> Any:
        try:
            return call(operation, params)
        except AssertionError as error:
            raise UnexpectedRequestError(*error.args) from error

    return made

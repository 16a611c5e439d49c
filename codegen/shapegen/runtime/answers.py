"""Reads an answer instead of botocore's parser, where both would read the same.

Parsing is most of a call of botocore's, times above all. It emits `before-parse` with the raw answer: what is read
there is taken out of it, and botocore parses nothing. Where anybody else looks at what botocore parses, where it would
read something else, or where one of the events is missing, nothing is taken out, and botocore's dict is read.
"""

# What botocore hands over is untyped.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

import json
import logging
import time
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import import_module
from types import FunctionType
from typing import Any

from .converters import Reader
from .operations import Operation
from .tables import wire

_BOTOCORES = {"botocore.client", "botocore.context", "aiobotocore.client", "aiobotocore.context"}
"""The modules of its clients' methods, and of what they are decorated with."""
_RETRIES = ("botocore.retries.", "botocore.retryhandler", "aiobotocore.retries.", "aiobotocore.retryhandler")
"""Modules of handlers that look at the status and at errors alone."""
_LOOKING = ("provide-client-params", "before-parse", "needs-retry", "response-received", "after-call")
"""Events with an answer, raw or parsed; before the first of them a handler could begin another call unseen."""

_DAY = 86_400.0

_call: ContextVar["Call | None"] = ContextVar("_call", default=None)


class Call:
    """One call of a client of botocore's, while the block lasts."""

    def __init__(self, client: Any, operation: Operation, readable: dict[str, bool]) -> None:
        """`readable` says by name of which operations botocore reads what this module reads; it is added to."""
        self._client = client
        self._operation = operation
        self._readable = readable
        self._begun = 0
        self._members: dict[str, Any] | None = None
        self._response: Any = None
        self._around: Call | None = None

    def __enter__(self) -> "Call":
        self._around = _call.get()
        _call.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _call.set(self._around)

    def answer(self, parsed: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
        """What the service answered as botocore's client returns it, and the response in it; `parsed` is what it did
        return."""
        if self._members is None:
            return parsed, self._operation.read(parsed)
        return {**self._members, **parsed}, self._response

    def begin(self) -> None:
        """Counts the calls that begin while the block lasts; the first is this one, and another is one of a handler."""
        self._begun += 1

    def read(self, model: Any, answer: dict[str, Any]) -> None:
        """Reads the response in the raw `answer`, and empties that, if this may be done."""
        operation = self._operation
        if (
            self._begun != 1
            or operation.response is None
            or operation.name != model.name
            or not 200 <= answer["status_code"] < 300
            or not self._is_readable(model)
            or not _is_untouched(self._client, operation.method)
            or _is_looked_at(self._client, operation.name)
        ):
            return
        try:
            members = json.loads(answer["body"].decode())
            read = wire.STRUCTURES[operation.response].read
            response = read(members, _reader(time.timezone, time.altzone, time.tzname))
        except Exception:  # botocore says what is wrong, or what it makes of it
            return
        self._members, self._response = members, response
        answer["body"] = b""

    def _is_readable(self, model: Any) -> bool:
        name = self._operation.name
        if name not in self._readable:
            self._readable[name] = _is_plain_json(model)
        return self._readable[name]


def listen(client: Any) -> None:
    """Has the client of botocore's read its answers so, in a `Call`. Does nothing for what is no such client."""
    if not any(base.__module__ in _BOTOCORES for base in type(client).__mro__):
        return
    service = client.meta.service_model.service_id.hyphenize()
    for event, handler in (("provide-client-params", _begin), ("before-parse", _read)):
        client.meta.events.register_first(f"{event}.{service}", handler, unique_id=f"{__name__}.{event}")


def _begin(**_: object) -> None:
    call = _call.get()
    if call is not None:
        call.begin()


def _read(operation_model: Any, response_dict: dict[str, Any], **_: object) -> None:
    call = _call.get()
    if call is not None:
        call.read(operation_model, response_dict)


def _is_untouched(client: Any, method: str) -> bool:
    """Whether nobody stands between botocore and who calls the method: no mock, no tracer."""
    for name in (method, "_make_api_call"):
        function = getattr(type(client), name, None)
        if name in vars(client) or function is None:
            return False
        while function is not None:
            if type(function) is not FunctionType or function.__globals__.get("__name__") not in _BOTOCORES:
                return False
            function = getattr(function, "__wrapped__", None)
    return True


def _is_looked_at(client: Any, operation: str) -> bool:
    """Whether anybody wants what botocore parses; also when that cannot be known."""
    recorder = import_module("botocore.history").get_global_history_recorder()
    events = client.meta.events
    handlers = getattr(getattr(events, "_emitter", events), "_handlers", None)
    if handlers is None or getattr(recorder, "_enabled", True):
        return True
    if logging.getLogger("botocore.parsers").isEnabledFor(logging.DEBUG):
        return True
    service = client.meta.service_model.service_id.hyphenize()
    return any(
        handler not in (_begin, _read) and not str(getattr(handler, "__module__", "")).startswith(_RETRIES)
        for event in _LOOKING
        for handler in handlers.prefix_search(f"{event}.{service}.{operation}")
    )


def _is_plain_json(model: Any) -> bool:
    """Whether botocore reads the output of the operation from the JSON in the body alone, member by member."""
    service = model.service_model
    protocol = getattr(service, "resolved_protocol", None) or service.metadata.get("protocol")
    return protocol in ("json", "rest-json") and _is_plain(model.output_shape, set())


def _is_plain(shape: Any, seen: set[str]) -> bool:
    if shape is None or shape.name in seen:
        return shape is not None
    seen.add(shape.name)
    if shape.type_name == "structure":
        return (
            not getattr(shape, "is_tagged_union", False)
            and not shape.serialization.keys() & {"payload", "eventstream"}
            and not getattr(shape, "event_stream_name", None)
            and all(
                member.serialization.get("name", name) == name
                and not member.serialization.keys() & {"location", "streaming", "jsonvalue"}
                and _is_plain(member, seen)
                for name, member in shape.members.items()
            )
        )
    parts = {"list": ("member",), "map": ("key", "value")}.get(shape.type_name, ())
    return all(_is_plain(getattr(shape, part), seen) for part in parts)


@lru_cache(maxsize=1)
def _reader(offset: int, summer_offset: int, _: tuple[str, str]) -> Reader:
    """Reads JSON as botocore's parser does in the time zone of the program, which may change; raises where that reads
    what the model does not say, or drops it."""
    parse_timestamp: Any = import_module("botocore.utils").parse_timestamp
    zone: Any = parse_timestamp(0).tzinfo
    if type(zone).__name__ != "tzlocal":
        return Reader(
            lambda value: None if value is None else parse_timestamp(value), _blob, False, _other, _unknown, null=None
        )
    epoch, summer_epoch = (datetime(1970, 1, 1, tzinfo=zone) - timedelta(0, each) for each in (offset, summer_offset))
    changes = offset != summer_offset

    def time_of(value: Any) -> Any:
        """What dateutil's zone makes of a number, in a fifth of the time; near a change of the clocks that is asked."""
        if type(value) is float or type(value) is int:
            if not changes:
                return epoch + timedelta(0, value)
            is_summer = time.localtime(value - _DAY).tm_isdst
            if is_summer == time.localtime(value + _DAY).tm_isdst:
                return (summer_epoch if is_summer else epoch) + timedelta(0, value)
        return None if value is None else parse_timestamp(value)

    return Reader(time_of, _blob, False, _other, _unknown, null=None)


def _blob(value: Any) -> Any:
    import base64

    return None if value is None else base64.b64decode(value)


def _other(value: Any) -> Any:
    if value is not None:
        raise TypeError(f"{type(value).__name__} is not what the model says")
    return None


def _unknown(members: dict[str, Any]) -> Any:
    raise ValueError(f"botocore may know {', '.join(members)}")

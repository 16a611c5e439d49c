"""What botocore's ParamValidator refuses, and nothing else: types, required and unknown members, unions and minima."""

# What is checked here may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from .violations import (
    Finding,
    Hidden,
    Place,
    Sensitive,
    exactly_one,
    missing,
    out_of_range,
    unknown_members,
    wrong_length,
    wrong_type,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A shape, for the level "botocore" and for who reads the model as data; shapes refer to one another by name."""

    kind: str
    min: float | None = None
    """What botocore checks: of a number, or the least length of text or of a list."""
    low: float | None = None
    """As the service has it, with what a number's type holds."""
    high: float | None = None
    pattern: str = ""
    """What the pattern is called in the module `patterns`."""
    enum: str = ""
    """What the class is called in the module `enums`."""
    members: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a structure: the shape of each member, none of a stream of events. Of a list or map: of its `member`, or
    `key` and `value`."""
    required: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    union: bool = False
    holds_sensitive: bool = False
    adapted: Mapping[str, tuple[Callable[..., Any] | str, ...]] = field(default_factory=dict[str, Any])
    """Of a structure: what makes of a member what botocore checks, and the members that it is told too."""


def check(shapes: Mapping[str, Parameter], name: str, value: Any, at: Place, found: list[Finding]) -> None:
    """Appends to `found` what botocore would refuse of `value`, a value of the shape `name` that boto3 is given."""
    shape = shapes[name]
    shown = Hidden(value) if shape.holds_sensitive else value
    match shape.kind:
        case "structure":
            if not isinstance(value, dict):
                return wrong_type(found, at, shown, name)
            value = _adapted(shape, value, at, found)
            if shape.union:
                exactly_one(found, at, dict.fromkeys(shape.members) | value)
            for member in shape.required:
                if member not in value:
                    missing(found, (at, member))
            for member, item in value.items():
                if member not in shape.members:
                    # It may be the sensitive member, misspelt.
                    unknown = {member: None if shape.holds_sensitive else item}
                    unknown_members(found, at, unknown, name, shape.members)
                elif shape.members[member]:
                    step = Sensitive(member) if member in shape.sensitive else member
                    check(shapes, shape.members[member], item, (at, step), found)
        case "list":
            if not isinstance(value, list | tuple):
                return wrong_type(found, at, shown, "a list")
            _at_least(shape.min, len(value), shown, at, found, "items")
            for index, item in enumerate(value):
                check(shapes, shape.members["member"], item, (at, index), found)
        case "map":
            if not isinstance(value, dict):
                return wrong_type(found, at, shown, "a dict")
            for key, item in value.items():
                check(shapes, shape.members["key"], key, (at, (key,)), found)
                check(shapes, shape.members["value"], item, (at, (key,)), found)
        case "string":
            if not isinstance(value, str):
                return wrong_type(found, at, value, "text")
            _at_least(shape.min, len(value), value, at, found, "characters")
        case "int" | "float":
            if not isinstance(value, int if shape.kind == "int" else int | float | Decimal):
                return wrong_type(found, at, value, "an integer" if shape.kind == "int" else "a number")
            if shape.min is not None and value < shape.min:
                out_of_range(found, at, value, shape.min, None)
        case "boolean":
            if not isinstance(value, bool):
                wrong_type(found, at, value, "True or False")
        case "timestamp":
            if not _is_time(value):
                wrong_type(found, at, value, "a time")
        case "document":
            _check_document(value, at, found)
        case "jsonvalue":
            _check_dumped(value, at, found)
        case _:
            if not (isinstance(value, bytes | bytearray | str) or hasattr(value, "read")):
                wrong_type(found, at, value, "bytes")
    return None


def _adapted(shape: Parameter, value: dict[Any, Any], at: Place, found: list[Finding]) -> dict[Any, Any]:
    changed: dict[Any, Any] = {}
    for member, (function, *beside) in shape.adapted.items():
        step = Sensitive(member) if member in shape.sensitive else member
        call: Any = function
        made = call(value.get(member), (at, step), found, *(value.get(each) for each in beside))
        if made is not None:
            changed[member] = made
    return value | changed


def _check_document(value: Any, at: Place, found: list[Finding]) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _check_document(item, (at, (key,)), found)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_document(item, (at, index), found)
    elif not (value is None or isinstance(value, str | int | float)):
        wrong_type(found, at, value, "a JSON value")


def _check_dumped(value: Any, at: Place, found: list[Finding]) -> None:
    import json  # few services have such a member

    try:
        json.dumps(value)
    except (TypeError, ValueError):
        wrong_type(found, at, value, "what json.dumps takes")


def _at_least(low: float | None, length: int, value: object, at: Place, found: list[Finding], unit: str) -> None:
    if low is not None and length < low:
        wrong_length(found, at, value, int(low), None, unit)


def _is_time(value: Any) -> bool:
    """botocore also takes what dateutil can guess from text; here it has to be ISO 8601 or seconds since 1970."""
    if isinstance(value, datetime):
        return True
    try:
        datetime.fromtimestamp(float(value), UTC)
    except Exception:  # whatever the value raises
        try:
            datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return False
        return "W" not in value
    return True

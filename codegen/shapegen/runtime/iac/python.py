"""Structures as the Python that makes them, laid out as black does."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from ... import wire
from ...parameters import SHAPES
from ..enums import OpenEnum

_WIDTH = 88
_INDENT = 4


class Name(str):
    """Text that is printed as it is: the name of a variable."""

    __slots__ = ()


_MISSING = Name("...")
"""Stands for what is required and not there: Python takes it, and checkers do not."""


def expression(value: Any, prefix: str, *, indent: int = 0, before: int = 0) -> str:
    """The Python of a value. `prefix`: what the package is called, with its dot. `before`: what stands before it."""
    flat = _flat(value, prefix)
    if indent + before + _columns(flat) + 1 <= _WIDTH and "\n" not in flat:
        return flat
    parts = _parts(value, prefix)
    if parts is None:
        return flat
    opening, items, closing = parts
    inside = indent + _INDENT
    lines = [f"{name}{expression(item, prefix, indent=inside, before=_columns(name))}," for name, item in items]
    return "\n".join([opening, *(" " * inside + line for line in lines), " " * indent + closing])


def _columns(text: str) -> int:
    """How many columns a text takes: an ideograph takes two."""
    return len(text) if text.isascii() else sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def _flat(value: Any, prefix: str) -> str:
    parts = _parts(value, prefix)
    if parts is None:
        return _scalar(value, prefix)
    opening, items, closing = parts
    return opening + ", ".join(name + _flat(item, prefix) for name, item in items) + closing


def _parts(value: Any, prefix: str) -> tuple[str, Iterable[tuple[str, Any]], str] | None:
    """How a value begins, what is in it, how it ends; None for a scalar, and for what holds nothing."""
    if type(value) in wire.STRUCTURES:
        structure = wire.STRUCTURES[type(value)]
        required = SHAPES[structure.name].required
        members = ((member, name, getattr(value, name)) for member, name in structure.members.items())
        given = [
            (f"{name}=", _MISSING if inner is None else inner)
            for member, name, inner in members
            if inner is not None or member in required
        ]
        return (f"{prefix}{type(value).__name__}(", given, ")") if given else None
    if isinstance(value, list) and value:
        return "[", [("", item) for item in value], "]"
    if isinstance(value, dict) and value:
        return "{", [(f"{_text(str(key))}: ", item) for key, item in value.items()], "}"
    return None


def _scalar(value: Any, prefix: str) -> str:
    printers: list[tuple[type, Callable[[Any], str]]] = [
        (Name, str.__str__),
        (OpenEnum, lambda enum: _member(enum, prefix)),
        (str, _text),
        (float, _float),
        (datetime, lambda time: f"datetime.fromisoformat({_text(time.isoformat())})"),
    ]
    for kind, printed in printers:
        if isinstance(value, kind):
            return printed(value)
    return f"{prefix}{type(value).__name__}()" if type(value) in wire.STRUCTURES else repr(value)


def _member(value: OpenEnum, prefix: str) -> str:
    name = type(value).__name__
    if not value.is_known:
        return f"{prefix}{name}({_text(value.value)})"
    return f"{prefix}{name}.{value.name}" if value.name.isidentifier() else f"{prefix}{name}[{_text(value.name)}]"


def _float(number: float) -> str:
    return repr(number).replace("e+", "e") if math.isfinite(number) else f'float("{number}")'


def _text(text: str) -> str:
    """With double quotes, unless that takes more backslashes."""
    text = str.__str__(text)
    if '"' in text and "'" not in text:
        return repr(text).replace("##[", r"#\x23[")
    return f'"{"".join(map(_character, text))}"'.replace("##[", r"#\x23[")


def _character(char: str) -> str:
    if char == '"':
        return '\\"'
    return char if char.isprintable() and char != "\\" else char.encode("unicode_escape").decode()

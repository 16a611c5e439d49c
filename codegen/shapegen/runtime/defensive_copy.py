"""A copy of a structure whose values do not raise when they are looked at, to validate where the structure does."""

# What is looked at may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from .entries import Entry
from .json_values import NULL
from .plain_values import PLAIN, plain_value
from .violations import Hidden


def defensive_copy(value: Any, structures: Mapping[type, Entry]) -> Any:
    """`value` with plain values for those of derived classes; what cannot be gone through is only a type any more.

    `structures`: what belongs to each class, as `wire.STRUCTURES` has it. Raises RecursionError for what is
    nested too deep.
    """
    try:
        return _copied(value, type(value), structures)
    except RecursionError:
        raise
    except Exception:  # whatever such a class raises
        return Hidden(value)


def _copied(value: Any, cls: type, structures: Mapping[type, Entry]) -> Any:
    if value is None or value is NULL:
        return value
    if issubclass(cls, PLAIN):
        plain = plain_value(value)
        if issubclass(cls, datetime):
            plain.utcoffset()
        return plain
    for base in cls.__mro__:
        if base in structures:
            copy: Any = object.__new__(base)
            for attribute in structures[base].members.values():
                setattr(copy, attribute, defensive_copy(_member(value, attribute), structures))
            unknown = defensive_copy(_member(value, "_unknown"), structures)
            copy._unknown = unknown if isinstance(unknown, dict) else None
            return copy
    if issubclass(cls, list | tuple):
        items = (defensive_copy(item, structures) for item in value)
        return [*items] if issubclass(cls, list) else (*items,)
    if issubclass(cls, dict):
        return {defensive_copy(key, structures): defensive_copy(item, structures) for key, item in value.items()}
    if issubclass(cls, Decimal):
        return Decimal(value) if value == value else Hidden(value)
    if isinstance(value, PLAIN):
        return Hidden(value)  # it says so, but its type does not
    # What the validators look for, beside what a value's `__class__` says.
    streams = hasattr(value, "read") or hasattr(value, "__aiter__") or (hasattr(value, "__iter__") and iter(value))
    return value if streams else Hidden(value)


def _member(structure: Any, attribute: str) -> Any:
    try:
        return getattr(structure, attribute, None)
    except RecursionError:
        raise
    except Exception as error:  # of a property that somebody's own class has
        return error

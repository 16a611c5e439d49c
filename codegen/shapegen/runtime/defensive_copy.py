"""A copy of a structure whose values do not raise when they are looked at, to validate where the structure does."""

# What is looked at may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from .entries import Entry
from .violations import Hidden

_PLAIN = (str, int, float, bytes, bytearray)


def defensive_copy(value: Any, structures: Mapping[type, Entry]) -> Any:
    """`value` with plain values for those of derived classes; what cannot be gone through is only a type any more.

    `structures`: what belongs to each class, as `wire.STRUCTURES` has it. Raises RecursionError for what is
    nested too deep.
    """
    cls = type(value)
    if value is None or cls is bool or cls in _PLAIN:
        return value
    for plain in _PLAIN:
        if issubclass(cls, plain):
            return _as(plain, value)
    for base in cls.__mro__:
        if base in structures:
            copy: Any = object.__new__(base)
            for attribute in (*structures[base].members.values(), "_unknown"):
                setattr(copy, attribute, defensive_copy(getattr(value, attribute, None), structures))
            return copy
    try:
        if issubclass(cls, list | tuple):
            items = (defensive_copy(item, structures) for item in value)
            return [*items] if issubclass(cls, list) else (*items,)
        if issubclass(cls, dict):
            return {defensive_copy(key, structures): defensive_copy(item, structures) for key, item in value.items()}
        if issubclass(cls, datetime):
            value.utcoffset()
            return value
        # What the validators look for, beside what a value's `__class__` says.
        streams = hasattr(value, "read") or hasattr(value, "__aiter__") or (hasattr(value, "__iter__") and iter(value))
        return value if streams or (isinstance(value, Decimal) and value == value) else Hidden(value)
    except RecursionError:
        raise
    except Exception:  # whatever such a class raises
        return Hidden(value)


def _as(plain: Any, value: Any) -> Any:
    """What a value of a derived class is, whatever that class overrides: so it is sent."""
    if plain is str:
        return str.__str__(value)
    if plain is int:
        return int.__index__(value)
    return float.__float__(value) if plain is float else plain.join(plain(), [value])

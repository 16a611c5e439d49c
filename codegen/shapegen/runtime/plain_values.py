"""What a value is, whatever its class overrides: text, a number, bytes or a time of a derived class is sent as that."""

from datetime import datetime
from typing import Any, TypeGuard

PLAIN: tuple[type, ...] = (str, int, float, bytes, bytearray, datetime)
"""Of what is sent as it is, or of a derived class."""


def plain_value(value: Any) -> Any:
    """A value of PLAIN as one of no derived class, and a bytearray as bytes."""
    cls: type[Any] = type(value)  # pyright: ignore[reportUnknownVariableType]
    if cls is bool or cls is int or cls is float or cls is bytes or cls is datetime:
        return value  # not `in`, which asks what the class is equal to
    if issubclass(cls, str):
        return str.__str__(value)
    if issubclass(cls, int):
        return int.__index__(value)
    if issubclass(cls, float):
        return float.__float__(value)
    if issubclass(cls, datetime):
        return value if _is_not_a_time(value) else datetime.combine(datetime.date(value), datetime.timetz(value))
    return b"".join([value])


def _is_not_a_time(value: Any) -> bool:
    """Whether it is the `NaT` of pandas, which is a datetime of the year 1 to who does not ask it."""
    try:
        return bool(value != value)
    except Exception:  # whatever such a class raises
        return False


# The type of a value tells what it is: the `__class__` of a proxy or a mock is another's, which cannot be sent.


def is_text(value: object) -> TypeGuard[str]:
    """Whether it is text, of a derived class too."""
    return issubclass(type(value), str)


def is_integer(value: object) -> TypeGuard[int]:
    """Whether it is an integer, of a derived class too."""
    return issubclass(type(value), int) and type(value) is not bool


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is a number, of a derived class too."""
    return issubclass(type(value), int | float) and type(value) is not bool

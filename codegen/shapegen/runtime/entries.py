"""What belongs to a structure besides its class: one row of the table `wire.STRUCTURES`."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

_Of = TypeVar("_Of")


class Entry(NamedTuple):
    """What belongs to a structure."""

    name: str
    """What the service calls it."""
    check: str
    """The function of `validators` that checks it, which not every program needs."""
    write: Callable[[Any], Any]
    read: Callable[[Any, Any], Any]
    members: dict[str, str]
    """The attribute of each wire name."""


def entry(table: Mapping[type, _Of], cls: type, wanted: str = "structure") -> _Of:
    """What `table` has for `cls` or a class that it derives from. Raises TypeError when it has nothing."""
    for base in getattr(cls, "__mro__", ()):
        if base in table:
            return table[base]
    hint = "; from_dict(CLASS, …) makes one of a dict" if dict in getattr(cls, "__mro__", ()) else ""
    raise TypeError(f"a {wanted} of this package is needed, not {getattr(cls, '__name__', repr(cls))}{hint}")

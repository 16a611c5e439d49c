"""What belongs to a class besides it: tables by class, such as `wire.STRUCTURES`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from .parts import loaded

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


class ByClass(Mapping[type, _Of]):
    """A table by class, made of one by name: what is looked up loads no other class."""

    def __init__(self, module: Any, by_name: Mapping[str, _Of]) -> None:
        """`module` has the classes, by the names in `by_name`."""
        self._module = module
        self._by_name = by_name
        self.found: dict[type, _Of] = {}
        """What was looked up."""

    def __getitem__(self, cls: type) -> _Of:
        try:
            return self.found[cls]
        except KeyError:
            name = cls.__name__
            if name not in self._by_name or getattr(self._module, name) is not cls:
                raise
        self.found[cls] = self._by_name[name]
        return self._by_name[name]

    def __iter__(self) -> Iterator[type]:
        return (getattr(self._module, name) for name in self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


class Divided(Mapping[str, Entry]):
    """The entries of a large package by the names of the classes, each in the part of `wire` that has its class."""

    def __init__(self, wire: str, parts: Mapping[str, Iterable[str]]) -> None:
        """`wire` is the name of the module; `parts` has the classes of each."""
        self._wire = wire
        self._homes = {name: part for part, names in parts.items() for name in names}

    def __getitem__(self, name: str) -> Entry:
        found: Entry = loaded(self._wire, self._homes[name]).ENTRIES[name]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


def entry(table: ByClass[_Of], cls: type, wanted: str = "structure") -> _Of:
    """What `table` has for `cls` or a class that it derives from. Raises TypeError when it has nothing."""
    try:
        return table.found[cls]
    except (KeyError, TypeError):
        pass
    for base in getattr(cls, "__mro__", ()):
        if base in table:
            return table[base]
    hint = "; from_dict(CLASS, …) makes one from a dict" if dict in getattr(cls, "__mro__", []) else ""
    if isinstance(cls, Mapping):
        hint = "; the class comes first, as in from_dict(CLASS, …)"
    raise TypeError(f"a {wanted} of this package is needed, not {getattr(cls, '__name__', repr(cls))}{hint}")

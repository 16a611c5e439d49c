"""Enums that stay open: a value newer than the package is kept."""

from __future__ import annotations

import sys
from enum import StrEnum

from . import home

TYPE_CHECKING: bool = False
if TYPE_CHECKING:
    from typing import Any


KNOWN: dict[Any, dict[Any, Any]] = {}
"""The members of each enum by their value. `_value2member_map_` is the same, but slow to get from an enum in 3.11."""

#: What stands before each line but the first of a docstring of a class, as the compiler leaves it.
_MARGIN = "" if sys.version_info >= (3, 13) else "    "


class OpenEnum(StrEnum):
    """Base of the enums.

    A value that the package does not know becomes an instance too: it equals, hashes and pickles as its text, its
    `name` is its `value`, it is not in `list(…)`, and two of them are equal, not identical.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.__module__ = home(cls.__module__)
        KNOWN[cls] = cls._value2member_map_
        # `help` and IPython show nothing else of an enum in full.
        members = "".join(f"{_MARGIN}    {name} = '{member}'\n" for name, member in cls._member_map_.items())
        cls.__doc__ = f"{(cls.__doc__ or '').rstrip()}\n\n{_MARGIN}Members:\n\n{members}{_MARGIN}"

    @property
    def is_known(self) -> bool:
        """Whether the value was in the model that the package was generated from."""
        return self.value in KNOWN[type(self)]

    def __repr__(self) -> str:
        name = self.name if self.name.isprintable() else ascii(self.name)[1:-1]  # that of a newer value is its text
        return f"<{type(self).__name__}.{name}: {self.value!r}>"

    @classmethod
    def _missing_(cls, value: object) -> OpenEnum | None:
        if not isinstance(value, str):
            return None
        text = str.__str__(value)
        newer = str.__new__(cls, text)
        newer._name_ = newer._value_ = text
        return newer

    def __reduce_ex__(self, proto: object) -> tuple[object, ...]:
        return type(self), (self.value,)

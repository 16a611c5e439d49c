"""Modules of a large package that are folders: each part is loaded when something in it is first used."""

from __future__ import annotations

import sys

TYPE_CHECKING: bool = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType
    from typing import Any


def lazily(
    module: str, parts: Mapping[str, Iterable[str]], prefixes: Iterable[str] = ("",)
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of the folder `module`, whose parts have the names given with each, behind each of
    the prefixes."""
    homes = {prefix + name: part for part, names in parts.items() for name in names for prefix in prefixes}

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        value = getattr(loaded(module, homes[name]), name)
        setattr(sys.modules[module], name, value)
        return value

    def listed() -> list[str]:
        return sorted({*homes, *vars(sys.modules[module])})

    return get, listed


def sources(module: ModuleType) -> list[ModuleType]:
    """The modules in which the classes of `module` are defined."""
    return [loaded(module.__name__, part) for part in getattr(module, "PARTS", ())] or [module]


def loaded(module: str, part: str) -> ModuleType:
    """A part of the folder `module`."""
    from importlib import import_module

    return import_module(f"{module}.{part}")

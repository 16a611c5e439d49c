"""Modules of a large package that are folders: each part is loaded when something in it is first used."""

from __future__ import annotations

import sys

TYPE_CHECKING: bool = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType
    from typing import Any


def lazily(module: str, parts: Mapping[str, Iterable[str]]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of the folder `module`, whose parts have the names given with each."""
    homes = {name: part for part, names in parts.items() for name in names}

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        value = getattr(_loaded(module, homes[name]), name)
        setattr(sys.modules[module], name, value)
        return value

    def listed() -> list[str]:
        return sorted({*homes, *vars(sys.modules[module])})

    return get, listed


def home(module: str) -> str:
    """What the module of a class is called for those who use it: that of a part is the folder."""
    return module.rpartition(".part_")[0] or module


def sources(module: ModuleType) -> list[ModuleType]:
    """The modules in which the classes of `module` are defined."""
    return [_loaded(module.__name__, part) for part in getattr(module, "PARTS", ())] or [module]


def _loaded(module: str, part: str) -> ModuleType:
    from importlib import import_module

    return import_module(f"{module}.{part}")

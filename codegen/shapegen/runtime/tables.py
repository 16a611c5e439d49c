"""The modules of tables, such as `wire`. Checkers take them for Any: reading them would take longer than the rest."""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    globals()[name] = module = import_module(f"..{name}", __package__)
    return module

"""The modules of tables, such as `wire`. For checkers they are Any: they would read them longer than all the rest."""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    globals()[name] = module = import_module(f"..{name}", __package__)
    return module

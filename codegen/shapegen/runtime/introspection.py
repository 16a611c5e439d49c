"""What of a structure is made when somebody looks at it: most programs never do."""

import ast
import dataclasses
import inspect
import itertools
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from .. import enums  # noqa: F401  makes them known  # pyright: ignore[reportUnusedImport]
from .enums import KNOWN
from .streams import EventStream, StreamingBody


def names() -> dict[str, Any]:
    """What annotations name, and their modules import for checkers only."""
    return {each.__name__: each for each in (IO, Any, EventStream, Iterable, StreamingBody, datetime, *KNOWN)}


def made(cls: type, defaults: Mapping[str, Any], options: Mapping[str, Any]) -> Any:
    """The class as the standard library makes it; what is unknown is an InitVar, at which only `replace` looks."""
    body: dict[str, Any] = {"_unknown": None, "__doc__": cls.__doc__, "__module__": cls.__module__}
    for name, default in defaults.items():
        body[name] = default if default is None else dataclasses.field(**default)
    body["__annotations__"] = {**cls.__annotations__, "_unknown": dataclasses.InitVar[object]}
    return dataclasses.dataclass(type(cls.__name__, (), body), init=False, repr=False, eq=False, **options)


def documentation(cls: type) -> dict[str, str]:
    """Of each member what stands under it in the source; nothing where there is no source."""
    try:
        definition: Any = ast.parse(inspect.getsource(cls)).body[0]
    except (OSError, SyntaxError):
        return {}
    found: dict[str, str] = {}
    for member, below in itertools.pairwise(definition.body):
        match member, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = inspect.cleandoc(text)
            case _:
                pass
    return found

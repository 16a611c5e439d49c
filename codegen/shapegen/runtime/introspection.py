"""What of a structure is made when somebody looks at it: most programs never do."""

import ast
import dataclasses
import inspect
import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from .. import enums  # noqa: F401  makes them known  # pyright: ignore[reportUnusedImport]
from .entries import entry
from .enums import KNOWN
from .keywords import misnamed
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


def misfit(cls: type, others: Iterable[str], missing: Sequence[str]) -> str:
    """What to say of keywords that a class does not take, or else of required ones that are missing."""
    function = f"{cls.__qualname__}.__init__()"
    if unexpected := [name for name in others if name != "_unknown"]:
        return misnamed(function, unexpected, _attributes(cls))
    listed = " and ".join(map(repr, missing))
    if len(missing) > 2:
        listed = f"{', '.join(map(repr, missing[:-1]))}, and {missing[-1]!r}"
    return f"{function} missing {len(missing)} required keyword-only argument{'s'[: len(missing) - 1]}: {listed}"


def subscripted(cls: type, name: object) -> str:
    """What to say when somebody reads a structure as a dict."""
    said = f"{cls.__qualname__} is a dataclass, not a dict"
    attribute = _attributes(cls).get(name) if isinstance(name, str) else None
    return f"{said}: read .{attribute}" if attribute else f"{said}: read its attributes, or make a dict with to_dict"


def _attributes(cls: type) -> Mapping[str, str]:
    from .. import wire

    return entry(wire.STRUCTURES, cls).members


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

"""What of a structure is made when somebody looks at it: most programs never do."""

import ast
import dataclasses
import inspect
import itertools
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import IO, Any

from .. import enums, shapes
from .entries import entry
from .keywords import misnamed
from .parts import sources
from .streams import EventStream, StreamingBody

_NAMES = {each.__name__: each for each in (IO, Any, EventStream, Iterable, StreamingBody, datetime)}


def names(annotations: Iterable[str]) -> dict[str, Any]:
    """What the annotations name, and their modules import for checkers only."""
    words = {word for each in annotations for word in re.findall(r"\w+", each)}
    classes = {each: getattr(enums, each, None) or getattr(shapes, each, None) for each in words}
    return _NAMES | {name: value for name, value in classes.items() if value is not None}


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
    from .tables import wire

    members: Mapping[str, str] = entry(wire.STRUCTURES, cls).members
    return members


def documentation(cls: type) -> Mapping[str, str]:
    """Of each member what stands under it in the source; nothing where there is no source."""
    for part in sources(sys.modules[cls.__module__]):
        if cls.__name__ in vars(part):
            return documented(part).get(cls.__name__, ("", {}))[1]
    return {}


@cache
def documented(module: ModuleType) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Of each class in a module its documentation, and that of its members, which Python keeps in the source alone."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, SyntaxError, TypeError):  # a package without its sources
        return {}
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    return {each.name: (ast.get_docstring(each) or "", dict(_members(each))) for each in classes}


def _members(cls: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for before, node in itertools.pairwise(cls.body):
        match before, node:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)
            case _:
                pass

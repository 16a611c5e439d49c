"""Nodes -> what a structure is read from, by the shapes of the model."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import enums, patterns
from ...parameters import SHAPES
from ..parameters import Parameter
from .functions import Absent, Resolved
from .nodes import Mark, Node
from .resource import path_of
from .unknown import Unknown, least_length, may_be, may_match, shown

Steps = tuple[Any, ...]
"""The place of a value: wire names, indices, and keys of maps in a tuple of one."""
Note = tuple[Steps, str, str]
"""A place, a rule, a message."""

_BOOLEANS = {"true": True, "false": False}


def as_written(node: Node) -> Resolved:
    """What a node comes to in a file without functions."""
    return node


class Reading:
    """Reads one value of a shape, and remembers where its parts stand.

    `resolve` says what a node comes to. `coerces`: text stands for a number or boolean, and the other way round, as
    with CloudFormation, which knows no null. `flags`: paths of empty structures that are written as a boolean.
    """

    def __init__(
        self,
        resolve: Callable[[Node], Resolved] = as_written,
        *,
        coerces: bool = False,
        flags: frozenset[str] = frozenset(),
    ) -> None:
        self.resolve = resolve
        self.coerces = coerces
        self.flags = flags
        self.marks: dict[Steps, Mark] = {}
        self.keys: dict[Steps, Mark] = {}
        self.notes: list[Note] = []

    def value(self, node: Node, shape: str | None, steps: Steps = ()) -> Any:
        """The value of a node. `shape`: its name; None for what the model does not know."""
        self.marks[steps] = node.mark
        found = self.resolve(node)
        if isinstance(found, Absent):
            return found
        known = SHAPES[shape] if shape else None
        if isinstance(found, Unknown):
            if known:
                self.notes += ((steps, rule, message) for rule, message in _certain(found, known))
            return found
        self.marks[steps] = found.mark
        if found.value is None and self.coerces:
            self.notes.append(
                (steps, "null", "a template cannot contain null; leave the key out, or write AWS::NoValue")
            )
            return Unknown()
        if isinstance(found.value, dict):
            return self.mapping(found, known, steps)
        if isinstance(found.value, list):
            inner = known.members["member"] if known and known.kind == "list" else None
            items = [self.value(each, inner, (*steps, index)) for index, each in enumerate(found.value)]
            return [each for each in items if not isinstance(each, Absent)]
        if known and self.coerces:
            return self.coerced(found, known, steps)
        return found.value

    def mapping(self, node: Node, known: Parameter | None, steps: Steps) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, each in node.value.items():
            if known and known.kind == "structure":
                step, shape = name, known.members.get(name)
            else:
                step, shape = (name,), known.members["value"] if known and known.kind == "map" else None
            below = (*steps, step)
            self.keys[below] = node.keys.get(name, each.mark)  # pyright: ignore[reportArgumentType]
            value = self.value(each, shape, below)
            if not isinstance(value, Absent):
                made[name] = value
        return made

    def coerced(self, node: Node, known: Parameter, steps: Steps) -> Any:
        """A scalar as CloudFormation passes it on."""
        value, text = node.value, node.value if isinstance(node.value, str) else str(node.text)
        match known.kind:
            case "structure" if isinstance(value, bool) or text.lower() in _BOOLEANS:
                if path_of(steps) in self.flags:
                    return {} if text.lower() != "false" and value is not False else Absent()
            case "string":
                return str(value).lower() if isinstance(value, bool) else text
            case "int":
                return _number(text, int, value)
            case "float":
                return _number(text, float, value)
            case "boolean":
                return _BOOLEANS.get(text.lower(), value)
            case _:
                pass
        return value

    def mark(self, steps: Steps, rule: str) -> Mark:
        """Where a violation stands: what is missing where its holder is, what is unknown at its name."""
        if rule == "unknown" and steps in self.keys:
            return self.keys[steps]
        if steps in self.marks:
            return self.marks[steps]
        while steps not in self.marks:
            steps = steps[:-1]
        return self.keys.get(steps, self.marks[steps])


def _number(text: str, kind: type[int] | type[float], value: Any) -> Any:
    if isinstance(value, bool):
        return value
    try:
        return kind(text)
    except ValueError:
        return value


def _certain(value: Unknown, shape: Parameter) -> list[tuple[str, str]]:
    """What is wrong with a text of which parts are not known, whatever they are."""
    if value.parts == (None,) or shape.kind != "string":
        return []
    if shape.high is not None and least_length(value) > shape.high:
        return [("max", f"{shown(value)!r} has more than {int(shape.high)} characters, whatever the unknown parts are")]
    if shape.enum:
        known = [str(each) for each in getattr(enums, shape.enum)]
        if not may_be(value, known):
            return [
                (
                    f"enum:{shape.enum}",
                    f"{shown(value)!r} is none of the values of {shape.enum}, whatever the unknown parts are",
                )
            ]
    if shape.pattern:
        pattern = getattr(patterns, shape.pattern)
        if not may_match(value, pattern):
            return [("pattern", f"{shown(value)!r} does not match {pattern.source}, whatever the unknown parts are")]
    return []

"""The normal form of a service: what callers can tell of its model, and no accident of how it is written.

It is a model itself, in botocore's words: what reads a service-2.json reads a normal form. Gone are documentation,
traits that matter to no caller (`traits.IGNORED`), traits that are false, outer anchors of patterns (the service
matches the whole value), patterns that any text matches, and minima of 0 where nothing can have less. The order of
members, values, errors and required members says nothing, and is kept.
"""

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from shapegen.model import traits
from shapegen.model.scope import closure, targets

Node = Mapping[str, Any]
Direction = Literal["request", "response", "both", "error"]

_SIDES: Mapping[str, Direction] = {"input": "request", "output": "response"}
_SIZED = frozenset({"string", "list", "map", "blob"})
_REFERENCES = frozenset({"member", "key", "value"})
_ANY_TEXT = frozenset({".*", r"[\s\S]*", r"[\S\s]*", r"[\d\D]*", r"[\D\d]*", r"[\w\W]*", r"[\W\w]*"})
_OUTER = re.compile(r"\A\^+|(?<!\\)((?:\\\\)*)\$+\Z")


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """An operation that reaches something."""

    operation: str
    direction: Direction
    """From its request, its response, both, or one of its errors alone."""


@dataclass(frozen=True)
class Api:
    """The operations of a service that are compared, and the shapes they reach."""

    operations: Mapping[str, Node]
    shapes: Mapping[str, Node]
    extra: tuple[str, ...] = ()
    """Shapes that were asked for by name."""
    paginators: Mapping[str, Node] = field(default_factory=dict[str, Node])
    """By operation."""
    waiters: Mapping[str, Node] = field(default_factory=dict[str, Node])

    def uses(self, shape: str) -> tuple[Use, ...]:
        """The operations that reach `shape`, sorted."""
        found: dict[str, set[Direction]] = {}
        reached: set[str] = set()
        waiting = [shape]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self._users.get(name, ())
                for operation, direction in self._roots.get(name, ()):
                    found.setdefault(operation, set()).add(direction)
        return tuple(Use(name, one(found[name])) for name in sorted(found))

    @cached_property
    def _users(self) -> Mapping[str, list[str]]:
        users: dict[str, list[str]] = {}
        for name, shape in self.shapes.items():
            for target in targets(shape):
                users.setdefault(target, []).append(name)
        return users

    @cached_property
    def _roots(self) -> Mapping[str, list[tuple[str, Direction]]]:
        roots: dict[str, list[tuple[str, Direction]]] = {}
        for name, operation in self.operations.items():
            for side, direction in _SIDES.items():
                if side in operation:
                    roots.setdefault(operation[side]["shape"], []).append((name, direction))
            for error in operation.get("errors", ()):
                roots.setdefault(error["shape"], []).append((name, "error"))
        return roots


def api(
    model: Mapping[str, Any],
    paginators: Mapping[str, Node] | None = None,
    waiters: Mapping[str, Node] | None = None,
    *,
    operations: Iterable[str] = ("*",),
    shapes: Iterable[str] = (),
) -> Api:
    """The part of a service model that the operations of these names reach, and the shapes of these names.

    `*` and `?` in the name of an operation are those of file names. What the model does not have is left out. The
    nodes are the model's own: `shape` and `operation` make them normal. Raises ShapegenError for a target that is
    missing.
    """
    patterns = tuple(operations)
    chosen = {
        name: operation
        for name, operation in model["operations"].items()
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
    }
    extra = tuple(sorted({name for name in shapes if name in model["shapes"]}))
    roots = [operation[side]["shape"] for operation in chosen.values() for side in _SIDES if side in operation]
    roots += [error["shape"] for operation in chosen.values() for error in operation.get("errors", ())]
    reached = closure(model["shapes"], [*roots, *extra])
    return Api(
        operations=chosen,
        shapes={name: node for name, node in model["shapes"].items() if name in reached},
        extra=extra,
        paginators={name: node for name, node in (paginators or {}).items() if name in chosen},
        waiters={name: node for name, node in (waiters or {}).items() if node.get("operation") in chosen},
    )


def narrowed(found: Api, operations: Iterable[str]) -> Api:
    """The part that the operations of these names reach."""
    model = {"operations": found.operations, "shapes": found.shapes}
    return api(model, found.paginators, found.waiters, operations=operations)


def snapshot(found: Api) -> dict[str, Any]:
    """The normal form as JSON values, for `restored`."""
    return {
        "operations": {name: operation(node) for name, node in sorted(found.operations.items())},
        "shapes": {name: shape(node) for name, node in sorted(found.shapes.items())},
        "extra": list(found.extra),
        "pagination": {name: part(node) for name, node in sorted(found.paginators.items())},
        "waiters": {name: part(node) for name, node in sorted(found.waiters.items())},
    }


def restored(snapshot: Mapping[str, Any]) -> Api:
    """The inverse of `snapshot`. Raises KeyError, TypeError or ValueError when it is none."""
    return Api(
        operations=dict(snapshot["operations"]),
        shapes=dict(snapshot["shapes"]),
        extra=tuple(snapshot["extra"]),
        paginators=dict(snapshot["pagination"]),
        waiters=dict(snapshot["waiters"]),
    )


def shape(node: Node) -> dict[str, Any]:
    """A shape's normal form."""
    form = _without("shape", node)
    if "members" in form:
        form["members"] = {name: member(each) for name, each in form["members"].items()}
    if "error" in form:
        form["error"] = _without("error", form["error"])
    for reference in _REFERENCES & form.keys():
        form[reference] = member(form[reference])
    if form.get("min") == 0 and form["type"] in _SIZED:
        del form["min"]
    if "pattern" in form:
        form["pattern"] = _OUTER.sub(r"\1", form["pattern"])
        if form["pattern"] in _ANY_TEXT:
            del form["pattern"]
    for trait in ("required", "enum", "error"):
        if trait in form and not form[trait]:
            del form[trait]
    return form


def member(node: Node) -> dict[str, Any]:
    """The normal form of a member, or of what a list or a map holds."""
    return _without("member", node)


def operation(node: Node) -> dict[str, Any]:
    """An operation's normal form."""
    form = _without("operation", node)
    for side in _SIDES.keys() & form.keys():
        form[side] = {"shape": form[side]["shape"]}
    errors = sorted({error["shape"] for error in form.pop("errors", ())})
    return form | ({"errors": [{"shape": name} for name in errors]} if errors else {})


def part(node: Node) -> dict[str, Any]:
    """The normal form of a paginator or a waiter."""
    return {name: value for name, value in node.items() if name not in ("description", "documentation")}


def _without(place: str, node: Node) -> dict[str, Any]:
    ignored = traits.IGNORED[place]
    return {
        name: value
        for name, value in node.items()
        if name not in ignored and name != "documentation" and value is not False and value is not None
    }


def one(directions: set[Direction]) -> Direction:
    """All the directions in one word; an error's when there is no other."""
    if "both" in directions or {"request", "response"} <= directions:
        return "both"
    return "request" if "request" in directions else "response" if "response" in directions else "error"

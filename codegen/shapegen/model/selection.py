"""Selects operations by patterns over their names, and the closure of the shapes that they reach."""

import fnmatch
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapegen.errors import ModelError, ProfileError
from shapegen.runtime.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class Scope:
    """What is generated. Operations and shapes in the order of their names."""

    operations: tuple[str, ...]
    requested: Mapping[str, tuple[str, ...]]
    """Each shape reached from a request, with the operations."""
    responded: Mapping[str, tuple[str, ...]]
    """Each shape reached from a response, with the operations."""
    shapes: tuple[str, ...]
    absent: tuple[str, ...]
    """Patterns and extra shapes of the profile that the model does not have."""


def select(
    model: Mapping[str, Any],
    operations: Iterable[str],
    shapes: Iterable[str],
    *,
    lenient: bool = False,
) -> Scope:
    """The scope of the operations that match the patterns (`*` and `?` as in file names) and of the extra shapes.

    Raises ProfileError for a pattern that matches no operation and for a shape that is not in the model, ModelError
    for one that a shape refers to and that is missing. When `lenient`, what the profile names and the model lacks is
    counted in `absent` instead.
    """
    absent: list[str] = []
    chosen: set[str] = set()
    for pattern in operations:
        found = fnmatch.filter(model["operations"], pattern)
        if not found:
            if not lenient:
                raise ProfileError(missing("operation", pattern, model["operations"]))
            absent.append(pattern)
        chosen.update(found)
    extra: list[str] = []
    for shape in shapes:
        if shape in model["shapes"]:
            extra.append(shape)
        elif lenient:
            absent.append(shape)
        else:
            raise ProfileError(missing("shape", shape, model["shapes"]))

    reached: dict[str, dict[str, set[str]]] = {"input": {}, "output": {}}
    for operation in sorted(chosen):
        for direction, users in reached.items():
            target = model["operations"][operation].get(direction)
            if target is not None:
                for shape in closure(model["shapes"], (target["shape"],)):
                    users.setdefault(shape, set()).add(operation)
    said = {target for operation in chosen for target in _said(model, operation)}
    return Scope(
        operations=tuple(sorted(chosen)),
        requested={shape: tuple(sorted(users)) for shape, users in reached["input"].items()},
        responded={shape: tuple(sorted(users)) for shape, users in reached["output"].items()},
        shapes=tuple(sorted({*reached["input"], *reached["output"], *closure(model["shapes"], {*extra, *said})})),
        absent=tuple(absent),
    )


def _said(model: Mapping[str, Any], operation: str) -> Iterator[str]:
    """What the errors of the operation hold."""
    for error in model["operations"][operation].get("errors", ()):
        yield from targets(model["shapes"].get(error["shape"], {}))


def unknown(model: Mapping[str, Any], named: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Says of each name or pattern that the model does not have it, behind the key that it is `named` under."""
    for key, names in named.items():
        kind = "operation" if key == "operations" else "shape"
        known = model["operations" if key == "operations" else "shapes"]
        for name in names:
            if not (fnmatch.filter(known, name) if key == "operations" else name in known):
                yield f"{key}: {missing(kind, name, known)}"


def unclaimed(
    model: Mapping[str, Any], related: Iterable[str], operations: Iterable[str], left_out: Container[str]
) -> tuple[str, ...]:
    """The operations that match a pattern of `related`, none of `operations`, and are not left out."""
    known = model["operations"]
    claimed = {name for pattern in operations for name in fnmatch.filter(known, pattern)}
    found = {name for pattern in related for name in fnmatch.filter(known, pattern)}
    return tuple(sorted(name for name in found - claimed if name not in left_out))


def closure(shapes: Mapping[str, Any], names: Iterable[str]) -> set[str]:
    """The shapes called `names` and all that they reach. Raises ModelError for a target that is missing."""
    reached: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            if name not in shapes:
                raise ModelError(f"the model refers to the shape {name!r}, which it does not have")
            reached.add(name)
            waiting.extend(targets(shapes[name]))
    return reached


def route(shapes: Mapping[str, Any], start: str, goal: str) -> tuple[str, ...] | None:
    """The shortest way from the shape `start` to the shape `goal`; None when there is none.

    Its steps are `Structure.Member`, `List[]` and `Map{}`, and the last is `goal`.
    """
    before: dict[str, tuple[str, str]] = {}
    waiting = deque([start])
    while waiting and goal not in before and goal != start:
        name = waiting.popleft()
        for step, target in _steps(name, shapes.get(name, {})):
            if target not in before and target != start:
                before[target] = name, step
                waiting.append(target)
    steps = [goal]
    while goal != start:
        if goal not in before:
            return None
        goal, step = before[goal]
        steps.append(step)
    return tuple(reversed(steps))


def _steps(name: str, shape: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for wire_name, member in shape.get("members", {}).items():
        yield f"{name}.{wire_name}", member["shape"]
    for part, sign in (("member", "[]"), ("key", "{}"), ("value", "{}")):
        if part in shape:
            yield f"{name}{sign}", shape[part]["shape"]


def targets(shape: Mapping[str, Any]) -> Iterator[str]:
    """The names of the shapes that `shape` refers to."""
    for member in shape.get("members", {}).values():
        yield member["shape"]
    for part in ("member", "key", "value"):
        if part in shape:
            yield shape[part]["shape"]


def missing(kind: str, name: str, known: Iterable[str]) -> str:
    """Says that the model has no operation or shape of that name or pattern, and which is near."""
    meant = did_you_mean(name.strip("*?"), known)
    if "*" in name or "?" in name:
        return f"{name!r} matches no {kind} of the model{meant}"
    return f"no {kind} of the model is called {name!r}{meant}"

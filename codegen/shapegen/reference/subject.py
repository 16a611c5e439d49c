"""What the pages are about: a package, who reaches what in it, and what happened to that."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from shapegen import ir
from shapegen.changes.history import Event, History, Release

Side = Literal["request", "response"]
SIDES: tuple[Side, ...] = ("request", "response")


@dataclass(frozen=True)
class Subject:
    """A package, as its pages are made from it."""

    service: ir.Service
    alias: str
    """What examples call the package."""
    botocore: str | None
    history: History
    rules: tuple[Mapping[str, Any], ...] = ()
    """The documented rules of its profile; empty where only the package itself is at hand."""
    examples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """Requests by operation, as boto3 takes them."""

    @cached_property
    def shapes(self) -> Mapping[str, ir.Shape]:
        """The shapes by name."""
        return {each.name: each for each in self.service.shapes}

    @cached_property
    def operations(self) -> Mapping[str, ir.Operation]:
        """The operations by name."""
        return {each.name: each for each in self.service.operations}

    @cached_property
    def since(self) -> Mapping[str, ir.Since]:
        """The release that brought each path."""
        return {each.path: each for each in self.service.since}

    @cached_property
    def reached(self) -> Mapping[str, Mapping[Side, frozenset[str]]]:
        """Of each operation the names of the shapes in its request and in its response."""
        return {
            each.name: {
                "request": self._below(each.request),
                "response": self._below(each.response) if each.response else frozenset[str](),
            }
            for each in self.service.operations
        }

    def _below(self, start: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            name = waiting.pop()
            if name not in found and name in self.shapes:
                found.add(name)
                waiting += targets(self.shapes[name])
        return frozenset(found)

    def basis(self, rule: str) -> str:
        """The sentence of the documentation that says a rule, or where it is known from; empty where nobody says."""
        said = (each.get("sentence") or each.get("source") for each in self.rules if each["id"] == rule)
        return str(next(said, None) or "")

    def users(self, name: str) -> Iterator[tuple[ir.Operation, tuple[Side, ...]]]:
        """The operations whose request or response has the shape in it, by name, and which of the two."""
        for operation in self.service.operations:
            reached = self.reached[operation.name]
            sides: tuple[Side, ...] = tuple(side for side in SIDES if name in reached[side])
            if sides:
                yield operation, sides

    def affected(self, path: str) -> tuple[ir.Operation, ...]:
        """The operations that a change of `path` concerns."""
        owner = path.partition(".")[0]
        if owner in self.operations:
            return (self.operations[owner],)
        return tuple(operation for operation, _ in self.users(owner))

    def timeline(self, owners: frozenset[str] | set[str]) -> list[tuple[Release, list[Event], list[Event]]]:
        """The releases that changed one of the owners, newest first, each with the changes, and what it added.

        What came with its owner is not told by itself.
        """
        paged_shapes = {each.name for each in self.service.shapes if isinstance(each, ir.Structure | ir.Enum)}
        found: list[tuple[Release, list[Event], list[Event]]] = []
        for release in reversed(self.history.releases):
            events = [each for each in release.events() if each.path.partition(".")[0] in owners]
            changes, added = told(events)
            paged = [
                each for each in added if "." in each.path or each.path in self.operations or each.path in paged_shapes
            ]
            if changes or added:
                found.append((release, changes, paged or added))
        return found


def told(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """The changes among the events, and what was added: without the parts of what was added itself."""
    events = list(events)
    added = {each.path for each in events if each.kind == "added"}
    whole = [each for each in events if each.kind == "added" and each.path.partition(".")[0] not in added - {each.path}]
    return [each for each in events if each.kind != "added"], whole


def targets(shape: ir.Shape) -> list[str]:
    """The shapes that a shape holds."""
    match shape:
        case ir.Structure(members=members):
            return [each.target for each in members]
        case ir.List(member=member):
            return [member]
        case ir.Map(key=key, value=value):
            return [key, value]
        case _:
            return []

"""The differences between two normal forms, each a small value with its grade."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapegen import ir
from shapegen.changes import normal
from shapegen.changes.names import Names
from shapegen.changes.normal import Api, Direction, Node, Use
from shapegen.changes.rules import GRADES, RULES, Grade, Kind

_WIDER = frozenset({("integer", "long"), ("float", "double")})
#: Traits that decide what a value is in Python.
_ENCODINGS = frozenset("document event eventheader eventpayload eventstream jsonvalue requiresLength streaming".split())
_SWITCHES: Mapping[str, tuple[Kind, Kind]] = {
    "idempotencyToken": ("idempotency-token-added", "idempotency-token-removed"),
    "sensitive": ("sensitive-added", "sensitive-removed"),
    "union": ("union-added", "union-removed"),
}
_SIDES: Mapping[str, tuple[Kind, Kind]] = {
    "input": ("input-added", "input-removed"),
    "output": ("output-added", "output-removed"),
}
_PART_KINDS: Mapping[str, tuple[Kind, Kind, Kind]] = {
    "paginator": ("paginator-added", "paginator-removed", "paginator-changed"),
    "waiter": ("waiter-added", "waiter-removed", "waiter-changed"),
}
_PARTS = ("member", "key", "value")
_STRUCTURAL = frozenset({"type", "members", "required", "enum", "min", "max", "pattern", "shape", *_PARTS})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different."""

    path: str
    """`CreateThing`, `CreateThing.SomeError`, `Shape`, `Shape.Member`, `List.member`, `Map.key`, `Map.value`,
    `Enum.value`, or a waiter's name."""
    kind: Kind
    old: Any
    """JSON values: the normal form of what was removed, the trait as it was; None where there was none."""
    new: Any
    operations: tuple[Use, ...]
    """Those that reach it, before or after; none for what was asked for by name alone."""
    grade: Grade
    reason: str
    python: str | None
    """What Python calls it: a method, a class, `Class.attribute`, `Class.VALUE`; None for what has no name there."""


@dataclass(frozen=True, slots=True)
class _Raw:
    """A change before it is known whom it concerns."""

    path: str
    kind: Kind
    old: Any
    new: Any
    within: "tuple[_Raw, ...]" = ()
    """Of a target that changed: what is different between the two shapes."""


def compare(
    old: Api, new: Api, old_package: ir.Service | None = None, new_package: ir.Service | None = None
) -> tuple[Change, ...]:
    """What happened to callers from `old` to `new`, sorted by grade, the worst first, then by path and kind.

    A package says what Python calls things; without one they have the names that they would be given.
    """
    comparison = _Comparison(old, new, Names(old, old_package), Names(new, new_package))
    # Names that one of the two published, and those that the other would be given, are not the same thing.
    comparable = (old_package is None) == (new_package is None)
    found = [*comparison.changes(), *(comparison.renamings(everywhere=old_package is not None) if comparable else ())]
    return tuple(sorted(found, key=lambda each: (GRADES.index(each.grade), each.path, each.kind)))


class _Comparison:
    def __init__(self, old: Api, new: Api, *names: Names) -> None:
        self.old = old
        self.new = new
        self.names = names
        self.renamed = self._renames()

    # What is different

    def changes(self) -> Iterator[Change]:
        """What the API says otherwise."""
        yield from self._operations()
        yield from self._parts(self.old.paginators, self.new.paginators, "paginator")
        yield from self._parts(self.old.waiters, self.new.waiters, "waiter")
        yield from self._shapes()

    def renamings(self, *, everywhere: bool) -> Iterator[Change]:
        """What Python calls otherwise; unless `everywhere`, only where the API changed."""
        before, after = self.names
        for name in sorted(self.old.operations.keys() & self.new.operations.keys() if everywhere else ()):
            one, other = before.of(name), after.of(name)
            if one != other:
                yield self._made(_Raw(name, "name-changed", one, other), (Use(name, "both"),))
        for name in sorted(self.old.shapes.keys() & self.new.shapes.keys()):
            if everywhere or self.old.shapes[name] != self.new.shapes[name]:
                pairs = [(name, before.class_name(name), after.class_name(name))]
                now = after.parts(name)
                pairs += [(f"{name}.{part}", one, now.get(part)) for part, one in before.parts(name).items()]
                for path, one, other in pairs:
                    if one != other and one is not None and other is not None:
                        yield self._graded(_Raw(path, "name-changed", one, other), name, name)

    def _operations(self) -> Iterator[Change]:
        for name in sorted(self.old.operations.keys() | self.new.operations.keys()):
            before, after = self.old.operations.get(name), self.new.operations.get(name)
            if before == after:
                continue
            uses = (Use(name, "both"),)
            if before is None or after is None:
                one, other = (None if each is None else normal.operation(each) for each in (before, after))
                kind: Kind = "operation-added" if before is None else "operation-removed"
                yield self._made(_Raw(name, kind, one, other), uses)
                continue
            for raw in self._operation(name, normal.operation(before), normal.operation(after)):
                yield self._made(raw, uses)

    def _operation(self, name: str, before: Node, after: Node) -> Iterator[_Raw]:
        for side, (added, removed) in _SIDES.items():
            if side in before and side in after:
                yield from self._target(f"{name}.{side}", before[side]["shape"], after[side]["shape"], set())
            elif side in after:
                yield _Raw(f"{name}.{side}", added, None, after[side]["shape"])
            elif side in before:
                yield _Raw(f"{name}.{side}", removed, before[side]["shape"], None)
        had = {self.renamed.get(error, error) for error in _errors(before)}
        has = _errors(after)
        for error in sorted(has - had):
            yield _Raw(f"{name}.{error}", "error-added", None, error)
        for error in sorted(had - has):
            yield _Raw(f"{name}.{error}", "error-removed", error, None)
        yield from _traits(name, before, after, {"name", "errors", *_SIDES})

    def _parts(self, old: Mapping[str, Node], new: Mapping[str, Node], what: str) -> Iterator[Change]:
        added, removed, changed = _PART_KINDS[what]
        for name in sorted(old.keys() | new.keys()):
            before, after = (None if each is None else normal.part(each) for each in (old.get(name), new.get(name)))
            if before != after:
                kind = added if before is None else removed if after is None else changed
                operations = {(each or {}).get("operation", name) for each in (before, after)} - {name}
                uses = tuple(Use(operation, "both") for operation in sorted(operations or {name}))
                yield self._made(_Raw(name, kind, before, after), uses)

    def _shapes(self) -> Iterator[Change]:
        old, new = self.old.shapes, self.new.shapes
        names = {name: self.renamed.get(name, name) for name in old}
        for name in sorted(old):
            now = names[name]
            if now not in new:
                form = normal.shape(old[name])
                kind: Kind = "class-removed" if has_class(form) else "shape-removed"
                yield self._graded(_Raw(name, kind, form, None), name, None)
            elif now != name or old[name] != new[now]:
                if now != name:
                    renamed: Kind = "class-renamed" if has_class(new[now]) else "shape-renamed"
                    yield self._graded(_Raw(now, renamed, name, now), name, now)
                for raw in self._shape(now, normal.shape(old[name]), normal.shape(new[now]), set()):
                    yield self._graded(raw, name, now)
        for name in sorted(new.keys() - names.values()):
            form = normal.shape(new[name])
            yield self._graded(_Raw(name, "class-added" if has_class(form) else "shape-added", None, form), None, name)

    def _shape(self, path: str, old: Node, new: Node, inside: set[tuple[str, str]]) -> Iterator[_Raw]:
        if old == new:
            return
        if old["type"] != new["type"]:
            wider = (old["type"], new["type"]) in _WIDER
            yield _Raw(path, "type-widened" if wider else "type-changed", old["type"], new["type"])
            if not wider:
                return
        yield from self._members(path, old, new, inside)
        for part in _PARTS:
            if part in old:
                yield from self._target(f"{path}.{part}", old[part]["shape"], new[part]["shape"], inside)
                yield from _traits(f"{path}.{part}", old[part], new[part])
        yield from _values(path, old.get("enum"), new.get("enum"))
        yield from _bounds(path, old, new)
        yield from _traits(path, old, new)

    def _members(self, path: str, old: Node, new: Node, inside: set[tuple[str, str]]) -> Iterator[_Raw]:
        before, after = _all_members(old), _all_members(new)
        for name in sorted(before.keys() | after.keys()):
            place = f"{path}.{name}"
            one, other = before.get(name), after.get(name)
            if one is None and other is not None:
                required: Kind = "required-member-added" if other.get("required") else "member-added"
                yield _Raw(place, required, None, other)
            elif other is None:
                yield _Raw(place, "member-removed", one, None)
            elif one is not None and one != other:
                if "required" in one and "required" not in other:
                    yield _Raw(place, "member-optional", True, False)
                if "required" in other and "required" not in one:
                    yield _Raw(place, "member-required", False, True)
                yield from self._target(place, one["shape"], other["shape"], inside)
                yield from _traits(place, one, other)

    def _target(self, path: str, old: str, new: str, inside: set[tuple[str, str]]) -> Iterator[_Raw]:
        """Of something that refers to another shape than it did."""
        if self.renamed.get(old, old) == new or (old, new) in inside:
            return
        before, after = normal.shape(self.old.shapes[old]), normal.shape(self.new.shapes[new])
        within = tuple(self._shape(path, before, after, inside | {(old, new)}))
        kind: Kind = "class-changed" if has_class(before) and has_class(after) else "target-changed"
        yield _Raw(path, kind, old, new, within)

    def _renames(self) -> dict[str, str]:
        """Shapes that are gone, with those that have come and stand in every place of theirs."""
        found: dict[str, set[str]] = {}
        came: dict[str, set[str]] = {}
        gone, fresh = self.old.shapes.keys() - self.new.shapes.keys(), self.new.shapes.keys() - self.old.shapes.keys()
        if not (gone and fresh):
            return {}
        waiting = [
            (before[side]["shape"], after[side]["shape"])
            for name, before in self.old.operations.items()
            if (after := self.new.operations.get(name)) is not None
            for side in _SIDES
            if side in before and side in after
        ]
        waiting += [(name, name) for name in self.old.shapes.keys() & self.new.shapes.keys()]
        seen: set[tuple[str, str]] = set()
        while waiting:
            pair = old, new = waiting.pop()
            before, after = self.old.shapes[old], self.new.shapes[new]
            if pair in seen or before is after or before["type"] != after["type"]:
                continue
            seen.add(pair)
            if old in gone and new in fresh:
                found.setdefault(old, set()).add(new)
                came.setdefault(new, set()).add(old)
            elif old in gone:
                found.setdefault(old, set()).update({new, old})
            members = before.get("members", {}), after.get("members", {})
            waiting += [
                (members[0][name]["shape"], members[1][name]["shape"]) for name in members[0].keys() & members[1]
            ]
            waiting += [(before[part]["shape"], after[part]["shape"]) for part in _PARTS if part in before]
        pairs = {old: next(iter(news)) for old, news in found.items() if len(news) == 1}
        return {old: new for old, new in pairs.items() if came[new] == {old}}

    # How bad it is

    def _graded(self, raw: _Raw, old: str | None, new: str | None) -> Change:
        """A change of a shape, which may be missing from one of the two."""
        before = self.old.uses(old) if old else ()
        after = self.new.uses(new) if new else ()
        directions: dict[str, set[Direction]] = {}
        for use in (*before, *after):
            directions.setdefault(use.operation, set()).add(use.direction)
        uses = tuple(Use(name, normal.one(found)) for name, found in sorted(directions.items()))
        return self._made(raw, uses, before if old else after)

    def _made(self, raw: _Raw, uses: tuple[Use, ...], callers: tuple[Use, ...] | None = None) -> Change:
        """The change with its grade, which is that for `callers`: whom there is to break."""
        grade, reason = _grade(raw, {use.direction for use in (uses if callers is None else callers)})
        python = self.names[1].of(raw.path) or self.names[0].of(raw.path)
        return Change(raw.path, raw.kind, raw.old, raw.new, uses, grade, reason, python)


def has_class(shape: Node) -> bool:
    """Whether generated packages have a class for the shape."""
    return shape["type"] == "structure" or bool(shape.get("enum"))


def _all_members(shape: Node) -> dict[str, dict[str, Any]]:
    """The members, each of which says itself whether it is required."""
    required = frozenset(shape.get("required", ()))
    return {
        name: {**member, "required": True} if name in required else member
        for name, member in shape.get("members", {}).items()
    }


def _errors(operation: Node) -> set[str]:
    return {error["shape"] for error in operation.get("errors", ())}


def _values(path: str, old: Sequence[str] | None, new: Sequence[str] | None) -> Iterator[_Raw]:
    if old and new:
        for value in sorted({*new} - {*old}):
            yield _Raw(f"{path}.{value}", "value-added", None, value)
        for value in sorted({*old} - {*new}):
            yield _Raw(f"{path}.{value}", "value-removed", value, None)
    elif new:
        yield _Raw(path, "values-listed", None, new)
    elif old:
        yield _Raw(path, "values-unlisted", old, None)


def _bounds(path: str, old: Node, new: Node) -> Iterator[_Raw]:
    kinds: tuple[tuple[str, Kind, Kind, float], ...] = (
        ("min", "min-raised", "min-lowered", -math.inf),
        ("max", "max-raised", "max-lowered", math.inf),
    )
    for trait, raised, lowered, none in kinds:
        before, after = old.get(trait), new.get(trait)
        if before != after:
            up = (none if after is None else after) > (none if before is None else before)
            yield _Raw(path, raised if up else lowered, before, after)
    one, other = old.get("pattern"), new.get("pattern")
    if one != other:
        kind: Kind = "pattern-added" if one is None else "pattern-removed" if other is None else "pattern-changed"
        yield _Raw(path, kind, one, other)


def _traits(path: str, old: Node, new: Node, known: set[str] | frozenset[str] = frozenset()) -> Iterator[_Raw]:
    said, says = old.get("deprecatedMessage"), new.get("deprecatedMessage")
    if ("deprecated" in old) != ("deprecated" in new):
        yield _Raw(path, "deprecated" if "deprecated" in new else "undeprecated", said, says)
    elif said != says:
        yield _Raw(path, "deprecation-changed", said, says)
    for trait in sorted((old.keys() | new.keys()) - _STRUCTURAL - known - {"deprecated", "deprecatedMessage"}):
        before, after = old.get(trait), new.get(trait)
        if before == after:
            continue
        if trait in _SWITCHES:
            yield _Raw(path, _SWITCHES[trait][after is None], bool(before), bool(after))
        else:
            kind: Kind = "encoding-changed" if trait in _ENCODINGS else "trait-changed"
            yield _Raw(
                path,
                kind,
                {trait: before} if before is not None else None,
                {trait: after} if after is not None else None,
            )


def _grade(raw: _Raw, directions: set[Direction]) -> tuple[Grade, str]:
    rule = RULES[raw.kind]
    # What nobody reaches is there because it was asked for, by whom knows what for.
    sent = not directions or not directions.isdisjoint({"request", "both"})
    received = not directions or directions != {"request"}
    grades: list[tuple[Grade, str]] = []
    if sent:
        grades.append((rule.request, rule.why_request))
    if received:
        grades.append((rule.response, rule.why_response or rule.why_request))
    for each in raw.within:
        grade, reason = _grade(each, directions)
        grades.append((grade, f"{each.kind} in the other shape: {reason}"))
    return min(grades, key=lambda each: GRADES.index(each[0]))

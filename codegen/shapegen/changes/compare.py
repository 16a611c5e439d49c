"""The differences between two normal forms, each a small value with its grade."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapegen import ir
from shapegen.changes import normal
from shapegen.changes.differences import (
    ENDS,
    MEMBER_REMOVED,
    PARTS,
    Raw,
    all_members,
    bounds_changed,
    choice,
    error_changed,
    errors_of,
    has_class,
    member_added,
    member_traits_changed,
    paginators_changed,
    service_changed,
    traits_changed,
    type_changed,
    values_changed,
    waiters_changed,
)
from shapegen.changes.grades import CALLERS, EFFECTS, GRADES, SIDES, Caller, ChangeKind, Grade, Grading, Side
from shapegen.changes.normal import Direction, Node, Surface, Use
from shapegen.changes.python_names import PythonNames

#: Of the service as a whole, where no operation is named.
SERVICE_KINDS = frozenset({*normal.METADATA.values(), "endpoint-rules-changed", "trait-changed"})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different."""

    path: str
    """`CreateThing`, `CreateThing.SomeError`, `Shape`, `Shape.Member`, `List.member`, `Map.key`, `Map.value`,
    `Enum.value`, a waiter's name, `metadata.key`, or `endpoint rules`."""
    kind: ChangeKind
    old: Any
    """JSON values: the normal form of what was removed, the trait as it was; None where there was none."""
    new: Any
    operations: tuple[Use, ...]
    """Those that reach it, before or after; none for what was asked for by name alone."""
    gradings: tuple[Grading, ...]
    """One for each caller and what it does with it, the worst first; at least one."""
    python: str | None
    """What Python calls it: a method, a class, `Class.attribute`, `Class.VALUE`; None for what has no name there."""

    @property
    def grade(self) -> Grade:
        """The worst there is."""
        return self.gradings[0].grade

    @property
    def reason(self) -> str:
        """That of the grade."""
        return self.gradings[0].reason

    @property
    def grades(self) -> Mapping[Caller, Grade]:
        """The worst there is for each caller."""
        return {caller: found.grade for caller in CALLERS if (found := self.worst(caller=caller)) is not None}

    def worst(self, *, caller: Caller | None = None, side: Side | None = None) -> Grading | None:
        """The worst grading for a caller, for what it does, or both; None where the change does not reach there."""
        found = (each for each in self.gradings if caller in (None, each.caller) and side in (None, each.side))
        return next(found, None)


def compare(
    old: Surface, new: Surface, old_package: ir.Service | None = None, new_package: ir.Service | None = None
) -> tuple[Change, ...]:
    """What happened to callers from `old` to `new`, sorted by grade, the worst first, then by path and kind.

    A package says what Python calls things; without one they have the names that they would be given.
    """
    comparison = _Comparison(old, new, PythonNames(old, old_package), PythonNames(new, new_package))
    # Names that one of the two published, and those that the other would be given, are not the same thing.
    comparable = (old_package is None) == (new_package is None)
    found = [*comparison.changes(), *(comparison.renamings(everywhere=old_package is not None) if comparable else ())]
    return in_order(found)


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes by grade, the worst first, then by path and kind."""
    return tuple(sorted(changes, key=lambda each: (GRADES.index(each.grade), each.path, each.kind)))


def seen_by(changes: Iterable[Change], caller: Caller) -> tuple[Change, ...]:
    """The changes with the gradings for one caller alone, in their order."""
    kept = (replace(each, gradings=tuple(v for v in each.gradings if v.caller == caller)) for each in changes)
    return in_order(kept)


class _Comparison:
    def __init__(self, old: Surface, new: Surface, *names: PythonNames) -> None:
        self.old = old
        self.new = new
        self.names = names
        self.renamed = self._renames()

    # What is different

    def changes(self) -> Iterator[Change]:
        """What the API says otherwise."""
        yield from self._operations()
        for raw in paginators_changed(self.old.paginators, self.new.paginators):
            yield self._made(raw, (Use(raw.path, "both"),))
        for raw, operations in waiters_changed(self.old.waiters, self.new.waiters):
            yield self._made(raw, tuple(Use(operation, "both") for operation in operations))
        for raw in service_changed(self.old, self.new):
            uses = (Use(raw.path, "both"),) if raw.path in self.new.operations else ()
            yield self._made(raw, uses)
        yield from self._shapes()

    def renamings(self, *, everywhere: bool) -> Iterator[Change]:
        """What Python calls otherwise; unless `everywhere`, only where the API changed."""
        before, after = self.names
        for name in sorted(self.old.operations.keys() & self.new.operations.keys() if everywhere else ()):
            one, other = before.of(name), after.of(name)
            if one != other:
                yield self._made(Raw(name, "name-changed", one, other), (Use(name, "both"),))
        for name in sorted(self.old.shapes.keys() & self.new.shapes.keys()):
            if everywhere or self.old.shapes[name] != self.new.shapes[name]:
                pairs = [(name, before.class_name(name), after.class_name(name))]
                now = after.parts(name)
                pairs += [(f"{name}.{part}", one, now.get(part)) for part, one in before.parts(name).items()]
                for path, one, other in pairs:
                    if one != other and one is not None and other is not None:
                        yield self._graded(Raw(path, "name-changed", one, other), name, name)

    def _operations(self) -> Iterator[Change]:
        for name in sorted(self.old.operations.keys() | self.new.operations.keys()):
            before, after = self.old.operations.get(name), self.new.operations.get(name)
            if before == after:
                continue
            uses = (Use(name, "both"),)
            if before is None or after is None:
                one, other = (None if each is None else normal.operation(each) for each in (before, after))
                kind: ChangeKind = "operation-added" if before is None else "operation-removed"
                yield self._made(Raw(name, kind, one, other), uses)
                continue
            for raw in self._operation(name, normal.operation(before), normal.operation(after)):
                yield self._made(raw, uses)

    def _operation(self, name: str, before: Node, after: Node) -> Iterator[Raw]:
        for end in ENDS:
            path, one, other = f"{name}.{end}", before.get(end), after.get(end)
            if one is not None and other is not None:
                yield from self._target(path, one["shape"], other["shape"], set())
                yield from traits_changed(path, one, other)
            elif other is not None:
                yield Raw(path, self._end_added(end, other["shape"]), None, other["shape"])
            elif one is not None:
                yield Raw(path, self._end_removed(end, one["shape"]), one["shape"], None)
        had = {self.renamed.get(error, error) for error in errors_of(before)}
        has = errors_of(after)
        for error in sorted(has - had):
            yield Raw(f"{name}.{error}", "error-added", None, error)
        for error in sorted(had - has):
            yield Raw(f"{name}.{error}", "error-removed", error, None)
        yield from traits_changed(name, before, after, {"errors", *ENDS})

    def _end_added(self, end: str, shape: str) -> ChangeKind:
        if end == "output":
            return "output-added"
        node = self.new.shapes[shape]
        needed = [
            name
            for name in node.get("required", ())
            if not (self.new.fills_in(shape) and node["members"][name].get("idempotencyToken"))
        ]
        return "required-input-added" if needed else "input-added"

    def _end_removed(self, end: str, shape: str) -> ChangeKind:
        if self.old.shapes[shape].get("members"):
            return "input-removed" if end == "input" else "output-removed"
        return "empty-input-removed" if end == "input" else "empty-output-removed"

    def _shapes(self) -> Iterator[Change]:
        old, new = self.old.shapes, self.new.shapes
        names = {name: self.renamed.get(name, name) for name in old}
        for name in sorted(old):
            now = names[name]
            if now not in new:
                form = normal.shape(old[name])
                yield self._graded(Raw(name, self._removed(name, form), form, None), name, None)
            elif now != name or old[name] != new[now]:
                if now != name:
                    renamed: ChangeKind = "class-renamed" if has_class(new[now]) else "shape-renamed"
                    if new[now].get("exception") and name not in self.new.exceptions:
                        renamed = "error-class-renamed"
                    yield self._graded(Raw(now, renamed, name, now), name, now)
                filled = self.new.fills_in(now)
                for raw in self._shape(now, normal.shape(old[name]), normal.shape(new[now]), set(), filled=filled):
                    yield self._graded(raw, name, now)
        for name in sorted(new.keys() - names.values()):
            form = normal.shape(new[name])
            yield self._graded(Raw(name, "class-added" if has_class(form) else "shape-added", None, form), None, name)

    def _removed(self, name: str, form: Node) -> ChangeKind:
        if form.get("exception") and name not in self.new.exceptions:
            return "error-class-removed"
        return "class-removed" if has_class(form) else "shape-removed"

    def _shape(
        self, path: str, old: Node, new: Node, inside: set[tuple[str, str]], *, filled: bool = False
    ) -> Iterator[Raw]:
        """`filled`: botocore fills in the idempotency tokens of the new shape."""
        if old == new:
            return
        if old["type"] != new["type"]:
            kind = type_changed(old["type"], new["type"])
            yield Raw(path, kind, old["type"], new["type"])
            if kind == "type-changed":
                return
        yield from self._members(path, old, new, inside, filled=filled)
        for part in PARTS:
            if part in old:
                yield from self._target(f"{path}.{part}", old[part]["shape"], new[part]["shape"], inside)
                yield from traits_changed(f"{path}.{part}", old[part], new[part])
        yield from values_changed(path, old.get("enum"), new.get("enum"))
        yield from bounds_changed(path, old, new)
        yield from traits_changed(path, old, new)
        yield from error_changed(path, old.get("error", {}), new.get("error", {}))

    def _members(self, path: str, old: Node, new: Node, inside: set[tuple[str, str]], *, filled: bool) -> Iterator[Raw]:
        before, after = all_members(old), all_members(new)
        for name in sorted(before.keys() | after.keys()):
            place = f"{path}.{name}"
            one, other = before.get(name), after.get(name)
            if one is None and other is not None:
                yield Raw(place, member_added(new, other, filled=filled), None, other)
            elif other is None:
                yield Raw(place, MEMBER_REMOVED.get(choice(old), "member-removed"), one, None)
            elif one is not None and one != other:
                if "required" in one and "required" not in other:
                    yield Raw(place, "member-optional", True, False)
                if "required" in other and "required" not in one:
                    token = filled and other.get("idempotencyToken")
                    yield Raw(place, "idempotency-token-required" if token else "member-required", False, True)
                yield from self._target(place, one["shape"], other["shape"], inside)
                yield from member_traits_changed(place, one, other, filled=filled)

    def _target(self, path: str, old: str, new: str, inside: set[tuple[str, str]]) -> Iterator[Raw]:
        """Of something that refers to another shape than it did."""
        if self.renamed.get(old, old) == new or (old, new) in inside:
            return
        before, after = normal.shape(self.old.shapes[old]), normal.shape(self.new.shapes[new])
        within = tuple(self._shape(path, before, after, inside | {(old, new)}))
        kind: ChangeKind = "target-changed"
        if has_class(before) and has_class(after):
            kind = "class-changed" if before["type"] == "structure" else "enum-class-changed"
        yield Raw(path, kind, old, new, within)

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
            for side in ENDS
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
            waiting += [(before[part]["shape"], after[part]["shape"]) for part in PARTS if part in before]
        pairs = {old: next(iter(news)) for old, news in found.items() if len(news) == 1}
        return {old: new for old, new in pairs.items() if came[new] == {old}}

    # How bad it is

    def _graded(self, raw: Raw, old: str | None, new: str | None) -> Change:
        """A change of a shape, which may be missing from one of the two."""
        before = self.old.uses(old) if old else ()
        after = self.new.uses(new) if new else ()
        directions: dict[str, set[Direction]] = {}
        for use in (*before, *after):
            directions.setdefault(use.operation, set()).add(use.direction)
        uses = tuple(Use(name, normal.one(found)) for name, found in sorted(directions.items()))
        return self._made(raw, uses, before if old else after)

    def _made(self, raw: Raw, uses: tuple[Use, ...], callers: tuple[Use, ...] | None = None) -> Change:
        """The change with its gradings, which are those for `callers`: whom there is to break."""
        gradings = _gradings(raw, {use.direction for use in (uses if callers is None else callers)})
        python = self.names[1].of(raw.path) or self.names[0].of(raw.path)
        return Change(raw.path, raw.kind, raw.old, raw.new, uses, gradings, python)


def _gradings(raw: Raw, directions: set[Direction]) -> tuple[Grading, ...]:
    """The worst first, and of equal ones dicts and requests."""
    effects = EFFECTS[raw.kind]
    # What nobody reaches is there because it was asked for, by whom knows what for.
    concerned = {
        side
        for side in SIDES
        if not directions
        or (side == "request" and not directions.isdisjoint({"request", "both"}))
        or (side == "response" and directions != {"request"})
    }
    # A kind that concerns one side alone concerns whoever there is.
    concerned = concerned & {side for _, side in effects} or {*SIDES}
    found = [
        Grading(caller, side, effects[caller, side].grade, effects[caller, side].reason)
        for caller in CALLERS
        for side in SIDES
        if side in concerned and (caller, side) in effects
    ]
    if raw.within:
        within = [grading for each in raw.within for grading in _within(each, directions)]
        found = [
            min((one for one in (own, *within) if (one.caller, one.side) == (own.caller, own.side)), key=_badness)
            for own in found
        ]
    return tuple(sorted(found, key=_badness))


def _within(raw: Raw, directions: set[Direction]) -> Iterator[Grading]:
    """Of what is different in the other shape."""
    for grading in _gradings(raw, directions):
        yield replace(grading, reason=f"the other shape differs ({raw.kind.replace('-', ' ')}): {grading.reason}")


def _badness(grading: Grading) -> int:
    return GRADES.index(grading.grade)

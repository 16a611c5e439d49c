"""Which uses of an API the changes between two of its models touch, and how badly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.mentions import Looked, Mention
from shapegen.apps.values import UNKNOWN
from shapegen.build import naming, patterns
from shapegen.changes.compare import Change
from shapegen.changes.grades import GRADES, Caller, Grade, Side
from shapegen.errors import ShapegenError

_BOUNDS = frozenset({"min-raised", "min-lowered", "max-raised", "max-lowered"})
_PATTERNS = frozenset({"pattern-added", "pattern-removed", "pattern-changed"})
_SIDES: Mapping[str, Side] = {"sent": "request", "received": "response"}
#: What dicts do not notice.
_TYPED = frozenset({"class-removed", "class-renamed", "class-changed", "name-changed", "values-unlisted"})
#: What nobody can use yet.
_NEW = frozenset(
    {
        *("operation-added", "paginator-added", "waiter-added", "class-added", "shape-added", "member-added"),
        "idempotency-token-member-added",
    }
)
#: A member has another shape.
_MOVED = frozenset({"class-changed", "enum-class-changed", "target-changed"})


@dataclass(frozen=True, slots=True)
class Touched:
    """A line that a change touches."""

    file: str
    line: int
    place: str
    """How people call the line."""
    grade: Grade
    change: Change
    what: str
    """What the line has to do with it."""
    caller: Caller
    """How the line is written: with dicts, or with a generated package."""

    @property
    def reason(self) -> str:
        """Why the change has this grade for such a line; empty where the line's own value is the reason."""
        found = (each.reason for each in self.change.gradings if (each.caller, each.grade) == (self.caller, self.grade))
        return next(found, "")

    @property
    def order(self) -> tuple[int, str, int, str]:
        """The worst first, then by place."""
        return GRADES.index(self.grade), self.file, self.line, self.change.path


def touched(looked: Looked, changes: Iterable[Change], api: Api) -> Iterator[Touched]:
    """The lines of one file that the changes touch; `api` is the one that the file was read for."""
    changes = tuple(changes)
    index = _index(looked.mentions, changes)
    for change in changes:
        seen: set[int] = set()
        for use, grade, what in _uses(change, index, api):
            if use.line not in seen:
                seen.add(use.line)
                yield Touched(str(looked.path), use.line, looked.places[use.line], grade, change, what, _caller(use))


def _index(uses: Sequence[Mention], changes: Iterable[Change]) -> dict[str, list[Mention]]:
    """The mentions by what changes touch, called as it is in the newer model."""
    names = {str(each.old): each.path for each in changes if each.kind in ("class-renamed", "shape-renamed")}
    # What happened to the shape that a member had is nothing to a member that has another now.
    moved = {each.path for each in changes if each.kind in _MOVED}
    index: dict[str, list[Mention]] = {}
    for use in uses:
        head, dot, tail = use.path.partition(".")
        path = names.get(head, head) + dot + tail
        target = None if use.target is None or path in moved else names.get(use.target, use.target)
        for key in {use.path, path, target} - {None}:
            index.setdefault(str(key), []).append(use)
    return index


def _uses(change: Change, index: dict[str, list[Mention]], api: Api) -> Iterator[tuple[Mention, Grade, str]]:
    """The uses that a change touches, each with the grade for it and what it has to do with it."""
    head = change.path.partition(".")[0]
    match change.kind:
        case kind if kind in _NEW:
            return
        case kind if kind.startswith("paginator-"):
            found = [use for use in index.get(change.path, ()) if use.way == "paged"]
        case "waiter-removed" | "waiter-changed":
            names = (change.path, _method(change.path))
            found = [use for name in names for use in index.get(name, ()) if use.way == "waited"]
        case "error-added" | "error-removed" | "input-added" | "required-input-added" | "input-removed":
            found = [use for use in index.get(head, ()) if use.way in ("called", "paged")]
        case "output-added" | "output-removed":
            found = [use for use in index.get(head, ()) if use.way in ("called", "paged")]
        case "required-member-added" | "member-required":
            yield from _lacking(change, index.get(head, ()))
            return
        case "member-optional":
            found = [use for use in index.get(change.path, ()) if use.way == "received" and not use.is_guarded]
        case "value-added":
            found = [use for use in index.get(head, ()) if use.way == "received"]
        case "values-listed":
            yield from _listed(change, index.get(change.path, ()))
            return
        case kind if kind in _BOUNDS | _PATTERNS:
            yield from _constrained(change, index.get(change.path, ()), api)
            return
        case "class-renamed":
            found = index.get(str(change.old), [])
        case _:
            found = index.get(change.path, [])
    for use in found:
        if change.kind not in _TYPED or use.is_typed:
            yield use, _grade(change, use), _said(use)


def _lacking(change: Change, found: Iterable[Mention]) -> Iterator[tuple[Mention, Grade, str]]:
    """Structures that are sent without a member."""
    member = change.path.partition(".")[2]
    for use in found:
        if use.way == "sent" and "." not in use.path:
            if use.members is None:
                yield use, "risky", f"{use.path} may lack it"
            elif member not in use.members:
                yield use, _grade(change, use), f"{use.path} lacks it"


def _listed(change: Change, found: Iterable[Mention]) -> Iterator[tuple[Mention, Grade, str]]:
    for use in found:
        if use.way == "sent" and use.target == change.path:
            if use.constant is UNKNOWN:
                yield _unseen(change, use)
            elif use.constant not in change.new:
                yield use, _grade(change, use), _value(use)


def _constrained(change: Change, found: Iterable[Mention], api: Api) -> Iterator[tuple[Mention, Grade, str]]:
    """Values that are sent where other values are allowed than before; not those that are good before and after."""
    for use in found:
        if use.way != "sent" or use.target is None:
            continue
        if use.constant is UNKNOWN:
            yield _unseen(change, use)
            continue
        was, now = (_holds(change, bound, use.constant, api) for bound in (change.old, change.new))
        if was and not now:
            yield use, "breaking", f"{_value(use)} is refused"
        elif now and not was:
            yield use, "safe", f"{_value(use)} is taken now"


def _unseen(change: Change, use: Mention) -> tuple[Mention, Grade, str]:
    """A value that the source does not show: nothing breaks for sure."""
    grade = _grade(change, use)
    return use, "risky" if grade == "breaking" else grade, f"{use.path} is known only when it runs"


def _holds(change: Change, bound: object, value: object, api: Api) -> bool:
    """Whether a constant keeps to a bound or pattern."""
    if bound is None:
        return True
    if change.kind in _PATTERNS:
        try:
            return not isinstance(value, str) or re.fullmatch(patterns.translate(str(bound)), value) is not None
        except ShapegenError:
            return True
    is_number = isinstance(api.shapes.get(change.path), ir.Number)
    size = value if is_number or isinstance(value, int) else len(value) if isinstance(value, str | bytes) else None
    if not isinstance(size, int | float) or not isinstance(bound, int | float):
        return True
    return size >= bound if change.kind in ("min-raised", "min-lowered") else size <= bound


def _grade(change: Change, use: Mention) -> Grade:
    """How bad a change is for one use of what it changes: for those who write as it is written, and do what it does."""
    caller = _caller(use)
    grading = change.worst(caller=caller, side=_SIDES.get(use.way)) or change.worst(caller=caller)
    return change.grade if grading is None else grading.grade


def _caller(use: Mention) -> Caller:
    return "package" if use.is_typed else "dicts"


def _said(use: Mention) -> str:
    how = {
        "sent": "is sent",
        "received": "is read",
        "called": "is called",
        "paged": "is paged",
        "waited": "is waited for",
    }
    return f"{use.path} {how.get(use.way, 'is named')}"


def _value(use: Mention) -> str:
    return f"{use.path} {use.constant!r}"


def _method(waiter: str) -> str:
    try:
        return naming.boto3_name(waiter)
    except ShapegenError:
        return waiter

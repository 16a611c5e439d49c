"""Differences as text for a terminal and as JSON for programs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from shapegen.changes.compare import Change
from shapegen.changes.names import method
from shapegen.changes.normal import Use
from shapegen.changes.page import Page, plain
from shapegen.changes.rules import GRADES

_NAMED = 4
_VALUE = 60


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say of two models."""

    service: str
    old: str
    """What to call the origin."""
    new: str
    changes: tuple[Change, ...]
    documentation: tuple[Change, ...] | None
    """Places where words changed; None where the words of the two cannot be compared."""
    page: Page


def summary(report: Report) -> str:
    """How much there is, in a sentence or two."""
    counts = [(sum(change.grade == grade for change in report.changes), grade) for grade in GRADES]
    said = ", ".join(f"{count} {grade}" for count, grade in counts if count)
    total = len(report.changes)
    first = f"{total} change{'' if total == 1 else 's'}: {said}." if total else "No change of the API."
    return f"{first} {documented(report)}"


def documented(report: Report) -> str:
    """How much of the documentation changed."""
    if report.documentation is None:
        return "Documentation is not compared: an api.json has it as docstrings."
    count = len(report.documentation)
    return f"Documentation changed in {count or 'no'} place{'' if count == 1 else 's'}."


def text(report: Report, *, words: bool = False) -> str:
    """For a terminal; `words`: with what the documentation said and says."""
    lines = [f"{report.service}: {report.old} -> {report.new}", summary(report)]
    for grade, changes in groupby(report.changes, key=lambda change: change.grade):
        lines += ["", grade]
        for group in grouped(changes):
            lines += _block(group)
    if words and report.documentation:
        lines += ["", "documentation"]
        for change in report.documentation:
            lines += [f"  {change.path}", f"    - {change.old}", f"    + {change.new}"]
    return "\n".join(lines) + "\n"


def grouped(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Changes that are told together: of one kind, in one shape, for the same operations and reason."""
    groups: dict[Any, list[Change]] = {}
    for change in changes:
        alone = change.kind not in _TOGETHER and change.kind not in _WHOLE
        key = (
            (change.kind, change.path)
            if alone
            else (
                (change.kind,)
                if change.kind in _WHOLE
                else (change.kind, change.path.partition(".")[0], change.operations, change.reason)
            )
        )
        groups.setdefault(key, []).append(change)
    yield from groups.values()


#: Told together within their shape, and all at once.
_TOGETHER = frozenset({"value-added", "value-removed"})
_WHOLE = frozenset({"operation-added", "class-added", "shape-added", "shape-removed"})


def _block(group: Sequence[Change]) -> Iterator[str]:
    first = group[0]
    kind = first.kind.replace("-", " ")
    if first.kind in _WHOLE:
        yield f"  {kind} ({len(group)}): {', '.join(change.path for change in group)}"
        return
    if first.kind in _TOGETHER:
        shape = first.path.partition(".")[0]
        values = ", ".join(str(change.new or change.old) for change in group)
        yield f"  {shape}: {kind} ({len(group)}): {values}"
    else:
        yield f"  {first.path}: {kind}{told(first)}"
        if first.python:
            yield f"    in Python {first.python}"
    yield f"    {first.reason}"
    if first.operations:
        yield f"    {users(first.operations)}"


def told(change: Change) -> str:
    """From what to what, where that can be said in a few words."""
    match change.kind:
        case "member-added" | "required-member-added":
            return f", {change.new['shape']}"
        case "member-required" | "member-optional" | "documentation":
            return ""
        case _ if isinstance(change.old, dict) or isinstance(change.new, dict):
            return ""
        case _ if isinstance(change.old, bool | list) or isinstance(change.new, bool | list):
            return ""
        case _:
            return f", {_shown(change.old)} -> {_shown(change.new)}"


def users(uses: Sequence[Use], named: int = _NAMED) -> str:
    """The operations as boto3 calls them, the first of them by name."""
    said = ", ".join(f"{method(use.operation) or use.operation} ({use.direction})" for use in uses[:named])
    return f"{said} and {len(uses) - named} more" if len(uses) > named else said


def _shown(value: Any) -> str:
    return "none" if value is None else str(value)


def document(report: Report) -> dict[str, Any]:
    """JSON values, in the form that docs/changes.schema.json describes."""
    return {
        "version": 1,
        "service": report.service,
        "old": report.old,
        "new": report.new,
        "page": {
            "new": list(report.page.new),
            "updated": {name: plain(dict(trees)) for name, trees in report.page.updated.items()},
        },
        "changes": [
            {
                "path": change.path,
                "kind": change.kind,
                "old": change.old,
                "new": change.new,
                "operations": [{"name": use.operation, "direction": use.direction} for use in change.operations],
                "grade": change.grade,
                "reason": change.reason,
                "python": change.python,
            }
            for change in report.changes
        ],
        "documentation_changes": None if report.documentation is None else len(report.documentation),
    }

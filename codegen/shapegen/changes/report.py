"""Differences as text for a terminal and as JSON for programs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from shapegen import media
from shapegen.changes.compare import Change
from shapegen.changes.grades import CALLER_NAMES, CALLERS, GRADES, SIDE_NAMES, SIDES, Caller, Side
from shapegen.changes.normal import Use
from shapegen.changes.page import Page, plain
from shapegen.changes.python_names import method

_NAMED = 4


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
        return "Documentation is not compared: a package has it as docstrings."
    count = len(report.documentation)
    return f"Documentation changed in {count or 'no'} place{'' if count == 1 else 's'}."


def text(report: Report, *, words: bool = False) -> list[str]:
    """Lines for a terminal; `words`: with what the documentation said and says."""
    lines = [f"{report.service}: {report.old} -> {report.new}", summary(report)]
    for grade, changes in groupby(report.changes, key=lambda change: change.grade):
        lines += ["", grade]
        for group in grouped(changes):
            lines += _block(group)
    if words and report.documentation:
        lines += ["", "documentation"]
        for change in report.documentation:
            lines += [f"  {change.path}", f"    - {change.old or 'none'}", f"    + {change.new or 'none'}"]
    return lines


#: Told together within their shape, and wherever they are.
VALUES = frozenset({"value-added", "value-removed"})
_WHOLE = frozenset({"operation-added", "class-added", "shape-added", "shape-removed", "example-changed"})
#: Told with the shape of the member.
MEMBERS = frozenset(
    {
        *("member-added", "required-member-added", "idempotency-token-member-added", "member-removed"),
        *("union-member-added", "union-member-removed", "event-added", "event-removed"),
    }
)


def told_together(change: Change) -> bool:
    """Whether there is so little to say of each that many are one."""
    return change.kind in VALUES or change.kind in _WHOLE


def grouped(changes: Iterable[Change]) -> Iterator[Sequence[Change]]:
    """Changes that are told together, the others alone."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        where = "" if change.kind in _WHOLE else _shape(change) if change.kind in VALUES else change.path
        groups.setdefault((change.kind, where), []).append(change)
    yield from groups.values()


def _shape(change: Change) -> str:
    return change.path.partition(".")[0]


def _block(group: Sequence[Change]) -> Iterator[str]:
    first = group[0]
    yield f"  {title(group)}"
    if first.kind in _WHOLE:
        return
    if first.python and not told_together(first):
        yield f"    in Python {first.python}"
    yield from (f"    {each}" for each in effects(first))
    if first.operations:
        yield f"    {users(first.operations)}"


def effects(change: Change) -> tuple[str, ...]:
    """What it does: said once if it is safe or the same for everybody, else for each of those whom it differs for."""
    by_effect: dict[tuple[str, str], list[tuple[Caller, Side]]] = {}
    for each in change.gradings:
        by_effect.setdefault((each.grade, each.reason), []).append((each.caller, each.side))
    if len(by_effect) == 1 or change.grade == GRADES[-1]:
        return ("; ".join(dict.fromkeys(each.reason for each in change.gradings)),)
    every: set[tuple[Caller, Side]] = {(each.caller, each.side) for each in change.gradings}
    return tuple(f"{_who(cells, every)}: {grade}, {reason}" for (grade, reason), cells in by_effect.items())


def _who(cells: Sequence[tuple[Caller, Side]], every: set[tuple[Caller, Side]]) -> str:
    for caller in CALLERS:
        if {*cells} == {cell for cell in every if cell[0] == caller}:
            return CALLER_NAMES[caller]
    for side in SIDES:
        if {*cells} == {cell for cell in every if cell[1] == side}:
            return SIDE_NAMES[side]
    return ", ".join(f"{SIDE_NAMES[side]} with {CALLER_NAMES[caller]}" for caller, side in cells)


def title(group: Sequence[Change], code: str = "") -> str:
    """What happened, in a line; `code` stands around names and values."""
    first = group[0]
    kind = first.kind.replace("-", " ")
    if first.kind in _WHOLE:
        return f"{kind} ({len(group)}): {', '.join(f'{code}{change.path}{code}' for change in group)}"
    if first.kind in VALUES:
        values = ", ".join(f"{code}{change.new or change.old}{code}" for change in group)
        return f"{code}{_shape(first)}{code}: {kind} ({len(group)}): {values}"
    return f"{code}{first.path}{code}: {kind}{told(first, code)}"


def told(change: Change, code: str = "") -> str:
    """From what to what, where that can be said in a few words."""
    if change.kind in MEMBERS:
        return f", {code}{(change.new or change.old)['shape']}{code}"
    traits = {*(change.old or ()), *(change.new or ())} if _is_trait(change) else ()
    if len(traits) == 1:
        [trait] = traits
        sides = [None if not side else json.dumps(side[trait]) for side in (change.old, change.new)]
        return f", {code}{trait}{code} {_sides(sides, code)}"
    if _is_trait(change) and None not in (change.old, change.new):
        return f", {_sides([json.dumps(side) for side in (change.old, change.new)], code)}"
    if any(isinstance(value, dict | list | bool) for value in (change.old, change.new)):
        return ""
    return f", {_sides((change.old, change.new), code)}"


def _is_trait(change: Change) -> bool:
    sides = [side for side in (change.old, change.new) if side is not None]
    return change.kind.endswith("-changed") and bool(sides) and all(isinstance(side, dict) for side in sides)


def _sides(values: Iterable[object], code: str) -> str:
    return " -> ".join("none" if value is None else f"{code}{value}{code}" for value in values)


def users(uses: Sequence[Use], named: int = _NAMED) -> str:
    """The operations as boto3 calls them, the first of them by name."""
    said = ", ".join(f"{method(use.operation) or use.operation} ({use.direction})" for use in uses[:named])
    return f"{said} and {len(uses) - named} more" if len(uses) > named else said


def markdown(report: Report, *, words: bool = False) -> str:
    """For the body of a pull request."""
    blocks = [f"## {_escaped(report.service)}: {_escaped(report.old)} → {_escaped(report.new)}", summary(report)]
    for grade, changes in groupby(report.changes, key=lambda change: change.grade):
        blocks.append(f"### {grade.capitalize()}")
        lines: list[str] = []
        for group in grouped(changes):
            first = group[0]
            lines.append(f"- {_escaped(title(group, _CODE))}")
            if first.kind not in _WHOLE:
                said = "<br>".join(_escaped(each) for each in effects(first))
                lines.append(f"  <br>{said}; {_escaped(users(first.operations)) or 'no operation'}")
        blocks.append("\n".join(lines))
    if words and report.documentation:
        rows = [f"- {_escaped(f'{_CODE}{change.path}{_CODE}')}" for change in report.documentation]
        blocks.append("\n".join(["<details><summary>Documentation</summary>", "", *rows, "", "</details>"]))
    return "\n\n".join(blocks) + "\n"


_CODE = "\0"


def _escaped(text: str) -> str:
    """Text of which Markdown and HTML obey nothing; what stands between two `_CODE` is code."""
    parts = " ".join(text.split()).split(_CODE)
    return "".join(
        f"<code>{media.markdown(part)}</code>" if at % 2 else media.markdown(part) for at, part in enumerate(parts)
    )


def document(report: Report) -> dict[str, Any]:
    """JSON values, in the form that docs/changes.schema.json describes."""
    return {
        "version": 2,
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
                "gradings": [
                    {"caller": each.caller, "side": each.side, "grade": each.grade, "reason": each.reason}
                    for each in change.gradings
                ],
                "python": change.python,
            }
            for change in report.changes
        ],
        "documentation_changes": None if report.documentation is None else len(report.documentation),
    }

"""The grades are what happens: each change is tried through botocore and through the generated package.

`PYTHONPATH=tests python tests/changes/test_grading.py` writes the table of docs/changes.md anew.
"""

import re
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import grading
import pytest
from grading import Case, Tried
from grading_cases import PARTS, alone_cases, types

from shapegen.changes.grades import CALLER_NAMES, CALLERS, EFFECTS, SIDE_NAMES, SIDES, Caller, ChangeKind, Grade, Side

PAGE = Path(__file__).parents[2] / "docs" / "changes.md"
HEAD = "| kind | for | grade and reason | tried |\n|---|---|---|---|\n"

#: What no case shows, and why.
UNTRIED: Mapping[ChangeKind, str] = {
    "trait-changed": "nobody knows what an unknown trait does",
    "protocol-changed": "what a service answers in another protocol stands in no model",
}
#: As above, for some callers.
UNTRIED_CELLS: Mapping[tuple[ChangeKind, Caller, Side], str] = {
    ("event-stream-added", "dicts", "request"): "botocore sends no events; boto3 loses such a method by its name",
}
#: What a change does depends on what it changed to: it breaks some programs and others not, so it is risky.
DEPENDS: frozenset[ChangeKind] = frozenset(
    {
        "api-version-changed",
        "pattern-changed",
        "payload-changed",
        "waiter-changed",
    }
)
#: Changes of type that happen to go well: botocore takes a number for a time and text for bytes, and True is a number.
ACCIDENTS = {
    *((old, "timestamp", "dicts", "request") for old in ("boolean", "integer", "long", "float", "double")),
    *(("string", "blob", caller, "request") for caller in CALLERS),
    *((old, "boolean", caller, "response") for old in ("integer", "long", "float", "double") for caller in CALLERS),
}


def expected(kind: ChangeKind, caller: Caller, side: Side) -> Grade:
    return EFFECTS[kind][caller, side].grade


def alone() -> Iterator[tuple[str, Sequence[Case]]]:
    yield from ((f"alone{at}", [case]) for at, case in enumerate(alone_cases()))


def found(folder: Path, part: str) -> list[Tried]:
    """What each case of a part did."""
    if part == "alone":
        return [each for name, cases in alone() for each in grading.all_tried(folder, name, cases)]
    return list(grading.all_tried(folder, part, list(PARTS[part]())))


@pytest.mark.parametrize("part", [*PARTS, "alone"])
def test_each_grade_is_what_happened(part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    results = found(tmp_path, part)
    wrong: list[object] = []
    for (kind, caller, side), group in groupby(sorted(results, key=_cell), key=_cell):
        happened = {each.grade for each in group}
        said = expected(kind, caller, side)
        if kind in DEPENDS and said == "risky":
            if not {"breaking", "safe"} <= happened:
                wrong.append((kind, caller, side, said, happened))
        elif happened != {said} and kind != "type-changed":
            wrong.append((kind, caller, side, said, happened))
    assert wrong == []
    page = PAGE.read_text("utf-8")
    for row in rows(results, part):
        assert row in page


def test_the_changes_of_type_that_go_well_are_those_that_are_known(tmp_path: Path) -> None:
    named = [(old, new) for old, new, case in types() for _ in case.callers]
    results = zip(named, grading.all_tried(tmp_path, "types", [case for _, _, case in types()]), strict=True)
    went_well = {
        (*pair, each.caller, each.case.side)
        for pair, each in results
        if each.case.kind == "type-changed" and each.grade != "breaking"
    }
    assert went_well == ACCIDENTS


def _cell(each: Tried) -> tuple[ChangeKind, Caller, Side]:
    return each.case.kind, each.caller, each.case.side


def test_each_cell_of_the_table_is_tried() -> None:
    cases = [case for part in PARTS.values() for case in part()] + list(alone_cases())
    tried = {(case.kind, caller, case.side) for case in cases for caller in case.callers}
    cells = {(kind, *cell) for kind, effects in EFFECTS.items() for cell in effects}
    assert tried <= cells
    assert {cell for cell in cells - tried if cell[0] not in UNTRIED} == UNTRIED_CELLS.keys()
    assert len(cases) >= 590


@pytest.mark.parametrize("part", PARTS)
def test_the_differ_finds_what_was_changed(part: str) -> None:
    assert [(case.kind, case.place) for case in PARTS[part]() if case.kind not in grading.kinds_found(case)] == []


# The page


def rows(results: Sequence[Tried], part: str) -> Iterator[str]:
    """The lines of the table that show what is tried in this part."""
    owners: dict[tuple[ChangeKind, Side], str] = {}
    for name, cases in {**PARTS, "alone": alone_cases}.items():
        for case in cases():
            owners.setdefault((case.kind, case.side), name)
    for kind in EFFECTS:
        mine: set[Side] = {side for side in SIDES if owners.get((kind, side)) == part}
        yield from _rows(kind, [each for each in results if each.case.kind == kind and each.case.side in mine], mine)


def _rows(kind: ChangeKind, results: Sequence[Tried], sides: Collection[Side] = SIDES) -> Iterator[str]:
    for side in sorted(sides):
        cells: list[tuple[Caller, Side]] = [(caller, side) for caller in CALLERS if (caller, side) in EFFECTS[kind]]
        merged = len({EFFECTS[kind][cell] for cell in cells}) == 1
        for group in [cells] if merged else [[cell] for cell in cells]:
            if group:
                effect = EFFECTS[kind][group[0]]
                who = SIDE_NAMES[side] if merged else f"{SIDE_NAMES[side]} with {CALLER_NAMES[group[0][0]]}"
                shown = " <br> ".join(filter(None, (_example(kind, results, *cell) for cell in group)))
                yield f"| `{kind}` | {who} | **{effect.grade}**: {effect.reason} | {shown} |"


def _example(kind: ChangeKind, results: Sequence[Tried], caller: Caller, side: Side) -> str:
    mine = [each for each in results if (each.caller, each.case.side) == (caller, side)]
    said = expected(kind, caller, side)
    fitting = [each for each in mine if each.grade == said] or mine
    if not fitting:
        return UNTRIED_CELLS.get((kind, caller, side), "")
    return f"`{fitting[0].program}`: {fitting[0].seen}"


def table(folder: Path) -> str:
    results = [each for part in (*PARTS, "alone") for each in found(folder, part)]
    by_kind = {kind: [each for each in results if each.case.kind == kind] for kind in EFFECTS}
    lines: list[str] = []
    for kind in EFFECTS:
        if by_kind[kind]:
            lines += _rows(kind, by_kind[kind])
        else:
            lines += [line.replace("|  |", f"| not tried: {UNTRIED[kind]} |") for line in _rows(kind, [])]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    time.sleep = lambda _: None
    with tempfile.TemporaryDirectory() as folder:
        made = table(Path(folder))
    page = PAGE.read_text("utf-8")
    PAGE.write_text(re.sub(r"\| kind \| .*?\n(?!\|)", lambda _: made, page, count=1, flags=re.S), "utf-8")
    sys.exit()

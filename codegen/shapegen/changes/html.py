"""Differences as one page for a browser: no other file, and nothing in a model's text that a browser would obey."""

import base64
import difflib
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import cast

import jinja2

from shapegen import media
from shapegen.changes import normal
from shapegen.changes.compare import Change
from shapegen.changes.grades import GRADES, Grade
from shapegen.changes.python_names import method
from shapegen.changes.report import VALUES, Report, effects, grouped, told_together, users

_REQUIRED = ("member-required", "idempotency-token-required", "member-optional")
_NONE = {"min": "no minimum", "max": "no maximum", "pattern": "no pattern"}
#: A grade with more groups is folded, unless something in it breaks.
_MANY = 40
_LONG = 2000  # characters; finding what longer texts share would take seconds
_FOLDER = Path(__file__).parent
_SCRIPT = """
const rows = document.querySelectorAll(".row");
const box = document.getElementById("filter");
const folds = document.querySelectorAll("section > details");
const folded = new Map([...folds].map(fold => [fold, fold.open]));
function filter() {
  const words = box.value.toLowerCase().split(/\\s+/);
  let shown = 0;
  for (const row of rows) {
    const text = (row.textContent + " " + (row.dataset.operations || "")).toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
    shown += !row.hidden;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector(".row:not([hidden])");
  }
  for (const fold of folds) fold.open = folded.get(fold) || box.value.trim() !== "";
  document.getElementById("none").hidden = shown > 0 || rows.length === 0;
}
box.addEventListener("input", filter);
for (const button of document.querySelectorAll("[data-filter]")) {
  button.addEventListener("click", () => { box.value = button.dataset.filter; filter(); box.scrollIntoView(); });
}
for (const link of document.querySelectorAll(".counts a, .contents a")) {
  link.addEventListener("click", () => {
    const fold = document.querySelector("#" + CSS.escape(link.hash.slice(1)) + " > details");
    if (fold) fold.open = true;
  });
}
"""


Pieces = Sequence[tuple[bool, str]]
"""A text in pieces, each with whether it is in one of two texts alone."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Changes that are told together, in words."""

    title: str
    kind: str
    old: Pieces | None
    new: Pieces | None
    effects: Sequence[str]
    python: str | None
    operations: str
    all_operations: str


@dataclass(frozen=True, slots=True)
class _Operation:
    """What the contents say of an operation."""

    name: str
    method: str
    counts: Sequence[tuple[Grade, int]]


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape before and after, by lines, each with what became of it."""

    name: str
    old: Sequence[tuple[str, str]]
    new: Sequence[tuple[str, str]]


def html(report: Report, old: normal.Surface, new: normal.Surface, *, words: bool = False) -> str:
    """The page; `words`: with what the documentation said and says."""
    graded = [
        (grade, [_group(group) for group in grouped(changes)])
        for grade, changes in groupby(report.changes, key=lambda change: change.grade)
    ]
    return rendered(
        "report.html.jinja",
        report=report,
        operations=list(_operations(report.changes)),
        counts=[(grade, sum(change.grade == grade for change in report.changes)) for grade in GRADES],
        graded=graded,
        shapes=list(_shapes(report.changes, old, new)),
        words=report.documentation if words else (),
    )


def rendered(template: str, **values: object) -> str:
    """A page of one of the templates, with the script and what it needs."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Also what only looks like other text, such as a sign that turns the direction.
        finalize=_shown,
    )
    script_hash = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    return environment.get_template(template).render(script=_SCRIPT, script_hash=script_hash, many=_MANY, **values)


def _shown(value: object) -> object:
    return media.block(value) if type(value) is str else value


def _operations(changes: Sequence[Change]) -> Iterator[_Operation]:
    counts: dict[str, Counter[Grade]] = {}
    for change in changes:
        for use in change.operations:
            counts.setdefault(use.operation, Counter())[change.grade] += 1
    for name in sorted(counts):
        yield _Operation(name, method(name) or name, [(g, counts[name][g]) for g in GRADES if counts[name][g]])


def _group(group: Sequence[Change]) -> _Group:
    first = group[0]
    kind = first.kind.replace("-", " ")
    operations = " ".join(
        {f"{use.operation} {method(use.operation)}": None for each in group for use in each.operations}
    )
    if told_together(first):
        title = first.path.partition(".")[0] if len({each.path.partition(".")[0] for each in group}) == 1 else kind
        names = ", ".join(str(each.new or each.old) if first.kind in VALUES else each.path for each in group)
        old, new = ([(True, names)], None) if first.kind.endswith("removed") else (None, [(True, names)])
        reached = "" if len(group) > 1 and first.kind not in VALUES else users(first.operations)
        return _Group(title, f"{kind} ({len(group)})", old, new, effects(first), None, reached, operations)
    sides = pieces(_said(first, first.old), _said(first, first.new))
    return _Group(first.path, kind, *sides, effects(first), first.python, users(first.operations), operations)


def pieces(old: str | None, new: str | None) -> tuple[Pieces | None, Pieces | None]:
    """Both texts, with what is in one alone marked if they have something in common."""
    if old is None or new is None:
        return (None if old is None else [(True, old)]), (None if new is None else [(True, new)])
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if len(old) + len(new) > _LONG or matcher.ratio() < 0.5:
        return [(True, old)], [(True, new)]
    steps = matcher.get_opcodes()
    return (
        [(how != "equal", old[i1:i2]) for how, i1, i2, _, _ in steps if i1 < i2],
        [(how != "equal", new[j1:j2]) for how, _, _, j1, j2 in steps if j1 < j2],
    )


def _said(change: Change, value: object) -> str | None:
    """One side of a change in words; a trait that is switched has a value that says nothing by itself."""
    head = change.kind.rpartition("-")[0]
    if value is None and head in _NONE:
        return _NONE[head]
    if isinstance(value, bool):
        if change.kind in _REQUIRED:
            return "required" if value else "optional"
        return f"{head.removeprefix('required-').replace('-', ' ')}: {'yes' if value else 'no'}"
    if change.kind.endswith("-changed") and isinstance(value, dict):
        trait_values = cast("Mapping[str, object]", value)
        return ", ".join(f"{name}: {_value(each)}" for name, each in trait_values.items())
    return _value(value)


def _value(value: object) -> str | None:
    match value:
        case None:
            return None
        case {"shape": str(shape)}:
            return shape
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _shapes(changes: Sequence[Change], old: normal.Surface, new: normal.Surface) -> Iterator[_Shape]:
    """The shapes in which something changed; those that came or went as a whole say it above."""
    names = {change.path.partition(".")[0] for change in changes}
    for name in sorted(names & old.shapes.keys() & new.shapes.keys()):
        before, after = (_lines(normal.shape(api.shapes[name])) for api in (old, new))
        sides: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
        for how, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            sides[0].extend(("" if how == "equal" else "gone", line) for line in before[i1:i2])
            sides[1].extend(("" if how == "equal" else "come", line) for line in after[j1:j2])
        yield _Shape(name, *map(_context, sides))


def _lines(shape: normal.Node) -> list[str]:
    """A shape as a person would write it."""
    traits = {name: value for name, value in shape.items() if name not in ("members", "required", "enum", "type")}
    lines = [shape["type"], *(f"{name}: {_value(value)}" for name, value in traits.items())]
    required = set(shape.get("required", ()))
    for name, member in shape.get("members", {}).items():
        more = [f"{trait}: {_value(value)}" for trait, value in member.items() if trait != "shape"]
        more += ["required"] if name in required else []
        said = f" ({', '.join(more)})" if more else ""
        lines.append(f"  {name}: {member['shape']}{said}")
    return lines + [f"  {value}" for value in sorted(shape.get("enum", ()))]


_NEAR = 3


def _context(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The lines that changed and those near; the others are counted."""
    changed = [at for at, (how, _) in enumerate(lines) if how]
    kept = {0} | {near for at in changed for near in range(at - _NEAR, at + _NEAR + 1)}
    shown: list[tuple[str, str]] = []
    for is_kept, run in groupby(enumerate(lines), key=lambda each: each[0] in kept):
        found = [line for _, line in run]
        shown += found if is_kept or len(found) == 1 else [("", f"  … {len(found)} more")]
    return shown

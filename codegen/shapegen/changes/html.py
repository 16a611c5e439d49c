"""Differences as one page for a browser: no other file, and nothing in a model's text that a browser would obey."""

import base64
import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import cast

import jinja2

from shapegen.changes import normal
from shapegen.changes.compare import Change
from shapegen.changes.grades import GRADES, ChangeKind
from shapegen.changes.report import VALUES, Report, grouped, told_together, users

_REQUIRED = ("member-required", "member-optional")
_SWITCHED = {"idempotency-token": "idempotencyToken", "sensitive": "sensitive", "union": "union"}
_TEMPLATE = Path(__file__).with_name("report.html.jinja")
_SCRIPT = """
const rows = document.querySelectorAll(".row");
document.getElementById("filter").addEventListener("input", event => {
  const words = event.target.value.toLowerCase().split(/\\s+/);
  let shown = 0;
  for (const row of rows) {
    row.hidden = !words.every(word => row.textContent.toLowerCase().includes(word));
    shown += !row.hidden;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector(".row:not([hidden])");
  }
  document.getElementById("none").hidden = shown > 0 || rows.length === 0;
});
"""


@dataclass(frozen=True, slots=True)
class _Group:
    """Changes that are told together, in words."""

    title: str
    kind: str
    old: str | None
    new: str | None
    reason: str
    python: str | None
    operations: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape before and after, by lines, each with what became of it."""

    name: str
    old: Sequence[tuple[str, str]]
    new: Sequence[tuple[str, str]]


def html(report: Report, old: normal.Api, new: normal.Api, *, words: bool = False) -> str:
    """The page; `words`: with what the documentation said and says."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    graded = [
        (grade, [_group(group) for group in grouped(changes)])
        for grade, changes in groupby(report.changes, key=lambda change: change.grade)
    ]
    return environment.from_string(_TEMPLATE.read_text("utf-8")).render(
        report=report,
        counts=[(grade, sum(change.grade == grade for change in report.changes)) for grade in GRADES],
        graded=graded,
        shapes=list(_shapes(report.changes, old, new)),
        words=report.documentation if words else (),
        script=_SCRIPT,
        script_hash=base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode(),
    )


def _group(group: Sequence[Change]) -> _Group:
    first = group[0]
    kind = first.kind.replace("-", " ")
    if told_together(first):
        title = first.path.partition(".")[0] if len({each.path.partition(".")[0] for each in group}) == 1 else kind
        names = ", ".join(str(each.new or each.old) if first.kind in VALUES else each.path for each in group)
        old, new = (names, None) if first.kind.endswith("removed") else (None, names)
        reached = "" if len(group) > 1 and first.kind not in VALUES else users(first.operations)
        return _Group(title, f"{kind} ({len(group)})", old, new, first.reason, None, reached)
    old, new = (_said(first.kind, value) for value in (first.old, first.new))
    return _Group(first.path, kind, old, new, first.reason, first.python, users(first.operations))


def _said(kind: ChangeKind, value: object) -> str | None:
    """A trait that is switched has a value that says nothing by itself."""
    if isinstance(value, bool):
        return f"{_SWITCHED[kind.rpartition('-')[0]] if kind not in _REQUIRED else 'required'}: {json.dumps(value)}"
    if kind in ("trait-changed", "encoding-changed") and value is not None:
        trait = cast("Mapping[str, object]", value)
        return ", ".join(f"{name}: {_value(each)}" for name, each in trait.items())
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


def _shapes(changes: Sequence[Change], old: normal.Api, new: normal.Api) -> Iterator[_Shape]:
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

"""`shapegen impact`."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from shapegen.apps import files
from shapegen.apps.api import Api
from shapegen.apps.impact import Touched, touched
from shapegen.apps.source import UnreadableError, read
from shapegen.apps.uses import Use, uses
from shapegen.build import Wanted, build
from shapegen.changes import compare, names, report
from shapegen.changes.grades import GRADES, Grade
from shapegen.commands import diff, options
from shapegen.console import progress, say, track
from shapegen.emit import packages

_LEVELS: dict[Grade, str] = {"breaking": "error", "risky": "warning", "safe": "notice"}


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found in one file."""

    path: Path
    uses: Sequence[Use]
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class _Impact:
    """What there is to say."""

    old: str
    new: str
    changes: int
    lines: Sequence[Touched]
    looked: str
    """At what."""
    unreadable: Sequence[_Looked]


@click.command()
@click.argument("old")
@click.argument("new")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "github"]),
    default="text",
    show_default=True,
    help="github: annotations for a workflow.",
)
@options.package
@click.pass_context
def impact(
    context: click.Context, old: str, new: str, paths: tuple[Path, ...], form: str, described: packages.Description
) -> None:
    """Tell which lines of an app a change of the API touches.

    OLD and NEW are what `shapegen diff` takes. The app may use boto3's dicts, the stubs or the generated classes.

    Exit code: 0, 1 when a line breaks, 2 when the two cannot be compared.
    """
    wanted = described.profile
    with progress("reading the models"):
        before, after = diff.sides(old, new, wanted.service, ())
        changes = compare.compare(before.api, after.api, before.package, after.package)
    found = files.python_files(paths)
    contents = {path: files.content(path) for path in found}
    methods = {method: name for name in before.api.operations if (method := names.method(name)) is not None}
    search = re.compile("|".join([rf"\b(?:paginate_)?({'|'.join(methods)})\b", rf"\b{wanted.package}\b"]).encode())
    ours: list[Path] = []
    called: set[str] = set()
    for path in found:
        seen = search.findall(contents[path])
        called |= {methods[name.decode()] for name in seen if name}
        if seen:
            ours.append(path)
    service = before.package
    if service is None:
        model: dict[str, Any] = {"operations": before.api.operations, "shapes": before.api.shapes, "metadata": {}}
        asked = Wanted(
            service=wanted.service,
            package=wanted.package,
            client=wanted.client,
            operations=sorted({*called, *wanted.operations}),
            shapes=wanted.shapes,
        )
        parts = {"paginators": before.api.paginators, "waiters": before.api.waiters}
        service = build(model, asked, **parts, lenient=True).service
    api = Api(service)
    looked = list(track(files.each(partial(_looked, api), ours), "reading", len(ours)))
    lines = [line for each in looked for line in touched(str(each.path), each.uses, changes, api)]
    result = _Impact(
        old=before.source,
        new=after.source,
        changes=len(changes),
        lines=sorted(lines, key=lambda line: line.order),
        looked=_at(len(found), looked, api),
        unreadable=[each for each in looked if each.unreadable is not None],
    )
    match form:
        case "json":
            say(json.dumps(_document(result), indent=1))
        case "github":
            for text in _github(result):
                click.echo(text)
        case "markdown":
            say("\n".join(_markdown(result)))
        case _:
            say("\n".join(_text(result)))
    if any(line.grade == "breaking" for line in lines):
        context.exit(1)


def _looked(api: Api, path: Path) -> _Looked:
    try:
        return _Looked(path, uses(read(path, files.content(path)), api))
    except UnreadableError as error:
        return _Looked(path, (), str(error))


def _at(total: int, looked: Sequence[_Looked], api: Api) -> str:
    """What was looked at, in words."""
    found = [use for each in looked for use in each.uses]
    calls = [use.path for use in found if use.way in ("called", "paged")]
    members = {use.path for use in found if "." in use.path and use.target is not None}
    values = {use.path for use in found if "." in use.path and use.target is None}
    return (
        f"{_count(total, 'file')}, {len(looked)} with a name of {api.service.name}'s: {_count(len(calls), 'call')} of "
        f"{_count(len(set(calls)), 'operation')}, {_count(len(members), 'member')}, {_count(len(values), 'enum value')}"
    )


def _head(result: _Impact) -> str:
    return f"{result.old} -> {result.new}: {_count(result.changes, 'change')}."


def _tail(result: _Impact) -> str:
    if not result.lines:
        return f"No line of yours is touched. Looked at {result.looked}."
    counts = Counter(line.grade for line in result.lines)
    said = ", ".join(f"{counts[grade]} {grade}" for grade in GRADES if counts[grade])
    return f"Touched: {said}. Looked at {result.looked}."


def _what(line: Touched) -> str:
    """The change and what the line has to do with it."""
    change = line.change
    reason = change.reason if line.grade == change.grade else ""
    told = f"{change.path}: {change.kind.replace('-', ' ')}{report.told(change)}"
    return "; ".join(filter(None, (told, line.what, reason)))


def _text(result: _Impact) -> Iterator[str]:
    yield _head(result)
    for line in result.lines:
        yield f"{line.file}:{line.line}: {line.grade}: {_what(line)}"
    for each in result.unreadable:
        yield f"{each.path}: not looked at, it cannot be read as Python: {each.unreadable}"
    yield _tail(result)


def _markdown(result: _Impact) -> Iterator[str]:
    yield _head(result)
    yield ""
    if result.lines:
        yield "| line | grade | change |"
        yield "|---|---|---|"
        for line in result.lines:
            yield f"| {_cell(f'{line.file}:{line.line}')} | {line.grade} | {_cell(_what(line))} |"
        yield ""
    for each in result.unreadable:
        yield f"- {_cell(str(each.path))}: not looked at, it cannot be read as Python"
    yield _tail(result)


def _cell(text: str) -> str:
    return re.sub(r"([\\|`*_<>\[\]])", r"\\\1", text)


def _github(result: _Impact) -> Iterator[str]:
    for line in result.lines:
        place = f"file={_property(line.file)},line={line.line},title={_property(f'{line.grade}: {line.change.path}')}"
        yield f"::{_LEVELS[line.grade]} {place}::{_escaped(_what(line))}"
    for each in result.unreadable:
        yield f"::warning file={_property(str(each.path))}::{_escaped(f'not looked at: {each.unreadable}')}"
    yield _escaped(f"{_head(result)} {_tail(result)}")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _document(result: _Impact) -> dict[str, object]:
    return {
        "version": 1,
        "old": result.old,
        "new": result.new,
        "changes": result.changes,
        "looked_at": result.looked,
        "lines": [
            {
                "file": line.file,
                "line": line.line,
                "grade": line.grade,
                "path": line.change.path,
                "kind": line.change.kind,
                "what": line.what,
                "reason": line.change.reason,
            }
            for line in result.lines
        ],
        "unreadable": [{"file": str(each.path), "reason": each.unreadable} for each in result.unreadable],
    }


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

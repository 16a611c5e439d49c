"""`shapegen impact`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from shapegen import media
from shapegen.apps import files
from shapegen.apps.api import Api
from shapegen.apps.files import LeftOut
from shapegen.apps.impact import Touched, touched
from shapegen.apps.mentions import Looked, look
from shapegen.build import Settings, build
from shapegen.changes import compare, python_names, report
from shapegen.changes.grades import CALLER_NAMES, GRADES, Grade
from shapegen.commands import diff, options
from shapegen.console import progress, show, track
from shapegen.emit import packages

_LEVELS: dict[Grade, str] = {"breaking": "error", "risky": "warning", "safe": "notice"}


@dataclass(frozen=True, slots=True)
class _Impact:
    """What there is to say."""

    old: str
    new: str
    changes: int
    lines: Sequence[Touched]
    looked: str
    """At what."""
    left_out: Sequence[LeftOut]


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
    help="github: annotations for a pull request.",
)
@options.package
@click.pass_context
def impact(
    context: click.Context, old: str, new: str, paths: tuple[Path, ...], form: str, described: packages.Description
) -> None:
    """List the lines of an application that a change of the API touches, worst first.

    OLD and NEW are what `shapegen diff` takes. The application may use boto3's dicts, the stubs or the generated
    classes.

    Exit code: 0; 1 when a line breaks; 2 when the models cannot be compared, or a file cannot be read.

    \b
    Examples:
      shapegen impact 1.34.73 1.34.74 src --package monitorshapes
      shapegen impact installed newest src --package monitorshapes --format github
    """
    wanted = described.profile
    with progress("reading the models"):
        before, after = diff.sides(old, new, wanted.service, ())
        changes = compare.compare(before.api, after.api, before.package, after.package)
    found = files.find(paths)
    methods = {method: name for name in before.api.operations if (method := python_names.method(name)) is not None}
    search = re.compile(rf"\b({'|'.join(methods)})\b".encode())
    ours = [path for path, text in found.contents.items() if files.calls_one(text, methods, wanted.package)]
    called = {methods[name.decode()] for path in ours for name in search.findall(found.contents[path])}
    service = before.package
    if service is None:
        model: dict[str, Any] = {"operations": before.api.operations, "shapes": before.api.shapes, "metadata": {}}
        asked = Settings(
            service=wanted.service,
            package=wanted.package,
            client=wanted.client,
            operations=sorted({*called, *wanted.operations}),
            shapes=wanted.shapes,
        )
        parts = {"paginators": before.api.paginators, "waiters": before.api.waiters}
        service = build(model, asked, **parts, lenient=True).service
    api = Api(service)
    is_adopted = bool(files.naming(found.contents, wanted.package.encode()))
    looked = list(track(files.each(partial(look, api, is_adopted), ours), "analysing files", len(ours)))
    lines = [line for each in looked for line in touched(each, changes, api)]
    left_out = [*found.left_out, *(LeftOut(each.path, each.unreadable) for each in looked if each.unreadable)]
    result = _Impact(
        old=before.source,
        new=after.source,
        changes=len(changes),
        lines=sorted(lines, key=lambda line: line.order),
        looked=_at(len(found.contents), looked, api),
        left_out=left_out,
    )
    match form:
        case "json":
            click.echo(media.document(_document(result)))
        case "github":
            for text in _github(result):
                click.echo(text)
        case "markdown":
            show(_markdown(result))
        case _:
            show(_text(result))
    options.say_what_was_not_read(found.skipped, left_out)
    if left_out:
        context.exit(2)
    if any(line.grade == "breaking" for line in lines):
        context.exit(1)


def _at(total: int, looked: Sequence[Looked], api: Api) -> str:
    """What was looked at, in words."""
    found = [use for each in looked for use in each.mentions]
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
        what = "No line of what was looked at is touched" if result.left_out else "No line of yours is touched"
        return f"{what}. Looked at {result.looked}."
    counts = Counter(line.grade for line in result.lines)
    said = ", ".join(f"{counts[grade]} {grade}" for grade in GRADES if counts[grade])
    return f"Touched: {said}. Looked at {result.looked}."


def _what(line: Touched) -> str:
    """The change and what the line has to do with it."""
    change = line.change
    told = f"{change.path}: {change.kind.replace('-', ' ')}{report.told(change)}"
    return "; ".join(filter(None, (told, line.what, _why(line))))


def _why(line: Touched) -> str:
    """The reason of the line's grade, and for whom it is so where it is not so for everybody."""
    who = {each.caller for each in line.change.gradings if (each.grade, each.reason) == (line.grade, line.reason)}
    return f"{CALLER_NAMES[line.caller]}: {line.reason}" if who == {line.caller} else line.reason


def _text(result: _Impact) -> Iterator[str]:
    yield _head(result)
    for line in result.lines:
        yield f"{line.file}:{line.place}: {line.grade}: {_what(line)}"
    for each in result.left_out:
        yield f"{each.path}: not looked at: {each.reason}"
    yield _tail(result)


def _markdown(result: _Impact) -> Iterator[str]:
    yield media.markdown(_head(result))
    yield ""
    if result.lines:
        yield "| line | grade | change |"
        yield "|---|---|---|"
        for line in result.lines:
            yield f"| {media.markdown(f'{line.file}:{line.place}')} | {line.grade} | {media.markdown(_what(line))} |"
        yield ""
    for each in result.left_out:
        yield f"- {media.markdown(str(each.path))}: not looked at: {media.markdown(each.reason)}"
    yield media.markdown(_tail(result))


def _github(result: _Impact) -> Iterator[str]:
    for line in result.lines:
        file, title = map(media.workflow_value, (line.file, f"{line.grade}: {line.change.path}"))
        place = f"file={file},line={line.line},title={title}"
        yield f"::{_LEVELS[line.grade]} {place}::{media.workflow(_what(line))}"
    for each in result.left_out:
        file = media.workflow_value(str(each.path))
        yield f"::warning file={file}::{media.workflow(f'not looked at: {each.reason}')}"
    yield media.whole_line(f"{_head(result)} {_tail(result)}")


def _document(result: _Impact) -> dict[str, object]:
    return {
        "version": 2,
        "old": result.old,
        "new": result.new,
        "changes": result.changes,
        "looked_at": result.looked,
        "lines": [
            {
                "file": line.file,
                "line": line.line,
                "place": line.place,
                "grade": line.grade,
                "path": line.change.path,
                "kind": line.change.kind,
                "what": line.what,
                "reason": line.reason,
                "caller": line.caller,
                "grades": dict(line.change.grades),
            }
            for line in result.lines
        ],
        "unreadable": [{"file": str(each.path), "reason": each.reason} for each in result.left_out],
    }


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

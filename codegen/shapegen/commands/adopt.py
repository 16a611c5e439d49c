"""`shapegen adopt`."""

import difflib
import importlib
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

import click
import libcst as cst

from shapegen.apps import files
from shapegen.apps.adoption import Adopted, Remark
from shapegen.apps.adoption import adopt as adopted
from shapegen.apps.annotation import annotate
from shapegen.apps.api import Api
from shapegen.apps.clients import calls, clients
from shapegen.apps.source import UnreadableError, edited, read
from shapegen.apps.values import Reader
from shapegen.apps.verdicts import verdicts
from shapegen.commands import options
from shapegen.console import printable, say, track
from shapegen.emit import packages
from shapegen.errors import ShapegenError


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one file."""

    path: Path
    before: bytes
    after: bytes
    result: Adopted
    refused: tuple[Remark, ...]
    unreadable: str | None = None


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Change the files; without it, show what would change.")
@click.option("--check", is_flag=True, help="Only say which values would be refused; exit with 1 when there are any.")
@click.option("--stubs", is_flag=True, help="Leave the dicts, and annotate them with the package's stubs.")
@options.package
@click.pass_context
def adopt(
    context: click.Context,
    paths: tuple[Path, ...],
    write: bool,
    check: bool,
    stubs: bool,
    described: packages.Description,
) -> None:
    """Turn the boto3 code of apps into typed code, where both provably send the same.

    What cannot be proved stays as it is, and is named with file, line and reason, and so is a value that the
    validators refuse.
    """
    if check and (write or stubs):
        raise click.UsageError("--check excludes --write and --stubs.")
    api = Api(described.service)
    found = files.python_files(paths)
    contents = {path: files.content(path) for path in found}
    imported = files.imported_modules(contents.values())
    catching = frozenset(path for path, text in contents.items() if b"ClientError" in text or b".exceptions." in text)
    names = re.compile("|".join(api.operations).encode())
    ours = [path for path in found if names.search(contents[path])]
    outcomes = list(
        track(files.each(partial(_adopted, api, imported, catching, check, stubs), ours), "reading", len(ours))
    )
    for each in outcomes:
        if each.unreadable is not None:
            say(f"{each.path}: left alone, it cannot be read as Python: {each.unreadable}")
        if not check:
            if write and each.after != each.before:
                files.write(each.path, each.after)
            elif each.after != each.before:
                _show(each)
            for remark in each.result.left:
                say(f"{each.path}:{remark.line}: left alone: {remark.text}")
        for remark in each.refused:
            say(f"{each.path}:{remark.line}: would be refused: {remark.text}")
    converted = sum(each.result.converted for each in outcomes)
    left = sum(len(each.result.left) for each in outcomes)
    refused = sum(len(each.refused) for each in outcomes)
    changed = sum(each.after != each.before for each in outcomes)
    read = f"{_count(len(found), 'file')} read, {len(ours)} with a name of {api.service.package}'s operations"
    if check:
        say(f"{read}; {_count(refused, 'value')} would be refused.")
        context.exit(1 if refused else 0)
    done = "changed" if write else "would change"
    made = "annotated" if stubs else "converted"
    say(
        f"{read}; {_count(changed, 'file')} {done}: {_count(converted, 'call')} {made}, "
        f"{left} left alone, {_count(refused, 'value')} would be refused."
    )


def _adopted(
    api: Api, imported: frozenset[str], catching: frozenset[Path], check: bool, stubs: bool, path: Path
) -> _Outcome:
    before = files.content(path)
    try:
        source = read(path, before)
    except UnreadableError as error:
        return _Outcome(path, before, before, Adopted(), (), str(error))
    package = _package(api)
    reader = Reader(source, api)
    found = [
        verdict for call in calls(source, api, clients(source, api)) for verdict in verdicts(api, package, call, reader)
    ]
    remarks = tuple(Remark(source.line(each.node), f"{each.call.operation.method}: {each.text}") for each in found)
    if check:
        return _Outcome(path, before, before, Adopted(), remarks)
    if stubs:
        result = annotate(source, api)
        return _Outcome(path, before, edited(source, result.edits), result, remarks)
    refused: frozenset[cst.Call] = frozenset(each.call.node for each in found)
    module = path.parent.name if path.stem == "__init__" else path.stem
    result = adopted(source, api, is_imported=module in imported, is_caught=bool(catching - {path}), refused=refused)
    return _Outcome(path, before, edited(source, result.edits), result, remarks)


def _package(api: Api) -> ModuleType:
    """The generated package, which has the validators."""
    try:
        return importlib.import_module(api.service.package)
    except ModuleNotFoundError as error:
        raise ShapegenError(
            f"the package {api.service.package} is not installed beside shapegen: its validators are needed"
        ) from error


def _show(outcome: _Outcome) -> None:
    """Prints the difference of a file."""
    before, after = (
        text.decode(errors="replace").splitlines(keepends=True) for text in (outcome.before, outcome.after)
    )
    name = outcome.path.as_posix().lstrip("/")
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        click.echo("".join(char if char == "\t" else printable(char) for char in line.rstrip("\r\n")))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

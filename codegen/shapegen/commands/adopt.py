"""`shapegen adopt`."""

import difflib
import importlib
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

import click
import libcst as cst

from shapegen import media
from shapegen.apps import files
from shapegen.apps.adoption import Adopted, Remark, Surroundings, Whole, remark
from shapegen.apps.adoption import adopt as adopted
from shapegen.apps.annotation import annotate
from shapegen.apps.api import Api
from shapegen.apps.clients import calls, clients
from shapegen.apps.conversion import Reason
from shapegen.apps.files import Files, LeftOut
from shapegen.apps.layout import laid_out, layout
from shapegen.apps.replacing import Replacement, mentions_one, replace, replacements
from shapegen.apps.source import Edit, UnreadableError, edited_code, read
from shapegen.apps.values import Reader
from shapegen.apps.verdicts import verdicts
from shapegen.commands import options
from shapegen.console import say, track
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
    imports: int = 0
    """How many are of the package now."""
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    """What is done with each file."""

    api: Api
    folder: Path
    """Of the generated package."""
    imported: frozenset[str]
    catching: frozenset[Path]
    reading_metadata: frozenset[Path]
    check: bool
    stubs: bool
    whole: Whole
    replacements: Sequence[Replacement] = ()

    def around(self, path: Path) -> Surroundings:
        """What the other files do with a module."""
        module = path.parent.name if path.stem == "__init__" else path.stem
        return Surroundings(
            is_imported=module in self.imported,
            is_caught=bool(self.catching - {path}),
            reads_metadata=module in self.imported and bool(self.reading_metadata - {path}),
        )


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Change the files; without it, show what would change.")
@click.option("--check", is_flag=True, help="Only say which values would be refused.")
@click.option("--stubs", is_flag=True, help="Keep the dicts, and annotate them with the package's stubs.")
@click.option(
    "--whole",
    type=click.Choice(["call", "function", "file"]),
    default="call",
    show_default=True,
    help="Convert all calls of a function or file, or none.",
)
@options.package
@click.pass_context
def adopt(
    context: click.Context,
    paths: tuple[Path, ...],
    write: bool,
    check: bool,
    stubs: bool,
    whole: Whole,
    described: packages.Description,
) -> None:
    """Turn boto3 code into typed code, wherever both provably send and read the same.

    PATH is a Python file, a notebook, or a folder of them. Other calls are not changed; each is reported with
    file, line and reason. Values that the validators refuse are reported too. Imports of a library that
    the package replaces become imports of the package.

    Exit code: 0; 1 when --check finds a value that would be refused; 2 when a file could not be read or written.

    \b
    Examples:
      shapegen adopt src --package monitorshapes
      shapegen adopt src --package monitorshapes --write
    """
    if check and (write or stubs):
        raise click.UsageError("--check excludes --write and --stubs.")
    api = Api(described.service)
    found = files.find(paths)
    contents = found.contents
    replaced = [] if check or stubs else _replacements(described)
    ours = [
        path for path, text in contents.items() if files.calls_one(text, api.operations) or mentions_one(text, replaced)
    ]
    task = _Task(
        api,
        described.folder,
        imported=files.imported_modules(contents.values()),
        catching=files.naming(contents, b"ClientError", b".exceptions."),
        reading_metadata=files.naming(contents, b"ResponseMetadata"),
        check=check,
        stubs=stubs,
        whole=whole,
        replacements=replaced,
    )
    outcomes = list(track(files.each(partial(_adopted, task), ours), "analysing files", len(ours)))
    left_out = [*found.left_out, *(LeftOut(each.path, each.unreadable) for each in outcomes if each.unreadable)]
    for each in outcomes:
        if not check:
            if each.after != each.before and (reason := _deliver(each, write)):
                left_out.append(LeftOut(each.path, reason))
            for said in each.result.left:
                say(f"{each.path}:{said.place}: left alone: {said.text}")
        for said in each.refused:
            say(f"{each.path}:{said.place}: would be refused: {said.text}")
    for path, reason in left_out:
        say(f"{path}: left out: {reason}")
    unchanged = {path for path, _ in left_out}
    say(_summary(task, found, ours, [each for each in outcomes if each.path not in unchanged], write))
    options.say_what_was_not_read(found.skipped, left_out)
    if left_out:
        context.exit(2)
    context.exit(1 if check and any(each.refused for each in outcomes) else 0)


def _deliver(outcome: _Outcome, write: bool) -> str | None:
    """Writes or shows a file that changes. Why it could not be written; None when it could."""
    if not write:
        _show(outcome)
        return None
    try:
        if outcome.path.stat().st_nlink > 1:
            say(f"{outcome.path} has other names (hard links): they keep the old text.", err=True)
        files.write(outcome.path, outcome.before, outcome.after)
    except ShapegenError as error:
        return str(error)
    return None


def _summary(task: _Task, found: Files, ours: Sequence[Path], outcomes: Sequence[_Outcome], write: bool) -> str:
    """The last line: what was read, and what became of it."""
    converted = sum(each.result.converted for each in outcomes)
    left = sum(len(each.result.left) for each in outcomes)
    refused = _count(sum(len(each.refused) for each in outcomes), "value")
    changed = sum(each.after != each.before for each in outcomes)
    read = (
        f"{_count(len(found.contents), 'file')} read, {len(ours)} with a name of "
        f"{task.api.service.package}'s operations"
    )
    if task.check:
        return f"{read}; {refused} would be refused."
    imports = sum(each.imports for each in outcomes)
    moved = f"{_count(imports, 'import')} replaced, " if imports else ""
    done = "changed" if write else "would change"
    made = "annotated" if task.stubs else "converted"
    return (
        f"{read}; {_count(changed, 'file')} {done}: {_count(converted, 'call')} {made}, {moved}"
        f"{left} left alone, {refused} would be refused."
    )


def _adopted(task: _Task, path: Path) -> _Outcome:
    try:
        before = files.content(path)
        source = read(path, before)
    except (ShapegenError, UnreadableError) as error:
        return _Outcome(path, b"", b"", Adopted(), (), unreadable=str(error))
    api, package, reader = task.api, _imported(task.api.service.package, task.folder), Reader(source, task.api)
    around = task.around(path)
    ours = clients(source, api, is_imported=around.is_imported)
    found = [verdict for call in calls(source, api, ours) for verdict in verdicts(api, package, call, reader)]
    refused = tuple(remark(source, each.node, f"{each.call.operation.method}: {each.text}") for each in found)
    if task.check:
        return _Outcome(path, before, before, Adopted(), refused)
    if task.stubs:
        result = annotate(source, api)
    else:
        stay: frozenset[cst.Call] = frozenset(each.call.node for each in found)
        result = adopted(source, api, around=around, refused=stay, whole=task.whole)
    moved = list(replace(source, task.replacements))
    result.left += [remark(source, each.node, each.text) for each in moved if isinstance(each, Reason)]
    edits = [each for each in moved if isinstance(each, Edit)]
    code = edited_code(source, [*result.edits, *edits])
    if path.suffix == ".py":
        code = laid_out(source.original.code, code, layout(path))
    replaced = sum(edit.start < edit.end for edit in edits)
    return _Outcome(path, before, source.original.written(code), result, refused, replaced)


def _replacements(described: packages.Description) -> list[Replacement]:
    """The modules of other libraries that the package stands in for."""
    name = described.service.package
    _imported(name, described.folder)
    try:
        modules: Mapping[str, str] = importlib.import_module(f"{name}.replaced").MODULES
    except ImportError:
        return []
    return replacements(name, modules, lambda module: dir(importlib.import_module(module)))


def _imported(name: str, folder: Path) -> ModuleType:
    """The package in a folder, which has the validators, whether it is installed or another of its name is."""
    init = folder.resolve() / "__init__.py"
    found = sys.modules.get(name)
    if found is not None and found.__file__ is not None and Path(found.__file__).resolve() == init:
        return found
    spec = importlib.util.spec_from_file_location(name, init, submodule_search_locations=[str(init.parent)])
    if spec is None or spec.loader is None:
        raise ShapegenError(f"{init} is not a module")
    for other in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
        del sys.modules[other]
    package = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(package)
        _ = package.violations  # it is lazy, and imports its modules now
    except (Exception, SystemExit) as error:  # of whatever somebody wrote into it
        del sys.modules[name]
        raise ShapegenError(f"the package {name}, whose validators are needed, cannot be imported: {error}") from error
    return package


def _show(outcome: _Outcome) -> None:
    """Prints the difference of a file."""
    before, after = (
        text.decode(errors="replace").splitlines(keepends=True) for text in (outcome.before, outcome.after)
    )
    name = outcome.path.as_posix().lstrip("/")
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        click.echo(media.block(line.rstrip("\r\n")))  # a diff keeps its tabs


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

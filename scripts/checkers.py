"""What six type checkers say of the package and of programs that use it: nothing, but for mistakes made on purpose.

Fails when a checker says something of the package or of a good program, when fewer than five find a mistake, or when
docs/checkers.md is another; `--write` writes that.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generated" / "monitorshapes"
PROGRAMS = ROOT / "tests" / "programs"
DOCUMENT = ROOT / "docs" / "checkers.md"
#: Without mistakes; the same with boto3's types from types-boto3; with one each.
_KINDS = ("good", "stubbed", "bad")
#: One may overlook a mistake: some leave that kind alone by design.
_ENOUGH = 5
_COMPILED = shutil.ignore_patterns("__pycache__")
_MARK = re.compile(r"  # error(?: of (?P<checker>\w+))?: ")
_LINE = re.compile(
    r"^(?P<file>[^:\s]+\.py):(?P<line>\d+):(?:\d+:)? error\b(?:\[(?P<ty>[\w-]+)\])?.*?(?:\[(?P<mypy>[\w-]+)\])?$", re.M
)
#: Errors in the package that are none, by checker and rule: how many, and what is reported.
FALSE: Mapping[tuple[str, str], tuple[int, str]] = {
    ("ty", "incompatible-method-override"): (
        9,
        "monitors whose methods take other parameters than their base class's, as those of the SageMaker SDK do. The "
        "other checkers read mypy's or pyright's comment that says so.",
    ),
    ("ty", "missing-module-member"): (1, "`json.decoder.scanstring`, which typeshed leaves out; a comment says so."),
    ("zuban", "attr-defined"): (2, "`__name__` of a `type[T]`, and of the classes in a tuple."),
    ("zuban", "call-overload"): (1, "`**options` from a `Mapping[str, Any]`."),
    ("zuban", "misc"): (4, "`place, step = place`, where `place` is a `tuple[Any, ...]` that is not empty."),
    ("zuban", "typeddict-item"): (1, "`{}` given to `setdefault` of a TypedDict in which nothing is required."),
}

_DOCUMENT = """# Type checkers

This page shows what six type checkers report about the package `monitorshapes` itself and about `tests/programs`:
{good} programs without a mistake, one of which uses types-boto3, and {bad} with one mistake each. They may report
nothing about the former, and only the mistake, in its line, about the latter.

| | version | errors in the package | good programs with errors | mistakes found | overlooked |
|---|---|---:|---:|---:|---|
{rows}

mypy, zuban, pyright and basedpyright run in their strict modes, pyrefly with its preset `default`, as in projects
with a configuration, and ty with its defaults. In the package zuban reports no unreachable code: validators check what
the annotations promise. Five of the six must find a mistake. Only pyright and basedpyright check that a key may be
missing from a TypedDict (`stubs_response_optional.py`).

What is reported in the package is correct code:

{false}

`scripts/checkers --write` writes this page.
"""

#: A program and a line of it.
Place = tuple[str, int]


class Error(NamedTuple):
    """What a checker reports."""

    file: str
    """From the folder that is checked."""
    line: int
    rule: str

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.file, self.line


def mypy(folder: Path) -> Iterator[Error]:
    """What `mypy --strict` complains of in `folder`."""
    return by_line(_output(folder, "mypy", "--strict", "--config-file=", "."))


def zuban(folder: Path) -> Iterator[Error]:
    """The same of zuban."""
    options = ["--strict", f"--python-executable={sys.executable}"]
    if folder.name == "package":
        options.append("--no-warn-unreachable")
    return by_line(_output(folder, "zuban", "check", *options, "."))


def ty(folder: Path) -> Iterator[Error]:
    """The same of ty, which has no strict mode."""
    return by_line(_output(folder, "ty", "check", f"--python={sys.prefix}", "--output-format=concise", "."))


def pyrefly(folder: Path) -> Iterator[Error]:
    """The same of pyrefly, as it is in a project that has a configuration: without one it looks for less."""
    (folder / "pyrefly.toml").touch()
    options = ["--preset=default", f"--python-interpreter-path={sys.executable}", "--output-format=json"]
    for error in json.loads(_output(folder, "pyrefly", "check", *options, "."))["errors"]:
        if error["severity"] == "error":
            yield Error(_relative(folder, error["path"]), error["line"], error["name"])


def pyright(folder: Path) -> Iterator[Error]:
    """The same of pyright's strict mode."""
    return _pyright(folder, "pyright")


def basedpyright(folder: Path) -> Iterator[Error]:
    """The same of basedpyright's strict mode."""
    return _pyright(folder, "basedpyright")


CHECKERS: tuple[Callable[[Path], Iterator[Error]], ...] = (mypy, pyright, basedpyright, pyrefly, ty, zuban)


def main() -> int:
    """The command line."""
    _install()
    marked = dict(_marked())
    with tempfile.TemporaryDirectory() as name:
        package, programs = Path(name, "package"), Path(name, "programs")
        shutil.copytree(PACKAGE, package / PACKAGE.name, ignore=_COMPILED)
        for kind in _KINDS:
            shutil.copytree(PROGRAMS / kind, programs / kind)
        inside = {check.__name__: list(check(package)) for check in CHECKERS}
        found = {check.__name__: {error.place for error in check(programs)} for check in CHECKERS}
    document = _document(set(marked), found, inside)
    problems = [*in_package(inside), *in_programs(marked, found)]
    if "--write" in sys.argv[1:]:
        DOCUMENT.write_text(document)
    elif DOCUMENT.read_text() != document:
        problems.append("docs/checkers.md is not what came out: scripts/checkers --write")
    print("\n".join([*problems, document]))
    return bool(problems)


def in_package(inside: Mapping[str, Iterable[Error]]) -> Iterator[str]:
    """What is wrong with the errors that each checker finds in the package: only those of `FALSE` are expected."""
    rules = {(checker, error.rule) for checker, errors in inside.items() for error in errors}
    for checker, rule in sorted(rules | FALSE.keys()):
        places = [error.place for error in inside[checker] if error.rule == rule]
        expected, _ = FALSE.get((checker, rule), (0, ""))
        if len(places) != expected:
            where = ", ".join(f"{file}:{line}" for file, line in places) or "none"
            yield f"{checker}: {rule}: {len(places)} in the package, not {expected}: {where}"


def in_programs(marked: Mapping[Place, str | None], found: Mapping[str, set[Place]]) -> Iterator[str]:
    """What is wrong with what each checker finds in programs whose mistakes, all of them, are marked."""
    for checker, places in found.items():
        for file, line in sorted(places - marked.keys()):
            yield f"{checker}: an error that is none: {file}:{line}"
    for place in sorted(marked):
        who = [checker for checker, places in found.items() if place in places]
        if marked[place] not in who if marked[place] else len(who) < _ENOUGH:
            yield f"{place[0]}:{place[1]}: found by {', '.join(who) or 'none'} alone"


def _document(marked: set[Place], found: Mapping[str, set[Place]], inside: Mapping[str, Iterable[Error]]) -> str:
    good = [path for kind in _KINDS[:-1] for path in (PROGRAMS / kind).glob("*.py")]
    rows = [
        f"| {checker} | {version(checker)} | {len([*inside[checker]])} "
        f"| {len({file for file, _ in places - marked})} of {len(good)} "
        f"| {len(places & marked)} of {len(marked)} | {_overlooked(marked - places)} |"
        for checker, places in found.items()
    ]
    false = [f"- {checker}, `{rule}`, {count}: {what}" for (checker, rule), (count, what) in FALSE.items()]
    return _DOCUMENT.format(good=len(good), bad=len(marked), rows="\n".join(rows), false="\n".join(false))


def _overlooked(places: set[Place]) -> str:
    return ", ".join(f"`{Path(file).name}`" for file, _ in sorted(places)) or "none"


def _install() -> None:
    """Puts the package where the checkers look for what is installed."""
    installed = Path(sysconfig.get_path("purelib")) / PACKAGE.name
    shutil.rmtree(installed, ignore_errors=True)
    shutil.copytree(PACKAGE, installed, ignore=_COMPILED)


def _marked() -> Iterator[tuple[Place, str | None]]:
    """Each mistake, and the checker that finds it where the others do not look for that kind."""
    for program in sorted((PROGRAMS / "bad").glob("*.py")):
        for number, line in enumerate(program.read_text("utf-8").splitlines(), 1):
            if mark := _MARK.search(line):
                yield (f"bad/{program.name}", number), mark["checker"]


def _pyright(folder: Path, name: str) -> Iterator[Error]:
    (folder / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "strict"}))
    said: dict[str, Any] = json.loads(_output(folder, name, "--outputjson", "--pythonpath", sys.executable))
    for error in said["generalDiagnostics"]:
        if error["severity"] == "error":
            line = error["range"]["start"]["line"] + 1
            yield Error(_relative(folder, error["file"]), line, error.get("rule", "syntax"))


def by_line(said: str) -> Iterator[Error]:
    """The errors that are printed a line each."""
    for found in _LINE.finditer(said):
        yield Error(Path(found["file"]).as_posix(), int(found["line"]), found["ty"] or found["mypy"] or "syntax")


def _relative(folder: Path, file: str) -> str:
    return (folder / file).resolve().relative_to(folder.resolve()).as_posix()


def _output(folder: Path, checker: str, *arguments: str) -> str:
    """What a checker prints. It fails for what it finds, 1, and otherwise for what it cannot do."""
    binaries = Path(sys.executable).parent
    path = os.pathsep.join([str(binaries), os.environ["PATH"]])
    done = subprocess.run(
        [binaries / checker, *arguments], cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"{checker} fails: {done.stderr or done.stdout}")
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())

"""What six type checkers say of programs that use the package: nothing of good ones, in bad ones where the mistake is.

Fails when a checker says something of a good program, when fewer than five find a mistake, or when docs/checkers.md is
another; `--write` writes that.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PROGRAMS = ROOT / "tests" / "programs"
DOCUMENT = ROOT / "docs" / "checkers.md"
#: Without mistakes; the same with boto3's types from types-boto3; with one each.
_KINDS = ("good", "stubbed", "bad")
#: One may overlook a mistake: some leave that kind alone by design.
_ENOUGH = 5
_MARK = re.compile(r"  # error(?: of (?P<checker>\w+))?: ")
_LINE = re.compile(r"^(?P<file>[^:\s]+\.py):(?P<line>\d+):.*?\berror\b", re.M)

_DOCUMENT = """# Type checkers

This page shows what six type checkers report about `tests/programs`: {good} programs without a mistake, one of
which uses types-boto3, and {bad} with one mistake each. They may report nothing about the former, and only the
mistake, in its line, about the latter.

| | version | good programs with errors | mistakes found | overlooked |
|---|---|---:|---:|---|
{rows}

mypy, zuban, pyright and basedpyright run in their strict modes, pyrefly with its preset `default`, as in projects
with a configuration, and ty with its defaults. Five of the six must find a mistake. Only pyright and basedpyright
check that a key may be missing from a TypedDict (`stubs_response_optional.py`). `scripts/checkers --write` writes
this page.
"""

#: A program and a line of it.
Place = tuple[str, int]


def mypy(folder: Path) -> Iterator[Place]:
    """What `mypy --strict` complains of in the programs of `folder`."""
    return _by_line(_output(folder, "mypy", "--strict", "--config-file=", "."))


def zuban(folder: Path) -> Iterator[Place]:
    """The same of zuban."""
    return _by_line(_output(folder, "zuban", "check", "--strict", f"--python-executable={sys.executable}", "."))


def ty(folder: Path) -> Iterator[Place]:
    """The same of ty, which has no strict mode."""
    return _by_line(_output(folder, "ty", "check", f"--python={sys.prefix}", "--output-format=concise", "."))


def pyrefly(folder: Path) -> Iterator[Place]:
    """The same of pyrefly, as it is in a project that has a configuration: without one it looks for less."""
    options = ["--preset=default", f"--python-interpreter-path={sys.executable}", "--output-format=json"]
    for error in json.loads(_output(folder, "pyrefly", "check", *options, "."))["errors"]:
        if error["severity"] == "error":
            yield _place(error["path"], error["line"])


def pyright(folder: Path) -> Iterator[Place]:
    """The same of pyright's strict mode."""
    return _pyright(folder, "pyright")


def basedpyright(folder: Path) -> Iterator[Place]:
    """The same of basedpyright's strict mode."""
    return _pyright(folder, "basedpyright")


CHECKERS: tuple[Callable[[Path], Iterator[Place]], ...] = (mypy, pyright, basedpyright, pyrefly, ty, zuban)


def main() -> int:
    """The command line."""
    _install()
    alone = dict(_marked())
    marked = set(alone)
    found: dict[str, set[Place]] = {}
    with tempfile.TemporaryDirectory() as name:
        for kind in _KINDS:
            shutil.copytree(PROGRAMS / kind, Path(name) / kind)
        for check in CHECKERS:
            found[check.__name__] = set(check(Path(name)))
    problems = [
        f"{checker}: an error that is none: {file}:{line}"
        for checker, places in found.items()
        for file, line in sorted(places - marked)
    ]
    for place in sorted(marked):
        who = [checker for checker, places in found.items() if place in places]
        if alone[place] not in who if alone[place] else len(who) < _ENOUGH:
            problems.append(f"{place[0]}:{place[1]}: found by {', '.join(who) or 'none'} alone")
    document = _document(marked, found)
    if "--write" in sys.argv[1:]:
        DOCUMENT.write_text(document)
    elif DOCUMENT.read_text() != document:
        problems.append("docs/checkers.md is not what came out: scripts/checkers --write")
    print("\n".join([*problems, document]))
    return bool(problems)


def _document(marked: set[Place], found: dict[str, set[Place]]) -> str:
    good = [path for kind in _KINDS[:-1] for path in (PROGRAMS / kind).glob("*.py")]
    rows = [
        f"| {checker} | {version(checker)} | {len({file for file, _ in places - marked})} of {len(good)} "
        f"| {len(places & marked)} of {len(marked)} | {_overlooked(marked - places)} |"
        for checker, places in found.items()
    ]
    return _DOCUMENT.format(good=len(good), bad=len(marked), rows="\n".join(rows))


def _overlooked(places: set[Place]) -> str:
    return ", ".join(f"`{Path(file).name}`" for file, _ in sorted(places)) or "none"


def _install() -> None:
    """Puts the package where the checkers look for what is installed."""
    installed = Path(sysconfig.get_path("purelib")) / "monitorshapes"
    shutil.rmtree(installed, ignore_errors=True)
    shutil.copytree(ROOT / "generated" / "monitorshapes", installed, ignore=shutil.ignore_patterns("__pycache__"))


def _marked() -> Iterator[tuple[Place, str | None]]:
    """Each mistake, and the checker that finds it where the others do not look for that kind."""
    for program in sorted((PROGRAMS / "bad").glob("*.py")):
        for number, line in enumerate(program.read_text("utf-8").splitlines(), 1):
            if mark := _MARK.search(line):
                yield (f"bad/{program.name}", number), mark["checker"]


def _pyright(folder: Path, name: str) -> Iterator[Place]:
    (folder / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "strict"}))
    said: dict[str, Any] = json.loads(_output(folder, name, "--outputjson", "--pythonpath", sys.executable))
    for error in said["generalDiagnostics"]:
        if error["severity"] == "error":
            yield _place(error["file"], error["range"]["start"]["line"] + 1)


def _by_line(said: str) -> Iterator[Place]:
    return (_place(found["file"], int(found["line"])) for found in _LINE.finditer(said))


def _place(file: str, line: int) -> Place:
    return "/".join(Path(file).parts[-2:]), line


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

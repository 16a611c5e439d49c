"""What type checkers say of apps that use the package: nothing of good ones, and in bad ones where the mistake is."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

APPS = Path(__file__).parents[1] / "programs"

#: What every checker must name there, or one of them alone.
_MARK = re.compile(r"  # error(?: of (?P<checker>\w+))?: (?P<name>.+)$")


class Error(NamedTuple):
    """What a checker says of one line."""

    file: str
    line: int
    message: str


def mypy(apps: Path, project: Path) -> Iterator[Error]:
    """What `mypy --strict` says of the programs in a folder, run from the folder of another project."""
    options = ["--strict", "--config-file=", "--cache-dir=cache", f"--python-executable={sys.executable}"]
    said = _output("mypy", *options, "--output=json", *_programs(apps), cwd=project)
    for line in filter(None, said.splitlines()):
        error = json.loads(line)
        if error["severity"] == "error":
            yield Error(Path(error["file"]).name, error["line"], error["message"])


def pyright(apps: Path, project: Path) -> Iterator[Error]:
    """The same of pyright, in its strict mode."""
    settings = {"include": [os.path.relpath(apps, project)], "typeCheckingMode": "strict"}
    (project / "pyrightconfig.json").write_text(json.dumps(settings))
    said = json.loads(_output("pyright", "--outputjson", "--pythonpath", sys.executable, cwd=project))
    assert said["summary"]["filesAnalyzed"] == len(_programs(apps))
    for error in said["generalDiagnostics"]:
        yield Error(Path(error["file"]).name, error["range"]["start"]["line"] + 1, error["message"])


checkers = pytest.mark.parametrize("check", [mypy, pyright])

Check = Callable[[Path, Path], Iterator[Error]]


@checkers
def test_nothing_is_said_of_good_apps(check: Check, tmp_path: Path) -> None:
    assert not list(check(APPS / "good", tmp_path))


@checkers
def test_each_mistake_is_named_where_it_is_and_nowhere_else(check: Check, tmp_path: Path) -> None:
    marked = {place: name for place, name, checker in _marked(APPS / "bad") if checker in (None, check.__name__)}
    errors = list(check(APPS / "bad", tmp_path))
    assert {(error.file, error.line) for error in errors} == marked.keys()
    for (file, line), name in marked.items():
        said = [error.message for error in errors if (error.file, error.line) == (file, line)]
        assert any(name in message for message in said), (file, name, said)


def test_each_bad_app_has_one_marked_mistake() -> None:
    files = [file for (file, _), _, _ in _marked(APPS / "bad")]
    assert sorted(files) == sorted(Path(program).name for program in _programs(APPS / "bad"))


def test_every_public_symbol_has_a_known_type(tmp_path: Path) -> None:
    options = ["--verifytypes", "monitorshapes", "--ignoreexternal", "--outputjson"]
    said: dict[str, Any] = json.loads(_output("pyright", *options, cwd=tmp_path))["typeCompleteness"]
    assert said["exportedSymbolCounts"]["withKnownType"]
    unknown = [symbol for symbol in said["symbols"] if not symbol["isTypeKnown"]]
    assert [f"{each['name']}: {why['message']}" for each in unknown for why in each["diagnostics"]] == []
    assert said["completenessScore"] == 1


def _programs(folder: Path) -> list[str]:
    return sorted(map(str, folder.glob("*.py")))


def _marked(folder: Path) -> Iterator[tuple[tuple[str, int], str, str | None]]:
    """Each marked line, by file and number, with what the message must name, and the checker if it is but one's."""
    for program in _programs(folder):
        for number, line in enumerate(Path(program).read_text("utf-8").splitlines(), 1):
            if mark := _MARK.search(line):
                yield (Path(program).name, number), mark["name"], mark["checker"]


def _output(checker: str, *arguments: str, cwd: Path) -> str:
    """What a checker prints. It finds the package as an app's checker would: installed for the Python that runs."""
    # `pyright --verifytypes` does not listen to --pythonpath.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        [sys.executable, "-m", checker, *arguments],
        cwd=cwd,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return run.stdout

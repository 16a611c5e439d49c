"""What a type checker takes for an app that imports the package."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from contest import UnfairError
from measure import Ratio, Seconds, goal, processor, table, take_turns, timed, wall
from peers import OURS, OURS_ALONE, ROOT, python

TURNS = 5
_APPS = Path(__file__).with_name("apps")
_FLOOR = "standard_library"
_STYLES = {
    _FLOOR: (OURS_ALONE, "standard library"),
    "dataclasses_": (OURS, "monitorshapes, requests"),
    "client": (OURS, "monitorshapes, client"),
    "dicts": ("types-boto3-sagemaker", "types-boto3-sagemaker, dicts"),
    "resources": ("sagemaker-core", "sagemaker-core"),
}
_OURS = ("dataclasses_", "client")
_MOST = 1.3
_BIN = ROOT / ".venv" / "bin"
Check = Callable[[str, Path, Path], "subprocess.CompletedProcess[str]"]


def bench() -> list[str]:
    """A small app that creates a schedule and says what became of it, written for each, checked by `mypy --strict` and
    by pyright in the environment of its peer: cold, without a cache; warm, when nothing changed; and after an edit of
    the app. pyright keeps no cache, and has only the first.

    The floor is an app with dataclasses of its own. sagemaker-core does not say that it is typed (no py.typed): mypy
    is told to follow it all the same (`--follow-untyped-imports`, which no other needs), and sees no class methods
    behind its decorators. Each app must check without an error; the last column says whether a misspelt argument or
    key is found. The ratio is of the whole process, beside the floor.
    """
    rows: list[list[str]] = []
    for checker, check in (("mypy", _mypy), ("pyright", _pyright)):
        with tempfile.TemporaryDirectory() as folder:
            places = {style: _place(Path(folder, style), style) for style in _STYLES}
            found = {style: _found(check, style, place) for style, place in places.items()}
            cold = {style: partial(_cold, check, style, place) for style, place in places.items()}
            rows += _rows(f"{checker}, cold", take_turns(cold, TURNS), found)
            if checker == "mypy":
                warm = {style: partial(_warm, style, place) for style, place in places.items()}
                rows += _rows("mypy, warm", take_turns(warm, TURNS), found)
                edited = {style: partial(_edited, style, place) for style, place in places.items()}
                rows += _rows("mypy, app edited", take_turns(edited, TURNS), found)
    return table(["checker", "app", "s", "s, processor", "times the floor", "to reach", "mistake"], rows)


def _rows(label: str, seconds: dict[str, list[Seconds]], found: dict[str, bool]) -> list[list[str]]:
    rows: list[list[str]] = []
    for style, (_, name) in _STYLES.items():
        ratio = Ratio.of_processor(seconds[_FLOOR], seconds[style])
        aimed = style in _OURS and label.endswith("cold")
        rows.append(
            [
                label,
                name,
                f"{wall(seconds[style]):.2f}",
                f"{processor(seconds[style]):.2f}",
                str(ratio),
                goal(str(_MOST), ratio.of_medians <= _MOST) if aimed else "",
                "found" if found[style] else "not found",
            ]
        )
    return rows


def _place(folder: Path, style: str) -> Path:
    folder.mkdir()
    (folder / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "standard"}), "utf-8")
    shutil.copy(_APPS / f"{style}.py", folder / "app.py")
    return folder


def _found(check: Check, style: str, place: Path) -> bool:
    """Whether a mistake is found in an app that has none else."""
    right = (place / "app.py").read_text("utf-8")
    done = check(style, place, Path(tempfile.mkdtemp(dir=place)))
    if done.returncode:
        raise UnfairError(f"{style} does not check:\n{done.stdout}{done.stderr}")
    # Where the member is given, which is the last place that names it.
    before, last, after = right.rpartition("xpression")
    (place / "app.py").write_text(f"{before}xpresion{after}", "utf-8")
    assert last
    done = check(style, place, Path(tempfile.mkdtemp(dir=place)))
    (place / "app.py").write_text(right, "utf-8")
    if not done.returncode and style in _OURS:
        raise UnfairError(f"the mistake in {style} is not found")
    return bool(done.returncode)


def _cold(check: Check, style: str, place: Path) -> Seconds:
    with tempfile.TemporaryDirectory(dir=place) as cache:
        return timed(lambda: check(style, place, Path(cache)).check_returncode())


def _warm(style: str, place: Path) -> Seconds:
    """The first turn, which does not count, fills the cache."""
    return timed(lambda: _mypy(style, place, place / "cache").check_returncode())


def _edited(style: str, place: Path) -> Seconds:
    app = place / "app.py"
    app.write_text(app.read_text("utf-8") + "edited = True\n", "utf-8")
    return _warm(style, place)


def _mypy(style: str, place: Path, cache: Path) -> "subprocess.CompletedProcess[str]":
    interpreter = python(_STYLES[style][0])
    untyped = ["--follow-untyped-imports"] if style == "resources" else []
    options = ["--strict", "--config-file=", f"--cache-dir={cache}", f"--python-executable={interpreter}", *untyped]
    return _run([str(_BIN / "mypy"), *options, "app.py"], place)


def _pyright(style: str, place: Path, _: Path) -> "subprocess.CompletedProcess[str]":
    return _run([str(_BIN / "pyright"), "--pythonpath", str(python(_STYLES[style][0])), "app.py"], place)


def _run(command: list[str], place: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)

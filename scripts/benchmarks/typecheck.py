"""What a type checker takes for an app that imports the package."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from contest import UnfairError
from measure import Ratio, Seconds, goal, processor, table, take_turns, timed, wall
from peers import OURS, OURS_ALONE, OURS_TYPED, ROOT, python

TURNS = 5
_APPS = Path(__file__).with_name("apps")
_FLOOR = "standard_library"
_STYLES = {  # the environment, the app, and what it is called
    _FLOOR: (OURS_ALONE, "standard_library", "standard library"),
    "requests": (OURS, "dataclasses_", "monitorshapes, requests"),
    "client": (OURS, "client", "monitorshapes, client"),
    "untyped": (OURS, "connected", "monitorshapes over boto3"),
    "typed": (OURS_TYPED, "connected", "monitorshapes over boto3, types-boto3 beside"),
    "dicts": ("types-boto3", "connected_dicts", "types-boto3, dicts"),
    "resources": ("sagemaker-core", "resources", "sagemaker-core"),
}
_OPTIONS = {  # of mypy, which refuses by default to read packages that do not say that they are typed, or to call them
    "untyped": ("--disable-error-code=import-untyped", "--allow-untyped-calls"),
    "resources": ("--follow-untyped-imports",),
}
_OURS = ("requests", "client", "untyped", "typed")
_MOST = {"requests": 1.3, "client": 1.3}
_MOST_OF_DICTS = {"mypy": {"untyped": 1, "typed": 1}, "pyright": {"untyped": 0.8, "typed": 0.8}}
_BIN = ROOT / ".venv" / "bin"
Check = Callable[[str, Path, Path], "subprocess.CompletedProcess[str]"]


def bench() -> list[str]:
    """A small app creates a schedule and prints its status. A version for each contestant is checked by `mypy
    --strict`, pyright, pyrefly and ty in the environment of its peer: cold, without a cache; warm, when nothing
    changed; and after an edit of the app. Only mypy keeps a cache.

    The floor is an app with dataclasses of its own. `monitorshapes, requests` and `client` are given a client and
    do not import boto3, so they show the cost of the package alone. A real app makes its client with
    `boto3.client`. boto3 is untyped, so pyright reads its source, or has types-boto3 beside it, as with the app
    that uses dicts. mypy is told to accept untyped boto3. sagemaker-core does not declare that it is typed (no
    py.typed); mypy is told to follow it anyway, and sees no class methods behind its decorators. Each app must
    check without an error; a peer's app in which a checker finds some is left out there. The last column says whether
    a misspelt argument or key is found. The ratios are of the processor time of the whole process.
    """
    rows: list[list[str]] = []
    for checker, check in (("mypy", _mypy), ("pyright", _pyright), ("pyrefly", _pyrefly), ("ty", _ty)):
        with tempfile.TemporaryDirectory() as folder:
            places = {style: _place(Path(folder, style), style) for style in _STYLES}
            found = {
                style: _found(check, style, place) for style, place in places.items() if _checks(check, style, place)
            }
            cold = {style: partial(_cold, check, style, places[style]) for style in found}
            rows += _rows(f"{checker}, cold", take_turns(cold, TURNS), found, _MOST_OF_DICTS.get(checker))
            if checker == "mypy":
                warm = {style: partial(_warm, style, places[style]) for style in found}
                rows += _rows("mypy, warm", take_turns(warm, TURNS), found)
                edited = {style: partial(_edited, style, places[style]) for style in found}
                rows += _rows("mypy, app edited", take_turns(edited, TURNS), found)
    head = [
        "checker",
        "app",
        "s",
        "s, processor",
        "times the floor",
        "to reach",
        "times the dicts",
        "to reach",
        "mistake",
    ]
    return table(head, rows)


def _rows(
    label: str,
    seconds: dict[str, list[Seconds]],
    found: dict[str, bool],
    most_of_dicts: Mapping[str, float] | None = None,
) -> list[list[str]]:
    rows: list[list[str]] = []
    for style in found:
        _, _, name = _STYLES[style]
        ratio = Ratio.of_processor(seconds[_FLOOR], seconds[style])
        of_dicts = Ratio.of_processor(seconds["dicts"], seconds[style])
        most = _MOST.get(style) if most_of_dicts else None
        most_beside = (most_of_dicts or {}).get(style)
        rows.append(
            [
                label,
                name,
                f"{wall(seconds[style]):.2f}",
                f"{processor(seconds[style]):.2f}",
                str(ratio),
                "" if most is None else goal(f"{most}", ratio.of_medians <= most),
                str(of_dicts),
                "" if most_beside is None else goal(f"{most_beside}", of_dicts.of_medians <= most_beside),
                "found" if found[style] else "not found",
            ]
        )
    return rows


def _place(folder: Path, style: str) -> Path:
    folder.mkdir()
    (folder / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "standard"}), "utf-8")
    shutil.copy(_APPS / f"{_STYLES[style][1]}.py", folder / "app.py")
    return folder


def _checks(check: Check, style: str, place: Path) -> bool:
    """Whether the app has no error; one of ours, and that with what all are compared, must have none."""
    done = check(style, place, Path(tempfile.mkdtemp(dir=place)))
    if done.returncode and style in (_FLOOR, "dicts", *_OURS):
        raise UnfairError(f"{style} does not check:\n{done.stdout}{done.stderr}")
    return not done.returncode


def _found(check: Check, style: str, place: Path) -> bool:
    """Whether a mistake is found in an app that has none else."""
    right = (place / "app.py").read_text("utf-8")
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
    options = ["--strict", "--config-file=", f"--cache-dir={cache}", f"--python-executable={interpreter}"]
    return _run([str(_BIN / "mypy"), *options, *_OPTIONS.get(style, ()), "app.py"], place)


def _pyright(style: str, place: Path, _: Path) -> "subprocess.CompletedProcess[str]":
    return _run([str(_BIN / "pyright"), "--pythonpath", str(python(_STYLES[style][0])), "app.py"], place)


def _pyrefly(style: str, place: Path, _: Path) -> "subprocess.CompletedProcess[str]":
    checker = python("checkers").with_name("pyrefly")
    interpreter = python(_STYLES[style][0])
    return _run([str(checker), "check", "--python-interpreter-path", str(interpreter), "app.py"], place)


def _ty(style: str, place: Path, _: Path) -> "subprocess.CompletedProcess[str]":
    checker = python("checkers").with_name("ty")
    return _run([str(checker), "check", "--python", str(python(_STYLES[style][0])), "app.py"], place)


def _run(command: list[str], place: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)

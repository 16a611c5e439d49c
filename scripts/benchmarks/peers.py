"""The environments of the peers: one each, made from PyPI, with all versions pinned, and kept."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / ".venv" / "peers"
OURS = "monitorshapes"
"""This project as it is now, beside boto3."""
OURS_ALONE = "monitorshapes-alone"
OURS_TYPED = "monitorshapes-typed"
"""Beside types-boto3, which types boto3."""
_PINS = Path(__file__).parent / "peers"


@cache
def python(name: str, made_with: str = sys.executable) -> Path:
    """The interpreter of the environment of what `peers/<name>.txt` pins, made with the one given if it is not there;
    those of this project are made in each run."""
    beside = "" if made_with == sys.executable else made_with.replace("/", "-")
    folder = ENVIRONMENTS / f"{name}{beside}"
    made_from = folder / "made-from"
    match name:
        case "monitorshapes":
            wanted = f"{_pins('boto3')}{wheel()}\n"
        case "monitorshapes-typed":
            wanted = f"{_pins('types-boto3')}{wheel()}\n"
        case "monitorshapes-alone":
            wanted = f"{wheel()}\n"
        case _:
            wanted = _pins(name)
    interpreter = folder / "bin" / "python"
    if str(wheel()) in wanted or not made_from.is_file() or made_from.read_text("utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"Making the environment {name} …", file=sys.stderr)
        run(made_with, "-m", "venv", "--without-pip", str(folder))
        requirements = folder / "requirements.txt"
        requirements.write_text(wanted, "utf-8")
        options = ("--quiet", "--disable-pip-version-check", "--no-deps", "-r", str(requirements))
        run(sys.executable, "-m", "pip", "--python", str(interpreter), "install", *options)
        made_from.write_text(wanted, "utf-8")
    return interpreter


@cache
def wheel() -> Path:
    """A wheel of this project as it is now."""
    folder = ENVIRONMENTS / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    builder = str(ROOT / ".venv" / "bin" / "python")
    run(builder, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    return next(folder.glob("*.whl"))


def run(*command: str, environment: Mapping[str, str] | None = None, folder: str | None = None) -> str:
    """What the command printed. Ends with what it complained about when it failed."""
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout


def versions() -> list[str]:
    """What is asked for in the environments, with the version that is pinned."""
    found: dict[str, str] = {}
    for asked in sorted(_PINS.glob("*.in")):
        pinned = dict(line.split("==") for line in _pins(asked.stem).splitlines())
        names = (re.split(r"\W*[<\[]", line)[0] for line in asked.read_text("utf-8").splitlines())
        found |= {name: pinned[name] for name in names}
    return [f"{name} {found[name]}" for name in sorted(found)]


def _pins(name: str) -> str:
    return (_PINS / f"{name}.txt").read_text("utf-8")

"""Kills `generate`, `generate --all`, `update` and `adopt --write` at random moments, and says what is on disk then.

What belongs together is a whole package; with `update` the package, its history and the changelog; with `adopt` a file.
It is `old` or `new`, or `mixed`, which only `update` may leave, and only until the next command. Half of the kills fall
anywhere in the run, the others into the time in which it writes. Every kill is followed by the next command: the same
again, but `update --dry-run` after `update`, which has only to finish or take back what was begun.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

import models

from shapegen.model import load

PROGRAMS = Path(__file__).parents[1] / "tests" / "programs" / "boto3"
#: Small services, so that a run is short.
SERVICES = ("ebs", "sso-oidc", "workmailmessageflow")
State = Mapping[str, bytes]


@dataclass(frozen=True)
class Command:
    """A command that is killed, in a folder of its own."""

    prepare: Callable[[Path], None]
    run: Callable[[Path], object]
    next: Callable[[Path], object]
    together: Callable[[str], str]
    """What a file belongs to, by its path; empty for what does not count."""


def main() -> int:
    """Exit code 1 when anything was found half done, or lay about, after the next command."""
    parser = argparse.ArgumentParser(prog="scripts/kills", description=__doc__.partition("\n\n")[0])
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=f"of {', '.join(COMMANDS)}; default: all")
    parser.add_argument("--count", type=int, default=20, help="how many kills of each (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    print("| command | kills | old | new | mixed | leftovers | then old | new | mixed | leftovers | processes left |")
    print("|---|" + "---:|" * 10)
    wrong = 0
    for name in asked.commands or COMMANDS:
        seen = _kills(COMMANDS[name], asked.count, random.Random(asked.seed))
        columns = [seen[f"{when} {what}"] for when in ("killed", "next") for what in ("old", "new", "mixed", "left")]
        print(f"| `{name}` |", " | ".join(map(str, (asked.count, *columns, seen["processes"]))), "|", flush=True)
        wrong += seen["next mixed"] + seen["next left"] + seen["processes"]
        wrong += seen["killed mixed"] if name != "update" else 0
    return 1 if wrong else 0


def _kills(command: Command, count: int, choice: random.Random) -> Counter[str]:
    seen = Counter[str]()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        first, after, root = (Path(folder) / each for each in ("first", "after", "root"))
        command.prepare(first)
        shutil.copytree(first, after)
        before, begun = _touched(after), time.monotonic()
        process = _forked(command.run, after)
        while _touched(after) == before:
            pass
        until_written = time.monotonic() - begun
        os.waitpid(process, 0)
        writing = time.monotonic() - begun - until_written
        old, new = _state(first), _state(after)
        while seen["killed"] < count:
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(first, root)
            before = _touched(root)
            process = _forked(command.run, root)
            if seen["killed"] % 2:
                while _touched(root) == before:
                    pass
                time.sleep(choice.uniform(0, writing))
            else:
                time.sleep(choice.uniform(0, until_written + writing))
            os.kill(process, signal.SIGKILL)
            if not os.WIFSIGNALED(os.waitpid(process, 0)[1]):
                continue  # it had ended
            seen["killed"] += 1
            seen["processes"] += not _has_ended(process)
            _count(seen, "killed", command, (old, new), root)
            command.next(root)
            _count(seen, "next", command, (old, new), root)
    return seen


def _forked(run: Callable[[Path], object], folder: Path) -> int:
    """Runs in a process and a group of its own."""
    if process := os.fork():
        return process
    _child(run, folder)


def _child(run: Callable[[Path], object], folder: Path) -> NoReturn:
    os.setpgid(0, 0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        run(folder)
    finally:
        os._exit(0)


def _has_ended(group: int) -> bool:
    for _ in range(1000):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def _count(seen: Counter[str], when: str, command: Command, states: tuple[State, State], root: Path) -> None:
    """Counts what is old, new or neither, the worst of all that is in the folder, and whether something lies about."""
    found = _state(root)
    kinds: set[str] = set()
    for part in {command.together(path) for path in {*found, *states[0], *states[1]}} - {""}:
        is_like = [_part(command, found, part) == _part(command, state, part) for state in states]
        if is_like != [True, True]:
            kinds.add("old" if is_like[0] else "new" if is_like[1] else "mixed")
    seen[f"{when} {'mixed' if 'mixed' in kinds else 'new' if 'new' in kinds else 'old'}"] += 1
    seen[f"{when} left"] += any(".shapegen-" in path or "journal" in path for path in found)


def _part(command: Command, state: State, part: str) -> State:
    return {path: content for path, content in state.items() if command.together(path) == part}


def _state(root: Path) -> State:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in root.rglob("*")
        if (path.is_file() or path.is_symlink()) and "__pycache__" not in path.parts
    }


def _touched(root: Path) -> list[int]:
    """When something was last put into the folders that a command writes to."""
    return [folder.stat().st_mtime_ns for folder in (root, root / "out", root / "cache") if folder.is_dir()]


def _shapegen(root: Path, *arguments: object) -> None:
    result = models.run(*arguments, cache=root / "cache")
    if result.exit_code:
        raise AssertionError(result.output)


# generate


def _prepare(root: Path) -> None:
    """A package of one release, with its history and a changelog, and the wheel of another."""
    root.mkdir()
    models.write_profile(root / "profile")
    old, new = models.small(), models.small()
    new["shapes"]["Color"]["enum"].append("green")
    for release, model in (("1.0.0", old), ("1.0.2", new)):
        models.wheel(root / "cache", release, "small", models.json.dumps(model).encode())
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 0.1.0 (botocore 1.0.0)\n\n- First.\n")
    first = models.wheel(root / "first", "1.0.0", "small", models.json.dumps(old).encode())
    _shapegen(root, "history", "--profile", root / "profile", "--rebuild", first.parent)
    _generated(root, "1.0.0")


def _generated(root: Path, release: str) -> None:
    [wheel] = (root / "cache").glob(f"*-{release}-*")
    _shapegen(root, "generate", "--profile", root / "profile", "--model", wheel, "--output", root / "out")


def _of_tree(path: str) -> str:
    return "package" if path.startswith("out/smallshapes/") else ""


# update


def _updated(root: Path, *options: str) -> None:
    with patch.object(load, "versions", lambda: load.cached(root / "cache")):
        places = ("--profile", root / "profile", "--output", root / "out", "--changelog", root / "CHANGELOG.md")
        _shapegen(root, "update", *places, *options)


def _of_update(path: str) -> str:
    return "update" if path.startswith(("out/smallshapes/", "profile/")) or path == "CHANGELOG.md" else ""


# generate --all


def _prepare_all(root: Path) -> None:
    root.mkdir()
    _all(root)  # black has seen it then
    shutil.rmtree(root / "out")


def _all(root: Path) -> None:
    with patch.object(load, "sizes", lambda: dict.fromkeys(SERVICES, 1)):
        _shapegen(root, "generate", "--all", "--output", root / "out")


def _of_all(path: str) -> str:
    return "/".join(path.split("/")[:2]) if path.startswith("out/") and ".shapegen-" not in path else ""


# adopt


def _prepare_programs(root: Path) -> None:
    (root / "out").mkdir(parents=True)
    for name in ("annotated.py", "direct.py", "import_from.py", "session.py"):
        shutil.copy(PROGRAMS / name, root / "out")


def _adopted(root: Path) -> None:
    _shapegen(root, "adopt", root / "out", "--package", "monitorshapes", "--write")


COMMANDS = {
    "generate": Command(_prepare, lambda r: _generated(r, "1.0.2"), lambda r: _generated(r, "1.0.2"), _of_tree),
    "update": Command(_prepare, _updated, lambda root: _updated(root, "--dry-run"), _of_update),
    "generate --all": Command(_prepare_all, _all, _all, _of_all),
    "adopt --write": Command(
        _prepare_programs,
        _adopted,
        _adopted,
        lambda path: path if path.startswith("out/") and path.endswith(".py") else "",
    ),
}


if __name__ == "__main__":
    sys.exit(main())

"""Kills `generate`, `generate --all`, `update` and `adopt --write` at random moments, and says what is on disk then.

What belongs together is a whole package; with `update` the package, its history and the changelog; with `adopt` a file.
It is `old` or `new`, or `mixed`, which only `update` may leave, and only until the next command. A third of the kills
fall anywhere in the run; the others when it writes: before one of its steps, such as a file that is opened or renamed,
or some moments after. Every kill is followed by the next command: the same again, but `update --dry-run` after
`update`, which has only to finish or take back what was begun.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import models

from shapegen.model import load

PROGRAMS = Path(__file__).parents[1] / "tests" / "programs" / "boto3"
#: Small services, so that a run is short.
SERVICES = ("apigatewaymanagementapi", "inspector-scan", "signer-data")
State = Mapping[str, bytes | None]
"""What is in a folder, by path; None for a folder."""

#: The events of Python's audit hooks that come before something is written.
_STEPS = {"open", *(f"os.{each}" for each in ("mkdir", "rename", "remove", "rmdir", "link", "chmod", "chown", "utime"))}


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
        shutil.copytree(first, root)
        command.run(root)  # what it imports is in this process then, and in its children
        shutil.copytree(first, after)
        begun = time.monotonic()
        os.waitpid(_forked(command.run, after), 0)
        duration = time.monotonic() - begun
        steps = _told(after).stat().st_size
        old, new = _state(first), _state(after)
        while seen["killed"] < count:
            shutil.rmtree(root)
            shutil.copytree(first, root)
            if seen["killed"] % 3:
                process = _forked(command.run, root, choice.randrange(steps), choice.choice((0, 0.001, 0.004)))
            else:
                process = _forked(command.run, root)
                time.sleep(choice.uniform(0, duration))
                os.kill(process, signal.SIGKILL)
            if not os.WIFSIGNALED(os.waitpid(process, 0)[1]):
                continue  # it had ended
            seen["killed"] += 1
            seen["processes"] += not _has_ended(process)
            _count(seen, "killed", command, (old, new), root)
            command.next(root)
            _count(seen, "next", command, (old, new), root)
    return seen


def _forked(run: Callable[[Path], object], folder: Path, last: int | None = None, pause: float = 0) -> int:
    """Runs in a process and a group of its own; kills it `pause` seconds after it comes to the step `last`."""
    if process := os.fork():
        return process
    os.setpgid(0, 0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.addaudithook(_Steps(folder, last, pause))
    try:
        run(folder)
    finally:
        os._exit(0)


def _told(folder: Path) -> Path:
    """A file with a byte for each step of the writing to a folder, of all processes."""
    return folder.with_name(f"{folder.name}-steps")


class _Steps:
    """Hears what Python is about to do, and counts the steps in which it writes to a folder."""

    def __init__(self, folder: Path, last: int | None, pause: float) -> None:
        self._folder, self._last, self._pause = str(folder), last, pause
        self._process = os.getpid()
        self._told = os.open(_told(folder), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._is_step(event, arguments):
            return
        if os.fstat(self._told).st_size == self._last:
            if self._pause:
                threading.Thread(target=self._kill, daemon=True).start()
            else:
                self._kill()
        os.write(self._told, b".")

    def _is_step(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "ctypes.dlopen":  # of the C library, whose step it is to exchange two folders
            return True
        if event not in _STEPS or (event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            return False
        path = str(arguments[0])
        return path.startswith(self._folder) or not path.startswith("/")  # which is below an open folder

    def _kill(self) -> None:
        time.sleep(self._pause)
        os.kill(self._process, signal.SIGKILL)  # of a worker the parent


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
    # The folder of journals stays, and of the cache what a next run of the same finds useful.
    left = sorted(each for each in found if each not in states[0] and each not in states[1])
    if left and when == "next":
        print(f"left over: {', '.join(left)}", file=sys.stderr)
    seen[f"{when} left"] += bool(left)


def _part(command: Command, state: State, part: str) -> State:
    return {path: content for path, content in state.items() if content is not None and command.together(path) == part}


def _state(root: Path) -> State:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in root.rglob("*")
        if "__pycache__" not in path.parts
    }


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
        models.wheel(root / "cache", release, "small", json.dumps(model).encode())
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 0.1.0 (botocore 1.0.0)\n\n- First.\n")
    first = models.wheel(root / "first", "1.0.0", "small", json.dumps(old).encode())
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
    """A package that is not there yet, and others that were edited by hand, which are written again."""
    root.mkdir()
    _all(root)  # black has seen it then
    shutil.rmtree(root / "out" / SERVICES[0])
    for init in root.glob("out/*/*/__init__.py"):
        init.write_text("# Edited.\n")


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

"""The files of an app: found, read, looked at by several processes, written."""

# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from shapegen.build.config import UnusableError, get, items
from shapegen.console import track
from shapegen.errors import ShapegenError
from shapegen.workers import workers

Result = TypeVar("Result")

_ENDS = (".py", ".ipynb")
_NOT_THE_APPS = frozenset({"__pycache__", "node_modules", "site-packages"})
_IMPORT = re.compile(
    r"""
    (?: ^ | [:;] ) [ \t]*
    (?: from [ \t]* ([\w.]+) (?: [ \t] | \\\n )* import \b [ \t]* | import [ \t]+ )
    ( \( (?: [^)#] | \#.*$ )* \)  # names and comments
    | (?: \\\n | [^#\n] )+ )
    """,
    re.MULTILINE | re.VERBOSE,
)
_WORD = re.compile(r"\w+")
#: Fewer are read faster than processes start.
_ALONE = 8


class LeftOut(NamedTuple):
    """A file that was not looked at, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Files:
    """The files of an app, and what is not looked at."""

    contents: dict[Path, bytes]
    left_out: tuple[LeftOut, ...]
    """Files that cannot be read."""
    skipped: tuple[Path, ...]
    """Files and folders that are none of the app's: what git ignores, environments, what was installed."""


def find(paths: Iterable[Path]) -> Files:
    """What is in the files named, and in the Python files and notebooks below the folders named.

    Raises ShapegenError for a path that does not exist, and when there is no file at all.
    """
    named: dict[Path, None] = {}
    skipped: list[Path] = []
    for path in paths:
        if path.is_dir():
            named |= dict.fromkeys(_below(path, skipped))
        elif path.exists():
            named[path] = None
        else:
            raise ShapegenError(f"{path} is neither a file nor a folder")
    if not named:
        said = f"; skipped: {', '.join(map(str, skipped))}" if skipped else ""
        raise ShapegenError(f"no Python file or notebook in {', '.join(map(str, paths))}{said}")
    contents: dict[Path, bytes] = {}
    left_out: list[LeftOut] = []
    for path in track(named, "reading files", len(named)):
        try:
            contents[path] = content(path)
        except ShapegenError as error:
            left_out.append(LeftOut(path, str(error)))
    return Files(contents, tuple(left_out), tuple(skipped))


def _below(top: Path, skipped: list[Path]) -> Iterator[Path]:
    """The files of the app in a folder; adds to `skipped` what is none of it."""
    ignored = _ignored(top)
    for folder, below, names in os.walk(top):
        here = Path(folder)
        if here != top and ".git" in (*below, *names):
            ignored |= _ignored(here)
        for name in sorted(below):
            inner = here / name
            if name.startswith("."):
                below.remove(name)  # tools keep their own things there
            elif inner in ignored or name in _NOT_THE_APPS or (inner / "pyvenv.cfg").exists():
                below.remove(name)
                if name != "__pycache__":
                    skipped.append(inner)
        below.sort()
        for path in (here / name for name in sorted(names) if name.endswith(_ENDS)):
            if path in ignored:
                skipped.append(path)
            else:
                yield path


def _ignored(folder: Path) -> set[Path]:
    """The files and folders below a folder that git ignores; none where there is no repository, or no git."""
    # A repository's own configuration may name a program as its monitor of files, which git would run.
    git = ["git", "-c", "core.fsmonitor=false", "-C", str(folder)]
    try:
        listed = subprocess.run(
            [*git, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"],
            capture_output=True,
            check=False,
        )
    except OSError:
        return set()
    if listed.returncode != 0:
        return set()
    return {folder / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name}


def content(path: Path) -> bytes:
    """What is in a file. Raises ShapegenError when it cannot be read, or is not a regular file."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ShapegenError("it is not a regular file")
        return path.read_bytes()
    except OSError as error:
        raise ShapegenError(f"it cannot be read: {error.strerror}") from error


def calls_one(content: bytes, methods: Iterable[str], package: str | None = None) -> bool:
    """Whether a file names one of the methods where it would call it, or the package: a look before it is parsed."""
    return _calls("|".join(sorted(methods)), package).search(content) is not None


@functools.cache
def _calls(methods: str, package: str | None) -> re.Pattern[bytes]:
    ours = rf"|\b{package}\b" if package else ""
    called = rf"\.\s*(?:paginate_)?(?:{methods})\b"
    paged = rf"_paginator\s*\(\s*\\?[\"'](?:{methods})\\?[\"']"
    return re.compile(f"{called}|{paged}{ours}".encode())


def naming(contents: Mapping[Path, bytes], *words: bytes) -> frozenset[Path]:
    """The files that hold one of the words."""
    return frozenset(path for path, content in contents.items() if any(word in content for word in words))


def imported_modules(contents: Iterable[bytes]) -> frozenset[str]:
    """The last name of each module that the sources import, and each name that they import from one."""
    return frozenset(
        word
        for content in contents
        if b"import" in content
        for match in _IMPORT.finditer(_text(content))
        for part in match.groups("")
        for word in _WORD.findall(part)
    )


def _text(content: bytes) -> str:
    """The code of a Python file, or of all cells of a notebook; no more than a look at it."""
    text = content.decode(errors="replace")
    if text.lstrip().startswith("{"):
        with contextlib.suppress(ValueError, RecursionError, UnusableError):
            sources: list[Any] = [get(cell, "source") for cell in items(json.loads(text), "cells")]
            text = "\n".join("".join(map(str, each)) if isinstance(each, list) else str(each) for each in sources)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def each(function: Callable[[Path], Result], files: list[Path]) -> Iterator[Result]:
    """What `function`, which can be pickled, makes of each file, in their order."""
    if len(files) < _ALONE:
        yield from map(function, files)
        return
    with workers(_take_part, function) as pool:
        # To hand one over takes 0.2 ms, and of few the last would be waited for.
        yield from pool.map(_run, files, chunksize=min(4, 1 + len(files) // 100))


_function: Callable[[Path], Any]


def _take_part(function: Callable[[Path], Any]) -> None:
    global _function
    _function = function


def _run(path: Path) -> Any:
    return _function(path)


def write(path: Path, before: bytes, after: bytes) -> None:
    """Replaces what is in a file at once, or not at all; a link stays one, mode and owner stay.

    Raises ShapegenError when it cannot be written, and when it does not hold `before` any more: somebody saved it.
    """
    target = path.resolve()
    written = target.with_name(f".{target.name}.shapegen-new")
    try:
        _clear(written, after)
        with written.open("xb") as file:
            try:
                file.write(after)
                file.flush()
                os.fsync(file.fileno())
                was = target.stat()
                if sys.platform != "win32" and (was.st_uid, was.st_gid) != (os.geteuid(), os.getegid()):
                    os.chown(written, was.st_uid, was.st_gid)
                written.chmod(stat.S_IMODE(was.st_mode))
                if target.read_bytes() != before:
                    raise ShapegenError("it was changed meanwhile; run it again")
                written.replace(target)
            except BaseException:
                written.unlink(missing_ok=True)
                raise
        if sys.platform != "win32":
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise ShapegenError(f"it cannot be written: {error.strerror}") from error


def _clear(written: Path, after: bytes) -> None:
    """Removes what a killed run left, the beginning of what would be written. Raises ShapegenError for all else."""
    if os.path.lexists(written):
        if written.is_symlink() or not written.is_file() or not after.startswith(written.read_bytes()):
            raise ShapegenError(f"{written} is in the way, and no run of shapegen left it: remove it")
        written.unlink()

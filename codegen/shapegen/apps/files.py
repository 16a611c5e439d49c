"""The files of an app: found, read by several processes, written."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from shapegen.errors import ShapegenError

Result = TypeVar("Result")

_LEFT_OUT = frozenset({"__pycache__", "node_modules", "site-packages", "build", "dist"})
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+([^#\r\n]*(?:\([^)]*\))?)|import[ \t]+([^#\r\n]+))", re.MULTILINE
)
_WORD = re.compile(rb"\w+")
#: Fewer are read faster than processes start.
_ALONE = 8


def python_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those that end in .py below the folders named; not those of environments.

    Raises ShapegenError for a path that is not there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            for folder, below, names in os.walk(path):
                here = Path(folder)
                below[:] = sorted(
                    name
                    for name in below
                    if name not in _LEFT_OUT and not name.startswith(".") and not (here / name / "pyvenv.cfg").exists()
                )
                found |= dict.fromkeys(here / name for name in sorted(names) if name.endswith(".py"))
        elif path.is_file():
            found[path] = None
        else:
            raise ShapegenError(f"{path} is neither a file nor a folder")
    return list(found)


def content(path: Path) -> bytes:
    """What is in a file. Raises ShapegenError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ShapegenError(f"cannot read {path}: {error.strerror}") from error


def imported_modules(contents: Iterable[bytes]) -> frozenset[str]:
    """The last name of each module that the sources import, and each name that they import from one."""
    return frozenset(
        word.decode(errors="replace")
        for text in contents
        if b"import" in text
        for match in _IMPORT.finditer(text)
        for part in match.groups(b"")
        for word in _WORD.findall(part)
    )


def each(function: Callable[[Path], Result], files: list[Path]) -> Iterator[Result]:
    """What `function`, which can be pickled, makes of each file, in their order."""
    if len(files) < _ALONE:
        yield from map(function, files)
        return
    with ProcessPoolExecutor(initializer=_take_part, initargs=(function,)) as pool:
        yield from pool.map(_run, files, chunksize=4)


_function: Callable[[Path], Any]


def _take_part(function: Callable[[Path], Any]) -> None:
    global _function
    _function = function


def _run(path: Path) -> Any:
    return _function(path)


def write(path: Path, content: bytes) -> None:
    """Replaces a file at once, or not at all. Raises ShapegenError when it cannot be written."""
    try:
        target = path.resolve()
        with tempfile.NamedTemporaryFile("wb", dir=target.parent, prefix=".shapegen-", delete=False) as file:
            file.write(content)
        Path(file.name).chmod(target.stat().st_mode)
        Path(file.name).replace(target)
    except OSError as error:
        raise ShapegenError(f"cannot write {path}: {error.strerror}") from error

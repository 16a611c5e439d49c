"""Files that change together, with a tree or without: a journal says what is under way, and the next run ends it.

The files are replaced first, and what they were is kept beside them; then the tree changes, in one step. Whoever comes
next and finds the tree that the journal names, or the journal done, clears away what was kept; who finds another tree
puts it back.

The journal lies in the user's own cache, not beside the tree: nobody's repository can bring one along.
"""

import hashlib
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from shapegen import console
from shapegen.errors import ShapegenError
from shapegen.model.load import cache_folder


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    existed: bool


@contextmanager
def together(
    root: Path, before: str | None, after: str | None, files: Mapping[Path, bytes]
) -> Generator[None, None, None]:
    """Replaces the files, and puts back what they were unless the body goes well: all of them or none.

    The body turns the tree with the hash `before` into the one with `after`, inside `output.locked`, which after an
    error goes by the tree that there is then. A file that is a link stays one; mode and owner stay. An interruption
    waits until the body is done. Raises ShapegenError.
    """
    if not files:
        yield
        return
    contents = {Path(os.path.realpath(path)): text for path, text in files.items()}
    entries = [_Entry(str(path), path.exists()) for path in contents]
    decides = after if after != before else None
    try:
        for path in contents:
            _require_free(path)
        _keep(root, entries, decides)
        for path, text in contents.items():
            _stage(path, text)
        with _uninterrupted():
            for path in contents:
                with _explained(f"write {path}"):
                    _new(path).replace(path)
                    _sync(path.parent)
            yield
            _keep(root, entries, decides, done=True)
            settle(root, after)
    except BaseException:
        if decides is None:
            with suppress(ShapegenError):  # what was met first is the one to tell
                settle(root, None)
        raise


def replace(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Replaces files that go with no tree, as `together` does; the journal is that of a folder."""
    settle(folder, None)
    with together(folder, None, None, files):
        pass


def settle(root: Path, manifest: str | None) -> None:
    """Ends what a killed run left under way for `root`, a tree with the hash `manifest`.

    Can be killed and called again at any moment. Raises ShapegenError.
    """
    journal = _journal(root)
    with suppress(OSError):  # of a run that was killed before it had a journal
        _part(journal).unlink()
    try:
        said = json.loads(journal.read_bytes())
        good = said["done"] or (manifest is not None and said["decides"] == manifest)
        entries = [_Entry(**each) for each in said["files"]]
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ShapegenError(
            f"{journal} is not a journal of shapegen's: {error}. Look what changed, and delete it"
        ) from error
    for entry in entries:
        path = Path(entry.path)
        with _explained(f"finish writing {path}"):
            if not good and _old(path).exists():
                if not (path.exists() and path.samefile(_old(path))):
                    _old(path).replace(path)
            elif not good and not entry.existed:
                path.unlink(missing_ok=True)
            _new(path).unlink(missing_ok=True)
            _old(path).unlink(missing_ok=True)
            if path.parent.exists():
                _sync(path.parent)
    journal.unlink(missing_ok=True)


def pending() -> Iterator[Path]:
    """The trees, and the folders of files without one, of which a journal says that something is under way."""
    for path in sorted(_journal(Path()).parent.glob("*.json")):
        with suppress(OSError, ValueError, KeyError, TypeError):  # whoever comes to that tree is told
            root = Path(json.loads(path.read_bytes())["root"])
            if _journal(root) == path:
                yield root


def _keep(root: Path, entries: Sequence[_Entry], decides: str | None, *, done: bool = False) -> None:
    """Writes the journal, in one step."""
    journal = _journal(root)
    said = {
        "root": os.path.realpath(root),
        "files": [asdict(each) for each in entries],
        "decides": decides,
        "done": done,
    }
    with _explained(f"keep a journal in {journal.parent}"):
        journal.parent.mkdir(parents=True, exist_ok=True)
        part = _part(journal)
        _write(part, json.dumps(said).encode())
        part.replace(journal)
        _sync(journal.parent)


def _journal(root: Path) -> Path:
    return cache_folder() / "journals" / f"{hashlib.sha256(os.path.realpath(root).encode()).hexdigest()[:24]}.json"


def _part(journal: Path) -> Path:
    return journal.with_suffix(".part")


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.shapegen-new")


def _old(path: Path) -> Path:
    return path.with_name(f".{path.name}.shapegen-old")


def _require_free(path: Path) -> None:
    """Raises ShapegenError for what has the names that are used beside the file: no journal knows it."""
    for beside in (_new(path), _old(path)):
        if os.path.lexists(beside):
            raise ShapegenError(f"{beside} is in the way, and no run of shapegen left it: remove it")


def _stage(path: Path, content: bytes) -> None:
    """Keeps what a file is, and writes what it will be, with its mode and its owner."""
    new = _new(path)
    with _explained(f"write {path}"):
        _write(new, content, "xb")  # never through a link
        if not path.exists():
            return
        try:
            os.link(path, _old(path))
        except OSError:  # no file system has to have links
            shutil.copy2(path, _old(path))
        was, now = path.stat(), new.stat()
        if was.st_nlink > 2:
            console.say(f"{path} has other names (hard links): they keep the old text.", err=True)
        if (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid) and sys.platform != "win32":
            try:
                os.chown(new, was.st_uid, was.st_gid)
            except PermissionError:
                console.say(f"{path} becomes yours: it was another's, and only root can leave it so.", err=True)
        shutil.copymode(path, new)
        _sync(path.parent)


def _write(path: Path, content: bytes, mode: Literal["wb", "xb"] = "wb") -> None:
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _uninterrupted() -> Generator[None, None, None]:
    """Let an interruption from the keyboard, or a request to end, wait until the body is done."""
    if threading.current_thread() is not threading.main_thread():  # no other is interrupted
        yield
        return
    # A mask would not do: another thread, such as that of a progress bar, may be the one that gets the signal.
    came: list[int] = []
    before = {
        each: signal.signal(each, lambda number, _: came.append(number)) for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler or signal.SIG_DFL)
        for number in came:
            signal.raise_signal(number)


@contextmanager
def _explained(action: str) -> Generator[None, None, None]:
    try:
        yield
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        raise ShapegenError(f"cannot {action}: {error.strerror or error}{place}") from error


def _sync(folder: Path) -> None:
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

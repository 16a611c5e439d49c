"""Writes a tree of generated files atomically, or compares it with what is on disk.

Long, since all that touches the disk stands here, to be read in one go.
"""

import ctypes
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple, cast

from shapegen import media
from shapegen.emit import description, journal
from shapegen.emit.description import MANIFEST
from shapegen.errors import ShapegenError

if sys.platform != "win32":
    import fcntl

# What Python and its tools drop beside sources: neither ours nor anybody's work.
_CACHE_FOLDERS = {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
_CACHE_FILES = (".pyc", ".DS_Store")

_NAMED = 5  # foreign files that an error lists by name
_SHOWN_LINES, _SHOWN_COLUMNS = 3, 120  # of either side of a difference
_WINDOW = 200  # lines that difflib, quadratic, gets to see

DifferenceKind = Literal["stale", "hand-edited", "missing", "left over", "foreign"]


@dataclass(frozen=True)
class Written:
    """What `write` did: sorted paths relative to the root, all empty if it touched nothing.

    `edited` are those of `changed` and `removed` that somebody had edited by hand.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """One file that is not as it should be.

    `lines` shows where a stale or hand-edited file begins to differ: a line number, then what is
    on disk after "-" and what is expected after "+". It is short, printable, and empty for other
    kinds.
    """

    path: str
    kind: DifferenceKind
    lines: tuple[str, ...] = ()


def hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    """The value of "files" in the manifest: path -> SHA-256 of what every file but the manifest says."""
    return {path: _digest(path, files[path]) for path in sorted(files) if path != MANIFEST}


def manifest(root: Path) -> dict[str, str]:
    """The hashes of the files that shapegen wrote below root; none if it has no manifest.

    Raises ShapegenError if the manifest is not one that shapegen wrote.
    """
    path = root / MANIFEST
    with _explained(f"read {path}"):
        try:
            return _listed(path.read_bytes())
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError) as error:
            raise ShapegenError(
                f"{path} is not a manifest that shapegen wrote: {error}. "
                f"Restore it from version control, or delete {root} and generate again."
            ) from error


def digest(root: Path) -> str | None:
    """The hash of the manifest below root, and so of all that it lists; None where there is none."""
    path = root / MANIFEST
    with _explained(f"read {path}"):
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def is_intact(root: Path, files: Mapping[str, str]) -> bool:
    """Whether the manifest and the files with these hashes, and no others, lie in root. Raises as `compare` does."""
    with _explained(f"read {root}"):
        tree = _scan(root)
        return (
            not tree.others
            and tree.files == {*files, MANIFEST}
            and all(_digest(path, (root / path).read_bytes()) == digest for path, digest in files.items())
        )


def altered(root: Path) -> tuple[str, ...]:
    """What is not as `write` left it, sorted: files that somebody edited or took away. Raises as `compare` does.

    The manifest cannot hold its own hash, and is taken for what it says it is.
    """
    with _explained(f"read {root}"):
        tree, known = _scan(root), manifest(root)
        edited = {
            path for path in known.keys() & tree.files if _digest(path, (root / path).read_bytes()) != known[path]
        }
        return tuple(sorted(edited | (known.keys() - tree.files)))


@contextmanager
def locked(root: Path) -> Generator[None, None, None]:
    """Keep other runs away from root, and leave no half-done work there, or in files that go with it, before or after.

    Waits for a run that is under way; is not re-entrant. What a killed run left is finished or
    cleared away on entry, what a failed body left on exit. Root need not exist; folders that have
    to be made above it vanish again if nothing is written. Raises ShapegenError if any of this is
    impossible, and for what lies in the way and no run can have left.
    """
    root = _resolved(root)
    if root.parent.exists() and not root.parent.is_dir():
        raise ShapegenError(f"{root.parent} is a file, and a folder is needed")
    with ExitStack() as stack:
        with _explained(f"lock {root.parent}"):
            stack.enter_context(_alone_in(root.parent))
        _settle(root)
        journal.settle(root, digest(root))
        try:
            yield
        except BaseException:
            with suppress(ShapegenError):  # what the body met is the one to tell
                _settle(root)
                journal.settle(root, digest(root))
            raise


@contextmanager
def untouched(root: Path) -> Generator[None, None, None]:
    """Keep other runs away from root, for a body that only reads: nothing that lies about is moved or deleted.

    Raises ShapegenError if it cannot be locked.
    """
    root = _resolved(root)
    with ExitStack() as stack:
        if root.parent.is_dir():
            with _explained(f"lock {root.parent}"):
                stack.enter_context(_alone_in(root.parent))
        yield


def settle_all() -> None:
    """Ends what killed runs left under way, wherever that was: what a command reads first may be part of it.

    A run that is still under way is left alone. Raises ShapegenError.
    """
    for root in journal.pending():
        with _explained(f"lock {root.parent}"), suppress(BlockingIOError), _alone_in(root.parent, wait=False):
            _settle(root)
            journal.settle(root, digest(root))


def write(root: Path, files: Mapping[str, bytes]) -> Written:
    """Make root hold exactly these files: all of them or, after an error, the old ones.

    Call it inside `locked`, which clears away what an error left. Files that stay as they are keep
    their time, those that change keep their permissions, and a root without differences is not
    touched.

    files: path relative to root, with "/" -> content; with the manifest, which lists
    `hashes(files)`.

    Raises ShapegenError, with root untouched, if it holds a file that shapegen did not write, if
    its manifest is corrupt, if a path is unsafe, or if the disk refuses. Raises ValueError if the
    manifest in `files` lists anything else than `files`: the next run would take that for foreign.
    """
    root = _resolved(root)
    _require_portable(files)
    if _listed(files[MANIFEST]) != hashes(files):
        raise ValueError(f"{MANIFEST} does not list the hashes of the files written with it")
    with _explained(f"write {root}"):
        tree = _scan(root)
        old = manifest(root)
        _refuse_foreign(root, tree, old)
        disk = {path: (root / path).read_bytes() for path in tree.files}
        added = files.keys() - disk.keys()
        changed = {path for path in files.keys() & disk.keys() if not _is_same(path, files[path], disk[path])}
        removed = disk.keys() - files.keys()
        if not (added or changed or removed):
            return Written()
        for folder in tree.folders:
            # Nothing could be deleted from it, and that would come out when it is too late.
            if not os.access(folder, os.W_OK):
                raise ShapegenError(f"cannot write {root}: {folder} is not writable")
        staging, ready = _siblings(root)
        _stage(staging, root, files, unchanged=disk.keys() - changed)
        if not root.exists():
            staging.rename(root)
        elif not _exchange(staging, root):
            staging.rename(ready)
        _sync(root.parent)
    _settle(root)
    edited = {path for path in (changed | removed) & old.keys() if _digest(path, disk[path]) != old[path]}
    return Written(*(tuple(sorted(paths)) for paths in (added, changed, removed, edited)))


def compare(root: Path, files: Mapping[str, bytes]) -> tuple[Difference, ...]:
    """What `write` would change, and what it would refuse, sorted by path; writes nothing.

    Call it inside `locked`, lest it reads a tree that another run is about to write. Raises
    ShapegenError if the manifest is corrupt, if a path is unsafe, or if something cannot be read.
    """
    root = _resolved(root)
    _require_portable(files)
    differences: list[Difference] = []
    with _explained(f"read {root}"):
        tree = _scan(root)
        old = manifest(root)
        foreign = _foreign(tree, old)
        for path in sorted(files.keys() | tree.files | tree.others):
            if path in foreign:
                differences.append(Difference(path, "foreign"))
            elif path not in tree.files:
                differences.append(Difference(path, "missing"))
            elif path not in files:
                differences.append(Difference(path, "left over"))
            elif not _is_same(path, disk := (root / path).read_bytes(), files[path]):
                # The manifest cannot hold its own hash, and is taken for what it says it is.
                edited = path != MANIFEST and _digest(path, disk) != old[path]
                kind: DifferenceKind = "hand-edited" if edited else "stale"
                differences.append(
                    Difference(path, kind, _first_difference(_shown(path, disk), _shown(path, files[path])))
                )
    return tuple(differences)


# Paths and what is on disk


class _Tree(NamedTuple):
    folders: set[Path]
    files: set[str]
    others: set[str]  # links, sockets and the like: never followed, opened or replaced


def _scan(root: Path) -> _Tree:
    """What lies in root and below, caches left out; files and others relative to root."""
    tree = _Tree(set(), set(), set())
    pending = [root] if root.exists() else []
    while pending:
        folder = pending.pop()
        tree.folders.add(folder)
        with os.scandir(folder) as entries:
            for entry in entries:
                path = Path(entry).relative_to(root).as_posix()
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _CACHE_FOLDERS:
                        pending.append(Path(entry))
                elif not entry.is_file(follow_symlinks=False):
                    tree.others.add(path)
                elif not entry.name.endswith(_CACHE_FILES):
                    tree.files.add(path)
    return tree


def _foreign(tree: _Tree, ours: Iterable[str]) -> set[str]:
    return tree.files.difference(ours, {MANIFEST}) | tree.others


def _refuse_foreign(root: Path, tree: _Tree, ours: Iterable[str]) -> None:
    foreign = sorted(_foreign(tree, ours))
    if foreign:
        # repr, because such a name may hold anything, an escape sequence too.
        names = ", ".join(map(repr, foreign[:_NAMED])) + (", …" if len(foreign) > _NAMED else "")
        raise ShapegenError(
            f"{root} holds files that shapegen did not write, because its {MANIFEST} does not list "
            f"them; {len(foreign)} in all: {names}. Move them elsewhere, or name another folder."
        )


def _listed(text: bytes) -> dict[str, str]:
    """What a manifest lists; ValueError says what is wrong with one."""
    document: object = description.unpacked(text)
    if not isinstance(document, dict):
        raise ValueError("it is not a JSON object")
    listed = cast("dict[str, object]", document).get("files")
    if not isinstance(listed, dict):
        raise ValueError('"files" is not an object')
    for path, digest in cast("dict[str, object]", listed).items():
        if not (_is_portable(path) and isinstance(digest, str)):
            raise ValueError(f'"files" lists {path!r}, no path below the folder, or without a hash')
    return cast("dict[str, str]", listed)


def _is_portable(path: str) -> bool:
    """Whether a path stays below its root on every system, and `_scan` would find it there."""
    parts = path.split("/")
    return (
        path.isprintable()
        and not {"\\", ":"} & set(path)
        and not {"", ".", ".."} & set(parts)
        and not _CACHE_FOLDERS & set(parts)
        and not path.endswith(_CACHE_FILES)
    )


def _require_portable(paths: Iterable[str]) -> None:
    spelt: dict[str, str] = {}
    for path in sorted(paths):
        if not _is_portable(path):
            raise ShapegenError(
                f"cannot generate a file named {path!r}: a path is relative, printable, with "
                "single slashes, and without '..', colons, backslashes and the names of caches"
            )
        for prefix in (path, *_folders([path])):
            other = spelt.setdefault(prefix.casefold(), prefix)
            if other != prefix:
                raise ShapegenError(
                    f"cannot generate both {other!r} and {prefix!r}: " "they are the same where file names have no case"
                )


def _folders(paths: Iterable[str]) -> set[str]:
    """The folders that hold the paths, up to "." for the root."""
    return {parent.as_posix() for path in paths for parent in PurePosixPath(path).parents}


def _resolved(root: Path) -> Path:
    """Root as an absolute path without links: a link to it stays, what it leads to is exchanged."""
    with _explained(f"find {root}"):
        root = Path(os.path.realpath(root))
        if root.exists() and not root.is_dir():
            raise ShapegenError(f"{root} is a file; the output has to be a folder")
    return root


def _siblings(root: Path) -> tuple[Path, Path]:
    """Where a tree is staged, and where it lies once it is certain to be moved into root."""
    name = f".{root.name}.shapegen"
    return root.with_name(f"{name}-new"), root.with_name(f"{name}-ready")


# Steps of writing


@contextmanager
def _alone_in(folder: Path, *, wait: bool = True) -> Generator[None, None, None]:
    """Hold the folder's lock. If it has to be made for that, it goes again unless it was used.

    Raises OSError, BlockingIOError for one that somebody holds and that is not to be waited for.
    """
    while True:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        descriptor = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if sys.platform != "win32":  # no flock there: the user must not start two runs at once
                # A lock on the folder leaves no file behind, and needs no right to write.
                descriptor = os.open(folder, os.O_RDONLY)
                fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
                held = os.fstat(descriptor)
                if not (folder.exists() and os.path.samestat(held, folder.stat())):
                    continue  # the run we waited for had made the folder, and removed it
            yield
            return
        finally:
            for each in missing:
                with suppress(OSError):
                    each.rmdir()
            if descriptor is not None:
                os.close(descriptor)


def _stage(staging: Path, root: Path, files: Mapping[str, bytes], *, unchanged: Set[str]) -> None:
    """Write the files to a new folder, with the permissions of their like in root."""
    staging.mkdir()
    # The manifest first: by it the next run knows as its own what it finds of a killed one.
    for path in sorted(files, key=lambda path: path != MANIFEST):
        old, new = root / path, staging / path
        new.parent.mkdir(parents=True, exist_ok=True)
        with new.open("xb") as file:
            file.write(files[path])
            file.flush()
            os.fsync(file.fileno())
        if path in unchanged:
            shutil.copystat(old, new)
        elif old.is_file():
            shutil.copymode(old, new)
    for folder in _folders(files):
        if (root / folder).is_dir():
            shutil.copymode(root / folder, staging / folder)
        _sync(staging / folder)


def _exchange(staging: Path, root: Path) -> bool:
    """Swap two folders in one step; False where the system or the file system has no such step."""
    if sys.platform == "win32":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    here, there = os.fsencode(staging), os.fsencode(root)
    swap = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
    try:
        if sys.platform == "darwin":
            failed = libc.renamex_np(here, there, swap)
        else:
            failed = libc.renameat2(-1, here, -1, there, swap)  # absolute paths, hence no folders
    except AttributeError:
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in {errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EBUSY, errno.ENOTSUP}:
        return False
    raise OSError(code, os.strerror(code), str(root))


def _settle(root: Path) -> None:
    """Move a tree that is ready into root, file by file, and delete any that is not.

    Can be killed and called again at any moment. What has the name of such a tree, and cannot have been left by a
    run, is neither moved nor deleted: ShapegenError names it.
    """
    staging, ready = _siblings(root)
    with _explained(f"finish writing {root}"):
        for folder in (staging, ready):
            if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
                raise ShapegenError(f"{folder} is in the way, and no run of shapegen left it: remove it")
        if staging.exists():
            _clear(staging)
        if ready.exists():
            _move(ready, root)
            ready.rename(staging)
            _clear(staging)


def _clear(staging: Path) -> None:
    """Delete a tree that a run staged, or replaced: whole or in part, but with nothing of somebody else's."""
    tree = _scan(staging)
    try:
        ours = manifest(staging)
    except ShapegenError:  # killed while it was written, the first of all
        ours = {}
    if foreign := sorted(_foreign(tree, ours)):
        raise ShapegenError(
            f"{staging} is in the way, and no run of shapegen left {foreign[0]!r} there: move it elsewhere, or delete "
            "the folder"
        )
    for path in sorted(tree.files, key=lambda path: path == MANIFEST):  # last, for it says whose the others are
        (staging / path).unlink()
    shutil.rmtree(staging)


def _move(ready: Path, root: Path) -> None:
    """Give root the files of ready, if that is a whole tree, and no others."""
    try:
        new = manifest(ready)
    except ShapegenError:
        new = {}
    if not is_intact(ready, new):
        raise ShapegenError(
            f"{ready} is not a tree that a run of shapegen left to be moved into {root}: its {MANIFEST} does not list "
            "exactly its files with their hashes. Remove it"
        )
    # A copy inside root can replace a file even if root is a mount point, the likeliest reason why
    # it could not be exchanged. The next call overwrites the copy that a killed one left.
    copy = root / ".shapegen-copy"
    tree = _scan(root)
    old = manifest(root)
    moved = {
        path for path in new.keys() & tree.files if (root / path).read_bytes() == (ready / path).read_bytes()
    }  # by a killed run
    _refuse_foreign(root, tree, {*old, *moved, copy.name})
    # The stale go first, and the new manifest comes last: until then the old one tells them from those of others.
    for path in (old.keys() - new.keys()) & tree.files:
        (root / path).unlink()
    for folder in tree.folders - {root}:
        if folder.is_dir() and not _scan(folder).files:
            shutil.rmtree(folder)
    for path in (*new, MANIFEST):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ready / path, copy)
        _sync(copy)
        copy.replace(target)
    for parent in _folders([*new, MANIFEST]):
        _sync(root / parent)


def _sync(path: Path) -> None:
    """Have a file or folder on the disk before anything that follows."""
    if sys.platform != "win32":  # it opens no folder
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_same(path: str, one: bytes, other: bytes) -> bool:
    """Whether two contents of a file say the same: how well data is compressed differs from one zlib to the next."""
    return one == other or (path.endswith(".gz") and _shown(path, one) == _shown(path, other))


def _shown(path: str, content: bytes) -> bytes:
    """What a person reads in the file: of compressed data the text."""
    try:
        return description.text(content) if path.endswith(".gz") else content
    except ValueError:
        return content


def _digest(path: str, content: bytes) -> str:
    return hashlib.sha256(_shown(path, content)).hexdigest()


@contextmanager
def _explained(action: str) -> Generator[None, None, None]:
    """Tell what the operating system refused as a ShapegenError: "cannot {action}: …"."""
    try:
        yield
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        raise ShapegenError(f"cannot {action}: {error.strerror or error}{place}") from error


# Differences


def _first_difference(disk: bytes, expected: bytes) -> tuple[str, ...]:
    """The lines in which two unequal texts begin to differ, as `Difference.lines` has them."""
    old, new = list(BytesIO(disk)), list(BytesIO(expected))
    first = _fork(old, new)
    old, new = old[first : first + _WINDOW], new[first : first + _WINDOW]
    # The first lines differ, so the first block is a difference and starts with them.
    _, _, old_end, _, new_end = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()[0]
    column = _fork(old[0], new[0]) if old and new else 0
    start = column - _SHOWN_COLUMNS // 2 if column >= _SHOWN_COLUMNS else 0
    return (
        f"line {first + 1}:",
        *(f"-{_visible(line, start)}" for line in old[: min(old_end, _SHOWN_LINES)]),
        *(f"+{_visible(line, start)}" for line in new[: min(new_end, _SHOWN_LINES)]),
    )


def _fork(one: Sequence[object], other: Sequence[object]) -> int:
    """Where two unequal sequences begin to differ."""
    return next(n for n, (a, b) in enumerate(zip_longest(one, other)) if a != b)


def _visible(line: bytes, start: int) -> str:
    """A line from a byte on, cut, with what a terminal would not show, or would obey, escaped."""
    text, end = line.removesuffix(b"\n"), start + _SHOWN_COLUMNS
    part = text[start:end].decode(errors="backslashreplace")
    more = "…" if len(text) > end else "" if text != line else " (no newline at the end)"
    return ("…" if start else "") + media.line(part) + more

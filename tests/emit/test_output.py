"""The generated tree on disk: written whole or not at all, and compared."""

import ctypes
import errno
import fcntl
import gzip
import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn
from unittest.mock import Mock

import pytest

from shapegen.emit.description import MANIFEST, packed
from shapegen.emit.output import Difference, Written, compare, hashes, locked, manifest, untouched, write
from shapegen.errors import ShapegenError


def tree(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {**files, MANIFEST: packed({"ir": {}, "files": hashes(files)})}


# Everything that can happen to a path happens between the two.
OLD = tree(
    {
        "shapes/__init__.py": b"",
        "shapes/enums.py": b"A = 1\n",
        "shapes/gone/deep/lost.py": b"lost\n",
        "folder/becomes": b"file\n",
        "file": b"becomes folder\n",
    }
)
NEW = tree(
    {
        "shapes/__init__.py": b"",
        "shapes/enums.py": b"A = 2\n",
        "shapes/new/deep/found.py": b"found\n",
        "folder": b"was folder\n",
        "file/was": b"file\n",
    }
)


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are killed here, machines are not."""
    monkeypatch.setattr(os, "fsync", Mock())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository" / "generated"
    regenerate(root, OLD)
    return root


@pytest.fixture(params=["exchange", "journal"])
def each_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to put a new tree in the old one's place."""
    if request.param == "journal":
        monkeypatch.setattr("shapegen.emit.output._exchange", Mock(return_value=False))
    return str(request.param)


def regenerate(root: Path, files: Mapping[str, bytes]) -> Written:
    with locked(root):
        return write(root, files)


def difference(root: Path, files: Mapping[str, bytes]) -> tuple[Difference, ...]:
    with locked(root):
        return compare(root, files)


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if not path.is_dir())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def times(root: Path) -> dict[Path, tuple[int, int]]:
    stats = {path: path.lstat() for path in (root.parent, root, *root.rglob("*"))}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}


def in_process(action: Callable[[], object]) -> int:
    """Start a process that does the action, and ends with 0 if that went well."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            action()
            code = 0
        finally:
            os._exit(code)
    return process


CHANGES = {"os.chmod", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.utime"}  # audit events of Python


def is_killed_at(step: int, action: Callable[[], object]) -> bool:
    """Whether a process that does the action, but is killed before its nth change of the disk, gets there."""

    def until_killed() -> None:
        left = step

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if event in CHANGES or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        action()

    _, status = os.waitpid(in_process(until_killed), 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


# write


@pytest.mark.usefixtures("each_way")
def test_a_tree_is_written_with_the_folders_above_it_and_nothing_beside_it(tmp_path: Path) -> None:
    root = tmp_path / "some" / "new" / "generated"
    assert regenerate(root, OLD) == Written(added=tuple(sorted(OLD)))
    assert contents(tmp_path / "some") == {f"new/generated/{path}": OLD[path] for path in OLD}


@pytest.mark.usefixtures("each_way")
def test_a_tree_becomes_another_and_tells_how(root: Path) -> None:
    assert regenerate(root, NEW) == Written(
        added=("file/was", "folder", "shapes/new/deep/found.py"),
        changed=(MANIFEST, "shapes/enums.py"),
        removed=("file", "folder/becomes", "shapes/gone/deep/lost.py"),
    )
    assert contents(root.parent) == {f"generated/{path}": NEW[path] for path in NEW}
    assert not (root / "shapes" / "gone").exists()


def test_a_tree_without_differences_is_not_touched(root: Path) -> None:
    before = times(root)
    assert regenerate(root, OLD) == Written()
    assert times(root) == before


@pytest.mark.usefixtures("each_way")
def test_what_stays_keeps_its_time_and_what_changes_its_permissions(root: Path) -> None:
    same, changed = root / "shapes" / "__init__.py", root / "shapes" / "enums.py"
    os.utime(same, ns=(1, 2))
    same.chmod(0o640)
    changed.chmod(0o604)
    changed.parent.chmod(0o751)
    root.chmod(0o715)
    regenerate(root, NEW)
    assert same.stat().st_mtime_ns == 2
    modes = [path.stat().st_mode & 0o777 for path in (same, changed, changed.parent, root)]
    assert modes == [0o640, 0o604, 0o751, 0o715]


@pytest.mark.usefixtures("each_way")
def test_edits_by_hand_are_replaced_and_told(root: Path) -> None:
    (root / "shapes/enums.py").write_bytes(b"A = 3\n")
    (root / "folder/becomes").write_bytes(b"edited\n")
    (root / "shapes/__init__.py").write_bytes(b"edited")
    written = regenerate(root, NEW)
    assert written.edited == ("folder/becomes", "shapes/__init__.py", "shapes/enums.py")
    assert contents(root) == NEW


def test_an_edit_that_foresaw_the_new_content_is_no_edit(root: Path) -> None:
    (root / "shapes/enums.py").write_bytes(NEW["shapes/enums.py"])
    written = regenerate(root, NEW)
    assert "shapes/enums.py" not in written.changed + written.edited


@pytest.mark.usefixtures("each_way")
def test_caches_of_tools_are_nobodys_files(root: Path) -> None:
    for cache in (
        "shapes/gone/__pycache__/lost.cpython-311.pyc",
        ".mypy_cache/x",
        ".pytest_cache/x",
        ".ruff_cache/x",
        "old.pyc",
        ".DS_Store",
    ):
        (root / cache).parent.mkdir(exist_ok=True)
        (root / cache).write_bytes(b"")
    before = times(root)
    assert difference(root, OLD) == ()
    assert regenerate(root, OLD) == Written()
    assert times(root) == before
    regenerate(root, NEW)
    assert not (root / "shapes" / "gone").exists()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (4, r"5 in all: 'mine-0.txt', .*'mine-3.txt', 'shapes/\\x1b\[31m'\. Move"),
        (7, r"8 in all: 'mine-0.txt', .*'mine-4.txt', …\. Move"),
    ],
    ids=["five", "more"],
)
def test_files_of_others_stop_it_and_are_named(root: Path, count: int, words: str) -> None:
    for number in range(count):
        (root / f"mine-{number}.txt").write_bytes(b"")
    (root / "shapes" / "\x1b[31m").write_bytes(b"")
    before = times(root)
    with pytest.raises(ShapegenError, match=words) as told:
        regenerate(root, NEW)
    assert str(told.value).isprintable()
    assert times(root) == before


def test_a_file_of_others_is_not_replaced_by_one_of_its_name(root: Path) -> None:
    path = root / "shapes/new/deep/found.py"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"mine\n")
    with pytest.raises(ShapegenError, match=r"1 in all: 'shapes/new/deep/found\.py'"):
        regenerate(root, NEW)
    assert path.read_bytes() == b"mine\n"


@pytest.mark.parametrize("path", ["link", "shapes/enums.py", "shapes/__pycache__", "shapes/gone"])
@pytest.mark.parametrize("target", ["file", "folder", "nothing"])
def test_links_are_neither_followed_nor_replaced(root: Path, path: str, target: str) -> None:
    outside = root.parent / "folder" / "deep" / "lost.py"
    outside.parent.mkdir(parents=True)
    outside.write_bytes(b"lost\n")
    link = root / path
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.symlink_to({"file": outside, "folder": root.parent / "folder"}.get(target, root / "none"))
    assert Difference(path, "foreign") in difference(root, NEW)
    with pytest.raises(ShapegenError, match=f"1 in all: '{path}'"):
        regenerate(root, NEW)
    assert link.is_symlink()
    assert outside.exists()


def test_without_a_manifest_all_files_are_foreign(root: Path) -> None:
    (root / MANIFEST).unlink()
    with pytest.raises(ShapegenError, match="5 in all"):
        regenerate(root, OLD)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<<<<<<< HEAD",
        "[" * 100_000,
        "\ud800",
        "[]",
        "{}",
        '{"files": []}',
        '{"files": {"a": 1}}',
        *(json.dumps({"files": {path: "0" * 64}}) for path in ("../a", "/a", "a\\b", "a//b", "")),
    ],
    ids=range(13),
)
def test_a_corrupt_manifest_stops_it_with_advice(root: Path, text: str) -> None:
    (root / MANIFEST).write_bytes(gzip.compress(text.encode(errors="surrogatepass")))
    before = times(root)
    for action in (regenerate, difference):
        with pytest.raises(ShapegenError, match=r"_api\.json\.gz is not a manifest.*version control"):
            action(root, NEW)
    assert times(root) == before


def test_the_manifest_is_read(root: Path, tmp_path: Path) -> None:
    assert manifest(root) == hashes(OLD)
    assert manifest(tmp_path / "nothing") == {}


def test_a_manifest_that_would_disown_a_file_is_not_written(root: Path) -> None:
    with pytest.raises(ValueError, match=r"_api\.json\.gz does not list"):
        regenerate(root, {**NEW, "more.py": b""})
    assert contents(root) == OLD


@pytest.mark.parametrize(
    "path",
    [
        *("/a", "../a", "a/../b", "a//b", "a/", "./a", "a\\b", "c:/a", "__pycache__/a", "a.pyc"),
        *("", "a\0b", "a\n", "\ud800"),
    ],
)
def test_unsafe_paths_are_refused(tmp_path: Path, path: str) -> None:
    for action in (write, compare):
        with pytest.raises(ShapegenError, match="cannot generate a file named"):
            action(tmp_path / "generated", {path: b"", MANIFEST: packed({"files": {}})})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("paths", [("a.py", "A.py"), ("a/b.py", "A/c.py"), ("a", "A/b")])
def test_paths_that_differ_only_in_case_are_refused(tmp_path: Path, paths: tuple[str, str]) -> None:
    with pytest.raises(ShapegenError, match="no case"):
        regenerate(tmp_path / "generated", tree(dict.fromkeys(paths, b"")))


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    root = tmp_path / "generated"
    root.write_bytes(b"")
    with pytest.raises(ShapegenError, match="generated is a file"):
        regenerate(root, NEW)
    with pytest.raises(ShapegenError, match="generated is a file, and a folder is needed"):
        regenerate(root / "it", NEW)
    with pytest.raises(ShapegenError, match="cannot lock"):
        regenerate(root / "below" / "it", NEW)
    assert contents(tmp_path) == {"generated": b""}


def test_a_link_to_the_folder_stays_a_link(root: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(root)
    regenerate(link, NEW)
    assert link.is_symlink()
    assert contents(root) == NEW
    assert difference(link, NEW) == ()


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_tree_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(descriptor: int) -> NoReturn:
        assert len(list(root.parent.iterdir())) == 2
        raise failure

    monkeypatch.setattr(os, "fsync", fail)
    before = times(root)
    del before[root.parent]
    with pytest.raises((ShapegenError, KeyboardInterrupt)) as told:
        regenerate(root, NEW)
    assert isinstance(failure, KeyboardInterrupt) or f"write {root}: No space" in str(told.value)
    assert {path: times(root)[path] for path in before} == before
    assert list(root.parent.iterdir()) == [root]


def test_a_failure_is_told_even_if_nothing_can_be_cleared_away(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> NoReturn:
        raise OSError(errno.EROFS, "Read-only file system", "here")

    monkeypatch.setattr(os, "fsync", fail)
    monkeypatch.setattr(shutil, "rmtree", fail)
    with pytest.raises(ShapegenError, match=f"write {root}: Read-only file system: here"):
        regenerate(root, NEW)


def test_a_folder_nothing_could_be_deleted_from_is_found_before_writing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = root / "shapes" / "gone"

    def access(path: Path, mode: int) -> bool:
        return path != folder

    monkeypatch.setattr(os, "access", access)
    with pytest.raises(ShapegenError, match=f"write {root}: {folder} is not writable"):
        regenerate(root, NEW)
    assert contents(root.parent) == {f"generated/{path}": OLD[path] for path in OLD}


def test_everything_is_on_the_disk_before_anything_relies_on_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: set[tuple[int, int]] = set()

    def known(status: os.stat_result) -> tuple[int, int]:
        return status.st_ino, 0 if stat.S_ISDIR(status.st_mode) else status.st_size

    def sync(descriptor: int) -> None:
        synced.add(known(os.fstat(descriptor)))

    def exchange(staging: Path, root: Path) -> bool:
        assert {known(path.stat()) for path in (staging, *staging.rglob("*"))} <= synced
        return False

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr("shapegen.emit.output._exchange", exchange)
    regenerate(root, NEW)
    assert {known(path.stat()) for path in (root.parent, root, *root.rglob("*"))} <= synced


def failing_rename(code: int) -> Callable[..., int]:
    def rename(*arguments: object) -> int:
        ctypes.set_errno(code)
        return -1

    return rename


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EBUSY, errno.ENOTSUP, None])
def test_where_folders_cannot_be_exchanged_files_are_moved(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int | None
) -> None:
    names = {} if code is None else dict.fromkeys(["renameat2", "renamex_np"], failing_rename(code))
    monkeypatch.setattr(ctypes, "CDLL", Mock(return_value=SimpleNamespace(**names)))
    inode = root.stat().st_ino
    regenerate(root, NEW)
    assert root.stat().st_ino == inode
    assert contents(root.parent) == {f"generated/{path}": NEW[path] for path in NEW}


def test_nor_does_windows_exchange_any(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapegen.emit.output.sys", SimpleNamespace(platform="win32"))
    inode = root.stat().st_ino
    regenerate(root, NEW)
    assert root.stat().st_ino == inode
    assert contents(root) == NEW


def test_an_exchange_that_is_forbidden_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = dict.fromkeys(["renameat2", "renamex_np"], failing_rename(errno.EACCES))
    monkeypatch.setattr(ctypes, "CDLL", Mock(return_value=SimpleNamespace(**names)))
    with pytest.raises(ShapegenError, match="Permission denied"):
        regenerate(root, NEW)
    assert contents(root.parent) == {f"generated/{path}": OLD[path] for path in OLD}


# Processes

forks = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


@forks
def test_killed_at_any_step_the_tree_is_the_old_or_the_new(root: Path, each_way: str) -> None:
    pristine = root.with_name("pristine")
    shutil.copytree(root, pristine)
    found: list[dict[str, bytes]] = []
    step = 1
    while is_killed_at(step, lambda: regenerate(root, NEW)):
        if each_way == "exchange":
            assert contents(root) in (OLD, NEW)
        with locked(root):
            found.append(contents(root))
        assert sorted(root.parent.iterdir()) == [root, pristine]
        shutil.rmtree(root)
        shutil.copytree(pristine, root)
        step += 1
    turn = found.index(NEW)
    assert turn > 0
    assert found == [OLD] * turn + [NEW] * (len(found) - turn)


@forks
def test_killed_at_any_step_of_the_first_run_there_is_no_tree_or_a_whole_one(tmp_path: Path, each_way: str) -> None:
    root = tmp_path / "some" / "generated"
    step = 1
    while is_killed_at(step, lambda: regenerate(root, NEW)):
        with locked(root):
            assert contents(root) in ({}, NEW)
        if root.exists():
            shutil.rmtree(root.parent)
        step += 1
    assert step > 1


@forks
def test_finishing_a_killed_run_can_be_killed_and_finished_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapegen.emit.output._exchange", Mock(return_value=False))
    ready = root.with_name(".generated.shapegen-ready")
    step = 1
    while not ready.exists():
        assert is_killed_at(step, lambda: regenerate(root, NEW))
        step += 1
    killed = root.parent.with_name("killed")
    shutil.copytree(root.parent, killed)
    assert contents(root) == OLD

    def settle() -> None:
        with locked(root):
            pass

    step = 1
    while is_killed_at(step, settle):
        assert difference(root, NEW) == ()
        assert list(root.parent.iterdir()) == [root]
        shutil.rmtree(root.parent)
        shutil.copytree(killed, root.parent)
        step += 1
    assert step > len(NEW)


def planted(folder: Path, files: Mapping[str, bytes]) -> dict[Path, tuple[int, int]]:
    """Puts the files into a folder; what is there then."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return times(folder)


@pytest.mark.parametrize(
    "files",
    [
        {"shapes/__init__.py": b"import os\n"},
        {**NEW, "shapes/enums.py": b"import os\n"},
        {**NEW, "more.py": b""},
        {path: content for path, content in NEW.items() if path != "folder"},
        {**NEW, MANIFEST: b"{}"},
        {**NEW, MANIFEST: packed({"files": {"../../x": "0"}})},
        {},
    ],
    ids=["no manifest", "another content", "one too many", "one too few", "no gzip", "elsewhere", "nothing"],
)
def test_a_sibling_that_is_not_a_whole_tree_is_not_moved_in(root: Path, files: Mapping[str, bytes]) -> None:
    ready = root.with_name(".generated.shapegen-ready")
    ready.mkdir()
    before = planted(ready, files)
    with pytest.raises(ShapegenError, match=r"shapegen-ready is not a tree that a run of shapegen left.*Remove it"):
        regenerate(root, NEW)
    assert contents(root) == OLD
    assert times(ready) == before


@pytest.mark.parametrize(
    "files", [{"notes.txt": b"mine\n"}, {**NEW, "notes.txt": b"mine\n"}, {MANIFEST: b"", "x": b""}]
)
def test_a_sibling_with_files_of_others_is_not_deleted(root: Path, files: Mapping[str, bytes]) -> None:
    staging = root.with_name(".generated.shapegen-new")
    before = planted(staging, files)
    (foreign,) = files.keys() - NEW.keys()
    message = rf"shapegen-new is in the way, and no run of shapegen left '{foreign}'"
    with pytest.raises(ShapegenError, match=message):
        regenerate(root, NEW)
    assert contents(root) == OLD
    assert times(staging) == before


def test_the_first_file_of_others_is_named(root: Path) -> None:
    planted(root.with_name(".generated.shapegen-new"), {"b": b"", "a": b""})
    with pytest.raises(ShapegenError, match="no run of shapegen left 'a' there"):
        regenerate(root, NEW)


@pytest.mark.parametrize("name", ["new", "ready"])
@pytest.mark.parametrize("kind", ["link to a folder", "link to nothing", "file"])
def test_what_is_no_folder_in_the_place_of_a_sibling_is_named(root: Path, name: str, kind: str) -> None:
    sibling = root.with_name(f".generated.shapegen-{name}")
    target = root.parent / "target"
    if kind == "file":
        sibling.write_bytes(b"mine\n")
    else:
        sibling.symlink_to(target)
    if kind == "link to a folder":
        planted(target, NEW)
    with pytest.raises(ShapegenError, match=f"{sibling} is in the way, and no run of shapegen left it: remove it"):
        regenerate(root, NEW)
    assert os.path.lexists(sibling)
    assert contents(root) == OLD
    assert kind != "link to a folder" or contents(target) == NEW


def test_a_move_replaces_no_file_of_others(root: Path) -> None:
    planted(root.with_name(".generated.shapegen-ready"), NEW)
    planted(root, {"shapes/new/deep/found.py": b"mine\n"})
    with pytest.raises(ShapegenError, match=r"1 in all: 'shapes/new/deep/found.py'"):
        regenerate(root, NEW)
    assert contents(root) == {**OLD, "shapes/new/deep/found.py": b"mine\n"}


def test_whoever_only_reads_moves_and_deletes_nothing(root: Path) -> None:
    planted(root.with_name(".generated.shapegen-ready"), NEW)
    planted(root.with_name(".generated.shapegen-new"), {MANIFEST: b""})
    before = times(root.parent)
    with untouched(root):
        assert compare(root, OLD) == ()
    assert times(root.parent) == before


def test_an_unfinished_move_follows_no_link(root: Path) -> None:
    outside = root.parent.with_name("outside")
    outside.mkdir()
    ready = root.with_name(".generated.shapegen-ready")
    regenerate(ready, NEW)
    (root / "shapes" / "new").symlink_to(outside)
    with pytest.raises(ShapegenError, match="'shapes/new'"):
        regenerate(root, NEW)
    assert list(outside.iterdir()) == []
    assert contents(ready) == NEW


@forks
@pytest.mark.usefixtures("each_way")
def test_runs_at_the_same_time_follow_one_another(tmp_path: Path) -> None:
    root = tmp_path / "some" / "generated"

    def run(number: int) -> None:
        mine = tree({f"{number}/{name}.py": b"%d" % number for name in "abc"} | {"same": b""})
        for _ in range(15):
            with locked(root):
                write(root, mine)
                assert compare(root, mine) == ()
                assert contents(root.parent) == {f"generated/{path}": mine[path] for path in mine}

    for process in [in_process(partial(run, number)) for number in range(4)]:
        _, status = os.waitpid(process, 0)
        assert status == 0
    assert list(root.parent.iterdir()) == [root]


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is open")
def test_no_file_is_left_open(root: Path) -> None:
    before = sorted(Path("/proc/self/fd").iterdir())
    regenerate(root, NEW)
    assert sorted(Path("/proc/self/fd").iterdir()) == before


@pytest.mark.parametrize("alone", [locked, untouched])
def test_a_lock_shuts_out_others_until_it_ends(
    root: Path, alone: Callable[[Path], AbstractContextManager[None]]
) -> None:
    other = os.open(root.parent, os.O_RDONLY)
    with alone(root), pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


def test_a_lock_on_a_folder_that_went_while_waiting_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "some" / "generated"
    root.parent.mkdir()
    flock, waits = fcntl.flock, iter([root.parent.rmdir])

    def wait_and_lock(descriptor: int, operation: int) -> None:
        for other_run_ends in waits:
            other_run_ends()
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", wait_and_lock)
    with locked(root):
        other = os.open(root.parent, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(other)


def test_folders_made_for_nothing_vanish_again(tmp_path: Path) -> None:
    root = tmp_path / "some" / "new" / "generated"
    assert {each.kind for each in difference(root, NEW)} == {"missing"}
    with pytest.raises(ZeroDivisionError), locked(root):
        raise ZeroDivisionError
    with pytest.raises(ShapegenError, match="cannot lock"):
        regenerate(tmp_path / "some" / ("x" * 300) / "generated", NEW)
    assert list(tmp_path.iterdir()) == []


# compare


def test_every_kind_of_difference_is_found_and_nothing_is_touched(root: Path) -> None:
    (root / "shapes/__init__.py").write_bytes(b"edited\n")
    (root / "shapes/mine.py").write_bytes(b"")
    before = times(root)
    found = difference(root, NEW)
    assert [(each.path, each.kind) for each in found] == [
        (MANIFEST, "stale"),
        ("file", "left over"),
        ("file/was", "missing"),
        ("folder", "missing"),
        ("folder/becomes", "left over"),
        ("shapes/__init__.py", "hand-edited"),
        ("shapes/enums.py", "stale"),
        ("shapes/gone/deep/lost.py", "left over"),
        ("shapes/mine.py", "foreign"),
        ("shapes/new/deep/found.py", "missing"),
    ]
    assert times(root) == before


def test_no_difference_is_found_after_writing(root: Path) -> None:
    regenerate(root, NEW)
    assert difference(root, NEW) == ()


def test_a_manifest_that_alone_differs_is_found(root: Path) -> None:
    changed = OLD | {MANIFEST: packed({"ir": 1, "files": hashes(OLD)})}
    assert [each.path for each in difference(root, changed)] == [MANIFEST]
    assert regenerate(root, changed) == Written(changed=(MANIFEST,))


@pytest.mark.parametrize(
    ("disk", "lines"),
    [
        (gzip.compress(b"a\n", 1, mtime=9), None),
        (gzip.compress(b"b\n"), ("line 1:", "-b", "+a")),
        (b"\x1f\x8b\n", ("line 1:", "-\\x1f\\x8b", "+a")),
    ],
    ids=["another compression", "another text", "no compression"],
)
def test_what_is_compressed_is_compared_by_its_text(root: Path, disk: bytes, lines: tuple[str, ...] | None) -> None:
    files = tree({"some.json.gz": gzip.compress(b"a\n", mtime=0)})
    regenerate(root, files)
    (root / "some.json.gz").write_bytes(disk)
    expected = () if lines is None else (Difference("some.json.gz", "hand-edited", lines),)
    assert difference(root, files) == expected


@pytest.mark.parametrize(
    ("disk", "expected", "lines"),
    [
        (b"a\nb\nc\n", b"a\nx\nc\n", ("line 2:", "-b", "+x")),
        (b"a\nc\n", b"a\nb\nc\n", ("line 2:", "+b")),
        (b"a\nb\nc\n", b"a\nc\n", ("line 2:", "-b")),
        (b"", b"a\n", ("line 1:", "+a")),
        (b"a\n", b"a", ("line 1:", "-a", "+a (no newline at the end)")),
        (b"a\r\n", b"a\n", ("line 1:", "-a\\r", "+a")),
        (b"\x1b[31m\xff\n", "é…\n".encode(), ("line 1:", "-\\x1b[31m\\xff", "+é…")),
        (b"1\n2\n3\n4\n", b"5\n6\n7\n8\n", ("line 1:", "-1", "-2", "-3", "+5", "+6", "+7")),
        (
            b"x" * 500_000 + b"a" + b"y" * 500_000 + b"\n",
            b"x" * 500_000 + b"b\n",
            ("line 1:", "-…" + "x" * 60 + "a" + "y" * 59 + "…", "+…" + "x" * 60 + "b"),
        ),
        (b"a\n" * 100_000, b"b\n" + b"a\n" * 100_000, ("line 1:", "+b")),
        (
            b"x" * 120 + b"a\n",
            b"x" * 120 + b"b\n",
            ("line 1:", "-…" + "x" * 60 + "a", "+…" + "x" * 60 + "b"),
        ),
        (b"a" * 120 + b"\n", b"b" + b"a" * 119 + b"\n", ("line 1:", "-" + "a" * 120, "+b" + "a" * 119)),
        # What comes again is looked for in 200 lines.
        (b"a\n", b"b\n" * 199 + b"a\n", ("line 1:", "+b", "+b", "+b")),
        (b"a\n", b"b\n" * 200 + b"a\n", ("line 1:", "-a", "+b", "+b", "+b")),
    ],
    ids=range(14),
)
def test_the_first_lines_that_differ_are_shown(
    tmp_path: Path, disk: bytes, expected: bytes, lines: tuple[str, ...]
) -> None:
    root = tmp_path / "generated"
    regenerate(root, tree({"shapes.py": disk}))
    found = difference(root, tree({"shapes.py": expected}))
    assert found[1:] == (Difference("shapes.py", "stale", lines),)

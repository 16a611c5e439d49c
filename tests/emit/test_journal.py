"""Files that change with a tree: all of them or none, whatever fails, and wherever a run is killed."""

import errno
import hashlib
import os
import signal
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import models
import pytest

from shapegen.emit import description, journal, output
from shapegen.errors import ShapegenError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks")

STEPS = ("fsync", "link", "mkdir", "rename", "replace", "rmdir", "unlink")
"""The calls of `os` before and after which a run may be killed."""


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAPEGEN_CACHE", str(tmp_path_factory.mktemp("cache") / "not there yet"))


def tree(text: str) -> dict[str, bytes]:
    files = {"__init__.py": text.encode(), f"{text}.py": b"", "same.py": b""}
    return {**files, description.MANIFEST: description.packed({"files": output.hashes(files)})}


def digest(files: Mapping[str, bytes]) -> str:
    return hashlib.sha256(files[description.MANIFEST]).hexdigest()


class Repository:
    """A package and two files that go with it, of which one is new with the new package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "generated" / "package"
        self.log, self.lock = folder / "CHANGELOG.md", folder / "scripts" / "new.lock"
        self.lock.parent.mkdir()
        self.write("old", {self.log: b"old"})

    def write(self, text: str, files: Mapping[Path, bytes]) -> None:
        with output.locked(self.root):
            before, after = output.digest(self.root), tree(text)
            with journal.together(self.root, before, digest(after), files):
                output.write(self.root, after)

    def update(self) -> None:
        self.write("new", {self.log: b"new", self.lock: b"new"})

    def look(self) -> dict[str, bytes]:
        """What the next command of any kind sees."""
        with output.locked(self.root):
            return models.contents(self.folder)

    def back(self) -> None:
        self.lock.unlink(missing_ok=True)
        self.write("old", {self.log: b"old"})


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def killed(act: Callable[[], object], step: int, *, after: bool) -> bool:
    """Whether the act was killed before or after one of its steps; False when it has not so many."""
    child = os.fork()
    if child == 0:
        try:
            count = 0
            for name in STEPS:
                call = getattr(os, name)

                def counted(*arguments: object, call: Callable[..., object] = call, **options: object) -> object:
                    nonlocal count
                    count += 1
                    if count == step and not after:
                        os.kill(os.getpid(), signal.SIGKILL)
                    mine = count == step
                    try:
                        return call(*arguments, **options)
                    finally:
                        if mine:
                            os.kill(os.getpid(), signal.SIGKILL)

                setattr(os, name, counted)
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("after", [False, True], ids=["before a step", "after it"])
def test_wherever_it_is_killed_the_next_command_finds_all_old_or_all_new(repository: Repository, after: bool) -> None:
    old = repository.look()
    repository.update()
    new = repository.look()
    repository.back()
    found: list[bool] = []
    while killed(repository.update, len(found) + 1, after=after):
        seen = repository.look()
        assert seen in (old, new), f"killed at step {len(found) + 1}"
        assert not [*Path(os.environ["SHAPEGEN_CACHE"]).rglob("journals/*")], f"killed at step {len(found) + 1}"
        found.append(seen == new)
        repository.back()
    assert len(found) > 20
    assert found == sorted(found), "first old, and from some step on new"
    assert {False, True} == set(found)


def test_a_killed_rescue_is_rescued(repository: Repository) -> None:
    old = repository.look()
    repository.update()
    new = repository.look()
    repository.back()
    for step in range(1, 99, 7):
        if not killed(repository.update, step, after=False):
            break
        again = 1
        while killed(repository.look, again, after=True):
            again += 1
        assert repository.look() in (old, new)
        repository.back()


def test_files_without_a_tree_are_old_or_new_too(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "ab"]
    old, new = dict.fromkeys(paths, b"old"), dict.fromkeys(paths, b"new")
    journal.replace(tmp_path, old)
    step = 1
    while killed(lambda: journal.replace(tmp_path, new), step, after=True):
        journal.settle(tmp_path, None)
        assert len({path.read_bytes() for path in paths}) == 1, step
        assert sorted(tmp_path.iterdir()) == paths
        journal.replace(tmp_path, old)
        step += 1
    assert step > 10


def test_a_killed_replacement_is_ended_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a"
    journal.replace(tmp_path, {path: b"old"})
    assert killed(lambda: journal.replace(tmp_path, {path: b"new"}), 6, after=True)
    journal.replace(tmp_path, {path: b"newer"})
    assert models.contents(tmp_path) == {"a": b"newer"}


def test_of_files_that_cannot_all_be_replaced_none_is(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(ShapegenError, match=r"cannot write .*folder: Is a directory"):
        journal.replace(tmp_path, {tmp_path / name: b"new" for name in ("a", "folder")})
    assert models.contents(tmp_path) == {"a": b"old"}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "here"), "No space left on device: here"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError("it is odd"), "it is odd"),
    ],
    ids=["with a file", "without", "without a number"],
)
def test_what_the_system_says_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def fsync(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ShapegenError) as raised:
        journal.replace(tmp_path, {tmp_path / "a": b"new"})
    assert str(raised.value) == f"cannot keep a journal in {os.environ['SHAPEGEN_CACHE']}/journals: {words}"


def test_a_body_that_fails_leaves_all_as_it_was(repository: Repository) -> None:
    before = models.state(repository.folder)

    def fail() -> None:
        with (
            output.locked(repository.root),
            journal.together(repository.root, output.digest(repository.root), "other", {repository.log: b"new"}),
        ):
            assert repository.log.read_bytes() == b"new"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    after = models.state(repository.folder)
    assert {path: each[2] for path, each in before.items()} == {path: each[2] for path, each in after.items()}


def test_where_there_are_no_hard_links_a_file_comes_back_too(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", link)
    os.utime(repository.log, (1, 1))
    before = models.state(repository.log)
    with (
        pytest.raises(ZeroDivisionError),
        journal.together(repository.folder, None, None, {repository.log: b"new"}),
    ):
        raise ZeroDivisionError
    assert models.state(repository.log) == before


def test_a_body_that_fails_behind_the_tree_leaves_all_new(repository: Repository) -> None:
    repository.update()
    new = repository.look()
    repository.back()

    def fail() -> None:
        with output.locked(repository.root):
            before, after = output.digest(repository.root), tree("new")
            files = {repository.log: b"new", repository.lock: b"new"}
            with journal.together(repository.root, before, digest(after), files):
                output.write(repository.root, after)
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert models.contents(repository.folder) == new


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_waits_until_all_is_new(repository: Repository, sent: signal.Signals) -> None:
    def interrupt(number: int, frame: object) -> None:
        raise InterruptedError(number)

    reached = False

    def replace() -> None:
        nonlocal reached
        with journal.together(repository.folder, None, None, {repository.log: b"new"}):
            os.kill(os.getpid(), sent)
            reached = True

    before = signal.signal(sent, interrupt)
    try:
        with pytest.raises(InterruptedError):
            replace()
    finally:
        signal.signal(sent, before)
    assert (reached, repository.log.read_bytes()) == (True, b"new")
    assert sorted(path.name for path in repository.folder.iterdir()) == ["CHANGELOG.md", "generated", "scripts"]


def test_a_link_stays_one_and_a_mode_stays(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    real = repository.folder / "scripts" / "real.md"
    repository.log.replace(real)
    repository.log.symlink_to(real)
    real.chmod(0o640)
    repository.update()
    assert repository.log.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert capsys.readouterr().err == ""


def test_an_owner_stays_and_other_names_are_told(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    other = repository.folder / "scripts" / "other.md"
    os.link(repository.log, other)
    if os.getuid() == 0:
        os.chown(repository.log, 1234, 1234)
    owner = repository.log.stat().st_uid
    repository.update()
    assert repository.log.stat().st_uid == owner
    assert "CHANGELOG.md has other names (hard links): they keep the old text." in capsys.readouterr().err
    assert other.read_bytes() == b"old"


@pytest.mark.parametrize("name", [".CHANGELOG.md.shapegen-new", ".CHANGELOG.md.shapegen-old"])
def test_what_lies_where_a_file_would_be_kept_is_named_and_no_link_is_written_through(
    repository: Repository, name: str
) -> None:
    target = repository.folder / "target"
    target.write_bytes(b"mine")
    (repository.folder / name).symlink_to(target)
    before = models.contents(repository.folder)
    with pytest.raises(ShapegenError, match=f"{name} is in the way, and no run of shapegen left it: remove it"):
        repository.update()
    assert models.contents(repository.folder) == before


def test_what_is_under_way_anywhere_is_ended_before_a_command_reads(repository: Repository) -> None:
    old = repository.look()
    ended: list[bool] = []
    step = 1
    while killed(repository.update, step, after=True):
        output.settle_all()
        seen = models.contents(repository.folder)
        ended.append(seen != old)
        assert list(journal.pending()) == []
        assert [path for path in seen if "shapegen-" in path] == []
        repository.back()
        step += 3
    assert {False, True} == set(ended)


def test_a_run_that_is_under_way_is_left_alone(repository: Repository) -> None:
    with (
        output.locked(repository.root),
        journal.together(repository.root, output.digest(repository.root), "other", {repository.log: b"new"}),
    ):
        assert list(journal.pending()) == [repository.root]
        output.settle_all()
        assert repository.log.read_bytes() == b"new"


def test_a_journal_may_be_ended_by_another_run_meanwhile(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = journal._journal(repository.root)
    journal._keep(repository.root, [journal._Entry(str(repository.log), existed=True)], None)
    monkeypatch.setattr(journal, "_sync", lambda _: path.unlink())
    journal.settle(repository.root, None)
    assert not path.exists()


@pytest.mark.parametrize("damaged", ["{", "{}", "[]", None], ids=str)
def test_a_damaged_journal_is_told(repository: Repository, damaged: str | None) -> None:
    path = journal._journal(repository.root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir() if damaged is None else path.write_text(damaged)
    with pytest.raises(ShapegenError, match=r"is not a journal of shapegen's"):
        repository.look()


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is synced")
def test_what_changes_is_on_the_disk_before_what_depends_on_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, Path]] = []
    sync, replace, unlink = os.fsync, os.replace, os.unlink

    def synced(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        assert path.is_dir() or path.read_bytes() != b""
        done.append(("sync", path))
        sync(descriptor)

    def replaced(old: Path, new: Path) -> None:
        done.append(("replace", Path(new)))
        replace(old, new)

    def unlinked(path: Path) -> None:
        unlink(path)
        done.append(("unlink", Path(path)))

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(os, "unlink", unlinked)
    with journal.together(repository.folder, None, None, {repository.log: b"new", repository.lock: b"new"}):
        done.append(("body", repository.folder))
    journals = Path(os.environ["SHAPEGEN_CACHE"]) / "journals"
    log, lock = (done.index(("replace", path)) for path in (repository.log, repository.lock))
    kept = next(at for at, (_, path) in enumerate(done) if path.parent == journals)
    # The journal, then the new files, then their names in the folder, then the body.
    assert ("sync", journals) in done[kept:log]
    for path, at in ((repository.log, log), (repository.lock, lock)):
        new = ("sync", path.with_name(f".{path.name}.shapegen-new"))
        assert new in done[done.index(("sync", journals)) : at]
        assert ("sync", path.parent) in done[at : done.index(("body", repository.folder))]
    # What was is kept under another name, which is on the disk before the name has something else.
    assert ("sync", repository.folder) in done[kept:log]
    # What was goes for good before the journal does.
    gone = done.index(("unlink", repository.log.with_name(".CHANGELOG.md.shapegen-old")))
    [end] = (at for at, (how, path) in enumerate(done) if how == "unlink" and path.suffix == ".json")
    assert ("sync", repository.folder) in done[gone:end]


@pytest.mark.parametrize("may", [True, False])
def test_whose_a_file_becomes_is_told(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], may: bool
) -> None:
    def chown(*_: object) -> None:
        if not may:
            raise PermissionError

    before = repository.log.stat()
    seen = os.stat_result((*before[:4], before.st_uid + 1, *before[5:]))
    stat_of = Path.stat

    def stat(path: Path, **options: bool) -> os.stat_result:
        return seen if path == repository.log else stat_of(path, **options)

    monkeypatch.setattr(os, "chown", chown)
    monkeypatch.setattr(Path, "stat", stat)
    journal.replace(repository.folder, {repository.log: b"new"})
    said = f"{repository.log} becomes yours: it was another's, and only root can leave it so."
    assert (said in capsys.readouterr().err) is not may


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is open")
def test_no_file_is_left_open(repository: Repository) -> None:
    before = sorted(Path("/proc/self/fd").iterdir())
    repository.update()
    assert sorted(Path("/proc/self/fd").iterdir()) == before

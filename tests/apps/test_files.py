"""Files of an app are replaced whole, and stay what they are."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from shapegen.apps.files import find, write
from shapegen.errors import ShapegenError


@pytest.fixture
def app(tmp_path: Path) -> Path:
    path = tmp_path / "app.py"
    path.write_bytes(b"old")
    path.chmod(0o640)
    return path


def test_a_file_keeps_its_mode_and_its_owner(app: Path) -> None:
    if os.name != "nt" and os.getuid() == 0:
        os.chown(app, 1234, 1235)
    before = app.stat()
    write(app, b"old", b"new")
    after = app.stat()
    assert app.read_bytes() == b"new"
    assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_gid) == (0o640, before.st_uid, before.st_gid)


def test_a_link_stays_one(app: Path) -> None:
    link = app.with_name("link.py")
    link.symlink_to(app)
    write(link, b"old", b"new")
    assert link.is_symlink()
    assert app.read_bytes() == b"new"


@pytest.mark.parametrize("left", [b"", b"ne", b"new"])
def test_what_a_killed_run_left_is_recognised_and_goes(app: Path, left: bytes) -> None:
    app.with_name(".app.py.shapegen-new").write_bytes(left)
    write(app, b"old", b"new")
    assert app.read_bytes() == b"new"
    assert list(app.parent.iterdir()) == [app]


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_else_has_that_name_is_named_and_stays(app: Path, kind: str) -> None:
    other, target = app.with_name(".app.py.shapegen-new"), app.with_name("target")
    target.write_bytes(b"mine")
    match kind:
        case "file":
            other.write_bytes(b"mine")
        case "link":
            other.symlink_to(target)
        case _:
            other.mkdir()
    with pytest.raises(ShapegenError, match=r"shapegen-new is in the way, and no run of shapegen left it: remove it"):
        write(app, b"old", b"new")
    assert app.read_bytes() == b"old"
    assert target.read_bytes() == b"mine"
    assert os.path.lexists(other)


def test_what_was_saved_meanwhile_stays(app: Path) -> None:
    with pytest.raises(ShapegenError, match="changed meanwhile"):
        write(app, b"older", b"new")
    assert app.read_bytes() == b"old"
    assert list(app.parent.iterdir()) == [app]


@pytest.mark.parametrize("folder", ["node_modules", "site-packages", "env"])
def test_what_was_installed_is_none_of_the_apps(app: Path, folder: str) -> None:
    other = app.with_name(folder)
    other.mkdir()
    (other / "other.py").write_bytes(b"")
    if folder == "env":
        (other / "pyvenv.cfg").write_bytes(b"")
    found = find([app.parent])
    assert (found.contents, found.skipped) == ({app: b"old"}, (other,))


def test_files_come_in_the_order_of_their_names_whatever_the_folder_says(app: Path) -> None:
    names = [f"{folder}/{file}.py" for folder in "bdfhace" for file in "zx"]
    for name in names:
        path = app.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    found = [path.relative_to(app.parent).as_posix() for path in find([app.parent]).contents]
    assert found == ["app.py", *sorted(names)]


def test_what_a_repository_within_the_folder_ignores_is_skipped(app: Path) -> None:
    inner = app.parent / "inner"
    subprocess.run(["git", "init", "--quiet", inner], check=True)
    (inner / ".gitignore").write_text("made.py\n")
    for name in ("kept.py", "made.py"):
        (inner / name).write_bytes(b"")
    found = find([app.parent])
    assert (list(found.contents), found.skipped) == ([app, inner / "kept.py"], (inner / "made.py",))

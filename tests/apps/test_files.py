"""Files of an app are replaced whole, and stay what they are."""

import ast
import json
import operator
import os
import stat
import subprocess
from pathlib import Path

import libcst
import pytest

from shapegen.apps.files import LeftOut, calls_one, content, each, find, imported_modules, naming, write
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


def test_the_new_content_is_on_the_disk_before_it_has_the_name(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, sync, replace = app.with_name(".app.py.shapegen-new"), os.fsync, os.replace
    steps: list[object] = []

    def synced(file: int) -> None:
        sync(file)
        steps.append(new.read_bytes() if new.exists() else "folder")

    def replaced(source: Path, target: Path) -> None:
        replace(source, target)
        steps.append("replaced")

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    write(app, b"old", b"new")
    assert steps == [b"new", "replaced", "folder"]


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


@pytest.mark.parametrize(("folder", "is_told"), [(".tox", False), ("__pycache__", False), ("node_modules", True)])
def test_what_tools_keep_is_not_worth_a_word(app: Path, folder: str, is_told: bool) -> None:
    (app.parent / folder / "below").mkdir(parents=True)
    (app.parent / folder / "other.py").write_bytes(b"")
    (app.parent / folder / "below" / "other.py").write_bytes(b"")
    found = find([app.parent])
    assert (list(found.contents), found.skipped) == ([app], (app.parent / folder,) if is_told else ())


def test_without_git_nothing_is_ignored(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "--quiet", app.parent], check=True)
    (app.parent / ".gitignore").write_text("app.py\n")
    with pytest.raises(ShapegenError, match=f"no Python file or notebook in {app.parent}; skipped: {app}$"):
        find([app.parent])
    monkeypatch.setenv("PATH", "")
    assert list(find([app.parent]).contents) == [app]


def test_a_file_that_is_named_is_read_whatever_it_is_called(app: Path) -> None:
    text = app.with_name("app.txt")
    text.write_bytes(b"x")
    found = find([text, app, text])
    assert (found.contents, found.skipped) == ({text: b"x", app: b"old"}, ())


def test_where_no_file_is_an_error_says_so(app: Path) -> None:
    app.unlink()
    with pytest.raises(ShapegenError, match=f"^{app} is neither a file nor a folder$"):
        find([app.parent, app])
    with pytest.raises(ShapegenError, match=f"^no Python file or notebook in {app.parent}$"):
        find([app.parent])


def test_a_file_that_cannot_be_read_is_left_out_and_the_others_are_read(app: Path) -> None:
    broken = app.with_name("a.py")
    broken.symlink_to("nowhere")
    found = find([app.parent, Path(os.devnull)])
    assert found.contents == {app: b"old"}
    assert found.left_out == (
        LeftOut(broken, "it cannot be read: No such file or directory"),
        LeftOut(Path(os.devnull), "it is not a regular file"),
    )
    with pytest.raises(ShapegenError, match="it cannot be read: No such file"):
        content(broken)


@pytest.mark.parametrize("count", [0, 3, 20])
def test_each_file_has_its_result_in_the_order_of_the_files(count: int) -> None:
    names = [f"{number}.py" for number in range(count)]
    assert list(each(operator.attrgetter("name"), [Path("app") / name for name in names])) == names


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("client.add_tags(", True),
        ("client\n  .  add_tags (", True),
        ("client.paginate_list_tags(", True),
        ('client.get_paginator("list_tags")', True),
        ("client.get_paginator( 'list_tags' )", True),
        (r"client.get_paginator(\"list_tags\")", True),  # in a notebook
        ("import shapes", True),
        ("import shapes.more", True),
        ("client.add_tags_to(", False),
        ("client.get_add_tags(", False),
        ("add_tags(", False),
        ("client.get_paginator(list_tags)", False),
        ("client.get_waiter('list_tags')", False),
        ("import reshapes, shapes2", False),
    ],
)
def test_a_file_is_looked_at_that_names_a_method_or_the_package(text: str, is_one: bool) -> None:
    assert calls_one(text.encode(), {"add_tags", "list_tags"}, "shapes") == is_one
    assert calls_one(text.encode(), {"add_tags", "list_tags"}) == (is_one and "shapes" not in text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import a", {"a"}),
        ("import a.b as c, d", {"a", "b", "as", "c", "d"}),
        ("from a.b import c, d", {"a", "b", "c", "d"}),
        ("from a import (  # (why)\n    b,  # it\n    c,\n)\nx = y", {"a", "why", "b", "it", "c"}),
        ("from a import(b)\nx = y", {"a", "b"}),
        ("from a import (\nx = y\n", {"a"}),
        ("from .import a", {"a"}),
        ("from .a import \\\n    b, \\\r\n    c\nx = y", {"a", "b", "c"}),
        ("import a, \\\n    b\nx = y", {"a", "b"}),
        ("from a.b \\\n    import c\nx = y", {"a", "b", "c"}),
        ("x = 1; import a", {"a"}),
        ('{"cells": 5, "import": 6}\nimport a', {"a"}),
        ("try: import a\nexcept ImportError: import b", {"a", "b"}),
        ("from a import (\n    b,\n    c,\n)\nx = y", {"a", "b", "c"}),
        ("def f():\n\timport a  # b", {"a"}),
        ("x = 1\r\nfrom . import b\r\ny = 2", {"b"}),
        ("# import a\nimportlib.reload(b)", set()),
    ],
)
def test_every_name_that_an_import_may_bring_is_one(text: str, names: set[str]) -> None:
    assert imported_modules([text.encode(), b"x = 1"]) == names
    for source in (text, text.splitlines(keepends=True)):
        cells = [{"cell_type": "markdown", "source": []}, {"cell_type": "code", "source": source}, {}]
        assert imported_modules([json.dumps({"cells": cells}).encode()]) == names
    assert imported_modules([b"{" + text.encode()]) <= names


@pytest.mark.parametrize("path", sorted(Path(libcst.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_no_name_that_python_sees_imported_is_missed(path: Path) -> None:
    content = path.read_bytes()
    names = set[str]()
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {each.name.rpartition(".")[2] for each in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.rpartition(".")[2])
    assert names <= imported_modules([content])


def test_files_are_found_by_the_words_in_them() -> None:
    contents = {Path("a"): b"one", Path("b"): b"two", Path("c"): b"three"}
    assert naming(contents, b"on", b"thr") == {Path("a"), Path("c")}

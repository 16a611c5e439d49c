"""`shapegen check`: 0 for what `generate` would write, 1 for anything else, 2 when that cannot be known."""

import gzip
import json
import os
import shutil
from pathlib import Path

import models
import pytest
from models import assert_for_people, contents, done, run, small, state, wheel, write_model, write_profile

from shapegen.emit.description import MANIFEST, text

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a profile, a model in a file and in a wheel, and what was generated from the file."""
    folder = tmp_path_factory.mktemp("good")
    model = write_model(folder / "model.json", small())
    wheel(folder / "cache", "1.16.6", "small", model.read_bytes())
    done("generate", "--profile", write_profile(folder / "profile"), "--model", model, "--output", folder / "out")
    return folder


@pytest.fixture
def out(good: Path, tmp_path: Path) -> Path:
    """A copy of the generated tree."""
    shutil.copytree(good, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


def check(out: Path, *options: object, model: bool = True, cache: Path | None = None) -> tuple[int, list[str]]:
    """The exit code and what is said; nothing is touched."""
    before = state(out.parent)
    file = ("--model", out.parent / "model.json") if model else ()
    result = run("check", "--profile", out.parent / "profile", *file, *options, "--output", out, cache=cache)
    assert state(out.parent) == before
    if result.exit_code == 2:
        assert result.stdout == ""
        assert_for_people(result.stderr)
        return 2, [result.stderr]
    assert result.stderr == ""
    return result.exit_code, result.stdout.splitlines()


def summary(out: Path, count: int) -> str:
    files = "1 file is" if count == 1 else f"{count} files are"
    return f"{files} not what `shapegen generate` writes from {out.parent / 'model.json'}."


# 0


def test_what_was_just_generated_is_good(out: Path) -> None:
    code, [said] = check(out)
    model = out.parent / "model.json"
    assert code == 0
    assert (
        said == f"{out / 'smallshapes'} is what `shapegen generate` writes from {model} ({len(contents(out))} files)."
    )


def test_what_a_tool_left_behind_is_no_difference(out: Path) -> None:
    (out / "smallshapes" / "__pycache__").mkdir()
    (out / "smallshapes" / "__pycache__" / "shapes.cpython-311.pyc").write_bytes(b"")
    (out / ".mypy_cache").mkdir()
    assert check(out)[0] == 0


def test_the_release_in_the_manifest_is_the_one_that_is_checked(out: Path) -> None:
    # From a wheel in the cache, which no other botocore here could replace.
    cache = out.parent / "cache"
    profile = out.parent / "profile"
    root = out.parent / "of a release"
    done("generate", "--profile", profile, "--botocore", "1.16.6", "--output", root, cache=cache)
    said = done("check", "--profile", profile, "--output", root, cache=cache)
    assert "writes from botocore 1.16.6 (" in said


def test_a_read_only_tree_is_checked_and_nothing_is_written(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so that it does not is what is held.
    for path in (out, *out.rglob("*"), out.parent):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        monkeypatch.chdir(out)
        assert check(out)[0] == 0
        (out / "smallshapes" / "shapes.py").chmod(0o644)
        with (out / "smallshapes" / "shapes.py").open("a") as file:
            file.write("# mine\n")
        assert check(out)[0] == 1
    finally:
        for path in (out.parent, out, *out.rglob("*")):
            path.chmod(0o755)


def test_without_a_cache_that_can_be_written_it_checks_all_the_same(out: Path) -> None:
    assert check(out, cache=out.parent / "model.json" / "cache")[0] == 0


def test_what_the_repository_has_generated_is_good() -> None:
    before = state(REPOSITORY / "generated")
    said = done("check", "--output", REPOSITORY / "generated")
    assert "is what `shapegen generate` writes from botocore " in said
    assert state(REPOSITORY / "generated") == before


# 1


def test_a_hand_edited_file_is_named_with_the_lines_that_differ(out: Path) -> None:
    path = out / "smallshapes" / "enums.py"
    text = path.read_text()
    path.write_text(text.replace('    RED = "red"\n', '    RED = "rot"\n'))
    number = text.splitlines().index('    RED = "red"') + 1
    assert check(out) == (
        1,
        [
            f"{path}: hand-edited",
            f"    line {number}:",
            '    -    RED = "rot"',
            '    +    RED = "red"',
            summary(out, 1),
        ],
    )


def test_of_a_long_difference_the_first_lines_are_shown(out: Path) -> None:
    path = out / "smallshapes" / "shapes.py"
    path.write_text("\n".join(f"# {n}" for n in range(500)))
    code, said = check(out)
    assert code == 1
    assert said[1:5] == ["    line 1:", "    -# 0", "    -# 1", "    -# 2"]
    assert len(said) < 12


def test_a_deleted_file_is_missing(out: Path) -> None:
    (out / "smallshapes" / "wire.py").unlink()
    assert check(out) == (1, [f"{out / 'smallshapes' / 'wire.py'}: missing", summary(out, 1)])


def test_a_file_of_an_older_generate_is_left_over(out: Path) -> None:
    stamp = models.stamp(out)
    (out / "smallshapes" / "old.py").write_text("")
    stamp["files"]["old.py"] = "0" * 64
    models.restamp(out, stamp)
    code, said = check(out)
    assert code == 1
    assert f"{out / 'smallshapes' / 'old.py'}: left over" in said
    assert f"{models.manifest(out)}: stale" in said
    assert said[-1] == summary(out, 2)


def test_a_file_that_shapegen_did_not_write_is_foreign(out: Path) -> None:
    (out / "smallshapes" / "mine.py").write_text("# mine\n")
    (out / "notes.txt").write_text("beside the package\n")
    assert check(out) == (1, [f"{out / 'smallshapes' / 'mine.py'}: foreign", summary(out, 1)])


def test_a_link_is_foreign_and_not_followed(out: Path) -> None:
    (out / "smallshapes" / "wire.py").unlink()
    (out / "smallshapes" / "wire.py").symlink_to(out.parent / "model.json")
    code, said = check(out)
    assert code == 1
    assert f"{out / 'smallshapes' / 'wire.py'}: foreign" in said


def test_what_was_changed_in_the_manifest_is_shown(out: Path) -> None:
    path = models.manifest(out)
    changed = text(path.read_bytes()).replace(b'"Puts a thing.', b'"Put a thing.')
    path.write_bytes(gzip.compress(changed))
    code, said = check(out)
    assert code == 1
    assert said[0] == f"{path}: stale"
    assert any("-" in line and "Put a thing." in line for line in said)
    assert any("+" in line and "Puts a thing." in line for line in said)


def test_what_another_model_gives_is_stale(out: Path) -> None:
    other = small()
    other["shapes"]["Color"]["enum"].append("green")
    write_model(out.parent / "model.json", other)
    code, said = check(out)
    assert code == 1
    assert f"{out / 'smallshapes' / 'enums.py'}: stale" in said
    assert '    +    GREEN = "green"' in said
    assert f"{models.manifest(out)}: stale" in said


def test_what_another_profile_gives_is_stale(out: Path) -> None:
    write_profile(out.parent / "profile", operations=["PutThing"])
    code, said = check(out)
    assert code == 1
    assert f"{out / 'smallshapes' / 'client.py'}: stale" in said


def test_an_edit_that_a_terminal_would_obey_is_shown_and_not_obeyed(out: Path) -> None:
    path = out / "smallshapes" / "enums.py"
    path.write_bytes(path.read_bytes().replace(b"red", b"\x1b[2Jr\xffed\r"))
    code, said = check(out)
    assert code == 1
    assert all(line.isprintable() for line in said)
    assert any(r"\x1b[2Jr\xffed\r" in line for line in said)


def test_after_generating_again_it_is_good(out: Path) -> None:
    (out / "smallshapes" / "wire.py").unlink()
    (out / "smallshapes" / "enums.py").write_text("")
    profile, model = out.parent / "profile", out.parent / "model.json"
    done("generate", "--profile", profile, "--model", model, "--output", out)
    assert check(out)[0] == 0


# 2


def test_without_a_manifest_it_says_what_writes_one(out: Path) -> None:
    path = models.manifest(out)
    path.unlink()
    code, [said] = check(out)
    assert code == 2
    assert f"{path} is missing" in said
    assert "shapegen generate" in said


def test_of_a_folder_that_is_not_there_the_manifest_is_missing(out: Path) -> None:
    lost = out.parent / "some" / "lost"
    result = run("check", "--output", lost)
    assert result.exit_code == 2
    assert f"{lost / 'monitorshapes' / MANIFEST} is missing" in result.stderr
    assert not lost.parent.exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b"{}", b'{"files": []}', b'{"files": {"/x": ""}}']
)
def test_a_corrupt_manifest_is_named(out: Path, content: bytes) -> None:
    models.manifest(out).write_bytes(gzip.compress(content))
    code, [said] = check(out)
    assert code == 2
    assert str(models.manifest(out)) in said


@pytest.mark.parametrize("release", [5, ["1.16.6"], {}, True, "newest", "../1.16.6"])
def test_a_manifest_with_a_release_that_is_none_is_named(out: Path, release: object) -> None:
    stamp = models.stamp(out)
    stamp["botocore"] = release
    models.restamp(out, stamp)
    code, [_] = check(out, model=False)
    assert code == 2


def test_what_was_generated_from_a_file_needs_the_file(out: Path) -> None:
    code, [said] = check(out, model=False)
    assert code == 2
    assert f"{out / 'smallshapes'} was generated from a file" in said
    assert "--model" in said


def test_a_release_that_cannot_be_had_is_an_error(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    stamp = models.stamp(out)
    stamp["botocore"] = "1.16.6"
    models.restamp(out, stamp)
    result = run("check", "--profile", out.parent / "profile", "--output", out, cache=out.parent / "empty")
    assert result.exit_code == 2
    assert "1.16.6" in result.stderr
    assert_for_people(result.stderr)


# What lies beside the tree, or in the cache


def test_a_sibling_that_looks_like_a_finished_tree_is_neither_moved_nor_believed(out: Path) -> None:
    package = out / "smallshapes"
    ready = package.with_name(".smallshapes.shapegen-ready")
    shutil.copytree(package, ready)
    (ready / "enums.py").write_text("import os\n")
    package.with_name(".smallshapes.shapegen-new").mkdir()
    assert check(out)[0] == 0
    (package / "enums.py").write_text("# mine\n")
    assert check(out)[0] == 1


def test_a_memory_that_lies_is_not_asked(out: Path) -> None:
    cache = out.parent / "cache"
    profile, model = out.parent / "profile", out.parent / "model.json"
    long = small()
    long["shapes"]["Color"]["enum"] += [f"value-{number}" for number in range(20)]
    write_model(model, long)
    done("generate", "--profile", profile, "--model", model, "--output", out, cache=cache)
    memory = cache / "finished-smallshapes.json"
    known = json.loads(memory.read_text())
    assert known
    memory.write_text(json.dumps({key: f"{text}\n__import__('os')\n" for key, text in known.items()}))
    assert check(out, cache=cache)[0] == 0
    before = contents(out)
    done("generate", "--profile", profile, "--model", model, "--output", out, cache=cache)
    assert contents(out) == before


def test_another_model_under_the_number_of_the_release_is_told(out: Path) -> None:
    cache, profile, root = out.parent / "cache", out.parent / "profile", out.parent / "of a release"
    done("generate", "--profile", profile, "--botocore", "1.16.6", "--output", root, cache=cache)
    other = small()
    other["shapes"]["Color"]["enum"].append("green")
    wheel(cache, "1.16.6", "small", json.dumps(other).encode())
    result = run("check", "--profile", profile, "--output", root, cache=cache)
    assert result.exit_code == 1
    assert "was generated from another model of botocore 1.16.6 than the one here" in result.stderr

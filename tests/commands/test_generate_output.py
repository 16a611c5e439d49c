"""`shapegen generate`: what it replaces in the output, and what it leaves as it was."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import models
import pytest
from models import (
    contents,
    done,
    refused,
    refused_untouched,
    small,
    write_model,
    write_profile,
)


def test_what_was_edited_by_hand_is_replaced_and_named(profile: Path, model: Path, out: Path, good: Path) -> None:
    edited = out / "smallshapes" / "shapes.py"
    edited.write_text(edited.read_text() + "# mine\n")
    said = done("generate", "--profile", profile, "--model", model, "--output", out)
    assert "Edited by hand and replaced: shapes.py." in said
    assert contents(out) == contents(good)


def test_a_file_that_is_no_longer_generated_goes(model: Path, out: Path, tmp_path: Path) -> None:
    folder = out / "smallshapes"
    (folder / "old.py").write_text("")
    stamp = models.stamp(out)
    models.restamp(out, stamp | {"files": stamp["files"] | {"old.py": "0" * 64}})
    done("generate", "--profile", write_profile(tmp_path / "profile"), "--model", model, "--output", out)
    assert not (folder / "old.py").exists()


def test_packages_stand_beside_one_another_and_beside_others(model: Path, out: Path, tmp_path: Path) -> None:
    (out / "mine.py").write_text("")
    other = write_profile(tmp_path / "profile", package="othershapes")
    done("generate", "--profile", other, "--model", model, "--output", out)
    assert {path.name for path in out.iterdir()} == {"mine.py", "othershapes", "smallshapes"}


def test_the_package_of_another_profile_is_not_replaced(tmp_path: Path, model: Path) -> None:
    first, second = (write_profile(tmp_path / name) for name in ("first", "second"))
    done("generate", "--profile", first, "--model", model, "--output", tmp_path / "out")
    before = contents(tmp_path / "out")
    said = refused("generate", "--profile", second, "--model", model, "--output", tmp_path / "out")
    assert "holds the package of the profile 'first'" in said
    assert contents(tmp_path / "out") == before


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_says_so(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    model, out = tmp_path / "service-2.json", tmp_path / "out"
    os.mkfifo(model)
    command = (sys.executable, "-m", "shapegen", "generate", "--model", model, "--output", out)
    # What starts the tests in the background may ignore SIGINT, and a run inherits that.
    heed = partial(signal.signal, sent, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heed) as run:
        # To open the other end waits for the run to open its own. A signal that comes just before the run waits for
        # something to read does not wake it; the end of what there is to read does.
        with model.open("wb"):
            run.send_signal(sent)
        assert run.stderr
        assert run.stderr.read() == "shapegen: interrupted; nothing is half-written\n"
    assert run.returncode == code
    assert not out.exists()


def test_an_output_below_a_file_is_an_error_that_names_it(profile: Path, model: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for root in (file, file / "out"):
        said = refused("generate", "--profile", profile, "--model", model, "--output", root)
        assert str(file) in said
    assert file.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_output_is_an_error_that_names_it(profile: Path, out: Path, tmp_path: Path) -> None:
    other = small()
    other["operations"].pop("DropThing")
    path = write_model(tmp_path / "other.json", other)
    out.parent.chmod(0o555)
    try:
        said = refused_untouched(out, "--profile", profile, "--model", path)
    finally:
        out.parent.chmod(0o755)
    assert str(out.parent) in said


def test_a_foreign_file_in_the_output_is_an_error_that_names_it(profile: Path, out: Path, tmp_path: Path) -> None:
    (out / "smallshapes" / "mine.py").write_text("# mine\n")
    other = small()
    other["operations"].pop("DropThing")
    path = write_model(tmp_path / "other.json", other)
    said = refused_untouched(out, "--profile", profile, "--model", path)
    assert "'mine.py'" in said
    assert "did not write" in said


def test_a_folder_of_the_packages_name_with_somebodys_work_in_it_is_an_error(
    profile: Path, model: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    (work / "smallshapes" / "src").mkdir(parents=True)
    (work / "smallshapes" / "src" / "main.py").write_text("# mine\n")
    assert "'src/main.py'" in refused_untouched(work, "--profile", profile, "--model", model)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"files": []}', b'{"files": {"../x": "0"}}', b"\xff"])
def test_an_output_with_a_corrupt_manifest_is_an_error_that_names_it(
    profile: Path, model: Path, out: Path, content: bytes
) -> None:
    (models.manifest(out)).write_bytes(content)
    assert str(models.manifest(out)) in refused_untouched(out, "--profile", profile, "--model", model)

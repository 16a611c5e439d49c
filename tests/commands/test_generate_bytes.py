"""`shapegen generate`: the same input gives the same bytes."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from models import (
    contents,
    done,
    python,
    sagemaker,
    small,
    wheel,
    write_model,
)

import shapegen


def test_the_bytes_are_the_same_whatever_the_process_is_like(tmp_path: Path) -> None:
    model = wheel(tmp_path, "1.16.6", "sagemaker", sagemaker("1.16.6"))
    profile = Path(__file__).parents[2] / "codegen" / "monitoring"
    environments: list[dict[str, str]] = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        # Nothing but ASCII, nothing remembered.
        {
            "PYTHONHASHSEED": "1",
            "TZ": "Asia/Kathmandu",
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "SHAPEGEN_CACHE": str(tmp_path / "cache"),
        },
        # Where a capital i is no I.
        {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "7", "COLUMNS": "20", "TERM": "dumb"},
    ]
    trees: list[dict[str, bytes]] = []
    for number, env in enumerate(environments):
        folder = tmp_path / f"at {number}"
        folder.mkdir()
        options = ("--profile", str(profile), "--model", str(model), "--output", "out")
        ran = python("-m", "shapegen", "generate", *options, env=env, cwd=folder)
        assert ran.returncode == 0, ran.stderr
        assert ran.stderr == ""
        trees.append(contents(folder / "out"))
    assert len(trees[0]) > 20
    for tree in trees[1:]:
        assert tree == trees[0]


def test_the_bytes_are_in_a_tree_that_was_there_as_in_a_new_one(profile: Path, out: Path, tmp_path: Path) -> None:
    other = small()
    del other["operations"]["DropThing"]
    path = write_model(tmp_path / "other.json", other)
    for root in (out, tmp_path / "new"):
        done("generate", "--profile", profile, "--model", path, "--output", root)
    assert contents(out) == contents(tmp_path / "new")


def interpreters() -> Iterator[str]:
    """Other supported Pythons of this machine."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for minor in range(11, 15):
        if minor != sys.version_info.minor:
            found = [shutil.which(f"python3.{minor}"), *map(str, pyenv.glob(f"versions/3.{minor}.*/bin/python3"))]
            yield from (path for path in found if path and "shims" not in path)


RENDER = """\
import hashlib, json, sys
from pathlib import Path
from shapegen.build import Settings, build
from shapegen.emit.render import render
model = json.loads(Path(sys.argv[1]).read_text("utf-8"))
wanted = Settings(service="sagemaker", package="p", client="C", operations=["*Monitoring*", "*ProcessingJob*", "*Tags"])
files = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in render(build(model, wanted).service).items()}
print(json.dumps(files, sort_keys=True))
"""


def rendered(executable: str, model: Path) -> dict[str, str] | None:
    """The hashes of the modules, before black, which is compiled for one Python; None without Jinja."""
    paths = os.pathsep.join([str(Path(shapegen.__file__).parents[1]), sysconfig.get_path("purelib")])
    env = {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    importable = "import jinja2, botocore, shapegen.emit.render"
    if subprocess.run([executable, "-c", importable], env=env, capture_output=True, check=False).returncode:
        return None
    ran = subprocess.run([executable, "-c", RENDER, str(model)], env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    files: dict[str, str] = json.loads(ran.stdout)
    return files


@pytest.mark.parametrize("documentation", ["", "\u061d \U00011f02 \u2ffc \U0001cc00 \U00016ea0 \U0001f6dd"])
def test_the_modules_are_the_same_under_other_pythons(tmp_path: Path, documentation: str) -> None:
    content = json.loads(sagemaker("1.16.6"))
    # Characters that came with Unicode 14 to 17, which not every Python knows yet.
    content["operations"]["ListTags"]["documentation"] += f"<p>{documentation}</p>"
    content["shapes"]["ExecutionStatus"]["enum"] += documentation.split()
    model = write_model(tmp_path / "service-2.json", content)
    here = rendered(sys.executable, model)
    others = {executable: files for executable in interpreters() if (files := rendered(executable, model))}
    if not others:
        pytest.skip("no other supported Python here that can render; each of the workflow's runs `shapegen check`")
    assert others == dict.fromkeys(others, here)

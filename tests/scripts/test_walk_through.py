"""A release of botocore, from the index to the pull request: the scripts and the workflow run in a clone."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from http.server import BaseHTTPRequestHandler
from importlib import import_module
from pathlib import Path
from typing import Any

import package_index
import pytest
from walk import LOCKS, PINNED, ROOT, Clone, after, botocore, stubs, wheel

WORDS, MEMBER, NEVER = (after(PINNED, patches) for patches in (1, 2, 3))
PEER, LAGGING_PEER = (f"scripts/benchmarks/peers/{name}.txt" for name in ("boto3", "aws-resource-validator"))
KILLS = int(os.environ.get("KILLS", "2"))


def says_more(model: dict[str, Any]) -> None:
    model["shapes"]["MonitoringOutput"]["documentation"] = "<p>What a monitor puts out.</p>"


def has_more(model: dict[str, Any]) -> None:
    says_more(model)
    model["shapes"]["MonitoringS3Output"]["members"]["Colour"] = {"shape": "String"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Generator[package_index.Index, None, None]:
    folder = tmp_path_factory.mktemp("wheels")
    stubs(folder)
    botocore(folder, PINNED)
    with package_index.served(folder) as index:
        yield index


@pytest.fixture(scope="module")
def made(index: package_index.Index, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    clone = Clone(tmp_path_factory.mktemp("walk"), index)
    clone.done("scripts/lock --debug")
    clone.installed()
    clone.committed()
    return clone


@pytest.fixture
def clone(made: Clone, index: package_index.Index) -> Generator[Clone, None, None]:
    """With a release that changes words alone."""
    botocore(index.wheels, WORDS, says_more)
    yield made
    index.answer = lambda _: False
    for release in (WORDS, MEMBER, NEVER):
        for path in index.wheels.glob(f"botocore-{release}-*"):
            path.unlink()
    made.reset()


def where(clone: Clone) -> dict[str, str]:
    """Which botocore everything is at."""
    return {"package": clone.generated()} | {lock: clone.botocore(lock) for lock in (*LOCKS, PEER, LAGGING_PEER)}


def all_at(release: str, clone: Clone) -> dict[str, str]:
    """Where everything should be after an update."""
    at = where(clone)
    return dict.fromkeys(at, release) | {each: at[each] for each in (LOCKS[2], LAGGING_PEER)}


def test_everything_moves_and_what_lags_is_told_in_a_line(clone: Clone) -> None:
    with_aio = clone.botocore(LOCKS[2])
    said = clone.done("scripts/update").splitlines()
    assert said[:2] == [f"monitorshapes: botocore {PINNED} -> {WORDS}.", "- Documentation alone."]
    assert said[3:5] == [
        f"aiobotocore takes no botocore newer than {with_aio}: its tests stay there.",
        "aws-resource-validator, a peer of the benchmarks, goes with no botocore as new: its lock stays as it was.",
    ]
    assert len(said) < 20
    assert where(clone) == all_at(WORDS, clone)
    assert (clone.botocore(LOCKS[2]), clone.botocore(LAGGING_PEER)) == (with_aio, PINNED)
    assert f"botocore {WORDS}" in (clone.root / "CHANGELOG.md").read_text()
    assert not [path for path in clone.changed() if "shapegen-" in path]
    clone.installed()
    assert clone.done("scripts/update").splitlines()[0] == f"botocore {WORDS} is the newest: nothing to do."


def test_the_workflow_opens_its_pull_request(clone: Clone, index: package_index.Index, tmp_path: Path) -> None:
    botocore(index.wheels, MEMBER, has_more)
    for script in ("test", "venv"):  # the whole suite, and what it would install
        (clone.root / "scripts" / script).write_text("#!/bin/sh\n")
    clone.done("git init --quiet --bare ../origin; git remote add origin ../origin 2>/dev/null || true")
    clone.done("git -c user.name=me -c user.email=me@example.com commit --quiet --all --message stubs")
    (tmp_path / "gh").write_text('#!/bin/sh\necho "$@" >> "$RUNNER_TEMP/asked"\n')
    (tmp_path / "gh").chmod(0o755)
    outputs = tmp_path / "outputs"
    outputs.touch()
    environment = {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(outputs),
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "PYTHON": "python",
    }
    text = (clone.root / ".github" / "workflows" / "update.yml").read_text()
    workflow = import_module("yaml").safe_load(text)
    assert workflow["permissions"] == {}
    make, open_ = workflow["jobs"]["make"], workflow["jobs"]["open"]
    assert make["permissions"] == {"contents": "read"}
    for step in make["steps"]:
        clone.done(step.get("run", ""), **environment)
    assert outputs.read_text() == f"botocore={MEMBER}\n"
    assert "MonitoringS3Output.Colour" in (tmp_path / "update" / "body.md").read_text()

    clone.reset()  # the second job has a checkout of its own
    environment |= {"BOTOCORE": MEMBER, "GH_TOKEN": "token"}
    for step in open_["steps"]:
        if "run" in step:
            clone.done(step["run"], **environment)
    said = (tmp_path / "asked").read_text()
    assert f"pr create --head update --title botocore {MEMBER} --body-file {tmp_path}/body.md" in said
    assert clone.done("git log -1 --format=%s origin/update || git -C ../origin log -1 --format=%s update").strip() == (
        f"botocore {MEMBER}"
    )
    assert where(clone) == all_at(MEMBER, clone)


@pytest.mark.parametrize("tool", [["actionlint", "-"], ["zizmor", "--offline", "-"]], ids=["actionlint", "zizmor"])
def test_nothing_is_to_be_said_of_the_documented_workflow(tool: list[str]) -> None:
    text = (ROOT / "docs" / "regenerate.md").read_text().partition("```yaml\n")[2].partition("```")[0]
    command = [str(Path(sys.executable).with_name(tool[0])), *tool[1:]]
    ran = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_workflow_for_a_package_of_ones_own(clone: Clone, index: package_index.Index, tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    settings = (
        'service = "sagemaker"\noperations = ["*MonitoringSchedule"]\noutput = "src"\nchangelog = "CHANGELOG.md"\n'
    )
    (app / "pyproject.toml").write_text(f"[tool.shapegen.packages.tableshapes]\n{settings}")
    (app / "CHANGELOG.md").write_text(f"# Changelog\n\n## 0.1.0, unreleased (botocore {PINNED})\n\n- Mine.\n")
    (tmp_path / "gh").write_text('#!/bin/sh\necho "$@" >> "$RUNNER_TEMP/asked"\n')
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "outputs").touch()
    path = os.pathsep.join((str(clone.root / ".venv" / "bin"), str(tmp_path), os.environ["PATH"]))
    environment = {"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "outputs"), "PATH": path}
    commit = "git add --all && git -c user.name=me -c user.email=me@example.com commit --quiet --message all"
    clone.done(f"cd {app}; shapegen generate; git init --quiet --initial-branch main; {commit}", **environment)
    clone.done(f"git init --quiet --bare {tmp_path}/origin; cd {app}; git remote add origin ../origin", **environment)

    botocore(index.wheels, MEMBER, has_more)
    text = (clone.root / "docs" / "regenerate.md").read_text().partition("```yaml\n")[2].partition("```")[0]
    jobs = import_module("yaml").safe_load(text)["jobs"]
    scripts = [step["run"] for step in jobs["make"]["steps"] if "run" in step]
    assert scripts[0] == "pip install shapegen"
    clone.done(f"cd {app}; {scripts[1]}", **environment)
    assert (tmp_path / "outputs").read_text() == "changed=yes\n"
    clone.done(f"cd {app}; git reset --quiet --hard", **environment)
    clone.done(f"cd {app}; {jobs['open']['steps'][2]['run']}", **environment)
    said = clone.done(f"cd {app}; git show --stat --format=%s origin/regenerate", **environment).splitlines()
    assert said[0] == "tableshapes: the newest botocore"
    assert any("CHANGELOG.md" in line for line in said)
    assert "MonitoringS3Output.Colour" in (tmp_path / "body.md").read_text()
    assert "pr create --head regenerate" in (tmp_path / "asked").read_text()

    moved = f"git mv pyproject.toml src/tableshapes/a.toml; git diff --cached -M > {tmp_path}/update/patch"
    clone.done(f"cd {app}; git switch --quiet main; {moved}; git reset --quiet --hard", **environment)
    ran = clone.bash(f"cd {app}; {jobs['open']['steps'][2]['run']}", **environment)
    assert (ran.returncode, "rename pyproject.toml" in ran.stdout) == (1, True)
    assert (app / "pyproject.toml").is_file()


@pytest.mark.parametrize("path", [".github/workflows/test.yml", "scripts/test", "codegen/shapegen/cli.py"])
def test_a_patch_that_touches_anything_else_is_not_applied(made: Clone, tmp_path: Path, path: str) -> None:
    (tmp_path / "update").mkdir()
    (made.root / path).write_text("# Mine.\n")
    made.done(f"git diff --binary > {tmp_path}/update/patch")
    made.reset()
    text = (made.root / ".github" / "workflows" / "update.yml").read_text()
    apply = import_module("yaml").safe_load(text)["jobs"]["open"]["steps"][2]["run"]
    ran = made.bash(apply, RUNNER_TEMP=str(tmp_path))
    assert (ran.returncode, ran.stdout) == (1, f"{path}\n")
    assert made.changed() == set()


@pytest.mark.parametrize(
    "change", ["git mv README.md generated/a.md", "chmod +x CHANGELOG.md", "ln -s ../.github generated/link"]
)
def test_a_patch_that_moves_a_file_or_makes_a_link_is_not_applied(made: Clone, tmp_path: Path, change: str) -> None:
    made.reset()
    (tmp_path / "update").mkdir()
    made.done(f"{change}; git add --all; git diff --cached --binary -M > {tmp_path}/update/patch")
    made.reset()
    text = (made.root / ".github" / "workflows" / "update.yml").read_text()
    apply = import_module("yaml").safe_load(text)["jobs"]["open"]["steps"][2]["run"]
    ran = made.bash(apply, RUNNER_TEMP=str(tmp_path))
    assert (ran.returncode, "touches what no update touches" in ran.stderr) == (1, True), ran.stderr
    assert made.changed() == set()


def test_a_resolver_that_finds_nothing_leaves_all_as_it_was(clone: Clone, index: package_index.Index) -> None:
    wheel(index.wheels, "botocore", NEVER, ("what-nobody-has",), _files(index, WORDS))
    ran = clone.bash("scripts/update")
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1] == (
        f"shapegen: botocore {NEVER}: requirements-test.lock: uv finds no packages that fit together. Nothing is "
        "written; --debug shows what uv says"
    )
    assert len((ran.stdout + ran.stderr).splitlines()) < 20
    assert clone.changed() == set()
    assert "what-nobody-has" in clone.bash("scripts/update --debug").stderr


def _files(index: package_index.Index, release: str) -> dict[str, bytes]:
    zipfile = import_module("zipfile")
    with zipfile.ZipFile(next(index.wheels.glob(f"botocore-{release}-*"))) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("botocore/")}


def test_an_index_that_goes_away_in_the_middle_leaves_all_as_it_was(clone: Clone, index: package_index.Index) -> None:
    def gone(request: BaseHTTPRequestHandler) -> bool:
        if request.path.startswith(("/simple/botocore/", "/files/botocore-")) and "metadata" not in request.path:
            return False
        request.send_response(404)
        request.end_headers()
        return True

    index.answer = gone
    ran = clone.bash("scripts/update", UV_NO_CACHE="1", UV_HTTP_RETRIES="0")
    assert ran.returncode == 2
    assert clone.changed() == set()


def test_a_disk_that_takes_no_more_leaves_all_as_it_was(clone: Clone) -> None:
    ran = clone.bash("ulimit -f 200; scripts/update")
    assert ran.returncode != 0
    assert clone.changed() == set()


def test_a_tree_that_was_left_half_moved_is_finished(clone: Clone) -> None:
    clone.done(".venv/bin/shapegen update")
    assert clone.generated() == WORDS
    assert clone.botocore(LOCKS[0]) == PINNED
    said = clone.done("scripts/update").splitlines()
    assert said[0] == f"botocore {WORDS} is the newest: nothing to do."
    assert said[-1].startswith("Written: requirements-test.lock, requirements.lock, ")
    assert where(clone) == all_at(WORDS, clone)


def test_killed_at_any_moment_everything_is_old_or_new(
    clone: Clone, record_property: Callable[[str, object], None]
) -> None:
    """The next run of any command sees to it. `KILLS=50` kills more often."""
    begun = time.monotonic()
    old = clone.contents()
    clone.done("scripts/update")
    new = clone.contents()
    duration = time.monotonic() - begun
    clone.reset()
    chance = random.Random(KILLS)
    ended = {"old": 0, "new": 0}
    for _ in range(KILLS):
        process = subprocess.Popen(
            ["bash", "scripts/update"],
            cwd=clone.root,
            env=clone.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0, duration))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        clone.bash(".venv/bin/shapegen check")
        found = clone.contents()
        assert found in (old, new), {
            path for path in found.keys() | new.keys() if found.get(path) not in (old.get(path), new.get(path))
        }
        ended["old" if found == old else "new"] += 1
        clone.reset()
    record_property("ended", ended)

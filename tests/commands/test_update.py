"""`shapegen update`: the package, the history and the changelog go to another botocore together, or not at all."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import models
import pytest

from shapegen import profiles
from shapegen.changes import history, log, normal
from shapegen.changes.compare import compare
from shapegen.emit import output, packages
from shapegen.emit.description import HISTORY, MANIFEST
from shapegen.model import load

ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT / "tests" / "data" / "sagemaker-history.tar.xz"
PROFILE = "codegen/monitoring"

Edit = Callable[[models.Model], object]

CHANGELOG = "# Changelog\n\n## 0.2.0, unreleased (botocore 1.0.0)\n\n- Mine.\n\n## 0.1.0 (botocore 0.9.0)\n\n- First.\n"

CARRIED = {f"generated/smallshapes/{name}" for name in (HISTORY, MANIFEST)}
"""What the package says of itself."""

EDITS: dict[str, Edit] = {
    "1.0.0": lambda _: None,
    "1.0.1": lambda model: model["operations"]["PutThing"].update(documentation="<p>Puts a thing.</p>"),
    "1.0.2": lambda model: model["shapes"]["Color"]["enum"].append("green"),
    "1.0.3": lambda _: None,
    "1.0.4": lambda model: model["shapes"]["PutThingInput"]["members"].update(Size={"shape": "Amount"}),
    "1.0.10": lambda model: model["shapes"]["PutThingInput"]["required"].append("Size"),
}
"""What each release changes; the later ones keep it."""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    model = models.small()
    for release, edit in EDITS.items():
        edit(model)
        models.wheel(folder, release, "small", json.dumps(model).encode())
    return folder


class Project:
    """A profile with its history, the package of botocore 1.0.0, a changelog, and wheels in the cache."""

    index: Path | None = None
    """A folder of wheels that pip takes for the index; without one, the cache is all there is."""

    def __init__(self, folder: Path, wheels: Path | None = None, **keys: object) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.profile = models.write_profile(folder / "profile", **keys)
        self.root = folder / "generated"
        self.changelog = folder / "CHANGELOG.md"
        self.changelog.write_text(CHANGELOG)
        first = models.wheel(folder / "first", "1.0.0", "small", json.dumps(models.small()).encode())
        models.done("history", "--profile", self.profile, "--rebuild", first.parent)
        models.done("generate", "--profile", self.profile, "--model", first, "--output", self.root)
        self.cache.mkdir()
        shutil.copy(models.memory() + "/finished-smallshapes.json", self.cache)  # what black has seen
        for wheel in [first, *(wheels.iterdir() if wheels else ())]:
            shutil.copy(wheel, self.cache)

    def add(self, release: str, edit: Edit) -> None:
        """Brings a release that differs from the first."""
        model = models.small()
        edit(model)
        models.wheel(self.cache, release, "small", json.dumps(model).encode())

    def run(self, *arguments: object) -> Any:
        changelog = ("--changelog", self.changelog) if self.changelog.exists() else ()
        options = ("--profile", self.profile, "--output", self.root, *changelog)
        if self.index is not None:
            return models.run("update", *options, *arguments, cache=self.cache, env=models.without_index(self.index))
        with patch.object(load, "versions", lambda: load.cached(self.cache)):
            return models.run("update", *options, *arguments, cache=self.cache)

    def done(self, *arguments: object) -> str:
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return str(result.stdout)

    def contents(self) -> dict[str, bytes]:
        parts = (self.profile, self.root)
        files = {f"{part.name}/{path}": text for part in parts for path, text in models.contents(part).items()}
        return files | {"CHANGELOG.md": self.changelog.read_bytes()}

    def history(self) -> history.History:
        found = profiles.read(str(self.profile)).history
        assert found
        return found

    def botocore(self) -> str:
        return str(models.stamp(self.root)["botocore"])


@pytest.fixture
def project(tmp_path: Path, wheels: Path) -> Project:
    return Project(tmp_path, wheels)


def test_it_goes_to_the_newest_and_says_what_changed(project: Project) -> None:
    said = project.done().splitlines()
    assert said[0] == "smallshapes: botocore 1.0.0 -> 1.0.10."
    assert said[1] == ("- **Breaking**: required member added: `PutThingInput.Size` (a request without it is refused).")
    assert said[2].startswith("- value added: `Color.green` (")
    assert said[3] == "Proposed version: 0.2.0 (major)."
    assert project.botocore() == "1.0.10"
    checked = models.run("check", "--profile", project.profile, "--output", project.root, cache=project.cache)
    assert checked.exit_code == 0, checked.output


def test_operations_that_look_as_if_they_belonged_are_named(tmp_path: Path) -> None:
    def more(model: models.Model) -> None:
        for name in ("DropThing", "KeepThing", "DropOther"):
            model["operations"][name] = {"name": name, "http": {"method": "POST", "requestUri": "/"}}

    project = Project(tmp_path, operations=["PutThing"], related=["*Thing*"])
    with (project.profile / "profile.toml").open("a") as profile:
        profile.write('[left_out]\nKeepThing = "of no use"\n')
    project.add("1.0.1", more)
    said = project.done("--dry-run")
    assert "Related, and not in the profile: DropThing. Name each under `operations` or `left_out`." in said


def test_each_release_that_changed_something_is_in_the_history(project: Project) -> None:
    project.done()
    found = project.history()
    assert found.through == "1.0.10"
    assert [(each.botocore, each.added) for each in found.releases[1:]] == [
        ("1.0.2", ("Color.green",)),
        ("1.0.4", ("PutThingInput.Size",)),
        ("1.0.10", ()),
    ]
    [required] = found.releases[-1].changes
    assert (required.path, required.kind, required.grade) == ("PutThingInput.Size", "member-required", "breaking")
    shapes = (project.root / "smallshapes" / "enums.py").read_text()
    assert 'GREEN = "green"\n    """Since botocore 1.0.2 (' in shapes


def test_a_release_after_another_gives_what_all_at_once_gives(project: Project, tmp_path: Path, wheels: Path) -> None:
    other = Project(tmp_path / "other", wheels)
    for release in EDITS:
        project.done("--to", release)
    other.done()
    for name in ("generated/smallshapes/enums.py", f"generated/smallshapes/{MANIFEST}", "profile/history.json"):
        assert project.contents()[name] == other.contents()[name]


def test_a_rebuilt_history_is_the_one_that_grew(project: Project, wheels: Path) -> None:
    project.done()
    grown = (project.profile / "history.json").read_bytes()
    models.done("history", "--profile", project.profile, "--rebuild", wheels)
    assert (project.profile / "history.json").read_bytes() == grown


def test_the_changelog_says_it_above_what_is_unreleased(project: Project) -> None:
    project.done("--to", "1.0.2")
    text = project.changelog.read_text()
    assert text.startswith(
        "# Changelog\n\n## 0.2.0, unreleased (botocore 1.0.2)\n\n"
        "botocore 1.0.0 -> 1.0.2:\n\n- value added: `Color.green`"
    )
    assert text.endswith("\n\n- Mine.\n\n## 0.1.0 (botocore 0.9.0)\n\n- First.\n")


def test_documentation_alone_is_a_patch(project: Project) -> None:
    project.changelog.write_text("# Changelog\n\n## 1.4.1 (botocore 1.0.0)\n")
    before = project.contents()
    said = project.done("--to", "1.0.1")
    assert "- Documentation alone.\nProposed version: 1.4.2 (patch)." in said
    after = project.contents()
    texts = {f"generated/smallshapes/{name}.py" for name in ("client", "stubs")}
    assert {name for name in after if before.get(name) != after[name]} == {
        *(texts | CARRIED | {"CHANGELOG.md", "profile/history.json"})
    }
    assert "## 1.4.2, unreleased (botocore 1.0.1)\n\nbotocore 1.0.0 -> 1.0.1:\n\n- Documentation.\n" in (
        project.changelog.read_text()
    )


def test_without_a_change_of_the_api_the_pin_alone_moves(project: Project) -> None:
    project.done("--to", "1.0.2")
    before = project.contents()
    assert "No change of the API" in project.done("--to", "1.0.3")
    after = project.contents()
    changed = {name for name in after if before[name] != after[name]}
    assert changed == {*CARRIED, "CHANGELOG.md", "profile/history.json"}
    assert project.botocore() == project.history().through == "1.0.3"
    assert after["profile/history.json"] == before["profile/history.json"].replace(b"1.0.2", b"1.0.3", 1)
    assert after["CHANGELOG.md"] == before["CHANGELOG.md"].replace(b"(botocore 1.0.2)", b"(botocore 1.0.3)", 1)


def test_what_is_released_keeps_its_botocore(project: Project) -> None:
    project.done("--to", "1.0.2")
    released = project.changelog.read_text().replace(", unreleased", "")
    project.changelog.write_text(released)
    project.done("--to", "1.0.3")
    assert project.changelog.read_text() == released


@pytest.mark.parametrize("to", ["1.0.1", "1.0.2", "1.0.4"])
def test_a_package_older_than_the_record_leaves_the_record_alone(project: Project, wheels: Path, to: str) -> None:
    models.done("history", "--profile", project.profile, "--rebuild", wheels)
    before = (project.profile / "history.json").read_bytes()
    project.done("--to", to)
    assert project.botocore() == to
    assert (project.profile / "history.json").read_bytes() == before
    since = [f"Since botocore {each} (" for each in ("1.0.2", "1.0.4")]
    texts = "".join((project.root / "smallshapes" / f"{name}.py").read_text() for name in ("enums", "shapes"))
    assert [each in texts for each in since] == [to != "1.0.1", to == "1.0.4"]
    project.done()
    assert (project.profile / "history.json").read_bytes() == before


def test_of_the_newest_there_is_nothing_to_do(project: Project) -> None:
    project.done()
    before = models.state(project.folder)
    assert project.done() == "botocore 1.0.10 is the newest: nothing to do.\n"
    assert models.state(project.root).items() <= before.items()


def test_a_dry_run_says_the_same_and_writes_nothing(project: Project) -> None:
    before = project.contents()
    dry = project.done("--dry-run")
    assert project.contents() == before
    real = project.done()
    assert dry.splitlines()[:-1] == real.splitlines()[:-1]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda model: model["shapes"]["Name"].update(smithy=1), "shape Name has the trait 'smithy'"),
        (lambda model: model["operations"].pop("DropThing"), "no operation of the model is called 'DropThing'"),
    ],
)
def test_a_model_that_cannot_be_generated_from_leaves_all_as_it_was(tmp_path: Path, edit: Edit, said: str) -> None:
    project = Project(tmp_path, operations=["DropThing", "PutThing"])
    project.add("1.0.1", edit)
    before = project.contents()
    result = project.run()
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Nothing is written" in result.stderr
    assert project.contents() == before


def test_a_rule_whose_sentence_is_gone_leaves_all_as_it_was(tmp_path: Path) -> None:
    modules = tmp_path / "profile" / "modules"
    modules.mkdir(parents=True)
    (modules / "rules.py").write_text('"""Rules."""\n\ndef stays(x, at, found):\n    pass\n')
    rule = '[[rule]]\nid = "stays"\nshape = "PutThingInput"\nsentence = "It stays there."\nwhere = "PutThing"\n'
    (tmp_path / "profile" / "rules.toml").write_text(rule)
    project = Project(tmp_path)
    project.add("1.0.1", EDITS["1.0.1"])
    before = project.contents()
    result = project.run()
    assert result.exit_code == 1
    assert "rule 'stays': the documentation of PutThing no longer says 'It stays there.'" in result.stderr
    assert project.contents() == before


@pytest.mark.parametrize("fails", ["replace", "write"])
def test_what_fails_halfway_leaves_all_as_it_was_and_can_be_repeated(
    project: Project, tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    before = project.contents()
    replace = Path.replace
    with monkeypatch.context() as broken:
        if fails == "write":
            broken.setattr(output, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        else:

            def refuse(path: Path, target: Path) -> Path:
                if target.name == "CHANGELOG.md":
                    raise OSError(28, "No space left on device", str(target))
                return replace(path, target)

            broken.setattr(Path, "replace", refuse)
        assert project.run().exit_code in (2, 130)
    assert project.contents() == before
    assert not list(project.folder.rglob("*.shapegen-*"))
    project.done()
    assert project.botocore() == "1.0.10"


def test_killed_between_the_files_the_next_run_finishes(project: Project, tmp_path: Path, wheels: Path) -> None:
    other = Project(tmp_path / "other", wheels)
    other.done()
    # The history and the changelog had been exchanged, the package had not.
    for name in ("profile/history.json", "CHANGELOG.md"):
        (project.folder / name).write_bytes((other.folder / name).read_bytes())
    project.done()
    assert project.contents() == other.contents()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "0.9.0"), "botocore 0.9.0 is older than 1.0.0"),
        (("--to", "1.0.5"), "no botocore 1.0.5"),
        (("--to", "next"), "'next' is not a botocore version"),
    ],
)
def test_a_release_that_cannot_be_gone_to_is_an_error(project: Project, arguments: tuple[str, str], said: str) -> None:
    before = project.contents()
    result = project.run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert project.contents() == before


def test_the_index_says_what_is_newest_and_has_it(project: Project, wheels: Path) -> None:
    for wheel in project.cache.glob("botocore-1.0.[1-9]*.whl"):
        wheel.unlink()
    project.index = wheels
    project.done("--dry-run")
    assert {wheel.name for wheel in wheels.glob("*-1.0.10-*")} <= {wheel.name for wheel in project.cache.iterdir()}


def test_without_an_index_it_says_so_and_a_release_at_hand_can_be_named(project: Project, tmp_path: Path) -> None:
    project.index = tmp_path / "nothing"
    result = project.run()
    assert result.exit_code == 2
    assert "no package index lists releases of botocore" in result.stderr
    project.done("--to", "1.0.2")
    assert [each.botocore for each in project.history().releases] == ["1.0.0", "1.0.2"]


def test_a_package_from_a_file_cannot_be_updated(project: Project, tmp_path: Path) -> None:
    model = models.write_model(tmp_path / "service-2.json", models.small())
    models.done("generate", "--profile", project.profile, "--model", model, "--output", project.root)
    result = project.run()
    assert result.exit_code == 2
    assert "was generated from a file" in result.stderr


def test_a_profile_without_a_history_is_updated_without_one(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.folder)
    (project.profile / "history.json").unlink()
    project.changelog.unlink()
    assert "A major version." in project.done()
    assert not (project.profile / "history.json").exists()
    assert not project.changelog.exists()


def test_a_changelog_that_is_not_there_is_an_error_before_anything_is_done(project: Project) -> None:
    before = project.contents()
    result = project.run("--changelog", project.folder / "nope.md")
    assert result.exit_code == 2
    assert "nope.md' does not exist" in result.stderr
    assert project.contents() == before


@pytest.mark.parametrize("damage", ["edited", "missing"])
def test_a_package_that_is_not_what_its_api_json_says_is_not_updated(project: Project, damage: str) -> None:
    path = project.root / "smallshapes" / "enums.py"
    text = path.read_text()
    path.unlink() if damage == "missing" else path.write_text(text + "# Mine.\n")
    before = project.contents()
    result = project.run()
    assert result.exit_code == 2
    assert f"{MANIFEST} says: enums.py. `shapegen generate --botocore 1.0.0` writes it again" in result.stderr
    assert project.contents() == before


def test_what_another_generator_wrote_is_no_change_of_the_documentation(project: Project) -> None:
    project.done("--to", "1.0.2")
    project.changelog.write_text(CHANGELOG)
    path = project.root / "smallshapes" / "enums.py"
    path.write_text(path.read_text() + "# Of an older template.\n")
    stamp = models.stamp(project.root)
    stamp["files"] = output.hashes({name: (path.parent / name).read_bytes() for name in stamp["files"]})
    models.restamp(project.root, stamp)
    assert "No change of the API, nor of its documentation." in project.done("--to", "1.0.3")
    assert "older template" not in path.read_text()
    assert project.changelog.read_text() == CHANGELOG.replace("botocore 1.0.0", "botocore 1.0.3")


def test_a_changelog_without_sections_is_an_error(project: Project) -> None:
    project.changelog.write_text("# Changelog\n")
    before = project.contents()
    result = project.run()
    assert result.exit_code == 2
    assert "the changelog has no section" in result.stderr
    assert project.contents() == before


def test_many_values_are_counted_and_what_breaks_is_named_in_full() -> None:
    def api(values: list[str], members: list[str]) -> normal.Surface:
        color = {"type": "string", "enum": values}
        targets = {name: {"shape": "Color"} for name in members} | {"Size": {"shape": "Size"}}
        thing = {"type": "structure", "members": targets}
        return normal.Surface(
            {"Put": {"name": "Put", "input": {"shape": "Thing"}}}, {"Color": color, "Size": color, "Thing": thing}
        )

    many = [f"v{number}" for number in range(9)]
    breaking, values = log.lines(compare(api(["v0"], ["Color", *many]), api(many, ["Color"])))
    assert "`Thing.v8`" in breaking
    assert "more" not in breaking
    assert "`Color.v1`, `Color.v2`" in values
    assert "`Color.v6` and 2 more, `Size.v1`" in values
    assert "v7" not in values


@pytest.mark.parametrize(
    ("version", "what", "raised"),
    [
        ((0, 1, 2), "major", (0, 2, 0)),
        ((0, 1, 2), "minor", (0, 2, 0)),
        ((0, 1, 2), "patch", (0, 1, 3)),
        ((1, 4, 2), "major", (2, 0, 0)),
        ((1, 4, 2), "minor", (1, 5, 0)),
        ((1, 4, 2), "patch", (1, 4, 3)),
    ],
)
def test_the_rule_of_the_version(version: log.Version, what: log.Bump, raised: log.Version) -> None:
    assert log.raised(version, what) == raised


def test_few_releases_are_looked_at_to_find_those_that_changed_something() -> None:
    asked: list[str] = []

    def api(version: str) -> normal.Surface:
        asked.append(version)
        return normal.Surface({}, {"Amount": {"type": "integer", "max": int(version) // 300}})

    versions = [str(number) for number in range(1000)]
    assert history.turns(versions, api, 99) == ["300", "600", "900"]
    assert len(asked) < 32
    assert history.turns(versions, api, 0) == ["999"]


@pytest.mark.parametrize("known", ["by its folder", "by the pyproject.toml"])
def test_a_package_of_a_service_is_updated_from_what_it_says_of_itself(
    tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    arguments = ("--service", "small", "--operation", "Put*", "--output", tmp_path)
    models.done("generate", *arguments, "--botocore", "1.0.0", cache=wheels)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(load, "versions", lambda: load.cached(wheels))
    if known == "by its folder":
        said = models.done("update", "--package", tmp_path / "smallshapes", cache=wheels)
    else:
        (tmp_path / "pyproject.toml").write_text(
            '[tool.shapegen.packages.smallshapes]\nservice = "small"\noperations = ["Put*"]\nchangelog = "NEWS.md"\n'
        )
        (tmp_path / "NEWS.md").write_text(CHANGELOG)
        said = models.done("update", cache=wheels)
        assert "(botocore 1.0.10)" in (tmp_path / "NEWS.md").read_text()
    assert said.startswith("smallshapes: botocore 1.0.0 -> 1.0.10.\n- **Breaking**: required member added")
    stamp = packages.read_stamp(tmp_path / "smallshapes") or {}
    assert (stamp["botocore"], list(stamp["selection"]["operations"])) == ("1.0.10", ["Put*"])


@pytest.mark.network
@pytest.mark.parametrize(("old", "new"), [("1.16.5", "1.16.6"), ("1.43.67", "1.44.5")])
def test_for_real_in_a_clone(tmp_path: Path, old: str, new: str) -> None:
    """What the history was when `old` was the newest, grows to what it is, with wheels from the package index."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    (tmp_path / "models").mkdir()
    with tarfile.open(ARCHIVE) as archive:
        wanted = [each for each in archive if each.name == "releases.json" or _is_until(each.name, old)]
        archive.extractall(tmp_path / "models", wanted, filter="data")

    def shapegen(*arguments: object) -> str:
        command = [sys.executable, "-m", "shapegen", *map(str, arguments)]
        environment = os.environ | {"PYTHONPATH": str(clone / "codegen")}
        done = subprocess.run(command, cwd=clone, env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    shapegen("history", "--rebuild", tmp_path / "models")
    shapegen("generate", "--botocore", old)
    assert f"monitorshapes: botocore {old} -> {new}." in shapegen("update", "--to", new)
    shapegen("check")
    was, now = (profiles.read(str(root / PROFILE)).history for root in (ROOT, clone))
    assert was
    assert now
    newest = load.numbers(new)
    assert now.releases == tuple(each for each in was.releases if load.numbers(each.botocore) <= newest)


def _is_until(name: str, release: str) -> bool:
    return load.numbers(name.partition("/")[0]) <= load.numbers(release)

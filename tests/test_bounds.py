"""Input of any size costs bounded work, or is refused."""

import os
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from models import done, refused, small, write_model, write_profile

import monitorshapes as ms
from shapegen.build import Settings, build
from shapegen.build.backtracking import needs_linear
from shapegen.build.patterns import translate
from shapegen.errors import ModelError, ShapegenError
from shapegen.model import documents, load

WANTED = Settings(service="small", package="smallshapes", client="SmallClient", operations=["*"])


def test_a_pattern_of_a_megabyte_is_refused_with_its_length_and_not_itself() -> None:
    with pytest.raises(ModelError, match=r"has 1,000,000 characters, more than 10,000") as told:
        translate("a" * 1_000_000)
    assert len(str(told.value)) < 3000


def test_groups_nested_deeper_than_anybody_does_are_refused() -> None:
    translate("(" * 50 + "a" + ")" * 50)
    with pytest.raises(ModelError, match="groups are nested more than 50 deep"):
        translate("(" * 51 + "a" + ")" * 51)


@pytest.mark.parametrize("pattern", ["a?" * 2000, "[a-z]*" * 1000])
def test_ways_that_nobody_can_count_in_time_are_for_the_linear_matcher(pattern: str) -> None:
    assert needs_linear(translate(pattern), None)


def test_more_documentation_than_any_service_has_is_refused() -> None:
    model = small()
    model["shapes"]["Name"]["documentation"] = "a " * 4_000_001
    with pytest.raises(ModelError, match=r"8,000,0\d\d characters of documentation, more than 8,000,000"):
        build(model, WANTED)


@pytest.mark.parametrize("bound", [10**400, float("inf"), float("nan"), -(10**309)])
def test_a_bound_that_no_number_has_is_refused(bound: float) -> None:
    model = small()
    model["shapes"]["Ratio"]["max"] = bound
    with pytest.raises(ModelError, match="the max of shape 'Ratio' is no finite number"):
        build(model, WANTED)


def test_a_model_of_an_archive_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LIMIT", 5000)
    profile, path = write_profile(tmp_path / "profile"), tmp_path / "models.tar"
    with tarfile.open(path, "w") as archive:
        member = tarfile.TarInfo("1.0.0/service-2.json")
        member.size = 6000
        archive.addfile(member, BytesIO(b" " * 6000))
    assert "1.0.0/service-2.json holds more than" in refused("history", "--profile", profile, "--rebuild", path)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such files")
@pytest.mark.parametrize("name", ["1.0.0/service-2.json", "botocore-1.0.0-py3-none-any.whl", "releases.json"])
@pytest.mark.parametrize("device", [None, "/dev/zero", "/dev/full"])
def test_what_never_ends_is_no_model_of_an_archive(tmp_path: Path, name: str, device: str | None) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    if device:
        path.symlink_to(device)
    else:
        os.mkfifo(path)
    with pytest.raises(ShapegenError, match="is not a file"):
        list(load.archive(tmp_path, "small"))


def test_toml_of_thousands_of_levels_is_told(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "profile")
    with (profile / "profile.toml").open("a") as file:
        file.write("left_out = " + "[" * 20_000)
    said = refused("generate", "--profile", profile, "--model", write_model(tmp_path / "m.json", small()))
    assert "profile.toml" in said


@pytest.mark.parametrize("depth", [1000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [('{"MonitoringScheduleConfig":', "}"), ("[", "]"), ('{"a":', "}")])
def test_json_of_any_depth_is_read_or_a_value_error(depth: int, opening: str, closing: str) -> None:
    text = f'{{"MonitoringScheduleName": {opening * depth}1{closing * depth}}}'
    said = ""
    try:
        assert ms.violations(ms.from_json(ms.CreateMonitoringScheduleRequest, text))
    except ValueError as error:
        said = str(error)
    assert said in ("", "nested too deep")


def test_the_small_model_is_within_all_bounds(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model.json", small())
    done("generate", "--profile", write_profile(tmp_path / "profile"), "--model", model, "--output", tmp_path / "out")

"""`shapegen generate`: which release of botocore it takes the model from, and what an older one lacks."""

import json
from pathlib import Path
from typing import Any

import models
import pytest
from models import (
    contents,
    done,
    refused_untouched,
    run,
    small,
    wheel,
    without_index,
    write_profile,
)

WANTED: dict[str, Any] = {"operations": ["PutThing", "GetThing", "List*"], "shapes": ["Branch", "Root"]}


@pytest.mark.parametrize("release", ["1.16.5", "1.9.0", "0.99.99"])
def test_from_an_older_release_what_is_not_there_yet_is_left_out_and_counted(tmp_path: Path, release: str) -> None:
    profile = write_profile(tmp_path / "profile", as_of="1.16.6", **WANTED)
    model = wheel(tmp_path, release, "small", json.dumps(small()).encode())
    root = tmp_path / "out"
    said = done("generate", "--profile", profile, "--model", model, "--output", root)
    assert "Left out, because this model does not have them (3): GetThing, List*, Root." in said.splitlines()
    assert models.stamp(root)["absent"] == ["GetThing", "List*", "Root"]


@pytest.mark.parametrize("release", ["1.16.6", "1.16.10", "1.100.0", "2.0.0"])
@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"operations": ["PutThing", "GetThing"]}, "no operation of the model is called 'GetThing'"),
        ({"operations": ["PutThing", "Lizt*"]}, "'Lizt*' matches no operation"),
        ({"shapes": ["Root"]}, "no shape of the model is called 'Root'"),
    ],
)
def test_from_the_release_it_was_reviewed_against_or_a_newer_one_what_is_missing_is_an_error(
    tmp_path: Path, out: Path, release: str, wanted: dict[str, Any], message: str
) -> None:
    profile = write_profile(tmp_path / "profile", as_of="1.16.6", **wanted)
    model = wheel(tmp_path, release, "small", json.dumps(small()).encode())
    assert message in refused_untouched(out, "--profile", profile, "--model", model)


def test_a_bare_file_is_held_to_all_that_the_profile_names(tmp_path: Path, model: Path, out: Path) -> None:
    for keys in ({"as_of": "1.16.6"}, {}):
        profile = write_profile(tmp_path / f"profile{len(keys)}", **keys, **WANTED)
        assert "'GetThing'" in refused_untouched(out, "--profile", profile, "--model", model)


def test_a_service_that_botocore_does_not_have_is_an_error_that_suggests(tmp_path: Path, out: Path) -> None:
    profile = write_profile(tmp_path / "profile", service="sagemakr")
    said = refused_untouched(out, "--profile", profile)
    assert "has no service 'sagemakr'" in said
    assert "sagemaker" in said
    model = wheel(tmp_path, "1.16.5", "small", json.dumps(small()).encode())
    assert "small" in refused_untouched(out, "--profile", profile, "--model", model)


@pytest.mark.parametrize("version", ["1.16", "last", " ", "../1.16.5", "1.16.5; id"])
def test_what_is_no_version_is_an_error_that_shows_one(profile: Path, out: Path, version: str) -> None:
    said = refused_untouched(out, "--profile", profile, "--botocore", version)
    assert f"{version!r} is not a botocore version" in said
    assert "like 1.16.5" in said


@pytest.mark.parametrize("name", ["newest", "latest"])
def test_the_newest_release_has_a_name(tmp_path: Path, profile: Path, out: Path, name: str) -> None:
    for version in ("1.9.9", "1.16.5"):
        wheel(tmp_path, version, "small", json.dumps(small()).encode())
    arguments = ("--profile", profile, "--botocore", name, "--output", out)
    said = run("generate", *arguments, cache=tmp_path / "cache", env=without_index(tmp_path)).stdout
    assert said.startswith("smallshapes from botocore 1.16.5: ")
    said = run(
        "diff", "1.9.9", name, "--service", "small", cache=tmp_path / "cache", env=without_index(tmp_path)
    ).stdout
    assert said.startswith("small: botocore 1.9.9 -> botocore 1.16.5\n")


def test_going_back_to_an_older_botocore_wants_to_be_said(tmp_path: Path, profile: Path, out: Path) -> None:
    new, old = (wheel(tmp_path, version, "small", json.dumps(small()).encode()) for version in ("1.16.5", "1.9.9"))
    done("generate", "--profile", profile, "--output", out, "--model", new)
    said = refused_untouched(out, "--profile", profile, "--model", old)
    assert f"{out / 'smallshapes'} is generated from botocore 1.16.5, and 1.9.9 is older" in said
    assert "--allow-older goes back" in said
    said = done("generate", "--profile", profile, "--output", out, "--model", old, "--allow-older")
    assert said.startswith("Back from botocore 1.16.5 to 1.9.9.\n")


def test_a_release_that_does_not_exist_is_an_error_that_suggests(tmp_path: Path, profile: Path, out: Path) -> None:
    wheel(tmp_path, "1.16.5", "small", json.dumps(small()).encode())
    said = refused_untouched(
        out, "--profile", profile, "--botocore", "1.16.99", cache=tmp_path / "cache", env=without_index(tmp_path)
    )
    assert "no botocore 1.16.99" in said
    assert "1.16.5" in said


def test_without_network_and_with_an_empty_cache_it_says_so(tmp_path: Path, profile: Path, out: Path) -> None:
    said = refused_untouched(
        out, "--profile", profile, "--botocore", "1.16.5", cache=tmp_path / "cache", env=without_index(tmp_path)
    )
    assert f"botocore 1.16.5 is not in {tmp_path / 'cache'}, and cannot be fetched: " in said
    assert "Check the network and the settings of pip or uv" in said


def test_a_release_that_was_fetched_once_needs_no_index(
    tmp_path: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links, cache = tmp_path / "links", tmp_path / "cache"
    fetched = wheel(links, "1.16.5", "small", json.dumps(small()).encode())
    for name, value in without_index(links).items():
        monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
    arguments = ("generate", "--profile", profile, "--botocore", "1.16.5", "--output")
    done(*arguments, tmp_path / "first", cache=cache)
    fetched.unlink()
    done(*arguments, tmp_path / "second", cache=cache)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")

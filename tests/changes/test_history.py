"""What each release of botocore brought and changed: the record, its file, `shapegen history`, the replay of all."""

import json
import tarfile
from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import models
import pytest
import replay

from shapegen import profiles
from shapegen.changes import feed, history, normal, timeline
from shapegen.changes.compare import compare
from shapegen.commands.history import recorded
from shapegen.errors import ShapegenError
from shapegen.model import documents, load

ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT / "tests" / "data" / "sagemaker-history.tar.xz"


@pytest.fixture(scope="module")
def archive() -> list[load.Model]:
    """All models; a node that did not change is the same object in each."""
    found: list[load.Model] = []
    last: dict[str, Any] = {"operations": {}, "shapes": {}}
    with pytest.MonkeyPatch.context() as patched:
        # The archive is ours: looking for what stands twice in an object takes most of the time.
        patched.setattr(documents, "parsed", lambda raw, _: json.loads(raw))
        for model in load.archive(ARCHIVE, "sagemaker"):
            for part, nodes in last.items():
                now = model.data[part]
                model.data[part] = {name: nodes[name] if nodes.get(name) == now[name] else now[name] for name in now}
            last = {part: model.data[part] for part in last}
            found.append(model)
    return found


def test_the_differences_of_each_release_say_all_that_it_changed_and_nothing_else(archive: list[load.Model]) -> None:
    old: normal.Surface | None = None
    form: dict[str, Any] = {}
    known: dict[int, dict[str, Any]] = {}
    """The normal forms, by the nodes' ids."""

    def canonical(api: normal.Surface) -> dict[str, Any]:
        for make, nodes in ((normal.operation, api.operations), (normal.shape, api.shapes)):
            for node in nodes.values():
                if id(node) not in known:
                    known[id(node)] = made = make(node)
                    replay.canonical({"operations": {}, "shapes": {"": made}})
        parts = {"operations": api.operations, "shapes": api.shapes}
        return {part: {name: known[id(node)] for name, node in nodes.items()} for part, nodes in parts.items()}

    steps = 0
    for model in archive:
        new = normal.api(model.data)
        if old is None:
            form = deepcopy(canonical(new))
        else:
            forth = compare(old, new)
            replay.carry_out(forth, form)
            assert form == canonical(new), model.release
            if steps % 4 == 0:
                told = sorted(((each.path, each.kind, each.old, each.new) for each in compare(new, old)), key=repr)
                assert replay.inverse(forth) == told, model.release
            steps += 1
        old = new
    assert steps == 319


# The profile's own


def test_the_profiles_history_is_what_the_models_say(
    archive: list[load.Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "archive", lambda *_: archive)
    profile = profiles.read("codegen/monitoring")
    assert profile.history
    made = recorded(profile, ARCHIVE)
    assert made.through == "1.43.67"
    assert profile.history.releases[: len(made.releases)] == made.releases


def test_the_sharpest_changes_are_in_it_and_what_changed_no_meaning_is_not() -> None:
    found = profiles.read("codegen/monitoring").history
    assert found
    by_release = {release.botocore: release for release in found.releases}
    [pattern] = by_release["1.34.74"].changes
    assert (pattern.path, pattern.old, pattern.new) == ("KmsKeyId", None, "[a-zA-Z0-9:/_-]*")
    assert pattern.grade == "breaking"
    assert by_release["1.16.6"].added == ("NetworkConfig.EnableInterContainerTrafficEncryption",)
    assert "1.38.14" not in by_release  # lost the outer anchors of 168 patterns, and had 261 minima of 0


def test_the_file_says_what_is_read_of_it() -> None:
    text = (ROOT / "codegen/monitoring/history.json").read_text("utf-8")
    assert history.to_json(history.from_json(text, "")) == text
    json.loads(text)


def test_a_later_release_changes_the_first_line_and_adds_others() -> None:
    found = profiles.read("codegen/monitoring").history
    assert found
    shape = {"type": "structure", "members": {"A": {"shape": "Text"}}}
    api = normal.Surface({}, {"Fresh": shape, "Text": {"type": "string", "enum": ["a"]}})
    before, after = history.to_json(found), history.to_json(found.followed_by("9.0.0", "2030-01-31", None, api))
    assert after.startswith('{"through": "9.0.0",\n"releases": [\n {"botocore": "9.0.0", "date": "2030-01-31",\n')
    assert after.endswith(",\n" + "\n".join(before.split("\n")[2:]))


# The command


@pytest.mark.parametrize(
    "name",
    [
        "NetworkConfig.EnableInterContainerTrafficEncryption",
        "NetworkConfig.enable_inter_container_traffic_encryption",
        "networkconfig.enableintercontainertrafficencryption",
    ],
)
def test_it_shows_when_a_member_came_by_any_of_its_names(name: str) -> None:
    assert models.done("history", name).splitlines() == [
        "1.16.6 (2020-05-08)",
        "    safe      NetworkConfig.EnableInterContainerTrafficEncryption: added",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("KmsKeyId", "1.34.74 (2024-03-29)\n    breaking  KmsKeyId: pattern added, none -> [a-zA-Z0-9:/_-]*\n"),
        ("create_monitoring_schedule", "1.13.32 (2019-12-04)\n    safe      CreateMonitoringSchedule: added\n"),
        ("ProcessingInstanceType.ML_G7_2XLARGE", "ProcessingInstanceType.ml.g7.2xlarge: value added\n"),
        ("ScheduleConfig", "1.31.51 (2023-09-19)\n    safe      ScheduleConfig.DataAnalysisEndTime: added\n"),
    ],
)
def test_it_shows_the_timeline_of_a_shape_an_operation_and_a_value(name: str, said: str) -> None:
    assert said in models.done("history", name)


def test_it_shows_all_of_the_profile_and_where_it_ends() -> None:
    lines = models.done("history").splitlines()
    found = profiles.read("codegen/monitoring").history
    assert found
    assert lines[0] == "1.8.4 (2017-11-29)"
    assert len([line for line in lines if not line.startswith(" ")]) == len(found.releases) + 1
    assert lines[-1] == f"Nothing else up to botocore {found.through}."


def test_as_json_it_is_a_list_of_events() -> None:
    [event] = json.loads(models.done("history", "KmsKeyId", "--format", "json"))[-1:]
    assert event == {
        "botocore": "1.34.74",
        "date": "2024-03-29",
        "path": "KmsKeyId",
        "kind": "pattern-added",
        "grade": "breaking",
        "grades": {"dicts": "breaking", "package": "breaking"},
        "old": None,
        "new": "[a-zA-Z0-9:/_-]*",
    }


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("NetwrkConfig", "NetworkConfig"),
        ("Tag.Kee", "Tag.Key"),
        ("create_monitoring_shedule", "CreateMonitoringSchedule"),
        ("\x1b[31m", None),
    ],
)
def test_a_wrong_name_is_an_error_that_suggests(name: str, meant: str | None) -> None:
    said = models.refused("history", name)
    assert "the history knows no " in said
    assert "\x1b" not in said
    assert meant is None or meant in said


def test_without_a_history_it_says_how_to_get_one(tmp_path: Path) -> None:
    profile = models.write_profile(tmp_path / "profile")
    assert "--rebuild writes one" in models.refused("history", "--profile", profile)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "holds no models"),
        (["1.0.0/service-3.json"], "holds no models"),
        (["1.0.0/service-2.json"], "is not a service model"),
    ],
)
def test_a_folder_that_cannot_be_rebuilt_from_is_an_error(tmp_path: Path, names: list[str], said: str) -> None:
    profile = models.write_profile(tmp_path / "profile")
    folder = tmp_path / "models"
    folder.mkdir()
    for name in names:
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("{}")
    assert said in models.refused("history", "--profile", profile, "--rebuild", folder)
    assert not (profile / "history.json").exists()


def test_a_tar_file_whose_releases_are_out_of_order_is_an_error(tmp_path: Path) -> None:
    profile = models.write_profile(tmp_path / "profile")
    model = models.write_model(tmp_path / "service-2.json", models.small())
    with tarfile.open(tmp_path / "models.tar", "w") as archive:
        for release in ("1.0.10", "1.0.9"):
            archive.add(model, f"{release}/service-2.json")
    said = models.refused("history", "--profile", profile, "--rebuild", tmp_path / "models.tar")
    assert "1.0.9/service-2.json is not newer than what stands before it" in said
    assert "cannot read" in models.refused("history", "--profile", profile, "--rebuild", model)
    assert not (profile / "history.json").exists()


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        (
            "VolumeKmsKeyId",
            ["MonitoringClusterConfig.VolumeKmsKeyId: added", "ProcessingClusterConfig.VolumeKmsKeyId: added"],
        ),
        (
            "volume_kms_key_id",
            ["MonitoringClusterConfig.VolumeKmsKeyId: added", "ProcessingClusterConfig.VolumeKmsKeyId: added"],
        ),
        ("ml.p5.4xlarge", ["ProcessingInstanceType.ml.p5.4xlarge: value added"]),
        ("ML_P5_4XLARGE", ["ProcessingInstanceType.ml.p5.4xlarge: value added"]),
    ],
)
def test_what_a_path_ends_in_is_found_in_every_shape(name: str, paths: list[str]) -> None:
    lines = [line for line in models.done("history", name).splitlines() if line.startswith(" ")]
    assert [line.strip().partition("  ")[2].strip() for line in lines] == paths


def test_a_service_is_followed_over_any_span_of_releases(tmp_path: Path) -> None:
    grown = models.small()
    grown["shapes"]["Color"]["enum"].append("lime")
    for release, model in (("1.0.0", models.small()), ("1.0.1", models.small()), ("1.1.0", grown), ("1.1.1", grown)):
        models.wheel(tmp_path, release, "small", json.dumps(model).encode())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(load, "versions", lambda: load.cached(tmp_path))
        said = models.done("history", "--service", "small", "1.0", "1.1", cache=tmp_path).splitlines()
        one = models.done("history", "--service", "small", "1.0.1", "1.1.0", "lime", cache=tmp_path).splitlines()
        assert "no release 2.0 of botocore" in models.refused(
            "history", "--service", "small", "2.0", "1.1", cache=tmp_path
        )
        assert "is not after" in models.refused("history", "--service", "small", "1.1.1", "1.1.1", cache=tmp_path)
    assert said[0].startswith("1.1.0")
    assert said[1:] == ["    risky     value added: Color.lime", "Nothing else up to botocore 1.1.1."]
    assert one[1:] == ["    risky     Color.lime: value added"]


def test_a_change_that_dicts_do_not_notice_says_so_in_every_form(tmp_path: Path) -> None:
    renamed = json.loads(json.dumps(models.small()).replace('"Choice"', '"Pick"'))
    for release, model in (("1.0.0", models.small()), ("1.0.1", renamed)):
        models.wheel(tmp_path, release, "small", json.dumps(model).encode())
    asked = ("history", "--service", "small", "1.0.0", "1.0.1")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(load, "versions", lambda: load.cached(tmp_path))
        text, document, page = (models.done(*asked, "--format", form, cache=tmp_path) for form in FORMS)
    assert "    breaking  class renamed: Pick (dicts: safe)\n" in text
    [event] = [each for each in json.loads(document) if each["kind"] == "class-renamed"]
    assert (event["grade"], event["grades"]) == ("breaking", {"dicts": "safe", "package": "breaking"})
    assert '<span class="kind">breaking</span> (dicts: safe)' in page


FORMS = ("text", "json", "html")


def test_the_file_keeps_the_grades_of_each_caller() -> None:
    event = history.Event("Pick", "class-renamed", "breaking", "Choice", "Pick", (("dicts", "safe"),))
    found = history.History("1.0.1", (history.Release("1.0.1", "", (), (event,)),))
    assert history.from_json(history.to_json(found), "") == found
    for wrong, said in (("safer", "'safer' is not a grade"), ("nobody", "are not callers")):
        text = history.to_json(found).replace("safe" if said.endswith("grade") else "dicts", wrong)
        with pytest.raises(ShapegenError, match=said):
            history.from_json(text, "history.json")


def test_the_page_has_a_section_for_each_release_and_obeys_nothing() -> None:
    event = history.Event("A.<script>", "value-added", "risky")
    releases = tuple(history.Release(f"1.0.{number}", "2026-01-02", (), (event,)) for number in (1, 2))
    page = timeline.html(history.History("1.0.2", releases), "<b>")
    assert page.index('<section id="botocore-1.0.2">') < page.index('<section id="botocore-1.0.1">')
    assert '<a href="#botocore-1.0.1">1.0.1</a> 2026-01-02' in page
    assert "A.&lt;script&gt;" in page
    assert "<b>&lt;" not in page
    assert "Changes of &lt;b&gt;" in page


def test_what_was_not_looked_at_is_said(tmp_path: Path) -> None:
    grown = models.small()
    grown["shapes"]["Color"]["enum"].append("lime")
    for number in range(5):
        model = grown if number else models.small()
        models.wheel(tmp_path, f"1.0.{number}", "small", json.dumps(model).encode())
    asked = ["history", "--service", "small", "1.0.0", "1.0.4"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(load, "versions", lambda: load.cached(tmp_path))
        assert "2 of 5 releases were looked at" in models.run(*asked, "--wheels", "2", cache=tmp_path).stderr
        assert "were looked at" not in models.run(*asked, cache=tmp_path).stderr


def test_the_feed_is_what_rfc_4287_asks_for_and_its_ids_stay() -> None:
    root = ElementTree.fromstring(models.done("history", "--format", "atom"))  # noqa: S314  it is ours
    names = {"a": "http://www.w3.org/2005/Atom"}
    entries = root.findall("a:entry", names)
    times = [entry.findtext("a:updated", "", names) for entry in entries]
    assert times == sorted(times, reverse=True)
    assert root.findtext("a:updated", "", names) == times[0]
    assert root.findtext("a:author/a:name", "", names)
    ids = [each.findtext("a:id", "", names) for each in (root, *entries)]
    assert len({*ids}) == len(ids)
    assert all(each.startswith("urn:uuid:") for each in ids)
    [pattern] = [each for each in entries if "1.34.74" in each.findtext("a:title", "", names)]
    assert pattern.findtext("a:title", "", names) == "botocore 1.34.74: 1 breaking"
    assert pattern.findtext("a:id", "", names) == "urn:uuid:d18a5bb9-6a05-53f2-885b-67646dab2909"
    assert pattern.findtext("a:updated", "", names) == "2024-03-29T00:00:00Z"
    assert pattern.findtext("a:content", "", names) == ("breaking: KmsKeyId: pattern added, none -> [a-zA-Z0-9:/_-]*")


def test_a_feed_says_what_xml_cannot() -> None:
    release = history.Release("1.0.0", "", (), (history.Event("A.\x1b<b>", "value-added", "risky"),))
    text = feed.atom(history.History("1.0.0", (release,)), "small")
    root = ElementTree.fromstring(text)  # noqa: S314
    [content] = [each.text for each in root.iter() if each.tag.endswith("content")]
    assert content == "risky: A.\\x1b<b>: value added"

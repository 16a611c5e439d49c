"""Since when the service has what the package has: the tables, the docstrings, `ms.since`."""

import ast
import json
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import models
import pytest

import monitorshapes as ms
from monitorshapes import operations, wire
from shapegen import ir, profiles
from shapegen.emit import packages

GENERATED = Path(__file__).parents[2] / "generated"
HISTORY = packages.described(GENERATED / "monitorshapes").profile.history
SINCE = HISTORY.since() if HISTORY else {}

KNOWN = [
    ((ms.NetworkConfig, "enable_inter_container_traffic_encryption"), "1.16.6", date(2020, 5, 8)),
    ((ms.CreateMonitoringScheduleRequest,), "1.13.32", date(2019, 12, 4)),
    ((ms.MonitoringType.DATA_QUALITY,), "1.19.32", date(2020, 12, 8)),
    ((ms.MonitoringType, "DATA_QUALITY"), "1.19.32", date(2020, 12, 8)),
    ((ms.MonitoringType,), "1.19.32", date(2020, 12, 8)),
    ((ms.Tag,), "1.8.4", date(2017, 11, 29)),
    ((ms.MonitoringClient.create_monitoring_schedule,), "1.13.32", date(2019, 12, 4)),
    ((ms.AsyncMonitoringClient(Mock()).create_monitoring_schedule,), "1.13.32", date(2019, 12, 4)),
    ((ms.MonitoringClient.add_tags, "tags"), "1.8.4", date(2017, 11, 29)),
    ((ms.BatchTransformInput, "exclude_features_attribute"), "1.31.51", date(2023, 9, 19)),
]


@pytest.mark.parametrize(("asked", "version", "released"), KNOWN)
def test_it_says_which_release_brought_it(asked: tuple[Any, ...], version: str, released: date) -> None:
    assert ms.since(*asked) == ms.Since(version, released)


def test_as_text_it_names_the_release_and_its_date() -> None:
    assert str(ms.since(ms.Tag, "key")) == "botocore 1.8.4 (2017-11-29)"
    assert str(ms.Since("1.44.6", None)) == "botocore 1.44.6"


def test_a_value_that_the_package_does_not_know_has_no_release() -> None:
    assert ms.since(ms.MonitoringType("Newer")) is None


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ((ms.Tag, "ky"), AttributeError, "Tag has no 'ky'; did you mean 'key'?"),
        ((ms.MonitoringType, "DATAQUALITY"), AttributeError, "did you mean 'DATA_QUALITY'?"),
        (
            (int,),
            TypeError,
            "a structure, request, enum, value of an enum or method of a client of this package is needed, not int",
        ),
        ((ms.MonitoringClient,), TypeError, "of this package is needed, not MonitoringClient"),
        ((ms.MonitoringClient.send,), TypeError, "of this package is needed, not send"),
        ((ms.MonitoringClient.add_tags, "tag"), AttributeError, "did you mean 'tags'?"),
        ((ms.validate,), TypeError, "of this package is needed, not validate"),
        (("Tag",), TypeError, "of this package is needed, not "),
        ((ms.Tag(key="k", value="v"),), TypeError, "of this package is needed, not "),
    ],
)
def test_what_is_not_there_is_an_error(asked: tuple[Any, ...], error: type[Exception], said: str) -> None:
    with pytest.raises(error) as caught:
        ms.since(*asked)
    assert said in str(caught.value)


def test_a_class_of_ones_own_has_the_attributes_of_its_structure() -> None:
    class Mine(ms.Tag):
        pass

    assert ms.since(Mine, "key") == ms.since(ms.Tag, "key")


def test_everything_generated_has_a_release() -> None:
    for cls, entry in wire.STRUCTURES.items():
        assert ms.since(cls), cls
        for attribute in entry.members.values():
            assert ms.since(cls, attribute), (cls, attribute)
    for enum in (each for each in ms.OpenEnum.__subclasses__() if each.__module__ == "monitorshapes.enums"):
        assert ms.since(enum), enum
        for value in enum:
            assert ms.since(value), value
    assert operations.OPERATIONS.keys() <= SINCE.keys()


def test_the_history_reaches_everything_that_is_generated() -> None:
    assert [path for path, (_, released) in SINCE.items() if not released] == []


def test_nothing_is_older_than_its_shape() -> None:
    for path, (version, _) in SINCE.items():
        shape, _, part = path.partition(".")
        assert not part or _numbers(SINCE[shape][0]) <= _numbers(version), path


def test_a_docstring_says_since_when_unless_the_class_said_it_already() -> None:
    later = 0
    for module in ("shapes", "enums"):
        for cls in _classes(module):
            assert "Since botocore " in _in_one_line(ast.get_docstring(cls)), cls.name
            for member, documentation in zip(cls.body, cls.body[1:], strict=False):
                if isinstance(member, ast.Assign | ast.AnnAssign):
                    said = isinstance(documentation, ast.Expr) and ast.literal_eval(documentation.value)
                    path = _path(cls, member)
                    came = SINCE[path] != SINCE[cls.name]
                    assert ("Since botocore " in _in_one_line(said or "")) == came, path
                    later += came
    assert later > 100


def test_the_docstring_of_a_method_says_since_when() -> None:
    [client] = _classes("client")
    methods = {method.name: method for method in client.body if isinstance(method, ast.FunctionDef)}
    for operation in operations.OPERATIONS.values():
        assert "\nSince botocore " in (ast.get_docstring(methods[operation.method]) or ""), operation.name


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile with a history that ends before `Color.dark-blue` came."""
    folder = models.write_profile(tmp_path / "profile")
    known = ["Color", "Color.red", "PutThing", "PutThingInput", "PutThingInput.Color"]
    document = {"through": "1.0.1", "releases": [{"botocore": "1.0.0", "date": "2020-01-31", "added": known}]}
    (folder / "history.json").write_text(json.dumps(document))
    return folder


def test_what_is_newer_than_the_history_came_with_the_release_it_was_generated_from(
    profile: Path, tmp_path: Path
) -> None:
    model = models.wheel(tmp_path, "1.0.2", "small", json.dumps(models.small()).encode())
    found = _since(profile, model)
    assert found["Color.red"] == ("1.0.0", "2020-01-31")
    assert found["Color.dark-blue"] == ("1.0.2", "")


def test_what_the_history_should_have_and_has_not_has_no_release(profile: Path, tmp_path: Path) -> None:
    model = models.wheel(tmp_path, "1.0.1", "small", json.dumps(models.small()).encode())
    found = _since(profile, model)
    assert found["Color.red"] == ("1.0.0", "2020-01-31")
    assert "Color.dark-blue" not in found


def test_of_a_bare_file_nobody_knows_the_release(profile: Path, tmp_path: Path) -> None:
    found = _since(profile, models.write_model(tmp_path / "service-2.json", models.small()))
    assert "Color.red" in found
    assert "Color.dark-blue" not in found


def test_a_package_without_a_history_names_no_release(tmp_path: Path) -> None:
    model = models.wheel(tmp_path, "1.0.2", "small", json.dumps(models.small()).encode())
    profile = models.write_profile(tmp_path / "profile")
    out = tmp_path / "out"
    models.done("generate", "--profile", profile, "--model", model, "--output", out)
    assert not _since(profile, model)
    assert not [path for path in out.rglob("*.py") if "Since botocore" in path.read_text("utf-8")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"through": "1.0", "releases": []}',
        '{"through": 1, "releases": []}',
        '{"through": "1.0.0", "releases": [{"botocore": "1.0.0", "date": "yesterday", "added": []}]}',
        '{"through": "1.0.0", "releases": [{"botocore": "1.0.0\\n", "date": "", "added": []}]}',
        '{"through": "1.0.0", "releases": [{"botocore": "1.0.0", "date": "", "added": "Tag"}]}',
        '{"through": "1.0.0", "releases": [{"botocore": "1.0.0", "date": "", "added": [1]}]}',
        '{"through": "1.0.0", "releases": [{"botocore": "1.0.0", "added": []}]}',
        '{"through": "1.0.0", "releases": [[]]}',
        "[" * 99999,
    ],
)
def test_a_damaged_history_is_an_error_that_names_it(tmp_path: Path, text: str) -> None:
    folder = models.write_profile(tmp_path / "profile")
    (folder / "history.json").write_text(text)
    message = models.refused("generate", "--profile", folder, "--output", tmp_path / "out")
    assert str(folder / "history.json") in message


def _since(profile: Path, model: Path) -> dict[str, tuple[str, str]]:
    wanted = profiles.read(str(profile))
    service: ir.Service = packages.assemble(wanted, packages.source(wanted, model, None)).service
    return {each.path: (each.botocore, each.date) for each in service.since}


def _classes(module: str) -> list[ast.ClassDef]:
    tree = ast.parse((GENERATED / "monitorshapes" / f"{module}.py").read_text("utf-8"))
    return [node for node in tree.body if isinstance(node, ast.ClassDef)]


def _path(cls: ast.ClassDef, member: ast.Assign | ast.AnnAssign) -> str:
    """What the service calls the value or the member; the classes of monitorshapes are called like their shapes."""
    if isinstance(member, ast.Assign):
        return f"{cls.name}.{ast.literal_eval(member.value)}"
    attribute = ast.unparse(member.target)
    wire_names = {attribute: name for name, attribute in wire.STRUCTURES[getattr(ms, cls.name)].members.items()}
    return f"{cls.name}.{wire_names[attribute]}"


def _in_one_line(docstring: str | None) -> str:
    return " ".join((docstring or "").split())


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))

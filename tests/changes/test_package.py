"""What a package says of itself is a side of a comparison, or is not believed at all."""

import json
from typing import Any

import pytest
from models import small

from shapegen import ir
from shapegen.build import Settings, build
from shapegen.changes import normal, package
from shapegen.changes.python_names import PythonNames
from shapegen.changes.words import changed, of_model, of_package
from shapegen.errors import ShapegenError

SERVICE = build(small(), Settings(service="small", package="small", client="SmallClient", operations=["*"])).service


def stamp() -> dict[str, Any]:
    said = {"format": package.FORMAT, "service": ir.to_json(SERVICE), "api": normal.snapshot(normal.api(small()))}
    found: dict[str, Any] = json.loads(json.dumps(said))
    return found


API: dict[str, Any] = stamp()["api"]


def without(shape: str) -> dict[str, Any]:
    return API | {"shapes": {name: each for name, each in API["shapes"].items() if name != shape}}


def test_a_package_gives_back_what_it_says() -> None:
    found = package.package(stamp())
    assert found.service == SERVICE
    assert normal.snapshot(found.api) == normal.snapshot(normal.api(small()))


def deep(levels: int) -> Any:
    found: Any = []
    for _ in range(levels):
        found = [found]
    return found


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": package.FORMAT + 1},
        {"format": package.FORMAT - 1},
        {"service": ir.to_json(SERVICE.shapes[0])},
        {"service": None},
        {"service": 7},
        {"service": {"kind": "nothing"}},
        {"service": deep(100_000)},
        {"api": None},
        {"api": {}},
        {"api": API | {"operations": {}, "shapes": {}}},
        {"api": API | {"extra": ["Nowhere"]}},
        {"api": API | {"extra": "Color"}},
        {"api": API | {"exceptions": [7]}},
        {"api": API | {"pagination": []}},
        {"api": API | {"pagination": {"PutThing": 7}}},
        {"api": API | {"waiters": None}},
        {"api": API | {"metadata": 7}},
        {"api": API | {"endpoint_rules": 7}},
        {"api": API | {"examples": {"PutThing": 7}}},
        # a shape is missing that a member, an operation's error or its request names
        {"api": without("Color")},
        {"api": without("InUse")},
        {"api": without("PutThingInput")},
    ],
)
def test_what_another_version_wrote_is_not_believed(wrong: dict[str, Any]) -> None:
    with pytest.raises(ShapegenError, match="another version of shapegen wrote it: generate it again"):
        package.package(stamp() | wrong)


@pytest.mark.parametrize("part", ["metadata", "endpoint_rules", "examples"])
def test_what_nobody_knows_may_be_missing(part: str) -> None:
    said = stamp()
    said["api"][part] = None
    assert getattr(package.package(said).api, part) is None


# Names


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("PutThing", "put_thing"),
        ("PutThing.InUse", "put_thing"),
        ("PutThing.input", "put_thing"),
        ("Color", "Color"),
        ("Color.dark-blue", "Color.DARK_BLUE"),
        ("PutThingInput", "PutThingInput"),
        ("PutThingInput.When", "PutThingInput.when"),
        ("PutThingInput.Gone", None),
        ("Names", None),
        ("Names.member", None),
        ("Gone", None),
    ],
)
@pytest.mark.parametrize("service", [SERVICE, None])
def test_a_path_has_the_name_that_python_has_for_it(path: str, name: str | None, service: ir.Service | None) -> None:
    assert PythonNames(normal.api(small()), service).of(path) == name


def test_of_an_operation_and_a_structure_of_one_name_the_structure_has_the_members() -> None:
    model = small()
    model["shapes"]["PutThing"] = {"type": "structure", "members": {"Size": {"shape": "Amount"}}}
    model["shapes"]["PutThingInput"]["members"]["Thing"] = {"shape": "PutThing"}
    names = PythonNames(normal.api(model))
    assert [names.of(path) for path in ("PutThing", "PutThing.Size", "PutThing.InUse")] == [
        "put_thing",
        "PutThing.size",
        "put_thing",
    ]


def test_what_cannot_have_a_name_has_none() -> None:
    model = small()
    model["shapes"]["1st"] = {"type": "structure", "members": {"Size": {"shape": "Amount"}}}
    model["shapes"]["Choice"]["members"] |= {"First": {"shape": "1st"}, "中": {"shape": "Amount"}}
    model["shapes"]["Color"]["enum"] = ["red", "__"]
    names = PythonNames(normal.api(model))
    assert [names.of(path) for path in ("1st", "Choice.First", "Choice.中")] == [None, "Choice.first", None]


# Documentation


def test_the_documentation_of_a_model_has_a_path_for_each_text() -> None:
    model = small()
    model["shapes"]["Names"]["member"]["documentation"] = "<p>One.</p>"
    model["shapes"]["Tags"]["key"]["documentation"] = "<p>Its key.</p>"
    model["shapes"]["Tags"]["value"]["documentation"] = "<p>Its value.</p>"
    assert of_model(normal.api(model)) == {
        "PutThing": "<p>Puts a thing. It stays there.</p>",
        "Name": "<p>A name.</p>",
        "PutThingInput": "<p>What to put.</p>",
        "PutThingInput.Name": "<p>What the thing is called.</p>",
        "Names.member": "<p>One.</p>",
        "Tags.key": "<p>Its key.</p>",
        "Tags.value": "<p>Its value.</p>",
    }


def test_the_documentation_of_a_package_is_that_of_its_docstrings() -> None:
    since = {"Color.red": ("1.2.3", "2020-05-08"), "Color": ("1.0.0", "2020-01-01")}
    settings = Settings(service="small", package="small", client="SmallClient", operations=["*"], since=since)
    words = of_package(build(small(), settings).service)
    assert words["PutThingInput"] == "What to put.\n\nThe request of `put_thing`."
    assert words["PutThingInput.Name"].startswith("What the thing is called.")
    assert words["Color.red"] == "Since botocore 1.2.3 (2020-05-08)."
    assert "PutThingInput.Wrap" not in words


def test_words_differ_where_both_have_what_they_are_about() -> None:
    model = small()
    model["shapes"]["PutThingInput"]["members"]["Extra"] = {"shape": "Yes"}
    apis = normal.api(small()), normal.api(model)
    old = {"PutThing": "a", "PutThingInput.Name": "a", "Color.red": "a", "Names.member": "a", "Same": "a"}
    new = {"PutThing": "b", "PutThingInput.Extra": "b", "Color.red": "b", "Names.member": "b", "Same": "a"}
    found = changed(old, new, apis)
    assert [(each.path, each.old, each.new, each.python) for each in found] == [
        ("Color.red", "a", "b", "Color.RED"),
        ("Names.member", "a", "b", None),
        ("PutThing", "a", "b", "put_thing"),
        ("PutThingInput.Name", "a", None, "PutThingInput.name"),
    ]
    assert [(use.operation, use.direction) for use in found[2].operations] == [("PutThing", "both")]
    assert [(use.operation, use.direction) for use in found[3].operations] == [("PutThing", "request")]

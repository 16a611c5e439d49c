"""What JSON Schema says of each kind of shape, in the words of its specification (2020-12)."""

from dataclasses import replace
from typing import Any

import pytest

import monitorshapes as ms
from monitorshapes import parameters
from monitorshapes._runtime import schema
from monitorshapes._runtime.parameters import Parameter

SHAPES: dict[str, Any] = parameters.SHAPES


@pytest.mark.parametrize(
    ("shape", "closed", "opened"),
    [
        (Parameter(kind="boolean"), {"type": "boolean"}, {"type": "boolean"}),
        (
            Parameter(kind="timestamp"),
            {"type": ["string", "number"], "format": "date-time"},
            {"type": ["string", "number"], "format": "date-time"},
        ),
        (
            Parameter(kind="blob"),
            {"type": "string", "contentEncoding": "base64"},
            {"type": "string", "contentEncoding": "base64"},
        ),
        (Parameter(kind="document"), {}, {}),
        (Parameter(kind="jsonvalue"), {}, {}),
        (Parameter(kind="string", low=1), {"type": "string", "minLength": 1}, {"type": "string"}),
        (Parameter(kind="string", high=2), {"type": "string", "maxLength": 2}, {"type": "string"}),
        (
            Parameter(kind="int", low=0, high=2),
            {"type": "integer", "minimum": 0, "maximum": 2},
            {"type": "integer"},
        ),
        (
            Parameter(kind="float", low=0.5, high=2),
            {"type": "number", "minimum": 0.5, "maximum": 2},
            {"type": "number"},
        ),
        (
            Parameter(kind="list", low=1, high=2, members={"member": "Text"}),
            {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
            {"type": "array", "items": {"type": "string"}},
        ),
        (
            Parameter(kind="map", low=1, high=2, members={"key": "Text", "value": "Tag"}),
            {
                "type": "object",
                "propertyNames": {"type": "string"},
                "additionalProperties": {"$ref": "#/$defs/Tag"},
                "minProperties": 1,
                "maxProperties": 2,
            },
            {
                "type": "object",
                "propertyNames": {"type": "string"},
                "additionalProperties": {"$ref": "#/$defs/Tag"},
            },
        ),
    ],
    ids=lambda each: each.kind if isinstance(each, Parameter) else "",
)
def test_a_shape_is_said_in_the_words_of_json_schema(
    monkeypatch: pytest.MonkeyPatch, shape: Parameter, closed: object, opened: object
) -> None:
    monkeypatch.setitem(SHAPES, "Text", Parameter(kind="string"))
    monkeypatch.setitem(SHAPES, "It", shape)
    assert schema._Writer("wire", False, False).shape("It") == closed
    assert schema._Writer("wire", True, True).shape("It") == opened


@pytest.mark.parametrize(("names", "called"), [("wire", ["Key", "Value"]), ("attribute", ["key", "value"])])
def test_a_structure_in_a_request_has_its_members_and_no_others(names: Any, called: list[str]) -> None:
    made = schema._Writer(names, False, False).shape("Tag")
    assert (made["type"], [*made["properties"]], made["required"]) == ("object", called, called)
    assert (made["additionalProperties"], "minProperties" in made) == (False, False)
    key = made["properties"][called[0]]
    assert (key["type"], key["minLength"], key["maxLength"]) == ("string", 1, 128)
    assert key["description"].startswith("The tag key.")
    assert made["description"].startswith("A tag object")


def test_what_only_the_service_answers_may_have_more() -> None:
    made = schema._Writer("wire", True, True).shape("Tag")
    assert made.keys() & {"required", "additionalProperties", "minProperties"} == set()


def test_of_a_union_one_member_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHAPES, "Tag", replace(SHAPES["Tag"], union=True))
    made = schema._Writer("wire", False, False).shape("Tag")
    assert (made["minProperties"], made["maxProperties"]) == (1, 1)


def test_a_schema_has_what_its_structure_holds_beside_it() -> None:
    made = schema.structure_schema(ms.AddTagsInput)
    assert (made["title"], [*made["$defs"]]) == ("AddTagsInput", ["Tag"])
    assert made["properties"]["Tags"]["items"] == {"$ref": "#/$defs/Tag"}
    assert "$defs" not in schema.structure_schema(ms.Tag)
    with pytest.raises(ValueError, match="names are 'wire' or 'attribute', not 'other'"):
        schema.structure_schema(ms.Tag, names="other")  # type: ignore[arg-type]  # pyright: ignore


def test_an_enum_may_have_other_values_where_the_service_answers() -> None:
    values = {"type": "string", "enum": ["Pending", "Failed", "Scheduled", "Stopped"]}
    closed, opened = (schema._Writer("wire", is_open, is_open).shape("ScheduleStatus") for is_open in (False, True))
    assert {name: closed[name] for name in values} == values
    assert opened["anyOf"] == [values, {"type": "string"}]

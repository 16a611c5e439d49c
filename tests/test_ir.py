"""The IR: frozen, comparable, and the same after a journey through JSON."""

import dataclasses
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import models
import pytest
from models import rare, small

from shapegen import ir
from shapegen.build import Settings, build

SCALARS = str | int | float | bool | None


@cache
def monitoring() -> ir.Service:
    """The IR of what the repository has generated."""
    service: ir.Service = ir.from_json(models.stamp(Path(__file__).parents[1] / "generated")["service"])
    return service


def of_small(model: dict[str, Any] | None = None) -> ir.Service:
    wanted = Settings(service="small", package="smallshapes", client="SmallClient", operations=["*"])
    return build(model or small(), wanted).service


def of_rare() -> ir.Service:
    return of_small(rare())


def nodes(value: Any) -> Iterator[Any]:
    """Every node of an IR, and whatever else stands where a node could."""
    yield value
    if isinstance(value, tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from nodes(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from nodes(getattr(value, field.name))


@pytest.mark.parametrize("service", [monitoring, of_small, of_rare])
def test_json_gives_back_an_equal_ir(service: Any) -> None:
    text = json.dumps(ir.to_json(service()))
    assert ir.from_json(json.loads(text)) == service()
    assert json.dumps(ir.to_json(ir.from_json(json.loads(text)))) == text


def test_every_kind_of_node_is_tried_here() -> None:
    failing = small()
    failing["shapes"]["InUse"]["members"] = {"Reason": {"shape": "Name"}}
    services = (monitoring(), of_small(), of_rare(), of_small(failing))
    tried = {type(node) for service in services for node in nodes(service) if dataclasses.is_dataclass(node)}
    there = {each for each in vars(ir).values() if isinstance(each, type) and dataclasses.is_dataclass(each)}
    assert tried == there


@pytest.mark.parametrize("service", [monitoring, of_small, of_rare])
def test_an_ir_is_frozen_through_and_through(service: Any) -> None:
    for node in nodes(service()):
        if not dataclasses.is_dataclass(node):
            assert isinstance(node, tuple | SCALARS)
        else:
            name = dataclasses.fields(node)[0].name
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(node, name, None)
            assert not hasattr(node, "__dict__")
    hash(service())


def test_the_same_model_gives_an_equal_ir_in_whatever_order_it_stands() -> None:
    model = small()
    for part in ("operations", "shapes"):
        model[part] = dict(reversed(model[part].items()))
    assert of_small(model) == of_small()
    assert hash(of_small(model)) == hash(of_small())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("shapes", "Name", "max"), 21),
        (("shapes", "Name", "pattern"), "[a-y]+"),
        (("shapes", "Name", "documentation"), "<p>A good name.</p>"),
        (("shapes", "Color", "enum"), ["red", "dark-blue", "green"]),
        (("shapes", "Choice", "union"), False),
        (("shapes", "PutThingInput", "required"), ["Name", "Color"]),
        (("shapes", "PutThingInput", "members", "Color", "deprecated"), False),
        (("shapes", "Secret", "sensitive"), False),
        (("operations", "PutThing", "documentation"), "<p>Puts.</p>"),
        (("operations", "PutThing", "errors"), []),
    ],
)
def test_another_model_gives_another_ir(path: tuple[str, ...], value: object) -> None:
    model = small()
    node: Any = model
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    assert of_small(model) != of_small()


def test_json_leaves_out_what_is_none_and_says_the_class() -> None:
    assert ir.to_json(ir.Blob(name="B", min=None, max=0)) == {"is": "Blob", "name": "B", "max": 0}


@pytest.mark.parametrize(
    "data",
    [{}, {"is": "Nothing"}, {"is": "Boolean", "name": "B", "more": 1}, {"is": "List", "name": "L", "member": {}}],
)
def test_json_of_another_version_is_a_key_or_type_error(data: Any) -> None:
    with pytest.raises((KeyError, TypeError)):
        ir.from_json(data)


def test_operations_and_shapes_stand_in_the_order_of_their_names() -> None:
    service = monitoring()
    for named in (service.operations, service.shapes):
        assert [each.name for each in named] == sorted({each.name for each in named})


@pytest.mark.parametrize(
    ("required", "sensitive", "definition", "parameter"),
    [
        (True, False, "list[Name]", "Sequence[Name]"),
        (False, False, "list[Name] | None = None", "Sequence[Name] | None = None"),
        (True, True, "list[Name] = field(repr=False)", "Sequence[Name]"),
        (False, True, "list[Name] | None = field(default=None, repr=False)", "Sequence[Name] | None = None"),
    ],
)
def test_a_member_says_how_it_is_defined(required: bool, sensitive: bool, definition: str, parameter: str) -> None:
    member = ir.Member(
        wire_name="Names",
        attribute="names",
        target="Names",
        annotation="list[Name]",
        stub="list[Name]",
        required=required,
        sensitive=sensitive,
        documentation=(),
    )
    assert (member.definition, member.parameter) == (definition, parameter)

"""What a profile adds to a model: resources of CloudFormation, and rules that the documentation says."""

from typing import Any

import pytest

from shapegen import ir
from shapegen.build import Settings, build
from shapegen.build.settings import DocumentedRule
from shapegen.errors import ProfileError, ShapegenError

TEXT = {"shape": "Text"}
MODEL: dict[str, Any] = {
    "metadata": {},
    "operations": {
        "CreateThing": {"name": "CreateThing", "input": {"shape": "Created"}},
        "DescribeThing": {"name": "DescribeThing", "output": {"shape": "Described"}},
        "PutThing": {
            "name": "PutThing",
            "documentation": "<p>Puts a thing. It stays.</p>",
        },
    },
    "shapes": {
        "Created": {
            "type": "structure",
            "members": {"Name": {**TEXT, "documentation": "<p>Its name. Never empty.</p>"}},
        },
        "Described": {"type": "structure", "members": {"Names": {"shape": "Names"}}},
        "Names": {"type": "list", "member": TEXT},
        "Text": {"type": "string"},
    },
}


def built(model: dict[str, Any], **settings: Any) -> ir.Service:
    return build(model, Settings(service="small", package="small", client=None, operations=["*"], **settings)).service


# Resources

DIFFERENCES = {"b": "flag", "a": "adds", "c": "allows", "d": "lacks", "e": "requires"}


def resources(facts: object, model: dict[str, Any] = MODEL) -> tuple[ir.Resource, ...]:
    return built(model, resources={"resources": {"AWS::Small::Thing": facts}}).resources


def test_a_resource_has_the_request_that_creates_it_and_the_response_that_describes_it() -> None:
    [found] = resources(
        {"operation": "CreateThing", "differences": DIFFERENCES, "limits": {"n": [1, None], "m": [0.5, 2]}}
    )
    assert (found.type, found.operation) == ("AWS::Small::Thing", "CreateThing")
    assert (found.request, found.described) == ("Created", "Described")
    assert [(each.path, each.kind) for each in found.differences] == sorted(DIFFERENCES.items())
    assert [(each.path, each.low, each.high) for each in found.limits] == [("m", 0.5, 2), ("n", 1, None)]


def test_what_nothing_describes_is_not_described() -> None:
    alone = MODEL | {"operations": {"CreateThing": MODEL["operations"]["CreateThing"]}}
    assert resources({"operation": "CreateThing"}, alone)[0].described is None
    # An operation that is called otherwise describes nothing, not even itself.
    assert resources({"operation": "PutThing"})[0].described is None


def test_a_resource_whose_operation_an_older_model_lacks_is_left_out() -> None:
    assert resources({"operation": "MakeThing", "differences": 7}) == ()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (7, "'operation' must name the operation that creates one"),
        ({}, "'operation' must name the operation that creates one"),
        ({"operation": 7}, "'operation' must name the operation that creates one"),
        ({"operation": "CreateThing", "b": 1, "a": 1}, "no such key: 'a'; there are operation, differences, limits"),
        ({"operation": "CreateThing", "differences": ["a"]}, "'differences' must be an object of strings"),
        ({"operation": "CreateThing", "differences": {"a": 1}}, "'differences' must be an object of strings"),
        (
            {"operation": "CreateThing", "differences": {"a": "z", "b": "y"}},
            "'y' is none of lacks, adds, requires, allows, flag",
        ),
        ({"operation": "CreateThing", "limits": []}, "'limits' must be an object of pairs of numbers"),
        ({"operation": "CreateThing", "limits": {"n": 1}}, "'limits' must be an object of pairs of numbers"),
        ({"operation": "CreateThing", "limits": {"n": [1]}}, "'limits' must be an object of pairs of numbers"),
        ({"operation": "CreateThing", "limits": {"n": [1, 2, 3]}}, "'limits' must be an object of pairs of numbers"),
        ({"operation": "CreateThing", "limits": {"n": [True, 2]}}, "'limits' must be an object of pairs of numbers"),
    ],
)
def test_what_is_wrong_with_a_resource_is_named(facts: object, said: str) -> None:
    with pytest.raises(ShapegenError) as caught:
        resources(facts)
    assert str(caught.value) == f"resources.json: AWS::Small::Thing: {said}"


# Rules


def rules(shape: str, sentence: str | None, where: str | None) -> ir.Service:
    rule = DocumentedRule(id="no-a", shape=shape, sentence=sentence, where=where)
    return built(MODEL, rules=[rule])


@pytest.mark.parametrize(
    ("shape", "sentence", "where"),
    [
        ("Created", "Never empty.", "Created.Name"),
        ("Names", "It stays.", "PutThing"),
        ("Names", None, None),
        ("Names", None, "PutThing"),
        ("Names", "Known from elsewhere.", None),
    ],
)
def test_a_rule_is_that_of_its_shape_where_the_documentation_says_it(
    shape: str, sentence: str | None, where: str | None
) -> None:
    service = rules(shape, sentence, where)
    having = {each.name: each.rules for each in service.shapes if isinstance(each, ir.Structure | ir.List)}
    assert having.pop(shape) == (ir.Rule(id="no-a", function="no_a"),)
    assert not any(having.values())


@pytest.mark.parametrize(
    ("shape", "sentence", "where", "said"),
    [
        ("Gone", "It stays.", "PutThing", "the shape 'Gone' is not generated"),
        ("Text", "It stays.", "PutThing", "'Text' is neither a structure nor a list"),
        ("Names", "It stays.", "TakeThing", "the model has no 'TakeThing'"),
        ("Names", "It stays.", "Created.Lost", "the model has no 'Created.Lost'"),
        (
            "Names",
            "It remains.",
            "PutThing",
            "the documentation of PutThing no longer says 'It remains.'; the nearest it says is 'It stays.'",
        ),
    ],
)
def test_a_rule_that_the_model_does_not_say_is_refused(shape: str, sentence: str, where: str, said: str) -> None:
    with pytest.raises(ProfileError) as caught:
        rules(shape, sentence, where)
    assert str(caught.value) == f"rule 'no-a': {said}"

"""Which operations and shapes a profile reaches, held against what botocore itself reaches."""

import re
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from models import small

from shapegen import profiles
from shapegen.errors import ShapegenError
from shapegen.model import load
from shapegen.model.selection import Scope, closure, select

MONITORING = re.compile("Monitoring|(?:DataQuality|ModelQuality|ModelBias|ModelExplainability)JobDefinition")
PROFILE = profiles.read("codegen/monitoring")


@cache
def model() -> dict[str, Any]:
    return load.installed("sagemaker").data


@cache
def scope() -> Scope:
    return select(model(), PROFILE.operations, PROFILE.shapes)


def reached(shape: Any, found: set[str]) -> set[str]:
    """The names of a shape of botocore's and of all below it."""
    if shape is not None and shape.name not in found:
        found.add(shape.name)
        match shape.type_name:
            case "structure":
                below = list(shape.members.values())
            case "list":
                below = [shape.member]
            case "map":
                below = [shape.key, shape.value]
            case _:
                below = []
        for each in below:
            reached(each, found)
    return found


def test_the_profile_has_35_operations_all_27_of_monitoring_among_them() -> None:
    monitoring = {name for name in model()["operations"] if MONITORING.search(name)}
    others = {
        "AddTags",
        "CreateProcessingJob",
        "DeleteProcessingJob",
        "DeleteTags",
        "DescribeProcessingJob",
        "ListProcessingJobs",
        "ListTags",
    }
    assert len(monitoring) == 27
    assert scope().operations == tuple(sorted(monitoring | others | {"StopProcessingJob"}))
    assert len(scope().operations) == 35
    assert scope().absent == ()


def test_the_closure_is_the_one_that_botocore_reaches() -> None:
    service = import_module("botocore.model").ServiceModel(model())
    requested: dict[str, list[str]] = {}
    responded: dict[str, list[str]] = {}
    for name in scope().operations:
        operation = service.operation_model(name)
        for shape in reached(operation.input_shape, set()):
            requested.setdefault(shape, []).append(name)
        for shape in reached(operation.output_shape, set()):
            responded.setdefault(shape, []).append(name)
    extra: set[str] = set()
    for name in PROFILE.shapes:
        reached(service.shape_for(name), extra)
    assert scope().requested == {shape: tuple(sorted(names)) for shape, names in requested.items()}
    assert scope().responded == {shape: tuple(sorted(names)) for shape, names in responded.items()}
    assert scope().shapes == tuple(sorted({*requested, *responded, *extra}))
    assert len(scope().shapes) > 200


def test_an_extra_shape_brings_what_it_reaches_and_no_operation() -> None:
    alone = select(small(), [], ["Branch"])
    assert alone.shapes == ("Branch", "Choice", "Empty", "Name")
    assert (alone.operations, alone.requested, alone.responded) == ((), {}, {})


@pytest.mark.parametrize(
    ("patterns", "operations"),
    [
        (["*"], ("DropThing", "PutThing")),
        (["*Thing", "Put*"], ("DropThing", "PutThing")),
        (["Put*"], ("PutThing",)),
        (["???Thing"], ("PutThing",)),
        (["PutThing", "PutThing"], ("PutThing",)),
        (["[DP]*"], ("DropThing", "PutThing")),
    ],
)
def test_operations_are_chosen_as_file_names_are(patterns: list[str], operations: tuple[str, ...]) -> None:
    assert select(small(), patterns, []).operations == operations


@pytest.mark.parametrize("pattern", ["putthing", "PUT*", "Put", "Thing", ""])
def test_a_pattern_matches_a_whole_name_with_its_capitals(pattern: str) -> None:
    # fnmatch would fold the case on some systems, and the output would differ between them.
    with pytest.raises(ShapegenError):
        select(small(), [pattern], [])


@pytest.mark.parametrize(
    ("operations", "shapes", "message"),
    [
        (["PutThin"], [], "no operation of the model is called 'PutThin'; did you mean 'PutThing'"),
        (["PutThings*"], [], "'PutThings*' matches no operation of the model; did you mean 'PutThing'"),
        ([], ["Branhc"], "no shape of the model is called 'Branhc'; did you mean 'Branch'"),
        (["Zzz"], [], "no operation of the model is called 'Zzz'"),
    ],
)
def test_what_the_model_does_not_have_is_an_error_that_suggests(
    operations: list[str], shapes: list[str], message: str
) -> None:
    with pytest.raises(ShapegenError, match="^" + re.escape(message)):
        select(small(), operations, shapes)


def test_when_lenient_what_the_model_does_not_have_is_absent() -> None:
    found = select(small(), ["PutThing", "GetThing", "List*"], ["Branch", "Root"], lenient=True)
    assert found.absent == ("GetThing", "List*", "Root")
    assert found.operations == ("PutThing",)
    assert "Branch" in found.shapes


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize(
    "shape",
    [
        {"type": "structure", "members": {"M": {"shape": "Lost"}}},
        {"type": "list", "member": {"shape": "Lost"}},
        {"type": "map", "key": {"shape": "Lost"}, "value": {"shape": "Name"}},
        {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Lost"}},
    ],
)
def test_a_target_that_is_missing_is_an_error_however_lenient(shape: dict[str, Any], lenient: bool) -> None:
    broken = small()
    broken["shapes"]["Branch"] = shape
    with pytest.raises(ShapegenError, match="refers to the shape 'Lost'"):
        select(broken, ["*"], [], lenient=lenient)


def test_the_closure_of_a_deep_model_is_found() -> None:
    shapes = {f"S{n}": {"type": "list", "member": {"shape": f"S{n + 1}"}} for n in range(5000)}
    shapes["S5000"] = {"type": "string"}
    assert len(closure(shapes, ["S0"])) == 5001

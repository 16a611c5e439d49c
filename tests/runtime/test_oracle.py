"""What botocore says of the same values: its validator, its serializer, its parser."""

import base64
import copy
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from strategies import (
    GARBAGE,
    SHAPES,
    TINY,
    Package,
    Place,
    Step,
    generate,
    monitoring,
    newer,
    places,
    responses,
    values,
)

from shapegen import ir

MS = monitoring()
OPERATIONS = sorted(MS.operations)
FILL_TOKENS = import_module("botocore.handlers").generate_idempotent_uuid
ServiceModel = import_module("botocore.model").ServiceModel
PARSER = import_module("botocore.parsers").create_parser("json")
SERIALIZER = import_module("botocore.serialize").create_serializer("json")
VALIDATOR = import_module("botocore.validate").ParamValidator()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return generate(TINY, "tinyoracle", tmp_path_factory.mktemp("generated"))


# Requests


def check_that_botocore_takes(package: Package, operation: str, request: Any) -> None:
    package.module.validate(request, level="model")
    parameters = package.module.to_dict(request)
    model = ServiceModel(package.model).operation_model(operation)
    FILL_TOKENS(parameters, model)
    assert not VALIDATOR.validate(parameters, model.input_shape).has_errors()
    body = json.loads(SERIALIZER.serialize_to_request(parameters, model)["body"])
    assert body == as_service_has_it(parameters)


def as_service_has_it(value: Any) -> Any:
    """`value` in JSON of the service: times as seconds since 1970."""
    match value:
        case dict():
            return {key: as_service_has_it(item) for key, item in value.items()}  # pyright: ignore
        case list():
            return [as_service_has_it(item) for item in value]  # pyright: ignore
        case datetime():
            return value.timestamp()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return value


@pytest.mark.parametrize("operation", OPERATIONS)
@given(data=st.data())
@settings(SHAPES, max_examples=12)
def test_botocore_validates_and_serializes_what_validate_accepts(operation: str, data: st.DataObject) -> None:
    request = data.draw(values(MS, MS.operations[operation].request))
    check_that_botocore_takes(MS, operation, request)


@given(data=st.data())
@settings(SHAPES, max_examples=50)
def test_botocore_validates_and_serializes_what_validate_accepts_of_rarer_kinds_of_shape(
    tiny: Package, data: st.DataObject
) -> None:
    request = data.draw(values(tiny, "TurnRequest"))
    check_that_botocore_takes(tiny, "Turn", request)


# Responses


def check_that_response_comes_back(package: Package, operation: str, response: dict[str, Any]) -> None:
    name = package.operations[operation].response
    assert name
    ms, cls = package.module, package.cls(name)
    body = json.dumps(as_service_has_it(response)).encode()
    shape = ServiceModel(newer(package.model)).operation_model(operation).output_shape
    parsed = PARSER.parse({"status_code": 200, "headers": {"x-amzn-requestid": "1"}, "body": body}, shape)
    metadata = parsed["ResponseMetadata"]

    read = ms.from_dict(cls, parsed)
    assert ms.to_dict(read) == parsed
    assert ms.unknown_members(read)["ResponseMetadata"] == metadata
    check_types(package, name, read)

    read = ms.from_json(cls, body)
    assert ms.to_dict(read) | {"ResponseMetadata": metadata} == parsed
    check_types(package, name, read)
    assert ms.from_json(cls, ms.to_json(read)) == read


def check_types(package: Package, name: str, value: Any) -> None:
    """Equality does not see whether text became an enum and a dict a structure."""
    match package.shapes[name]:
        case ir.Structure(members=members):
            assert type(value) is package.cls(name)
            for member in members:
                inner = getattr(value, member.attribute)
                if inner is not None:
                    check_types(package, member.target, inner)
        case ir.List(member=target):
            for item in value:
                check_types(package, target, item)
        case ir.Map(value=target):
            for item in value.values():
                check_types(package, target, item)
        case ir.Enum(values=known):
            assert type(value) is package.cls(name)
            assert value.is_known == (value.value in {each.value for each in known})
        case ir.Timestamp():
            assert value.utcoffset() is not None
        case ir.Blob():
            assert type(value) is bytes
        case _:
            pass


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if MS.operations[name].response])
@given(data=st.data())
@settings(SHAPES, max_examples=12)
def test_what_botocore_parses_comes_back_equal_from_newer_and_lacking_responses(
    operation: str, data: st.DataObject
) -> None:
    response = data.draw(responses(MS, MS.operations[operation].response or ""))
    check_that_response_comes_back(MS, operation, response)


@given(data=st.data())
@settings(SHAPES, max_examples=50)
def test_what_botocore_parses_comes_back_equal_from_rarer_kinds_of_shape(tiny: Package, data: st.DataObject) -> None:
    check_that_response_comes_back(tiny, "Turn", data.draw(responses(tiny, "TurnResponse")))


def test_union_member_that_botocore_does_not_know_comes_back(tiny: Package) -> None:
    shape = ServiceModel(TINY).operation_model("Turn").output_shape
    body = b'{"Choice": {"Unheard": 1}}'
    parsed = PARSER.parse({"status_code": 200, "headers": {}, "body": body}, shape)
    assert parsed["Choice"] == {"SDK_UNKNOWN_MEMBER": {"name": "Unheard"}}
    assert tiny.module.to_dict(tiny.module.from_dict(tiny.module.TurnResponse, parsed)) == parsed


def test_operations_and_those_without_response_are_those_of_the_model() -> None:
    operations = import_module("monitorshapes.operations").OPERATIONS
    model = ServiceModel(MS.model)
    assert len(OPERATIONS) == 35
    assert sorted(operations) == OPERATIONS
    for name, operation in operations.items():
        output = model.operation_model(name).output_shape
        assert operation.request.__name__ == model.operation_model(name).input_shape.name
        assert (operation.response and operation.response.__name__) == (output and output.name)


# What is wrong


@dataclass(frozen=True)
class Mutation:
    """One way to make the value at a place wrong."""

    fits: Callable[[ir.Shape, Place], bool]
    apply: Callable[[Package, ir.Shape, Any], Any]
    rule: str


def wrong_type(_package: Package, shape: ir.Shape, _value: Any) -> Any:
    return [1.5] if isinstance(shape, ir.String | ir.Enum | ir.Blob) else "text"


def too_much(_package: Package, shape: ir.Shape, value: Any) -> Any:
    assert isinstance(shape, ir.String | ir.List | ir.Map | ir.Number | ir.Blob)
    assert shape.max is not None
    match shape:
        case ir.Number():
            return shape.max + 1
        case ir.String():
            return "a" * (shape.max + 1)
        case ir.Blob():
            return b"a" * (int(shape.max) + 1)
        case ir.List():
            return (value * (shape.max + 1))[: shape.max + 1]
        case ir.Map():
            (key, item), *_ = value.items()
            filling = {key[:1] + spelt(number): item for number in range(shape.max + 1)}
            return dict(list((value | filling).items())[: shape.max + 1])


def spelt(number: int) -> str:
    """A number in letters, which every pattern of a key allows."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


MUTATIONS: Mapping[str, Mutation] = {
    "required member dropped": Mutation(lambda _, place: place.required, lambda *_: None, "required"),
    "wrong type": Mutation(lambda *_: True, wrong_type, "type"),
    "above the maximum": Mutation(lambda shape, _: getattr(shape, "max", None) is not None, too_much, "max"),
    "text that is in no enum": Mutation(
        lambda shape, _: isinstance(shape, ir.Enum), lambda _, __, value: str(value) + "x", "enum"
    ),
    "instance that is in no enum": Mutation(
        lambda shape, _: isinstance(shape, ir.Enum),
        lambda package, shape, value: package.cls(shape.name)(str(value) + "x"),
        "enum",
    ),
    "dict for a structure": Mutation(
        lambda shape, _: isinstance(shape, ir.Structure),
        lambda package, _, value: package.module.to_dict(value),
        "type",
    ),
    "True for an integer": Mutation(
        lambda shape, _: isinstance(shape, ir.Number) and shape.python == "int", lambda *_: True, "type"
    ),
    "NaN": Mutation(
        lambda shape, _: isinstance(shape, ir.Number) and shape.python == "float", lambda *_: math.nan, "type"
    ),
    "infinity": Mutation(
        lambda shape, _: isinstance(shape, ir.Number) and shape.python == "float", lambda *_: -math.inf, "type"
    ),
    "naive time": Mutation(
        lambda shape, _: isinstance(shape, ir.Timestamp), lambda _, __, value: value.replace(tzinfo=None), "type"
    ),
    "text for a list": Mutation(lambda shape, _: isinstance(shape, ir.List), lambda *_: "text", "type"),
    "none for an item": Mutation(lambda _, place: place.steps[-1] in (0, None), lambda *_: None, "type"),
}
UNKNOWN = "unknown member"
KEY = re.compile(r"\[.*?\]")


def kinds(package: Package, place: Place) -> Iterator[str]:
    """What can be wrong at a place."""
    shape = package.shapes[place.target]
    yield from (kind for kind, mutation in MUTATIONS.items() if mutation.fits(shape, place))
    if isinstance(shape, ir.Structure):
        yield UNKNOWN


@dataclass
class Spot:
    """A place in a given structure: what holds it there, and how it is called."""

    holder: Any
    step: Any
    path: str
    attribute: str

    @property
    def value(self) -> Any:
        holder = self.holder
        return holder[self.step] if isinstance(holder, dict | list) else getattr(holder, self.step)  # pyright: ignore

    @value.setter
    def value(self, value: Any) -> None:
        if isinstance(self.holder, dict | list):
            self.holder[self.step] = value
        else:
            setattr(self.holder, self.step, value)


def spot(package: Package, name: str, x: Any, steps: tuple[Step, ...]) -> Spot:
    """Where `steps` end in the structure `x`."""
    path = attribute = ""
    holder: Any = None
    step: Any = None
    value: Any = x
    for each in steps:
        holder = value
        match package.shapes[name]:
            case ir.Structure(members=members):
                (member,) = (member for member in members if member.wire_name == each)
                name, step = member.target, member.attribute
                path, attribute = f"{path}.{member.wire_name}", f"{attribute}.{step}"
                value = getattr(holder, step)
            case ir.List(member=inner):
                name, step, value = inner, 0, holder[0]
                path, attribute = f"{path}[0]", f"{attribute}[0]"
            case ir.Map(value=inner):
                step = next(iter(holder))
                name, value = inner, holder[step]
                path, attribute = f"{path}[{step!r}]", f"{attribute}[{step!r}]"
            case other:
                raise AssertionError(other)
    return Spot(holder, step, path.removeprefix("."), attribute.removeprefix("."))


def check_that_mutation_is_refused(package: Package, request: str, place: Place, kind: str, x: Any) -> None:
    where = spot(package, request, x, place.steps)
    if kind == UNKNOWN:
        check_that_unknown_member_is_refused(package, request, where, x)
        return
    mutation = MUTATIONS[kind]
    where.value = wrong = mutation.apply(package, package.shapes[place.target], copy.deepcopy(where.value))
    (violation,) = package.module.violations(x, level="model")
    assert violation.rule == mutation.rule
    if package is MS:
        assert (violation.path, violation.attribute) == (where.path, where.attribute)
        assert violation.value is wrong
    else:  # the values and keys that are sensitive are not shown
        assert KEY.sub("", violation.path) == KEY.sub("", where.path)
    with pytest.raises(package.module.ValidationError, match="has 1 violation") as caught:
        package.module.validate(x, level="model")
    assert violation.message in str(caught.value)
    assert f"{violation.path}: " in str(caught.value)


def check_that_unknown_member_is_refused(package: Package, request: str, where: Spot, x: Any) -> None:
    where.value = package.module.to_dict(where.value) | {"Unheard": 1}
    read = package.module.from_dict(package.cls(request), package.module.to_dict(x))
    (violation,) = package.module.violations(read, level="model")
    assert violation.rule == "unknown"
    # Below what is sensitive its name is not shown.
    shown = ".Unheard" if package is MS or violation.path.endswith(".Unheard") else "[...]"
    assert KEY.sub("", violation.path) == KEY.sub("", where.path + shown)
    assert KEY.sub("", violation.attribute) == KEY.sub("", where.attribute + shown)


@pytest.mark.parametrize("operation", OPERATIONS)
@given(data=st.data())
@settings(SHAPES, max_examples=12)
def test_one_mutation_is_refused_at_its_path_with_its_rule(operation: str, data: st.DataObject) -> None:
    request = MS.operations[operation].request
    by_kind: dict[str, list[Place]] = {}
    for place in places(MS, request):
        for kind in kinds(MS, place):
            by_kind.setdefault(kind, []).append(place)
    kind = data.draw(st.sampled_from(sorted(by_kind)))
    place = data.draw(st.sampled_from(by_kind[kind]))
    x = data.draw(values(MS, request, (*place.steps, 0)))
    check_that_mutation_is_refused(MS, request, place, kind, x)


@given(data=st.data())
@settings(SHAPES, max_examples=120)
def test_one_mutation_is_refused_at_its_path_in_rarer_kinds_of_shape(tiny: Package, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(list(places(tiny, "TurnRequest"))))
    kind = data.draw(st.sampled_from(list(kinds(tiny, place))))
    x = data.draw(values(tiny, "TurnRequest", (*place.steps, 0)))
    check_that_mutation_is_refused(tiny, "TurnRequest", place, kind, x)


def test_every_mutation_has_a_place_in_the_requests() -> None:
    found = {
        kind
        for operation in MS.operations.values()
        for place in places(MS, operation.request)
        for kind in kinds(MS, place)
    }
    assert found == {*MUTATIONS, UNKNOWN}


@pytest.mark.parametrize("operation", OPERATIONS)
@given(data=st.data())
@settings(SHAPES, max_examples=8)
def test_what_botocore_refuses_has_violations(operation: str, data: st.DataObject) -> None:
    request = MS.operations[operation].request
    possible = list(places(MS, request))
    if not possible:
        return
    place = data.draw(st.sampled_from(possible))
    x = data.draw(values(MS, request, place.steps))
    spot(MS, request, x, place.steps).value = data.draw(GARBAGE)
    shape = ServiceModel(MS.model).operation_model(operation).input_shape
    try:
        refused = VALIDATOR.validate(MS.module.to_dict(x), shape).has_errors()
    except RuntimeError:
        # botocore gives up on a time that is no finite number, or in the far future.
        reject()
    assert not refused or MS.module.violations(x, level="model")

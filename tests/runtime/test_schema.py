"""JSON Schema: it says what level `model` says where it can, and refuses nothing where it cannot."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

import monitorshapes as ms
from monitorshapes._runtime.ecma import ecma
from monitorshapes.operations import OPERATIONS

SHAPES = strategies.SHAPES
PACKAGE = strategies.monitoring()
REQUESTS = sorted(operation.request for operation in PACKAGE.operations.values())
STRUCTURES = [shape.class_name for shape in PACKAGE.service.structures()]


def validator(cls: Any, **options: Any) -> Any:
    """A validator of the schema of a class, which is one."""
    schema = ms.json_schema(cls, **options)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


VALIDATORS = {name: validator(getattr(ms, name)) for name in REQUESTS}


@pytest.mark.parametrize("name", STRUCTURES)
def test_each_structure_has_a_schema_by_either_names(name: str) -> None:
    validator(getattr(ms, name))
    validator(getattr(ms, name), names="attribute")


@pytest.mark.parametrize("name", REQUESTS)
@settings(SHAPES, max_examples=5)
@given(data=st.data())
def test_a_good_request_passes(name: str, data: st.DataObject) -> None:
    request = data.draw(strategies.values(PACKAGE, name))
    VALIDATORS[name].validate(json.loads(ms.to_json(request)))


@pytest.mark.parametrize("name", REQUESTS)
@settings(SHAPES, max_examples=5)
@given(data=st.data())
def test_the_verdict_is_that_of_the_model(name: str, data: st.DataObject) -> None:
    compare(PACKAGE, VALIDATORS[name], name, data)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> strategies.Package:
    """A package with what monitoring does not have: unions, recursion, blobs, lists in lists."""
    return strategies.generate(strategies.TINY, "tinyschema", tmp_path_factory.mktemp("generated"))


@settings(SHAPES)
@given(data=st.data())
def test_the_verdict_of_another_package_is_that_of_its_model(tiny: strategies.Package, data: st.DataObject) -> None:
    schema = tiny.module.json_schema(tiny.module.TurnRequest)
    jsonschema.Draft202012Validator.check_schema(schema)
    compare(tiny, jsonschema.Draft202012Validator(schema), "TurnRequest", data)


def compare(package: strategies.Package, validator: Any, name: str, data: st.DataObject) -> None:
    """Changes a good request somewhere, and compares what the schema and the model say of it."""
    module = package.module
    request = json.loads(module.to_json(data.draw(strategies.values(package, name))))
    validator.validate(request)
    places = list(_places(request))
    if not places:
        return
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(
        st.sampled_from(["", "x" * 300, "a b", "\u00e9", -1, 10**10, 1.5, True, [], {}, {"Unheard": 1}, ["x"] * 60])
    )
    text = json.dumps(request)
    found = module.violations(module.from_json(getattr(module, name), text), level="model")
    accepts = validator.is_valid(request)
    if not found:
        assert accepts, text
    elif not all(_schema_cannot_say(each) for each in found):
        assert not accepts, (text, found)


def _schema_cannot_say(violation: Any) -> bool:
    """Patterns with Unicode's categories, times in text, and how many bytes base64 stands for."""
    tag = violation.path.endswith((".Key", ".Value")) or "TagKeys" in violation.path
    time = violation.rule == "type" and "time" in violation.message
    return (violation.rule == "pattern" and tag) or time or violation.path.endswith("Data")


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(each, dict | list):
            yield from _places(each)


def test_responses_are_open() -> None:
    schema = validator(ms.DescribeMonitoringScheduleResponse)
    schema.validate({"MonitoringScheduleStatus": "Resting", "Unheard": 1})
    assert not schema.is_valid({"MonitoringScheduleStatus": 1})


def test_what_requests_and_responses_share_is_closed() -> None:
    assert not validator(ms.ScheduleConfig).is_valid({"ScheduleExpression": "NOW", "Unheard": 1})


def test_a_schema_says_what_a_member_means_and_since_when_it_is_there() -> None:
    member = ms.json_schema(ms.NetworkConfig)["properties"]["EnableInterContainerTrafficEncryption"]
    assert member["description"].startswith("Whether to encrypt all communications")
    assert member["since"] == "botocore 1.16.6 (2020-05-08)"


def test_members_are_called_as_their_attributes_if_wanted() -> None:
    schema = validator(ms.ScheduleConfig, names="attribute")
    assert schema.is_valid({"schedule_expression": "NOW"})
    assert not schema.is_valid({"ScheduleExpression": "NOW"})


def test_an_enum_has_a_schema() -> None:
    assert validator(ms.MonitoringType).is_valid("ModelBias")
    assert not validator(ms.MonitoringType).is_valid("ModelBiass")


def test_what_has_no_schema_is_refused() -> None:
    with pytest.raises(TypeError, match="structure or enum"):
        ms.json_schema(str)
    with pytest.raises(ValueError, match="'wire' or 'attribute'"):
        ms.json_schema(ms.Tag, names="python")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "name", sorted({operation.response.__name__ for operation in OPERATIONS.values() if operation.response})
)
@settings(SHAPES, max_examples=5)
@given(data=st.data())
def test_what_a_service_may_send_passes(name: str, data: st.DataObject) -> None:
    cls = getattr(ms, name)
    shape = next(each.name for each in PACKAGE.service.structures() if each.class_name == name)
    answer = ms.from_dict(cls, data.draw(strategies.responses(PACKAGE, shape)))
    validator(cls).validate(json.loads(ms.to_json(answer)))


@pytest.mark.parametrize(
    ("python", "expected"),
    [
        ("[a-z]+", "^[a-z]+$"),
        (r"arn:\d{12}", "^arn:[0-9]{12}$"),
        ("(https|s3)://([^/]+)", "^(?:https|s3)://[^/]+$"),
        ("a|b", "^(?:a|b)$"),
        (r"[\s\S]*", r"^[\s\S]*$"),
        (r"[\w.\-@/]{2,}", r"^[A-Za-z0-9_.\-@/]{2,}$"),
        (r"\_\.", r"^_\.$"),
        (r"[\p{L}]", None),
        ("[^\U0001f600]", None),
        ("(?=a)a", None),
        (r"\S", None),
        (r"[^\S]", None),
        (r"(a)\1", None),
        ("(?>a+)b*+", "^a+b*$"),
    ],
)
def test_patterns_are_translated_where_they_mean_the_same(python: str, expected: str | None) -> None:
    assert ecma(python) == expected

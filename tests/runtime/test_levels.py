"""How much is validated is the caller's choice."""

import math
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from strategies import SHAPES, monitoring, values

import monitorshapes as ms

SERVICE: Any = botocore.session.get_session().get_service_model("sagemaker")
REQUESTS = sorted(operation.request for operation in monitoring().service.operations)

#: What stands somewhere in a request where something else belongs, or where botocore is lenient and the model is not.
ODD: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [
            *(True, False, 0, 1, -1, 10**9, 0.5, math.nan, math.inf, Decimal("1.5"), None, b"bytes"),
            *(datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)),
            *(
                "",
                "2026-01-01",
                "2026-01-01T10:00:00Z",
                "1767225600",
                "no time",
                "x" * 3000,
                ms.MonitoringType.DATA_QUALITY,
            ),
            *([], (), [None], ["a"], {}, {"Key": "k"}, {"Unknown": 1}, [{"Key": "k", "Value": "v"}], {1: 2}, object),
        ]
    ),
    st.text(max_size=5),
    st.integers(),
    st.floats(),
)


CONTAINERS: Any = (dict, list)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in `value` with each of its keys or indices."""
    if isinstance(value, CONTAINERS):
        for key in value if hasattr(value, "keys") else range(len(value)):
            yield value, key
            yield from places(value[key])


@st.composite
def odd_requests(draw: st.DrawFn) -> tuple[str, Any]:
    """The name of a request's shape, and an instance in which up to three places hold something odd, or nothing."""
    name = draw(st.sampled_from(REQUESTS))
    data = ms.to_dict(draw(values(monitoring(), name)))
    for _ in range(draw(st.integers(0, 3))):
        found = list(places(data))
        if not found:
            break
        holder, key = draw(st.sampled_from(found))
        if draw(st.integers(0, 4)):
            holder[key] = deepcopy(draw(ODD))
        else:
            del holder[key]
    return name, ms.from_dict(monitoring().cls(name), data)


@settings(SHAPES, max_examples=200)
@given(odd_requests())
def test_the_level_botocore_refuses_what_botocore_refuses(request: tuple[str, Any]) -> None:
    name, structure = request
    validator: Any = ParamValidator()
    try:
        report = validator.validate(ms.to_dict(structure), SERVICE.shape_for(name))
    except RuntimeError:
        # botocore gives up on a time in the far future.
        reject()
    found = ms.violations(structure, level="botocore")
    assert len(found) == len(report._errors), (found, report.generate_report())


@settings(SHAPES, max_examples=200)
@given(odd_requests())
def test_each_level_refuses_what_the_one_below_does(request: tuple[str, Any]) -> None:
    _, structure = request
    botocore, model, documented = (
        {violation.path for violation in ms.violations(structure, level=level)} for level in LEVELS
    )
    assert bool(botocore) <= bool(model) <= bool(documented)
    assert model <= documented
    assert ms.violations(structure, level="off") == ()


LEVELS: tuple[ms.Level, ...] = ("botocore", "model", "documented")


def tag(**members: Any) -> ms.Tag:
    return ms.from_dict(ms.Tag, members)


def rules(x: object, **options: Any) -> list[str]:
    return [violation.rule for violation in ms.violations(x, **options)]


def test_botocore_is_lenient_where_the_model_is_not() -> None:
    config = ms.MonitoringClusterConfig(
        instance_count=True,
        instance_type=ms.ProcessingInstanceType("ml.none"),
        volume_size_in_gb=10**9,
        volume_kms_key_id=" ",
    )
    assert rules(config, level="botocore") == []
    assert rules(config, level="model") == ["type", "enum", "max", "pattern"]


@pytest.mark.parametrize(
    ("cls", "data", "expected"),
    [
        (ms.VpcConfig, {"SecurityGroupIds": [], "Subnets": ["a"]}, [("SecurityGroupIds", "min")]),
        (ms.EndpointInput, {"EndpointName": "e", "LocalPath": "/", "ProbabilityThresholdAttribute": Decimal(1)}, []),
        (ms.EndpointInput, {"EndpointName": "e", "LocalPath": "/", "ProbabilityThresholdAttribute": "1"}, None),
        (ms.MonitoringClusterConfig, {"InstanceCount": 0, "InstanceType": "", "VolumeSizeInGB": True}, None),
    ],
)
def test_botocore_agrees_on_what_is_seldom_drawn(cls: type[Any], data: dict[str, Any], expected: Any) -> None:
    found = [(each.path, each.rule) for each in ms.violations(ms.from_dict(cls, data), level="botocore")]
    report: Any = ParamValidator().validate(data, SERVICE.shape_for(cls.__name__))
    assert len(found) == len(report._errors), report.generate_report()
    assert expected is None or found == expected


def test_what_is_ignored_may_be_broken_and_nothing_else() -> None:
    config = ms.MonitoringClusterConfig(
        instance_count=101, instance_type=ms.ProcessingInstanceType("ml.new"), volume_size_in_gb=0
    )
    assert rules(config) == ["max", "enum", "min"]
    assert rules(config, ignore={"max"}) == ["enum", "min"]
    assert rules(config, ignore={"enum:ProcessingInstanceType", "min"}) == ["max"]
    assert rules(config, ignore={"enum:MonitoringType"}) == ["max", "enum", "min"]
    assert rules(config, ignore=["enum", "max", "min"]) == []
    ms.validate(config, ignore={"enum", "max", "min"})
    with pytest.raises(ms.ValidationError):
        ms.validate(config, ignore={"enum", "max"})


@pytest.mark.parametrize(
    ("ignore", "message"),
    [
        ({"patern"}, "no rule is called 'patern'; did you mean 'pattern'?"),
        ({"enum:ProcessingInstancType"}, "no rule is called 'enum:ProcessingInstancType'"),
        ({"maks"}, "no rule is called 'maks'; did you mean 'max'?"),
        ({"enum:Foo"}, "no rule is called 'enum:Foo'; did you mean 'enum:"),
        ("pattern", "ignore must be a collection of rules, such as {'pattern'}"),
    ],
)
def test_a_misspelt_rule_is_an_error(ignore: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        ms.violations(tag(Key="k", Value="v"), ignore=ignore)


@pytest.mark.parametrize(
    "rule", ["required", "type", "unknown", "union", "min", "max", "pattern", "enum", "documented"]
)
def test_each_rule_may_be_ignored(rule: str) -> None:
    assert ms.violations(ms.Tag(key="k", value="v"), ignore={rule}) == ()


def test_a_misspelt_level_is_an_error() -> None:
    with pytest.raises(
        ValueError, match="no level is called 'strict'; the levels are off, botocore, model, documented"
    ):
        ms.violations(tag(Key="k", Value="v"), level="strict")  # type: ignore[arg-type]  # pyright: ignore


def test_the_client_takes_a_level_and_every_call_may_say_otherwise() -> None:
    sent: list[dict[str, Any]] = []

    class Boto3Client:
        def list_tags(self, **members: Any) -> dict[str, Any]:
            sent.append(members)
            return {}

    bad = ms.ListTagsInput(resource_arn="no arn")
    strict, lenient = ms.MonitoringClient(Boto3Client()), ms.MonitoringClient(Boto3Client(), level="botocore")
    with pytest.raises(ms.ValidationError):
        strict.send(bad)
    with pytest.raises(ms.ValidationError):
        strict.list_tags(resource_arn="no arn")
    with pytest.raises(ms.ValidationError):
        strict.send(bad, ignore={"max"})
    with pytest.raises(ms.ValidationError):
        lenient.send(bad, level="model")
    assert sent == []
    lenient.send(bad)
    strict.send(bad, level="off")
    strict.list_tags(resource_arn="no arn", ignore={"pattern"})
    ms.MonitoringClient(Boto3Client(), ignore={"pattern"}).send(bad)
    assert sent == [{"ResourceArn": "no arn"}] * 4

"""Structures to the dicts of boto3 and to JSON, and back: nothing is lost, nothing shared, nothing made up."""

import base64
import copy
import json
import math
from collections import UserDict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum, IntEnum, StrEnum
from importlib import import_module
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import GARBAGE, SHAPES, TINY, Package, Place, generate, monitoring, places, values

import monitorshapes

#: Checkers refuse much of what is tried here.
ms: Any = monitorshapes

MS = monitoring()
OPERATIONS = sorted(MS.operations)
ATTRIBUTES: Mapping[Any, Mapping[str, str]] = {
    cls: entry.members for cls, entry in import_module("monitorshapes.wire").STRUCTURES.items()
}
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OBJECT = object()

each_structure = pytest.mark.parametrize("cls", ATTRIBUTES, ids=lambda cls: cls.__name__)
each_operation = pytest.mark.parametrize("operation", OPERATIONS)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Any:
    package: Package = generate(TINY, "tinyconverters", tmp_path_factory.mktemp("generated"))
    return package.module


def nodes(value: Any) -> Iterator[Any]:
    """Everything in `value`, keys too."""
    yield value
    if isinstance(value, dict):
        for key, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from nodes(key)
            yield from nodes(item)
    elif isinstance(value, list | tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from nodes(item)


def spoil(value: Any) -> None:
    """Changes every dict, list and bytearray in `value`."""
    for node in list(nodes(value)):
        if isinstance(node, dict):
            node["spoilt"] = True
        elif isinstance(node, list | bytearray):
            node.append(1)  # pyright: ignore[reportUnknownMemberType]


def everywhere(value: Any) -> list[tuple[Any, Callable[[Any], dict[str, Any]]]]:
    """Structures that hold `value` in members of all types, each with the dict by what is sent for `value`."""
    return [
        (ms.Tag(key=value, value="b"), lambda v: {"Key": v, "Value": "b"}),
        (ms.ListTagsInput(resource_arn="a", max_results=value), lambda v: {"ResourceArn": "a", "MaxResults": v}),
        (ms.ListMonitoringSchedulesRequest(sort_by=value), lambda v: {"SortBy": v}),
        (ms.ListMonitoringSchedulesRequest(creation_time_after=value), lambda v: {"CreationTimeAfter": v}),
        (ms.MonitoringNetworkConfig(enable_network_isolation=value), lambda v: {"EnableNetworkIsolation": v}),
        (
            ms.EndpointInput(endpoint_name="a", local_path="b", probability_threshold_attribute=value),
            lambda v: {"EndpointName": "a", "LocalPath": "b", "ProbabilityThresholdAttribute": v},
        ),
        (ms.MonitoringScheduleConfig(schedule_config=value), lambda v: {"ScheduleConfig": v}),
        (ms.VpcConfig(subnets=value, security_group_ids=[value]), lambda v: {"SecurityGroupIds": [v], "Subnets": v}),
        (ms.ListTagsOutput(tags=[value]), lambda v: {"Tags": [v]}),
        (
            ms.DataQualityAppSpecification(image_uri="a", environment=value),
            lambda v: {"ImageUri": "a", "Environment": v},
        ),
        (
            ms.DataQualityAppSpecification(image_uri="a", environment={"k": value}),
            lambda v: {"ImageUri": "a", "Environment": {"k": v}},
        ),
        (unknown(ms.Tag(key="a", value="b"), {"Unheard": value}), lambda v: {"Key": "a", "Value": "b", "Unheard": v}),
    ]


def unknown(structure: Any, members: Any) -> Any:
    structure._unknown = members
    return structure


# What is sent


@each_structure
def test_a_member_that_is_none_is_absent(cls: Any) -> None:
    none = dict.fromkeys(ATTRIBUTES[cls])
    assert ms.to_dict(ms.from_dict(cls, {})) == {}
    assert ms.to_dict(ms.from_dict(cls, none)) == {}
    assert ms.to_dict(ms.from_json(cls, json.dumps(none))) == {}
    assert ms.to_json(ms.from_dict(cls, {})) == "{}"


def test_an_empty_structure_is_sent() -> None:
    x = ms.MonitoringDatasetFormat(parquet=ms.MonitoringParquetDatasetFormat())
    assert ms.to_dict(x) == {"Parquet": {}}
    assert ms.to_json(x) == '{"Parquet": {}}'
    assert ms.from_dict(ms.MonitoringDatasetFormat, {"Parquet": {}}) == x
    assert ms.from_json(ms.MonitoringDatasetFormat, '{"Parquet": {}}') == x


@pytest.mark.parametrize("value", [False, 0, 0.0, "", [], {}], ids=repr)
def test_what_is_false_zero_or_empty_is_sent(value: Any) -> None:
    for x, sent in everywhere(value):
        assert_same(ms.to_dict(x), sent(value))
        assert_same(json.loads(ms.to_json(x)), sent(value))


class Mixed(str, Enum):  # noqa: UP042
    """An enum of a user's, as they were written before Python 3.11."""

    A = "alpha"


class Plain(StrEnum):
    """An enum of a user's."""

    A = "alpha"


class Number(IntEnum):
    """An enum of a user's."""

    TWO = 2


class Text(str):
    """Text of a user's."""

    __slots__ = ()

    def __str__(self) -> str:
        return "shown otherwise"


@pytest.mark.parametrize(
    "text", [Mixed.A, Plain.A, Text("alpha"), ms.MonitoringType("alpha"), "alpha"], ids=lambda text: type(text).__name__
)
def test_text_of_any_kind_is_sent_as_plain_text(text: str) -> None:
    for x, sent in everywhere(text):
        assert_same(ms.to_dict(x), sent("alpha"))
    x = ms.DataQualityAppSpecification(image_uri="a", environment={text: text})
    assert_same(ms.to_dict(x), {"ImageUri": "a", "Environment": {"alpha": "alpha"}})
    for x, sent in everywhere([{text: (text, [text])}]):
        assert_same(ms.to_dict(x), sent([{"alpha": ("alpha", ["alpha"])}]))


@pytest.mark.parametrize(
    ("wrong", "sent"),
    [
        *((wrong, wrong) for wrong in (1, 1.5, True, b"bytes", NOON, OBJECT, {1, 2}, range(3))),
        (Number.TWO, 2),
        ([("a", [1])], [("a", [1])]),
        ([None, {"a": None}], [None, {"a": None}]),
        ({1: 2, "a": OBJECT}, {1: 2, "a": OBJECT}),
        (ms.Tag(key="a", value="b"), {"Key": "a", "Value": "b"}),
        ([ms.Tag(key="a", value="b")], [{"Key": "a", "Value": "b"}]),
        ({"a": ms.MonitoringParquetDatasetFormat()}, {"a": {}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_of_the_wrong_type_is_passed_on(wrong: Any, sent: Any) -> None:
    for x, expected in everywhere(wrong):
        assert_same(ms.to_dict(x), expected(sent))


def test_a_tuple_is_sent_as_a_list_where_a_list_belongs() -> None:
    x: Any = ms.VpcConfig(security_group_ids=("a",), subnets=())
    assert_same(ms.to_dict(x), {"SecurityGroupIds": ["a"], "Subnets": []})


@pytest.mark.parametrize("wrong", [[[1]], {"a": [1]}, [{"a": {}}], ([1], [2])], ids=repr)
@each_structure
def test_what_is_sent_shares_nothing_whatever_a_member_holds(cls: Any, wrong: Any) -> None:
    x = cls(**{attribute: copy.deepcopy(wrong) for attribute in ATTRIBUTES[cls].values()})
    x._unknown = {"Unheard": copy.deepcopy(wrong)}
    spoil(ms.to_dict(x))
    assert all(getattr(x, attribute) == wrong for attribute in ATTRIBUTES[cls].values())
    assert x._unknown == {"Unheard": wrong}


@each_operation
@given(data=st.data())
@settings(SHAPES, max_examples=5)
def test_what_is_sent_is_plain_and_shares_nothing_with_the_request(operation: str, data: st.DataObject) -> None:
    request = data.draw(values(MS, MS.operations[operation].request))
    before = copy.deepcopy(request)
    sent = ms.to_dict(request)
    assert {type(node) for node in nodes(sent)} <= {dict, list, str, int, float, bool, datetime}
    spoil(sent)
    assert request == before


# What is read


@each_operation
@given(data=st.data())
@settings(SHAPES, max_examples=10)
def test_reading_keeps_what_it_cannot_understand(operation: str, data: st.DataObject) -> None:
    name = MS.operations[operation].request
    place = data.draw(st.sampled_from(list(places(MS, name)) or [Place((), name, True)]))
    wire = {"Request": ms.to_dict(data.draw(values(MS, name, place.steps)))}
    replace(wire, ("Request", *place.steps), data.draw(GARBAGE if place.steps else st.dictionaries(st.text(), GARBAGE)))
    read = ms.from_dict(MS.cls(name), wire["Request"])
    assert_same(ms.to_dict(read), wire["Request"])


def replace(holder: Any, steps: tuple[Any, ...], value: Any) -> None:
    """Puts `value` into a place of `holder`."""
    first, *rest = steps
    key = next(iter(holder)) if first is None else first
    if rest:
        replace(holder[key], tuple(rest), value)
    else:
        holder[key] = value


def assert_same(value: Any, other: Any) -> None:
    """Equality to which True is not 1, and an enum is not text."""
    assert value == other
    assert [type(node) for node in nodes(value)] == [type(node) for node in nodes(other)]


RESPONSE: Mapping[str, Any] = {
    "MonitoringScheduleName": "hourly",
    "MonitoringScheduleStatus": "Resting",
    "CreationTime": NOON,
    "MonitoringScheduleConfig": {
        "MonitoringType": "DataQuality",
        "MonitoringJobDefinition": {"Environment": {"a": "b"}, "Unheard": {"c": [1]}, "BaselineConfig": {}},
    },
    "Unheard": ["d"],
    "ResponseMetadata": {"RetryAttempts": 0},
}


@pytest.mark.parametrize("mapping", [dict, MappingProxyType, UserDict])
def test_reading_does_not_touch_what_it_reads(mapping: Callable[[Any], Any]) -> None:
    response = copy.deepcopy(dict(RESPONSE))
    read = ms.from_dict(ms.DescribeMonitoringScheduleResponse, mapping(response))
    assert response == RESPONSE
    assert ms.to_dict(read) == RESPONSE
    assert type(read.monitoring_schedule_config) is ms.MonitoringScheduleConfig
    assert read.monitoring_schedule_config.monitoring_type is ms.MonitoringType.DATA_QUALITY
    assert not read.monitoring_schedule_status.is_known
    assert read.last_modified_time is None


def test_unknown_members_are_a_copy_of_what_the_model_does_not_have() -> None:
    read = ms.from_dict(ms.DescribeMonitoringScheduleResponse, RESPONSE)
    unknown = ms.unknown_members(read)
    assert unknown == {"Unheard": ["d"], "ResponseMetadata": {"RetryAttempts": 0}}
    unknown.clear()
    assert ms.to_dict(read) == RESPONSE
    definition = read.monitoring_schedule_config.monitoring_job_definition
    assert ms.unknown_members(definition) == {"Unheard": {"c": [1]}}
    assert ms.unknown_members(definition.baseline_config) == {}
    tagged = ms.from_dict(ms.ListTagsOutput, {"Tags": [{"Key": "k", "Value": "v", "Newer": 1}]})
    assert ms.unknown_members(tagged) == {}
    assert [each.path for each in ms.violations(tagged) if each.rule == "unknown"] == ["Tags[0].Newer"]
    assert ms.unknown_members(ms.Tag(key="a", value="b")) == {}


def test_names_that_are_no_text_are_kept_and_named() -> None:
    read = ms.from_dict(ms.Tag, {"Key": "a", "Value": "b", 1: 2})
    assert ms.to_dict(read) == {"Key": "a", "Value": "b", 1: 2}
    assert [(each.path, each.rule) for each in ms.violations(read)] == [("['1']", "unknown")]
    app = ms.from_dict(ms.DataQualityAppSpecification, {"ImageUri": "a", "Environment": {1: "b"}})
    assert ms.to_dict(app) == {"ImageUri": "a", "Environment": {1: "b"}}
    assert [(each.path, each.rule) for each in ms.violations(app)] == [("Environment[1]", "type")]


# JSON


def time_from_json(text: str) -> Any:
    return ms.from_json(ms.ListMonitoringSchedulesRequest, f'{{"CreationTimeAfter": {text}}}').creation_time_after


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("1795262400", NOON),
        ("1795262400.0", NOON),
        ("1.7952624E9", NOON),
        ("1795262400.25", NOON.replace(microsecond=250000)),
        ("1795262400.123456", NOON.replace(microsecond=123456)),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("-1.5", datetime(1969, 12, 31, 23, 59, 58, 500000, tzinfo=UTC)),
        ('"2026-11-21T12:00:00Z"', NOON),
        ('"2026-11-21T12:00:00+00:00"', NOON),
        ('"2026-11-21T13:30:00+01:30"', NOON),
        ('"2026-11-21T07:00-05:00"', NOON),
        ('"2026-11-21T12:00:00.123Z"', NOON.replace(microsecond=123000)),
        ('"20261121T120000Z"', NOON),
    ],
)
def test_times_are_read_as_seconds_and_as_iso_8601(text: str, time: datetime) -> None:
    read = time_from_json(text)
    assert read == time
    assert read.utcoffset() is not None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('"2026-11-21T12:00:00"', NOON.replace(tzinfo=None)),
        ('"yesterday"', "yesterday"),
        ('""', ""),
        ("true", True),
        ("[1]", [1]),
        ('{"a": null}', {"a": None}),
        ("1e300", 1e300),
        (str(10**30), 10**30),
        ("Infinity", math.inf),
    ],
)
def test_what_is_no_time_is_kept_and_refused(text: str, kept: Any) -> None:
    assert_same(time_from_json(text), kept)
    request = ms.from_json(ms.ListMonitoringSchedulesRequest, f'{{"CreationTimeAfter": {text}}}')
    assert [(each.path, each.rule) for each in ms.violations(request)] == [("CreationTimeAfter", "type")]


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (NOON, "2026-11-21T12:00:00Z"),
        (NOON.astimezone(timezone(timedelta(hours=-8))), "2026-11-21T12:00:00Z"),
        (NOON.replace(microsecond=5000), "2026-11-21T12:00:00.005000Z"),
        (NOON.replace(tzinfo=None), "2026-11-21T12:00:00"),
    ],
)
def test_times_are_written_as_iso_8601_in_utc(time: datetime, text: str) -> None:
    request = ms.ListMonitoringSchedulesRequest(creation_time_after=time)
    assert json.loads(ms.to_json(request)) == {"CreationTimeAfter": text}
    assert ms.from_json(ms.ListMonitoringSchedulesRequest, ms.to_json(request)) == request


def test_null_is_absent() -> None:
    text = '{"Key": null, "Value": "b"}'
    assert ms.from_json(ms.Tag, text) == ms.from_dict(ms.Tag, {"Value": "b"})
    assert ms.to_json(ms.from_json(ms.Tag, text)) == '{"Value": "b"}'
    assert ms.unknown_members(ms.from_json(ms.Tag, text)) == {}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_have_are_not_written(number: float) -> None:
    for x, _ in everywhere(number):
        with pytest.raises(ValueError, match="not JSON compliant"):
            ms.to_json(x)


@pytest.mark.parametrize("wrong", [OBJECT, {1}, 1j])
def test_what_json_does_not_have_is_not_written(wrong: object) -> None:
    for x, _ in everywhere(wrong):
        with pytest.raises(TypeError, match=f"{type(wrong).__name__} cannot be written as JSON"):
            ms.to_json(x)


@each_operation
@given(data=st.data())
@settings(SHAPES, max_examples=5)
def test_json_gives_back_an_equal_request(operation: str, data: st.DataObject) -> None:
    request = data.draw(values(MS, MS.operations[operation].request))
    text = ms.to_json(request)
    for form in (text, text.encode(), bytearray(text.encode())):
        read = ms.from_json(type(request), form)
        assert read == request
        assert_same(ms.to_dict(read), read_in_utc(ms.to_dict(request)))


def read_in_utc(value: Any) -> Any:
    match value:
        case dict():
            return {key: read_in_utc(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [read_in_utc(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case datetime():
            return value.astimezone(UTC)
        case _:
            return value


def test_bytes_are_base64_in_json(tiny: Any) -> None:
    for data in (b"\x00\xff", bytearray(b"\x00\xff")):
        request = tiny.TurnRequest(tree=tiny.Tree(name="a"), data=data)
        assert json.loads(tiny.to_json(request))["Data"] == base64.b64encode(data).decode()
        assert tiny.from_json(tiny.TurnRequest, tiny.to_json(request)) == request
    for text in ('"no base64!"', "1", "[1]", "true"):
        request = tiny.from_json(tiny.TurnRequest, f'{{"Tree": {{"Name": "a"}}, "Data": {text}}}')
        assert request.data == json.loads(text)
        assert [(each.path, each.rule) for each in tiny.violations(request)] == [("Data", "type")]


def test_bytes_that_can_change_are_not_shared(tiny: Any) -> None:
    request = tiny.TurnRequest(tree=tiny.Tree(name="a"), data=bytearray(b"a"))
    spoil(tiny.to_dict(request))
    assert request.data == b"a"


# What is no structure


@pytest.mark.parametrize("wrong", [None, 1, "text", {}, [], ms.Tag, ms.MonitoringType.DATA_QUALITY, OBJECT])
@pytest.mark.parametrize("function", ["to_dict", "to_json", "unknown_members", "validate", "violations"])
def test_what_is_no_structure_is_refused(function: str, wrong: Any) -> None:
    with pytest.raises(TypeError, match=f"a structure of this package is needed, not {type(wrong).__name__}"):
        getattr(ms, function)(wrong)


@pytest.mark.parametrize("cls", [dict, str, object, ms.MonitoringType, ms.Violation, ms.Request])
def test_a_class_that_is_no_structure_is_refused(cls: Any) -> None:
    for read, data in ((ms.from_dict, {}), (ms.from_json, "{}")):
        with pytest.raises(TypeError, match=f"a structure of this package is needed, not {cls.__name__}"):
            read(cls, data)


@pytest.mark.parametrize("data", [None, 1, "Key", [], [("Key", "a")], ms.from_dict(ms.Tag, {})], ids=repr)
def test_what_is_no_mapping_is_refused(data: Any) -> None:
    with pytest.raises(TypeError, match=f"Tag is read from a mapping, not from {type(data).__name__}"):
        ms.from_dict(ms.Tag, data)


@pytest.mark.parametrize("text", ["null", "1", '"Key"', "[]", "true"])
def test_json_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(TypeError, match="Tag is read from a mapping, not from"):
        ms.from_json(ms.Tag, text)


@pytest.mark.parametrize("text", ["", "{", "{'Key': 'a'}", b"\xff\xfe{"])
def test_text_that_is_no_json_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        ms.from_json(ms.Tag, text)

"""Requests with one defect each and good ones at the limits: what refuses them and where, and who says so.

data/requests.json has a good request for each operation, and for the shapes that are wanted without one. Each entry
below it is one change of that request: `set` gives the values at some paths, `remove` takes a path away.

path      the place that the entry is about, unless it is the one that is changed
rule      of a bad one: what is broken, as `Violation.rule` has it
source    who says so: a constraint of the model, a sentence of its documentation with its place, or a rule's source
botocore  of a bad one: whether botocore refuses it as well

What JSON lacks, and what would be long, is written as table.py reads it.
"""

import json
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import regex  # type: ignore[import-untyped]
from table import changed, steps, value

import monitorshapes as ms
from monitorshapes import operations, validators
from monitorshapes._runtime.violations import RULES
from shapegen import profiles
from shapegen.build import markup

_ROOT = Path(__file__).parents[2]
_TABLE: Mapping[str, Any] = json.loads((_ROOT / "tests" / "data" / "requests.json").read_bytes())
_DOCUMENTED: list[Mapping[str, Any]] = tomllib.loads(
    (_ROOT / "codegen" / "monitoring" / "rules.toml").read_text("utf-8")
)["rule"]
_PROFILE = profiles.read("codegen/monitoring")
_MODEL: Mapping[str, Any] = import_module("botocore.loaders").Loader().load_service_model("sagemaker", "service-2")
_SHAPES: Mapping[str, Mapping[str, Any]] = _MODEL["shapes"]
_SERVICE: Any = import_module("botocore.model").ServiceModel(_MODEL)
_VALIDATOR: Any = import_module("botocore.validate").ParamValidator()


# The table


@dataclass(frozen=True)
class Request:
    """One entry of the table."""

    name: str
    """The operation, or the shape that is wanted without one."""
    values: dict[str, Any]
    path: str
    source: str
    rule: str | None = None
    botocore: bool | None = None

    @property
    def shape(self) -> str:
        operation = _MODEL["operations"].get(self.name)
        return operation["input"]["shape"] if operation else self.name

    @property
    def structure(self) -> Any:
        return ms.from_dict(getattr(ms, self.shape), self.values)

    def __str__(self) -> str:
        return f"{self.name}-{self.path}-{self.source.removeprefix('model: ')[:40]}"


def _requests(kind: str) -> Iterator[Request]:
    for name, entries in _TABLE.items():
        for entry in entries[kind]:
            changes, removed = entry.get("set", {}), entry.get("remove")
            paths = [*changes, *([removed] if removed else [])]
            path = entry["path"] if "path" in entry else paths[0]
            assert "path" in entry or len(paths) == 1
            known = {key: entry[key] for key in ("source", "rule", "botocore") if key in entry}
            yield Request(name, changed(_TABLE[name]["request"], changes, removed), path, **known)


_BAD = list(_requests("bad"))
_GOOD = list(_requests("good"))
each_bad = pytest.mark.parametrize("request_", _BAD, ids=str)
each_good = pytest.mark.parametrize("request_", _GOOD, ids=str)


def test_the_requests_that_are_changed_are_good() -> None:
    for name, entries in _TABLE.items():
        request = Request(name, value(entries["request"]), "", "")
        assert ms.violations(request.structure) == ()


@each_bad
def test_a_bad_request_is_refused_for_its_defect_alone(request_: Request) -> None:
    found = ms.violations(request_.structure)
    assert [(violation.path, violation.rule) for violation in found] == [(request_.path, request_.rule)]


@each_bad
def test_the_level_decides_whether_it_is_refused(request_: Request) -> None:
    refused = {level: bool(ms.violations(request_.structure, level=level)) for level in ("model", "botocore")}
    in_model = not str(request_.rule).startswith("documented:")
    assert refused == {"model": in_model, "botocore": request_.botocore}


@each_good
def test_a_good_request_is_accepted_and_sent_as_it_is(request_: Request) -> None:
    assert ms.violations(request_.structure) == ()
    assert ms.to_dict(request_.structure) == request_.values
    assert not _refused_by_botocore(request_)


@each_bad
def test_the_table_says_what_botocore_refuses(request_: Request) -> None:
    assert _refused_by_botocore(request_) == request_.botocore


def _refused_by_botocore(request: Request) -> bool:
    refused: bool = _VALIDATOR.validate(request.values, _SERVICE.shape_for(request.shape)).has_errors()
    return refused


# Who says so


@dataclass(frozen=True)
class _Place:
    """One step of a path: the value there, and the names of its shape (None if the model has none) and its holder's."""

    holder: str
    step: Any
    shape: str | None
    value: Any


def _places(request: Request) -> Iterator[_Place]:
    place = _Place("", None, request.shape, request.values)
    yield place
    for step in steps(request.path):
        assert place.shape
        holder = _SHAPES[place.shape]
        match holder["type"]:
            case "structure":
                target = holder["members"].get(step)
            case "list":
                target = holder["member"]
            case _:
                target = holder["value"]
        try:
            value = place.value[step]
        except (KeyError, IndexError):
            value = None
        place = _Place(place.shape, step, target and target["shape"], value)
        yield place


def _place(request: Request) -> _Place:
    return list(_places(request))[-1]


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "boolean": bool,
    "double": (int, float),
    "integer": int,
    "list": list,
    "map": dict,
    "string": str,
    "structure": dict,
    "timestamp": datetime,
}


def _is_of(kind: str, value: Any) -> bool:
    match value:
        case bool():
            return kind == "boolean"
        case float():
            return kind == "double" and math.isfinite(value)
        case datetime():
            return kind == "timestamp" and value.tzinfo is not None
        case _:
            return isinstance(value, _TYPES[kind])


def _size(value: Any) -> Any:
    return value if isinstance(value, int) else len(value)


def _matches(pattern: str, value: str) -> bool:
    """As Java does it: other line ends than \\n are no `.`, two surrogates are a character, digits are ASCII's."""
    pattern = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
    pattern = re.sub(r"(?<![\\\[])\.(?=[*+?])", r"[^\\n\\r\\u0085\\u2028\\u2029]", pattern)
    return regex.fullmatch(pattern.replace(r"\d", "[0-9]"), value) is not None


def _is_broken(shape: Mapping[str, Any], constraint: str, value: Any) -> bool:
    match constraint:
        case "type":
            return not _is_of(shape["type"], value)
        case "min":
            return bool(_size(value) < shape["min"])
        case "max":
            return bool(_size(value) > shape["max"])
        case "pattern":
            return not _matches(shape["pattern"], value)
        case _:
            return value not in shape[constraint]


def _check_constraint(request: Request, name: str, constraint: str) -> None:
    place, shape = _place(request), _SHAPES[name]
    if constraint in ("required", "members"):
        assert name == place.holder
        assert (place.step in shape.get(constraint, ())) == (constraint == "required" and request.rule is not None)
        assert (place.value is None) == (constraint == "required")
        return
    value = place.value
    if name != place.shape:
        assert name == _SHAPES[place.holder]["key"]["shape"]
        value = place.step
    assert _is_broken(shape, constraint, value) == (request.rule is not None)
    if request.rule is None and constraint in ("min", "max"):
        assert _size(value) == shape[constraint]


@cache
def _documentation(place: str) -> str:
    """The documentation of an operation, a shape or a member, on one line without the marks of lists."""
    name, _, member = place.partition(".")
    node = _MODEL["operations"].get(name) or _SHAPES[name]
    text = markup.text((node["members"][member] if member else node)["documentation"])
    return " ".join(re.sub(r"(?m)^ *- ", "", text).split())


@pytest.mark.parametrize("request_", [*_BAD, *_GOOD], ids=str)
def test_the_source_says_what_the_table_says(request_: Request) -> None:
    if request_.source.startswith("model: "):
        name, constraint = request_.source.removeprefix("model: ").split(".")
        assert request_.rule in (None, {"members": "unknown"}.get(constraint, constraint))
        _check_constraint(request_, name, constraint)
        return
    if request_.source.startswith("documentation: "):
        place, sentence = request_.source.removeprefix("documentation: ").split(": ", 1)
        assert sentence in _documentation(place)
        ids = {rule["id"] for rule in _DOCUMENTED if "sentence" in rule}
    else:
        ids = {rule["id"] for rule in _DOCUMENTED if rule.get("source") == request_.source}
        assert ids
    assert request_.rule is None or request_.rule.removeprefix("documented:") in ids


# What the table covers


def _reached() -> Iterator[str]:
    """The shapes that a request can hold."""
    names = [_MODEL["operations"][name]["input"]["shape"] for name in _PROFILE.operations]
    names += [name for name in _PROFILE.shapes if name in _TABLE]
    seen = set[str]()
    while names:
        name = names.pop()
        if name not in seen:
            seen.add(name)
            yield name
            shape = _SHAPES[name]
            names += [member["shape"] for member in shape.get("members", {}).values()]
            names += [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]


_CONSTRAINTS = {
    f"{name}.{constraint}"
    for name in _reached()
    for constraint in ("min", "max", "pattern", "enum")
    if _SHAPES[name].get(constraint) and _SHAPES[name][constraint] not in (r"[\S\s]*", r"[\s\S]+")
}


def _sources(requests: list[Request]) -> set[str]:
    return {request.source.removeprefix("model: ") for request in requests}


def test_there_are_enough_requests_and_none_twice() -> None:
    assert len(_BAD) >= 150
    assert len(_GOOD) >= 60
    seen = [repr((request.name, request.values)) for request in _BAD + _GOOD]
    assert len(set(seen)) == len(seen)


def test_every_operation_is_there_with_bad_and_good_requests() -> None:
    assert _TABLE.keys() & _MODEL["operations"].keys() == operations.OPERATIONS.keys()
    assert _TABLE.keys() - _MODEL["operations"].keys() <= set(_PROFILE.shapes)
    assert all(entries["bad"] and entries["good"] for entries in _TABLE.values())


def test_every_documented_rule_is_broken_at_each_of_its_shapes() -> None:
    broken = {(request.rule, place.shape) for request in _BAD for place in _places(request)}
    assert broken >= {(f"documented:{rule['id']}", rule["shape"]) for rule in _DOCUMENTED}
    assert {rule["id"] for rule in _DOCUMENTED} == validators.RULES


def test_every_kind_of_rule_is_broken_and_every_type_is_missed() -> None:
    assert not any(_SHAPES[name].get("union") for name in _reached())
    kinds = {str(request.rule).partition(":")[0] for request in _BAD}
    assert kinds == {*RULES} - {"union"}
    missed = {_SHAPES[str(_place(request).shape)]["type"] for request in _BAD if request.rule == "type"}
    assert missed == {_SHAPES[name]["type"] for name in _reached()}


def test_every_constraint_of_the_requests_that_can_be_broken_is_broken() -> None:
    assert _sources(_BAD) >= _CONSTRAINTS


def test_every_maximum_of_the_requests_that_can_be_reached_is_reached() -> None:
    maxima = {constraint for constraint in _CONSTRAINTS if constraint.endswith(".max")}
    # No expression is that long.
    assert _sources(_GOOD) >= maxima - {"ScheduleExpression.max"}


# What is said of it

_CONFIG = "MonitoringScheduleConfig"
_EXPRESSION = f"{_CONFIG}.ScheduleConfig.ScheduleExpression"
_JOB = f"{_CONFIG}.MonitoringJobDefinition"
_CLUSTER = f"{_JOB}.MonitoringResources.ClusterConfig"
_RUNTIME = f"{_JOB}.StoppingCondition.MaxRuntimeInSeconds"
_NAMES = "the pattern [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"MonitoringScheduleName": None}, "", "required, but missing"),
        ({f"{_CLUSTER}.InstanceCount": 101}, "", "101 is above the maximum 100"),
        ({f"{_CLUSTER}.VolumeSizeInGB": 0}, "", "0 is below the minimum 1"),
        ({f"{_CLUSTER}.InstanceCount": True}, "", "an integer is needed, not True"),
        ({f"{_CLUSTER}.InstanceCount": "1"}, "", "an integer is needed, not '1'"),
        ({"Tags": {"team": "churn"}}, "", "a list is needed, not a dict"),
        ({"Tags[0]": "team"}, "", "Tag is needed, not 'team'"),
        ({f"{_JOB}.NetworkConfig.EnableNetworkIsolation": 0}, "", "True or False is needed, not 0"),
        ({f"{_JOB}.MonitoringInputs": []}, "", "0 items, fewer than the minimum 1"),
        (
            {"Tags": {"$list": {"Key": "#", "Value": ""}, "times": 51}},
            "",
            "51 items, more than the maximum 50",
        ),
        ({"MonitoringScheduleName": ""}, "", "'' has 0 characters, fewer than the minimum 1"),
        ({"MonitoringScheduleName": "churn hourly"}, "", f"'churn hourly' does not match {_NAMES}"),
        ({"MonitoringScheduleName": "churn\n"}, "", rf"'churn\n' does not match {_NAMES}"),
        (
            {"MonitoringScheduleName": {"$text": "churn-", "times": 20}},
            "",
            "'churn-churn-churn-churn-churn-churn-c...n-churn-churn-churn-churn-churn-churn-' has 120 characters, "
            "more than the maximum 63",
        ),
        (
            {f"{_JOB}.Environment": {"1_KEY": "on"}},
            f"{_JOB}.Environment['1_KEY']",
            "'1_KEY' does not match the pattern [a-zA-Z_][a-zA-Z0-9_]*",
        ),
        (
            {f"{_CONFIG}.MonitoringType": "dataquality"},
            "",
            "'dataquality' is none of the 4 values of MonitoringType; did you mean 'DataQuality'?",
        ),
        (
            {f"{_CONFIG}.MonitoringType": "Drift"},
            "",
            "'Drift' is none of the 4 values of MonitoringType: DataQuality, ModelQuality, ModelBias, "
            "ModelExplainability",
        ),
        (
            {f"{_CLUSTER}.InstanceType": "m5.xlarge"},
            "",
            "'m5.xlarge' is none of the 207 values of ProcessingInstanceType (one newer than the package passes with "
            "ignore={'enum:ProcessingInstanceType'}); did you mean 'ml.m5.xlarge'?",
        ),
        (
            {f"{_CLUSTER}.InstanceType": "gpu"},
            "",
            "'gpu' is none of the 207 values of ProcessingInstanceType (one newer than the package passes with "
            "ignore={'enum:ProcessingInstanceType'})",
        ),
        (
            {f"{_CONFIG}.MonitoringTyp": "DataQuality"},
            "",
            "MonitoringScheduleConfig has no such member; did you mean 'MonitoringType'?",
        ),
        ({f"{_CONFIG}.Colour": "red"}, "", "MonitoringScheduleConfig has no such member"),
        (
            {_EXPRESSION: "Hourly: cron(0 * ? * * *)"},
            "",
            "'Hourly: cron(0 * ? * * *)' carries a label: send 'cron(0 * ? * * *)'",
        ),
        (
            {_EXPRESSION: "cron(0 24 ? * * *)"},
            "",
            "'cron(0 24 ? * * *)' has the hour 24, but hours go from 0 to 23: send 'cron(0 0 ? * * *)'",
        ),
        (
            {f"{_CONFIG}.MonitoringType": "ModelBias", _RUNTIME: 1801},
            _RUNTIME,
            "1801 is above 1800, the most for a ModelBias job that runs every hour",
        ),
        (
            {f"{_CONFIG}.MonitoringJobDefinitionName": "churn"},
            _CONFIG,
            "exactly one of MonitoringJobDefinition and MonitoringJobDefinitionName is needed, not both",
        ),
        ({"Tags[1].Key": "team"}, "", "'team' is the key of tag [0] already: give each key once"),
    ],
)
def test_the_message_tells_a_person_what_is_wrong(changes: Mapping[str, Any], path: str, message: str) -> None:
    schedule = ms.from_dict(
        ms.CreateMonitoringScheduleRequest, changed(_TABLE["CreateMonitoringSchedule"]["request"], changes)
    )
    [violation] = ms.violations(schedule)
    rule = f" ({violation.rule})" if violation.rule.startswith("documented:") else ""
    assert str(violation) == f"{path or next(iter(changes))}: {message}{rule}"
    assert violation.message == message


@each_bad
def test_no_message_shows_a_long_value_whole(request_: Request) -> None:
    for violation in ms.violations(request_.structure):
        assert all(len(text) <= 80 for text in re.findall(r"'[^']*'", violation.message))
        assert len(violation.message) < 400
        assert "\n" not in str(violation)


def test_the_error_is_one_exception_with_a_numbered_list() -> None:
    changes = {"MonitoringScheduleName": "churn hourly", f"{_CLUSTER}.InstanceCount": 101, "Tags": "team"}
    schedule = ms.from_dict(
        ms.CreateMonitoringScheduleRequest, changed(_TABLE["CreateMonitoringSchedule"]["request"], changes)
    )
    with pytest.raises(ms.ValidationError) as caught:
        ms.validate(schedule)
    assert not isinstance(caught.value, BaseExceptionGroup)
    assert caught.value.violations == ms.violations(schedule)
    assert str(caught.value).splitlines() == [
        "CreateMonitoringScheduleRequest has 3 violations",
        f"1. MonitoringScheduleName: 'churn hourly' does not match {_NAMES}",
        f"2. {_CLUSTER}.InstanceCount: 101 is above the maximum 100",
        "3. Tags: a list is needed, not 'team'",
    ]

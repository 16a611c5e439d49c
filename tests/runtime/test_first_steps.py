"""What is answered to somebody who writes as boto3 has it."""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

import boto3
import pytest

import monitorshapes as ms
from monitorshapes import shapes

CLIENT = ms.MonitoringClient(boto3.client("sagemaker", region_name="us-east-1"))


def test_a_class_answers_the_name_of_the_wire_with_pythons() -> None:
    with pytest.raises(TypeError, match=r"keyword argument 'MaxResults' \(here it is called max_results\)$"):
        ms.ListMonitoringSchedulesRequest(MaxResults=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_a_class_answers_what_is_misspelt_with_what_is_near_and_nothing_else() -> None:
    with pytest.raises(TypeError, match=r"'max_result' \(did you mean max_results\?\)$"):
        ms.ListMonitoringSchedulesRequest(max_result=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'colour'$"):
        ms.ListMonitoringSchedulesRequest(colour=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Key": "a"}, "got an unexpected keyword argument 'Key' (here it is called key)"),
        ({"key": "a", "valeu": "b"}, "got an unexpected keyword argument 'valeu' (did you mean value?)"),
        (
            {"Key": "a", "valeu": "b", "colour": "red"},
            "got unexpected keyword arguments: 'Key' (here it is called key), 'valeu' (did you mean value?), 'colour'",
        ),
        ({"key": "a", "_unknown": None}, "missing 1 required keyword-only argument: 'value'"),
        ({}, "missing 2 required keyword-only arguments: 'key' and 'value'"),
    ],
)
def test_a_wrong_name_is_answered_before_a_required_one_that_is_missing(given: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError) as caught:
        ms.Tag(**given)
    assert str(caught.value) == f"Tag.__init__() {said}"


@pytest.mark.parametrize("name", [name for name in ms.__all__ if dataclasses.is_dataclass(vars(shapes).get(name))])
def test_what_is_missing_is_said_in_the_words_of_python(name: str) -> None:
    """The standard library's dataclass of the same members is the oracle."""
    cls = getattr(ms, name)
    twin = dataclasses.make_dataclass(
        name,
        [
            (each.name, Any) if each.default is dataclasses.MISSING else (each.name, Any, None)
            for each in dataclasses.fields(cls)
            if each.init
        ],
        kw_only=True,
    )
    for given in [{}, *({each.name: 1} for each in dataclasses.fields(cls))]:
        assert _answer(cls, given) == _answer(twin, given)


def _answer(cls: Callable[..., object], given: dict[str, Any]) -> str | None:
    try:
        cls(**given)
    except TypeError as error:
        return str(error)
    return None


def test_a_class_shows_no_parameter_for_that() -> None:
    assert [*inspect.signature(ms.VpcConfig).parameters] == ["security_group_ids", "subnets"]


@pytest.mark.parametrize("method", ["stop_monitoring_schedule", "wait_until_stopped"])
def test_a_method_answers_the_name_of_the_wire_with_pythons(method: str) -> None:
    expected = f"{method}.*'MonitoringScheduleName' \\(here it is called monitoring_schedule_name\\)$"
    with pytest.raises(TypeError, match=expected):
        getattr(CLIENT, method)(MonitoringScheduleName="a")


def test_an_awaited_method_is_one_and_shows_its_signature() -> None:
    method = ms.AsyncMonitoringClient.stop_monitoring_schedule
    assert inspect.iscoroutinefunction(method)
    assert "monitoring_schedule_name" in inspect.signature(method).parameters


def test_a_dict_where_a_structure_belongs_is_told_from_dict() -> None:
    request = ms.CreateMonitoringScheduleRequest(
        monitoring_schedule_name="a",
        monitoring_schedule_config={"MonitoringType": "DataQuality"},  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    )
    [violation] = ms.violations(request)
    assert violation.message == (
        "MonitoringScheduleConfig is needed, not a dict; from_dict(MonitoringScheduleConfig, …) makes one from it"
    )


@pytest.mark.parametrize(
    "call",
    [ms.violations, ms.validate, ms.to_dict, ms.to_json, ms.unknown_members, ms.update_from, CLIENT.send],
    ids=lambda call: call.__name__,
)
def test_a_dict_where_a_function_takes_a_structure_is_told_from_dict(call: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match=r"not dict; from_dict\(CLASS, …\) makes one from a dict"):
        call({"MonitoringScheduleName": "a"})


def test_a_response_that_is_read_as_a_dict_says_the_attribute() -> None:
    response = ms.CreateMonitoringScheduleResponse(monitoring_schedule_arn="arn")
    with pytest.raises(TypeError, match=r"is a dataclass, not a dict: read \.monitoring_schedule_arn$"):
        response["MonitoringScheduleArn"]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    with pytest.raises(TypeError, match="make a dict with to_dict"):
        response["Nope"]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]

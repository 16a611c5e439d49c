"""What is answered to somebody who writes as boto3 has it."""

import inspect

import boto3
import pytest

import monitorshapes as ms

CLIENT = ms.MonitoringClient(boto3.client("sagemaker", region_name="us-east-1"))


def test_a_class_answers_the_name_of_the_wire_with_pythons() -> None:
    with pytest.raises(TypeError, match=r"keyword argument 'MaxResults'; here it is called max_results$"):
        ms.ListMonitoringSchedulesRequest(MaxResults=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_a_class_answers_what_is_misspelt_with_what_is_near_and_nothing_else() -> None:
    with pytest.raises(TypeError, match=r"'max_result'; did you mean max_results\?$"):
        ms.ListMonitoringSchedulesRequest(max_result=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'colour'$"):
        ms.ListMonitoringSchedulesRequest(colour=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_what_is_required_is_asked_for_by_its_name() -> None:
    with pytest.raises(TypeError, match="'monitoring_schedule_name'"):
        ms.StopMonitoringScheduleRequest(MonitoringScheduleName="a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_a_class_shows_no_parameter_for_that() -> None:
    assert [*inspect.signature(ms.VpcConfig).parameters] == ["security_group_ids", "subnets"]


@pytest.mark.parametrize("method", ["stop_monitoring_schedule", "wait_until_stopped"])
def test_a_method_answers_the_name_of_the_wire_with_pythons(method: str) -> None:
    expected = f"{method}.*'MonitoringScheduleName'; here it is called monitoring_schedule_name$"
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
        "MonitoringScheduleConfig is needed, not a dict; from_dict(MonitoringScheduleConfig, …) makes one of it"
    )


def test_a_response_that_is_read_as_a_dict_says_the_attribute() -> None:
    response = ms.CreateMonitoringScheduleResponse(monitoring_schedule_arn="arn")
    with pytest.raises(TypeError, match=r"is a dataclass, not a dict: read \.monitoring_schedule_arn$"):
        response["MonitoringScheduleArn"]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    with pytest.raises(TypeError, match="make a dict with to_dict"):
        response["Nope"]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]

"""What each list says of an item, and by what it is filtered and sorted; all as the service's documentation has it."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from fake_clients import HOURLY, NOON, REQUESTS, define, executions, new_client, post, refused, schedule

from monitorshapes import fake

_ARN = "arn:aws:sagemaker:us-east-1:123456789012"
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def test_a_schedule_is_listed_as_it_is(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.advance(1)
    [item] = client.list_monitoring_schedules()["MonitoringScheduleSummaries"]
    assert item == {
        "MonitoringScheduleName": "churn",
        "MonitoringScheduleArn": f"{_ARN}:monitoring-schedule/churn",
        "CreationTime": NOON,
        "LastModifiedTime": NOON + timedelta(seconds=1),
        "MonitoringScheduleStatus": "Scheduled",
        "EndpointName": "churn",
        "MonitoringJobDefinitionName": "churn",
        "MonitoringType": "DataQuality",
    }


def test_a_schedule_with_its_own_definition_is_listed_without_the_name_of_one(client: Any) -> None:
    client.create_monitoring_schedule(**REQUESTS["CreateMonitoringSchedule"]["request"])
    [item] = client.list_monitoring_schedules()["MonitoringScheduleSummaries"]
    assert "MonitoringJobDefinitionName" not in item


def test_an_execution_and_its_job_are_listed_as_they_are(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.plan("churn", "Failed", failure_reason="no data", exit_message="exit")
    summary: dict[str, Any] = {
        "MonitoringScheduleName": "churn",
        "ScheduledTime": NOON + _HOUR,
        "CreationTime": NOON + _HOUR,
        "LastModifiedTime": NOON + _HOUR,
        "MonitoringExecutionStatus": "Pending",
        "EndpointName": "churn",
        "MonitoringJobDefinitionName": "churn",
        "MonitoringType": "DataQuality",
    }
    server.advance(3600)
    assert executions(client) == [summary]
    server.advance(60)
    [execution] = executions(client)
    arn = execution["ProcessingJobArn"]
    assert arn.startswith(f"{_ARN}:processing-job/model-monitoring-202601011300-")
    started = NOON + _HOUR + _MINUTE
    summary |= {"LastModifiedTime": started, "MonitoringExecutionStatus": "InProgress", "ProcessingJobArn": arn}
    assert execution == summary
    job = {
        "ProcessingJobName": arn.rpartition("/")[2],
        "ProcessingJobArn": arn,
        "CreationTime": started,
        "ProcessingJobStatus": "InProgress",
        "LastModifiedTime": started,
    }
    assert client.list_processing_jobs()["ProcessingJobSummaries"] == [job]
    server.advance(240)
    ended = started + 4 * _MINUTE
    summary |= {"LastModifiedTime": ended, "MonitoringExecutionStatus": "Failed", "FailureReason": "no data"}
    assert executions(client) == [summary]
    more = {"ProcessingEndTime": ended, "FailureReason": "no data", "ExitMessage": "exit"}
    job |= more | {"ProcessingJobStatus": "Failed", "LastModifiedTime": ended}
    assert client.list_processing_jobs()["ProcessingJobSummaries"] == [job]
    described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
    assert described["LastMonitoringExecutionSummary"] == summary
    assert client.list_monitoring_alert_history()["MonitoringAlertHistory"] == [
        {
            "MonitoringScheduleName": "churn",
            "MonitoringAlertName": "default-alert",
            "CreationTime": ended,
            "AlertStatus": "InAlert",
        }
    ]


@pytest.fixture
def busy(server: fake.Server, client: Any) -> Any:
    """Two schedules of different types, with a run at nine and one at ten, and an endpoint each."""
    define(client)
    quality = REQUESTS["CreateModelQualityJobDefinition"]["request"]
    read = quality["ModelQualityJobInput"] | {
        "EndpointInput": quality["ModelQualityJobInput"]["EndpointInput"] | {"EndpointName": "fraud"}
    }
    client.create_model_quality_job_definition(**quality | {"JobDefinitionName": "fraud", "ModelQualityJobInput": read})
    server.advance(60)
    schedule(client)
    server.advance(60)
    config = {"ScheduleConfig": HOURLY, "MonitoringJobDefinitionName": "fraud", "MonitoringType": "ModelQuality"}
    client.create_monitoring_schedule(MonitoringScheduleName="fraud", MonitoringScheduleConfig=config)
    server.execute("churn", "Failed", at=NOON - 3 * _HOUR)
    server.execute("fraud", "CompletedWithViolations", at=NOON - 2 * _HOUR)
    return client


def _member(names: str, **filters: Any) -> tuple[dict[str, Any], list[str]]:
    return filters, names.split()


def test_schedules_are_filtered_and_sorted_by_everything(busy: Any) -> None:
    for filters, names in (
        _member("fraud churn"),
        _member("churn fraud", SortOrder="Ascending"),
        _member("fraud churn", SortBy="Name"),
        _member("fraud churn", SortBy="CreationTime"),
        _member("churn fraud", SortBy="CreationTime", SortOrder="Ascending"),
        _member("churn fraud", SortBy="Status"),  # Scheduled, Pending
        _member("fraud churn", SortBy="Status", SortOrder="Ascending"),
        _member("fraud", EndpointName="fraud"),
        _member("churn", NameContains="hur"),
        _member("", NameContains="HUR"),
        _member("fraud", StatusEquals="Pending"),
        _member("fraud", MonitoringJobDefinitionName="fraud"),
        _member("fraud", MonitoringTypeEquals="ModelQuality"),
        _member("churn", CreationTimeBefore=NOON + 2 * _MINUTE),
        _member("fraud", CreationTimeAfter=NOON + _MINUTE),
        _member("churn", LastModifiedTimeBefore=NOON + 2 * _MINUTE),
        _member("fraud", LastModifiedTimeAfter=NOON + _MINUTE + timedelta(seconds=1)),
        _member("fraud", NameContains="u", EndpointName="fraud"),
    ):
        found = busy.list_monitoring_schedules(**filters)["MonitoringScheduleSummaries"]
        assert [each["MonitoringScheduleName"] for each in found] == names, filters


def test_executions_are_filtered_and_sorted_by_everything(busy: Any) -> None:
    for filters, names in (
        _member("fraud churn"),
        _member("churn fraud", SortOrder="Ascending"),
        _member("fraud churn", SortBy="ScheduledTime"),
        _member("churn fraud", SortBy="ScheduledTime", SortOrder="Ascending"),
        _member("churn fraud", SortBy="Status"),  # Failed, CompletedWithViolations
        _member("fraud churn", SortBy="Status", SortOrder="Ascending"),
        _member("fraud", MonitoringScheduleName="fraud"),
        _member("fraud", EndpointName="fraud"),
        _member("fraud", StatusEquals="CompletedWithViolations"),
        _member("fraud", MonitoringJobDefinitionName="fraud"),
        _member("fraud", MonitoringTypeEquals="ModelQuality"),
        _member("churn", ScheduledTimeBefore=NOON - 2 * _HOUR),
        _member("fraud churn", ScheduledTimeBefore=NOON - 2 * _HOUR + timedelta(microseconds=1)),
        _member("fraud", ScheduledTimeAfter=NOON - 3 * _HOUR),
        _member("fraud churn", ScheduledTimeAfter=NOON - 3 * _HOUR - timedelta(microseconds=1)),
        _member("churn", CreationTimeBefore=NOON - 2 * _HOUR),
        _member("fraud", CreationTimeAfter=NOON - 3 * _HOUR),
        _member("churn", LastModifiedTimeBefore=NOON - 2 * _HOUR + 5 * _MINUTE),
        _member("fraud", LastModifiedTimeAfter=NOON - 3 * _HOUR + 5 * _MINUTE),
    ):
        assert [each["MonitoringScheduleName"] for each in executions(busy, **filters)] == names, filters


def test_alerts_are_filtered_and_sorted_by_everything(server: fake.Server, busy: Any) -> None:
    # The alert of churn was raised first; that of fraud is withdrawn in the end.
    server.execute("fraud", at=NOON)
    for filters, names in (
        _member("fraud-OK fraud-InAlert churn-InAlert"),
        _member("churn-InAlert fraud-InAlert fraud-OK", SortOrder="Ascending"),
        _member("fraud-OK fraud-InAlert churn-InAlert", SortBy="CreationTime"),
        _member("fraud-OK fraud-InAlert churn-InAlert", SortBy="Status"),
        _member("churn-InAlert fraud-InAlert fraud-OK", SortBy="Status", SortOrder="Ascending"),
        _member("churn-InAlert", MonitoringScheduleName="churn"),
        _member("fraud-OK", StatusEquals="OK"),
        _member("fraud-OK fraud-InAlert churn-InAlert", MonitoringAlertName="default-alert"),
        _member("", MonitoringAlertName="other"),
    ):
        found = busy.list_monitoring_alert_history(**filters)["MonitoringAlertHistory"]
        assert [f"{each['MonitoringScheduleName']}-{each['AlertStatus']}" for each in found] == names, filters


def test_processing_jobs_are_filtered_and_sorted_by_everything(server: fake.Server, client: Any) -> None:
    request = REQUESTS["CreateProcessingJob"]["request"]
    for name in ("train-b", "train-a", "other"):
        client.create_processing_job(**request | {"ProcessingJobName": name})
        server.advance(60)
    client.stop_processing_job(ProcessingJobName="train-a")
    for filters, names in (
        _member("train-b train-a other"),
        _member("other train-a train-b", SortOrder="Descending"),
        _member("other train-a train-b", SortBy="Name"),
        _member("train-b train-a other", SortBy="CreationTime"),
        _member("train-b other train-a", SortBy="Status"),  # InProgress, Stopping
        _member("train-b train-a", NameContains="ain-"),
        _member("train-a", StatusEquals="Stopping"),
        _member("train-b", CreationTimeBefore=NOON + _MINUTE),
        _member("train-b train-a", CreationTimeBefore=NOON + _MINUTE + timedelta(milliseconds=1)),
        _member("other", CreationTimeAfter=NOON + _MINUTE),
        _member("train-b other", LastModifiedTimeBefore=NOON + 3 * _MINUTE),
        _member("train-a", LastModifiedTimeAfter=NOON + 2 * _MINUTE),
    ):
        found = client.list_processing_jobs(**filters)["ProcessingJobSummaries"]
        assert [each["ProcessingJobName"] for each in found] == names, filters


@pytest.mark.parametrize("kind", ["data_quality", "model_quality", "model_bias", "model_explainability"])
def test_job_definitions_are_filtered_and_sorted_by_everything(server: fake.Server, client: Any, kind: str) -> None:
    name = kind.title().replace("_", "")
    request = json.loads(json.dumps(REQUESTS[f"Create{name}JobDefinition"]["request"]))
    source = request[f"{name}JobInput"]
    source.pop("BatchTransformInput", None)
    read = source.setdefault("EndpointInput", {"LocalPath": "/opt/ml/processing/input"})
    for each in ("churn-b", "churn-a", "fraud"):
        read["EndpointName"] = each[:5]
        getattr(client, f"create_{kind}_job_definition")(**request | {"JobDefinitionName": each})
        server.advance(60)
    for filters, names in (
        _member("fraud churn-a churn-b"),
        _member("churn-b churn-a fraud", SortOrder="Ascending"),
        _member("fraud churn-b churn-a", SortBy="Name"),
        _member("churn-a churn-b fraud", SortBy="Name", SortOrder="Ascending"),
        _member("churn-a churn-b", EndpointName="churn"),
        _member("fraud", NameContains="rau"),
        _member("churn-b", CreationTimeBefore=NOON + _MINUTE),
        _member("fraud", CreationTimeAfter=NOON + _MINUTE),
    ):
        found = getattr(client, f"list_{kind}_job_definitions")(**filters)["JobDefinitionSummaries"]
        assert [each["MonitoringJobDefinitionName"] for each in found] == names, filters


def test_a_full_page_that_is_the_last_has_no_token(client: Any) -> None:
    for number in range(11):
        define(client, f"d-{number:02}")
    first = client.list_data_quality_job_definitions()
    assert len(first["JobDefinitionSummaries"]) == 10
    second = client.list_data_quality_job_definitions(NextToken=first["NextToken"])
    assert [each["MonitoringJobDefinitionName"] for each in second["JobDefinitionSummaries"]] == ["d-00"]
    assert "NextToken" not in second
    for size, is_last in ((10, False), (11, True), (12, True)):
        page = client.list_data_quality_job_definitions(MaxResults=size)
        assert (len(page["JobDefinitionSummaries"]), "NextToken" not in page) == (min(size, 11), is_last)


def test_a_page_of_alerts_has_a_hundred(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    for number in range(101):
        server.execute("churn", "Completed" if number % 2 else "Failed", at=NOON + number * _MINUTE)
    first = client.list_monitoring_alert_history()
    assert len(first["MonitoringAlertHistory"]) == 100
    second = client.list_monitoring_alert_history(NextToken=first["NextToken"])
    assert len(second["MonitoringAlertHistory"]) == 1
    assert "NextToken" not in second


def _token(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


_SCOPE = ("MonitoringScheduleSummaries", "CreationTime", True)


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((*_SCOPE, 0, 0), 200),
        ((*_SCOPE, 0, 1), 200),
        ((*_SCOPE, 2**63 - 1, 2**63 - 1), 200),
        ((*_SCOPE, "a", 1), 200),
        ((*_SCOPE, 2**63, 1), 400),
        ((*_SCOPE, 1, 2**63), 400),
        ((*_SCOPE, -1, 1), 400),
        ((*_SCOPE, 1, -1), 400),
        ((*_SCOPE, True, 1), 400),
        ((*_SCOPE, 1, True), 400),
        ((*_SCOPE, None, 1), 400),
        ((*_SCOPE, 1, "a"), 400),
        ((*_SCOPE, 1.0, 1), 400),
        ((*_SCOPE, 1), 400),
        (("Other", "CreationTime", True, 1, 1), 400),
        ((1,), 400),
        ((), 400),
    ],
)
def test_a_token_has_its_form(server: fake.Server, parts: tuple[object, ...], status: int) -> None:
    answer = post(server, json.dumps({"NextToken": _token(*parts)}), "SageMaker.ListMonitoringSchedules")
    assert answer.status == status
    if status == 400:
        assert answer.json() == {"__type": "ValidationException", "message": "Invalid pagination token"}


def test_a_list_of_one_page_takes_no_token(client: Any) -> None:
    define(client)
    arn = schedule(client)
    for call, given in (
        (client.list_tags, {"ResourceArn": arn}),
        (client.list_monitoring_alerts, {"MonitoringScheduleName": "churn"}),
    ):
        assert refused("ValidationException", call, **given, NextToken="a") == "Invalid pagination token"


@pytest.mark.parametrize("call", ["list_monitoring_alerts", "list_monitoring_alert_history"])
def test_alerts_of_a_schedule_that_is_not_there_are_not_listed(client: Any, call: str) -> None:
    message = refused("ResourceNotFound", getattr(client, call), MonitoringScheduleName="other")
    assert message == f"Monitoring schedule {_ARN}:monitoring-schedule/other not found"


def test_nothing_of_others_is_listed(server: fake.Server, busy: Any) -> None:
    busy.create_processing_job(**REQUESTS["CreateProcessingJob"]["request"])
    there = new_client(server, region_name="eu-west-1")
    for call, items in (
        ("list_data_quality_job_definitions", "JobDefinitionSummaries"),
        ("list_monitoring_schedules", "MonitoringScheduleSummaries"),
        ("list_monitoring_executions", "MonitoringExecutionSummaries"),
        ("list_processing_jobs", "ProcessingJobSummaries"),
        ("list_monitoring_alert_history", "MonitoringAlertHistory"),
    ):
        assert getattr(busy, call)()[items]
        assert getattr(there, call)()[items] == []

"""The fake over real HTTP: its protocol and words, the life of schedules, time, faults, threads, files and commands."""

import base64
import http.client
import json
import logging
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import monitoring, values

import monitorshapes as ms
from monitorshapes import fake
from monitorshapes.fake_service import LIMITS, Service
from monitorshapes.operations import OPERATIONS

_ROOT = Path(__file__).parents[2]
_REQUESTS: Mapping[str, Any] = json.loads((_ROOT / "tests" / "data" / "requests.json").read_bytes())
_NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
_UNKNOWN = "is unknown: the fake has the monitoring operations alone."
_HOURLY = {"ScheduleExpression": "cron(0 * ? * * *)"}

pytest_plugins = ["monitorshapes.fake_pytest"]


@pytest.fixture
def server() -> Iterator[fake.Server]:
    with fake.Server(clock=lambda: _NOON) as server:
        yield server


@pytest.fixture
def client(server: fake.Server) -> Any:
    return _client(server)


def _client(server: fake.Server, attempts: int = 1) -> Any:
    config = Config(
        retries={"total_max_attempts": attempts, "mode": "standard"}, parameter_validation=False, max_pool_connections=8
    )
    return boto3.client("sagemaker", **server.boto3_arguments(), config=config)


def _define(client: Any, name: str = "churn") -> str:
    good = _REQUESTS["CreateDataQualityJobDefinition"]["request"] | {"JobDefinitionName": name}
    return str(client.create_data_quality_job_definition(**good)["JobDefinitionArn"])


def _schedule(client: Any, name: str = "churn", **config: Any) -> str:
    config = {"ScheduleConfig": _HOURLY, "MonitoringJobDefinitionName": "churn"} | config
    given = {each: value for each, value in config.items() if value is not None}
    response = client.create_monitoring_schedule(MonitoringScheduleName=name, MonitoringScheduleConfig=given)
    return str(response["MonitoringScheduleArn"])


def _status(client: Any, name: str = "churn") -> str:
    return str(client.describe_monitoring_schedule(MonitoringScheduleName=name)["MonitoringScheduleStatus"])


def _executions(client: Any, **filters: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.list_monitoring_executions(**filters)["MonitoringExecutionSummaries"]
    return found


def _refused(code: str, call: Callable[..., object], **keywords: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**keywords)
    assert error.value.response["Error"]["Code"] == code
    return str(error.value.response["Error"]["Message"])


def _post(server: fake.Server, body: bytes | str, target: str | None = None, path: str = "/") -> Any:
    headers = {} if target is None else {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    return urllib3.request("POST", f"{server.url}{path}", body=body, headers=headers, timeout=10, retries=False)


# The protocol


def test_a_response_is_json_with_a_request_id(server: fake.Server) -> None:
    response = _post(server, "{}", "SageMaker.ListMonitoringSchedules")
    assert (response.status, response.json()) == (200, {"MonitoringScheduleSummaries": []})
    assert response.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert re.fullmatch(r"[0-9a-f-]{36}", response.headers["x-amzn-RequestId"])


def test_times_are_seconds_since_1970(server: fake.Server, client: Any) -> None:
    _define(client)
    body = _post(server, '{"JobDefinitionName": "churn"}', "SageMaker.DescribeDataQualityJobDefinition").json()
    assert body["CreationTime"] == _NOON.timestamp()


@pytest.mark.parametrize(
    ("target", "body", "code", "message"),
    [
        ("SageMaker.CreateModel", "{}", "UnknownOperationException", f"The operation 'CreateModel' {_UNKNOWN}"),
        ("SageMaker.", "{}", "UnknownOperationException", f"The operation '' {_UNKNOWN}"),
        (None, "{}", "UnknownOperationException", f"The operation '' {_UNKNOWN}"),
        ("SageMaker.ListTags", "", "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", "{", "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", b"\xff", "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", '{"ResourceArn": NaN}', "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", "[" * 100_000, "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", "[]", "SerializationException", "Start of structure or map expected."),
        (
            "SageMaker.ListTags",
            '{"ResourceArn": 1}',
            "SerializationException",
            "NUMBER_VALUE can not be converted to a String",
        ),
        (
            "SageMaker.ListTags",
            '{"ResourceArn": {}}',
            "SerializationException",
            "Start of structure or map found where not expected.",
        ),
        ("SageMaker.AddTags", '{"Tags": "a"}', "SerializationException", "Unexpected field type"),
        (
            "SageMaker.ListTags",
            '{"MaxResults": true}',
            "SerializationException",
            "TRUE_VALUE can not be converted to an Integer",
        ),
        (
            "SageMaker.ListProcessingJobs",
            '{"CreationTimeAfter": "soon"}',
            "SerializationException",
            "STRING_VALUE can not be converted to a Timestamp",
        ),
        (
            "SageMaker.ListProcessingJobs",
            '{"NameContains": ["a"]}',
            "SerializationException",
            "Start of list found where not expected",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(
    server: fake.Server, target: str | None, body: bytes | str, code: str, message: str
) -> None:
    response = _post(server, body, target)
    assert (response.status, response.json()) == (400, {"__type": code, "message": message})


def test_a_request_that_is_too_long_is_not_read(server: fake.Server) -> None:
    response = _post(server, " " * 10_000_001, "SageMaker.ListTags")
    assert response.status == 413


def test_a_member_that_aws_does_not_know_is_passed_over(server: fake.Server) -> None:
    assert _post(server, '{"Novel": 1}', "SageMaker.ListMonitoringSchedules").status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_what_is_no_post_is_told_to_be_one(server: fake.Server, method: str) -> None:
    response = urllib3.request(method, server.url, timeout=10, retries=False)
    assert (response.status, response.headers["Allow"]) == (405, "POST")
    if method != "HEAD":
        assert response.json()["message"] == f"POST to {server.url}"


def test_what_is_no_http_is_answered_in_json(server: fake.Server) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    connection.request("POST", "/", headers={f"x-{number}": "" for number in range(200)})
    response = connection.getresponse()
    assert response.status == 431
    assert json.loads(response.read())["message"] == "Too many headers"


def test_the_time_answers_whether_the_server_is_there(server: fake.Server) -> None:
    response = urllib3.request("GET", f"{server.url}/_fake/now", timeout=10, retries=False)
    assert (response.status, response.json()) == (200, {"result": _NOON.timestamp()})


def test_it_listens_on_this_machine_alone(server: fake.Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")


# Words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"MonitoringScheduleName": None}, "Value null at 'monitoringScheduleName' failed: Member must not be null"),
        (
            {"MonitoringScheduleName": "churn hourly"},
            "Value 'churn hourly' at 'monitoringScheduleName' failed: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
        ),
        (
            {"MonitoringScheduleName": "a" * 64},
            f"Value '{'a' * 64}' at 'monitoringScheduleName' failed: Member must have length less than or equal to 63",
        ),
        (
            {"MonitoringScheduleName": ""},
            "Value '' at 'monitoringScheduleName' failed: Member must have length greater than or equal to 1",
        ),
        (
            {"MonitoringScheduleConfig": {"MonitoringType": "Drift"}},
            "Value 'Drift' at 'monitoringScheduleConfig.monitoringType' failed: "
            "Member must satisfy enum value set: [DataQuality, ModelQuality, ModelBias, ModelExplainability]",
        ),
        (
            {"Tags": [{"Key": "a", "Value": "b"}, {"Key": "does not match the pattern", "Value": "!"}]},
            r"Value '!' at 'tags.2.member.value' failed: "
            r"Member must satisfy regular expression pattern: ([\p{L}\p{Z}\p{N}_.:/=+\-@]*)",
        ),
    ],
)
def test_it_refuses_in_the_words_of_aws(client: Any, change: dict[str, Any], words: str) -> None:
    good = {"MonitoringScheduleName": "churn", "MonitoringScheduleConfig": {"MonitoringJobDefinitionName": "churn"}}
    request = {member: value for member, value in (good | change).items() if value is not None}
    message = _refused("ValidationException", client.create_monitoring_schedule, **request)
    assert message == f"1 validation error detected: {words.replace('failed:', 'failed to satisfy constraint:')}"


def test_it_says_all_that_is_wrong_at_once(client: Any) -> None:
    message = _refused(
        "ValidationException",
        client.update_monitoring_alert,
        MonitoringScheduleName="a",
        MonitoringAlertName="-",
        DatapointsToAlert=0,
        EvaluationPeriod=101,
    )
    assert message == (
        "3 validation errors detected: "
        "Value '-' at 'monitoringAlertName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}; "
        "Value '0' at 'datapointsToAlert' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1; "
        "Value '101' at 'evaluationPeriod' failed to satisfy constraint: "
        "Member must have value less than or equal to 100"
    )


def test_lists_and_maps_are_written_as_java_writes_them(client: Any) -> None:
    request = _REQUESTS["CreateProcessingJob"]["request"]
    app = request["AppSpecification"] | {"ContainerEntrypoint": []}
    environment = {"9": "a", **{f"a{number}": "b" for number in range(100)}}
    message = _refused(
        "ValidationException",
        client.create_processing_job,
        **request | {"AppSpecification": app, "Environment": environment},
    )
    assert "Value '[]' at 'appSpecification.containerEntrypoint' failed to satisfy constraint" in message
    assert "Value '{9=a, a0=b, a1=b" in message
    assert "Value '9' at 'environment.9.member' failed to satisfy constraint" in message


# Every operation


def test_there_is_every_operation(server: fake.Server) -> None:
    service: Service = server._service
    assert service.operations.keys() == OPERATIONS.keys()


def _prepare(server: fake.Server, client: Any) -> None:
    """Makes everything that the good requests name, and a bit more."""
    for operation, table in _REQUESTS.items():
        if operation.startswith("Create"):
            request = table["request"]
            getattr(client, OPERATIONS[operation].method)(**request)
    server.plan("churn-hourly", "CompletedWithViolations")
    _schedule(client, "churn-daily", MonitoringJobDefinitionName="churn-quality", MonitoringType="ModelQuality")
    server.advance(7200)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_each_operation_answers_as_the_model_says(server: fake.Server, client: Any, name: str) -> None:
    _prepare(server, client)
    request = dict(_REQUESTS[name]["request"])
    if name.startswith("Create"):
        member = next(member for member in request if member.endswith("Name"))
        request[member] = "another"
    if name.startswith("Delete") and name.endswith("JobDefinition"):
        client.delete_monitoring_schedule(MonitoringScheduleName="churn-daily")
        server.advance(2)
    if name == "StartMonitoringSchedule":
        client.stop_monitoring_schedule(MonitoringScheduleName="churn-hourly")
        server.advance(2)
    if name == "StopProcessingJob":
        request["ProcessingJobName"] = "running"
        client.create_processing_job(**_REQUESTS["CreateProcessingJob"]["request"] | request)
    if name == "UpdateMonitoringAlert":
        request["MonitoringAlertName"] = "default-alert"
    if "ResourceArn" in request:
        request["ResourceArn"] = request["ResourceArn"].replace("111122223333", "123456789012")
    for member, value in request.items():
        if isinstance(value, dict) and "$datetime" in value:
            request[member] = datetime.fromisoformat(value["$datetime"])
    # botocore's parser reads it; what it does not know would be lost there.
    answer = getattr(client, OPERATIONS[name].method)(**request)
    del answer["ResponseMetadata"]
    response = OPERATIONS[name].response
    if response is None:
        assert answer == {}
    else:
        assert ms.violations(ms.from_dict(response, answer), level="model") == ()


def test_lists_are_not_empty_that_should_not_be(server: fake.Server, client: Any) -> None:
    _prepare(server, client)
    for name in OPERATIONS:
        if name.startswith("List") and name not in ("ListTags", "ListMonitoringAlerts"):
            response = getattr(client, OPERATIONS[name].method)()
            response.pop("NextToken", None)
            [items] = [value for member, value in response.items() if member != "ResponseMetadata"]
            assert items, name


# The life of a schedule


def test_the_whole_life_of_a_schedule(server: fake.Server, client: Any) -> None:
    _define(client)
    arn = _schedule(client)
    assert _status(client) == "Pending"
    server.advance(1)
    described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
    assert described["MonitoringScheduleStatus"] == "Scheduled"
    assert described["MonitoringScheduleArn"] == arn
    assert described["MonitoringType"] == described["MonitoringScheduleConfig"]["MonitoringType"] == "DataQuality"
    assert "LastMonitoringExecutionSummary" not in described

    server.plan("churn", "CompletedWithViolations", exit_message="CompletedWithViolations: 3 violations.")
    server.advance(3600 + 300)
    [execution] = _executions(client)
    assert execution["MonitoringExecutionStatus"] == "CompletedWithViolations"
    assert execution["ScheduledTime"] == _NOON + timedelta(hours=1)
    job = client.describe_processing_job(ProcessingJobName=execution["ProcessingJobArn"].rpartition("/")[2])
    assert job["ProcessingJobStatus"] == "Completed"
    assert job["ExitMessage"] == "CompletedWithViolations: 3 violations."
    assert job["MonitoringScheduleArn"] == arn
    [alert] = client.list_monitoring_alerts(MonitoringScheduleName="churn")["MonitoringAlertSummaries"]
    assert alert["AlertStatus"] == "InAlert"

    client.stop_monitoring_schedule(MonitoringScheduleName="churn")
    assert _status(client) == "Pending"
    server.advance(3600)
    assert _status(client) == "Stopped"
    assert len(_executions(client)) == 1

    daily = {"ScheduleExpression": "cron(0 3 ? * * *)"}
    client.update_monitoring_schedule(
        MonitoringScheduleName="churn",
        MonitoringScheduleConfig={"MonitoringJobDefinitionName": "churn", "ScheduleConfig": daily},
    )
    server.advance(1)
    client.start_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(24 * 3600)
    assert [each["ScheduledTime"].hour for each in _executions(client, SortBy="ScheduledTime")] == [3, 13]

    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    assert _status(client) == "Pending"
    server.advance(1)
    _refused("ResourceNotFound", client.describe_monitoring_schedule, MonitoringScheduleName="churn")
    client.delete_data_quality_job_definition(JobDefinitionName="churn")
    assert len(_executions(client)) == 2


def test_the_client_of_the_package_reads_what_the_fake_says(server: fake.Server) -> None:
    client = ms.MonitoringClient(boto3.client("sagemaker", **server.boto3_arguments()))
    request = ms.from_dict(
        ms.CreateMonitoringScheduleRequest, _REQUESTS["CreateMonitoringSchedule"]["request"] | {"Tags": []}
    )
    arn = client.send(request).monitoring_schedule_arn
    server.advance(3600 + 300)
    described = client.describe_monitoring_schedule(monitoring_schedule_name="churn-hourly")
    assert described.monitoring_schedule_arn == arn
    assert described.monitoring_schedule_status is ms.ScheduleStatus.SCHEDULED
    assert described.last_monitoring_execution_summary is not None
    assert described.last_monitoring_execution_summary.monitoring_execution_status is ms.ExecutionStatus.COMPLETED
    assert ms.violations(described, level="model") == ()


def _typed(server: fake.Server) -> ms.MonitoringClient:
    """A client that waits by the server's clock."""
    return ms.MonitoringClient(
        boto3.client("sagemaker", **server.boto3_arguments()),
        clock=lambda: server.now().timestamp(),
        sleep=server.advance,
    )


def test_the_whole_life_of_a_schedule_is_waited_for(server: fake.Server) -> None:
    client = _typed(server)
    definition = ms.from_dict(
        ms.CreateDataQualityJobDefinitionRequest, _REQUESTS["CreateDataQualityJobDefinition"]["request"]
    )
    client.send(definition)
    hourly = ms.MonitoringScheduleConfig(
        monitoring_job_definition_name=definition.job_definition_name,
        monitoring_type=ms.MonitoringType.DATA_QUALITY,
        schedule_config=ms.ScheduleConfig(schedule_expression=ms.schedules.hourly()),
    )
    name = "churn-hourly"
    client.create_monitoring_schedule(monitoring_schedule_name=name, monitoring_schedule_config=hourly)
    assert client.wait_until_scheduled(name).endpoint_name == "churn"

    server.plan(name, "CompletedWithViolations")
    [execution] = client.wait_until_execution_finished(name).monitoring_execution_summaries
    assert execution.monitoring_execution_status is ms.ExecutionStatus.COMPLETED_WITH_VIOLATIONS
    [alert] = client.list_monitoring_alerts(monitoring_schedule_name=name).monitoring_alert_summaries or []
    assert alert.alert_status is ms.MonitoringAlertStatus.IN_ALERT

    client.stop_monitoring_schedule(monitoring_schedule_name=name)
    client.wait_until_stopped(name)
    daily = ms.update_from(client.describe_monitoring_schedule(monitoring_schedule_name=name))
    assert daily.monitoring_schedule_config.schedule_config is not None
    daily.monitoring_schedule_config.schedule_config.schedule_expression = ms.schedules.daily(3)
    client.send(daily)
    settled = client.wait_until_settled(name)
    assert settled.monitoring_schedule_status is ms.ScheduleStatus.STOPPED
    assert settled.monitoring_schedule_config == daily.monitoring_schedule_config

    client.delete_monitoring_schedule(monitoring_schedule_name=name)
    client.wait_until_deleted(name)
    client.delete_data_quality_job_definition(job_definition_name=definition.job_definition_name)
    assert server.now() - _NOON < timedelta(hours=2)


def test_a_schedule_fails_on_demand(server: fake.Server, client: Any) -> None:
    typed = _typed(server)
    server.fail_schedule("churn", "No capacity.")
    _define(client)
    _schedule(client)
    with pytest.raises(ms.WaitError, match=r"No capacity\.") as caught:
        typed.wait_until_scheduled("churn")
    assert caught.value.response.monitoring_schedule_status is ms.ScheduleStatus.FAILED
    server.advance(7200)
    assert _executions(client) == []
    [summary] = client.list_monitoring_schedules(StatusEquals="Failed")["MonitoringScheduleSummaries"]
    assert summary["MonitoringScheduleName"] == "churn"

    config = {"MonitoringJobDefinitionName": "churn", "ScheduleConfig": _HOURLY}
    client.update_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
    assert typed.wait_until_scheduled("churn").failure_reason is None

    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    server.fail_schedule("churn", "In use.")
    with pytest.raises(ms.WaitError, match=r"In use\."):
        typed.wait_until_settled("churn")
    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    typed.wait_until_deleted("churn")


def test_an_update_leaves_a_stopped_schedule_stopped(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    server.advance(1)
    client.stop_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(1)
    config = {"MonitoringJobDefinitionName": "churn", "ScheduleConfig": _HOURLY}
    client.update_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
    server.advance(1)
    assert _status(client) == "Stopped"


def test_a_definition_in_the_schedule_is_filled_in(client: Any) -> None:
    request = json.loads(json.dumps(_REQUESTS["CreateMonitoringSchedule"]["request"]))
    request["MonitoringScheduleConfig"]["MonitoringJobDefinition"].pop("StoppingCondition", None)
    request["MonitoringScheduleConfig"].pop("MonitoringType", None)
    for source in request["MonitoringScheduleConfig"]["MonitoringJobDefinition"]["MonitoringInputs"]:
        for read in source.values():
            read.pop("S3InputMode", None)
            read.pop("S3DataDistributionType", None)
    client.create_monitoring_schedule(**request)
    config = client.describe_monitoring_schedule(MonitoringScheduleName="churn-hourly")["MonitoringScheduleConfig"]
    assert config["MonitoringJobDefinition"]["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600}
    assert config["MonitoringType"] == "DataQuality"
    for source in config["MonitoringJobDefinition"]["MonitoringInputs"]:
        [read] = source.values()
        assert (read["S3InputMode"], read["S3DataDistributionType"]) == ("File", "FullyReplicated")


def test_a_pending_schedule_takes_no_change(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    config = {"MonitoringJobDefinitionName": "churn"}
    for call, more in (
        (client.delete_monitoring_schedule, {}),
        (client.start_monitoring_schedule, {}),
        (client.stop_monitoring_schedule, {}),
        (client.update_monitoring_schedule, {"MonitoringScheduleConfig": config}),
    ):
        message = _refused("ValidationException", call, MonitoringScheduleName="churn", **more)
        assert message == "Monitoring schedule in status Pending"


def test_only_a_stopped_schedule_starts_and_only_a_started_one_stops(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    server.advance(1)
    message = _refused("ValidationException", client.start_monitoring_schedule, MonitoringScheduleName="churn")
    assert message == "Monitoring schedule in status Scheduled"
    client.stop_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(1)
    message = _refused("ValidationException", client.stop_monitoring_schedule, MonitoringScheduleName="churn")
    assert message == "Monitoring schedule in status Stopped"


def test_a_definition_that_a_schedule_uses_is_not_deleted(server: fake.Server, client: Any) -> None:
    _define(client)
    arn = _schedule(client)
    message = _refused("ValidationException", client.delete_data_quality_job_definition, JobDefinitionName="churn")
    assert arn in message
    server.advance(1)
    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    _refused("ValidationException", client.delete_data_quality_job_definition, JobDefinitionName="churn")
    server.advance(1)
    client.delete_data_quality_job_definition(JobDefinitionName="churn")


@pytest.mark.parametrize(
    "config",
    [
        {"MonitoringJobDefinitionName": None},
        {"MonitoringJobDefinitionName": "other"},
        {"MonitoringType": "ModelBias"},
        {"ScheduleConfig": {"ScheduleExpression": "Hourly: cron(0 * ? * * *)"}},
        {"ScheduleConfig": {"ScheduleExpression": "rate(1 hour)"}},
    ],
)
def test_a_schedule_that_cannot_run_is_refused(client: Any, config: dict[str, Any]) -> None:
    _define(client)
    _refused("ValidationException", _schedule, client=client, **config)
    assert client.list_monitoring_schedules()["MonitoringScheduleSummaries"] == []


def test_a_name_is_taken_once(client: Any) -> None:
    _define(client)
    _schedule(client)
    assert "already exists" in _refused("ResourceInUse", _schedule, client=client)


@pytest.mark.parametrize("operation", ["describe", "delete", "start", "stop"])
def test_a_schedule_that_is_not_there_is_named(client: Any, operation: str) -> None:
    call = getattr(client, f"{operation}_monitoring_schedule")
    assert "monitoring-schedule/churn" in _refused("ResourceNotFound", call, MonitoringScheduleName="churn")


# Executions, jobs and alerts


def test_an_execution_goes_through_its_statuses(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    server.advance(3600)
    [execution] = _executions(client)
    assert execution["MonitoringExecutionStatus"] == "Pending"
    assert "ProcessingJobArn" not in execution
    assert client.list_processing_jobs()["ProcessingJobSummaries"] == []
    server.advance(60)
    [execution] = _executions(client)
    assert execution["MonitoringExecutionStatus"] == "InProgress"
    [job] = client.list_processing_jobs(StatusEquals="InProgress")["ProcessingJobSummaries"]
    assert job["ProcessingJobArn"] == execution["ProcessingJobArn"]
    server.advance(240)
    assert [each["MonitoringExecutionStatus"] for each in _executions(client)] == ["Completed"]
    assert client.list_tags(ResourceArn=job["ProcessingJobArn"])["Tags"] == []


def test_a_job_has_what_its_definition_says(server: fake.Server, client: Any) -> None:
    given = _REQUESTS["CreateDataQualityJobDefinition"]["request"]
    _define(client)
    _schedule(client)
    server.execute("churn", at=_NOON - timedelta(hours=2))
    [summary] = client.list_processing_jobs()["ProcessingJobSummaries"]
    job = client.describe_processing_job(ProcessingJobName=summary["ProcessingJobName"])
    assert job["ProcessingResources"] == given["JobResources"]
    assert job["RoleArn"] == given["RoleArn"]
    assert job["AppSpecification"]["ImageUri"] == given["DataQualityAppSpecification"]["ImageUri"]
    [output] = given["DataQualityJobOutputConfig"]["MonitoringOutputs"]
    [kept] = job["ProcessingOutputConfig"]["Outputs"]
    assert kept["S3Output"]["S3Uri"] == f"{output['S3Output']['S3Uri']}/churn/churn/2026/01/01/10"
    assert [each["InputName"] for each in job["ProcessingInputs"]] == ["baseline", "constraints"]


def test_a_running_execution_is_stopped_by_its_job(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    server.advance(3660)
    [job] = client.list_processing_jobs()["ProcessingJobSummaries"]
    client.stop_processing_job(ProcessingJobName=job["ProcessingJobName"])
    assert [each["MonitoringExecutionStatus"] for each in _executions(client)] == ["Stopping"]
    server.advance(1)
    assert [each["MonitoringExecutionStatus"] for each in _executions(client)] == ["Stopped"]


@pytest.mark.parametrize(
    ("config", "hours"),
    [
        ({"ScheduleConfig": None}, [0]),
        ({"ScheduleConfig": {"ScheduleExpression": "cron(0 17/3 ? * * *)"}}, [17, 20, 23]),
        (
            {
                "ScheduleConfig": {
                    "ScheduleExpression": "NOW",
                    "DataAnalysisStartTime": "-PT1H",
                    "DataAnalysisEndTime": "-PT0H",
                }
            },
            [12],
        ),
    ],
)
def test_runs_start_when_the_schedule_says(
    server: fake.Server, client: Any, config: dict[str, Any], hours: list[int]
) -> None:
    _define(client)
    _schedule(client, **config)
    server.advance(24 * 3600)
    found = _executions(client, SortBy="ScheduledTime", SortOrder="Ascending")
    assert [each["ScheduledTime"].hour for each in found] == hours


def test_runs_end_as_planned_and_then_well(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    server.plan("churn", "Failed", failure_reason="Job inputs had no data", times=2)
    server.plan("churn", "CompletedWithViolations")
    server.advance(5 * 3600)
    found = _executions(client, SortBy="ScheduledTime", SortOrder="Ascending")
    statuses = [each["MonitoringExecutionStatus"] for each in found]
    assert statuses == ["Failed", "Failed", "CompletedWithViolations", "Completed", "Pending"]
    assert [each.get("FailureReason") for each in found[:3]] == ["Job inputs had no data"] * 2 + [None]
    job = client.describe_processing_job(ProcessingJobName=found[0]["ProcessingJobArn"].rpartition("/")[2])
    assert (job["ProcessingJobStatus"], job["FailureReason"]) == ("Failed", "Job inputs had no data")


def test_a_processing_job_ends_as_planned(server: fake.Server, client: Any) -> None:
    server.plan("churn-baseline", "Failed", failure_reason="no data")
    client.create_processing_job(**_REQUESTS["CreateProcessingJob"]["request"])
    server.advance(240)
    job = client.describe_processing_job(ProcessingJobName="churn-baseline")
    assert (job["ProcessingJobStatus"], job["FailureReason"]) == ("Failed", "no data")


def test_an_alert_counts_the_runs_of_its_period(server: fake.Server, client: Any) -> None:
    # The example of the developer guide: a period of 3, of which 2 raise.
    _define(client)
    _schedule(client)
    server.advance(300)
    client.update_monitoring_alert(
        MonitoringScheduleName="churn", MonitoringAlertName="default-alert", DatapointsToAlert=2, EvaluationPeriod=3
    )
    statuses: list[str] = []
    for status in ("Failed", "CompletedWithViolations", "Completed", "Failed", "Completed", "Completed"):
        server.plan("churn", status)
        server.advance(3600)
        [alert] = client.list_monitoring_alerts(MonitoringScheduleName="churn")["MonitoringAlertSummaries"]
        statuses.append(alert["AlertStatus"])
    assert statuses == ["OK", "InAlert", "InAlert", "InAlert", "OK", "OK"]
    history = client.list_monitoring_alert_history(MonitoringScheduleName="churn")["MonitoringAlertHistory"]
    assert [each["AlertStatus"] for each in history] == ["OK", "InAlert"]


def test_times_of_the_alert_history_are_inclusive(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    server.plan("churn", "Failed")
    server.advance(4000)
    [entry] = client.list_monitoring_alert_history()["MonitoringAlertHistory"]
    moment = entry["CreationTime"]
    for filters, count in (
        ({"CreationTimeAfter": moment, "CreationTimeBefore": moment}, 1),
        ({"CreationTimeAfter": moment + timedelta(milliseconds=1)}, 0),
        ({"CreationTimeBefore": moment - timedelta(milliseconds=1)}, 0),
        ({"StatusEquals": "OK"}, 0),
        ({"MonitoringAlertName": "default-alert"}, 1),
        ({"MonitoringAlertName": "other"}, 0),
    ):
        found = client.list_monitoring_alert_history(**filters)["MonitoringAlertHistory"]
        assert len(found) == count, filters


def test_an_alert_that_is_not_there_is_not_updated(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    update = {"MonitoringScheduleName": "churn", "DatapointsToAlert": 2, "EvaluationPeriod": 1}
    _refused("ResourceNotFound", client.update_monitoring_alert, MonitoringAlertName="other", **update)
    _refused("ValidationException", client.update_monitoring_alert, MonitoringAlertName="default-alert", **update)


# Lists


def test_executions_are_filtered_by_everything(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    _schedule(client, "other")
    server.execute("churn", "Failed", at=_NOON - timedelta(hours=3))
    server.execute("other", at=_NOON - timedelta(hours=2))
    for filters, count in (
        ({}, 2),
        ({"MonitoringScheduleName": "churn"}, 1),
        ({"EndpointName": "churn"}, 2),
        ({"EndpointName": "other"}, 0),
        ({"StatusEquals": "Failed"}, 1),
        ({"MonitoringTypeEquals": "DataQuality"}, 2),
        ({"MonitoringTypeEquals": "ModelBias"}, 0),
        ({"MonitoringJobDefinitionName": "churn"}, 2),
        ({"ScheduledTimeAfter": _NOON - timedelta(hours=3)}, 1),
        ({"ScheduledTimeBefore": _NOON - timedelta(hours=2)}, 1),
        ({"CreationTimeAfter": _NOON}, 0),
        ({"LastModifiedTimeBefore": _NOON - timedelta(hours=2, minutes=30)}, 1),
    ):
        assert len(_executions(client, **filters)) == count, filters


@pytest.mark.parametrize("sort_by", ["CreationTime", "ScheduledTime", "Status"])
@pytest.mark.parametrize("order", ["Ascending", "Descending"])
def test_pages_hold_everything_once_in_order(server: fake.Server, client: Any, sort_by: str, order: str) -> None:
    _define(client)
    _schedule(client)
    for hours in range(1, 24):
        server.execute("churn", "Failed" if hours % 3 else "Completed", at=_NOON - timedelta(hours=hours))
    paginator = client.get_paginator("list_monitoring_executions")
    pages = list(paginator.paginate(SortBy=sort_by, SortOrder=order, PaginationConfig={"PageSize": 5}))
    assert [len(page["MonitoringExecutionSummaries"]) for page in pages] == [5, 5, 5, 5, 3]
    found = [each for page in pages for each in page["MonitoringExecutionSummaries"]]
    assert len({each["ProcessingJobArn"] for each in found}) == 23
    member = {"Status": "MonitoringExecutionStatus"}.get(sort_by, sort_by)
    keys = [each[member] for each in found]
    assert keys == sorted(keys, reverse=order == "Descending")


def test_a_page_that_is_not_asked_to_be_longer_has_ten(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client)
    for hours in range(1, 13):
        server.execute("churn", at=_NOON - timedelta(hours=hours))
    assert len(_executions(client)) == 10


def test_what_comes_and_goes_between_pages_takes_nothing_from_the_others(server: fake.Server, client: Any) -> None:
    _define(client)
    for name in "bdfhj":
        _schedule(client, name)
    server.advance(1)
    sort = {"SortBy": "Name", "SortOrder": "Ascending", "MaxResults": 2}
    first = client.list_monitoring_schedules(**sort)
    client.delete_monitoring_schedule(MonitoringScheduleName="b")
    client.delete_monitoring_schedule(MonitoringScheduleName="d")
    server.advance(1)
    _schedule(client, "a")
    second = client.list_monitoring_schedules(**sort, NextToken=first["NextToken"])
    assert [each["MonitoringScheduleName"] for each in second["MonitoringScheduleSummaries"]] == ["f", "h"]


def test_a_token_holds_for_its_own_list_alone(server: fake.Server, client: Any) -> None:
    _define(client)
    _define(client, "other")
    for name in ("churn", "other"):
        _schedule(client, name)
    token = client.list_monitoring_schedules(MaxResults=1)["NextToken"]
    client.list_monitoring_schedules(NextToken=token)
    for call, more in (
        (client.list_data_quality_job_definitions, {}),
        (client.list_monitoring_schedules, {"SortBy": "Name"}),
        (client.list_monitoring_schedules, {"SortOrder": "Ascending"}),
    ):
        assert _refused("ValidationException", call, NextToken=token, **more) == "Invalid pagination token"


@given(token=st.text(max_size=40) | st.recursive(st.none() | st.text() | st.floats(), st.lists).map(json.dumps))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_other_token_is_refused(server: fake.Server, token: str) -> None:
    for given_token in (token, base64.urlsafe_b64encode(token.encode("utf-8", "replace")).decode()):
        response = _post(server, json.dumps({"NextToken": given_token}), "SageMaker.ListMonitoringSchedules")
        assert response.status == 400


def test_schedules_are_filtered_and_sorted(server: fake.Server, client: Any) -> None:
    _define(client)
    _schedule(client, "churn-a")
    server.advance(1)
    client.stop_monitoring_schedule(MonitoringScheduleName="churn-a")
    server.advance(1)
    _schedule(client, "fraud-b")

    def names(**filters: Any) -> list[str]:
        summaries = client.list_monitoring_schedules(**filters)["MonitoringScheduleSummaries"]
        return [each["MonitoringScheduleName"] for each in summaries]

    assert names() == ["fraud-b", "churn-a"]
    assert names(SortBy="Name", SortOrder="Ascending") == ["churn-a", "fraud-b"]
    assert names(SortBy="Status", SortOrder="Ascending") == ["fraud-b", "churn-a"]
    assert names(NameContains="aud") == ["fraud-b"]
    assert names(StatusEquals="Stopped") == ["churn-a"]
    assert names(MonitoringJobDefinitionName="churn", EndpointName="churn") == ["fraud-b", "churn-a"]
    assert names(MonitoringTypeEquals="ModelBias") == []
    assert names(CreationTimeAfter=_NOON) == ["fraud-b"]
    assert names(LastModifiedTimeBefore=_NOON + timedelta(seconds=2)) == []


# Tags and limits


def test_a_resource_has_at_most_fifty_tags(client: Any) -> None:
    arn = _define(client)
    client.add_tags(ResourceArn=arn, Tags=[{"Key": f"k{number}", "Value": ""} for number in range(48)])
    _refused(
        "ValidationException", client.add_tags, ResourceArn=arn, Tags=[{"Key": each, "Value": ""} for each in "abcd"]
    )
    assert len(client.list_tags(ResourceArn=arn)["Tags"]) <= 50


def test_tags_go_with_their_resource(server: fake.Server, client: Any) -> None:
    arn = _define(client)
    client.delete_data_quality_job_definition(JobDefinitionName="churn")
    _refused("ValidationException", client.add_tags, ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])


def test_there_is_no_more_than_the_limit() -> None:
    with fake.Server(limits=dict.fromkeys(LIMITS, 1), clock=lambda: _NOON) as server:
        client = _client(server)
        _define(client)
        assert "limit 'Number of data quality job definitions' is 1" in _refused(
            "ResourceLimitExceeded", _define, client=client, name="other"
        )
        _schedule(client)
        _refused("ResourceLimitExceeded", _schedule, client=client, name="other")
        request = _REQUESTS["CreateProcessingJob"]["request"]
        client.create_processing_job(**request)
        other = request | {"ProcessingJobName": "other"}
        _refused("ResourceLimitExceeded", client.create_processing_job, **other)
        server.advance(240)
        client.create_processing_job(**other)


def test_a_limit_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"'schedules'.*monitoring-schedule"):
        fake.Server(limits={"schedules": 1})
    with pytest.raises(ValueError, match="the limit of processing-job is 0 or more, not -1"):
        fake.Server(limits={"processing-job": -1})


# Faults


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("ThrottlingException", 400),
        ("ResourceLimitExceeded", 400),
        ("InternalFailure", 500),
        ("ServiceUnavailable", 503),
    ],
)
def test_an_error_comes_on_demand(server: fake.Server, client: Any, kind: str, status: int) -> None:
    server.fault(kind, "ListMonitoringSchedules", times=1)
    client.list_processing_jobs()
    with pytest.raises(ClientError) as error:
        client.list_monitoring_schedules()
    assert error.value.response["Error"]["Code"] == kind
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    client.list_monitoring_schedules()


def test_a_client_that_retries_gets_over_throttling(server: fake.Server) -> None:
    server.fault("ThrottlingException", times=2)
    response = _client(server, attempts=3).list_monitoring_schedules()
    assert response["ResponseMetadata"]["RetryAttempts"] == 2


def test_a_connection_drops_before_the_request_is_carried_out_or_after(server: fake.Server, client: Any) -> None:
    for after, names in ((False, []), (True, ["churn"])):
        server.fault("drop", "CreateDataQualityJobDefinition", times=1, after=after)
        with pytest.raises(ConnectionClosedError):
            _define(client)
        found = client.list_data_quality_job_definitions()["JobDefinitionSummaries"]
        assert [each["MonitoringJobDefinitionName"] for each in found] == names


def test_an_answer_takes_longer(server: fake.Server, client: Any) -> None:
    client.list_monitoring_schedules()
    server.fault("latency", seconds=0.3)
    began = datetime.now(UTC)
    client.list_monitoring_schedules()
    assert timedelta(seconds=0.3) <= datetime.now(UTC) - began < timedelta(seconds=5)


def test_chance_repeats_itself(server: fake.Server, client: Any) -> None:
    def met() -> list[int]:
        server.fault("InternalFailure", probability=0.5, seed=7)
        statuses = [_post(server, "{}", "SageMaker.ListMonitoringSchedules").status for _ in range(20)]
        server.clear_faults()
        return statuses

    first = met()
    assert {200, 500} == set(first)
    assert met() == first


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "Throttling"}, {"kind": "drop", "operation": "List"}, {"kind": "latency", "seconds": -1}],
)
def test_a_fault_that_there_is_not_is_a_mistake(server: fake.Server, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        server.fault(**wrong)


# Parameters


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("plan", {"name": 5, "status": "Failed"}, "name is text, not 5"),
        ("plan", {"name": [], "status": "Failed"}, "name is text, not []"),
        ("plan", {"name": "x", "status": 1}, "status is text, not 1"),
        (
            "plan",
            {"name": "x", "status": "Complete"},
            "a run ends as one of Completed, CompletedWithViolations, Failed, Stopped, not 'Complete'",
        ),
        ("plan", {"name": "x", "status": "Failed", "times": 1.5}, "times is a whole number, not 1.5"),
        ("plan", {"name": "x", "status": "Failed", "failure_reason": 1}, "failure_reason is text, not 1"),
        ("fail_schedule", {"name": "x", "failure_reason": None}, "failure_reason is text, not null"),
        ("fail_schedule", {"name": "x", "failure_reason": "a" * 1025}, "a reason has at most 1024 characters"),
        ("advance", {"seconds": "x"}, 'seconds is a number, not "x"'),
        ("advance", {"seconds": True}, "seconds is a number, not true"),
        ("advance", {"seconds": None}, "seconds is a number, not null"),
        ("advance", {"seconds": -1}, "seconds is from 0 to 31622400, not -1"),
        ("advance", {}, "missing a required argument: 'seconds'"),
        ("advance", {"hours": 1}, "advance has no parameter 'hours'; it has seconds"),
        ("now", {"zone": 1}, "now has no parameter 'zone'; it has none"),
        ("execute", {"schedule_name": "x", "at": 1}, "at is a time or text, not 1"),
        ("execute", {"schedule_name": "x", "at": "soon"}, "at is a time like 2026-01-01T10:00:00Z, not 'soon'"),
        ("fault", {"kind": []}, "kind is text, not []"),
        ("fault", {"kind": "drop", "seed": []}, "seed is a whole number, not []"),
        ("fault", {"kind": "drop", "after": 1}, "after is true or false, not 1"),
        ("fault", [1], 'the parameters are a JSON object, such as {"seconds": 3600}'),
    ],
)
def test_a_wrong_parameter_is_named_in_words(server: fake.Server, method: str, arguments: Any, message: str) -> None:
    response = _post(server, json.dumps(arguments), path=f"/_fake/{method}")
    assert (response.status, response.json()) == (400, {"message": message})


def test_a_plan_is_of_text(server: fake.Server) -> None:
    with pytest.raises(TypeError, match="name is text, not 5"):
        server.plan(5, "Failed")  # type: ignore[arg-type]
    server.plan("not there yet", ms.ExecutionStatus.FAILED)


# Other processes


def test_other_processes_do_the_same_over_http(server: fake.Server, client: Any) -> None:
    def control(method: str, **arguments: Any) -> Any:
        response = _post(server, json.dumps(arguments), path=f"/_fake/{method}")
        assert response.status == 200, response.data
        return response.json()["result"]

    _define(client)
    _schedule(client)
    assert control("now") == _NOON.timestamp()
    control("plan", name="churn", status="Failed", failure_reason="no data")
    assert control("advance", seconds=3900) == _NOON.timestamp() + 3900
    arn = control("execute", schedule_name="churn", at="2026-01-01T10:00:00Z")
    assert arn in [each["ProcessingJobArn"] for each in _executions(client, StatusEquals="Completed")]
    assert len(_executions(client, StatusEquals="Failed")) == 1
    control("fault", kind="ThrottlingException")
    _refused("ThrottlingException", client.list_monitoring_schedules)
    control("clear_faults")
    client.list_monitoring_schedules()


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("", "{}", 404),
        ("stop", "{}", 404),
        ("advance", "{", 400),
        ("advance", "[]", 400),
        ("advance", "{}", 400),
        ("advance", '{"seconds": "1"}', 400),
        ("advance", '{"seconds": -1}', 400),
        ("advance", '{"seconds": 1e300}', 400),
        ("advance", '{"seconds": null}', 400),
        ("plan", '{"name": "churn", "status": "Novel"}', 400),
        ("plan", '{"name": "churn", "status": 1}', 400),
        ("plan", '{"name": [], "status": "Failed"}', 400),
        ("plan", '{"name": "churn", "status": "Failed", "failure_reason": 1}', 400),
        ("plan", '{"name": "churn", "status": "Failed", "times": 1e9}', 400),
        ("plan", '{"name": "churn", "status": "Failed", "times": 1000000000}', 400),
        ("execute", '{"schedule_name": "churn"}', 400),
        ("execute", '{"schedule_name": []}', 400),
        ("execute", '{"schedule_name": "churn", "at": "2026-01-01"}', 400),
        ("execute", '{"schedule_name": "churn", "at": 1}', 400),
        ("fault", '{"kind": []}', 400),
        ("fault", '{"kind": "drop", "times": "a"}', 400),
        ("fault", '{"kind": "drop", "operation": {}}', 400),
        ("fault", '{"kind": "drop", "probability": "a"}', 400),
        ("fault", '{"kind": "drop", "seed": []}', 400),
    ],
)
def test_what_other_processes_get_wrong_is_said(
    server: fake.Server, method: str, body: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    response = _post(server, body, path=f"/_fake/{method}")
    assert response.status == status
    assert response.json()["message"]
    assert _post(server, "{}", "SageMaker.ListMonitoringSchedules").status == 200
    assert caplog.records == []


# Anything at all


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def shared_server() -> Iterator[fake.Server]:
    with fake.Server() as server:
        yield server


_UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@given(data=st.data())
@settings(max_examples=300, suppress_health_check=_UNHURRIED)
def test_anything_gets_an_answer(
    shared_server: fake.Server, caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    caplog.set_level(logging.WARNING, "monitorshapes")
    name = data.draw(st.sampled_from(sorted(OPERATIONS)))
    good = _REQUESTS[name]["request"]
    body = data.draw(_JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(good, _JSON)))
    if isinstance(body, dict) and data.draw(st.booleans()):
        body = good | body
    text = data.draw(st.sampled_from([json.dumps(body), json.dumps(body)[:-1]]))
    response = _post(shared_server, text, f"SageMaker.{name}")
    answer = response.json()
    assert response.status in (200, 400)
    assert response.status == 200 or {"__type", "message"} == answer.keys()
    assert [record for record in caplog.records if record.name.startswith("monitorshapes")] == []


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=_UNHURRIED)
def test_what_the_model_allows_gets_an_answer_that_the_model_allows(
    shared_server: fake.Server, caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(OPERATIONS)))
    operation = OPERATIONS[name]
    request = data.draw(values(monitoring(), operation.request.__name__))
    if ms.violations(request, level="model"):
        return
    response = _post(shared_server, ms.to_json(request), f"SageMaker.{name}")
    assert response.status in (200, 400), response.data
    if response.status == 200 and operation.response is not None:
        answer = ms.from_json(operation.response, response.data)
        assert [each.path for each in ms.violations(answer, level="botocore", ignore={"unknown"})] == []
    assert [record for record in caplog.records if record.name.startswith("monitorshapes")] == []


# Threads


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Threads take turns after every few instructions."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hurried_threads")
def test_eight_clients_lose_nothing(server: fake.Server) -> None:
    _define(_client(server))

    def work(worker: int) -> None:
        client = _client(server)
        for number in range(10):
            name = f"s-{worker}-{number}"
            arn = _schedule(client, name)
            client.add_tags(ResourceArn=arn, Tags=[{"Key": "name", "Value": name}])
            assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "name", "Value": name}]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    pages = _client(server).get_paginator("list_monitoring_schedules").paginate(PaginationConfig={"PageSize": 7})
    found = [each["MonitoringScheduleName"] for page in pages for each in page["MonitoringScheduleSummaries"]]
    assert sorted(found) == sorted(f"s-{worker}-{number}" for worker in range(8) for number in range(10))


def test_of_eight_clients_one_gets_the_name() -> None:
    def slow_clock() -> datetime:
        # Somebody else could come between looking and taking.
        time.sleep(0.002)
        return _NOON

    with fake.Server(clock=slow_clock) as server:
        _define(_client(server))
        ready = threading.Barrier(8)

        def work(_: int) -> list[str]:
            client = _client(server)
            got: list[str] = []
            for name in ("a", "b", "c", "d", "e"):
                ready.wait()
                with suppress(client.exceptions.ResourceInUse):
                    got.append(_schedule(client, name))
            return got

        with ThreadPoolExecutor(8) as pool:
            assert sum(map(len, pool.map(work, range(8)))) == 5


@pytest.mark.usefixtures("hurried_threads")
def test_eight_clients_see_no_torn_state() -> None:
    with fake.Server(pending=0) as server:
        writer = _client(server)
        configs: list[Any] = []
        for name in "ab":
            request = json.loads(json.dumps(_REQUESTS["CreateMonitoringSchedule"]["request"]))
            config = request["MonitoringScheduleConfig"]
            [
                each["EndpointInput"].update(EndpointName=name)
                for each in config["MonitoringJobDefinition"]["MonitoringInputs"]
            ]
            config["MonitoringJobDefinition"]["Environment"] = {f"{name}{number}": name for number in range(40)}
            configs.append(config)
        writer.create_monitoring_schedule(MonitoringScheduleName="s", MonitoringScheduleConfig=configs[0])
        done = threading.Event()

        def read(_: int) -> int:
            client = _client(server)
            seen: set[str] = set()
            while not done.is_set():
                described = client.describe_monitoring_schedule(MonitoringScheduleName="s")
                definition = described["MonitoringScheduleConfig"]["MonitoringJobDefinition"]
                names = {described["EndpointName"], *definition["Environment"].values()}
                names |= {each["EndpointInput"]["EndpointName"] for each in definition["MonitoringInputs"]}
                assert len(names) == 1
                seen |= names
            return len(seen)

        with ThreadPoolExecutor(7) as pool:
            readers = [pool.submit(read, number) for number in range(7)]
            try:
                for turn in range(60):
                    writer.update_monitoring_schedule(
                        MonitoringScheduleName="s", MonitoringScheduleConfig=configs[turn % 2]
                    )
            finally:
                done.set()
        assert max(reader.result() for reader in readers) == 2


# Files


def _fill(server: fake.Server) -> Any:
    client = _client(server)
    _prepare(server, client)
    client.delete_monitoring_schedule(MonitoringScheduleName="churn-daily")
    server.plan("churn-hourly", "Failed", failure_reason="no data")
    server.fail_schedule("churn-hourly", "no capacity")
    server.advance(0)
    return _everything(client)


def _everything(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, operation in OPERATIONS.items():
        if name.startswith("List") and name not in ("ListTags", "ListMonitoringAlerts"):
            response = getattr(client, operation.method)(MaxResults=100)
            found[name] = {key: value for key, value in response.items() if key != "ResponseMetadata"}
    for schedule in ("churn-hourly", "churn-daily"):
        described = client.describe_monitoring_schedule(MonitoringScheduleName=schedule)
        del described["ResponseMetadata"]
        tags = client.list_tags(ResourceArn=described["MonitoringScheduleArn"])["Tags"]
        alerts = client.list_monitoring_alerts(MonitoringScheduleName=schedule)["MonitoringAlertSummaries"]
        found[schedule] = described, tags, alerts
    return found


def test_the_state_is_kept_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    with fake.Server(file=path, clock=lambda: _NOON) as server:
        before = _fill(server)
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]
    with fake.Server(file=path, clock=lambda: _NOON) as server:
        client = _client(server)
        assert _everything(client) == before
        server.advance(3900)
        _refused("ResourceNotFound", client.describe_monitoring_schedule, MonitoringScheduleName="churn-daily")
        assert [each["FailureReason"] for each in _executions(client, StatusEquals="Failed")] == ["no data"]
        client.stop_monitoring_schedule(MonitoringScheduleName="churn-hourly")
        server.advance(1)
        assert _status(client, "churn-hourly") == "Failed"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("cut", "it is no JSON, or was cut off"),
        ("key", "'runs' is missing"),
        ("type", "something in it is of the wrong type"),
        ("status", "not 'Novel'"),
        ("shape", "MonitoringScheduleName"),
        ("format", "its format is '2'"),
        ("list", "something in it is of the wrong type"),
        ("nothing", "it is no JSON, or was cut off"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, change: str, why: str) -> None:
    path = tmp_path / "state.json"
    with fake.Server(file=path, clock=lambda: _NOON) as server:
        _fill(server)
    text = path.read_text()
    state = json.loads(text)
    match change:
        case "cut":
            text = text[: len(text) // 2]
        case "key":
            del state["runs"]
        case "type":
            state["schedules"][0]["due"] = 1
        case "status":
            state["runs"][0]["outcome"]["status"] = "Novel"
        case "shape":
            del state["schedules"][0]["description"]["MonitoringScheduleName"]
        case "format":
            state["format"] = "2"
        case "list":
            state = []
        case _:
            text = ""
    path.write_text(text if change in ("cut", "nothing") else json.dumps(state))
    with pytest.raises(ValueError, match=r"(?s)state\.json: .*remove it") as error:
        fake.Server(file=path)
    assert why in str(error.value)
    assert "Error(" not in str(error.value)


def test_without_a_file_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with fake.Server() as server:
        _define(_client(server))
    assert list(tmp_path.iterdir()) == []


# Commands and the fixture


def test_the_command_says_where_it_listens_and_boto3_finds_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "monitorshapes.fake", "--port", "0", "--file", str(tmp_path / "state.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            url = process.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
            assert url in process.stderr.readline()
            assert url in process.stderr.readline()
            client = boto3.client(
                "sagemaker",
                endpoint_url=url,
                region_name="us-east-1",
                aws_access_key_id="fake",
                aws_secret_access_key="fake",  # noqa: S106
            )
            _define(client)
        finally:
            process.terminate()
            rest, _ = process.communicate(timeout=10)
    assert rest == ""
    assert "churn" in (tmp_path / "state.json").read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--limit", "schedules=1"], "nothing called 'schedules' can be limited"),
        (["--limit", "monitoring-schedule"], "a limit is like monitoring-schedule=3, not 'monitoring-schedule'"),
        (["--limit", "monitoring-schedule=-1"], "a limit is like monitoring-schedule=3"),
        (["--pending", "-1"], "pending is from 0 to 31622400, not -1"),
        (["--running", "nan"], "running is from 0 to 31622400, not nan"),
        (["--account", "12"], "account is 12 digits, not '12'"),
        (["--region", "@@"], "region is like us-east-1, not '@@'"),
        (["--file", "/nonexistent/x.json"], "/nonexistent: there is no such directory"),
        (["--host", "256.0.0.1"], "256.0.0.1"),
        (["--file", "{damaged}"], "damaged.json: no state of monitorshapes.fake"),
        (["--port", "99999"], "port is from 0 to 65535, not 99999"),
    ],
)
def test_the_command_refuses_what_cannot_be(tmp_path: Path, options: list[str], message: str) -> None:
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{")
    options = [option.format(damaged=damaged) for option in options]
    command = [sys.executable, "-m", "monitorshapes.fake", *options]
    process = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert process.returncode == 2
    assert message in process.stderr
    assert "Traceback" not in process.stderr
    assert process.stdout == ""


def test_the_fixture_is_a_server(fake_sagemaker: fake.Server) -> None:
    assert _client(fake_sagemaker).list_monitoring_schedules()["MonitoringScheduleSummaries"] == []


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [example] = [
        block
        for block in re.findall(
            r"^```python\n(.*?)^```$", (_ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
        )
        if "fake.Server" in block
    ]
    definition = ms.from_dict(
        ms.CreateDataQualityJobDefinitionRequest, _REQUESTS["CreateDataQualityJobDefinition"]["request"]
    )
    config = ms.MonitoringScheduleConfig(
        monitoring_job_definition_name=definition.job_definition_name,
        monitoring_type=ms.MonitoringType.DATA_QUALITY,
        schedule_config=ms.ScheduleConfig(schedule_expression=ms.schedules.hourly()),
    )
    exec(example, {"ms": ms, "boto3": boto3, "definition": definition, "config": config})  # noqa: S102  our own README
    assert re.search(r"^\d{4}-\d\d-\d\d .* CompletedWithViolations$", capsys.readouterr().out, re.MULTILINE)


def test_a_stopped_server_has_closed_its_port() -> None:
    with fake.Server() as server:
        client = _client(server)
        client.list_monitoring_schedules()
    with pytest.raises(BotoCoreError):
        _client(server).list_monitoring_schedules()


def test_a_stopped_server_closes_connections_that_are_open() -> None:
    with fake.Server() as server:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)

        def ask() -> bytes:
            connection.request("POST", "/_fake/now", "{}")
            return connection.getresponse().read()

        assert ask()
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        ask()


def test_a_server_starts_once() -> None:
    with fake.Server() as server, pytest.raises(RuntimeError, match="started already"):
        server.start()
    for begin in (server.start, server.serve_forever):
        with pytest.raises(RuntimeError, match="this server was stopped; make a new one"):
            begin()
    server.stop()


def test_another_thread_stops_a_server_that_serves_for_ever() -> None:
    server = fake.Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    _client(server).list_monitoring_schedules()
    server.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_the_fake_needs_nothing_else() -> None:
    program = "import sys, monitorshapes.fake; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"boto3", "botocore", "pytest", "urllib3"} & set(loaded)

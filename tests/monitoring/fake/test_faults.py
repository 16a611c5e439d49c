"""Requests that go wrong on demand."""

import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import urllib3
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from fake_clients import define, executions, new_client, post, refused, schedule, status

from monitorshapes import fake


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
    response = new_client(server, attempts=3).list_monitoring_schedules()
    assert response["ResponseMetadata"]["RetryAttempts"] == 2


def test_a_connection_drops_before_the_request_is_carried_out_or_after(server: fake.Server, client: Any) -> None:
    for after, names in ((False, []), (True, ["churn"])):
        server.fault("drop", "CreateDataQualityJobDefinition", times=1, after=after)
        with pytest.raises(ConnectionClosedError):
            define(client)
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
        statuses = [post(server, "{}", "SageMaker.ListMonitoringSchedules").status for _ in range(20)]
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


def test_an_execution_fails_without_a_processing_job(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.plan("churn", "Failed", failure_reason="Job inputs had no data", processing_job=False)
    server.advance(3600 + 3600 + 300)
    second, first = executions(client)
    assert first["MonitoringExecutionStatus"] == "Failed"
    assert first["FailureReason"] == "Job inputs had no data"
    assert "ProcessingJobArn" not in first
    assert second["MonitoringExecutionStatus"] == "Completed"
    [job] = client.list_processing_jobs()["ProcessingJobSummaries"]
    assert job["ProcessingJobArn"] == second["ProcessingJobArn"]
    history = client.list_monitoring_alert_history()["MonitoringAlertHistory"]
    assert [each["AlertStatus"] for each in history] == ["OK", "InAlert"]


def test_a_schedule_is_unknown_for_a_while(server: fake.Server, client: Any) -> None:
    server.plan("churn", "Unknown", times=2)
    define(client)
    schedule(client)
    for _ in range(2):
        refused("ResourceNotFound", client.describe_monitoring_schedule, MonitoringScheduleName="churn")
    assert status(client) == "Pending"


def test_throttling_comes_in_bursts(server: fake.Server, client: Any) -> None:
    server.plan("ListProcessingJobs", "ThrottlingException", times=2, skip=1)
    server.plan("*", "ThrottlingException", times=1, skip=4)
    answers = [post(server, "{}", "SageMaker.ListProcessingJobs").status for _ in range(6)]
    assert answers == [200, 400, 400, 200, 400, 200]


def test_no_answer_comes(server: fake.Server, client: Any) -> None:
    server.plan("CreateDataQualityJobDefinition", "hang")
    with pytest.raises(ReadTimeoutError):
        define(new_client(server, read_timeout=0.5))
    assert client.list_data_quality_job_definitions()["JobDefinitionSummaries"] == []


def test_an_answer_ends_in_its_midst_or_its_json_does(server: fake.Server, client: Any) -> None:
    define(client)
    for kind in ("cut", "broken"):
        server.plan("ListDataQualityJobDefinitions", kind)
    with pytest.raises(urllib3.exceptions.ProtocolError, match="IncompleteRead"):
        post(server, "{}", "SageMaker.ListDataQualityJobDefinitions")
    answer = post(server, "{}", "SageMaker.ListDataQualityJobDefinitions")
    assert answer.status == 200
    assert answer.data.startswith(b'{"JobDefinitionSummaries": ')
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_what_boto3_makes_of_a_broken_answer_has_no_members(server: fake.Server, client: Any) -> None:
    server.plan("CreateDataQualityJobDefinition", "broken")
    with pytest.raises(KeyError, match="JobDefinitionArn"):
        define(client)
    assert len(client.list_data_quality_job_definitions()["JobDefinitionSummaries"]) == 1


def test_connections_that_hang_have_no_threads(server: fake.Server) -> None:
    server.plan("ListProcessingJobs", "hang", times=100)
    before = threading.active_count()
    host, _, port = server.url.removeprefix("http://").partition(":")
    connections = [socket.create_connection((host, int(port)), timeout=0.2) for _ in range(100)]
    try:
        for connection in connections:
            connection.sendall(
                b"POST / HTTP/1.1\r\nX-Amz-Target: SageMaker.ListProcessingJobs\r\nContent-Length: 2\r\n\r\n{}"
            )
        assert post(server, "{}", "SageMaker.ListTags").status == 400
        assert threading.active_count() < before + 70
        with pytest.raises(TimeoutError):
            connections[0].recv(1)
    finally:
        for connection in connections:
            connection.close()

"""Requests that go wrong on demand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from fake_clients import define, new_client, post

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

"""Requests that go wrong on demand."""

import json
import random
import re
import socket
import threading
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
import urllib3
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from fake_clients import define, executions, new_client, post, refused, schedule, status

from monitorshapes import fake
from monitorshapes.fake.call import Space
from monitorshapes.fake.conversation import Received
from monitorshapes.fake.faults import ERRORS, MANNERS, Fault, Faults
from monitorshapes.fake.refusals import RefusedError
from monitorshapes.fake.routing import Router
from monitorshapes.fake.sts import Keys


def test_an_error_comes_on_demand(server: fake.Server, client: Any) -> None:
    server.fault("ThrottlingException", "ListMonitoringSchedules", times=1)
    client.list_processing_jobs()
    refused("ThrottlingException", client.list_monitoring_schedules)
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


def test_chance_repeats_itself(server: fake.Server) -> None:
    def met(**seed: Any) -> list[int]:
        server.fault("InternalFailure", probability=0.5, **seed)
        statuses = [post(server, "{}", "SageMaker.ListMonitoringSchedules").status for _ in range(20)]
        server.clear_faults()
        return statuses

    first = met(seed=7)
    assert {200, 500} == set(first)
    assert met(seed=7) == first
    assert met() == met(seed=0) != first


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


def _fault(kind: str, **changes: Any) -> Fault:
    given: dict[str, Any] = {
        "operation": None,
        "times": None,
        "skip": 0,
        "probability": 1.0,
        "seconds": 0.0,
        "after": False,
        "random": random.Random(0),
    }
    return Fault(kind=kind, **given | changes)


def _outcomes(faults: Faults, *operations: str) -> list[tuple[object, object, float, float]]:
    """Of each request: how it is spoilt before it is carried out and after, and how long it takes before and after."""
    found: list[tuple[object, object, float, float]] = []
    for operation in operations:
        met = faults.meet(operation)
        manners: list[object] = []
        for after in (False, True):
            try:
                manners.append(met.manner(after=after))
            except RefusedError as refusal:
                manners.append(refusal.code)
        found.append((*manners, met.seconds(after=False), met.seconds(after=True)))  # type: ignore[arg-type]
    return found


_GOOD = (None, None, 0, 0)


@pytest.mark.parametrize(
    ("planned", "operations", "outcomes"),
    [
        ([], "A", [_GOOD]),
        *(([_fault(kind)], "AB", [(kind, None, 0, 0)] * 2) for kind in (*ERRORS, "drop", "hang")),
        *(([_fault(kind, after=True)], "A", [(None, kind, 0, 0)]) for kind in (*ERRORS, *MANNERS)),
        # The request is carried out before its answer is spoilt.
        *(([_fault(kind)], "A", [(None, kind, 0, 0)]) for kind in ("cut", "broken")),
        ([_fault("drop", operation="A")], "ABA", [("drop", None, 0, 0), _GOOD, ("drop", None, 0, 0)]),
        ([_fault("drop", times=2)], "AAAA", [("drop", None, 0, 0)] * 2 + [_GOOD] * 2),
        ([_fault("drop", times=1, skip=2)], "AAAA", [_GOOD, _GOOD, ("drop", None, 0, 0), _GOOD]),
        # Those of other operations are not among the good ones that are skipped.
        ([_fault("drop", operation="A", skip=1)], "BAA", [_GOOD, _GOOD, ("drop", None, 0, 0)]),
        (
            [_fault("drop", times=1), _fault("hang", times=1)],
            "AAA",
            [("drop", None, 0, 0), ("hang", None, 0, 0), _GOOD],
        ),
        ([_fault("latency", seconds=2.0)], "A", [(None, None, 2, 0)]),
        ([_fault("latency", seconds=2.0, after=True)], "A", [(None, None, 0, 2)]),
        (
            [_fault("latency", seconds=2.0, times=1), _fault("latency", seconds=3.0)],
            "AA",
            [(None, None, 5, 0), (None, None, 3, 0)],
        ),
        ([_fault("latency", seconds=2.0), _fault("drop")], "A", [("drop", None, 2, 0)]),
        ([_fault("drop"), _fault("latency", seconds=2.0)], "A", [("drop", None, 2, 0)]),
        ([_fault("drop", probability=0.0)], "A", [_GOOD]),
    ],
)
def test_a_request_meets_what_was_planned(
    planned: list[Fault], operations: str, outcomes: list[tuple[object, object, float, float]]
) -> None:
    faults = Faults()
    for fault in planned:
        faults.add(fault)
    assert _outcomes(faults, *operations) == outcomes
    faults.clear()
    assert _outcomes(faults, "A") == [_GOOD]


def test_chance_is_that_of_its_numbers() -> None:
    numbers = random.Random(7)
    wanted = [numbers.random() < 0.3 for _ in range(50)]
    faults = Faults()
    faults.add(_fault("drop", probability=0.3, times=len(wanted), random=random.Random(7)))
    assert [manner == "drop" for manner, *_ in _outcomes(faults, *"A" * 50)] == wanted
    # What did not happen is not counted.
    assert sum(faults.meet("A").manner(after=False) == "drop" for _ in range(1000)) == len(wanted) - sum(wanted)


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("ThrottlingException", 400, "Rate exceeded"),
        ("ResourceLimitExceeded", 400, "The account-level service limit is exceeded."),
        (
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error, exception or failure.",
        ),
        ("ServiceUnavailable", 503, "The request has failed due to a temporary failure of the server."),
    ],
)
@pytest.mark.parametrize("after", [False, True])
def test_an_error_has_its_status_and_words(
    server: fake.Server, client: Any, kind: str, status: int, message: str, after: bool
) -> None:
    server.fault(kind, "CreateDataQualityJobDefinition", times=1, after=after)
    with pytest.raises(ClientError) as error:
        define(client)
    assert error.value.response["Error"] == {"Code": kind, "Message": message}
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert len(client.list_data_quality_job_definitions()["JobDefinitionSummaries"]) == after


def test_a_refusal_too_is_lost_with_its_answer(server: fake.Server, client: Any) -> None:
    server.fault("drop", after=True, times=1)
    with pytest.raises(ConnectionClosedError):
        client.describe_monitoring_schedule(MonitoringScheduleName="churn")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"kind": "Throttling"},
            "no fault is called 'Throttling'; there are ThrottlingException, ResourceLimitExceeded",
        ),
        ({"kind": "drop", "operation": "List"}, "no operation is called 'List'"),
        ({"kind": "drop", "probability": 1.1}, "probability is from 0 to 1, not 1.1"),
        ({"kind": "drop", "probability": -0.1}, "probability is from 0 to 1, not -0.1"),
        ({"kind": "latency", "seconds": -1}, "seconds is from 0 to 31622400, not -1"),
        ({"kind": "latency", "seconds": 31622401}, "seconds is from 0 to 31622400, not 31622401"),
        ({"kind": "drop", "skip": -1}, "skip is from 0 to 10000, not -1"),
        ({"kind": "drop", "skip": 10001}, "skip is from 0 to 10000, not 10001"),
        ({"kind": "drop", "times": 0}, "times is from 1 to 10000, not 0"),
        ({"kind": "drop", "times": 10001}, "times is from 1 to 10000, not 10001"),
    ],
)
def test_a_fault_that_cannot_be_is_said(server: fake.Server, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        server.fault(**wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"kind": "drop", "times": 10000, "skip": 10000, "probability": 1, "seconds": 31622400},
        {"kind": "drop", "times": 1, "skip": 0, "probability": 0, "seconds": 0},
    ],
)
def test_a_fault_is_up_to_its_bounds(server: fake.Server, right: dict[str, Any]) -> None:
    server.fault(**right)


@pytest.mark.parametrize(
    ("planned", "refuses", "events", "status", "manner"),
    [
        ([], False, ["carried out"], 200, None),
        ([], True, ["carried out"], 409, None),
        ([_fault("latency", seconds=2.0)], False, [2.0, "carried out"], 200, None),
        ([_fault("latency", seconds=2.0, after=True)], True, ["carried out", 2.0], 409, None),
        (
            [_fault("latency", seconds=2.0), _fault("latency", seconds=3.0, after=True)],
            False,
            [2.0, "carried out", 3.0],
            200,
            None,
        ),
        ([_fault("drop")], False, [], 200, "drop"),
        ([_fault("hang")], False, [], 200, "hang"),
        ([_fault("drop", after=True)], False, ["carried out"], 200, "drop"),
        ([_fault("drop", after=True)], True, ["carried out"], 409, "drop"),
        ([_fault("cut")], False, ["carried out"], 200, "cut"),
        ([_fault("broken")], True, ["carried out"], 409, "broken"),
        ([_fault("ServiceUnavailable")], False, [], 503, None),
        ([_fault("ServiceUnavailable", after=True)], False, ["carried out"], 503, None),
        ([_fault("InternalFailure", after=True)], True, ["carried out"], 500, None),
        ([_fault("latency", seconds=2.0), _fault("ServiceUnavailable")], False, [2.0], 503, None),
    ],
)
def test_a_request_is_carried_out_between_its_faults(
    planned: list[Fault], refuses: bool, events: list[object], status: int, manner: str | None
) -> None:
    happened: list[object] = []

    class Service:
        def space(self, account: str, region: str) -> Space:
            return Space(1, account, region)

        def answer(self, space: Space, operation: str, data: object) -> dict[str, object]:
            assert (space.account, space.region, operation, data) == ("210987654321", "eu-west-1", "ListTags", {})
            happened.append("carried out")
            if refuses:
                raise RefusedError("ResourceInUse", "taken", 409)
            return {"Tags": []}

    faults = Faults()
    for fault in planned:
        faults.add(fault)
    service: Any = Service()
    router = Router(
        service,
        faults,
        Keys("210987654321"),
        (),
        host="localhost",
        region="eu-west-1",
        url=lambda: "",
        wait=happened.append,
    )
    headers = Message()
    headers["X-Amz-Target"] = "SageMaker.ListTags"
    answer = router.answer(Received("POST", "/", headers, b"{}"))
    assert (happened, answer.status, answer.manner) == (events, status, manner)
    if (refuses, planned) == (False, []):
        assert answer.body == b'{"Tags": []}'

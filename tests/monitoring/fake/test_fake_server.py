"""What a server is made with, and what its methods take and give."""

import errno
import re
import socket
from datetime import UTC, datetime, timedelta, timezone
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import urllib3
from fake_clients import HOURLY, NOON, control, define, executions, new_client, refused, schedule, status

from monitorshapes import fake
from monitorshapes.fake.controls import foreign, is_loopback


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"port": -1}, "port is from 0 to 65535, not -1"),
        ({"port": 65536}, "port is from 0 to 65535, not 65536"),
        *(
            ({name: value}, f"{name} is from 0 to 31622400, not {value}")
            for name in ("pending", "starting", "running")
            for value in (-0.1, 31622401)
        ),
        ({"region": "us_east_1"}, "region is like us-east-1, not 'us_east_1'"),
        ({"region": "us-east-1 "}, "region is like us-east-1, not 'us-east-1 '"),
        ({"account": "1234567890123"}, "account is 12 digits, not '1234567890123'"),
        ({"account": "12345678901"}, "account is 12 digits, not '12345678901'"),
        ({"reports": "."}, "reports are written to S3: give s3, its URL, too"),
        (
            {"limits": {"model": 1}},
            "nothing called 'model' can be limited; there are monitoring-schedule, data-quality-job-definition, "
            "model-quality-job-definition, model-bias-job-definition, model-explainability-job-definition, "
            "processing-job",
        ),
        ({"limits": {"processing-job": -1}}, "the limit of processing-job is 0 or more, not -1"),
    ],
)
def test_a_server_that_cannot_be_is_a_mistake(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(message)}$"):
        fake.Server(**given)


def test_a_server_is_up_to_its_bounds() -> None:
    fake.Server(pending=31622400, starting=0, running=31622400, limits={"processing-job": 0}).stop()


def test_a_port_that_is_taken_is_not_listened_on() -> None:
    with fake.Server() as server:
        port = int(server.url.rpartition(":")[2])
        with pytest.raises(OSError, match=r".") as error:
            fake.Server(port=port)
        assert error.value.errno == errno.EADDRINUSE


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_an_address_of_six_is_in_brackets() -> None:
    with fake.Server(host="::1") as server:
        assert re.fullmatch(r"http://\[::1\]:\d+", server.url)
        assert control(server, "now", "{}").status == 200


def test_boto3_is_told_where_the_server_is() -> None:
    with fake.Server(region="eu-west-1", account="210987654321") as server:
        given = server.boto3_arguments()
        assert given == {
            "endpoint_url": server.url,
            "region_name": "eu-west-1",
            "aws_access_key_id": "fake",
            "aws_secret_access_key": "fake",
        }
        assert define(new_client(server)).startswith("arn:aws:sagemaker:eu-west-1:210987654321:")
        # A request without a signature is of the server's region.
        headers = {"X-Amz-Target": "SageMaker.ListDataQualityJobDefinitions"}
        answer = urllib3.request("POST", server.url, body="{}", headers=headers, retries=False).json()
        assert len(answer["JobDefinitionSummaries"]) == 1


def test_times_are_those_that_the_server_was_made_with() -> None:
    with fake.Server(clock=lambda: NOON, pending=1.5, starting=2.5, running=3.5) as server:
        client = new_client(server)
        define(client)
        schedule(client)
        server.advance(1.499)
        assert status(client) == "Pending"
        server.advance(0.001)
        assert status(client) == "Scheduled"
        seen: list[str] = []
        for seconds in (3598.5, 2.499, 0.001, 3.499, 0.001):
            server.advance(seconds)
            seen += [each["MonitoringExecutionStatus"] for each in executions(client)]
        assert seen == ["Pending", "Pending", "InProgress", "InProgress", "Completed"]


def test_a_clock_has_a_time_zone_and_the_service_has_milliseconds() -> None:
    clock = datetime(2026, 1, 1, 13, 0, 0, 1999, tzinfo=timezone(timedelta(hours=1)))
    with fake.Server(clock=lambda: clock) as server:
        assert server.now() == NOON + timedelta(milliseconds=1)
        assert server.now().tzinfo is UTC
        assert server.advance(0.0014) == NOON + timedelta(milliseconds=2)
        assert server.advance(86400) == NOON + timedelta(days=1, milliseconds=2)


def test_time_ends_with_the_year_9000() -> None:
    with fake.Server(clock=lambda: datetime(8999, 12, 31, 23, 59, 58, tzinfo=UTC)) as server:
        with pytest.raises(ValueError, match=r"^the clock goes no further than to 9000$"):
            server.advance(2)
        assert server.advance(1.999) == datetime(8999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)
    with fake.Server(clock=lambda: datetime(9500, 1, 1, tzinfo=UTC)) as server:
        assert server.now() == datetime(9000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("method", "given", "message"),
    [
        ("advance", {"seconds": 316224001}, "seconds is from 0 to 316224000, not 316224001"),
        ("plan", {"name": "a", "status": "Failed", "times": 0}, "times is from 1 to 10000, not 0"),
        ("plan", {"name": "a", "status": "Failed", "times": 10001}, "times is from 1 to 10000, not 10001"),
        ("plan", {"name": "a", "status": "Failed", "region": "x"}, "region is like us-east-1, not 'x'"),
        ("plan", {"name": "a", "status": "Failed", "account": "1"}, "account is 12 digits, not '1'"),
        (
            "plan",
            {"name": "a", "status": "Failed", "failure_reason": "a" * 1025},
            "a reason and a message have at most 1024 characters",
        ),
        (
            "plan",
            {"name": "a", "status": "Failed", "exit_message": "a" * 1025},
            "a reason and a message have at most 1024 characters",
        ),
        (
            "plan",
            {"name": "a", "status": "Stopped", "processing_job": False},
            "only a run that ends as Failed has no processing job, not one that is Stopped",
        ),
        ("fail_schedule", {"name": "a", "failure_reason": "b", "region": "x"}, "region is like us-east-1, not 'x'"),
        (
            "execute",
            {"schedule_name": "a"},
            "Monitoring schedule arn:aws:sagemaker:us-east-1:123456789012:monitoring-schedule/a not found",
        ),
        (
            "execute",
            {"schedule_name": "a", "status": "Late"},
            "a run ends as one of Completed, CompletedWithViolations, Failed, Stopped, not 'Late'",
        ),
        (
            "execute",
            {"schedule_name": "a", "at": "2026-01-01T10:00:00"},
            "at needs a time zone: 2026-01-01T10:00:00 could be any of many moments",
        ),
        (
            "execute",
            {"schedule_name": "a", "at": "1969-12-31T23:59:59Z"},
            "at is from 1970 to 9000, not 1969-12-31T23:59:59+00:00",
        ),
        (
            "execute",
            {"schedule_name": "a", "at": "8998-12-31T00:00:00Z"},
            "at is from 1970 to 9000, not 8998-12-31T00:00:00+00:00",
        ),
        (
            "execute",
            {"schedule_name": "a", "at": "8998-12-30T23:59:59Z"},
            "Monitoring schedule arn:aws:sagemaker:us-east-1:123456789012:monitoring-schedule/a not found",
        ),
    ],
)
def test_what_cannot_be_done_is_said(server: fake.Server, method: str, given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(message)}$"):
        getattr(server, method)(**given)


def test_what_is_done_is_up_to_its_bounds(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    for at in (
        "1970-01-01T00:00:00Z",
        datetime(2026, 1, 1, 11, tzinfo=timezone(timedelta(hours=1))),
        "2027-01-01T00:00Z",
    ):
        assert server.execute("churn", at=at).startswith("arn:aws:sagemaker:us-east-1:123456789012:processing-job/")
    found = executions(client, SortOrder="Ascending")
    assert [each["ScheduledTime"] for each in found] == [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 10, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
    ]
    server.plan("churn", "Failed", times=10000, failure_reason="a" * 1024, exit_message="b" * 1024)
    server.fail_schedule("churn", "a" * 1024)


def test_an_execution_that_is_added_has_just_ended_and_has_what_is_said(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    arn = server.execute("churn", "Stopped", failure_reason="reason", exit_message="message")
    [execution] = executions(client)
    assert execution["ProcessingJobArn"] == arn
    assert execution["ScheduledTime"] == NOON - timedelta(minutes=5)
    assert execution["LastModifiedTime"] == NOON
    assert (execution["MonitoringExecutionStatus"], execution["FailureReason"]) == ("Stopped", "reason")
    job = client.describe_processing_job(ProcessingJobName=arn.rpartition("/")[2])
    assert (job["ProcessingJobStatus"], job["ExitMessage"]) == ("Stopped", "message")
    server.execute("churn", "Failed", processing_job=False)
    assert sum("ProcessingJobArn" in each for each in executions(client)) == 1


def test_nothing_was_scheduled_before_1970() -> None:
    with fake.Server(clock=lambda: datetime(1970, 1, 1, 0, 1, tzinfo=UTC)) as server:
        client = new_client(server)
        define(client)
        schedule(client)
        server.execute("churn")
        assert [each["ScheduledTime"] for each in executions(client)] == [datetime(1970, 1, 1, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("status", "job_status", "message"),
    [
        ("Completed", "Completed", "Completed: Job completed successfully with no violations."),
        (
            "CompletedWithViolations",
            "Completed",
            "CompletedWithViolations: Job completed successfully with 1 violations.",
        ),
        ("Failed", "Failed", None),
        ("Stopped", "Stopped", None),
    ],
)
def test_a_job_ends_as_its_execution_does(
    server: fake.Server, client: Any, status: str, job_status: str, message: str | None
) -> None:
    define(client)
    schedule(client)
    name = server.execute("churn", status).rpartition("/")[2]
    job = client.describe_processing_job(ProcessingJobName=name)
    assert (job["ProcessingJobStatus"], job.get("ExitMessage")) == (job_status, message)
    assert [each["MonitoringExecutionStatus"] for each in executions(client)] == [status]


def test_plans_of_a_region_and_an_account_are_theirs(server: fake.Server, client: Any) -> None:
    there = new_client(server, region_name="eu-west-1")
    theirs = new_client(server, aws_access_key_id="210987654321")
    for each in (client, there, theirs):
        define(each)
        schedule(each)
    server.plan("churn", "Failed", region="eu-west-1")
    server.fail_schedule("churn", "no capacity", account="210987654321")
    server.advance(3900)
    assert [status(each) for each in (client, there, theirs)] == ["Scheduled", "Scheduled", "Failed"]
    found = [[each["MonitoringExecutionStatus"] for each in executions(one)] for one in (client, there, theirs)]
    assert found == [["Completed"], ["Failed"], []]
    server.execute("churn", "Stopped", region="eu-west-1")
    assert [len(executions(each)) for each in (client, there)] == [1, 2]


def test_unknown_is_planned_for_a_schedule_that_is_there_already(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.plan("churn", "Unknown", times=2)
    for _ in range(2):
        refused("ResourceNotFound", client.describe_monitoring_schedule, MonitoringScheduleName="churn")
    assert status(client) == "Pending"


def test_a_folder_without_reports_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there are no JSON files"):
        fake.Server(s3="http://127.0.0.1:9", reports=tmp_path)
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(ValueError, match=r"a\.json: no JSON"):
        fake.Server(s3="http://127.0.0.1:9", reports=str(tmp_path))


@pytest.mark.parametrize(
    ("host", "origin", "own", "is_foreign"),
    [
        ("127.0.0.1:80", None, "127.0.0.1", False),
        ("8.8.8.8", None, "127.0.0.1", False),
        ("[::1]:80", None, "127.0.0.1", False),
        ("fake", None, "127.0.0.1", False),
        *((f"fake.{ending}", None, "127.0.0.1", False) for ending in ("localhost", "local", "internal", "test")),
        ("fake.example", None, "127.0.0.1", True),
        ("localhost.example", None, "127.0.0.1", True),
        ("fake.example:80", None, "Fake.Example", False),
        ("FAKE.example:80", None, "fake.example", False),
        ("other.example", None, "fake.example", True),
        ("", None, "127.0.0.1", True),
        ("[", None, "127.0.0.1", True),
        ("fake:80", "http://fake:80", "127.0.0.1", False),
        ("fake:80", "HTTP://FAKE:80", "127.0.0.1", False),
        ("fake:80", "https://fake:80", "127.0.0.1", True),
        ("fake:80", "http://fake", "127.0.0.1", True),
        ("fake:80", "null", "127.0.0.1", True),
        ("fake:80", "", "127.0.0.1", True),
    ],
)
def test_a_page_of_somebody_else_is_known_by_its_host_and_origin(
    host: str, origin: str | None, own: str, is_foreign: bool
) -> None:
    headers = Message()
    headers["Host"] = host
    if origin is not None:
        headers["Origin"] = origin
    reason = foreign(headers, own)
    if not is_foreign:
        assert reason is None
    elif origin is None:
        assert reason == f"the host {host!r} is not this machine: use its address, or a name without dots"
    else:
        assert reason == f"a page of {origin!r} may not control the fake"


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        *((own, True) for own in ("127.0.0.1", "127.8.8.8", "::1", "localhost")),
        *((other, False) for other in ("0.0.0.0", "::", "10.0.0.1", "fake")),  # noqa: S104
    ],
)
def test_a_loopback_address_is_known(host: str, is_own: bool) -> None:
    assert is_loopback(host) == is_own


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "message"),
    [
        ("GET", "/_fake/advance", {}, 405, "POST to {url}"),
        ("PUT", "/_fake/now", {}, 405, "POST to {url}"),
        ("POST", "/_fake/now", {}, 415, "send the parameters as Content-Type: application/json"),
        (
            "POST",
            "/_fake/start",
            {"Content-Type": "Application/JSON ;charset=utf-8"},
            404,
            "no such method; there are now, advance, plan, fail_schedule, execute, fault, clear_faults",
        ),
        ("GET", "/", {"Accept": "text/plain"}, 405, "POST to {url}"),
        ("GET", "/a", {"Accept": "text/html"}, 405, "POST to {url}"),
        ("DELETE", "/", {"Accept": "text/html"}, 405, "POST to {url}"),
    ],
)
def test_a_wrong_address_is_answered_with_the_right_one(
    server: fake.Server, method: str, path: str, headers: dict[str, str], status: int, message: str
) -> None:
    response = urllib3.request(method, server.url + path, headers=headers, retries=False)
    assert (response.status, response.json()) == (status, {"message": message.format(url=server.url)})
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers.get("Allow") == ("POST" if status == 405 else None)


@pytest.mark.parametrize(
    ("body", "status", "answer"),
    [
        ("", 200, {"result": NOON.timestamp()}),
        ("{}", 200, {"result": NOON.timestamp()}),
        ("{", 400, {"message": "The request is not JSON"}),
        ('{"a": Infinity}', 400, {"message": "The request is not JSON"}),
        ("null", 400, {"message": 'the parameters are a JSON object, such as {"seconds": 3600}'}),
    ],
)
def test_parameters_of_a_control_are_json(server: fake.Server, body: str, status: int, answer: dict[str, Any]) -> None:
    response = control(server, "now", body)
    assert (response.status, response.json()) == (status, answer)
    assert response.headers["Content-Type"] == "application/json"


def test_a_control_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with fake.Server(file=folder / "state", clock=lambda: NOON) as server:
        folder.rename(tmp_path / "elsewhere")
        response = control(server, "advance", '{"seconds": 60}')
        assert server.now() == NOON
    assert (response.status, response.json()) == (
        500,
        {
            "message": f"the state was not written to {folder / 'state'}: No such file or directory; "
            "nothing was changed"
        },
    )


def test_a_region_that_cannot_be_is_refused(server: fake.Server) -> None:
    scope = "AWS4-HMAC-SHA256 Credential=a/20260101/US_EAST/sagemaker/aws4_request"
    headers = {"X-Amz-Target": "SageMaker.ListMonitoringSchedules", "Authorization": scope}
    answer = urllib3.request("POST", server.url, body="{}", headers=headers, retries=False)
    assert (answer.status, answer.json()) == (
        400,
        {
            "__type": "InvalidSignatureException",
            "message": "Credential should be scoped to a valid region, not 'US_EAST'.",
        },
    )


def test_a_defect_is_logged_and_answered(
    server: fake.Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("monitorshapes.fake.callers.identify", broken)
    answer = urllib3.request("POST", server.url, body="{}", retries=False)
    assert (answer.status, answer.json()) == (
        500,
        {"__type": "InternalFailure", "message": "a defect of the fake: its log says more"},
    )
    assert [(record.getMessage(), record.exc_info is not None) for record in caplog.records] == [
        ("a defect of the fake", True)
    ]


def test_an_update_while_a_run_goes_on_keeps_the_run(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.advance(3630)
    config = {"MonitoringJobDefinitionName": "churn", "ScheduleConfig": HOURLY}
    client.update_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
    assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["Pending"]
    server.advance(30)
    assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["InProgress"]

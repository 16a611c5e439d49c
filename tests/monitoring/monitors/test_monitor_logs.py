"""What is asked while a monitor waits for a job, and what is shown of the answers."""

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aws import ROLE, Scripted
from monitored import IMAGE

from monitorshapes.monitors import (
    DefaultModelMonitor,
    MonitoringExecution,
    ProcessingJob,
    ProcessingOutput,
    Session,
    UnexpectedStatusException,
)
from monitorshapes.monitors.logs import follow

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ARN = "arn:aws:sagemaker:us-east-1:123456789012:processing-job/base"
GROUP = {"logGroupName": "/aws/sagemaker/ProcessingJobs"}
STREAMS = GROUP | {"logStreamNamePrefix": "base/", "orderBy": "LogStreamName"}


@pytest.fixture
def aws() -> Scripted:
    return Scripted("logs")


def _described(aws: Scripted, *statuses: str, instances: int = 1, **more: Any) -> None:
    """The answers to DescribeProcessingJob."""
    cluster = {"InstanceCount": instances, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
    for status in statuses:
        answer = {
            "ProcessingJobName": "base",
            "ProcessingResources": {"ClusterConfig": cluster},
            "AppSpecification": {"ImageUri": IMAGE},
            "ProcessingJobArn": ARN,
            "ProcessingJobStatus": status,
            "CreationTime": NOW,
            **more,
        }
        aws.expect("sagemaker", "describe_processing_job", {"ProcessingJobName": "base"}, answer)


def _streams(aws: Scripted, *names: str, limit: int = 1, after: str | None = None, more: str | None = None) -> None:
    request = STREAMS | {"limit": limit} | ({"nextToken": after} if after else {})
    answer = {"logStreams": [{"logStreamName": f"base/{name}"} for name in names]} | (
        {"nextToken": more} if more else {}
    )
    aws.expect("logs", "describe_log_streams", request, answer)


def _events(aws: Scripted, name: str, token: str | None, *messages: str, more: str) -> None:
    request = GROUP | {"logStreamName": f"base/{name}", "startTime": 0, "startFromHead": True}
    events = [{"timestamp": 1, "message": message} for message in messages]
    answer = {"events": events, "nextForwardToken": more}
    aws.expect("logs", "get_log_events", request | ({"nextToken": token} if token else {}), answer)


def test_the_streams_of_all_instances_are_read_on_from_where_they_ended(
    aws: Scripted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(random, "random", lambda: 0.0)  # how much the next look is moved
    _described(aws, "InProgress", "InProgress", "Stopping", "Completed", instances=2)
    # One instance has not written yet.
    _streams(aws, "algo-1", limit=2)
    _events(aws, "algo-1", None, "one\n", more="f/1")
    _events(aws, "algo-1", "f/1", "two\r\n", more="f/2")
    _events(aws, "algo-1", "f/2", more="f/2")
    # It has: the names are on two pages.
    _streams(aws, "algo-1", limit=2, more="page")
    _streams(aws, "algo-2", limit=2, after="page")
    _events(aws, "algo-1", "f/2", more="f/2")
    _events(aws, "algo-2", None, "a\tb\x1b", more="g/1")
    _events(aws, "algo-2", "g/1", more="g/1")
    for messages in ((), (), (), ("the end",)):
        token = "f/3" if messages else "f/2"
        _events(aws, "algo-1", "f/2", *messages, more=token)
        if messages:
            _events(aws, "algo-1", token, more=token)
        _events(aws, "algo-2", "g/1", more="g/1")
    job = follow(aws.session, "base", logs=True, wait=True)
    assert job.processing_job_status == "Completed"
    aws.done()
    # Once before the first look and once after the last; the second of the looks comes after twice the time.
    assert aws.slept == [5, 5, 5, 5, 5]
    assert capsys.readouterr().out.splitlines() == [
        "algo-1: one",
        "algo-1: two",
        "base: InProgress",
        "algo-2: a\tb\\x1b",
        "algo-1: the end",
        "base: Completed",
    ]


@pytest.mark.parametrize("wait", [True, False])
def test_a_job_that_has_ended_is_shown_once(aws: Scripted, wait: bool, capsys: pytest.CaptureFixture[str]) -> None:
    _described(aws, "Stopped")
    _streams(aws, "algo-1")
    _events(aws, "algo-1", None, "one", more="f/1")
    _events(aws, "algo-1", "f/1", more="f/1")
    follow(aws.session, "base", logs=True, wait=wait)
    aws.done()
    assert (capsys.readouterr().out, aws.slept) == ("one\nbase: Stopped\n", [])


def test_without_wait_a_job_that_goes_on_is_shown_as_it_is(aws: Scripted, capsys: pytest.CaptureFixture[str]) -> None:
    _described(aws, "InProgress", instances=60)
    _streams(aws, limit=50)
    assert follow(aws.session, "base", logs=True, wait=False).processing_job_status == "InProgress"
    aws.done()
    assert (capsys.readouterr().out, aws.slept) == ("base: InProgress\n", [])


@pytest.mark.parametrize(
    "make",
    [
        lambda session: ProcessingJob(session, "base", [], []),
        lambda session: MonitoringExecution(session, "base", [], ProcessingOutput("")),
    ],
)
def test_a_job_that_is_waited_for_shows_its_logs(
    aws: Scripted, make: Callable[[Session], ProcessingJob], capsys: pytest.CaptureFixture[str]
) -> None:
    _described(aws, "Completed")
    _streams(aws)
    make(aws.session).wait()
    aws.done()
    assert capsys.readouterr().out == "base: Completed\n"


@pytest.mark.parametrize("terminal", [False, True])
def test_no_logs_are_asked_for_that_are_not_shown(
    aws: Scripted, terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    _described(aws, "InProgress", "Completed")
    ProcessingJob(aws.session, "base", [], []).wait(logs=False)
    aws.done()
    assert (capsys.readouterr().out, aws.slept) == ("", [5, 5])


def test_a_terminal_shows_how_long_it_has_been(
    aws: Scripted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    aws.session.clock = iter((1000.0, 1125.5)).__next__
    _described(aws, "Completed")
    _streams(aws, "algo-1")
    _events(aws, "algo-1", None, "one", more="f/1")
    _events(aws, "algo-1", "f/1", more="f/1")
    follow(aws.session, "base", logs=True, wait=True)
    assert capsys.readouterr().out == "\r\x1b[Kone\n\r\x1b[Kbase: Completed, 2:05\n"


def test_a_group_that_is_not_there_yet_is_no_error_and_another_error_is(
    aws: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    _described(aws, "InProgress", "InProgress")
    aws.refuse("logs", "describe_log_streams", STREAMS | {"limit": 1}, "ResourceNotFoundException")
    follow(aws.session, "base", logs=True, wait=False)
    assert capsys.readouterr().out == "base: InProgress\n"
    aws.refuse("logs", "describe_log_streams", STREAMS | {"limit": 1}, "AccessDeniedException")
    with pytest.raises(Exception, match="AccessDeniedException"):
        follow(aws.session, "base", logs=True, wait=False)
    aws.done()


@pytest.mark.parametrize(
    ("status", "reason", "message"),
    [("Failed", "no header", "base failed: no header"), ("Failed", None, "base failed: no reason was given")],
)
def test_a_job_that_failed_is_told_with_the_reason(
    aws: Scripted, status: str, reason: str | None, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    more: dict[str, Any] = {"FailureReason": reason} if reason else {}
    _described(aws, "InProgress", status, **more)
    with pytest.raises(UnexpectedStatusException, match=f"^the processing job {message}$") as raised:
        ProcessingJob(aws.session, "base", [], []).wait(logs=False)
    assert (raised.value.allowed_statuses, raised.value.actual_status) == (["Completed", "Stopped"], "Failed")
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("status", "messages"),
    [
        ("Completed", []),
        ("Stopped", ["The processing job base was stopped: it may have reached its time limit."]),
    ],
)
def test_a_job_that_was_stopped_is_warned_of(
    aws: Scripted, status: str, messages: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    _described(aws, status)
    ProcessingJob(aws.session, "base", [], []).wait(logs=False)
    assert caplog.messages == messages


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        ([], "the schedule hourly has not run yet"),
        ([{"FailureReason": "no data"}], "the latest run of the schedule hourly has no job: no data"),
        ([{}], "the latest run of the schedule hourly has no job: no reason was given"),
    ],
)
def test_a_run_without_a_job_has_no_logs(aws: Scripted, runs: list[dict[str, Any]], message: str) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session)
    monitor.monitoring_schedule_name = "hourly"
    run = {
        "MonitoringScheduleName": "hourly",
        "ScheduledTime": NOW,
        "CreationTime": NOW,
        "LastModifiedTime": NOW,
        "MonitoringExecutionStatus": "Failed",
    }
    _executions(aws, *(run | each for each in runs))
    with pytest.raises(ValueError, match=f"^{message}$"):
        monitor.get_latest_execution_logs()
    _executions(aws, run | {"ProcessingJobArn": ARN}, *(run | each for each in runs))
    _described(aws, "Failed")
    aws.refuse("logs", "describe_log_streams", STREAMS | {"limit": 1}, "ResourceNotFoundException")
    monitor.get_latest_execution_logs(wait=True)
    # Without `wait` it does not wait for what goes on.
    _executions(aws, run | {"ProcessingJobArn": ARN})
    _described(aws, "InProgress")
    aws.refuse("logs", "describe_log_streams", STREAMS | {"limit": 1}, "ResourceNotFoundException")
    monitor.get_latest_execution_logs()
    assert aws.slept == []
    aws.done()


def _executions(aws: Scripted, *runs: dict[str, Any]) -> None:
    request = {
        "MonitoringScheduleName": "hourly",
        "SortBy": "ScheduledTime",
        "SortOrder": "Descending",
        "MaxResults": 100,
    }
    aws.expect("sagemaker", "list_monitoring_executions", request, {"MonitoringExecutionSummaries": list(runs)})

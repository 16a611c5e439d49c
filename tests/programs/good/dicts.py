"""Stays with boto3's dicts: the same client, the same answers, and the names of all that is in them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import assert_type, cast

import monitorshapes as ms
from monitorshapes import stubs


def connect(client: object) -> stubs.Client:
    """What `boto3.client("sagemaker")` returned, typed."""
    return stubs.typed(client)


def create(client: stubs.Client, name: str, definition: str) -> str:
    """The ARN of a new schedule that runs every hour."""
    config: stubs.MonitoringScheduleConfig = {
        "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
        "MonitoringJobDefinitionName": definition,
        "MonitoringType": "DataQuality",
    }
    created = client.create_monitoring_schedule(
        MonitoringScheduleName=name,
        MonitoringScheduleConfig=config,
        Tags=[{"Key": "team", "Value": "churn"}],
    )
    assert_type(created, stubs.CreateMonitoringScheduleResponse)
    assert_type(created["ResponseMetadata"]["HTTPStatusCode"], int)
    return created["MonitoringScheduleArn"]


def reschedule(client: stubs.Client, name: str, expression: str) -> None:
    """Runs a schedule at other times: what was described is edited and sent back."""
    described = client.describe_monitoring_schedule(MonitoringScheduleName=name)
    config = described["MonitoringScheduleConfig"]
    config["ScheduleConfig"] = {"ScheduleExpression": expression}
    client.update_monitoring_schedule(MonitoringScheduleName=name, MonitoringScheduleConfig=config)


def drifted(client: stubs.Client, name: str, hours: int) -> Iterator[tuple[datetime, str]]:
    """When the schedule found something in the last hours, and what it said, page by page."""
    pages = client.get_paginator("list_monitoring_executions").paginate(
        MonitoringScheduleName=name,
        ScheduledTimeAfter=datetime.now(UTC) - timedelta(hours=hours),
        StatusEquals="CompletedWithViolations",
        PaginationConfig={"PageSize": 100},
    )
    for page in pages:
        assert_type(page, stubs.ListMonitoringExecutionsResponse)
        for execution in page["MonitoringExecutionSummaries"]:
            yield execution["ScheduledTime"], execution.get("FailureReason", "no reason")


def delete(client: stubs.Client, name: str) -> bool:
    """Whether there was such a schedule."""
    try:
        client.delete_monitoring_schedule(MonitoringScheduleName=name)
    except client.exceptions.ResourceNotFound as error:
        assert_type(error.response["Error"]["Code"], str)
        return False
    return True


def finished(client: stubs.Client, job: str) -> str:
    """How a processing job ended."""
    client.get_waiter("processing_job_completed_or_stopped").wait(
        ProcessingJobName=job, WaiterConfig={"Delay": 30, "MaxAttempts": 120}
    )
    return client.describe_processing_job(ProcessingJobName=job)["ProcessingJobStatus"]


def checked(request: stubs.CreateMonitoringScheduleRequest) -> stubs.CreateMonitoringScheduleRequest:
    """A request that breaks no constraint, without what is None."""
    structure = ms.from_dict(ms.CreateMonitoringScheduleRequest, request)
    ms.validate(structure)
    return cast(stubs.CreateMonitoringScheduleRequest, ms.to_dict(structure))


def send(client: stubs.Client, request: ms.CreateMonitoringScheduleRequest) -> str:
    """A dataclass through the typed client."""
    return client.create_monitoring_schedule(**ms.to_dict(request))["MonitoringScheduleArn"]


def send_checked(client: stubs.Client, request: stubs.CreateMonitoringScheduleRequest) -> str:
    """A request that is a dict already."""
    return client.create_monitoring_schedule(**checked(request))["MonitoringScheduleArn"]

"""Executions, their processing jobs, and alerts."""

from datetime import timedelta
from typing import Any

import pytest
from fake_clients import NOON, REQUESTS, define, executions, refused, schedule

from monitorshapes import fake


def test_an_execution_goes_through_its_statuses(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.advance(3600)
    [execution] = executions(client)
    assert execution["MonitoringExecutionStatus"] == "Pending"
    assert "ProcessingJobArn" not in execution
    assert client.list_processing_jobs()["ProcessingJobSummaries"] == []
    server.advance(60)
    [execution] = executions(client)
    assert execution["MonitoringExecutionStatus"] == "InProgress"
    [job] = client.list_processing_jobs(StatusEquals="InProgress")["ProcessingJobSummaries"]
    assert job["ProcessingJobArn"] == execution["ProcessingJobArn"]
    server.advance(240)
    assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["Completed"]
    assert client.list_tags(ResourceArn=job["ProcessingJobArn"])["Tags"] == []


def test_a_job_has_what_its_definition_says(server: fake.Server, client: Any) -> None:
    given = REQUESTS["CreateDataQualityJobDefinition"]["request"]
    define(client)
    schedule(client)
    server.execute("churn", at=NOON - timedelta(hours=2))
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
    define(client)
    schedule(client)
    server.advance(3660)
    [job] = client.list_processing_jobs()["ProcessingJobSummaries"]
    client.stop_processing_job(ProcessingJobName=job["ProcessingJobName"])
    assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["Stopping"]
    server.advance(1)
    assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["Stopped"]


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
    define(client)
    schedule(client, **config)
    server.advance(24 * 3600)
    found = executions(client, SortBy="ScheduledTime", SortOrder="Ascending")
    assert [each["ScheduledTime"].hour for each in found] == hours


def test_runs_end_as_planned_and_then_well(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.plan("churn", "Failed", failure_reason="Job inputs had no data", times=2)
    server.plan("churn", "CompletedWithViolations")
    server.advance(5 * 3600)
    found = executions(client, SortBy="ScheduledTime", SortOrder="Ascending")
    statuses = [each["MonitoringExecutionStatus"] for each in found]
    assert statuses == ["Failed", "Failed", "CompletedWithViolations", "Completed", "Pending"]
    assert [each.get("FailureReason") for each in found[:3]] == ["Job inputs had no data"] * 2 + [None]
    job = client.describe_processing_job(ProcessingJobName=found[0]["ProcessingJobArn"].rpartition("/")[2])
    assert (job["ProcessingJobStatus"], job["FailureReason"]) == ("Failed", "Job inputs had no data")


def test_a_processing_job_ends_as_planned(server: fake.Server, client: Any) -> None:
    server.plan("churn-baseline", "Failed", failure_reason="no data")
    client.create_processing_job(**REQUESTS["CreateProcessingJob"]["request"])
    server.advance(240)
    job = client.describe_processing_job(ProcessingJobName="churn-baseline")
    assert (job["ProcessingJobStatus"], job["FailureReason"]) == ("Failed", "no data")


def test_an_alert_counts_the_runs_of_its_period(server: fake.Server, client: Any) -> None:
    # The example of the developer guide: a period of 3, of which 2 raise.
    define(client)
    schedule(client)
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
    define(client)
    schedule(client)
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
    define(client)
    schedule(client)
    update = {"MonitoringScheduleName": "churn", "DatapointsToAlert": 2, "EvaluationPeriod": 1}
    refused("ResourceNotFound", client.update_monitoring_alert, MonitoringAlertName="other", **update)
    refused("ValidationException", client.update_monitoring_alert, MonitoringAlertName="default-alert", **update)

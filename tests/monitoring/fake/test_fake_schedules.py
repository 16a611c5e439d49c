"""The life of a schedule."""

import json
from datetime import timedelta
from typing import Any

import boto3
import pytest
from fake_clients import HOURLY, NOON, REQUESTS, define, executions, refused, schedule, status, typed

import monitorshapes as ms
from monitorshapes import fake


def test_the_whole_life_of_a_schedule(server: fake.Server, client: Any) -> None:
    define(client)
    arn = schedule(client)
    assert status(client) == "Pending"
    server.advance(1)
    described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
    assert described["MonitoringScheduleStatus"] == "Scheduled"
    assert described["MonitoringScheduleArn"] == arn
    assert described["MonitoringType"] == described["MonitoringScheduleConfig"]["MonitoringType"] == "DataQuality"
    assert "LastMonitoringExecutionSummary" not in described

    server.plan("churn", "CompletedWithViolations", exit_message="CompletedWithViolations: 3 violations.")
    server.advance(3600 + 300)
    [execution] = executions(client)
    assert execution["MonitoringExecutionStatus"] == "CompletedWithViolations"
    assert execution["ScheduledTime"] == NOON + timedelta(hours=1)
    job = client.describe_processing_job(ProcessingJobName=execution["ProcessingJobArn"].rpartition("/")[2])
    assert job["ProcessingJobStatus"] == "Completed"
    assert job["ExitMessage"] == "CompletedWithViolations: 3 violations."
    assert job["MonitoringScheduleArn"] == arn
    [alert] = client.list_monitoring_alerts(MonitoringScheduleName="churn")["MonitoringAlertSummaries"]
    assert alert["AlertStatus"] == "InAlert"

    client.stop_monitoring_schedule(MonitoringScheduleName="churn")
    assert status(client) == "Pending"
    server.advance(3600)
    assert status(client) == "Stopped"
    assert len(executions(client)) == 1

    daily = {"ScheduleExpression": "cron(0 3 ? * * *)"}
    client.update_monitoring_schedule(
        MonitoringScheduleName="churn",
        MonitoringScheduleConfig={"MonitoringJobDefinitionName": "churn", "ScheduleConfig": daily},
    )
    server.advance(1)
    client.start_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(24 * 3600)
    assert [each["ScheduledTime"].hour for each in executions(client, SortBy="ScheduledTime")] == [3, 13]

    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    assert status(client) == "Pending"
    server.advance(1)
    refused("ResourceNotFound", client.describe_monitoring_schedule, MonitoringScheduleName="churn")
    client.delete_data_quality_job_definition(JobDefinitionName="churn")
    assert len(executions(client)) == 2


def test_the_client_of_the_package_reads_what_the_fake_says(server: fake.Server) -> None:
    client = ms.MonitoringClient(boto3.client("sagemaker", **server.boto3_arguments()))
    request = ms.from_dict(
        ms.CreateMonitoringScheduleRequest, REQUESTS["CreateMonitoringSchedule"]["request"] | {"Tags": []}
    )
    arn = client.send(request).monitoring_schedule_arn
    server.advance(3600 + 300)
    described = client.describe_monitoring_schedule(monitoring_schedule_name="churn-hourly")
    assert described.monitoring_schedule_arn == arn
    assert described.monitoring_schedule_status is ms.ScheduleStatus.SCHEDULED
    assert described.last_monitoring_execution_summary is not None
    assert described.last_monitoring_execution_summary.monitoring_execution_status is ms.ExecutionStatus.COMPLETED
    assert ms.violations(described, level="model") == ()


def test_the_whole_life_of_a_schedule_is_waited_for(server: fake.Server) -> None:
    client = typed(server)
    definition = ms.from_dict(
        ms.CreateDataQualityJobDefinitionRequest, REQUESTS["CreateDataQualityJobDefinition"]["request"]
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
    assert server.now() - NOON < timedelta(hours=2)


def test_a_schedule_fails_on_demand(server: fake.Server, client: Any) -> None:
    waiting = typed(server)
    server.fail_schedule("churn", "No capacity.")
    define(client)
    schedule(client)
    with pytest.raises(ms.WaitError, match=r"No capacity\.") as caught:
        waiting.wait_until_scheduled("churn")
    assert caught.value.response.monitoring_schedule_status is ms.ScheduleStatus.FAILED
    server.advance(7200)
    assert executions(client) == []
    [summary] = client.list_monitoring_schedules(StatusEquals="Failed")["MonitoringScheduleSummaries"]
    assert summary["MonitoringScheduleName"] == "churn"

    config = {"MonitoringJobDefinitionName": "churn", "ScheduleConfig": HOURLY}
    client.update_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
    assert waiting.wait_until_scheduled("churn").failure_reason is None

    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    server.fail_schedule("churn", "In use.")
    with pytest.raises(ms.WaitError, match=r"In use\."):
        waiting.wait_until_settled("churn")
    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    waiting.wait_until_deleted("churn")


def test_an_update_leaves_a_stopped_schedule_stopped(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.advance(1)
    client.stop_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(1)
    config = {"MonitoringJobDefinitionName": "churn", "ScheduleConfig": HOURLY}
    client.update_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
    server.advance(1)
    assert status(client) == "Stopped"


def test_a_definition_in_the_schedule_is_filled_in(client: Any) -> None:
    request = json.loads(json.dumps(REQUESTS["CreateMonitoringSchedule"]["request"]))
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
    define(client)
    schedule(client)
    config = {"MonitoringJobDefinitionName": "churn"}
    for call, more in (
        (client.delete_monitoring_schedule, {}),
        (client.start_monitoring_schedule, {}),
        (client.stop_monitoring_schedule, {}),
        (client.update_monitoring_schedule, {"MonitoringScheduleConfig": config}),
    ):
        message = refused("ValidationException", call, MonitoringScheduleName="churn", **more)
        assert message == "Monitoring schedule in status Pending"


def test_only_a_stopped_schedule_starts_and_a_stopped_one_is_stopped_again(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.advance(1)
    message = refused("ValidationException", client.start_monitoring_schedule, MonitoringScheduleName="churn")
    assert message == "Monitoring schedule in status Scheduled"
    client.stop_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(1)
    client.stop_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(1)
    assert client.describe_monitoring_schedule(MonitoringScheduleName="churn")["MonitoringScheduleStatus"] == "Stopped"


def test_a_definition_that_a_schedule_uses_is_not_deleted(server: fake.Server, client: Any) -> None:
    define(client)
    arn = schedule(client)
    message = refused("ValidationException", client.delete_data_quality_job_definition, JobDefinitionName="churn")
    assert arn in message
    server.advance(1)
    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    refused("ValidationException", client.delete_data_quality_job_definition, JobDefinitionName="churn")
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
        {"ScheduleConfig": {"ScheduleExpression": "NOW"}},
        {"ScheduleConfig": HOURLY | {"DataAnalysisStartTime": "yesterday", "DataAnalysisEndTime": "-PT0H"}},
        {"ScheduleConfig": HOURLY | {"DataAnalysisStartTime": "-PT1H", "DataAnalysisEndTime": "-PT2H"}},
        {"ScheduleConfig": HOURLY | {"DataAnalysisStartTime": "-PT26H", "DataAnalysisEndTime": "-PT1H"}},
    ],
)
def test_a_schedule_that_cannot_run_is_refused(client: Any, config: dict[str, Any]) -> None:
    define(client)
    refused("ValidationException", schedule, client=client, **config)
    assert client.list_monitoring_schedules()["MonitoringScheduleSummaries"] == []


def test_a_name_is_taken_once(client: Any) -> None:
    define(client)
    schedule(client)
    assert "already exists" in refused("ResourceInUse", schedule, client=client)


@pytest.mark.parametrize("operation", ["describe", "delete", "start", "stop"])
def test_a_schedule_that_is_not_there_is_named(client: Any, operation: str) -> None:
    call = getattr(client, f"{operation}_monitoring_schedule")
    assert "monitoring-schedule/churn" in refused("ResourceNotFound", call, MonitoringScheduleName="churn")

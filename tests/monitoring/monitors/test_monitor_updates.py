"""An update of a schedule changes what is given and nothing else."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from aws import BUCKET, ROLE, Aws
from botocore.awsrequest import AWSResponse
from monitored import (
    BIAS,
    CONSTRAINTS,
    HOURLY,
    IMAGE,
    definition_of,
    expression_of,
)

import monitorshapes as ms
from monitorshapes.monitors import (
    BiasAnalysisConfig,
    DatasetFormat,
    DefaultModelMonitor,
    EndpointInput,
    ModelBiasMonitor,
    ModelMonitor,
    ModelQualityMonitor,
    MonitoringExecution,
    MonitoringOutput,
    NetworkConfig,
    UnexpectedStatusException,
)


def test_a_new_endpoint_keeps_the_ground_truth(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    other = EndpointInput("other", "/opt/ml/processing/input/endpoint", inference_attribute="1")
    scheduled.update_monitoring_schedule(endpoint_input=other)
    job_input = definition_of(aws, scheduled)["ModelQualityJobInput"]
    assert job_input["GroundTruthS3Input"] == {"S3Uri": f"s3://{BUCKET}/truth"}
    assert job_input["EndpointInput"]["EndpointName"] == "other"


def test_a_new_environment_keeps_what_says_whether_metrics_are_published(
    aws: Aws, scheduled: ModelQualityMonitor
) -> None:
    scheduled.update_monitoring_schedule(env={"n": "1"})
    app = definition_of(aws, scheduled)["ModelQualityAppSpecification"]
    assert app["Environment"] == {"n": "1", "publish_cloudwatch_metrics": "Enabled"}


def test_metrics_are_turned_off_without_touching_the_environment(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    scheduled.update_monitoring_schedule(enable_cloudwatch_metrics=False)
    app = definition_of(aws, scheduled)["ModelQualityAppSpecification"]
    assert app["Environment"] == {"k": "v", "publish_cloudwatch_metrics": "Disabled"}


def test_a_network_that_does_not_speak_of_encryption_is_attached_to(aws: Aws) -> None:
    monitor = DefaultModelMonitor(
        role=ROLE, sagemaker_session=aws.session(), network_config=NetworkConfig(enable_network_isolation=True)
    )
    monitor.create_monitoring_schedule("churn", monitor_schedule_name="hourly")
    found = DefaultModelMonitor.attach("hourly", aws.session())
    assert found.network_config == NetworkConfig(enable_network_isolation=True)


def test_constraints_of_ones_own_image_stay_constraints(aws: Aws) -> None:
    aws.put(f"s3://{BUCKET}/constraints.json", CONSTRAINTS)
    monitor = ModelMonitor(ROLE, IMAGE, sagemaker_session=aws.session())
    monitor.create_monitoring_schedule(
        "churn",
        MonitoringOutput("/opt/ml/processing/output"),
        constraints=f"s3://{BUCKET}/constraints.json",
        monitor_schedule_name="daily",
    )
    aws.server.advance(60)
    monitor.update_monitoring_schedule(output_kms_key="key", schedule_cron_expression=HOURLY)
    definition = definition_of(aws, monitor)
    assert definition["BaselineConfig"] == {"ConstraintsResource": {"S3Uri": f"s3://{BUCKET}/constraints.json"}}
    assert definition["MonitoringOutputConfig"]["KmsKeyId"] == "key"
    assert expression_of(monitor) == HOURLY


def test_an_analysis_goes_where_the_output_of_the_schedule_is(aws: Aws) -> None:
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=aws.session())
    monitor.create_monitoring_schedule(
        "churn", f"s3://{BUCKET}/truth", f"s3://{BUCKET}/a.json", monitor_schedule_name="hourly"
    )
    aws.server.advance(60)
    monitor.update_monitoring_schedule(analysis_config=BiasAnalysisConfig(BIAS, ["y", "a"], "y"))
    uri = definition_of(aws, monitor)["ModelBiasAppSpecification"]["ConfigUri"]
    assert uri.startswith(f"s3://{BUCKET}/model-monitor/monitoring/hourly/results/model-bias-job-definition-")
    assert aws.keys() == [uri.removeprefix(f"s3://{BUCKET}/")]


def test_one_number_of_an_alert_is_changed_and_the_other_kept(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    scheduled.update_monitoring_alert("default-alert", 2, 3)
    scheduled.update_monitoring_alert("default-alert", None, 5)
    [alert], token = scheduled.list_monitoring_alerts()
    assert (alert.data_points_to_alert, alert.evaluation_period, token) == (2, 5, None)
    with pytest.raises(ValueError, match="no alert 'other'"):
        scheduled.update_monitoring_alert("other", 1, None)
    aws.server.execute("hourly", "CompletedWithViolations")
    aws.server.execute("hourly", "CompletedWithViolations")
    history, _ = scheduled.list_monitoring_alert_history()
    assert [each.alert_status for each in history] == ["InAlert"]


def test_more_runs_than_a_page_are_listed_the_oldest_first(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    now = aws.server.now()
    for hours in range(101):
        aws.server.execute("hourly", at=now - timedelta(hours=hours))
    runs = scheduled.list_executions()
    assert len(runs) == 101
    latest = aws.sagemaker.list_monitoring_executions(SortBy="ScheduledTime")["MonitoringExecutionSummaries"][0]
    assert latest["ProcessingJobArn"].endswith(f"/{runs[-1].job_name}")


def _answer(monitor: ModelMonitor, operation: str, change: Callable[[Any], object]) -> None:
    """Changes what the service answers."""
    monitor.sagemaker_session.sagemaker_client.meta.events.register(
        f"after-call.sagemaker.{operation}", lambda parsed, **_: change(parsed) and None
    )


def test_a_latest_run_without_a_job_is_not_taken_for_an_older_one(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    aws.server.execute("hourly", "Completed", at=aws.server.now() - timedelta(hours=1))
    aws.server.execute("hourly", "Failed", failure_reason="Job inputs had no data")
    _answer(
        scheduled,
        "ListMonitoringExecutions",
        lambda parsed: parsed["MonitoringExecutionSummaries"][0].pop("ProcessingJobArn"),
    )
    clean, failed = scheduled.list_executions()
    assert clean.job_name
    assert "Failed without a job: Job inputs had no data" in repr(failed)
    for ask in (
        scheduled.latest_monitoring_constraint_violations,
        scheduled.latest_monitoring_statistics,
        failed.describe,
        failed.stop,
        failed.wait,
    ):
        with pytest.raises(UnexpectedStatusException, match="without a job: Job inputs had no data") as raised:
            ask()
        assert raised.value.actual_status == "Failed"


def test_a_run_that_waits_for_its_job_is_no_latest_one(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    aws.server.execute("hourly", "Completed")
    aws.server.execute("hourly", "Completed")

    def waiting(parsed: Any) -> None:
        parsed["MonitoringExecutionSummaries"][0] |= {"MonitoringExecutionStatus": "Pending"}
        del parsed["MonitoringExecutionSummaries"][0]["ProcessingJobArn"]

    _answer(scheduled, "ListMonitoringExecutions", waiting)
    assert len(scheduled.list_executions()) == 1


@pytest.mark.parametrize(
    "arn", ["FILL-IN", "", "base", "arn:aws:sagemaker:us-east-1:123456789012:training-job/base", None]
)
def test_what_is_not_the_arn_of_a_processing_job_is_refused(aws: Aws, arn: Any) -> None:
    with pytest.raises(ValueError, match=f"{arn!r} is not the ARN of a processing job, such as"):
        MonitoringExecution.from_processing_arn(aws.session(), arn)


def _put(expression: str) -> Callable[[Any], object]:
    def change(parsed: Any) -> None:
        parsed["MonitoringScheduleConfig"]["ScheduleConfig"]["ScheduleExpression"] = expression

    return change


def test_a_schedule_that_breaks_a_rule_already_is_edited_in_all_else(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    for expression in ("cron(0 * * * ? *)", "cron(0 12 ? * MON *)"):
        attached = ModelQualityMonitor.attach("hourly", aws.session())
        sent: list[Any] = []
        events = attached.sagemaker_session.sagemaker_client.meta.events

        def keep(params: Any, sent: list[Any] = sent, **_: Any) -> Any:
            sent.append(json.loads(params["body"]))
            return AWSResponse("https://aws", 200, {}, None), {"MonitoringScheduleArn": "arn"}

        events.register("before-call.sagemaker.UpdateMonitoringSchedule", keep)
        _answer(attached, "DescribeMonitoringSchedule", _put(expression))
        attached.update_monitoring_schedule(instance_type="ml.m5.2xlarge")
        [config] = [each["MonitoringScheduleConfig"] for each in sent]
        assert config["ScheduleConfig"] == {"ScheduleExpression": expression}
        with pytest.raises(ms.ValidationError, match="schedule-expression"):
            attached.update_monitoring_schedule(schedule_cron_expression="cron(0 12 ? * TUE *)", instance_count=2)


def test_a_definition_that_breaks_a_rule_already_is_edited_in_all_else(aws: Aws) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    monitor.create_monitoring_schedule("churn", monitor_schedule_name="hourly", schedule_cron_expression=HOURLY)
    aws.server.advance(60)
    _answer(
        monitor,
        "DescribeDataQualityJobDefinition",
        lambda parsed: parsed["DataQualityJobInput"]["EndpointInput"].update(InferenceAttribute="0"),
    )
    events = monitor.sagemaker_session.sagemaker_client.meta.events
    sent: list[Any] = []
    events.register(
        "before-call.sagemaker.CreateDataQualityJobDefinition",
        lambda params, **_: sent.append(json.loads(params["body"])),
    )
    with suppress(ms.ServiceError):
        monitor.update_monitoring_schedule(instance_count=2)
    assert sent[0]["DataQualityJobInput"]["EndpointInput"]["InferenceAttribute"] == "0"


def test_a_former_definition_that_another_schedule_uses_stays(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    former = scheduled.job_definition_name
    config = {"MonitoringJobDefinitionName": former, "MonitoringType": "ModelQuality"}
    aws.sagemaker.create_monitoring_schedule(MonitoringScheduleName="other", MonitoringScheduleConfig=config)
    scheduled.update_monitoring_schedule(instance_count=2)
    scheduled.update_monitoring_schedule(instance_count=3)
    assert scheduled.former_job_definition_names[0] == former
    second = scheduled.former_job_definition_names[1]
    assert scheduled.prune() == [second]
    assert sorted(aws.definitions()["model_quality"]) == sorted([former or "", scheduled.job_definition_name or ""])
    assert scheduled.prune() == []


def test_a_run_that_outlasts_the_hour_is_refused_where_schedule_and_definition_are_told(
    aws: Aws, scheduled: ModelQualityMonitor
) -> None:
    monitor = ModelQualityMonitor(role=ROLE, sagemaker_session=aws.session(), max_runtime_in_seconds=3600)
    given: Any = {"ground_truth_input": f"s3://{BUCKET}/truth", "problem_type": "Regression"}
    endpoint = EndpointInput("churn", "/opt/ml/processing/input/endpoint", inference_attribute="0")
    with pytest.raises(ms.ValidationError, match="3600 is above 1800, the most for a ModelQuality job that runs every"):
        monitor.create_monitoring_schedule(endpoint, **given, schedule_cron_expression=HOURLY)
    assert aws.definitions().keys() == {"model_quality"}
    monitor.create_monitoring_schedule(endpoint, **given, monitor_schedule_name="daily")
    aws.server.advance(60)
    with pytest.raises(ms.ValidationError, match="3600 is above 1800"):
        monitor.update_monitoring_schedule(schedule_cron_expression=HOURLY)
    with pytest.raises(ms.ValidationError, match="3600 is above 1800"):
        scheduled.update_monitoring_schedule(max_runtime_in_seconds=3600)
    allowed = aws.session(ignore={"documented:max-runtime"})
    ModelQualityMonitor.attach("daily", allowed).update_monitoring_schedule(instance_count=2)


def test_model_quality_of_an_endpoint_needs_to_know_where_the_prediction_is(aws: Aws) -> None:
    monitor = ModelQualityMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(ms.ValidationError, match="InferenceAttribute: a model quality job needs it"):
        monitor.create_monitoring_schedule("churn", f"s3://{BUCKET}/truth", "Regression")
    assert (aws.definitions(), aws.schedules()) == ({}, [])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"problem_type": "Binary"}, "did you mean 'BinaryClassification'"),
        ({"problem_type": "regression"}, "did you mean 'Regression'"),
        ({"inference_attribute": "x" * 300}, "inference_attribute"),
        ({"probability_attribute": "x" * 300}, "probability_attribute"),
        ({"probability_threshold_attribute": "half"}, "probability_threshold_attribute is a number, not 'half'"),
    ],
)
def test_a_baseline_of_model_quality_is_checked_as_its_schedule_would_be(
    aws: Aws, train: str, arguments: Mapping[str, Any], message: str
) -> None:
    monitor = ModelQualityMonitor(role=ROLE, sagemaker_session=aws.session())
    given: Any = {"problem_type": "Regression", "inference_attribute": "p", **arguments}
    with pytest.raises(ValueError, match=message):
        monitor.suggest_baseline(train, DatasetFormat.csv(), **given)
    assert (aws.keys(), aws.sagemaker.list_processing_jobs()["ProcessingJobSummaries"]) == ([], [])

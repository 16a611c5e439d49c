"""Monitors over HTTP, through their whole life and through what goes wrong in it."""

import copy
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from aws import BUCKET, REGION, ROLE, Aws, local, moto
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError

import monitorshapes as ms
from monitorshapes import monitors
from monitorshapes.monitors import (
    BiasAnalysisConfig,
    BiasConfig,
    CronExpressionGenerator,
    DataConfig,
    DatasetFormat,
    DefaultModelMonitor,
    EndpointInput,
    ModelBiasMonitor,
    ModelConfig,
    ModelExplainabilityMonitor,
    ModelMonitor,
    ModelQualityMonitor,
    MonitoringExecution,
    MonitoringOutput,
    NetworkConfig,
    ProcessingInput,
    SHAPConfig,
    UnexpectedStatusException,
)
from monitorshapes.monitors.session import Uploads

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1"
HOURLY = CronExpressionGenerator.hourly()
STATISTICS = {"version": 0.0, "dataset": {"item_count": 2}, "features": [{"name": "a", "inferred_type": "Integral"}]}
CONSTRAINTS = {"version": 0.0, "features": [{"name": "a", "inferred_type": "Integral", "completeness": 1.0}]}
VIOLATIONS = {
    "violations": [{"feature_name": "a", "constraint_check_type": "data_type_check", "description": "too many texts"}]
}
DATA = DataConfig("s3://the-bucket/train.csv", "s3://the-bucket/analysis", label="y", headers=["y", "a"])
#: As the SageMaker SDK makes it, whose objects are taken as well: without this attribute.
SDK_DATA = copy.copy(DATA)
del SDK_DATA.dataset_type
MODEL = ModelConfig("churn", 1, "ml.m5.xlarge", accept_type="text/csv", content_type="text/csv")
BIAS = BiasConfig([1], "a", [100])


@pytest.fixture(scope="module")
def moto_url() -> Iterator[str]:
    with moto() as url:
        yield url


@pytest.fixture
def aws(moto_url: str) -> Iterator[Aws]:
    with local(moto_url) as started:
        yield started


@pytest.fixture
def train(tmp_path: Path) -> str:
    path = tmp_path / "train.csv"
    path.write_text("a,y\n1,0\n")
    return str(path)


@dataclass
class Life:
    """What the lives of the five monitors differ in."""

    monitor: type[Any]
    kind: str | None
    baseline: Callable[[Any, str], object]
    create: Mapping[str, Any]
    output: str
    constraints: str = "constraints.json"
    settings: Mapping[str, Any] = field(default_factory=dict)
    has_statistics: bool = True


def _own_baseline(monitor: ModelMonitor, train: str) -> None:
    inputs = [ProcessingInput(train, "/opt/ml/processing/input/data")]
    monitor.run_baseline(inputs, "/opt/ml/processing/output", arguments=["--all"], job_name="base")


LIVES = {
    "own image": Life(
        ModelMonitor,
        None,
        _own_baseline,
        {"output": MonitoringOutput("/opt/ml/processing/output")},
        f"s3://{BUCKET}/base/output",
        settings={"image_uri": IMAGE, "env": {"a": "b"}},
    ),
    "data quality": Life(
        DefaultModelMonitor,
        "data_quality",
        lambda monitor, train: monitor.suggest_baseline(train, DatasetFormat.csv(), job_name="base"),
        {},
        f"s3://{BUCKET}/model-monitor/baselining/base/results",
    ),
    "model quality": Life(
        ModelQualityMonitor,
        "model_quality",
        lambda monitor, train: monitor.suggest_baseline(
            train, DatasetFormat.csv(), "Regression", "p", ground_truth_attribute="y", wait=True, job_name="base"
        ),
        {"ground_truth_input": f"s3://{BUCKET}/truth", "problem_type": "Regression"},
        f"s3://{BUCKET}/model-monitor/baselining/base/results",
    ),
    "bias": Life(
        ModelBiasMonitor,
        "model_bias",
        lambda monitor, _: monitor.suggest_baseline(SDK_DATA, BIAS, MODEL, wait=True, job_name="base"),
        {"ground_truth_input": f"s3://{BUCKET}/truth"},
        f"s3://{BUCKET}/analysis",
        constraints="analysis.json",
        has_statistics=False,
    ),
    "explainability": Life(
        ModelExplainabilityMonitor,
        "model_explainability",
        lambda monitor, _: monitor.suggest_baseline(DATA, SHAPConfig([[1]]), MODEL, wait=True, job_name="base"),
        {},
        f"s3://{BUCKET}/analysis",
        constraints="analysis.json",
        has_statistics=False,
    ),
}


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_the_life_of_a_monitor(life: Life, aws: Aws, train: str) -> None:
    session = aws.session()
    monitor = life.monitor(role=ROLE, sagemaker_session=session, tags=[{"Key": "k", "Value": "v"}], **life.settings)

    life.baseline(monitor, train)
    assert monitor.describe_latest_baselining_job()["ProcessingJobStatus"] == "Completed"
    aws.put(f"{life.output}/{life.constraints}", CONSTRAINTS)
    assert monitor.suggested_constraints().body_dict == CONSTRAINTS
    if life.has_statistics:
        aws.put(f"{life.output}/statistics.json", STATISTICS)
        assert monitor.baseline_statistics().body_dict == STATISTICS

    endpoint = EndpointInput("churn", "/opt/ml/processing/input/endpoint", inference_attribute="0")
    given = {"endpoint_input": endpoint if life.kind == "model_quality" else "churn"}
    monitor.create_monitoring_schedule(
        **given, **life.create, monitor_schedule_name="hourly", schedule_cron_expression=HOURLY
    )
    first = monitor.job_definition_name
    assert aws.schedules() == ["hourly"]
    assert aws.definitions() == ({life.kind: [first]} if life.kind else {})
    aws.server.advance(60)

    before = _definition(aws, monitor)
    monitor.update_monitoring_schedule(instance_count=2, max_runtime_in_seconds=1800)
    after = _definition(aws, monitor)
    assert _cluster(after).pop("InstanceCount") == 2
    assert after.pop("StoppingCondition") == {"MaxRuntimeInSeconds": 1800}
    _cluster(before).pop("InstanceCount")
    before.pop("StoppingCondition")
    assert after == before
    assert monitor.instance_count == 2
    assert _expression(monitor) == HOURLY

    monitor.update_monitoring_schedule(schedule_cron_expression="cron(0 12 ? * * *)")
    assert _expression(monitor) == "cron(0 12 ? * * *)"
    monitor.stop_monitoring_schedule()
    assert monitor.describe_schedule()["MonitoringScheduleStatus"] == "Stopped"
    monitor.start_monitoring_schedule()
    assert monitor.describe_schedule()["MonitoringScheduleStatus"] == "Scheduled"

    assert monitor.latest_monitoring_constraint_violations() is None
    aws.server.execute("hourly", "Completed")
    aws.server.execute("hourly", "CompletedWithViolations")
    runs = monitor.list_executions()
    assert [type(run).__name__.endswith("MonitoringExecution") for run in runs] == [True, True]
    results = runs[-1].output.destination
    aws.put(f"{results}/constraint_violations.json", VIOLATIONS)
    assert monitor.latest_monitoring_constraint_violations().violations == VIOLATIONS["violations"]
    if life.has_statistics:
        aws.put(f"{results}/statistics.json", STATISTICS)
        assert monitor.latest_monitoring_statistics().features == STATISTICS["features"]
    else:
        with pytest.raises(NotImplementedError):
            monitor.latest_monitoring_statistics()

    found = life.monitor.attach("hourly", session)
    assert found.job_definition_name == monitor.job_definition_name
    assert (found.instance_count, found.tags, found.image_uri) == (2, monitor.tags, monitor.image_uri)
    found.delete_monitoring_schedule()
    aws.server.advance(60)
    assert aws.schedules() == []
    # An update leaves the former definition, until it is asked to go.
    assert aws.definitions() == ({life.kind: [first]} if life.kind else {})
    assert monitor.prune() == ([first] if life.kind else [])
    assert aws.definitions() == {}


def _definition(aws: Aws, monitor: ModelMonitor) -> dict[str, Any]:
    config = monitor.describe_schedule()["MonitoringScheduleConfig"]
    if monitor.job_definition_name is None:
        return dict(config["MonitoringJobDefinition"])
    assert config["MonitoringJobDefinitionName"] == monitor.job_definition_name
    kind = {"DataQuality": "data_quality", "ModelQuality": "model_quality", "ModelBias": "model_bias"}
    name = kind.get(monitor.monitoring_type(), "model_explainability")
    method = getattr(aws.sagemaker, f"describe_{name}_job_definition")
    described = method(JobDefinitionName=monitor.job_definition_name)
    own = ("ResponseMetadata", "JobDefinitionArn", "JobDefinitionName", "CreationTime")
    return {name: value for name, value in described.items() if name not in own}


def _cluster(definition: Mapping[str, Any]) -> dict[str, Any]:
    resources = definition.get("JobResources") or definition["MonitoringResources"]
    cluster: dict[str, Any] = resources["ClusterConfig"]
    return cluster


def _expression(monitor: ModelMonitor) -> str:
    config = monitor.describe_schedule()["MonitoringScheduleConfig"]["ScheduleConfig"]
    return str(config["ScheduleExpression"])


# An update changes what is given and nothing else


@pytest.fixture
def scheduled(aws: Aws) -> ModelQualityMonitor:
    monitor = ModelQualityMonitor(role=ROLE, sagemaker_session=aws.session(), env={"k": "v"})
    monitor.create_monitoring_schedule(
        EndpointInput("churn", "/opt/ml/processing/input/endpoint", inference_attribute="0"),
        f"s3://{BUCKET}/truth",
        "Regression",
        monitor_schedule_name="hourly",
        schedule_cron_expression=HOURLY,
    )
    aws.server.advance(60)
    return monitor


def test_a_new_endpoint_keeps_the_ground_truth(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    other = EndpointInput("other", "/opt/ml/processing/input/endpoint", inference_attribute="1")
    scheduled.update_monitoring_schedule(endpoint_input=other)
    job_input = _definition(aws, scheduled)["ModelQualityJobInput"]
    assert job_input["GroundTruthS3Input"] == {"S3Uri": f"s3://{BUCKET}/truth"}
    assert job_input["EndpointInput"]["EndpointName"] == "other"


def test_a_new_environment_keeps_what_says_whether_metrics_are_published(
    aws: Aws, scheduled: ModelQualityMonitor
) -> None:
    scheduled.update_monitoring_schedule(env={"n": "1"})
    app = _definition(aws, scheduled)["ModelQualityAppSpecification"]
    assert app["Environment"] == {"n": "1", "publish_cloudwatch_metrics": "Enabled"}


def test_metrics_are_turned_off_without_touching_the_environment(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    scheduled.update_monitoring_schedule(enable_cloudwatch_metrics=False)
    app = _definition(aws, scheduled)["ModelQualityAppSpecification"]
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
    definition = _definition(aws, monitor)
    assert definition["BaselineConfig"] == {"ConstraintsResource": {"S3Uri": f"s3://{BUCKET}/constraints.json"}}
    assert definition["MonitoringOutputConfig"]["KmsKeyId"] == "key"
    assert _expression(monitor) == HOURLY


def test_an_analysis_goes_where_the_output_of_the_schedule_is(aws: Aws) -> None:
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=aws.session())
    monitor.create_monitoring_schedule(
        "churn", f"s3://{BUCKET}/truth", f"s3://{BUCKET}/a.json", monitor_schedule_name="hourly"
    )
    aws.server.advance(60)
    monitor.update_monitoring_schedule(analysis_config=BiasAnalysisConfig(BIAS, ["y", "a"], "y"))
    uri = _definition(aws, monitor)["ModelBiasAppSpecification"]["ConfigUri"]
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


# What goes wrong leaves nothing behind


def test_a_schedule_that_is_refused_leaves_neither_definition_nor_file(aws: Aws, train: str) -> None:
    aws.server.fault("ResourceLimitExceeded", "CreateMonitoringSchedule", times=1)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(ms.ResourceLimitExceeded):
        monitor.create_monitoring_schedule("churn", record_preprocessor_script=train)
    assert (aws.definitions(), aws.schedules(), aws.keys()) == ({}, [], [])
    monitor.create_monitoring_schedule("churn", record_preprocessor_script=train, monitor_schedule_name="hourly")
    assert aws.schedules() == ["hourly"]


def test_what_cannot_be_taken_back_is_named_and_kept(aws: Aws, train: str) -> None:
    # The answer is lost, and boto3 asks again.
    aws.server.fault("InternalFailure", "CreateMonitoringSchedule", times=1, after=True)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(ms.ResourceInUse) as raised:
        monitor.create_monitoring_schedule("churn", record_preprocessor_script=train, monitor_schedule_name="daily")
    [name] = aws.definitions()["data_quality"]
    note = f"left behind, as the schedule may use it after all: the job definition {name}"
    assert raised.value.__notes__ == [note]
    assert len(aws.keys()) == 1
    assert DefaultModelMonitor.attach("daily", aws.session()).job_definition_name == name


def test_a_definition_stays_where_nobody_knows_whether_its_schedule_was_made(aws: Aws, train: str) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())

    def lose(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://aws")

    events = monitor.sagemaker_session.sagemaker_client.meta.events
    events.register("before-call.sagemaker.CreateMonitoringSchedule", lose)
    with pytest.raises(ReadTimeoutError) as raised:
        monitor.create_monitoring_schedule("churn", record_preprocessor_script=train, monitor_schedule_name="daily")
    [name] = aws.definitions()["data_quality"]
    assert raised.value.__notes__ == [f"left behind, as the schedule may use it after all: the job definition {name}"]
    assert len(aws.keys()) == 1


def test_only_what_was_uploaded_is_deleted_again(aws: Aws) -> None:
    session = aws.session()
    session.write("old", f"s3://{BUCKET}/second")

    def fail(params: Mapping[str, Any], **_: object) -> None:
        if params["url_path"].endswith("/second"):
            raise ReadTimeoutError(endpoint_url="https://aws")

    session.client("s3").meta.events.register("before-call.s3.PutObject", fail)
    uploads = Uploads(session)
    for name in ("first", "second", "third"):
        uploads.plan_text("new", f"s3://{BUCKET}/{name}")
    with pytest.raises(ReadTimeoutError), uploads:
        uploads.send()
    assert aws.keys() == ["second"]
    assert session.read(f"s3://{BUCKET}/second") == "old"


def test_an_update_that_is_refused_leaves_the_schedule_as_it_was(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    definitions = aws.definitions()
    aws.server.fault("ResourceLimitExceeded", "UpdateMonitoringSchedule", times=1)
    with pytest.raises(ms.ResourceLimitExceeded):
        scheduled.update_monitoring_schedule(instance_count=9)
    assert aws.definitions() == definitions
    assert scheduled.instance_count == 1


def test_a_deletion_that_failed_half_way_is_taken_up_again(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    aws.server.fault("ResourceLimitExceeded", "DeleteModelQualityJobDefinition", times=1)
    with pytest.raises(ms.ResourceLimitExceeded):
        scheduled.delete_monitoring_schedule()
    assert aws.schedules() == []
    scheduled.delete_monitoring_schedule()
    assert aws.definitions() == {}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"schedule_cron_expression": "every hour"}, ms.ValidationError, "every hour"),
        ({"endpoint_input": None}, ValueError, "either endpoint_input or batch_transform_input"),
        ({"schedule_cron_expression": "NOW"}, ValueError, "both data_analysis_start_time"),
        ({"record_preprocessor_script": "/nowhere/script.py"}, FileNotFoundError, "/nowhere/script.py"),
        ({"constraints": f"s3://{BUCKET}/none.json"}, Exception, "NoSuchKey"),
        ({"output_s3_uri": "results"}, ms.ValidationError, "results"),
    ],
)
def test_bad_arguments_of_a_schedule_are_told_and_leave_nothing(
    aws: Aws, train: str, arguments: Mapping[str, Any], error: type[Exception], message: str
) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    given: Any = {"endpoint_input": "churn", "post_analytics_processor_script": train, **arguments}
    with pytest.raises(error, match=message):
        monitor.create_monitoring_schedule(**given)
    assert (aws.definitions(), aws.schedules(), aws.keys()) == ({}, [], [])
    assert (monitor.monitoring_schedule_name, monitor.job_definition_name) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"dataset_format": {"Csv": {"Header": True}}}, ValueError, "DatasetFormat.csv"),
        ({"baseline_dataset": "/nowhere/train.csv"}, FileNotFoundError, "/nowhere/train.csv"),
        ({"job_name": "not a name"}, ms.ValidationError, "not a name"),
    ],
)
def test_bad_arguments_of_a_baseline_are_told_and_leave_nothing(
    aws: Aws, train: str, arguments: Mapping[str, Any], error: type[Exception], message: str
) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    given: Any = {"baseline_dataset": train, "dataset_format": DatasetFormat.csv(), **arguments}
    with pytest.raises(error, match=message):
        monitor.suggest_baseline(**given)
    assert (aws.keys(), aws.sagemaker.list_processing_jobs()["ProcessingJobSummaries"]) == ([], [])
    assert monitor.latest_baselining_job is None
    with pytest.raises(ValueError, match="no baselining job"):
        monitor.baseline_statistics()


def test_s3_that_denies_is_told_with_the_file(aws: Aws, train: str) -> None:
    session = aws.session()
    session.client("s3").meta.events.register("before-call.s3.PutObject", _deny)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=session)
    with pytest.raises(Exception, match="AccessDenied") as raised:
        monitor.suggest_baseline(train, DatasetFormat.csv(), job_name="base")
    notes = [f"writing s3://{BUCKET}/model-monitor/baselining/base/input/baseline_dataset_input/train.csv"]
    assert raised.value.__notes__ == notes
    assert aws.sagemaker.list_processing_jobs()["ProcessingJobSummaries"] == []


def _deny(**_: object) -> tuple[Any, dict[str, Any]]:
    answer = AWSResponse("", 403, {}, None)
    return answer, {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}


def test_a_monitor_needs_a_role_and_a_region_with_an_image(aws: Aws) -> None:
    with pytest.raises(ValueError, match="role is needed"):
        DefaultModelMonitor(sagemaker_session=aws.session())
    nowhere = monitors.Session(boto3.Session("x", "x", region_name="us-gov-east-1"))
    with pytest.raises(ValueError, match=r"'us-gov-east-1': name one with image_uri=….* us-west-2"):
        DefaultModelMonitor(role=ROLE, sagemaker_session=nowhere)
    assert DefaultModelMonitor(role=ROLE, sagemaker_session=nowhere, image_uri=IMAGE).image_uri == IMAGE


def test_a_monitor_without_a_schedule_says_so(aws: Aws) -> None:
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=aws.session())
    for method in ("delete", "start", "stop", "update"):
        with pytest.raises(ValueError, match="no schedule"):
            getattr(monitor, f"{method}_monitoring_schedule")()
    with pytest.raises(ValueError, match="no schedule"):
        monitor.list_executions()


def test_a_monitor_attaches_to_schedules_of_its_type_alone(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    for other in (DefaultModelMonitor, ModelBiasMonitor, ModelMonitor):
        with pytest.raises(TypeError, match=f"{other.__name__} attaches to schedules .*'hourly' is of ModelQuality"):
            other.attach("hourly", aws.session())


# Waiting


def test_a_job_that_fails_says_why_and_is_kept(aws: Aws, train: str, capsys: pytest.CaptureFixture[str]) -> None:
    aws.server.plan("base", "Failed", failure_reason="no header")
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(UnexpectedStatusException, match="base failed: no header") as raised:
        monitor.suggest_baseline(train, DatasetFormat.csv(), job_name="base")
    assert raised.value.actual_status == "Failed"
    assert capsys.readouterr().out.splitlines() == ["base: InProgress", "base: Failed"]
    with pytest.raises(
        UnexpectedStatusException, match=r"statistics.json does not exist, and the job base is Failed: no header"
    ):
        monitor.baseline_statistics()


def test_ctrl_c_leaves_the_job_and_says_its_name(aws: Aws, train: str) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session(sleep=interrupt))
    with pytest.raises(KeyboardInterrupt) as raised:
        monitor.suggest_baseline(train, DatasetFormat.csv(), job_name="base")
    assert raised.value.__notes__ == ["the processing job base goes on; its method stop() ends it"]
    assert monitor.latest_baselining_job is not None
    assert monitor.describe_latest_baselining_job()["ProcessingJobStatus"] == "InProgress"
    assert aws.keys() == ["model-monitor/baselining/base/input/baseline_dataset_input/train.csv"]


@pytest.mark.parametrize(
    ("terminal", "shown"),
    [
        (False, "hello\nbase: InProgress\nlast words\nbase: Completed\n"),
        (True, "hello\nlast words\nbase: Completed, {time}\n"),
    ],
)
def test_the_logs_are_shown_as_they_come(
    aws: Aws,
    train: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    shown: str,
) -> None:
    logs = aws.boto_session.client("logs")
    stream = {"logGroupName": "/aws/sagemaker/ProcessingJobs", "logStreamName": "base/algo-1"}
    logs.create_log_group(logGroupName=stream["logGroupName"])
    logs.create_log_stream(**stream)
    time = int(aws.server.now().timestamp() * 1000)
    logs.put_log_events(**stream, logEvents=[{"timestamp": time, "message": "hello"}])
    said, slept = False, 0.0

    def sleep(seconds: float) -> None:
        nonlocal said, slept
        slept += seconds
        aws.server.advance(seconds)
        job = aws.sagemaker.describe_processing_job(ProcessingJobName="base")
        if job["ProcessingJobStatus"] == "Completed" and not said:
            said = True
            logs.put_log_events(**stream, logEvents=[{"timestamp": time + 1, "message": "last words"}])

    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session(sleep=sleep, clock=lambda: slept))
    monitor.suggest_baseline(train, DatasetFormat.csv(), job_name="base")
    out = capsys.readouterr().out
    # What the terminal wipes away is how the job stood before.
    stays = "\n".join(line.rpartition("\r\x1b[K")[2] for line in out.split("\n"))
    minutes, seconds = divmod(int(slept), 60)
    assert stays == shown.format(time=f"{minutes}:{seconds:02}")
    assert ("base: InProgress, 0:00" in out) == terminal


def test_without_logs_there_is_silence(aws: Aws, train: str, capsys: pytest.CaptureFixture[str]) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    job = monitor.suggest_baseline(train, DatasetFormat.csv(), logs=False)
    assert job.describe()["ProcessingJobStatus"] == "Completed"
    assert capsys.readouterr() == ("", "")


# The session


def test_the_default_bucket_is_made_once_and_held_to_the_account(aws: Aws) -> None:
    session = aws.session(default_bucket=None, default_bucket_prefix="team")
    assert session.default_s3_uri("a", "b") == f"s3://sagemaker-{REGION}-123456789012/team/a/b"
    asked: list[Mapping[str, Any]] = []
    session.client("s3").meta.events.register(
        "provide-client-params.s3.*", lambda params, **_: asked.append(dict(params))
    )
    statistics = monitors.Statistics.from_string(json.dumps(STATISTICS), sagemaker_session=session)
    assert {each["ExpectedBucketOwner"] for each in asked} == {"123456789012"}
    assert statistics.body_dict == STATISTICS
    assert session.default_bucket() in [each["Name"] for each in aws.s3.list_buckets()["Buckets"]]


def test_a_role_may_be_a_name(aws: Aws) -> None:
    made = aws.boto_session.client("iam").create_role(RoleName="monitor", AssumeRolePolicyDocument="{}")
    monitor = DefaultModelMonitor(role="monitor", sagemaker_session=aws.session())
    monitor.create_monitoring_schedule("churn", monitor_schedule_name="daily")
    assert _definition(aws, monitor)["RoleArn"] == made["Role"]["Arn"]


def test_a_rule_is_broken_when_the_session_says_so(aws: Aws) -> None:
    name = "a" * 64
    strict = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(ms.ValidationError):
        strict.create_monitoring_schedule("churn", monitor_schedule_name=name)
    lax = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session(level="botocore"))
    with pytest.raises(ms.ServiceError):
        lax.create_monitoring_schedule("churn", monitor_schedule_name=name)


def test_a_monitor_needs_a_role_and_an_endpoint_and_else_takes_defaults(
    aws: Aws, train: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    aws.boto_session.client("iam").create_role(RoleName="MonitorRole", AssumeRolePolicyDocument="{}")
    monkeypatch.setattr(boto3, "Session", lambda: aws.boto_session)
    defaults: Any = monitors.Session.__init__.__kwdefaults__
    monkeypatch.setitem(defaults, "sleep", aws.server.advance)
    monkeypatch.chdir(Path(train).parent)
    monitor = DefaultModelMonitor(role="MonitorRole")
    monitor.suggest_baseline("train.csv", DatasetFormat.csv(header=True))
    assert capsys.readouterr().out.endswith(": Completed\n")
    monitor.create_monitoring_schedule("churn", schedule_cron_expression=HOURLY)
    assert len(aws.schedules()) == 1
    assert [run.constraint_violations() for run in monitor.list_executions()] == []


# What comes from the SageMaker SDK


@dataclass
class SdkSession:
    """What monitors need of the SDK's session."""

    boto_session: Any
    sagemaker_client: Any
    default_bucket_prefix: str | None = None
    _default_bucket: str | None = None
    _default_bucket_name_override: str | None = BUCKET


@dataclass
class SdkEndpointInput:
    """The SDK's input, by its attributes."""

    endpoint_name: str
    destination: str = "/opt/ml/processing/input/endpoint"
    s3_input_mode: str = "File"
    s3_data_distribution_type: str = "FullyReplicated"
    inference_attribute: str | None = "0"


def test_a_session_and_an_input_of_the_sdk_are_taken(aws: Aws) -> None:
    client = aws.boto_session.client("sagemaker")
    session: Any = SdkSession(aws.boto_session, client, "team")
    monitor = ModelQualityMonitor(role=ROLE, sagemaker_session=session)
    assert monitor.sagemaker_session.sagemaker_client is client
    assert monitor.sagemaker_session.default_s3_uri("x") == f"s3://{BUCKET}/team/x"
    endpoint: Any = SdkEndpointInput("churn")
    monitor.create_monitoring_schedule(
        endpoint, f"s3://{BUCKET}/truth", "Regression", monitor_schedule_name="of-the-sdk"
    )
    assert aws.schedules() == ["of-the-sdk"]
    assert ModelQualityMonitor.attach("of-the-sdk", session).role == ROLE


def test_the_region_is_that_of_the_client_that_was_given(aws: Aws) -> None:
    client = aws.boto_session.client("sagemaker", region_name="eu-west-1")
    session = monitors.Session(boto3.Session("x", "x", region_name="us-east-1"), sagemaker_client=client)
    assert session.boto_region_name == "eu-west-1"
    assert ".eu-west-1." in str(DefaultModelMonitor(role=ROLE, sagemaker_session=session).image_uri)


@pytest.mark.parametrize("wrong", [5, {"endpoint_name": "churn"}])
def test_what_is_no_session_and_no_input_is_refused_at_once(aws: Aws, wrong: Any) -> None:
    with pytest.raises(
        TypeError, match=r"sagemaker_session is a Session of monitorshapes\.monitors or of the SageMaker"
    ):
        DefaultModelMonitor(role=ROLE, sagemaker_session=wrong)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(TypeError, match=r"endpoint_input is a EndpointInput of monitorshapes\.monitors, not "):
        monitor.create_monitoring_schedule(wrong)
    with pytest.raises(TypeError, match=r"batch_transform_input is a BatchTransformInput of monitorshapes\.monitors"):
        monitor.create_monitoring_schedule(batch_transform_input=wrong)


def test_the_monitors_of_an_endpoint_are_found(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session()).create_monitoring_schedule(
        "churn", monitor_schedule_name="data"
    )
    own = ModelMonitor(role=ROLE, image_uri=IMAGE, sagemaker_session=aws.session())
    own.create_monitoring_schedule("churn", MonitoringOutput("/opt/ml/processing/output"), monitor_schedule_name="own")
    found = {each.monitoring_schedule_name: type(each) for each in monitors.list_monitors("churn", aws.session())}
    assert found == {"hourly": ModelQualityMonitor, "data": DefaultModelMonitor, "own": ModelMonitor}
    assert monitors.list_monitors("none", aws.session()) == []


def test_a_session_does_what_notebooks_ask_of_it(aws: Aws, tmp_path: Path) -> None:
    session = aws.session(sagemaker_client=aws.sagemaker)
    assert session.sagemaker_client is aws.sagemaker
    assert session.account_id() == "123456789012"
    (tmp_path / "train.csv").write_text("a,b\n")
    assert session.upload_data(str(tmp_path / "train.csv"), key_prefix="in") == f"s3://{BUCKET}/in/train.csv"
    assert session.upload_data(str(tmp_path), BUCKET, "all") == f"s3://{BUCKET}/all"
    assert session.read_s3_file(BUCKET, "all/train.csv") == "a,b\n"

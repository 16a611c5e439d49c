"""What becomes of a schedule and its definition, step by step, and what is left when a step fails."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from aws import BUCKET, ROLE, Aws, Scripted
from monitored import BIAS, CONSTRAINTS, HOURLY, IMAGE, STATISTICS, definition_of, expression_of

import monitorshapes as ms
from monitorshapes.monitors import (
    BiasAnalysisConfig,
    Constraints,
    DefaultModelMonitor,
    ModelBiasMonitor,
    ModelExplainabilityMonitor,
    ModelMonitor,
    ModelQualityMonitor,
    MonitoringOutput,
    list_monitors,
)

S3 = f"s3://{BUCKET}"
OUT = "/opt/ml/processing/output"


def _asked(monitor: ModelMonitor) -> list[str]:
    """The operations of SageMaker that a monitor calls from now on."""
    found: list[str] = []
    monitor.sagemaker_session.sagemaker_client.meta.events.register(
        "before-call.sagemaker.*", lambda model, **_: found.append(model.name)
    )
    return found


def _own(aws: Aws, **told: Any) -> ModelMonitor:
    return ModelMonitor(ROLE, IMAGE, sagemaker_session=aws.session(), **told)


@pytest.fixture
def daily(aws: Aws) -> DefaultModelMonitor:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    monitor.create_monitoring_schedule("churn", monitor_schedule_name="daily")
    aws.server.advance(60)
    return monitor


def test_a_schedule_of_ones_own_image_has_defaults_and_the_tags(aws: Aws) -> None:
    monitor = _own(aws, base_job_name="churn", tags={"k": "v"})
    output = MonitoringOutput(OUT)
    monitor.create_monitoring_schedule("churn", output, arguments=["--all"])
    name = monitor.monitoring_schedule_name or ""
    assert name.startswith("churn-2")
    definition = definition_of(aws, monitor)
    [sent] = definition["MonitoringOutputConfig"]["MonitoringOutputs"]
    assert sent["S3Output"]["S3Uri"] == f"{S3}/{name}/output"
    assert output == MonitoringOutput(OUT)
    assert "Environment" not in definition
    described = monitor.describe_schedule()
    assert "ScheduleConfig" not in described["MonitoringScheduleConfig"]
    assert aws.sagemaker.list_tags(ResourceArn=described["MonitoringScheduleArn"])["Tags"] == [
        {"Key": "k", "Value": "v"}
    ]
    assert (monitor.arguments, repr(monitor)) == (["--all"], f"ModelMonitor(schedule={name!r})")
    with pytest.raises(ValueError, match="the monitor has a schedule: delete_monitoring_schedule"):
        monitor.create_monitoring_schedule("churn", output)
    with pytest.raises(ValueError, match="output is needed"):
        _own(aws).create_monitoring_schedule("churn")


def test_a_schedule_with_a_definition_of_its_own_has_the_tags_at_its_definition(aws: Aws) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session(), tags=[{"Key": "k", "Value": "v"}])
    monitor.create_monitoring_schedule("churn")
    assert str(monitor.monitoring_schedule_name).startswith("monitoring-schedule-2")
    assert str(monitor.job_definition_name).startswith("data-quality-job-definition-2")
    described = aws.sagemaker.describe_data_quality_job_definition(JobDefinitionName=monitor.job_definition_name)
    cluster = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
    assert described["JobResources"] == {"ClusterConfig": cluster}
    for arn in (described["JobDefinitionArn"], monitor.describe_schedule()["MonitoringScheduleArn"]):
        assert aws.sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "k", "Value": "v"}]


def test_a_schedule_that_is_to_run_now_has_both_times(aws: Aws) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    times: Any = {"data_analysis_start_time": "-PT2H", "data_analysis_end_time": "-PT1H"}
    for name in times:
        half: Any = {name: times[name]}
        with pytest.raises(ValueError, match="NOW needs both"):
            monitor.create_monitoring_schedule("churn", schedule_cron_expression="NOW", **half)
    monitor.create_monitoring_schedule("churn", schedule_cron_expression="NOW", **times)
    assert monitor.describe_schedule()["MonitoringScheduleConfig"]["ScheduleConfig"] == {
        "ScheduleExpression": "NOW",
        "DataAnalysisStartTime": "-PT2H",
        "DataAnalysisEndTime": "-PT1H",
    }


def test_an_update_waits_until_it_has_taken_effect_and_sends_nothing_for_nothing(
    aws: Aws, daily: DefaultModelMonitor
) -> None:
    asked = _asked(daily)
    daily.update_monitoring_schedule()
    assert asked == []
    with pytest.raises(ValueError, match="a schedule monitors one of the two"):
        daily.update_monitoring_schedule("churn", batch_transform_input=object())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match="NOW needs both"):
        daily.update_monitoring_schedule(schedule_cron_expression="NOW")
    assert asked == []
    daily.update_monitoring_schedule(schedule_cron_expression=HOURLY)
    assert asked[0] == "UpdateMonitoringSchedule"
    assert set(asked[1:]) == {"DescribeMonitoringSchedule"}
    assert (
        aws.sagemaker.describe_monitoring_schedule(MonitoringScheduleName="daily")["MonitoringScheduleStatus"]
        == "Scheduled"
    )
    assert daily.former_job_definition_names == []
    # With anything besides, there is a new definition, and the schedule keeps its expression.
    former = daily.job_definition_name
    daily.update_monitoring_schedule(instance_count=2)
    assert (expression_of(daily), daily.former_job_definition_names) == (HOURLY, [former])
    assert (
        aws.sagemaker.describe_monitoring_schedule(MonitoringScheduleName="daily")["MonitoringScheduleStatus"]
        == "Scheduled"
    )


def test_an_update_of_the_times_keeps_the_expression(aws: Aws) -> None:
    monitor = _own(aws)
    monitor.create_monitoring_schedule("churn", MonitoringOutput(OUT), schedule_cron_expression=HOURLY)
    aws.server.advance(60)
    config = {"ScheduleExpression": HOURLY}
    steps: list[tuple[Any, dict[str, str]]] = [
        ({"data_analysis_start_time": "-PT3H"}, {"DataAnalysisStartTime": "-PT3H"}),
        ({"data_analysis_end_time": "-PT2H"}, {"DataAnalysisEndTime": "-PT2H"}),
        ({"instance_count": 2}, {}),
    ]
    for given, sent in steps:
        monitor.update_monitoring_schedule(**given)
        config |= sent
        assert monitor.describe_schedule()["MonitoringScheduleConfig"]["ScheduleConfig"] == config


def test_a_file_that_is_not_there_is_told_before_the_schedule_is_changed(aws: Aws, daily: DefaultModelMonitor) -> None:
    own = _own(aws)
    own.create_monitoring_schedule("churn", MonitoringOutput(OUT), monitor_schedule_name="own")
    aws.server.advance(60)
    definitions = aws.definitions()
    for monitor in (own, daily):
        before = definition_of(aws, monitor)
        for name in ("statistics", "constraints"):
            missing: Any = {name: f"{S3}/none.json"}
            with pytest.raises(Exception, match="NoSuchKey"):
                monitor.update_monitoring_schedule(**missing)
        assert definition_of(aws, monitor) == before
    assert aws.definitions() == definitions
    aws.put(f"{S3}/constraints.json", CONSTRAINTS)
    aws.put(f"{S3}/statistics.json", STATISTICS)
    constraints = Constraints.from_s3_uri(f"{S3}/constraints.json", sagemaker_session=aws.session())
    own.update_monitoring_schedule(constraints=constraints, statistics=f"{S3}/statistics.json")
    assert definition_of(aws, own)["BaselineConfig"] == {
        "ConstraintsResource": {"S3Uri": f"{S3}/constraints.json"},
        "StatisticsResource": {"S3Uri": f"{S3}/statistics.json"},
    }


def test_a_definition_in_its_schedule_is_updated_with_a_script(aws: Aws, train: str) -> None:
    _own(aws).create_monitoring_schedule("churn", MonitoringOutput(OUT), monitor_schedule_name="own")
    aws.server.advance(60)
    monitor = DefaultModelMonitor.attach("own", aws.session())
    assert (monitor.job_definition_name, monitor.image_uri, monitor.tags) == (None, IMAGE, [])
    aws.server.fault("ResourceLimitExceeded", "UpdateMonitoringSchedule", times=1)
    with pytest.raises(ms.ResourceLimitExceeded):
        monitor.update_monitoring_schedule(record_preprocessor_script=train)
    assert aws.keys() == []
    with pytest.raises(ms.ValidationError, match="InstanceCount"):
        monitor.update_monitoring_schedule(record_preprocessor_script=train, instance_count=0)
    assert (aws.keys(), monitor.instance_count) == ([], 1)
    monitor.update_monitoring_schedule(
        record_preprocessor_script=train, post_analytics_processor_script=f"{S3}/post.py", role=ROLE
    )
    app = definition_of(aws, monitor)["MonitoringAppSpecification"]
    [key] = aws.keys()
    assert key.startswith("model-monitor/monitoring/own/input/")
    assert app == {
        "ImageUri": IMAGE,
        "RecordPreprocessorSourceUri": f"{S3}/{key}",
        "PostAnalyticsProcessorSourceUri": f"{S3}/post.py",
    }
    asked = _asked(monitor)
    monitor.delete_monitoring_schedule()
    # There is nothing to wait for.
    assert asked == ["DeleteMonitoringSchedule"]
    with pytest.raises(ValueError, match="the monitor has no schedule"):
        monitor.delete_monitoring_schedule()


def test_a_role_may_be_changed_by_its_name(aws: Aws, daily: DefaultModelMonitor) -> None:
    made = aws.boto_session.client("iam").create_role(RoleName="other", AssumeRolePolicyDocument="{}")
    daily.update_monitoring_schedule(role="other")
    assert definition_of(aws, daily)["RoleArn"] == made["Role"]["Arn"]
    assert daily.role == "other"


def test_an_analysis_is_uploaded_with_the_key_of_the_output(aws: Aws) -> None:
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=aws.session(), output_kms_key="the-key")
    analysis = BiasAnalysisConfig(BIAS, ["y", "a"], "y")
    monitor.create_monitoring_schedule("churn", f"{S3}/truth", analysis, f"{S3}/out/", monitor_schedule_name="daily")
    uri = definition_of(aws, monitor)["ModelBiasAppSpecification"]["ConfigUri"]
    [key] = aws.keys()
    folder, definition, _, name = key.split("/")
    assert (uri, folder, definition, name) == (
        f"{S3}/{key}",
        "out",
        monitor.job_definition_name,
        "analysis_config.json",
    )
    found = aws.s3.get_object(Bucket=BUCKET, Key=key)
    assert json.loads(found["Body"].read()) == analysis.analysis_config
    assert found["SSEKMSKeyId"].endswith("the-key")
    aws.server.advance(60)
    monitor.update_monitoring_schedule(ground_truth_input=f"{S3}/truth2")
    aws.server.fault("ResourceLimitExceeded", "UpdateMonitoringSchedule", times=1)
    with pytest.raises(ms.ResourceLimitExceeded) as raised:
        monitor.update_monitoring_schedule(analysis_config=analysis)
    assert not hasattr(raised.value, "__notes__")
    assert aws.keys() == [key]


def test_a_definition_that_cannot_be_taken_back_is_named_with_its_files_kept(
    aws: Aws, daily: DefaultModelMonitor, train: str
) -> None:
    definitions = aws.definitions()["data_quality"]
    aws.server.fault("ResourceLimitExceeded", "UpdateMonitoringSchedule", times=1)
    aws.server.fault("ResourceLimitExceeded", "DeleteDataQualityJobDefinition", times=1)
    with pytest.raises(ms.ResourceLimitExceeded) as raised:
        daily.update_monitoring_schedule(record_preprocessor_script=train)
    [name] = set(aws.definitions()["data_quality"]) - set(definitions)
    assert raised.value.__notes__ == [f"left behind, as the schedule may use it after all: the job definition {name}"]
    assert len(aws.keys()) == 1
    assert [daily.job_definition_name] == definitions
    assert daily.former_job_definition_names == []


def test_a_definition_that_outlasts_the_hour_already_is_edited_in_all_else(aws: Aws) -> None:
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=aws.session(), max_runtime_in_seconds=3600)
    monitor.create_monitoring_schedule("churn", f"{S3}/truth", f"{S3}/analysis.json", monitor_schedule_name="daily")
    aws.server.advance(60)
    lax = ModelBiasMonitor.attach("daily", aws.session(ignore={"documented:max-runtime"}))
    sent: list[Any] = []
    events = monitor.sagemaker_session.sagemaker_client.meta.events
    events.register(
        "before-call.sagemaker.CreateModelBiasJobDefinition",
        lambda params, **_: sent.append(json.loads(params["body"])),
    )
    described = "after-call.sagemaker.DescribeMonitoringSchedule"
    config = {"ScheduleConfig": {"ScheduleExpression": HOURLY}}
    events.register(described, lambda parsed, **_: parsed["MonitoringScheduleConfig"].update(config) and None)
    with suppress(ms.ServiceError):  # what the service says of it is the service's
        monitor.update_monitoring_schedule(instance_count=2)
    assert [each["StoppingCondition"] for each in sent] == [{"MaxRuntimeInSeconds": 3600}]
    with pytest.raises(ms.ValidationError, match="what the monitor was told has 1 violation"):
        monitor.update_monitoring_schedule(instance_count=3, max_runtime_in_seconds=3600)
    assert len(sent) == 1
    assert lax.max_runtime_in_seconds == 3600


def test_a_monitor_attaches_to_what_it_can_change(aws: Aws, daily: DefaultModelMonitor) -> None:
    _own(aws, entrypoint=["run"]).create_monitoring_schedule(
        "churn", MonitoringOutput(OUT), monitor_schedule_name="own"
    )
    assert ModelMonitor.attach("own", aws.session()).entrypoint == ["run"]
    found = DefaultModelMonitor.attach("daily", aws.session())
    assert found.job_definition_name == daily.job_definition_name
    assert (found.network_config, found.volume_kms_key) == (None, None)
    for cls, name, needs in (
        (ModelBiasMonitor, "daily", "schedules of the type ModelBias only, and 'daily' is of DataQuality"),
        (ModelBiasMonitor, "own", "schedules of the type ModelBias only, and 'own' is of "),
        (ModelMonitor, "daily", "schedules without a job definition of their own only, and 'daily' is of DataQuality"),
    ):
        with pytest.raises(TypeError, match=f"^{cls.__name__} attaches to {needs}"):
            cls.attach(name, aws.session())


def test_tags_that_aws_alone_gives_are_not_given_on(aws: Aws, daily: DefaultModelMonitor) -> None:
    session = aws.session()
    tags = [{"Key": "aws:stack", "Value": "s"}, {"Key": "k", "Value": "v"}]
    session.sagemaker_client.meta.events.register(
        "after-call.sagemaker.ListTags", lambda parsed, **_: parsed.update(Tags=tags)
    )
    assert DefaultModelMonitor.attach("daily", session).tags == [{"Key": "k", "Value": "v"}]


def test_a_deletion_waits_for_the_schedule_and_then_deletes_the_definition(
    aws: Aws, daily: DefaultModelMonitor
) -> None:
    asked = _asked(daily)
    daily.delete_monitoring_schedule()
    assert (asked[0], asked[-1]) == ("DeleteMonitoringSchedule", "DeleteDataQualityJobDefinition")
    assert set(asked[1:-1]) == {"DescribeMonitoringSchedule"}
    assert (daily.monitoring_schedule_name, daily.job_definition_name) == (None, None)
    assert (aws.schedules(), aws.definitions()) == ([], {})
    with pytest.raises(ValueError, match="the monitor has no schedule"):
        daily.delete_monitoring_schedule()
    # Half of it is left after a failure.
    daily.job_definition_name = "half"
    with pytest.raises(ValueError, match="the monitor has a schedule"):
        daily.create_monitoring_schedule("churn")


def test_a_former_definition_is_deleted_once_whoever_does_it(aws: Aws, daily: DefaultModelMonitor) -> None:
    for count in (2, 3, 4):
        daily.update_monitoring_schedule(instance_count=count)
    first, second, third = daily.former_job_definition_names
    aws.sagemaker.delete_data_quality_job_definition(JobDefinitionName=first)
    aws.server.fault("ResourceLimitExceeded", "DeleteDataQualityJobDefinition", times=1, skip=2)
    with pytest.raises(ms.ResourceLimitExceeded):
        daily.prune()
    assert daily.former_job_definition_names == [third]
    assert sorted(aws.definitions()["data_quality"]) == sorted([third, daily.job_definition_name or ""])
    assert daily.prune() == [third]
    assert (daily.former_job_definition_names, second in aws.definitions()["data_quality"]) == ([], False)


@pytest.mark.parametrize(("start", "state"), [(True, "Scheduled"), (False, "Stopped")])
def test_a_schedule_has_started_or_stopped_when_the_call_returns(
    aws: Aws, daily: DefaultModelMonitor, start: bool, state: str
) -> None:
    daily.stop_monitoring_schedule()
    described: Callable[..., Any] = aws.sagemaker.describe_monitoring_schedule
    assert described(MonitoringScheduleName="daily")["MonitoringScheduleStatus"] == "Stopped"
    if start:
        daily.start_monitoring_schedule()
    assert described(MonitoringScheduleName="daily")["MonitoringScheduleStatus"] == state


def test_each_schedule_of_an_endpoint_gives_the_monitor_of_its_type_the_newest_first(
    aws: Aws, daily: DefaultModelMonitor
) -> None:
    session = aws.session()
    bias = ModelBiasMonitor(role=ROLE, sagemaker_session=session)
    bias.create_monitoring_schedule("churn", f"{S3}/truth", f"{S3}/a.json", monitor_schedule_name="bias")
    aws.server.advance(60)
    explained = ModelExplainabilityMonitor(role=ROLE, sagemaker_session=session)
    explained.create_monitoring_schedule("churn", f"{S3}/a.json", monitor_schedule_name="explained")
    found = list_monitors("churn", session)
    assert [(type(each), each.monitoring_schedule_name) for each in found] == [
        (ModelExplainabilityMonitor, "explained"),
        (ModelBiasMonitor, "bias"),
        (DefaultModelMonitor, "daily"),
    ]
    assert {each.sagemaker_session for each in found} == {session}


def test_a_run_that_waits_or_goes_on_without_a_job_is_none_yet(
    aws: Aws, daily: DefaultModelMonitor, caplog: pytest.LogCaptureFixture
) -> None:
    assert daily.list_executions() == []
    assert caplog.messages == ["No run of the schedule daily has a job yet."]
    assert daily.latest_monitoring_statistics() is None
    caplog.clear()
    for _ in range(4):
        aws.server.execute("daily", "Completed")

    def without_jobs(parsed: Any, **_: Any) -> None:
        runs = parsed["MonitoringExecutionSummaries"]
        for run, status in zip(runs, ("Pending", "InProgress", "Stopping", "Stopped"), strict=True):
            run["MonitoringExecutionStatus"] = status
            del run["ProcessingJobArn"]

    daily.sagemaker_session.sagemaker_client.meta.events.register(
        "after-call.sagemaker.ListMonitoringExecutions", without_jobs
    )
    [run] = daily.list_executions()
    assert "Stopped without a job" in repr(run)
    assert caplog.messages == []


def test_the_type_of_a_schedule_is_that_of_its_monitor() -> None:
    types = {ModelQualityMonitor: "ModelQuality", ModelBiasMonitor: "ModelBias", DefaultModelMonitor: "DataQuality"}
    for cls, name in (types | {ModelExplainabilityMonitor: "ModelExplainability"}).items():
        assert cls.monitoring_type() == name
    with pytest.raises(TypeError, match="a schedule of ModelMonitor has no monitoring type"):
        ModelMonitor.monitoring_type()


def test_the_latest_of_three_runs_is_the_latest(aws: Aws, daily: DefaultModelMonitor) -> None:
    now = aws.server.now()
    for hours in (2, 1, 3):
        aws.server.execute("daily", "Completed", at=now - timedelta(hours=hours))
    # The definition sends all runs to one folder: here each has its own.
    runs = daily.list_executions()
    for number, run in enumerate(runs):
        aws.put(f"{S3}/{run.job_name}/statistics.json", {"version": number})
        aws.put(f"{S3}/{run.job_name}/constraint_violations.json", {"violations": [{"feature_name": str(number)}]})

    def own_folder(parsed: Any, **_: Any) -> None:
        [output] = parsed["ProcessingOutputConfig"]["Outputs"]
        output["S3Output"]["S3Uri"] = f"{S3}/{parsed['ProcessingJobName']}"

    daily.sagemaker_session.sagemaker_client.meta.events.register(
        "after-call.sagemaker.DescribeProcessingJob", own_folder
    )
    statistics = daily.latest_monitoring_statistics()
    violations = daily.latest_monitoring_constraint_violations()
    assert statistics is not None
    assert statistics.body_dict == {"version": 2}
    assert violations is not None
    assert violations.violations == [{"feature_name": "2"}]
    listed = aws.sagemaker.list_monitoring_executions(SortBy="ScheduledTime", SortOrder="Ascending")
    arns = [each["ProcessingJobArn"] for each in listed["MonitoringExecutionSummaries"]]
    assert [run.job_name for run in runs] == [arn.rpartition("/")[2] for arn in arns]


@pytest.mark.parametrize(
    ("cls", "given", "missing"),
    [
        (ModelQualityMonitor, {"problem_type": "Regression"}, "ground_truth_input"),
        (ModelQualityMonitor, {"ground_truth_input": f"{S3}/truth"}, "problem_type"),
        (ModelBiasMonitor, {"analysis_config": f"{S3}/a.json"}, "ground_truth_input"),
        (ModelBiasMonitor, {"ground_truth_input": f"{S3}/truth"}, "analysis_config"),
        (ModelExplainabilityMonitor, {}, "analysis_config"),
    ],
)
def test_what_a_type_of_schedule_needs_is_told_by_its_name(cls: type[Any], given: Any, missing: str) -> None:
    monitor = cls(role=ROLE, sagemaker_session=Scripted().session)
    with pytest.raises(ValueError, match=f"^{missing} is needed$"):
        monitor.create_monitoring_schedule("churn", **given)

"""Monitors over HTTP, through their whole life."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aws import BUCKET, ROLE, Aws
from monitored import (
    BIAS,
    CONSTRAINTS,
    DATA,
    HOURLY,
    IMAGE,
    MODEL,
    SDK_DATA,
    STATISTICS,
    VIOLATIONS,
    cluster_of,
    definition_of,
    expression_of,
)

from monitorshapes.monitors import (
    DatasetFormat,
    DefaultModelMonitor,
    EndpointInput,
    ModelBiasMonitor,
    ModelExplainabilityMonitor,
    ModelMonitor,
    ModelQualityMonitor,
    MonitoringOutput,
    ProcessingInput,
    SHAPConfig,
)


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

    before = definition_of(aws, monitor)
    monitor.update_monitoring_schedule(instance_count=2, max_runtime_in_seconds=1800)
    after = definition_of(aws, monitor)
    assert cluster_of(after).pop("InstanceCount") == 2
    assert after.pop("StoppingCondition") == {"MaxRuntimeInSeconds": 1800}
    cluster_of(before).pop("InstanceCount")
    before.pop("StoppingCondition")
    assert after == before
    assert monitor.instance_count == 2
    assert expression_of(monitor) == HOURLY

    monitor.update_monitoring_schedule(schedule_cron_expression="cron(0 12 ? * * *)")
    assert expression_of(monitor) == "cron(0 12 ? * * *)"
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

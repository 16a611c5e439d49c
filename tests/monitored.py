"""What the tests of monitors tell them, and ask of them."""

import copy
from collections.abc import Mapping
from typing import Any

from aws import Aws

from monitorshapes.monitors import (
    BiasConfig,
    CronExpressionGenerator,
    DataConfig,
    ModelConfig,
    ModelMonitor,
)

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


def definition_of(aws: Aws, monitor: ModelMonitor) -> dict[str, Any]:
    """The definition of the monitor's schedule, without what the service adds."""
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


def cluster_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The cluster in a definition."""
    resources = definition.get("JobResources") or definition["MonitoringResources"]
    cluster: dict[str, Any] = resources["ClusterConfig"]
    return cluster


def expression_of(monitor: ModelMonitor) -> str:
    """When the monitor's schedule runs."""
    config = monitor.describe_schedule()["MonitoringScheduleConfig"]["ScheduleConfig"]
    return str(config["ScheduleExpression"])

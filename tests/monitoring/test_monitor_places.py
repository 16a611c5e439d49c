"""Each thing that a monitor is told has its place in the definition, which is another for each type."""

from typing import Any

import pytest

import monitorshapes as ms
from monitorshapes.monitors import EndpointInput, MonitoringOutput, NetworkConfig, definitions

OUTPUT = {"S3Uri": "s3://b/o", "LocalPath": "/out", "S3UploadMode": "Continuous"}
ENDPOINT = {"EndpointName": "e", "LocalPath": "/in", "S3InputMode": "File", "S3DataDistributionType": "FullyReplicated"}
NETWORK = {"EnableNetworkIsolation": True}

#: What is told, and where it stands; NAMES says how a part with {} is called.
ALIKE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"role": "r"}, {"RoleArn": "r"}),
    ({"image_uri": "i"}, {"{}AppSpecification": {"ImageUri": "i"}}),
    ({"output_kms_key": "k"}, {"{}OutputConfig": {"KmsKeyId": "k"}}),
    (
        {"output": MonitoringOutput("/out", "s3://b/o")},
        {"{}OutputConfig": {"MonitoringOutputs": [{"S3Output": OUTPUT}]}},
    ),
    ({"instance_count": 2}, {"{}Resources": {"ClusterConfig": {"InstanceCount": 2}}}),
    ({"instance_type": "t"}, {"{}Resources": {"ClusterConfig": {"InstanceType": "t"}}}),
    ({"volume_size_in_gb": 3}, {"{}Resources": {"ClusterConfig": {"VolumeSizeInGB": 3}}}),
    ({"volume_kms_key": "k"}, {"{}Resources": {"ClusterConfig": {"VolumeKmsKeyId": "k"}}}),
    ({"max_runtime_in_seconds": 60}, {"StoppingCondition": {"MaxRuntimeInSeconds": 60}}),
    ({"network_config": NetworkConfig(True)}, {"NetworkConfig": NETWORK}),
    (
        {"record_preprocessor_uri": "s3://b/p.py"},
        {"{}AppSpecification": {"RecordPreprocessorSourceUri": "s3://b/p.py"}},
    ),
    (
        {"post_analytics_processor_uri": "s3://b/p.py"},
        {"{}AppSpecification": {"PostAnalyticsProcessorSourceUri": "s3://b/p.py"}},
    ),
    ({"constraints_uri": "s3://b/c"}, {"{}BaselineConfig": {"ConstraintsResource": {"S3Uri": "s3://b/c"}}}),
    ({"statistics_uri": "s3://b/s"}, {"{}BaselineConfig": {"StatisticsResource": {"S3Uri": "s3://b/s"}}}),
]
OF_ONES_OWN: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"entrypoint": ["run"]}, {"{}AppSpecification": {"ContainerEntrypoint": ["run"]}}),
    ({"arguments": ["a"]}, {"{}AppSpecification": {"ContainerArguments": ["a"]}}),
    ({"monitoring_input": EndpointInput("e", "/in")}, {"MonitoringInputs": [{"EndpointInput": ENDPOINT}]}),
    ({"env": {"a": "b"}}, {"Environment": {"a": "b"}}),
    ({"enable_cloudwatch_metrics": True}, {"Environment": {"publish_cloudwatch_metrics": "Enabled"}}),
]
OF_MODEL_QUALITY: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (given, place)
    for given, place in ALIKE
    if not given.keys() & {"record_preprocessor_uri", "statistics_uri"}  # which the API does not have there
] + [
    ({"baselining_job_name": "j"}, {"{}BaselineConfig": {"BaseliningJobName": "j"}}),
    ({"problem_type": "Regression"}, {"{}AppSpecification": {"ProblemType": "Regression"}}),
    ({"ground_truth_input": "s3://b/t"}, {"{}JobInput": {"GroundTruthS3Input": {"S3Uri": "s3://b/t"}}}),
    ({"monitoring_input": EndpointInput("e", "/in")}, {"{}JobInput": {"EndpointInput": ENDPOINT}}),
    (
        {"env": {"a": "b"}, "enable_cloudwatch_metrics": False},
        {"{}AppSpecification": {"Environment": {"a": "b", "publish_cloudwatch_metrics": "Disabled"}}},
    ),
]
#: How the parts are called.
NAMES = {
    "": {
        "{}AppSpecification": "MonitoringAppSpecification",
        "{}OutputConfig": "MonitoringOutputConfig",
        "{}Resources": "MonitoringResources",
        "{}BaselineConfig": "BaselineConfig",
    },
    "ModelQuality": {
        "{}AppSpecification": "ModelQualityAppSpecification",
        "{}OutputConfig": "ModelQualityJobOutputConfig",
        "{}Resources": "JobResources",
        "{}BaselineConfig": "ModelQualityBaselineConfig",
        "{}JobInput": "ModelQualityJobInput",
    },
}


@pytest.mark.parametrize(
    ("monitoring_type", "given", "place"),
    [
        *(("", *each) for each in (*ALIKE, *OF_ONES_OWN)),
        *(("ModelQuality", *each) for each in OF_MODEL_QUALITY),
    ],
)
def test_what_is_told_stands_in_its_place_and_nothing_else_changes(
    monitoring_type: str, given: Any, place: dict[str, Any]
) -> None:
    at = definitions.kind(monitoring_type) if monitoring_type else definitions.INLINE
    definition = at.new()
    definitions.fill(at, definition, given)
    names = NAMES[monitoring_type]
    told = {names.get(name, name): part for name, part in place.items()}
    assert _without_nothing(ms.to_dict(definition)) == told
    # Once more it is as it was; with nothing it stays so.
    definition = at.complete(definition)
    definitions.fill(at, definition, given)
    definitions.fill(at, at.complete(definition), {})
    assert _without_nothing(ms.to_dict(definition)) == told


def _without_nothing(value: Any) -> Any:
    """Without dicts and lists that have nothing in them."""
    if isinstance(value, dict):
        parts = {name: _without_nothing(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in ({}, [], None)}
    return value


def test_a_baseline_without_content_is_not_sent() -> None:
    at = definitions.kind("DataQuality")
    definition = at.new(JobDefinitionName="d")
    definitions.fill(at, definition, {})
    assert "DataQualityBaselineConfig" not in ms.to_dict(definition)
    assert ms.to_dict(definition)["JobDefinitionName"] == "d"
    assert (at.describe, at.delete) == (
        ms.DescribeDataQualityJobDefinitionRequest,
        ms.DeleteDataQualityJobDefinitionRequest,
    )


@pytest.mark.parametrize(
    ("old", "given", "new"),
    [
        ({}, {}, None),
        ({"a": "b"}, {}, {"a": "b"}),
        ({"a": "b"}, {"env": {"c": "d"}}, {"c": "d"}),
        ({"a": "b"}, {"env": {}}, None),
        ({"publish_cloudwatch_metrics": "Disabled"}, {"env": {}}, {"publish_cloudwatch_metrics": "Disabled"}),
        (
            {"publish_cloudwatch_metrics": "Disabled"},
            {"env": {"publish_cloudwatch_metrics": "Enabled"}},
            {"publish_cloudwatch_metrics": "Enabled"},
        ),
        (
            {"publish_cloudwatch_metrics": "Disabled"},
            {"enable_cloudwatch_metrics": True},
            {"publish_cloudwatch_metrics": "Enabled"},
        ),
    ],
)
def test_an_environment_is_replaced_but_for_the_metrics(old: Any, given: Any, new: Any) -> None:
    definition = definitions.INLINE.new(Environment=old)
    definitions.fill(definitions.INLINE, definition, given)
    assert definition.environment == new

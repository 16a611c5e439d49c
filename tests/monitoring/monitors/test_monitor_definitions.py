"""All that a monitor can be told stands in its definition, as the API has it, and is found again by `attach`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aws import BUCKET, ROLE, Aws
from monitored import CONSTRAINTS, IMAGE, STATISTICS, definition_of

from monitorshapes.monitors import (
    BatchTransformInput,
    DefaultModelMonitor,
    EndpointInput,
    ModelBiasMonitor,
    ModelExplainabilityMonitor,
    ModelMonitor,
    ModelQualityMonitor,
    MonitoringDatasetFormat,
    MonitoringOutput,
    NetworkConfig,
    Statistics,
)

S3 = f"s3://{BUCKET}"
OTHER_ROLE = "arn:aws:iam::123456789012:role/other"
ATTRIBUTES = {"inference_attribute": "0", "probability_attribute": "1", "probability_threshold_attribute": 0.5}
ATTRIBUTES_SENT = {"InferenceAttribute": "0", "ProbabilityAttribute": "1", "ProbabilityThresholdAttribute": 0.5}
TIMES = {"start_time_offset": "-PT2H", "end_time_offset": "-PT1H"}
TIMES_SENT = {"StartTimeOffset": "-PT2H", "EndTimeOffset": "-PT1H"}


@dataclass
class Told:
    """What a monitor is told at first and by an update, and the parts of its definition that come of it."""

    monitor: type[Any]
    kind: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    attributes_sent: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    create: Mapping[str, Any] = field(default_factory=dict)
    update: Mapping[str, Any] = field(default_factory=dict)
    app: Mapping[str, Any] = field(default_factory=dict)
    app_after: Mapping[str, Any] = field(default_factory=dict)
    input: Mapping[str, Any] = field(default_factory=dict)
    input_after: Mapping[str, Any] = field(default_factory=dict)
    has_statistics: bool = False
    has_metrics: bool = True

    def definition(self, after: bool) -> dict[str, Any]:
        """The whole of it."""
        own = self.monitor is ModelMonitor
        number = 2 if after else 1
        environment = {"a": "b"} if not after else {"c": "d"}
        if self.has_metrics:
            environment |= {"publish_cloudwatch_metrics": "Disabled" if after else "Enabled"}
        app = {"ImageUri": IMAGE, **(self.app_after if after else self.app)}
        baseline: dict[str, Any] = {"ConstraintsResource": {"S3Uri": f"{S3}/constraints-{number}.json"}}
        if self.has_statistics:
            baseline["StatisticsResource"] = {"S3Uri": f"{S3}/statistics-{number}.json"}
        mode = {"S3InputMode": "File", "S3DataDistributionType": "FullyReplicated"}
        endpoint = {"EndpointName": "churn", "LocalPath": "/opt/ml/processing/input/endpoint"}
        batch = {
            "DataCapturedDestinationS3Uri": f"{S3}/captured",
            "DatasetFormat": {"Csv": {"Header": True}},
            "LocalPath": "/opt/ml/processing/input/batch",
            "ExcludeFeaturesAttribute": "2",
        }
        job_input = {"EndpointInput": endpoint | mode} if not after else {"BatchTransformInput": batch | mode}
        [part] = job_input.values()
        part |= {**self.attributes_sent, "FeaturesAttribute": "f"}
        output = {"S3Uri": f"{S3}/out-{number}", "LocalPath": "/opt/ml/processing/output", "S3UploadMode": "Continuous"}
        cluster = {
            "InstanceCount": number,
            "InstanceType": "ml.m5.large" if not after else "ml.m5.2xlarge",
            "VolumeSizeInGB": 40 + number,
            "VolumeKmsKeyId": f"volume-{number}",
        }
        network: dict[str, Any] = {
            "EnableNetworkIsolation": not after,
            "EnableInterContainerTrafficEncryption": after,
            "VpcConfig": {"SecurityGroupIds": [f"sg-{number}"], "Subnets": [f"subnet-{number}"]},
        }
        places = {
            "baseline": "BaselineConfig" if own else f"{self.kind}BaselineConfig",
            "app": "MonitoringAppSpecification" if own else f"{self.kind}AppSpecification",
            "input": "MonitoringInputs" if own else f"{self.kind}JobInput",
            "output": "MonitoringOutputConfig" if own else f"{self.kind}JobOutputConfig",
            "resources": "MonitoringResources" if own else "JobResources",
        }
        return {
            places["baseline"]: baseline,
            places["app"]: app if own else app | {"Environment": environment},
            places["input"]: [job_input] if own else job_input | dict(self.input_after if after else self.input),
            places["output"]: {"MonitoringOutputs": [{"S3Output": output}], "KmsKeyId": f"output-{number}"},
            places["resources"]: {"ClusterConfig": cluster},
            "NetworkConfig": network,
            "RoleArn": OTHER_ROLE if after else ROLE,
            "StoppingCondition": {"MaxRuntimeInSeconds": 600 * number},
            **({"Environment": environment} if own else {}),
        }


TOLD = {
    "own image": Told(
        ModelMonitor,
        "",
        settings={"entrypoint": ["run"]},
        create={"output": MonitoringOutput("/opt/ml/processing/output", f"{S3}/out-1"), "arguments": ["--all"]},
        update={
            "output": MonitoringOutput("/opt/ml/processing/output", f"{S3}/out-2"),
            "arguments": ["--none"],
            "entrypoint": ["walk"],
            "image_uri": IMAGE,
        },
        app={"ContainerEntrypoint": ["run"], "ContainerArguments": ["--all"]},
        app_after={"ContainerEntrypoint": ["walk"], "ContainerArguments": ["--none"]},
        has_statistics=True,
        has_metrics=False,
    ),
    "data quality": Told(
        DefaultModelMonitor,
        "DataQuality",
        create={"record_preprocessor_script": f"{S3}/pre.py", "post_analytics_processor_script": f"{S3}/post.py"},
        update={"record_preprocessor_script": f"{S3}/pre2.py", "post_analytics_processor_script": f"{S3}/post2.py"},
        app={"RecordPreprocessorSourceUri": f"{S3}/pre.py", "PostAnalyticsProcessorSourceUri": f"{S3}/post.py"},
        app_after={"RecordPreprocessorSourceUri": f"{S3}/pre2.py", "PostAnalyticsProcessorSourceUri": f"{S3}/post2.py"},
        has_statistics=True,
    ),
    "model quality": Told(
        ModelQualityMonitor,
        "ModelQuality",
        ATTRIBUTES | TIMES,
        ATTRIBUTES_SENT | TIMES_SENT,
        create={"ground_truth_input": f"{S3}/truth", "problem_type": "BinaryClassification"},
        update={"ground_truth_input": f"{S3}/truth2", "problem_type": "MulticlassClassification"},
        app={"ProblemType": "BinaryClassification"},
        app_after={"ProblemType": "MulticlassClassification"},
        input={"GroundTruthS3Input": {"S3Uri": f"{S3}/truth"}},
        input_after={"GroundTruthS3Input": {"S3Uri": f"{S3}/truth2"}},
    ),
    "bias": Told(
        ModelBiasMonitor,
        "ModelBias",
        ATTRIBUTES | TIMES,
        ATTRIBUTES_SENT | TIMES_SENT,
        create={"ground_truth_input": f"{S3}/truth", "analysis_config": f"{S3}/analysis.json"},
        update={"ground_truth_input": f"{S3}/truth2", "analysis_config": f"{S3}/analysis2.json"},
        app={"ConfigUri": f"{S3}/analysis.json"},
        app_after={"ConfigUri": f"{S3}/analysis2.json"},
        input={"GroundTruthS3Input": {"S3Uri": f"{S3}/truth"}},
        input_after={"GroundTruthS3Input": {"S3Uri": f"{S3}/truth2"}},
    ),
    "explainability": Told(
        ModelExplainabilityMonitor,
        "ModelExplainability",
        {"inference_attribute": "0"},
        {"InferenceAttribute": "0"},
        create={"analysis_config": f"{S3}/analysis.json"},
        update={"analysis_config": f"{S3}/analysis2.json"},
        app={"ConfigUri": f"{S3}/analysis.json"},
        app_after={"ConfigUri": f"{S3}/analysis2.json"},
    ),
}


@pytest.mark.parametrize("told", TOLD.values(), ids=TOLD)
def test_all_that_a_monitor_is_told_stands_in_its_definition(told: Told, aws: Aws) -> None:
    for number in (1, 2):
        aws.put(f"{S3}/constraints-{number}.json", CONSTRAINTS)
        aws.put(f"{S3}/statistics-{number}.json", STATISTICS)
    settings: dict[str, Any] = {
        "role": ROLE,
        "image_uri": IMAGE,
        "instance_count": 1,
        "instance_type": "ml.m5.large",
        "volume_size_in_gb": 41,
        "volume_kms_key": "volume-1",
        "output_kms_key": "output-1",
        "max_runtime_in_seconds": 600,
        "env": {"a": "b"},
        "network_config": NetworkConfig(True, ["sg-1"], ["subnet-1"], False),
        **told.settings,
    }
    tags = [{"Key": "k", "Value": "v"}]
    monitor = told.monitor(**settings, base_job_name="churn", sagemaker_session=aws.session(), tags={"k": "v"})
    attributes: dict[str, Any] = {**told.attributes, "features_attribute": "f"}
    given: dict[str, Any] = {"output_s3_uri": f"{S3}/out-1", **told.create}
    if told.has_statistics:
        given["statistics"] = Statistics.from_s3_uri(f"{S3}/statistics-1.json", sagemaker_session=aws.session())
    if "output" in given:
        del given["output_s3_uri"]
    monitor.create_monitoring_schedule(
        EndpointInput("churn", "/opt/ml/processing/input/endpoint", **attributes),
        constraints=f"{S3}/constraints-1.json",
        monitor_schedule_name="daily",
        **given,
    )
    assert definition_of(aws, monitor) == told.definition(after=False)
    aws.server.advance(60)
    found = told.monitor.attach("daily", aws.session())
    metrics = {"publish_cloudwatch_metrics": "Enabled"} if told.has_metrics else {}
    assert {name: getattr(found, name) for name in settings} == settings | {"env": {"a": "b"} | metrics}
    assert found.tags == tags
    first = monitor.job_definition_name
    assert first is None or first.startswith("churn-2")

    changed: dict[str, Any] = {
        "instance_count": 2,
        "instance_type": "ml.m5.2xlarge",
        "volume_size_in_gb": 42,
        "volume_kms_key": "volume-2",
        "output_kms_key": "output-2",
        "max_runtime_in_seconds": 1200,
        "env": {"c": "d"},
        "network_config": NetworkConfig(False, ["sg-2"], ["subnet-2"], True),
        "role": OTHER_ROLE,
    }
    batch = BatchTransformInput(
        f"{S3}/captured",
        "/opt/ml/processing/input/batch",
        MonitoringDatasetFormat.csv(),
        exclude_features_attribute="2",
        **attributes,
    )
    update: dict[str, Any] = {"output_s3_uri": f"{S3}/out-2", **told.update}
    if "output" in update:
        del update["output_s3_uri"]
    else:
        update["enable_cloudwatch_metrics"] = False
    if told.has_statistics:
        update["statistics"] = f"{S3}/statistics-2.json"
    monitor.update_monitoring_schedule(
        batch_transform_input=batch, constraints=f"{S3}/constraints-2.json", **changed, **update
    )
    assert definition_of(aws, monitor) == told.definition(after=True)
    assert {name: getattr(monitor, name) for name in changed} == changed
    if first is not None:
        assert monitor.former_job_definition_names == [first]
        assert monitor.job_definition_name != first
        arn = next(
            each["MonitoringJobDefinitionArn"]
            for kind in ("data_quality", "model_quality", "model_bias", "model_explainability")
            for each in getattr(aws.sagemaker, f"list_{kind}_job_definitions")()["JobDefinitionSummaries"]
            if each["MonitoringJobDefinitionName"] == monitor.job_definition_name
        )
        assert aws.sagemaker.list_tags(ResourceArn=arn)["Tags"] == tags

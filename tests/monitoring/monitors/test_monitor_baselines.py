"""The processing job of a baseline is all that its monitor was told, and no more."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from aws import BUCKET, ROLE, Aws, Scripted
from monitored import BIAS, CONSTRAINTS, IMAGE, MODEL, STATISTICS

import monitorshapes as ms
from monitorshapes.monitors import (
    ClarifyModelMonitor,
    DataConfig,
    DataQualityDistributionConstraints,
    DataQualityMonitoringConfig,
    DatasetFormat,
    DefaultModelMonitor,
    EndpointInput,
    ModelBiasMonitor,
    ModelExplainabilityMonitor,
    ModelMonitor,
    ModelPredictedLabelConfig,
    ModelQualityMonitor,
    NetworkConfig,
    ProcessingInput,
    ProcessingOutput,
    SHAPConfig,
)

S3 = f"s3://{BUCKET}"
IN = "/opt/ml/processing/input"
FROM_S3 = {
    "S3DataType": "S3Prefix",
    "S3InputMode": "File",
    "S3DataDistributionType": "FullyReplicated",
    "S3CompressionType": "None",
}
OF_THE_REQUEST = (
    "ProcessingInputs",
    "ProcessingOutputConfig",
    "ProcessingResources",
    "StoppingCondition",
    "AppSpecification",
    "Environment",
    "NetworkConfig",
    "RoleArn",
)


def _job(aws: Aws, name: str = "base") -> dict[str, Any]:
    described = aws.sagemaker.describe_processing_job(ProcessingJobName=name)
    return {part: described[part] for part in OF_THE_REQUEST if part in described}


def _input(name: str, uri: str, path: str) -> dict[str, Any]:
    return {"InputName": name, "AppManaged": False, "S3Input": {"S3Uri": uri, "LocalPath": path, **FROM_S3}}


def _output(name: str, uri: str, path: str, mode: str = "EndOfJob") -> dict[str, Any]:
    output = {"S3Uri": uri, "LocalPath": path, "S3UploadMode": mode}
    return {"OutputName": name, "AppManaged": False, "S3Output": output}


def test_a_baseline_of_ones_own_image_is_all_that_was_told(aws: Aws, train: str) -> None:
    monitor = ModelMonitor(
        *(ROLE, IMAGE, 2, "ml.m5.large", ["run"], 40, "volume", "output", 600),
        sagemaker_session=aws.session(),
        env={"a": "b"},
        tags={"k": "v"},
        network_config=NetworkConfig(True, ["sg-1"], ["subnet-1"], False),
    )
    inputs = [
        ProcessingInput(train, f"{IN}/a"),
        ProcessingInput(f"{S3}/b", f"{IN}/b", "named"),
        ProcessingInput(f"{S3}/c", f"{IN}/c"),
    ]
    output = ProcessingOutput("/out")
    monitor.run_baseline(inputs, output, ["--all"], job_name="base", wait=False)
    assert _job(aws) == {
        "ProcessingInputs": [
            _input("input-1", f"{S3}/base/input/input-1/train.csv", f"{IN}/a"),
            _input("named", f"{S3}/b", f"{IN}/b"),
            _input("input-3", f"{S3}/c", f"{IN}/c"),
        ],
        "ProcessingOutputConfig": {
            "Outputs": [_output("output-1", f"{S3}/base/output/output-1", "/out")],
            "KmsKeyId": "output",
        },
        "ProcessingResources": {
            "ClusterConfig": {
                "InstanceCount": 2,
                "InstanceType": "ml.m5.large",
                "VolumeSizeInGB": 40,
                "VolumeKmsKeyId": "volume",
            }
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 600},
        "AppSpecification": {"ImageUri": IMAGE, "ContainerEntrypoint": ["run"], "ContainerArguments": ["--all"]},
        "Environment": {"a": "b"},
        "NetworkConfig": {
            "EnableNetworkIsolation": True,
            "EnableInterContainerTrafficEncryption": False,
            "VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]},
        },
        "RoleArn": ROLE,
    }
    arn = aws.sagemaker.describe_processing_job(ProcessingJobName="base")["ProcessingJobArn"]
    assert aws.sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "k", "Value": "v"}]
    # What was handed in stays as it is; what was started is remembered.
    assert (output, inputs[0].input_name) == (ProcessingOutput("/out"), None)
    assert monitor.arguments == ["--all"]
    job = monitor.latest_baselining_job
    assert job is not None
    assert monitor.baselining_jobs == [job]
    assert (job.name, monitor.latest_baselining_job_name) == ("base", "base")
    assert [each.input_name for each in job.inputs] == ["input-1", "named", "input-3"]
    aws.put(f"{S3}/base/output/output-1/statistics.json", STATISTICS)
    aws.put(f"{S3}/base/output/output-1/constraints.json", CONSTRAINTS)
    for file in (monitor.baseline_statistics(), monitor.suggested_constraints()):
        assert file is not None
        assert file.kms_key == "output"


def test_what_was_not_told_is_not_sent(aws: Aws) -> None:
    monitor = ModelMonitor(ROLE, IMAGE, base_job_name="churn", sagemaker_session=aws.session())
    for output, uri in (("/out", None), (ProcessingOutput("/out", f"{S3}/o", "monitoring_output"), f"{S3}/o")):
        monitor.run_baseline([ProcessingInput(f"{S3}/a", IN)], output, wait=False)
        name = monitor.latest_baselining_job_name or ""
        assert name.startswith("churn-2")
        expected = uri or f"{S3}/{name}/output"
        assert _job(aws, name) == {
            "ProcessingInputs": [_input("input-1", f"{S3}/a", IN)],
            "ProcessingOutputConfig": {"Outputs": [_output("monitoring_output", expected, "/out")]},
            "ProcessingResources": {
                "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 86400},  # which the service adds
            "AppSpecification": {"ImageUri": IMAGE},
            "RoleArn": ROLE,
        }
    assert len(monitor.baselining_jobs) == 2
    assert monitor.latest_baselining_job is monitor.baselining_jobs[1]


QUALITY = {"output_path": "/opt/ml/processing/output", "publish_cloudwatch_metrics": "Disabled"}
DATASET = "/opt/ml/processing/input/baseline_dataset_input"


@pytest.mark.parametrize(
    ("cls", "given", "environment", "inputs"),
    [
        (
            DefaultModelMonitor,
            {"baseline_dataset": f"{S3}/train.csv"},
            QUALITY | {"dataset_source": DATASET},
            [_input("baseline_dataset_input", f"{S3}/train.csv", DATASET)],
        ),
        (
            DefaultModelMonitor,
            {
                "baseline_dataset": f"{S3}/train.csv",
                "post_analytics_processor_script": f"{S3}/scripts/post.py",
                "monitoring_config_override": DataQualityMonitoringConfig(
                    DataQualityDistributionConstraints("LInfinity")
                ),
            },
            QUALITY
            | {
                "dataset_source": DATASET,
                "post_analytics_processor_script": (
                    "/opt/ml/processing/input/post_analytics_processor_script_input/post.py"
                ),
                "categorical_drift_method": "LInfinity",
            },
            [
                _input("baseline_dataset_input", f"{S3}/train.csv", DATASET),
                _input(
                    "post_analytics_processor_script_input",
                    f"{S3}/scripts/post.py",
                    "/opt/ml/processing/input/post_analytics_processor_script_input",
                ),
            ],
        ),
        (
            ModelQualityMonitor,
            {
                "baseline_dataset": f"{S3}/train.csv",
                "problem_type": "BinaryClassification",
                "inference_attribute": "i",
                "probability_attribute": 0,
                "ground_truth_attribute": "g",
                "probability_threshold_attribute": 0.5,
            },
            QUALITY
            | {
                "dataset_source": DATASET,
                "analysis_type": "MODEL_QUALITY",
                "problem_type": "BinaryClassification",
                "inference_attribute": "i",
                "probability_attribute": "0",
                "ground_truth_attribute": "g",
                "probability_threshold_attribute": "0.5",
            },
            [_input("baseline_dataset_input", f"{S3}/train.csv", DATASET)],
        ),
    ],
)
def test_the_container_of_a_quality_baseline_is_told_by_its_environment(
    aws: Aws, cls: type[Any], given: Mapping[str, Any], environment: Mapping[str, str], inputs: Any
) -> None:
    own = {"a": "b", "output_path": "/other"}
    monitor = cls(role=ROLE, sagemaker_session=aws.session(), env=own, image_uri=IMAGE)
    dataset_format = DatasetFormat.csv()
    job = monitor.suggest_baseline(
        **given, dataset_format=dataset_format, output_s3_uri=f"{S3}/results", job_name="base", wait=False
    )
    described = _job(aws)
    said = described.pop("Environment")
    assert json.loads(said.pop("dataset_format")) == dataset_format
    assert said == {"a": "b", **environment}
    assert described["ProcessingInputs"] == inputs
    output = _output("monitoring_output", f"{S3}/results", "/opt/ml/processing/output")
    assert described["ProcessingOutputConfig"] == {"Outputs": [output]}
    assert monitor.latest_baselining_job is job
    assert own == {"a": "b", "output_path": "/other"}


@pytest.mark.parametrize("dataset_format", [{}, [("csv", {})], {"csv": {}, "json": {}}, {"Json": {}}, {"Parquet": {}}])
def test_a_format_that_the_container_does_not_read_is_refused(dataset_format: Any) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=Scripted().session)
    with pytest.raises(ValueError, match=r"dataset_format is of DatasetFormat, such as DatasetFormat\.csv"):
        monitor.suggest_baseline(f"{S3}/a.csv", dataset_format)


def test_an_override_that_the_container_does_not_know_is_refused() -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=Scripted().session)
    override = DataQualityMonitoringConfig(DataQualityDistributionConstraints("Other"))
    with pytest.raises(RuntimeError, match="categorical_drift_method is ChiSquared or LInfinity"):
        monitor.suggest_baseline(f"{S3}/a.csv", DatasetFormat.csv(), monitoring_config_override=override)


HEADERS = ["y", "a"]


@pytest.mark.parametrize(
    ("data", "config_folder", "mode"),
    [
        ({}, "analysis", "EndOfJob"),
        ({"s3_analysis_config_output_path": f"{S3}/config"}, "config", "EndOfJob"),
        ({"dataset_type": "application/x-image"}, "analysis", "Continuous"),
    ],
)
def test_a_baseline_of_clarify_is_told_by_a_file(aws: Aws, data: Any, config_folder: str, mode: str) -> None:
    config = DataConfig(f"{S3}/train", f"{S3}/analysis", label="y", headers=HEADERS, **data)
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=aws.session(), env={"a": "b"}, output_kms_key="output")
    job = monitor.suggest_baseline(config, BIAS, MODEL, job_name="base", kms_key="key")
    described = _job(aws)
    place = f"{config_folder}/analysis_config.json"
    assert described["ProcessingInputs"] == [
        _input("dataset", f"{S3}/train", "/opt/ml/processing/input/data"),
        _input("analysis_config", f"{S3}/{place}", "/opt/ml/processing/input/config"),
    ]
    output = _output("analysis_result", f"{S3}/analysis", "/opt/ml/processing/output", mode)
    assert described["ProcessingOutputConfig"] == {"Outputs": [output], "KmsKeyId": "output"}
    assert described["Environment"] == {"a": "b"}
    assert aws.keys() == [place]
    assert aws.s3.head_object(Bucket=BUCKET, Key=place)["SSEKMSKeyId"].endswith("key")
    assert monitor.latest_baselining_job is job


def test_data_that_is_compressed_is_told_as_compressed() -> None:
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=Scripted().session)
    config = DataConfig(f"{S3}/train", f"{S3}/analysis", label="y", s3_compression_type="Gzip")
    with pytest.raises(ms.ValidationError, match=r"\[0\]\.S3Input\.S3CompressionType: 'Gzip' works with .*'Pipe' only"):
        monitor.suggest_baseline(config, BIAS, MODEL, job_name="base")


def test_a_schedule_of_bias_after_a_baseline_analyses_the_same(aws: Aws) -> None:
    data = DataConfig(f"{S3}/train", f"{S3}/analysis", label="y", headers=HEADERS, features="f")
    label = ModelPredictedLabelConfig(0, 1, 0.75)
    given: Any = {"ground_truth_input": f"{S3}/truth", "monitor_schedule_name": "daily"}
    endpoint = EndpointInput("churn", "/opt/ml/processing/input/endpoint", inference_attribute="9")
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(ValueError, match="analysis_config is needed"):
        monitor.create_monitoring_schedule(endpoint, **given)
    monitor.suggest_baseline(data, BIAS, MODEL, label, job_name="base")
    monitor.create_monitoring_schedule(endpoint, **given)
    described = aws.sagemaker.describe_model_bias_job_definition(JobDefinitionName=monitor.job_definition_name)
    assert described["ModelBiasJobInput"]["EndpointInput"] == {
        "EndpointName": "churn",
        "LocalPath": "/opt/ml/processing/input/endpoint",
        "S3InputMode": "File",
        "S3DataDistributionType": "FullyReplicated",
        "FeaturesAttribute": "f",
        # What was given stays.
        "InferenceAttribute": "9",
        "ProbabilityAttribute": "1",
        "ProbabilityThresholdAttribute": 0.75,
    }
    assert endpoint.features_attribute is None
    assert described["ModelBiasBaselineConfig"] == {"BaseliningJobName": "base"}
    uri = described["ModelBiasAppSpecification"]["ConfigUri"]
    body = aws.s3.get_object(Bucket=BUCKET, Key=uri.removeprefix(f"{S3}/"))["Body"].read()
    assert json.loads(body) == {**BIAS.get_config(), "headers": HEADERS, "label": "y"}


def test_constraints_and_an_analysis_that_are_given_are_those_of_the_schedule(aws: Aws) -> None:
    aws.put(f"{S3}/mine.json", CONSTRAINTS)
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=aws.session())
    monitor.suggest_baseline(DataConfig(f"{S3}/train", f"{S3}/analysis", label="y"), BIAS, MODEL, job_name="base")
    monitor.create_monitoring_schedule(
        "churn", f"{S3}/truth", f"{S3}/analysis.json", constraints=f"{S3}/mine.json", monitor_schedule_name="daily"
    )
    described = aws.sagemaker.describe_model_bias_job_definition(JobDefinitionName=monitor.job_definition_name)
    assert described["ModelBiasBaselineConfig"] == {"ConstraintsResource": {"S3Uri": f"{S3}/mine.json"}}
    assert described["ModelBiasAppSpecification"]["ConfigUri"] == f"{S3}/analysis.json"
    attributes = described["ModelBiasJobInput"]["EndpointInput"].keys()
    assert not attributes & {"FeaturesAttribute", "InferenceAttribute", "ProbabilityAttribute"}


def test_an_explanation_leaves_out_the_label_and_its_schedule_does_the_same(aws: Aws) -> None:
    monitor = ModelExplainabilityMonitor(role=ROLE, sagemaker_session=aws.session())
    data = DataConfig(f"{S3}/train", f"{S3}/analysis", label="y", headers=HEADERS, features="f")
    scores = ModelPredictedLabelConfig(0, label_headers=["no", "yes"])
    monitor.suggest_baseline(data, SHAPConfig([[1]]), MODEL, scores, job_name="base")
    config = monitor.latest_baselining_job_config
    assert config is not None
    assert config.analysis_config.analysis_config == {
        "methods": {"shap": {"use_logit": False, "save_local_shap_values": True, "baseline": [[1]]}},
        "predictor": {**MODEL.get_predictor_config(), "label_headers": ["no", "yes"]},
        "headers": ["a"],
    }
    assert (config.features_attribute, config.inference_attribute, config.probability_attribute) == ("f", "0", None)
    body = aws.s3.get_object(Bucket=BUCKET, Key="analysis/analysis_config.json")["Body"].read()
    assert json.loads(body)["headers"] == HEADERS
    with pytest.raises(ValueError, match="nothing is given that would change the schedule"):
        monitor.update_monitoring_schedule()


def test_the_base_of_the_monitors_of_clarify_is_none() -> None:
    with pytest.raises(TypeError, match="ClarifyModelMonitor is abstract"):
        ClarifyModelMonitor(role=ROLE, sagemaker_session=Scripted().session)
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=Scripted().session)
    with pytest.raises(NotImplementedError, match="ModelBiasMonitor has no statistics"):
        monitor.latest_monitoring_statistics()
    with pytest.raises(NotImplementedError, match="call suggest_baseline"):
        monitor.run_baseline()

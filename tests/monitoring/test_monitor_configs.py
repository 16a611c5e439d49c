"""What monitors are told, and what becomes of it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import monitorshapes as ms
from monitorshapes.monitors import (
    BatchTransformInput,
    BiasConfig,
    DataCaptureConfig,
    DataConfig,
    DatasetFormat,
    EndpointInput,
    ModelConfig,
    MonitoringDatasetFormat,
    MonitoringOutput,
    NetworkConfig,
    PDPConfig,
    ProcessingInput,
    ProcessingOutput,
    SHAPConfig,
    clarify,
    configs,
    image_uris,
)

DATA = Path(__file__).parents[1] / "data/sdk"


def test_the_images_are_those_of_the_table() -> None:
    table = json.loads((DATA / "image_uris.json").read_text("utf-8"))
    for framework, content in table.items():
        name = content["repository"] + (f":{content['tag']}" if content["tag"] else "")
        for region, account in content["registries"].items():
            uri = image_uris.retrieve(framework, region)
            assert uri.startswith(f"{account}.dkr.ecr.{region}.")
            assert uri.endswith(f"/{name}")
    assert ".csp.hci.ic.gov/" in image_uris.retrieve("clarify", "us-isof-east-1")
    with pytest.raises(ValueError, match="no image is called 'spark'; there are model-monitor, clarify"):
        image_uris.retrieve("spark", "us-east-1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_an_index_is_text_to_the_service() -> None:
    shape = EndpointInput("churn", "/in", probability_attribute=1, probability_threshold_attribute=0.5).shape()
    assert shape.endpoint_input is not None
    assert shape.endpoint_input.probability_attribute == "1"
    assert ms.violations(shape) == ()


def test_the_format_of_a_baseline_is_none_of_captured_data() -> None:
    right = BatchTransformInput("s3://b/captured", "/in", MonitoringDatasetFormat.csv(header=False))
    wrong = BatchTransformInput("s3://b/captured", "/in", DatasetFormat.csv())
    assert ms.violations(right.shape()) == ()
    assert [each.rule for each in ms.violations(wrong.shape())] == ["unknown"]


def test_half_a_network_is_a_violation() -> None:
    assert ms.violations(NetworkConfig(security_group_ids=["sg-1"], subnets=["subnet-1"]).shape()) == ()
    [violation] = ms.violations(NetworkConfig(subnets=["subnet-1"]).shape())
    assert (violation.path, violation.rule) == ("VpcConfig.SecurityGroupIds", "required")


def test_an_output_needs_a_destination_outside_a_monitor() -> None:
    with pytest.raises(ValueError, match="without a destination"):
        MonitoringOutput("/out").shape()


def test_a_capture_is_what_an_endpoint_takes() -> None:
    capture = DataCaptureConfig(True, 50, "s3://b/captured", capture_options=["request", "InputAndOutput"])
    assert ms.violations(capture.shape()) == ()
    assert [each.capture_mode for each in capture.shape().capture_options] == ["Input", "InputAndOutput"]
    assert capture._to_request_dict()["InitialSamplingPercentage"] == 50


@pytest.mark.parametrize(
    ("config", "request_"),
    [
        (
            EndpointInput("churn", "/in"),
            {
                "EndpointInput": {
                    "EndpointName": "churn",
                    "LocalPath": "/in",
                    "S3InputMode": "File",
                    "S3DataDistributionType": "FullyReplicated",
                }
            },
        ),
        (
            EndpointInput("churn", "/in", "Pipe", "ShardedByS3Key", "-PT2H", "-PT1H", "f", "0", 1, 0.25, "2"),
            {
                "EndpointInput": {
                    "EndpointName": "churn",
                    "LocalPath": "/in",
                    "S3InputMode": "Pipe",
                    "S3DataDistributionType": "ShardedByS3Key",
                    "StartTimeOffset": "-PT2H",
                    "EndTimeOffset": "-PT1H",
                    "FeaturesAttribute": "f",
                    "InferenceAttribute": "0",
                    "ProbabilityAttribute": "1",
                    "ProbabilityThresholdAttribute": 0.25,
                    "ExcludeFeaturesAttribute": "2",
                }
            },
        ),
        (
            ProcessingInput("s3://b/a", "/in"),
            {
                "InputName": "input-1",
                "AppManaged": False,
                "S3Input": {
                    "S3Uri": "s3://b/a",
                    "LocalPath": "/in",
                    "S3DataType": "S3Prefix",
                    "S3InputMode": "File",
                    "S3DataDistributionType": "FullyReplicated",
                    "S3CompressionType": "None",
                },
            },
        ),
        (
            ProcessingInput("s3://b/a", "/in", "named", "ManifestFile", "Pipe", "ShardedByS3Key", "Gzip", True),
            {
                "InputName": "named",
                "AppManaged": True,
                "S3Input": {
                    "S3Uri": "s3://b/a",
                    "LocalPath": "/in",
                    "S3DataType": "ManifestFile",
                    "S3InputMode": "Pipe",
                    "S3DataDistributionType": "ShardedByS3Key",
                    "S3CompressionType": "Gzip",
                },
            },
        ),
        (
            ProcessingOutput("/out", "s3://b/o"),
            {
                "OutputName": "output-1",
                "AppManaged": False,
                "S3Output": {"S3Uri": "s3://b/o", "LocalPath": "/out", "S3UploadMode": "EndOfJob"},
            },
        ),
        (
            ProcessingOutput("/out", "s3://b/o", "named", "Continuous", True),
            {
                "OutputName": "named",
                "AppManaged": True,
                "S3Output": {"S3Uri": "s3://b/o", "LocalPath": "/out", "S3UploadMode": "Continuous"},
            },
        ),
        (NetworkConfig(), {"EnableNetworkIsolation": False}),
        (
            NetworkConfig(True, ("sg-1",), ("subnet-1",), False),
            {
                "EnableNetworkIsolation": True,
                "EnableInterContainerTrafficEncryption": False,
                "VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]},
            },
        ),
        (
            DataCaptureConfig(True, destination_s3_uri="s3://b/c"),
            {
                "EnableCapture": True,
                "InitialSamplingPercentage": 20,
                "DestinationS3Uri": "s3://b/c",
                "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
                "CaptureContentTypeHeader": {
                    "CsvContentTypes": ["text/csv"],
                    "JsonContentTypes": ["application/json"],
                },
            },
        ),
        (
            DataCaptureConfig(False, 5, "s3://b/c", "key", ["RESPONSE"], ["text/x"], ["application/x"]),
            {
                "EnableCapture": False,
                "InitialSamplingPercentage": 5,
                "DestinationS3Uri": "s3://b/c",
                "KmsKeyId": "key",
                "CaptureOptions": [{"CaptureMode": "Output"}],
                "CaptureContentTypeHeader": {"CsvContentTypes": ["text/x"], "JsonContentTypes": ["application/x"]},
            },
        ),
    ],
)
def test_a_config_is_the_part_of_the_request_that_boto3_takes(config: configs.Config, request_: Any) -> None:
    assert config._to_request_dict() == request_


def test_a_network_is_read_as_it_was_told() -> None:
    for config in (NetworkConfig(True, ["sg-1"], ["subnet-1"], False), NetworkConfig(False)):
        assert NetworkConfig.read(config.shape()) == config


def test_an_input_is_an_endpoint_by_its_name_or_what_has_the_same_attributes() -> None:
    assert EndpointInput.of("churn") == EndpointInput("churn", "/opt/ml/processing/input/endpoint")
    told = {"endpoint_name": "churn", "destination": "/in", "s3_input_mode": "Pipe", "features_attribute": "f"}
    endpoint = EndpointInput("churn", "/in", "Pipe", features_attribute="f")
    assert EndpointInput.of(SimpleNamespace(**told, other=1)) == endpoint  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert EndpointInput.of(endpoint) is endpoint
    batch = BatchTransformInput("s3://b/c", "/in", MonitoringDatasetFormat.parquet())
    assert BatchTransformInput.of(SimpleNamespace(**vars(batch))) == batch
    assert BatchTransformInput.of(batch) is batch
    with pytest.raises(NotImplementedError, match="EndpointInput or BatchTransformInput"):
        configs.MonitoringInput(None, None, None, None, None, None).shape()
    with pytest.raises(ValueError, match="without a destination"):
        ProcessingOutput("/out").shape()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: DataConfig("i", "o", dataset_type="text/tsv"), "dataset_type is one of text/csv, .*'text/tsv'"),
        (lambda: DataConfig("i", "o", dataset_type="application/json"), "needs features"),
        (lambda: DataConfig("i", "o", dataset_type="application/x-parquet", facet_headers=["a"]), "go with text/csv"),
        (lambda: DataConfig("i", "o", dataset_type="application/x-image", excluded_columns=[1]), "images"),
        (lambda: BiasConfig([1], ["a", "b"], [[1]]), "2 facets, and values for 1"),
        (lambda: BiasConfig([1], []), "0 facets"),
        (lambda: ModelConfig("m"), "or endpoint_name alone"),
        (lambda: ModelConfig("m", 1, "ml.m5.xlarge", endpoint_name="e"), "or endpoint_name alone"),
        (lambda: ModelConfig(endpoint_name="e", endpoint_name_prefix="p"), "no endpoint_name_prefix"),
        (lambda: ModelConfig(endpoint_name="e", content_type="application/jsonlines"), r"\$features"),
        (lambda: ModelConfig(endpoint_name="e", content_type="application/json"), "record_template"),
        (lambda: ModelConfig(endpoint_name="e", accept_type="text/tsv"), "accept_type is one of"),
        (lambda: SHAPConfig(agg_method="mean"), "agg_method is one of mean_abs"),
        (lambda: SHAPConfig([[1]], num_clusters=2), "one of the two"),
        (lambda: SHAPConfig(features_to_explain=["a"], text_config={"language": "en"}), "neither with texts"),
        (lambda: _explained(PDPConfig()), "needs features"),
        (lambda: _explained(SHAPConfig(), SHAPConfig()), "one of a kind"),
        (lambda: clarify.bias_analysis(DataConfig("i", "o"), BiasConfig([1], "a"), None, None), "predicted labels"),
    ],
)
def test_what_clarify_would_refuse_is_refused_at_once(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def _explained(*configs: clarify.ExplainabilityConfig) -> object:
    return clarify.explainability_analysis(DataConfig("i", "o"), configs, ModelConfig(endpoint_name="e"), None)


def test_explanations_are_put_together() -> None:
    data = DataConfig("i", "o", headers=["a"])
    model = ModelConfig(endpoint_name="e")
    analysis = clarify.explainability_analysis(data, [SHAPConfig(), PDPConfig()], model, 0)
    assert list(analysis["methods"]) == ["report", "shap", "pdp"]
    assert analysis["predictor"] == {"endpoint_name": "e", "label": 0}


def test_what_is_predicted_may_be_said_by_an_object_of_the_sdk() -> None:
    class OfTheSdk:
        label_headers = None

        def get_predictor_config(self) -> tuple[float, dict[str, int]]:
            return 0.5, {"label": 0}

    label: Any = OfTheSdk()
    model = ModelConfig(endpoint_name="e")
    analysis = clarify.explainability_analysis(DataConfig("i", "o", headers=["a"]), SHAPConfig(), model, label)
    assert (analysis["predictor"], analysis["probability_threshold"]) == ({"endpoint_name": "e", "label": 0}, 0.5)


@pytest.mark.parametrize("name", ["Session", "DefaultModelMonitor", "ModelBiasMonitor", "Statistics"])
def test_the_shapes_and_boto3_are_not_loaded_before_they_are_needed(name: str) -> None:
    program = f"import sys; from monitorshapes.monitors import {name}; print(*sys.modules, sep='\\n')"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert not {each for each in loaded if each.partition(".")[0] in ("boto3", "botocore")}
    ours = {
        each for each in loaded if each.startswith("monitorshapes.") and not each.startswith("monitorshapes.monitors")
    }
    assert ours == set()

"""What monitors are told, and what becomes of it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
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
    SHAPConfig,
    clarify,
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

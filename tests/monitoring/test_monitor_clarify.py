"""What Clarify is told, by the keys that its documentation gives analysis_config.json, and what is refused before."""

from collections.abc import Callable
from typing import Any

import pytest

from monitorshapes.monitors import (
    BiasAnalysisConfig,
    BiasConfig,
    DataConfig,
    ExplainabilityAnalysisConfig,
    ModelConfig,
    ModelPredictedLabelConfig,
    PDPConfig,
    SHAPConfig,
    clarify,
)

ENDPOINT = ModelConfig(endpoint_name="e")
MODEL = {"model_name": "m", "instance_type": "ml.c5.large", "initial_instance_count": 2}


def _data(**told: Any) -> dict[str, Any]:
    return DataConfig("s3://b/in", "s3://b/out", **told).get_config()


def _model(**told: Any) -> dict[str, Any]:
    return ModelConfig("m", 2, "ml.c5.large", **told).get_predictor_config()


def _endpoint(**told: Any) -> dict[str, Any]:
    return ModelConfig(endpoint_name="e", **told).get_predictor_config()


@pytest.mark.parametrize(
    ("make", "config"),
    [
        (lambda: _data(), {"dataset_type": "text/csv"}),
        (
            lambda: _data(
                label=0,
                headers=["y", "a"],
                features="f",
                joinsource="id",
                facet_dataset_uri="s3://b/facets",
                facet_headers=["sex"],
                predicted_label_dataset_uri="s3://b/labels",
                predicted_label_headers=["p"],
                predicted_label=1,
                excluded_columns=[2],
            ),
            {
                "dataset_type": "text/csv",
                "features": "f",
                "headers": ["y", "a"],
                "label": 0,
                "joinsource_name_or_index": "id",
                "facet_dataset_uri": "s3://b/facets",
                "facet_headers": ["sex"],
                "predicted_label_dataset_uri": "s3://b/labels",
                "predicted_label_headers": ["p"],
                "predicted_label": 1,
                "excluded_columns": [2],
            },
        ),
        *(
            (lambda each=each: _data(dataset_type=each), {"dataset_type": each})
            for each in ("application/jsonlines", "application/x-parquet", "application/x-image")
        ),
        (
            lambda: _data(dataset_type="application/json", features="f", predicted_label="p", excluded_columns=["a"]),
            {"dataset_type": "application/json", "features": "f", "predicted_label": "p", "excluded_columns": ["a"]},
        ),
        (
            lambda: BiasConfig([1], "sex", [0], "age").get_config(),
            {
                "label_values_or_threshold": [1],
                "facet": [{"name_or_index": "sex", "value_or_threshold": [0]}],
                "group_variable": "age",
            },
        ),
        (lambda: BiasConfig([1], 0).get_config(), {"label_values_or_threshold": [1], "facet": [{"name_or_index": 0}]}),
        (
            lambda: BiasConfig([0.5], ["sex", "age"], [[0], None]).get_config(),
            {
                "label_values_or_threshold": [0.5],
                "facet": [{"name_or_index": "sex", "value_or_threshold": [0]}, {"name_or_index": "age"}],
            },
        ),
        (
            lambda: BiasConfig(["yes"], ["sex", "age"]).get_config(),
            {"label_values_or_threshold": ["yes"], "facet": [{"name_or_index": "sex"}, {"name_or_index": "age"}]},
        ),
        (lambda: _model(), MODEL),
        (
            lambda: _model(
                accept_type="text/csv",
                content_type="application/jsonlines",
                content_template='{"f":$features}',
                custom_attributes="c",
                accelerator_type="ml.eia1.medium",
                endpoint_name_prefix="p",
                target_model="t",
            ),
            MODEL
            | {
                "endpoint_name_prefix": "p",
                "accept_type": "text/csv",
                "content_type": "application/jsonlines",
                "content_template": '{"f":$features}',
                "custom_attributes": "c",
                "accelerator_type": "ml.eia1.medium",
                "target_model": "t",
            },
        ),
        (lambda: _endpoint(), {"endpoint_name": "e"}),
        (
            lambda: _endpoint(
                content_type="application/json", content_template="[$records]", record_template="{$features}"
            ),
            {
                "endpoint_name": "e",
                "content_type": "application/json",
                "content_template": "[$records]",
                "record_template": "{$features}",
            },
        ),
        *(
            (lambda each=each: _endpoint(accept_type=each), {"endpoint_name": "e", "accept_type": each})
            for each in ("text/csv", "application/jsonlines", "application/json")
        ),
        *(
            (lambda each=each: _endpoint(content_type=each), {"endpoint_name": "e", "content_type": each})
            for each in ("text/csv", "image/jpeg", "image/jpg", "image/png", "application/x-npy")
        ),
        (lambda: ModelPredictedLabelConfig().get_predictor_config(), (None, {})),
        (
            lambda: ModelPredictedLabelConfig("l", 1, 0.75, ["yes", "no"]).get_predictor_config(),
            (0.75, {"label": "l", "probability": 1, "label_headers": ["yes", "no"]}),
        ),
        (
            lambda: SHAPConfig().get_explainability_config(),
            {"shap": {"use_logit": False, "save_local_shap_values": True}},
        ),
        (
            lambda: SHAPConfig(
                [[1]], 5, "median", True, False, 7, features_to_explain=["a"]
            ).get_explainability_config(),
            {
                "shap": {
                    "use_logit": True,
                    "save_local_shap_values": False,
                    "baseline": [[1]],
                    "num_samples": 5,
                    "agg_method": "median",
                    "seed": 7,
                    "features_to_explain": ["a"],
                }
            },
        ),
        (
            lambda: SHAPConfig(
                num_clusters=2, agg_method="mean_sq", text_config={"language": "en"}, image_config={"model_type": "x"}
            ).get_explainability_config(),
            {
                "shap": {
                    "use_logit": False,
                    "save_local_shap_values": True,
                    "agg_method": "mean_sq",
                    "num_clusters": 2,
                    "text_config": {"language": "en"},
                    "image_config": {"model_type": "x"},
                }
            },
        ),
        (lambda: PDPConfig().get_explainability_config(), {"pdp": {"grid_resolution": 15, "top_k_features": 10}}),
        (
            lambda: PDPConfig(["a"], 3, 4).get_explainability_config(),
            {"pdp": {"grid_resolution": 3, "top_k_features": 4, "features": ["a"]}},
        ),
        (
            lambda: BiasAnalysisConfig(BiasConfig([1], "sex"), ["y"], "y").analysis_config,
            {"label_values_or_threshold": [1], "facet": [{"name_or_index": "sex"}], "headers": ["y"], "label": "y"},
        ),
        (
            lambda: ExplainabilityAnalysisConfig(PDPConfig(["a"], 3, 4), ENDPOINT, ["a"], ["yes"])._to_dict(),
            {
                "methods": {"pdp": {"grid_resolution": 3, "top_k_features": 4, "features": ["a"]}},
                "predictor": {"endpoint_name": "e", "label_headers": ["yes"]},
                "headers": ["a"],
            },
        ),
    ],
)
def test_a_config_has_what_was_told(make: Callable[[], object], config: Any) -> None:
    assert make() == config


@pytest.mark.parametrize(
    ("make", "message"),
    [
        *(
            (lambda told=told: _data(dataset_type="application/jsonlines", **told), "go with text/csv, not with appl")
            for told in (
                {"facet_dataset_uri": "s3://b/f"},
                {"facet_headers": ["a"]},
                {"predicted_label_dataset_uri": "s3://b/l"},
                {"predicted_label_headers": ["a"]},
            )
        ),
        (lambda: _data(dataset_type="application/x-image", predicted_label="p"), "neither predicted_label nor excl"),
        (lambda: BiasConfig([1], ["a"], [[1], [2]]), "1 facets, and values for 2"),
        (lambda: ModelConfig(), "or endpoint_name alone"),
        (lambda: ModelConfig("m", 1), "or endpoint_name alone"),
        (lambda: ModelConfig(instance_count=1, instance_type="t"), "or endpoint_name alone"),
        (lambda: _endpoint(content_type="application/pdf"), "content_type is one of text/csv, .*, application/x-npy"),
        (lambda: _endpoint(content_type="application/jsonlines", content_template="{}"), r"\$features in it"),
        (lambda: _endpoint(content_type="application/json", record_template="r"), r"\$record in it"),
        (lambda: _endpoint(content_type="application/json", content_template="$records"), "needs a record_template"),
        (lambda: SHAPConfig(features_to_explain=["a"], image_config={"model_type": "x"}), "neither with texts nor"),
        (lambda: ExplainabilityAnalysisConfig([], ENDPOINT), "at least one explainability_config"),
        (lambda: ExplainabilityAnalysisConfig([PDPConfig(["a"])] * 2, ENDPOINT), "one of a kind"),
        (lambda: ExplainabilityAnalysisConfig(PDPConfig(), ENDPOINT), "without a SHAPConfig beside it needs features"),
    ],
)
def test_a_config_that_clarify_would_refuse_is_not_made(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("threshold", [None, 0, 0.5, "0.5"])
def test_a_threshold_is_a_number_or_reads_as_one(threshold: Any) -> None:
    assert ModelPredictedLabelConfig(probability_threshold=threshold).probability_threshold == threshold
    with pytest.raises(TypeError, match="probability_threshold is a number, not 'half'"):
        ModelPredictedLabelConfig(probability_threshold="half")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "config", [DataConfig("i", "o", headers=["a"]), BiasConfig([1], "a"), ENDPOINT, SHAPConfig([[1]]), PDPConfig(["a"])]
)
def test_a_config_that_was_handed_out_is_a_copy(config: Any) -> None:
    ask = next(getattr(config, name) for name in dir(config) if name.startswith("get_"))
    before = repr(ask())
    ask().clear()
    for part in ask().values():
        if isinstance(part, dict | list):
            part.clear()
    assert repr(ask()) == before


REPORT = {"name": "report", "title": "Analysis Report"}
DATA: Any = {"headers": ["y", "a"], "label": "y"}


@pytest.mark.parametrize(
    ("analyse", "expected"),
    [
        (
            lambda: clarify.bias_analysis(
                DataConfig("i", "o", **DATA), BiasConfig([1], "a"), ENDPOINT, ModelPredictedLabelConfig("l", None, 0.5)
            ),
            {
                "dataset_type": "text/csv",
                "headers": ["y", "a"],
                "label": "y",
                "label_values_or_threshold": [1],
                "facet": [{"name_or_index": "a"}],
                "methods": {
                    "report": REPORT,
                    "pre_training_bias": {"methods": "all"},
                    "post_training_bias": {"methods": "all"},
                },
                "predictor": {"endpoint_name": "e", "label": "l"},
                "probability_threshold": 0.5,
            },
        ),
        # The predictions are in the data, or in a dataset of their own: no model is asked.
        *(
            (
                lambda told=told: clarify.bias_analysis(DataConfig("i", "o", **told), BiasConfig([1], "a"), None, None),
                {
                    "dataset_type": "text/csv",
                    **told,
                    "label_values_or_threshold": [1],
                    "facet": [{"name_or_index": "a"}],
                    "methods": {
                        "report": REPORT,
                        "pre_training_bias": {"methods": "all"},
                        "post_training_bias": {"methods": "all"},
                    },
                },
            )
            for told in ({"predicted_label": "p"}, {"predicted_label_dataset_uri": "s3://b/p"})
        ),
        (
            lambda: clarify.explainability_analysis(
                DataConfig("i", "o", **DATA),
                (SHAPConfig(), PDPConfig()),
                ENDPOINT,
                ModelPredictedLabelConfig(probability=1, probability_threshold=0.25, label_headers=["yes"]),
            ),
            {
                "dataset_type": "text/csv",
                "headers": ["y", "a"],
                "label": "y",
                "predictor": {"endpoint_name": "e", "probability": 1, "label_headers": ["yes"]},
                "probability_threshold": 0.25,
                "methods": {
                    "report": REPORT,
                    "shap": {"use_logit": False, "save_local_shap_values": True},
                    "pdp": {"grid_resolution": 15, "top_k_features": 10},
                },
            },
        ),
        (
            lambda: clarify.explainability_analysis(DataConfig("i", "o"), [PDPConfig(["a"], 1, 2)], ENDPOINT, None),
            {
                "dataset_type": "text/csv",
                "predictor": {"endpoint_name": "e"},
                "methods": {
                    "report": REPORT,
                    "pdp": {"grid_resolution": 1, "top_k_features": 2, "features": ["a"]},
                },
            },
        ),
    ],
)
def test_an_analysis_is_put_together(analyse: Callable[[], object], expected: Any) -> None:
    assert analyse() == expected

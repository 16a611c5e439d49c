"""The configuration of Clarify, as in its analysis_config.json: the data, the model, and what to analyse."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DATASET_TYPES = (
    "text/csv",
    "application/jsonlines",
    "application/json",
    "application/x-parquet",
    "application/x-image",
)
_ACCEPT_TYPES = ("text/csv", "application/jsonlines", "application/json")
_CONTENT_TYPES = (*_ACCEPT_TYPES, "image/jpeg", "image/jpg", "image/png", "application/x-npy")
_AGGREGATIONS = ("mean_abs", "median", "mean_sq")


class DataConfig:
    """The data of an analysis, and where its results go."""

    def __init__(
        self,
        s3_data_input_path: str,
        s3_output_path: str,
        s3_analysis_config_output_path: str | None = None,
        label: str | int | None = None,
        headers: Sequence[str] | None = None,
        features: str | None = None,
        dataset_type: str = "text/csv",
        s3_compression_type: str = "None",
        joinsource: str | int | None = None,
        facet_dataset_uri: str | None = None,
        facet_headers: Sequence[str] | None = None,
        predicted_label_dataset_uri: str | None = None,
        predicted_label_headers: Sequence[str] | None = None,
        predicted_label: str | int | None = None,
        excluded_columns: Sequence[int] | Sequence[str] | None = None,
    ) -> None:
        """`label` is a column's name or index, or a JSONPath; `features` a JSONPath, needed for application/json.

        Raises ValueError for a dataset type that Clarify does not know, and for an argument that a type does not have.
        """
        _require("dataset_type", dataset_type, _DATASET_TYPES)
        csv_only = (facet_dataset_uri, facet_headers, predicted_label_dataset_uri, predicted_label_headers)
        if dataset_type != "text/csv" and any(csv_only):
            raise ValueError(f"datasets of facets and of predicted labels go with text/csv, not with {dataset_type}")
        if dataset_type == "application/x-image" and (predicted_label or excluded_columns):
            raise ValueError("images have neither predicted_label nor excluded_columns")
        if dataset_type == "application/json" and features is None:
            raise ValueError("application/json needs features, a JMESPath")
        self.s3_data_input_path = s3_data_input_path
        self.s3_output_path = s3_output_path
        self.s3_analysis_config_output_path = s3_analysis_config_output_path
        self.s3_compression_type = s3_compression_type
        self.label = label
        self.headers = headers
        self.features = features
        self.dataset_type = dataset_type
        self.analysis_config: dict[str, Any] = _given(
            dataset_type=dataset_type,
            features=features,
            headers=headers,
            label=label,
            joinsource_name_or_index=joinsource,
            facet_dataset_uri=facet_dataset_uri,
            facet_headers=facet_headers,
            predicted_label_dataset_uri=predicted_label_dataset_uri,
            predicted_label_headers=predicted_label_headers,
            predicted_label=predicted_label,
            excluded_columns=excluded_columns,
        )

    def get_config(self) -> dict[str, Any]:
        """Its part of analysis_config.json."""
        return copy.deepcopy(self.analysis_config)


class BiasConfig:
    """The groups between which bias is measured."""

    def __init__(
        self,
        label_values_or_threshold: Sequence[float | str],
        facet_name: str | int | Sequence[str] | Sequence[int],
        facet_values_or_threshold: Any = None,
        group_name: str | None = None,
    ) -> None:
        """`facet_name` is the name or index of a column, or several with an entry each in `facet_values_or_threshold`.

        Raises ValueError if the numbers of facets and of their values differ.
        """
        if isinstance(facet_name, str | int):
            facets = [_given(name_or_index=facet_name, value_or_threshold=facet_values_or_threshold)]
        else:
            values = facet_values_or_threshold or [None] * len(facet_name)
            if not facet_name or len(values) != len(facet_name):
                raise ValueError(f"{len(facet_name)} facets, and values for {len(values)}: give each facet its values")
            facets = [_given(name_or_index=n, value_or_threshold=v) for n, v in zip(facet_name, values, strict=True)]
        self.analysis_config: dict[str, Any] = _given(
            label_values_or_threshold=label_values_or_threshold, facet=facets, group_variable=group_name
        )

    def get_config(self) -> dict[str, Any]:
        """Its part of analysis_config.json."""
        return copy.deepcopy(self.analysis_config)


class ModelConfig:
    """The model that predicts: one that gets an endpoint for the time of the analysis, or an existing endpoint."""

    def __init__(
        self,
        model_name: str | None = None,
        instance_count: int | None = None,
        instance_type: str | None = None,
        accept_type: str | None = None,
        content_type: str | None = None,
        content_template: str | None = None,
        record_template: str | None = None,
        custom_attributes: str | None = None,
        accelerator_type: str | None = None,
        endpoint_name_prefix: str | None = None,
        target_model: str | None = None,
        endpoint_name: str | None = None,
    ) -> None:
        """A model needs `model_name`, `instance_count` and `instance_type`; an endpoint needs `endpoint_name` alone.

        Raises ValueError for neither or both, for types that Clarify does not know, and for a missing template.
        """
        model = (model_name, instance_count, instance_type)
        if all(model) == bool(endpoint_name):
            raise ValueError("give model_name, instance_count and instance_type, or endpoint_name alone")
        if endpoint_name and endpoint_name_prefix:
            raise ValueError("an endpoint that is there takes no endpoint_name_prefix")
        _require("accept_type", accept_type, (None, *_ACCEPT_TYPES))
        _require("content_type", content_type, (None, *_CONTENT_TYPES))
        if content_type == "application/jsonlines" and "$features" not in (content_template or ""):
            raise ValueError("application/jsonlines needs a content_template with $features in it")
        if content_type == "application/json" and not (record_template and "$record" in (content_template or "")):
            raise ValueError("application/json needs a record_template, and a content_template with $record in it")
        self.predictor_config: dict[str, Any] = (
            _given(endpoint_name=endpoint_name)
            if endpoint_name
            else _given(model_name=model_name, instance_type=instance_type, initial_instance_count=instance_count)
        ) | _given(
            endpoint_name_prefix=endpoint_name_prefix,
            accept_type=accept_type,
            content_type=content_type,
            content_template=content_template,
            record_template=record_template,
            custom_attributes=custom_attributes,
            accelerator_type=accelerator_type,
            target_model=target_model,
        )

    def get_predictor_config(self) -> dict[str, Any]:
        """Its part of analysis_config.json."""
        return copy.deepcopy(self.predictor_config)


class ModelPredictedLabelConfig:
    """Where in the model's output the prediction is."""

    def __init__(
        self,
        label: str | int | None = None,
        probability: str | int | None = None,
        probability_threshold: float | None = None,
        label_headers: Sequence[str] | None = None,
    ) -> None:
        """`label` and `probability` are indices or JSONPaths. Raises TypeError for a threshold that is not a number."""
        try:
            float(probability_threshold or 0)
        except ValueError as error:
            raise TypeError(f"probability_threshold is a number, not {probability_threshold!r}") from error
        self.label = label
        self.probability = probability
        self.probability_threshold = probability_threshold
        self.label_headers = label_headers
        self.predictor_config: dict[str, Any] = _given(
            label=label, probability=probability, label_headers=label_headers
        )

    def get_predictor_config(self) -> tuple[float | None, dict[str, Any]]:
        """Its parts of analysis_config.json: the threshold, and the settings of the predictor."""
        return self.probability_threshold, copy.deepcopy(self.predictor_config)


class ExplainabilityConfig(ABC):
    """A method of explaining predictions."""

    @abstractmethod
    def get_explainability_config(self) -> dict[str, Any]:
        """Its part of analysis_config.json."""


class SHAPConfig(ExplainabilityConfig):
    """Shapley values."""

    def __init__(
        self,
        baseline: str | Sequence[Any] | Mapping[str, Any] | None = None,
        num_samples: int | None = None,
        agg_method: str | None = None,
        use_logit: bool = False,
        save_local_shap_values: bool = True,
        seed: int | None = None,
        num_clusters: int | None = None,
        text_config: Mapping[str, Any] | None = None,
        image_config: Mapping[str, Any] | None = None,
        features_to_explain: Sequence[str | int] | None = None,
    ) -> None:
        """`baseline` is rows, or the S3 URI of rows; `agg_method` mean_abs, median or mean_sq.

        `text_config` and `image_config` are as in analysis_config.json. Raises ValueError for another method, for a
        baseline with num_clusters, and for features_to_explain of texts and images.
        """
        _require("agg_method", agg_method, (None, *_AGGREGATIONS))
        if num_clusters is not None and baseline is not None:
            raise ValueError("a baseline is given or made of num_clusters: give one of the two")
        if features_to_explain is not None and (text_config or image_config):
            raise ValueError("features_to_explain goes neither with texts nor with images")
        self.shap_config: dict[str, Any] = _given(
            use_logit=use_logit,
            save_local_shap_values=save_local_shap_values,
            baseline=baseline,
            num_samples=num_samples,
            agg_method=agg_method,
            seed=seed,
            num_clusters=num_clusters,
            text_config=text_config,
            image_config=image_config,
            features_to_explain=features_to_explain,
        )

    def get_explainability_config(self) -> dict[str, Any]:
        return {"shap": copy.deepcopy(self.shap_config)}


class PDPConfig(ExplainabilityConfig):
    """Partial dependence plots."""

    def __init__(
        self, features: Sequence[str | int] | None = None, grid_resolution: int = 15, top_k_features: int = 10
    ) -> None:
        """Without `features`, it takes the `top_k_features` of a SHAPConfig beside it."""
        self.pdp_config: dict[str, Any] = _given(
            grid_resolution=grid_resolution, top_k_features=top_k_features, features=features
        )

    def get_explainability_config(self) -> dict[str, Any]:
        return {"pdp": copy.deepcopy(self.pdp_config)}


# What a schedule analyses


class AnalysisConfig:
    """What a schedule analyses. It is uploaded to S3 beside the definition."""

    analysis_config: dict[str, Any]

    def _to_dict(self) -> dict[str, Any]:
        return self.analysis_config


class BiasAnalysisConfig(AnalysisConfig):
    """What a schedule of `ModelBiasMonitor` analyses."""

    def __init__(
        self, bias_config: BiasConfig, headers: Sequence[str] | None = None, label: str | int | None = None
    ) -> None:
        """`headers` are the columns of the data, `label` the column's name or index, or a JSONPath."""
        self.analysis_config: dict[str, Any] = bias_config.get_config() | _given(headers=headers, label=label)


class ExplainabilityAnalysisConfig(AnalysisConfig):
    """What a schedule of `ModelExplainabilityMonitor` analyses."""

    def __init__(
        self,
        explainability_config: ExplainabilityConfig | Sequence[ExplainabilityConfig],
        model_config: ModelConfig,
        headers: Sequence[str] | None = None,
        label_headers: Sequence[str] | None = None,
    ) -> None:
        """`headers` are the columns of the features, `label_headers` the names of the predicted values.

        Raises ValueError for methods that do not go together.
        """
        predictor = model_config.get_predictor_config() | _given(label_headers=label_headers)
        self.analysis_config: dict[str, Any] = {"methods": _methods(explainability_config), "predictor": predictor}
        self.analysis_config |= _given(headers=headers)


@dataclass
class ClarifyBaseliningConfig:
    """What a baseline analysed, for a schedule created after it."""

    analysis_config: BiasAnalysisConfig | ExplainabilityAnalysisConfig
    features_attribute: str | None = None
    inference_attribute: str | None = None
    probability_attribute: str | None = None
    probability_threshold_attribute: float | None = None


# analysis_config.json of a baseline, in the order in which the SageMaker SDK writes it

_REPORT = {"report": {"name": "report", "title": "Analysis Report"}}


def bias_analysis(
    data: DataConfig, bias: BiasConfig, model: ModelConfig | None, label: ModelPredictedLabelConfig | None
) -> dict[str, Any]:
    """What a baseline of bias analyses."""
    methods = _REPORT | {"pre_training_bias": {"methods": "all"}, "post_training_bias": {"methods": "all"}}
    return _with_predictor(data.get_config() | bias.get_config() | {"methods": methods}, model, label)


def explainability_analysis(
    data: DataConfig,
    explainability: ExplainabilityConfig | Sequence[ExplainabilityConfig],
    model: ModelConfig,
    scores: int | str | ModelPredictedLabelConfig | None,
) -> dict[str, Any]:
    """What a baseline of explainability analyses. Raises ValueError for methods that do not go together."""
    label = predicted_label(scores)
    return _with_predictor(data.get_config(), model, label) | {"methods": _REPORT | _methods(explainability)}


def predicted_label(scores: int | str | ModelPredictedLabelConfig | None) -> ModelPredictedLabelConfig:
    """What is predicted; an index or a JSONPath may be given instead."""
    # One of the SageMaker SDK has the same method.
    is_config = hasattr(scores, "get_predictor_config")
    return cast("Any", scores) if is_config else ModelPredictedLabelConfig(label=cast("Any", scores))


def _methods(explainability: ExplainabilityConfig | Sequence[ExplainabilityConfig]) -> dict[str, Any]:
    # One of the SageMaker SDK has the same method.
    is_one = hasattr(explainability, "get_explainability_config")
    configs = cast("Sequence[ExplainabilityConfig]", [explainability] if is_one else explainability)
    methods: dict[str, Any] = {}
    for config in configs:
        methods |= config.get_explainability_config()
    if not methods or len(methods) < len(configs):
        raise ValueError("give at least one explainability_config, and one of a kind")
    if "shap" not in methods and "features" not in methods.get("pdp", {"features": ()}):
        raise ValueError("a PDPConfig without a SHAPConfig beside it needs features")
    return methods


def _with_predictor(
    analysis: dict[str, Any], model: ModelConfig | None, label: ModelPredictedLabelConfig | None
) -> dict[str, Any]:
    threshold, said = label.get_predictor_config() if label else (None, dict[str, Any]())
    if model is not None:
        analysis["predictor"] = model.get_predictor_config() | said
    elif not analysis.keys() & {"predicted_label_dataset_uri", "predicted_label"}:
        raise ValueError("without a model_config the data_config needs predicted labels")
    return analysis | _given(probability_threshold=threshold)


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _require(name: str, value: str | None, known: Sequence[str | None]) -> None:
    if value not in known:
        raise ValueError(f"{name} is one of {', '.join(filter(None, known))}, not {value!r}")

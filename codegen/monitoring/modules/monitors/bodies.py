"""What the files of Model Monitor contain. Your own containers may add to it; anything else in a file is kept."""

from typing import Any, Literal, Required, TypedDict

Number = float | Literal["NaN", "Infinity", "-Infinity"]
"""The files have text for numbers that JSON does not have."""
Switch = Literal["Enabled", "Disabled"]


# statistics.json


class Common(TypedDict, total=False):
    """How many values there are."""

    num_present: int
    num_missing: int
    completeness: float
    approximate_num_distinct_values: float


class Bucket(TypedDict):
    """A bar of a histogram."""

    lower_bound: Number
    upper_bound: Number
    count: Number


class Category(TypedDict):
    """A text, and how often it occurs."""

    value: str
    count: float


class Sketch(TypedDict, total=False):
    """A KLL sketch of a distribution."""

    parameters: dict[str, float]
    data: list[list[float]]


class KLL(TypedDict, total=False):
    """A distribution of numbers."""

    buckets: list[Bucket]
    sketch: Sketch


class NumericalDistribution(TypedDict, total=False):
    """The distribution of a feature of numbers."""

    kll: KLL


class NumericalStatistics(TypedDict, total=False):
    """The statistics of a feature of numbers."""

    common: Common
    completeness: float
    approximate_num_distinct_values: float
    distinct_count: float
    mean: Number
    sum: Number
    std_dev: Number
    min: Number
    max: Number
    distribution: NumericalDistribution


class Categorical(TypedDict, total=False):
    """A distribution of texts."""

    buckets: list[Category]


class StringDistribution(TypedDict, total=False):
    """The distribution of a feature of texts."""

    categorical: Categorical


class StringStatistics(TypedDict, total=False):
    """The statistics of a feature of texts."""

    common: Common
    completeness: float
    approximate_num_distinct_values: float
    distinct_count: float
    distribution: StringDistribution


class FeatureStatistics(TypedDict, total=False):
    """The statistics of a feature."""

    name: Required[str]
    inferred_type: Required[Literal["Integral", "Fractional", "String", "Unknown"]]
    numerical_statistics: NumericalStatistics
    string_statistics: StringStatistics


class Dataset(TypedDict, total=False):
    """What the statistics are of."""

    item_count: float
    start_time: str
    end_time: str
    evaluation_time: str


class StatisticsBody(TypedDict, total=False):
    """What statistics.json contains: `features` of data quality, or metrics of model quality, by name.

    A metric is a dict with its `value`, or the value alone, as MonitoringCustomMetrics of AWS writes it.
    """

    version: float
    dataset: Dataset
    features: list[FeatureStatistics]
    regression_metrics: dict[str, Any]
    binary_classification_metrics: dict[str, Any]
    multiclass_classification_metrics: dict[str, Any]


# constraints.json


class DistributionConstraints(TypedDict, total=False):
    """How distributions are compared."""

    perform_comparison: Switch
    comparison_threshold: float
    comparison_method: Literal["Simple", "Robust"]
    categorical_comparison_threshold: float
    categorical_drift_method: Literal["LInfinity", "ChiSquared"]


class MonitoringConfig(TypedDict, total=False):
    """What is evaluated, of a file or of a feature."""

    evaluate_constraints: Switch
    emit_metrics: Switch
    datatype_check_threshold: float
    domain_content_threshold: float
    distribution_constraints: DistributionConstraints


class NumericalConstraints(TypedDict, total=False):
    """The constraints on the numbers of a feature."""

    is_non_negative: bool


class StringConstraints(TypedDict, total=False):
    """The constraints on the texts of a feature."""

    domains: list[str]
    monitoring_config_overrides: MonitoringConfig
    """Where the SageMaker SDK writes them."""


class FeatureConstraints(TypedDict, total=False):
    """The constraints on a feature."""

    name: Required[str]
    inferred_type: Required[Literal["Integral", "Fractional", "String", "Unknown"]]
    completeness: float
    num_constraints: NumericalConstraints
    string_constraints: StringConstraints
    monitoringConfigOverrides: MonitoringConfig
    """The overrides as AWS's published schema spells them."""
    monitoring_config_overrides: MonitoringConfig


class Threshold(TypedDict):
    """The constraint on a metric."""

    threshold: Number
    comparison_operator: Literal["LessThanThreshold", "GreaterThanThreshold"]


class BiasMetric(TypedDict, total=False):
    """A metric of bias; without a value, `error` says why."""

    name: Required[str]
    description: str
    value: float | None
    error: str


class FacetMetrics(TypedDict, total=False):
    """The metrics for a value of a facet, or for the values above a threshold."""

    value_or_threshold: str
    metrics: list[BiasMetric]


class BiasMetrics(TypedDict, total=False):
    """The bias in data or in predictions, by facet."""

    label: str
    label_value_or_threshold: str
    facets: dict[str, list[FacetMetrics]]


class ShapValues(TypedDict, total=False):
    """How much each feature contributes to the prediction of a label."""

    global_shap_values: dict[str, float]
    global_top_shap_text: dict[str, dict[str, float]]
    expected_value: float


class PartialDependence(TypedDict, total=False):
    """How a prediction depends on a feature."""

    feature_name: str
    data_type: str
    feature_values: list[Any]
    data_distribution: list[float]
    model_predictions: list[list[float]]
    label_headers: list[str]


class Explanations(TypedDict, total=False):
    """What explains the predictions, by method."""

    kernel_shap: dict[str, ShapValues]
    pdp: list[PartialDependence]


class AnalysisBody(TypedDict, total=False):
    """What Clarify's analysis.json contains, which is the constraints of a bias or an explainability monitor."""

    version: str | float
    pre_training_bias_metrics: BiasMetrics
    post_training_bias_metrics: BiasMetrics
    explanations: Explanations


class ConstraintsBody(AnalysisBody, total=False):
    """What constraints.json contains: `features` of data quality, or thresholds of model quality by metric.

    For the monitors of Clarify this file is analysis.json.
    """

    features: list[FeatureConstraints]
    monitoring_config: MonitoringConfig
    regression_constraints: dict[str, Threshold]
    binary_classification_constraints: dict[str, Threshold]
    multiclass_classification_constraints: dict[str, Threshold]


# constraint_violations.json


class Violation(TypedDict, total=False):
    """A constraint that a run broke.

    It names the feature for data quality, the metric for model quality, the facet, its value and the metric for
    bias, and the label and the metric for explainability.
    """

    constraint_check_type: Required[str]
    description: Required[str]
    feature_name: str
    metric_name: str
    facet: str
    facet_value: str
    label: str


class ViolationsBody(TypedDict, total=False):
    """What constraint_violations.json contains."""

    version: str | float
    violations: Required[list[Violation]]

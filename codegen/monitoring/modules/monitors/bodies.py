"""What the files of Model Monitor hold. Own containers add to it; whatever else a file has is kept."""

from typing import Any, Literal, Required, TypedDict

Number = float | Literal["NaN", "Infinity", "-Infinity"]
"""The files have text for what JSON has no number for."""
Switch = Literal["Enabled", "Disabled"]


class Common(TypedDict, total=False):
    """How many values there are."""

    num_present: int
    num_missing: int


class Bucket(TypedDict):
    """A bar of a histogram."""

    lower_bound: Number
    upper_bound: Number
    count: Number


class Category(TypedDict):
    """A text, and how often it is there."""

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
    """What statistics.json holds: `features` of data quality, or metrics of model quality, by name."""

    version: float
    dataset: Dataset
    features: list[FeatureStatistics]
    regression_metrics: dict[str, dict[str, Any]]
    binary_classification_metrics: dict[str, Any]
    multiclass_classification_metrics: dict[str, Any]


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


class FeatureConstraints(TypedDict, total=False):
    """What a feature has to be."""

    name: Required[str]
    inferred_type: Required[Literal["Integral", "Fractional", "String", "Unknown"]]
    completeness: float
    num_constraints: dict[str, bool]
    string_constraints: dict[str, list[str]]
    monitoring_config_overrides: MonitoringConfig


class Threshold(TypedDict):
    """What a metric has to be."""

    threshold: Number
    comparison_operator: Literal["LessThanThreshold", "GreaterThanThreshold"]


class ConstraintsBody(TypedDict, total=False):
    """What constraints.json holds: `features` of data quality, or thresholds of model quality by metric.

    Clarify's analysis.json, which stands in its stead, has keys of its own.
    """

    version: float
    features: list[FeatureConstraints]
    monitoring_config: MonitoringConfig
    regression_constraints: dict[str, Threshold]
    binary_classification_constraints: dict[str, Threshold]
    multiclass_classification_constraints: dict[str, Threshold]


class Violation(TypedDict, total=False):
    """A constraint that a run broke.

    Of data quality it names the feature, of model quality the metric, of bias the facet, its value and the metric,
    of explainability the label and the metric.
    """

    constraint_check_type: Required[str]
    description: Required[str]
    feature_name: str
    metric_name: str
    facet: str
    facet_value: str
    label: str


class ViolationsBody(TypedDict, total=False):
    """What constraint_violations.json holds."""

    version: str | float
    violations: Required[list[Violation]]

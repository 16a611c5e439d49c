"""The arguments of the methods of monitors that concern a schedule and its jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from .clarify import AnalysisConfig
    from .configs import BatchTransformInput, EndpointInput, MonitoringInput, MonitoringOutput, NetworkConfig
    from .files import Constraints, Statistics


class Settings(TypedDict, total=False):
    """What a monitor, and every update of its schedule, says of the jobs, by the names of the arguments."""

    role: str
    image_uri: str
    entrypoint: Sequence[str]
    arguments: Sequence[str]
    env: Mapping[str, str]
    instance_count: int
    instance_type: str
    volume_size_in_gb: int
    volume_kms_key: str
    output_kms_key: str
    max_runtime_in_seconds: int
    network_config: NetworkConfig


class Given(Settings, total=False):
    """The arguments of create_monitoring_schedule and update_monitoring_schedule that are not None."""

    endpoint_input: EndpointInput | str
    batch_transform_input: BatchTransformInput
    ground_truth_input: str
    problem_type: str
    analysis_config: AnalysisConfig | str
    record_preprocessor_script: str
    post_analytics_processor_script: str
    enable_cloudwatch_metrics: bool
    statistics: Statistics | str
    constraints: Constraints | str
    baselining_job_name: str
    output: MonitoringOutput
    output_s3_uri: str
    monitor_schedule_name: str
    schedule_cron_expression: str
    data_analysis_start_time: str
    data_analysis_end_time: str


class Content(Settings, total=False):
    """The same as a definition has it: roles are ARNs, and files URIs."""

    monitoring_input: MonitoringInput
    ground_truth_input: str
    problem_type: str
    record_preprocessor_uri: str
    post_analytics_processor_uri: str
    enable_cloudwatch_metrics: bool
    statistics_uri: str
    constraints_uri: str
    baselining_job_name: str
    output: MonitoringOutput


class Arguments(TypedDict, total=False):
    """The same as `Given`, as the methods take it: what is None is not given."""

    role: str | None
    image_uri: str | None
    entrypoint: Sequence[str] | None
    arguments: Sequence[str] | None
    env: Mapping[str, str] | None
    instance_count: int | None
    instance_type: str | None
    volume_size_in_gb: int | None
    volume_kms_key: str | None
    output_kms_key: str | None
    max_runtime_in_seconds: int | None
    network_config: NetworkConfig | None
    endpoint_input: EndpointInput | str | None
    batch_transform_input: BatchTransformInput | None
    ground_truth_input: str | None
    problem_type: str | None
    analysis_config: AnalysisConfig | str | None
    record_preprocessor_script: str | None
    post_analytics_processor_script: str | None
    enable_cloudwatch_metrics: bool | None
    statistics: Statistics | str | None
    constraints: Constraints | str | None
    baselining_job_name: str | None
    output: MonitoringOutput | None
    output_s3_uri: str | None
    monitor_schedule_name: str | None
    schedule_cron_expression: str | None
    data_analysis_start_time: str | None
    data_analysis_end_time: str | None


def present(**arguments: Unpack[Arguments]) -> Given:
    """The arguments that are not None."""
    return cast("Given", {name: value for name, value in arguments.items() if value is not None})

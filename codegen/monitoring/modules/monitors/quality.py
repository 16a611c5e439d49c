"""The monitors of data quality and of model quality, which run the image of Model Monitor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from .arguments import present
from .configs import ProcessingInput, ProcessingOutput
from .formats import DataQualityMonitoringConfig
from .jobs import BaseliningJob
from .managed import ManagedMonitor
from .session import Uploads, is_s3

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .arguments import Given
    from .configs import BatchTransformInput, EndpointInput, NetworkConfig
    from .files import Constraints, Statistics
    from .image_uris import Framework

_CONTAINER = "/opt/ml/processing"


class QualityMonitor(ManagedMonitor):
    """The common base of the two monitors of quality."""

    _FRAMEWORK: ClassVar[Framework] = "model-monitor"

    def _create(self, given: Given) -> None:
        if self.latest_baselining_job_name:
            given["baselining_job_name"] = self.latest_baselining_job_name
        super()._create(given)

    def _suggest(
        self,
        files: Mapping[str, str | None],
        dataset_format: Mapping[str, Any],
        told: Mapping[str, object],
        output_s3_uri: str | None,
        job_name: str | None,
        *,
        wait: bool,
        logs: bool,
    ) -> BaseliningJob:
        """Starts a baseline of the files; its container is told of them, and of the rest, in the environment."""
        from . import baselines

        _require_dataset_format(dataset_format)
        name = job_name or self._new_job_name()
        session, folder = self.sagemaker_session, ("model-monitor", "baselining", name)
        environment = {
            **(self.env or {}),
            "output_path": f"{_CONTAINER}/output",
            "publish_cloudwatch_metrics": "Disabled",
            "dataset_format": json.dumps(dataset_format),
            **{variable: str(value) for variable, value in told.items() if value is not None},
        }
        destination = output_s3_uri or session.default_s3_uri(*folder, "results")
        output = ProcessingOutput(f"{_CONTAINER}/output", destination, "monitoring_output")
        inputs: list[ProcessingInput] = []
        with Uploads(session) as uploads:
            for kind, source in files.items():
                if source is None:
                    continue
                input_name = f"{kind}_input"
                path, place = f"{_CONTAINER}/input/{input_name}", source
                if not is_s3(source):
                    place = session.default_s3_uri(*folder, "input", input_name)
                    uploads.plan(source, place)
                inputs.append(ProcessingInput(place, path, input_name))
                if kind == "baseline_dataset":
                    environment["dataset_source"] = path
                else:
                    environment[kind] = f"{path}/{Path(source).name}"
            job = baselines.start_job(self, name, inputs, output, uploads, environment=environment)
        baseline = BaseliningJob.from_processing_job(job)
        self._keep(baseline, wait=wait, logs=logs)
        return baseline


class DefaultModelMonitor(QualityMonitor):
    """A monitor of the quality of the data that goes into a model."""

    JOB_DEFINITION_BASE_NAME: ClassVar[str] = "data-quality-job-definition"

    @classmethod
    def monitoring_type(cls) -> str:
        """DataQuality."""
        return "DataQuality"

    def suggest_baseline(
        self,
        baseline_dataset: str,
        dataset_format: Mapping[str, Any],
        record_preprocessor_script: str | None = None,
        post_analytics_processor_script: str | None = None,
        output_s3_uri: str | None = None,
        wait: bool = True,
        logs: bool = True,
        job_name: str | None = None,
        monitoring_config_override: DataQualityMonitoringConfig | None = None,
    ) -> BaseliningJob:
        """Starts a job that makes statistics and constraints of a dataset, for a schedule created after it.

        The dataset and the scripts are local paths or S3 URIs; `dataset_format` is of `DatasetFormat`. With `wait` the
        method returns when the job has ended, and shows its logs if `logs` is true. `latest_baselining_job` is set as
        soon as the job is started. Raises FileNotFoundError for a local file that does not exist, RuntimeError for an
        unknown override, and UnexpectedStatusException if the job failed.
        """
        if not DataQualityMonitoringConfig.valid_monitoring_config(monitoring_config_override):
            raise RuntimeError("monitoring_config_override: categorical_drift_method is ChiSquared or LInfinity")
        distribution = monitoring_config_override.distribution_constraints if monitoring_config_override else None
        return self._suggest(
            {
                "baseline_dataset": baseline_dataset,
                "record_preprocessor_script": record_preprocessor_script,
                "post_analytics_processor_script": post_analytics_processor_script,
            },
            dataset_format,
            {"categorical_drift_method": distribution and distribution.categorical_drift_method},
            output_s3_uri,
            job_name,
            wait=wait,
            logs=logs,
        )

    def create_monitoring_schedule(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        endpoint_input: EndpointInput | str | None = None,
        record_preprocessor_script: str | None = None,
        post_analytics_processor_script: str | None = None,
        output_s3_uri: str | None = None,
        constraints: Constraints | str | None = None,
        statistics: Statistics | str | None = None,
        monitor_schedule_name: str | None = None,
        schedule_cron_expression: str | None = None,
        enable_cloudwatch_metrics: bool = True,
        batch_transform_input: BatchTransformInput | None = None,
        data_analysis_start_time: str | None = None,
        data_analysis_end_time: str | None = None,
    ) -> None:
        """Creates a schedule and its job definition. If that fails, nothing is left behind.

        Either `endpoint_input` (an EndpointInput or a name) or `batch_transform_input` is required. Scripts are
        local paths or S3 URIs, `constraints` and `statistics` are files or S3 URIs. The schedule also uses the
        baseline of this monitor, if any. Without `schedule_cron_expression` it runs daily; with NOW it runs once, on
        the data between the two times, such as `-PT2H` and `-PT1H`.
        """
        self._create(
            present(
                endpoint_input=endpoint_input,
                record_preprocessor_script=record_preprocessor_script,
                post_analytics_processor_script=post_analytics_processor_script,
                output_s3_uri=output_s3_uri,
                constraints=constraints,
                statistics=statistics,
                monitor_schedule_name=monitor_schedule_name,
                schedule_cron_expression=schedule_cron_expression,
                enable_cloudwatch_metrics=enable_cloudwatch_metrics,
                batch_transform_input=batch_transform_input,
                data_analysis_start_time=data_analysis_start_time,
                data_analysis_end_time=data_analysis_end_time,
            )
        )

    def update_monitoring_schedule(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        endpoint_input: EndpointInput | str | None = None,
        record_preprocessor_script: str | None = None,
        post_analytics_processor_script: str | None = None,
        output_s3_uri: str | None = None,
        statistics: Statistics | str | None = None,
        constraints: Constraints | str | None = None,
        schedule_cron_expression: str | None = None,
        instance_count: int | None = None,
        instance_type: str | None = None,
        volume_size_in_gb: int | None = None,
        volume_kms_key: str | None = None,
        output_kms_key: str | None = None,
        max_runtime_in_seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        network_config: NetworkConfig | None = None,
        enable_cloudwatch_metrics: bool | None = None,
        role: str | None = None,
        batch_transform_input: BatchTransformInput | None = None,
        data_analysis_start_time: str | None = None,
        data_analysis_end_time: str | None = None,
    ) -> None:
        """Replaces the given values in the schedule, and returns when the change has taken effect.

        A change beyond `schedule_cron_expression` makes a new job definition; `prune` deletes the former one.
        """
        self._update(
            present(
                endpoint_input=endpoint_input,
                record_preprocessor_script=record_preprocessor_script,
                post_analytics_processor_script=post_analytics_processor_script,
                output_s3_uri=output_s3_uri,
                statistics=statistics,
                constraints=constraints,
                schedule_cron_expression=schedule_cron_expression,
                instance_count=instance_count,
                instance_type=instance_type,
                volume_size_in_gb=volume_size_in_gb,
                volume_kms_key=volume_kms_key,
                output_kms_key=output_kms_key,
                max_runtime_in_seconds=max_runtime_in_seconds,
                env=env,
                network_config=network_config,
                enable_cloudwatch_metrics=enable_cloudwatch_metrics,
                role=role,
                batch_transform_input=batch_transform_input,
                data_analysis_start_time=data_analysis_start_time,
                data_analysis_end_time=data_analysis_end_time,
            )
        )


class ModelQualityMonitor(QualityMonitor):
    """A monitor of the quality of a model's predictions, which are compared with the ground truth."""

    JOB_DEFINITION_BASE_NAME: ClassVar[str] = "model-quality-job-definition"

    @classmethod
    def monitoring_type(cls) -> str:
        """ModelQuality."""
        return "ModelQuality"

    def suggest_baseline(
        self,
        baseline_dataset: str,
        dataset_format: Mapping[str, Any],
        problem_type: str,
        inference_attribute: str | None = None,
        probability_attribute: str | int | None = None,
        ground_truth_attribute: str | None = None,
        probability_threshold_attribute: float | str | None = None,
        post_analytics_processor_script: str | None = None,
        output_s3_uri: str | None = None,
        wait: bool = False,
        logs: bool = False,
        job_name: str | None = None,
    ) -> BaseliningJob:
        """Starts a job that makes statistics and constraints of a dataset, for a schedule created after it.

        The dataset and the script are local paths or S3 URIs; `dataset_format` is of `DatasetFormat`; `problem_type`
        is Regression, BinaryClassification or MulticlassClassification; attributes are indices, headers or
        JSONPaths. With `wait` it returns when the job has ended, and shows its logs if `logs`. Raises
        FileNotFoundError for a local file that does not exist, ValidationError for what a schedule would refuse
        later, and UnexpectedStatusException if the job failed.
        """
        _require_good(problem_type, probability_threshold_attribute)
        return self._suggest(
            {
                "baseline_dataset": baseline_dataset,
                "post_analytics_processor_script": post_analytics_processor_script,
            },
            dataset_format,
            {
                "analysis_type": "MODEL_QUALITY",
                "problem_type": problem_type,
                "inference_attribute": inference_attribute,
                "probability_attribute": probability_attribute,
                "ground_truth_attribute": ground_truth_attribute,
                "probability_threshold_attribute": probability_threshold_attribute,
            },
            output_s3_uri,
            job_name,
            wait=wait,
            logs=logs,
        )

    def create_monitoring_schedule(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        endpoint_input: EndpointInput | str | None = None,
        ground_truth_input: str | None = None,
        problem_type: str | None = None,
        record_preprocessor_script: str | None = None,
        post_analytics_processor_script: str | None = None,
        output_s3_uri: str | None = None,
        constraints: Constraints | str | None = None,
        monitor_schedule_name: str | None = None,
        schedule_cron_expression: str | None = None,
        enable_cloudwatch_metrics: bool = True,
        batch_transform_input: BatchTransformInput | None = None,
        data_analysis_start_time: str | None = None,
        data_analysis_end_time: str | None = None,
    ) -> None:
        """Creates a schedule and its job definition. If that fails, nothing is left behind.

        `ground_truth_input`, an S3 URI, and `problem_type` are required; the rest is as in `DefaultModelMonitor`.
        """
        told = present(
            endpoint_input=endpoint_input,
            ground_truth_input=ground_truth_input,
            problem_type=problem_type,
            record_preprocessor_script=record_preprocessor_script,
            post_analytics_processor_script=post_analytics_processor_script,
            output_s3_uri=output_s3_uri,
            constraints=constraints,
            monitor_schedule_name=monitor_schedule_name,
            schedule_cron_expression=schedule_cron_expression,
            enable_cloudwatch_metrics=enable_cloudwatch_metrics,
            batch_transform_input=batch_transform_input,
            data_analysis_start_time=data_analysis_start_time,
            data_analysis_end_time=data_analysis_end_time,
        )
        require("ground_truth_input", ground_truth_input)
        require("problem_type", problem_type)
        self._create(told)

    def update_monitoring_schedule(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        endpoint_input: EndpointInput | str | None = None,
        ground_truth_input: str | None = None,
        problem_type: str | None = None,
        record_preprocessor_script: str | None = None,
        post_analytics_processor_script: str | None = None,
        output_s3_uri: str | None = None,
        constraints: Constraints | str | None = None,
        schedule_cron_expression: str | None = None,
        enable_cloudwatch_metrics: bool | None = None,
        role: str | None = None,
        instance_count: int | None = None,
        instance_type: str | None = None,
        volume_size_in_gb: int | None = None,
        volume_kms_key: str | None = None,
        output_kms_key: str | None = None,
        max_runtime_in_seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        network_config: NetworkConfig | None = None,
        batch_transform_input: BatchTransformInput | None = None,
        data_analysis_start_time: str | None = None,
        data_analysis_end_time: str | None = None,
    ) -> None:
        """Replaces the given values in the schedule, and returns when the change has taken effect.

        A change beyond `schedule_cron_expression` makes a new job definition; `prune` deletes the former one.
        """
        self._update(
            present(
                endpoint_input=endpoint_input,
                ground_truth_input=ground_truth_input,
                problem_type=problem_type,
                record_preprocessor_script=record_preprocessor_script,
                post_analytics_processor_script=post_analytics_processor_script,
                output_s3_uri=output_s3_uri,
                constraints=constraints,
                schedule_cron_expression=schedule_cron_expression,
                enable_cloudwatch_metrics=enable_cloudwatch_metrics,
                role=role,
                instance_count=instance_count,
                instance_type=instance_type,
                volume_size_in_gb=volume_size_in_gb,
                volume_kms_key=volume_kms_key,
                output_kms_key=output_kms_key,
                max_runtime_in_seconds=max_runtime_in_seconds,
                env=env,
                network_config=network_config,
                batch_transform_input=batch_transform_input,
                data_analysis_start_time=data_analysis_start_time,
                data_analysis_end_time=data_analysis_end_time,
            )
        )


def _require_good(problem_type: str, threshold: float | str | None) -> None:
    """What a baseline passes in its environment, where nobody checks it, is checked as for a schedule."""
    from .. import enums, shapes, validate

    kind = enums.MonitoringProblemType(problem_type)
    validate(shapes.ModelQualityAppSpecification(image_uri="image", problem_type=kind))
    try:
        float(threshold or 0)
    except ValueError as error:
        raise ValueError(f"probability_threshold_attribute is a number, not {threshold!r}") from error


def require(name: str, value: object) -> None:
    """Raises ValueError if a required argument is missing."""
    if not value:
        raise ValueError(f"{name} is needed")


def _require_dataset_format(dataset_format: Mapping[str, Any]) -> None:
    if (
        not isinstance(dataset_format, dict)
        or len(dataset_format) != 1
        or {"Csv", "Json", "Parquet"} & {*dataset_format}
    ):
        raise ValueError(
            f"dataset_format is of DatasetFormat, such as DatasetFormat.csv(header=True), not {dataset_format!r}"
        )

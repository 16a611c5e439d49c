"""The monitors of bias and of explainability, which run the image of Clarify."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from .arguments import present
from .clarify import (
    BiasAnalysisConfig,
    ClarifyBaseliningConfig,
    ExplainabilityAnalysisConfig,
    ModelPredictedLabelConfig,
    bias_analysis,
    explainability_analysis,
    predicted_label,
)
from .configs import BatchTransformInput, EndpointInput, ProcessingInput, ProcessingOutput
from .jobs import ClarifyBaseliningJob, ClarifyMonitoringExecution, MonitoringExecution
from .managed import ManagedMonitor
from .quality import require
from .session import Uploads, join

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .arguments import Given
    from .clarify import BiasConfig, DataConfig, ExplainabilityConfig, ModelConfig
    from .configs import MonitoringInput, NetworkConfig
    from .files import Constraints, Statistics
    from .image_uris import Framework

    Input = TypeVar("Input", bound=MonitoringInput)

_CONTAINER = "/opt/ml/processing"


class ClarifyModelMonitor(ManagedMonitor):
    """The common base of the monitors of Clarify; not a monitor itself."""

    _FRAMEWORK: ClassVar[Framework] = "clarify"
    _RUN: ClassVar[type[MonitoringExecution]] = ClarifyMonitoringExecution

    latest_baselining_job_config: ClarifyBaseliningConfig | None = None
    """What the latest baselining job analysed; a schedule created after it analyses the same."""

    def latest_monitoring_statistics(self, file_name: str = "statistics.json") -> Statistics:
        """Raises NotImplementedError: Clarify makes no statistics."""
        raise NotImplementedError(f"{type(self).__name__} has no statistics")

    def _create(self, given: Given) -> None:
        """With what the latest baselining job analysed, where nothing else is given."""
        if self.latest_baselining_job_name and "constraints" not in given:
            given["baselining_job_name"] = self.latest_baselining_job_name
        if config := self.latest_baselining_job_config:
            given.setdefault("analysis_config", config.analysis_config)
            if "endpoint_input" in given:
                given["endpoint_input"] = _completed(EndpointInput.of(given["endpoint_input"]), config)
            if "batch_transform_input" in given:
                given["batch_transform_input"] = _completed(
                    BatchTransformInput.of(given["batch_transform_input"]), config
                )
        require("analysis_config", given.get("analysis_config"))
        super()._create(given)

    def _suggest(
        self,
        data: DataConfig,
        analysis: Mapping[str, Any],
        baselining_config: ClarifyBaseliningConfig,
        job_name: str | None,
        kms_key: str | None,
        *,
        wait: bool,
        logs: bool,
    ) -> ClarifyBaseliningJob:
        """Starts the analysis of the data."""
        from . import baselines

        name = job_name or self._new_job_name()
        folder = data.s3_analysis_config_output_path or data.s3_output_path
        mode = "Continuous" if analysis.get("dataset_type") == "application/x-image" else "EndOfJob"
        output = ProcessingOutput(f"{_CONTAINER}/output", data.s3_output_path, "analysis_result", mode)
        with Uploads(self.sagemaker_session) as uploads:
            config = uploads.plan_text(json.dumps(analysis), join(folder, "analysis_config.json"), kms_key)
            inputs = [
                ProcessingInput(
                    data.s3_data_input_path,
                    f"{_CONTAINER}/input/data",
                    "dataset",
                    s3_compression_type=data.s3_compression_type,
                ),
                ProcessingInput(config, f"{_CONTAINER}/input/config", "analysis_config"),
            ]
            job = baselines.start_job(self, name, inputs, output, uploads, environment=self.env)
        baseline = ClarifyBaseliningJob(job)
        self.latest_baselining_job_config = baselining_config
        self._keep(baseline, wait=wait, logs=logs)
        return baseline


class ModelBiasMonitor(ClarifyModelMonitor):
    """A monitor of bias in a model's predictions, which are compared with the ground truth."""

    JOB_DEFINITION_BASE_NAME: ClassVar[str] = "model-bias-job-definition"

    @classmethod
    def monitoring_type(cls) -> str:
        """ModelBias."""
        return "ModelBias"

    def suggest_baseline(
        self,
        data_config: DataConfig,
        bias_config: BiasConfig,
        model_config: ModelConfig | None = None,
        model_predicted_label_config: ModelPredictedLabelConfig | None = None,
        wait: bool = False,
        logs: bool = False,
        job_name: str | None = None,
        kms_key: str | None = None,
    ) -> ClarifyBaseliningJob:
        """Starts a job that analyses the bias of a dataset. A schedule created after it analyses the same.

        `kms_key` encrypts the analysis_config.json. With `wait` it returns when the job has ended, and shows its logs
        if `logs`; `latest_baselining_job` is set as soon as the job is started. Raises UnexpectedStatusException when
        the job failed.
        """
        label = model_predicted_label_config
        config = ClarifyBaseliningConfig(
            BiasAnalysisConfig(bias_config, data_config.headers, data_config.label),
            features_attribute=data_config.features,
            inference_attribute=_text(label and label.label),
            probability_attribute=_text(label and label.probability),
            probability_threshold_attribute=label.probability_threshold if label else None,
        )
        analysis = bias_analysis(data_config, bias_config, model_config, label)
        return self._suggest(data_config, analysis, config, job_name, kms_key, wait=wait, logs=logs)

    def create_monitoring_schedule(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        endpoint_input: EndpointInput | str | None = None,
        ground_truth_input: str | None = None,
        analysis_config: BiasAnalysisConfig | str | None = None,
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

        `ground_truth_input`, an S3 URI, is required, and so is `analysis_config`, an S3 URI or a BiasAnalysisConfig,
        unless this monitor made a baseline. The rest is as in `DefaultModelMonitor`.
        """
        told = present(
            endpoint_input=endpoint_input,
            ground_truth_input=ground_truth_input,
            analysis_config=analysis_config,
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
        self._create(told)

    def update_monitoring_schedule(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        endpoint_input: EndpointInput | str | None = None,
        ground_truth_input: str | None = None,
        analysis_config: BiasAnalysisConfig | str | None = None,
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
                analysis_config=analysis_config,
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


class ModelExplainabilityMonitor(ClarifyModelMonitor):
    """A monitor of how much each feature contributes to a model's predictions."""

    JOB_DEFINITION_BASE_NAME: ClassVar[str] = "model-explainability-job-definition"

    @classmethod
    def monitoring_type(cls) -> str:
        """ModelExplainability."""
        return "ModelExplainability"

    def suggest_baseline(
        self,
        data_config: DataConfig,
        explainability_config: ExplainabilityConfig | Sequence[ExplainabilityConfig],
        model_config: ModelConfig,
        model_scores: int | str | ModelPredictedLabelConfig | None = None,
        wait: bool = False,
        logs: bool = False,
        job_name: str | None = None,
        kms_key: str | None = None,
    ) -> ClarifyBaseliningJob:
        """Starts a job that explains the predictions for a dataset. A schedule created after it does the same.

        `model_scores` is the index or the JSONPath of the scores in the model's output. The rest is as in
        `ModelBiasMonitor.suggest_baseline`.
        """
        scores = predicted_label(model_scores)
        headers = data_config.headers and [header for header in data_config.headers if header != data_config.label]
        config = ClarifyBaseliningConfig(
            ExplainabilityAnalysisConfig(
                explainability_config,
                model_config,
                headers,
                scores.label_headers,
            ),
            features_attribute=data_config.features,
            inference_attribute=_text(scores.label),
        )
        analysis = explainability_analysis(data_config, explainability_config, model_config, scores)
        return self._suggest(data_config, analysis, config, job_name, kms_key, wait=wait, logs=logs)

    def create_monitoring_schedule(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        endpoint_input: EndpointInput | str | None = None,
        analysis_config: ExplainabilityAnalysisConfig | str | None = None,
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

        `analysis_config`, an S3 URI or an ExplainabilityAnalysisConfig, is required unless this monitor made a
        baseline. The rest is as in `DefaultModelMonitor`.
        """
        self._create(
            present(
                endpoint_input=endpoint_input,
                analysis_config=analysis_config,
                output_s3_uri=output_s3_uri,
                constraints=constraints,
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
        analysis_config: ExplainabilityAnalysisConfig | str | None = None,
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
        Raises ValueError when nothing is given.
        """
        told = present(
            endpoint_input=endpoint_input,
            analysis_config=analysis_config,
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
        if not told:
            raise ValueError("nothing is given that would change the schedule")
        self._update(told)


def _completed(given: Input, config: ClarifyBaseliningConfig) -> Input:
    """The input with the attributes of the baseline where it has none; the given one stays as it is."""
    names = ("features_attribute", "inference_attribute", "probability_attribute", "probability_threshold_attribute")
    return replace(given, **{name: getattr(config, name) for name in names if getattr(given, name) is None})


def _text(value: object) -> str | None:
    return None if value is None else str(value)

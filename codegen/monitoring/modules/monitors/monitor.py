"""A monitor with an image of one's own, and what all monitors have in common."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .alerting import Alerting
from .arguments import present
from .configs import ProcessingOutput
from .jobs import BaseliningJob, MonitoringExecution, name_from_arn
from .logs import follow
from .session import Session, Uploads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from ..shapes import MonitoringExecutionSummary
    from .arguments import Given
    from .configs import BatchTransformInput, EndpointInput, MonitoringOutput, NetworkConfig, ProcessingInput
    from .files import Constraints, ConstraintViolations, Statistics

_logger = logging.getLogger(__name__)
_TO_COME = ("Pending", "InProgress", "Stopping")
"""A run in one of these statuses may still get a job."""

# lifecycle is imported where a request is made: with it come all shapes, which take longer to load than this package.


class ModelMonitor(Alerting):
    """A monitor that runs your own image. The other monitors run AWS's images.

    Its methods raise ValidationError, before anything is sent, if a request breaks a rule of the service;
    ValueError if an argument does not fit the monitor; and the errors of the client and of boto3.
    """

    JOB_DEFINITION_BASE_NAME: ClassVar[str] = ""
    """How the names of its job definitions begin; empty when the definition is part of the schedule."""
    _RUN: ClassVar[type[MonitoringExecution]] = MonitoringExecution

    def __init__(
        self,
        role: str | None = None,
        image_uri: str | None = None,
        instance_count: int = 1,
        instance_type: str = "ml.m5.xlarge",
        entrypoint: Sequence[str] | None = None,
        volume_size_in_gb: int = 30,
        volume_kms_key: str | None = None,
        output_kms_key: str | None = None,
        max_runtime_in_seconds: int | None = None,
        base_job_name: str | None = None,
        sagemaker_session: Session | None = None,
        env: Mapping[str, str] | None = None,
        tags: Sequence[Mapping[str, str]] | Mapping[str, str] | None = None,
        network_config: NetworkConfig | None = None,
    ) -> None:
        """`role` is the ARN or the name of a role, and is required. Nothing is sent.

        Generated names begin with `base_job_name`; `tags` are dicts of Key and Value, or one dict.
        Raises ValueError without a role, or if no region is known.
        """
        if not role:
            raise ValueError("role is needed: the ARN or the name of an IAM role, with which the jobs run")
        self.role = role
        self.image_uri = image_uri
        self.instance_count = instance_count
        self.instance_type = instance_type
        self.entrypoint = entrypoint
        self.volume_size_in_gb = volume_size_in_gb
        self.volume_kms_key = volume_kms_key
        self.output_kms_key = output_kms_key
        self.max_runtime_in_seconds = max_runtime_in_seconds
        self.base_job_name = base_job_name
        self.sagemaker_session: Session = Session.of(sagemaker_session)
        self.env = env
        self.tags: list[Mapping[str, str]] | None = _as_list(tags)
        self.network_config = network_config
        self.arguments: Sequence[str] | None = None
        self.monitoring_schedule_name: str | None = None
        self.job_definition_name: str | None = None
        self.former_job_definition_names: list[str] = []
        self.baselining_jobs: list[BaseliningJob] = []
        self.latest_baselining_job: BaseliningJob | None = None
        self.latest_baselining_job_name: str | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(schedule={self.monitoring_schedule_name!r})"

    @classmethod
    def monitoring_type(cls) -> str:
        """The type of its schedules. Raises TypeError here: a monitor with its own image has no type."""
        raise TypeError(f"a schedule of {cls.__name__} has no monitoring type")

    # Baselines

    def run_baseline(
        self,
        baseline_inputs: Sequence[ProcessingInput],
        output: ProcessingOutput | str,
        arguments: Sequence[str] | None = None,
        wait: bool = True,
        logs: bool = True,
        job_name: str | None = None,
    ) -> None:
        """Starts a processing job that makes a baseline of the inputs.

        `output` is the path in the container where the job leaves statistics.json and constraints.json, or has
        that path. With `wait` the method returns when the job has ended, and shows its logs if `logs` is true.
        `latest_baselining_job` is set as soon as the job is started. Raises UnexpectedStatusException if the
        job failed.
        """
        from . import baselines

        name = job_name or self._new_job_name()
        if isinstance(output, str):
            destination = self.sagemaker_session.default_s3_uri(name, "output")
            output = ProcessingOutput(output, destination, "monitoring_output")
        self.arguments = arguments
        with Uploads(self.sagemaker_session) as uploads:
            job = baselines.start_job(
                self, name, baseline_inputs, output, uploads, environment=self.env, arguments=arguments
            )
        self._keep(BaseliningJob.from_processing_job(job), wait=wait, logs=logs)

    def baseline_statistics(self, file_name: str = "statistics.json") -> Statistics | None:
        """The statistics that the latest baselining job made; None if it completed without them.

        Raises UnexpectedStatusException if it has not completed.
        """
        return self._baseline().baseline_statistics(file_name, self.output_kms_key)

    def suggested_constraints(self, file_name: str = "constraints.json") -> Constraints | None:
        """The constraints that the latest baselining job suggests; None if it completed without them.

        Raises UnexpectedStatusException if it has not completed.
        """
        return self._baseline().suggested_constraints(file_name, self.output_kms_key)

    def describe_latest_baselining_job(self) -> dict[str, Any]:
        """The service's description of the latest baselining job, as boto3 returns it."""
        return self._baseline().describe()

    # The schedule

    def create_monitoring_schedule(
        self,
        endpoint_input: EndpointInput | str | None = None,
        output: MonitoringOutput | None = None,
        statistics: Statistics | str | None = None,
        constraints: Constraints | str | None = None,
        monitor_schedule_name: str | None = None,
        schedule_cron_expression: str | None = None,
        batch_transform_input: BatchTransformInput | None = None,
        arguments: Sequence[str] | None = None,
        data_analysis_start_time: str | None = None,
        data_analysis_end_time: str | None = None,
    ) -> None:
        """Creates a schedule. If that fails, nothing is left behind.

        `output` is required, and so is either `endpoint_input` (an EndpointInput or a name) or `batch_transform_input`.
        `statistics` and `constraints` are files or S3 URIs. Without `schedule_cron_expression` it runs daily;
        with NOW it runs once, on the data between the two times, such as `-PT2H` and `-PT1H`.
        """
        told = present(
            endpoint_input=endpoint_input,
            output=output,
            statistics=statistics,
            constraints=constraints,
            monitor_schedule_name=monitor_schedule_name,
            schedule_cron_expression=schedule_cron_expression,
            batch_transform_input=batch_transform_input,
            arguments=arguments,
            data_analysis_start_time=data_analysis_start_time,
            data_analysis_end_time=data_analysis_end_time,
        )
        if output is None:
            raise ValueError("output is needed: where the container leaves its results")
        self._create(told)
        self.arguments = arguments if arguments is not None else self.arguments

    def update_monitoring_schedule(
        self,
        endpoint_input: EndpointInput | str | None = None,
        output: MonitoringOutput | None = None,
        statistics: Statistics | str | None = None,
        constraints: Constraints | str | None = None,
        schedule_cron_expression: str | None = None,
        instance_count: int | None = None,
        instance_type: str | None = None,
        entrypoint: Sequence[str] | None = None,
        volume_size_in_gb: int | None = None,
        volume_kms_key: str | None = None,
        output_kms_key: str | None = None,
        arguments: Sequence[str] | None = None,
        max_runtime_in_seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        network_config: NetworkConfig | None = None,
        role: str | None = None,
        image_uri: str | None = None,
        batch_transform_input: BatchTransformInput | None = None,
        data_analysis_start_time: str | None = None,
        data_analysis_end_time: str | None = None,
    ) -> None:
        """Replaces the given values in the schedule, and returns when the change has taken effect."""
        self._update(
            present(
                endpoint_input=endpoint_input,
                output=output,
                statistics=statistics,
                constraints=constraints,
                schedule_cron_expression=schedule_cron_expression,
                instance_count=instance_count,
                instance_type=instance_type,
                entrypoint=entrypoint,
                volume_size_in_gb=volume_size_in_gb,
                volume_kms_key=volume_kms_key,
                output_kms_key=output_kms_key,
                arguments=arguments,
                max_runtime_in_seconds=max_runtime_in_seconds,
                env=env,
                network_config=network_config,
                role=role,
                image_uri=image_uri,
                batch_transform_input=batch_transform_input,
                data_analysis_start_time=data_analysis_start_time,
                data_analysis_end_time=data_analysis_end_time,
            )
        )

    def start_monitoring_schedule(self) -> None:
        """Starts the schedule, and returns when it has started."""
        from . import lifecycle

        name = lifecycle.require_schedule(self)
        self.sagemaker_session.monitoring.start_monitoring_schedule(monitoring_schedule_name=name)
        self.sagemaker_session.monitoring.wait_until_scheduled(name)

    def stop_monitoring_schedule(self) -> None:
        """Stops the schedule, and returns when it has stopped."""
        from . import lifecycle

        name = lifecycle.require_schedule(self)
        self.sagemaker_session.monitoring.stop_monitoring_schedule(monitoring_schedule_name=name)
        self.sagemaker_session.monitoring.wait_until_stopped(name)

    def delete_monitoring_schedule(self) -> None:
        """Deletes the schedule and its job definition. If it fails half way, it can be called again."""
        from . import lifecycle

        lifecycle.delete(self)

    def prune(self) -> list[str]:
        """Deletes the job definitions that updates by this monitor replaced, and returns their names.

        A definition that another schedule uses is kept. Raises the errors of the client.
        """
        from . import lifecycle

        return lifecycle.prune(self)

    def describe_schedule(self) -> dict[str, Any]:
        """The service's description of the schedule, as boto3 returns it."""
        from .._runtime.api import to_dict
        from . import lifecycle

        name = lifecycle.require_schedule(self)
        return to_dict(self.sagemaker_session.monitoring.describe_monitoring_schedule(monitoring_schedule_name=name))

    @classmethod
    def attach(cls, monitor_schedule_name: str, sagemaker_session: Session | None = None) -> Self:
        """A monitor with the schedule of that name. Raises TypeError if the schedule is of another type."""
        from . import lifecycle

        return lifecycle.attach(cls, monitor_schedule_name, sagemaker_session)

    # The runs

    def list_executions(self) -> Sequence[MonitoringExecution]:
        """The runs of the schedule, oldest first, except those that wait for a job.

        A run may have ended without a job, for example because there was no data. Its methods then raise the reason.
        """
        runs = [
            self._RUN.from_summary(self.sagemaker_session, each)
            for each in self._summaries()
            if each.processing_job_arn or each.monitoring_execution_status not in _TO_COME
        ]
        if not runs:
            _logger.warning("No run of the schedule %s has a job yet.", self.monitoring_schedule_name)
        return runs[::-1]

    def latest_monitoring_statistics(self, file_name: str = "statistics.json") -> Statistics | None:
        """The statistics of the latest run; None if there is no run yet, or it completed without them.

        Raises UnexpectedStatusException if the run has not completed, or, with the reason, if it had no job.
        """
        runs = self.list_executions()
        return runs[-1].statistics(file_name) if runs else None

    def latest_monitoring_constraint_violations(
        self, file_name: str = "constraint_violations.json"
    ) -> ConstraintViolations | None:
        """The violations that the latest run found; None if there is no run yet, or it completed without them.

        Raises UnexpectedStatusException if the run has not completed, or, with the reason, if it had no job.
        """
        runs = self.list_executions()
        return runs[-1].constraint_violations(file_name) if runs else None

    def get_latest_execution_logs(self, wait: bool = False) -> None:
        """Shows the logs of the latest run; with `wait` until it has ended. Raises ValueError if there is no run."""
        latest = next(self._summaries(), None)
        if latest is None:
            raise ValueError(f"the schedule {self.monitoring_schedule_name} has not run yet")
        if latest.processing_job_arn is None:
            reason = latest.failure_reason or "no reason was given"
            raise ValueError(f"the latest run of the schedule {self.monitoring_schedule_name} has no job: {reason}")
        follow(self.sagemaker_session, name_from_arn(latest.processing_job_arn), logs=True, wait=wait)

    # For the monitors of AWS's images

    def _create(self, given: Given) -> None:
        from . import lifecycle

        lifecycle.create(self, given)

    def _update(self, given: Given) -> None:
        from . import lifecycle

        lifecycle.update(self, given)

    def _new_job_name(self) -> str:
        return self.sagemaker_session.new_name(self.base_job_name or "baseline-suggestion-job")

    def _keep(self, job: BaseliningJob, *, wait: bool, logs: bool) -> None:
        """Remembers a job that was started before anything else can fail."""
        self.baselining_jobs.append(job)
        self.latest_baselining_job = job
        self.latest_baselining_job_name = job.job_name
        if wait:
            job.wait(logs=logs)

    def _baseline(self) -> BaseliningJob:
        if self.latest_baselining_job is None:
            raise ValueError("no baselining job was started with this monitor")
        return self.latest_baselining_job

    def _summaries(self) -> Iterator[MonitoringExecutionSummary]:
        """The runs, the latest first, fetched as they are asked for."""
        from .. import enums
        from . import lifecycle

        return self.sagemaker_session.monitoring.iter_monitoring_executions(
            monitoring_schedule_name=lifecycle.require_schedule(self),
            sort_by=enums.MonitoringExecutionSortKey.SCHEDULED_TIME,
            sort_order=enums.SortOrder.DESCENDING,
            max_results=100,
        )


def _as_list(tags: Sequence[Mapping[str, str]] | Mapping[str, str] | None) -> list[Mapping[str, str]] | None:
    if isinstance(tags, Mapping):
        return [{"Key": key, "Value": value} for key, value in tags.items()]
    return None if tags is None else list(tags)

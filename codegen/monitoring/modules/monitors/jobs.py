"""Processing jobs: baselines and the runs of schedules, with the files that they leave."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

from .configs import ProcessingInput, ProcessingOutput
from .files import Constraints, ConstraintViolations, Statistics
from .logs import follow
from .session import Session, error_code, join

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

    from ..shapes import DescribeProcessingJobResponse, MonitoringExecutionSummary

_logger = logging.getLogger(__name__)

File = TypeVar("File")


class UnexpectedStatusException(ValueError):  # noqa: N818  the SDK's name
    """The status of a job or a schedule does not allow what was asked for."""

    def __init__(self, message: str, allowed_statuses: Sequence[str], actual_status: str) -> None:
        super().__init__(message)
        self.allowed_statuses = allowed_statuses
        self.actual_status = actual_status


class ProcessingJob:
    """A processing job that was started."""

    def __init__(
        self,
        sagemaker_session: Session,
        job_name: str,
        inputs: Sequence[ProcessingInput],
        outputs: Sequence[ProcessingOutput],
        output_kms_key: str | None = None,
    ) -> None:
        """The job of that name. Nothing is sent to the service."""
        self.sagemaker_session: Session = Session.of(sagemaker_session)
        self.job_name = job_name
        self.inputs: list[ProcessingInput] = list(inputs)
        self.outputs: list[ProcessingOutput] = list(outputs)
        self.output_kms_key = output_kms_key

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.job_name!r})"

    @property
    def name(self) -> str:
        """Its name."""
        return self.job_name

    def describe(self) -> dict[str, Any]:
        """The service's description of the job, as boto3 returns it. Raises the errors of the client."""
        from .._runtime.api import to_dict

        return to_dict(self._described())

    def _described(self) -> DescribeProcessingJobResponse:
        return self.sagemaker_session.monitoring.describe_processing_job(processing_job_name=self.job_name)

    def stop(self) -> None:
        """Asks the service to stop the job. Raises the errors of the client."""
        self.sagemaker_session.monitoring.stop_processing_job(processing_job_name=self.job_name)

    def wait(self, logs: bool = True) -> None:
        """Returns when the job has ended; meanwhile shows its logs and its status, if `logs` is true.

        Raises UnexpectedStatusException if the job failed. If interrupted, it leaves the job running and says so.
        """
        try:
            job = follow(self.sagemaker_session, self.job_name, logs=logs, wait=True)
        except KeyboardInterrupt as interrupt:
            interrupt.add_note(f"the processing job {self.job_name} goes on; its method stop() ends it")
            raise
        if job.processing_job_status == "Failed":
            raise UnexpectedStatusException(
                f"the processing job {self.job_name} failed: {job.failure_reason or 'no reason was given'}",
                ["Completed", "Stopped"],
                "Failed",
            )
        if job.processing_job_status == "Stopped":
            _logger.warning("The processing job %s was stopped: it may have reached its time limit.", self.job_name)

    def _file(self, read: Callable[..., File], file_name: str, kms_key: str | None) -> File | None:
        uri = join(self.outputs[0].destination or "", file_name)
        try:
            return read(uri, kms_key=kms_key, sagemaker_session=self.sagemaker_session)
        except Exception as error:
            if error_code(error) != "NoSuchKey":
                raise
            job = self._described()
            if job.processing_job_status != "Completed":
                reason = f": {job.failure_reason}" if job.failure_reason else ""
                raise UnexpectedStatusException(
                    f"{uri} does not exist, and the job {self.job_name} is {job.processing_job_status}{reason}",
                    ["Completed"],
                    job.processing_job_status,
                ) from error
            _logger.warning("%s is not there, though the job %s has completed.", uri, self.job_name)
            return None


class BaseliningJob(ProcessingJob):
    """A job that makes a baseline."""

    @classmethod
    def from_processing_job(cls, processing_job: ProcessingJob) -> Self:
        """The same job."""
        job = processing_job
        return cls(job.sagemaker_session, job.job_name, job.inputs, job.outputs, job.output_kms_key)

    def baseline_statistics(self, file_name: str = "statistics.json", kms_key: str | None = None) -> Statistics | None:
        """The statistics that the job made; None if it completed without them.

        Raises UnexpectedStatusException if it has not completed, and the errors of boto3. `kms_key` is for saving.
        """
        return self._file(Statistics.from_s3_uri, file_name, kms_key)

    def suggested_constraints(
        self, file_name: str = "constraints.json", kms_key: str | None = None
    ) -> Constraints | None:
        """The constraints that the job suggests; None if it completed without them. Raises as `baseline_statistics`."""
        return self._file(Constraints.from_s3_uri, file_name, kms_key)


class ClarifyBaseliningJob(BaseliningJob):
    """A job of Clarify that makes a baseline."""

    def __init__(self, processing_job: ProcessingJob) -> None:
        """The same job."""
        job = processing_job
        super().__init__(job.sagemaker_session, job.job_name, job.inputs, job.outputs, job.output_kms_key)

    @classmethod
    def from_processing_job(cls, processing_job: ProcessingJob) -> Self:
        """The same job."""
        return cls(processing_job)

    def baseline_statistics(self, file_name: str = "statistics.json", kms_key: str | None = None) -> Statistics:
        """Raises NotImplementedError: Clarify makes no statistics."""
        raise NotImplementedError(f"{type(self).__name__} has no statistics")

    def suggested_constraints(
        self, file_name: str | None = None, kms_key: str | None = None  # noqa: ARG002
    ) -> Constraints | None:
        """The analysis, analysis.json whatever `file_name` is. Raises as `BaseliningJob.suggested_constraints`."""
        return super().suggested_constraints("analysis.json", kms_key)


class MonitoringExecution(ProcessingJob):
    """A run of a schedule."""

    def __init__(
        self,
        sagemaker_session: Session,
        job_name: str,
        inputs: Sequence[ProcessingInput],
        output: ProcessingOutput,
        output_kms_key: str | None = None,
    ) -> None:
        """The job of that name. Nothing is sent to the service."""
        super().__init__(sagemaker_session, job_name, inputs, [output], output_kms_key)
        self.output = output
        self._ended: MonitoringExecutionSummary | None = None

    def __repr__(self) -> str:
        return super().__repr__() if self._ended is None else f"{type(self).__name__}(<{self._without_job()}>)"

    @classmethod
    def from_summary(cls, sagemaker_session: Session, summary: MonitoringExecutionSummary) -> Self:
        """The run that the service lists, with the description of its job, if any. Raises the errors of the client.

        Methods of a run without a job raise UnexpectedStatusException with the reason that the service gave.
        """
        if summary.processing_job_arn:
            return cls.from_processing_arn(sagemaker_session, summary.processing_job_arn)
        run = cls(sagemaker_session, "", [], ProcessingOutput(""))
        run._ended = summary
        return run

    def _without_job(self) -> str:
        run = self._ended
        if run is None:
            return ""
        reason = run.failure_reason or "no reason was given"
        return f"scheduled at {run.scheduled_time}, {run.monitoring_execution_status} without a job: {reason}"

    def _require_job(self) -> None:
        if self._ended is not None:
            raise UnexpectedStatusException(
                f"the run of the schedule {self._ended.monitoring_schedule_name}, {self._without_job()}",
                ["Completed", "CompletedWithViolations"],
                self._ended.monitoring_execution_status,
            )

    def _described(self) -> DescribeProcessingJobResponse:
        self._require_job()
        return super()._described()

    def stop(self) -> None:
        """Asks the service to stop the job. Raises the errors of the client."""
        self._require_job()
        super().stop()

    def wait(self, logs: bool = True) -> None:
        """Returns when the job has ended; meanwhile shows its logs and its status, if `logs` is true.

        Raises UnexpectedStatusException if the job failed. If interrupted, it leaves the job running and says so.
        """
        self._require_job()
        super().wait(logs)

    def _file(self, read: Callable[..., File], file_name: str, kms_key: str | None) -> File | None:
        self._require_job()
        return super()._file(read, file_name, kms_key)

    @classmethod
    def from_processing_arn(cls, sagemaker_session: Session, processing_job_arn: str) -> Self:
        """The run with that ARN, as the service describes it.

        Raises ValueError if it is not the ARN of a processing job, and the errors of the client.
        """
        name = name_from_arn(processing_job_arn)
        sagemaker_session = Session.of(sagemaker_session)
        job = sagemaker_session.monitoring.describe_processing_job(processing_job_name=name)
        outputs = job.processing_output_config.outputs if job.processing_output_config else []
        return cls(
            sagemaker_session,
            name,
            [
                ProcessingInput(
                    source=each.s3_input.s3_uri,
                    destination=each.s3_input.local_path or "",
                    input_name=each.input_name,
                    s3_data_type=each.s3_input.s3_data_type,
                    s3_input_mode=each.s3_input.s3_input_mode or "File",
                    s3_data_distribution_type=each.s3_input.s3_data_distribution_type or "FullyReplicated",
                    s3_compression_type=each.s3_input.s3_compression_type or "None",
                )
                for each in job.processing_inputs or []
                if each.s3_input
            ],
            next(
                (
                    ProcessingOutput(each.s3_output.local_path or "", each.s3_output.s3_uri, each.output_name)
                    for each in outputs
                    if each.s3_output
                ),
                ProcessingOutput(""),
            ),
            job.processing_output_config.kms_key_id if job.processing_output_config else None,
        )

    def statistics(self, file_name: str = "statistics.json", kms_key: str | None = None) -> Statistics | None:
        """The statistics of the run; None if it completed without them.

        Raises UnexpectedStatusException if it has not completed, and the errors of boto3. `kms_key` is for saving.
        """
        return self._file(Statistics.from_s3_uri, file_name, kms_key)

    def constraint_violations(
        self, file_name: str = "constraint_violations.json", kms_key: str | None = None
    ) -> ConstraintViolations | None:
        """The violations of constraints; None if the run completed without the file. Raises as `statistics`."""
        return self._file(ConstraintViolations.from_s3_uri, file_name, kms_key)


class ClarifyMonitoringExecution(MonitoringExecution):
    """A run of a schedule of Clarify."""

    def statistics(self, file_name: str = "statistics.json", kms_key: str | None = None) -> Statistics:
        """Raises NotImplementedError: Clarify makes no statistics."""
        raise NotImplementedError(f"{type(self).__name__} has no statistics")


def name_from_arn(arn: str | None) -> str:
    """The name of a processing job. Raises ValueError when it is not the ARN of one, as None of a run without a job."""
    kind, _, name = str(arn).rpartition("/")
    if not (kind.startswith("arn:") and kind.endswith(":processing-job") and name):
        raise ValueError(
            f"{arn!r} is not the ARN of a processing job, such as "
            "'arn:aws:sagemaker:us-east-1:111122223333:processing-job/name'"
        )
    return name

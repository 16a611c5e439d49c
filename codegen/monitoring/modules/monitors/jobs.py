"""Processing jobs: baselines and the runs of schedules, with their logs and the files that they leave."""

from __future__ import annotations

import logging
import math
import sys
from typing import TYPE_CHECKING, Any, TypeVar

from .configs import ProcessingInput, ProcessingOutput
from .files import Constraints, ConstraintViolations, Statistics
from .session import Session, error_code, join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Self

    from ..shapes import DescribeProcessingJobResponse

_logger = logging.getLogger(__name__)
_LOG_GROUP = "/aws/sagemaker/ProcessingJobs"
_GOING_ON = ("InProgress", "Stopping")
_POLL_SECONDS = 5

File = TypeVar("File")


class UnexpectedStatusException(ValueError):  # noqa: N818  the SDK's name
    """A job or a schedule is not in a status in which what was asked for is possible."""

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
        """The job of that name; nothing is asked of the service."""
        self.sagemaker_session = sagemaker_session
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
        """What the service says of the job, as boto3 gives it. Raises what the client raises."""
        from .._runtime.api import to_dict

        return to_dict(self._described())

    def _described(self) -> DescribeProcessingJobResponse:
        return self.sagemaker_session.monitoring.describe_processing_job(processing_job_name=self.job_name)

    def stop(self) -> None:
        """Asks the service to stop the job. Raises what the client raises."""
        self.sagemaker_session.monitoring.stop_processing_job(processing_job_name=self.job_name)

    def wait(self, logs: bool = True) -> None:
        """Returns when the job has ended; meanwhile shows its logs and how it stands, if `logs`.

        Raises UnexpectedStatusException when it failed. Interrupted, it leaves the job running and says so.
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
            status = self._described().processing_job_status
            if status != "Completed":
                raise UnexpectedStatusException(
                    f"{uri} is not there, and the job {self.job_name} not completed but in the status {status}",
                    ["Completed"],
                    status,
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
        """The statistics that it made; None when it completed without.

        Raises UnexpectedStatusException when it has not completed, and what boto3 raises. `kms_key` is for saving.
        """
        return self._file(Statistics.from_s3_uri, file_name, kms_key)

    def suggested_constraints(
        self, file_name: str = "constraints.json", kms_key: str | None = None
    ) -> Constraints | None:
        """The constraints that it suggests; None when it completed without. Raises as `baseline_statistics`."""
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
        """The job of that name; nothing is asked of the service."""
        super().__init__(sagemaker_session, job_name, inputs, [output], output_kms_key)
        self.output = output

    @classmethod
    def from_processing_arn(cls, sagemaker_session: Session, processing_job_arn: str) -> Self:
        """The run with that ARN, as the service describes it. Raises what the client raises."""
        name = name_from_arn(processing_job_arn)
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
        """The statistics of the run; None when it completed without.

        Raises UnexpectedStatusException when it has not completed, and what boto3 raises. `kms_key` is for saving.
        """
        return self._file(Statistics.from_s3_uri, file_name, kms_key)

    def constraint_violations(
        self, file_name: str = "constraint_violations.json", kms_key: str | None = None
    ) -> ConstraintViolations | None:
        """The constraints that were broken; None when it completed without the file. Raises as `statistics`."""
        return self._file(ConstraintViolations.from_s3_uri, file_name, kms_key)


class ClarifyMonitoringExecution(MonitoringExecution):
    """A run of a schedule of Clarify."""

    def statistics(self, file_name: str = "statistics.json", kms_key: str | None = None) -> Statistics:
        """Raises NotImplementedError: Clarify makes no statistics."""
        raise NotImplementedError(f"{type(self).__name__} has no statistics")


def name_from_arn(arn: str) -> str:
    """The name at the end of an ARN."""
    return arn.rpartition("/")[2]


# Waiting and logs


def follow(session: Session, job_name: str, *, logs: bool, wait: bool) -> DescribeProcessingJobResponse:
    """The job when it has ended, or as it is without `wait`; meanwhile shows its logs, if `logs`."""
    job = session.monitoring.describe_processing_job(processing_job_name=job_name)
    instances = job.processing_resources.cluster_config.instance_count if logs else 0
    with _Logs(session, job_name, instances or 0) as shown:
        shown.show(job.processing_job_status)
        if wait and job.processing_job_status in _GOING_ON:
            job = _ended(session, job_name, lambda: shown.show(job.processing_job_status))
            shown.show(job.processing_job_status)
    return job


def _ended(session: Session, job_name: str, look: Callable[[], None]) -> DescribeProcessingJobResponse:
    """The job when it has ended. Looks meanwhile, and once more as the last lines of a log come late."""
    from .._runtime.errors import WaitError
    from ..client import MonitoringClient

    def sleep(seconds: float) -> None:
        while seconds > 0:
            session.sleep(min(seconds, _POLL_SECONDS))
            seconds -= _POLL_SECONDS
            look()

    sleep(_POLL_SECONDS)
    client = MonitoringClient(session.sagemaker_client, sleep=sleep)
    try:
        job = client.wait_until_processing_job_finished(job_name, timeout=math.inf, poll=_POLL_SECONDS)
    except WaitError as error:
        job = error.response
    session.sleep(_POLL_SECONDS)
    return job


class _Logs:
    """The logs of a job on their way to standard output; in a terminal with a last line that says how it stands.

    Of no instances nothing is shown.
    """

    def __init__(self, session: Session, job_name: str, instances: int) -> None:
        self._session = session
        self._job_name = job_name
        self._instances = instances
        self._tokens: dict[str, str | None] = {}
        self._status = ""
        self._begun = session.clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._instances and sys.stdout.isatty():
            sys.stdout.write("\n")

    def show(self, status: str) -> None:
        if not self._instances:
            return
        for line in self._read():
            self._print(line)
        if sys.stdout.isatty():
            minutes, seconds = divmod(int(self._session.clock() - self._begun), 60)
            sys.stdout.write(f"\r\x1b[K{self._job_name}: {status}, {minutes}:{seconds:02}")
        elif status != self._status:
            self._print(f"{self._job_name}: {status}")
        self._status = status
        sys.stdout.flush()

    def _print(self, line: str) -> None:
        sys.stdout.write(f"\r\x1b[K{line}\n" if sys.stdout.isatty() else f"{line}\n")

    def _read(self) -> Iterator[str]:
        if len(self._tokens) < self._instances:
            self._tokens = dict.fromkeys(self._streams()) | self._tokens
        for stream, token in self._tokens.items():
            place = f"{stream.rpartition('/')[2]}: " if self._instances > 1 else ""
            while True:
                page = self._session.client("logs").get_log_events(
                    logGroupName=_LOG_GROUP,
                    logStreamName=stream,
                    startTime=0,
                    startFromHead=True,
                    **({"nextToken": token} if token else {}),
                )
                yield from (place + event["message"] for event in page["events"])
                # The end of the stream gives back the token that it was asked with.
                if page["nextForwardToken"] == token:
                    break
                self._tokens[stream] = token = page["nextForwardToken"]

    def _streams(self) -> Iterator[str]:
        found: dict[str, Any] = {"nextToken": None}
        while "nextToken" in found:
            more = {"nextToken": found["nextToken"]} if found["nextToken"] else {}
            try:
                found = self._session.client("logs").describe_log_streams(
                    logGroupName=_LOG_GROUP,
                    logStreamNamePrefix=f"{self._job_name}/",
                    orderBy="LogStreamName",
                    limit=min(self._instances, 50),
                    **more,
                )
            except Exception as error:
                # No job has written anything yet.
                if error_code(error) != "ResourceNotFoundException":
                    raise
                return
            yield from (each["logStreamName"] for each in found["logStreams"])

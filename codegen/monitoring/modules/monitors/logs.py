"""Waits for a job, and prints its logs."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

from .session import Session, error_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

    from ..shapes import DescribeProcessingJobResponse

_LOG_GROUP = "/aws/sagemaker/ProcessingJobs"
_GOING_ON = ("InProgress", "Stopping")
_POLL_SECONDS = 5


def follow(session: Session, job_name: str, *, logs: bool, wait: bool) -> DescribeProcessingJobResponse:
    """The job when it has ended, or its present state without `wait`; prints its logs meanwhile if `logs` is true."""
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
        from .._runtime.console import printable

        shown = "\t".join(map(printable, line.rstrip("\r\n").split("\t")))
        sys.stdout.write(f"\r\x1b[K{shown}\n" if sys.stdout.isatty() else f"{shown}\n")

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

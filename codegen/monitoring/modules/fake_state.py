"""What the fake holds, and the file that it can be kept in."""

import errno
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from . import shapes, wire
from ._runtime.api import validate
from ._runtime.converters import JSON, json_value
from .enums import ExecutionStatus, MonitoringType, ScheduleStatus
from .operations import OPERATIONS

ENDS = (
    ExecutionStatus.COMPLETED,
    ExecutionStatus.COMPLETED_WITH_VIOLATIONS,
    ExecutionStatus.FAILED,
    ExecutionStatus.STOPPED,
)
"""The statuses that an execution keeps."""

KINDS = [kind.value for kind in MonitoringType]
"""Of job definitions: `DataQuality` and so on."""

LONGEST_REASON = 1024
"""Characters of a reason or a message."""

_FORMAT = "monitorshapes.fake 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ends."""

    status: ExecutionStatus = ExecutionStatus.COMPLETED
    failure_reason: str | None = None
    exit_message: str | None = None

    def __post_init__(self) -> None:
        if self.status not in ENDS:
            raise ValueError(f"a run ends as one of {', '.join(ENDS)}, not {self.status.value!r}")
        for text in (self.failure_reason, self.exit_message):
            if len(text or "") > LONGEST_REASON:
                raise ValueError(f"a reason and a message have at most {LONGEST_REASON} characters")


@dataclass(slots=True, kw_only=True)
class Schedule:
    """A monitoring schedule."""

    description: shapes.DescribeMonitoringScheduleResponse
    alert: shapes.MonitoringAlertSummary
    due: datetime | None
    """When it changes next, or starts its next run."""
    becomes: ScheduleStatus | None
    """What it is when it is pending no more; None: deleted."""


@dataclass(slots=True, kw_only=True)
class Run:
    """A processing job, and the execution of a schedule that it belongs to."""

    job: shapes.DescribeProcessingJobResponse
    execution: shapes.MonitoringExecutionSummary | None
    due: datetime | None
    """When it changes next; None when it has ended."""
    outcome: Outcome

    @property
    def has_started(self) -> bool:
        """Whether there is a processing job already."""
        return self.execution is None or self.execution.processing_job_arn is not None


@dataclass(slots=True, kw_only=True)
class State:
    """All that the service knows."""

    ahead: timedelta = timedelta()
    """Of the clock."""
    definitions: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    """The descriptions of job definitions, by kind and name."""
    schedules: dict[str, Schedule] = field(default_factory=dict[str, Schedule])
    runs: list[Run] = field(default_factory=list[Run])
    """In the order of their times."""
    history: list[shapes.MonitoringAlertHistorySummary] = field(
        default_factory=list[shapes.MonitoringAlertHistorySummary]
    )
    tags: dict[str, list[shapes.Tag]] = field(default_factory=dict[str, list[shapes.Tag]])
    """Of each resource that there is, by ARN."""
    planned: dict[str, list[Outcome]] = field(default_factory=dict[str, list[Outcome]])
    """How runs to come end, by the name of the schedule or the processing job."""
    failures: dict[str, str] = field(default_factory=dict[str, str])
    """Why the next change of a schedule fails, by its name."""
    jobs: dict[str, Run] = field(init=False)
    """The runs whose processing jobs have started, by the job's name."""
    unfinished: list[Run] = field(init=False)

    def __post_init__(self) -> None:
        self.jobs = {run.job.processing_job_name: run for run in self.runs if run.has_started}
        self.unfinished = [run for run in self.runs if run.due is not None]


def write(path: Path, state: State) -> None:
    """Puts `state` in place of what is in the file. Raises OSError."""
    content = {
        "format": _FORMAT,
        "ahead": state.ahead.total_seconds(),
        "definitions": {kind: [_plain(each) for each in named.values()] for kind, named in state.definitions.items()},
        "schedules": [
            {
                "description": _plain(each.description),
                "alert": _plain(each.alert),
                "due": each.due,
                "becomes": each.becomes,
            }
            for each in state.schedules.values()
        ],
        "runs": [
            {
                "job": _plain(each.job),
                "execution": each.execution and _plain(each.execution),
                "due": each.due,
                "outcome": _written(each.outcome),
            }
            for each in state.runs
        ],
        "history": [_plain(each) for each in state.history],
        "tags": {arn: [_plain(tag) for tag in tags] for arn, tags in state.tags.items()},
        "planned": {name: [_written(each) for each in outcomes] for name, outcomes in state.planned.items()},
        "failures": state.failures,
    }
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(content, file, default=json_value)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise


def read(path: Path) -> State:
    """The state in a file; a new one where there is no file. Raises OSError, and ValueError for a damaged file."""
    if not path.parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "there is no such directory", str(path.parent))
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != _FORMAT:
            raise ValueError(f"its format is {content['format']!r}, not {_FORMAT!r}")
        return _state(content)
    except FileNotFoundError:
        return State()
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(
            f"{path}: no state of monitorshapes.fake ({_damage(error)}): restore it, or remove it"
        ) from error


def _damage(error: Exception) -> str:
    match error:
        case json.JSONDecodeError() | UnicodeDecodeError() | RecursionError():
            return "it is no JSON, or was cut off"
        case KeyError():
            return f"{error} is missing"
        case ValueError():
            return str(error)
        case _:
            return "something in it is of the wrong type"


def _state(content: Mapping[str, Any]) -> State:
    described = {kind: OPERATIONS[f"Describe{kind}JobDefinition"].response for kind in KINDS}
    definitions = {kind: [_shape(described[kind], each) for each in content["definitions"][kind]] for kind in KINDS}
    schedules = [
        Schedule(
            description=_shape(shapes.DescribeMonitoringScheduleResponse, each["description"]),
            alert=_shape(shapes.MonitoringAlertSummary, each["alert"]),
            due=_time(each["due"]),
            becomes=each["becomes"] and ScheduleStatus(each["becomes"]),
        )
        for each in content["schedules"]
    ]
    return State(
        ahead=timedelta(seconds=content["ahead"]),
        definitions={kind: {each.job_definition_name: each for each in definitions[kind]} for kind in KINDS},
        schedules={each.description.monitoring_schedule_name: each for each in schedules},
        runs=[
            Run(
                job=_shape(shapes.DescribeProcessingJobResponse, each["job"]),
                execution=each["execution"] and _shape(shapes.MonitoringExecutionSummary, each["execution"]),
                due=_time(each["due"]),
                outcome=_outcome(each["outcome"]),
            )
            for each in content["runs"]
        ],
        history=[_shape(shapes.MonitoringAlertHistorySummary, each) for each in content["history"]],
        tags={arn: [_shape(shapes.Tag, tag) for tag in tags] for arn, tags in content["tags"].items()},
        planned={name: [_outcome(each) for each in outcomes] for name, outcomes in content["planned"].items()},
        failures={name: str(reason) for name, reason in content["failures"].items()},
    )


def _plain(structure: Any) -> Any:
    return wire.WRITERS[type(structure)](structure)


def _shape(cls: Any, data: Any) -> Any:
    structure = wire.READERS[cls](data, JSON)
    validate(structure, level="model", ignore={"unknown"})
    return structure


def _written(outcome: Outcome) -> dict[str, str | None]:
    return {
        "status": outcome.status,
        "failure_reason": outcome.failure_reason,
        "exit_message": outcome.exit_message,
    }


def _outcome(data: dict[str, Any]) -> Outcome:
    return Outcome(**(data | {"status": ExecutionStatus(data["status"])}))


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)

"""The life of a run: an execution of a schedule with its processing job, or a processing job alone."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..enums import ExecutionStatus
from .call import Settings, Space
from .store import moment

ENDS = (
    ExecutionStatus.COMPLETED,
    ExecutionStatus.COMPLETED_WITH_VIOLATIONS,
    ExecutionStatus.FAILED,
    ExecutionStatus.STOPPED,
)
"""The statuses that an execution keeps."""

LONGEST_REASON = 1024
"""Characters of a reason or a message."""

_EXIT_MESSAGES = {
    "Completed": "Completed: Job completed successfully with no violations.",
    "CompletedWithViolations": "CompletedWithViolations: Job completed successfully with 1 violations.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ends."""

    status: str = "Completed"
    failure_reason: str | None = None
    exit_message: str | None = None
    processing_job: bool = True
    """Whether an execution gets as far as having a processing job."""

    def __post_init__(self) -> None:
        if self.status not in ENDS:
            raise ValueError(f"a run ends as one of {', '.join(ENDS)}, not {self.status!r}")
        if not self.processing_job and self.status != "Failed":
            raise ValueError(f"only a run that ends as Failed has no processing job, not one that is {self.status}")
        for text in (self.failure_reason, self.exit_message):
            if len(text or "") > LONGEST_REASON:
                raise ValueError(f"a reason and a message have at most {LONGEST_REASON} characters")


WELL = Outcome()

_ODD = 0x9E3779B97F4A7C15F39CC060B
"""Makes numbers that follow each other look as different as AWS's names do, and no two the same."""


@dataclass(slots=True)
class Run:
    """A row of the table of runs."""

    id: int | None
    space: int
    schedule: str | None
    owner: int | None
    template: int
    job: str
    created: int
    started: int | None
    ended: int | None
    modified: int
    status: str | None
    job_status: str | None
    ends: str
    reason: str | None
    message: str | None
    jobless: int
    due: int | None


_COLUMNS = (
    "id, space, schedule, owner, template, job, created, started, ended, modified, status, job_status, "
    "ends, reason, message, jobless, due"
)
_INSERT = f"INSERT INTO runs ({_COLUMNS}) VALUES ({', '.join('?' * 17)})"  # noqa: S608  constants
_UPDATE = (
    "UPDATE runs SET started = ?, ended = ?, modified = ?, status = ?, job_status = ?, ends = ?, reason = ?, "
    "message = ?, due = ? WHERE id = ?"
)


def load(sql: sqlite3.Connection, condition: str, *arguments: Any) -> list[Run]:
    """The runs that a condition holds for."""
    rows = sql.execute(f"SELECT {_COLUMNS} FROM runs WHERE {condition}", arguments)  # noqa: S608  a constant
    return [Run(*row) for row in rows]


def insert(sql: sqlite3.Connection, runs: Iterable[Run]) -> None:
    """Keeps new runs."""
    sql.executemany(
        _INSERT,
        [
            (
                run.id,
                run.space,
                run.schedule,
                run.owner,
                run.template,
                run.job,
                run.created,
                run.started,
                run.ended,
                run.modified,
                run.status,
                run.job_status,
                run.ends,
                run.reason,
                run.message,
                run.jobless,
                run.due,
            )
            for run in runs
        ],
    )


def update(sql: sqlite3.Connection, runs: Iterable[Run]) -> None:
    """Keeps what steps changed."""
    sql.executemany(
        _UPDATE,
        [
            (
                run.started,
                run.ended,
                run.modified,
                run.status,
                run.job_status,
                run.ends,
                run.reason,
                run.message,
                run.due,
                run.id,
            )
            for run in runs
        ],
    )


@lru_cache(maxsize=100)
def _stem(at: int) -> str:
    return f"model-monitoring-{moment(at):%Y%m%d%H%M}-"


def scheduled(
    space: Space,
    schedule: str,
    owner: int,
    template: int,
    at: int,
    settings: Settings,
    outcome: Outcome,
    number: int,
) -> Run:
    """A new execution that was scheduled `at` a time: still pending, without a job. No other has its `number`."""
    return Run(
        id=None,
        space=space.id,
        schedule=schedule,
        owner=owner,
        template=template,
        job=f"{_stem(at)}{number * _ODD % 2**96:024x}",
        created=at,
        started=None,
        ended=None,
        modified=at,
        status="Pending",
        job_status=None,
        ends=outcome.status,
        reason=outcome.failure_reason,
        message=outcome.exit_message or _EXIT_MESSAGES.get(outcome.status),
        jobless=0 if outcome.processing_job else 1,
        due=at + settings.starting,
    )


def alone(space: Space, name: str, template: int, at: int, settings: Settings, outcome: Outcome) -> Run:
    """A processing job that somebody created."""
    return Run(
        id=None,
        space=space.id,
        schedule=None,
        owner=None,
        template=template,
        job=name,
        created=at,
        started=at,
        ended=None,
        modified=at,
        status=None,
        job_status="InProgress",
        ends=outcome.status,
        reason=outcome.failure_reason,
        message=outcome.exit_message,
        jobless=0,
        due=at + settings.running,
    )


def step(run: Run, at: int, settings: Settings) -> None:
    """What happens when a run is due: its job starts, or it ends."""
    run.modified = at
    if run.started is None and not run.jobless:
        run.started = at
        run.due = at + settings.running
        run.job_status = "InProgress"
        _show(run, "InProgress")
        return
    run.ended = at
    run.due = None
    if run.started is not None:
        run.job_status = "Completed" if run.ends == "CompletedWithViolations" else run.ends
    _show(run, run.ends)


def stop(run: Run, at: int, settings: Settings) -> None:
    """Begins to stop a job that runs."""
    run.modified = at
    run.due = at + settings.pending
    run.ends, run.reason, run.message = "Stopped", None, None
    run.job_status = "Stopping"
    _show(run, "Stopping")


def _show(run: Run, status: str) -> None:
    if run.schedule is not None:
        run.status = status


def planned(sql: sqlite3.Connection, space: Space, name: str) -> Outcome:
    """How the next run of that name ends. What was planned for it is used up."""
    row = sql.execute(
        "SELECT id, ends, reason, message, jobless, times FROM plans WHERE space = ? AND name = ? ORDER BY id LIMIT 1",
        (space.id, name),
    ).fetchone()
    if row is None:
        return WELL
    plan, ends, reason, message, jobless, times = row
    if times > 1:
        sql.execute("UPDATE plans SET times = ? WHERE id = ?", (times - 1, plan))
    else:
        sql.execute("DELETE FROM plans WHERE id = ?", (plan,))
    return Outcome(status=ends, failure_reason=reason, exit_message=message, processing_job=not jobless)


def plan(sql: sqlite3.Connection, space: Space, name: str, outcome: Outcome, times: int) -> None:
    """The next `times` runs of that name, after those that are planned, end as `outcome` says."""
    jobless = 0 if outcome.processing_job else 1
    values = (space.id, name, str(outcome.status), outcome.failure_reason, outcome.exit_message, jobless, times)
    columns = "space, name, ends, reason, message, jobless, times"
    sql.execute(f"INSERT INTO plans ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608  constants

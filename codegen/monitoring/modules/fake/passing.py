"""What happens as time passes: schedules start runs, changes take effect, runs go on, alerts are raised."""

import sqlite3
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest

from .. import schedules as expressions
from . import runs
from .call import Settings, Space
from .runs import Run

_HOUR = 3600 * 1000
_DAY = 24 * _HOUR

_RAISING = ("CompletedWithViolations", "Failed")
"""The ends that count towards an alert."""


@lru_cache(maxsize=1000)
def _hours(expression: str) -> tuple[int, ...]:
    """The times of a day, in milliseconds, at which an expression starts a run."""
    parsed = expressions.parse(expression)
    if parsed.hour is None or parsed.interval is None:
        return ()
    return tuple(hour * _HOUR for hour in range(parsed.hour, 24, parsed.interval))


def following(expression: str, at: int) -> int | None:
    """The first time after `at` at which an expression starts a run; None for NOW."""
    hours = _hours(expression)
    if not hours:
        return None
    day, time = divmod(at, _DAY)
    later = bisect_right(hours, time)
    return day * _DAY + hours[later] if later < len(hours) else (day + 1) * _DAY + hours[0]


@dataclass(slots=True)
class Schedule:
    """What of a row of the table of schedules changes with time."""

    id: int
    space: int
    name: str
    modified: int
    status: str
    becomes: str | None
    turns: int | None
    reason: str | None
    expression: str
    template: int
    alert: str
    datapoints: int
    period: int
    alerted: int
    stale: int
    deleted: bool = False
    unfinished: list[Run] = field(default_factory=list[Run])
    ended: list[Run] = field(default_factory=list[Run])
    """Since the schedule was loaded, in their order; not yet written."""


_COLUMNS = (
    "id, space, name, modified, status, becomes, turns, reason, expression, template, alert, datapoints, period, "
    "alerted, stale"
)


class Passing:
    """Brings schedules and runs to the time that it is, in steps."""

    def __init__(self, sql: sqlite3.Connection, settings: Settings, spaces: dict[int, Space]) -> None:
        self._sql = sql
        self._settings = settings
        self._spaces = spaces
        self._number: int = sql.execute("SELECT ifnull(max(id), 0) FROM runs").fetchone()[0]
        self.ended: list[Run] = []
        """The runs that have ended, in their order."""

    def go_on(self, now: int, most: int) -> bool:
        """Lets happen what is due by `now`, or about `most` steps of it. Returns whether that is all."""
        left = most
        while left > 0:
            steps = self._jobs(now, left) + self._resources(now)
            steps += self._settle(self._load("due <= ? ORDER BY due LIMIT 100", now), now, left - steps)
            if not steps:
                return True
            left -= steps
        return False

    def settle(self, space: int, name: str, now: int) -> None:
        """Brings one schedule to the time that it is."""
        self._settle(self._load("space = ? AND name = ? AND due <= ?", space, name, now), now, 10_000)

    def execute(self, space: Space, name: str, at: int | None, now: int, outcome: runs.Outcome) -> Run | None:
        """Adds to a schedule a run that has ended, just now or after it was scheduled `at` a time.

        Returns it; None when there is no such schedule.
        """
        found = self._load("space = ? AND name = ?", space.id, name)
        if not found:
            return None
        [schedule] = found
        took = self._settings.starting + self._settings.running
        start = now - took if at is None else at
        run = self._run(schedule, max(start, 0), outcome)
        while run.due is not None:
            runs.step(run, run.due, self._settings)
        schedule.ended.append(run)
        self.ended.append(run)
        schedule.unfinished = runs.load(self._sql, "owner = ? AND due IS NOT NULL", schedule.id)
        self._evaluate(schedule, run.modified)
        self._keep([schedule])
        runs.insert(self._sql, [run])
        return run

    # Processing jobs alone, and what outlives its schedule

    def _jobs(self, now: int, most: int) -> int:
        due = runs.load(self._sql, "due <= ? AND owner IS NULL ORDER BY due LIMIT ?", now, most)
        for run in due:
            while run.due is not None and run.due <= now:
                runs.step(run, run.due, self._settings)
            if run.ended is not None:
                self.ended.append(run)
        runs.update(self._sql, due)
        return len(due)

    def _resources(self, now: int) -> int:
        rows = self._sql.execute("SELECT id, due, status FROM resources WHERE due <= ?", (now,)).fetchall()
        for resource, at, status in rows:
            if status == "Deleting":
                self._sql.execute("DELETE FROM resources WHERE id = ?", (resource,))
            else:
                change = "UPDATE resources SET status = 'InService', modified = ?, due = NULL WHERE id = ?"
                self._sql.execute(change, (at, resource))
        return len(rows)

    # Schedules

    def _load(self, condition: str, *arguments: object) -> list[Schedule]:
        statement = f"SELECT {_COLUMNS} FROM schedules WHERE {condition}"  # noqa: S608  constants
        return [Schedule(*row) for row in self._sql.execute(statement, arguments)]

    def _settle(self, schedules: list[Schedule], now: int, most: int) -> int:
        """Lets happen what is due with schedules and their runs, each for itself. Returns in how many steps."""
        if not schedules:
            return 0
        marks = ", ".join("?" * len(schedules))
        owners = [schedule.id for schedule in schedules]
        kept = runs.load(self._sql, f"due IS NOT NULL AND owner IN ({marks})", *owners)
        unfinished: dict[int | None, list[Run]] = {}
        for run in kept:
            unfinished.setdefault(run.owner, []).append(run)
        has_plans = self._sql.execute("SELECT 1 FROM plans LIMIT 1").fetchone() is not None
        settled: list[Schedule] = []
        new: list[Run] = []
        steps = 0
        for schedule in schedules:
            if steps >= most:
                break
            schedule.unfinished = unfinished.get(schedule.id, [])
            steps += self._go_on(schedule, now, most - steps, new, has_plans)
            settled.append(schedule)
        self._keep(settled)
        runs.update(self._sql, kept)
        runs.insert(self._sql, new)
        return steps

    def _go_on(self, schedule: Schedule, now: int, most: int, new: list[Run], has_plans: bool) -> int:
        """Lets happen, in its order, what is due with a schedule and its runs. Returns in how many steps."""
        steps = 1
        while steps <= most and not schedule.deleted:
            run = min(schedule.unfinished, key=_due, default=None)
            turns = schedule.turns
            if run is not None and (turns is None or _due(run) <= turns):
                if _due(run) > now:
                    break
                self._step(schedule, run)
            elif turns is None or turns > now:
                break
            elif schedule.status == "Pending":
                self._change(schedule, turns)
            else:
                space = self._spaces[schedule.space]
                outcome = runs.planned(self._sql, space, schedule.name) if has_plans else runs.WELL
                new.append(self._start(schedule, turns, outcome))
            steps += 1
        return steps

    def _keep(self, schedules: list[Schedule]) -> None:
        self._sql.executemany(
            "UPDATE schedules SET modified = ?, status = ?, becomes = ?, turns = ?, due = ?, reason = ?, alert = ?, "
            "alerted = ?, stale = ? WHERE id = ?",
            [
                (
                    schedule.modified,
                    schedule.status,
                    schedule.becomes,
                    schedule.turns,
                    _next(schedule),
                    schedule.reason,
                    schedule.alert,
                    schedule.alerted,
                    schedule.stale,
                    schedule.id,
                )
                for schedule in schedules
                if not schedule.deleted
            ],
        )

    def _change(self, schedule: Schedule, at: int) -> None:
        """A schedule that is pending becomes what it was to become, or fails."""
        key = (schedule.space, schedule.name)
        failure = self._sql.execute("SELECT reason FROM failures WHERE space = ? AND name = ?", key).fetchone()
        if failure is not None:
            self._sql.execute("DELETE FROM failures WHERE space = ? AND name = ?", key)
            schedule.becomes, schedule.reason = "Failed", failure[0]
        if schedule.becomes is None:
            self._delete(schedule)
            return
        schedule.status = schedule.becomes
        schedule.becomes = None
        schedule.modified = at
        schedule.turns = None
        if schedule.status == "Scheduled":
            schedule.turns = following(schedule.expression, at)
            if schedule.expression == expressions.now():
                schedule.turns = at

    def _delete(self, schedule: Schedule) -> None:
        arn = self._spaces[schedule.space].arn("monitoring-schedule", schedule.name)
        self._sql.execute("DELETE FROM schedules WHERE id = ?", (schedule.id,))
        self._sql.execute("UPDATE runs SET owner = NULL WHERE owner = ? AND due IS NOT NULL", (schedule.id,))
        self._sql.execute("DELETE FROM tags WHERE arn = ?", (arn,))
        schedule.deleted = True

    def _start(self, schedule: Schedule, at: int, outcome: runs.Outcome) -> Run:
        """A schedule starts a run."""
        schedule.turns = following(schedule.expression, at)
        run = self._run(schedule, at, outcome)
        schedule.unfinished.append(run)
        return run

    def _run(self, schedule: Schedule, at: int, outcome: runs.Outcome) -> Run:
        self._number += 1
        space = self._spaces[schedule.space]
        return runs.scheduled(
            space, schedule.name, schedule.id, schedule.template, at, self._settings, outcome, self._number
        )

    # Runs of schedules, and their alerts

    def _step(self, schedule: Schedule, run: Run) -> None:
        at = _due(run)
        runs.step(run, at, self._settings)
        if run.due is None:
            schedule.unfinished.remove(run)
            schedule.ended.append(run)
            self.ended.append(run)
            raising = run.status in _RAISING
            # Nothing else can change what the alert says.
            if raising or schedule.stale or schedule.alert == "InAlert":
                self._evaluate(schedule, at)

    def _evaluate(self, schedule: Schedule, at: int) -> None:
        """Raises or withdraws the alert of a schedule, after a run of it has ended."""
        rows = self._sql.execute(
            "SELECT created, id, status FROM runs WHERE space = ? AND schedule = ? AND schedule IS NOT NULL "
            "AND ended IS NOT NULL ORDER BY created DESC, id DESC LIMIT ?",
            (schedule.space, schedule.name, schedule.period),
        ).fetchall()
        rows += [(run.created, run.id or 2**63, run.status) for run in schedule.ended]
        window = nlargest(schedule.period, rows)
        raised = sum(status in _RAISING for _, _, status in window)
        status = "InAlert" if raised >= schedule.datapoints else "OK"
        schedule.stale = 0
        if status != schedule.alert:
            schedule.alert = status
            schedule.alerted = at
            self._sql.execute(
                "INSERT INTO history (space, schedule, created, status) VALUES (?, ?, ?, ?)",
                (schedule.space, schedule.name, at, status),
            )


def _next(schedule: Schedule) -> int | None:
    """When a schedule or a run of it changes."""
    dues = [_due(run) for run in schedule.unfinished]
    if schedule.turns is not None:
        dues.append(schedule.turns)
    return min(dues, default=None)


def _due(run: Run) -> int:
    return run.due or 0  # of what is unfinished, never None

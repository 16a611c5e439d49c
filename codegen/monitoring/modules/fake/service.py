"""The service: takes requests, keeps the state, and lets it change with the clock."""

import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .. import wire
from .._runtime.converters import DICT, JSON
from ..operations import OPERATIONS
from . import checking, endpoints, job_definitions, monitoring_schedules, page, processing_jobs, runs, tags
from .call import LIMITS, Call, Operation, Settings, Space
from .passing import Passing
from .refusals import RefusedError, check, drop
from .runs import Outcome
from .store import LAST, SECOND, Store, milliseconds, moment

_STEPS = 500
"""How much happens before others have their turn: some milliseconds of work."""

IMPLEMENTED: Mapping[str, Operation] = {
    **job_definitions.OPERATIONS,
    **monitoring_schedules.OPERATIONS,
    **processing_jobs.OPERATIONS,
    **tags.OPERATIONS,
}
"""What each operation of the package does."""

KNOWN = IMPLEMENTED.keys() | endpoints.OPERATIONS.keys()
"""The operations that there are."""


class Service:
    """The operations over one state. All methods may be called from any thread."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        settings: Settings,
        file: Path | None,
        sync: bool,
        report: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        """`report` is called with what Describe says about each processing job that has ended, outside of all locks.

        Raises OSError and ValueError for a `file` that cannot be used.
        """
        if unknown := sorted(settings.limits.keys() - LIMITS.keys()):
            raise ValueError(f"nothing called {unknown[0]!r} can be limited; there are {', '.join(LIMITS)}")
        for kind, number in settings.limits.items():
            if number < 0:
                raise ValueError(f"the limit of {kind} is 0 or more, not {number}")
        self._clock = clock
        self._settings = settings
        self._report = report
        self._store = Store(file, sync=sync)
        self._advancing = threading.Lock()
        self._passing_thread: int | None = None
        self._counting = threading.Lock()
        self._waiting = 0
        try:
            with self._store.transaction() as sql:
                if file is not None:
                    checking.check(sql, file, milliseconds(clock().astimezone(UTC)))
                self._ahead: int = sql.execute("SELECT ahead FROM clock").fetchone()[0]
                rows = sql.execute("SELECT id, account, region FROM spaces").fetchall()
                self._passing_spaces = {row[0]: Space(*row) for row in rows}
                self._passing = Passing(sql, settings, self._passing_spaces)
        except BaseException:
            self._store.close()
            raise
        self._spaces = {(space.account, space.region): space for space in self._passing_spaces.values()}

    def close(self) -> None:
        """Lets go of the file."""
        self._store.close()

    # Time

    def now(self) -> int:
        """The time that it is for the service."""
        return min(milliseconds(self._clock().astimezone(UTC)) + self._ahead, LAST)

    def advance(self, seconds: float) -> int:
        """Lets `seconds` pass, and all that happens in them happen. Returns the time that it is then.

        Other requests are answered meanwhile. Raises ValueError for a time that is too far away.
        """
        with self._advancing:
            with self._transaction() as (sql, now):
                ahead = self._ahead + round(seconds * SECOND)
                if now + round(seconds * SECOND) >= LAST:
                    raise ValueError(f"the clock goes no further than to {moment(LAST):%Y}")
                sql.execute("UPDATE clock SET ahead = ?", (ahead,))
            # Written before it is believed.
            self._ahead = ahead
            while True:
                with self._transaction() as (_, now):
                    if self._passing_thread is None:
                        return now
                time.sleep(0.001)  # another thread lets the rest happen

    @contextmanager
    def _transaction(self, space: Space | None = None, schedule: str | None = None) -> Generator[tuple[Any, int]]:
        """Nobody else sees or changes the state meanwhile, and what is due has happened.

        When another thread lets much time pass, that goes on afterwards; only `schedule` is brought to the time.
        """
        with self._counting:
            self._waiting += 1
        try:
            while True:
                with self._store.transaction() as sql:
                    now = self.now()
                    if self._passing_thread not in (None, threading.get_ident()):
                        if space is not None and schedule is not None:
                            self._passing.settle(space.id, schedule, now)
                        complete = True
                    else:
                        complete = self._passing.go_on(now, _STEPS)
                        self._passing_thread = None if complete else threading.get_ident()
                    ended = self._take_ended(sql)
                    if complete:
                        yield sql, now
                        break
                self._reported(ended)
                if self._waiting > 1:
                    # A lock is not handed over to who has waited: the others need the time to take it.
                    time.sleep(0.001)
            self._reported(ended)
        finally:
            with self._counting:
                self._waiting -= 1
            if self._passing_thread == threading.get_ident():
                self._passing_thread = None

    def _take_ended(self, sql: Any) -> list[Mapping[str, Any]]:
        found, self._passing.ended = self._passing.ended, []
        if self._report is None:
            return []
        calls = [(self._call(sql, run.modified, self._passing_spaces[run.space]), run) for run in found]
        return [processing_jobs.described(call, run) for call, run in calls if run.job_status is not None]

    def _reported(self, ended: list[Mapping[str, Any]]) -> None:
        if self._report is not None:
            for each in ended:
                self._report(each)

    def _call(self, sql: Any, now: int, space: Space) -> Call:
        return Call(sql, now, space, self._settings)

    # Accounts and regions

    def space(self, account: str, region: str) -> Space:
        """An account in a region; a new one is empty."""
        space = self._spaces.get((account, region))
        if space is not None:
            return space
        with self._store.transaction() as sql:
            sql.execute("INSERT OR IGNORE INTO spaces (account, region) VALUES (?, ?)", (account, region))
            [made] = sql.execute("SELECT id FROM spaces WHERE account = ? AND region = ?", (account, region)).fetchone()
        space = Space(made, account, region)
        self._passing_spaces[space.id] = self._spaces[account, region] = space
        return space

    # What tests do to it

    def plan(self, space: Space, name: str, outcome: Outcome, times: int) -> None:
        """The next `times` runs of the schedule, or the processing job, `name` end as `outcome` says."""
        with self._transaction() as (sql, _):
            runs.plan(sql, space, name, outcome, times)

    def hide(self, space: Space, name: str, calls: int) -> None:
        """Describe does not know the schedule `name` for so many calls after it was created."""
        with self._transaction() as (sql, _):
            known = sql.execute("SELECT 1 FROM schedules WHERE space = ? AND name = ?", (space.id, name)).fetchone()
            created = 0 if known is None else 1
            sql.execute("INSERT OR REPLACE INTO unseen VALUES (?, ?, ?, ?)", (space.id, name, calls, created))

    def fail_schedule(self, space: Space, name: str, failure_reason: str) -> None:
        """The change that the schedule `name` is in, or else its next one, ends as Failed."""
        with self._transaction() as (sql, _):
            sql.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", (space.id, name, failure_reason))

    def execute(self, space: Space, schedule: str, at: int | None, outcome: Outcome) -> str:
        """Adds an execution that was scheduled `at` a time, and has ended. Returns its processing job's ARN."""
        with self._transaction(space, schedule) as (sql, now):
            run = self._passing.execute(space, schedule, at, now, outcome)
            if run is None:
                raise monitoring_schedules.missing(self._call(sql, now, space), schedule)
            ended = self._take_ended(sql)
        self._reported(ended)
        return space.arn("processing-job", run.job)

    def page(self) -> str:
        """What the state is, as a page for a browser."""
        with self._transaction() as (sql, now):
            return page.written(sql, now, list(self._spaces.values()))

    # Requests

    def answer(self, space: Space, operation_name: str, data: object) -> Mapping[str, Any]:
        """The response, by wire name, to the request `data` of an operation that there is.

        Raises RefusedError for one that gets an error.
        """
        if not isinstance(data, dict):
            raise RefusedError("SerializationException", "Start of structure or map expected.")
        members: dict[str, Any] = {**data}  # pyright: ignore[reportUnknownArgumentType]
        if operation_name in endpoints.OPERATIONS:
            request: Any = endpoints.read(operation_name, members)
            implementation = endpoints.OPERATIONS[operation_name]
        else:
            request = _read(operation_name, members)
            implementation = IMPLEMENTED[operation_name]
        schedule = getattr(request, "monitoring_schedule_name", None)
        refused: RefusedError | None = None
        response: Mapping[str, Any] | None = None
        with self._transaction(space, schedule) as (sql, now):
            # What time has changed stands, whatever becomes of the request.
            sql.execute("SAVEPOINT request")
            try:
                response = implementation(self._call(sql, now, space), request)
            except RefusedError as refusal:
                refused = refusal
                if not refusal.keeps:
                    sql.execute("ROLLBACK TO request")
        if refused is not None:
            raise refused
        return response or {}


def _read(operation_name: str, data: dict[str, Any]) -> Any:
    cls = OPERATIONS[operation_name].request
    request = wire.STRUCTURES[cls].read(data, JSON)
    unknown = check(request)
    if unknown:
        written = wire.STRUCTURES[cls].write(request)
        for place in unknown:
            drop(written, place)
        request = wire.STRUCTURES[cls].read(written, DICT)
    return request

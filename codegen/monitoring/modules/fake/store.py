"""Where the fake keeps its state: an SQLite database, in memory or in a file."""

import errno
import json
import os
import sqlite3
import sys
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

_APPLICATION = 0x6D736661
_FORMAT = 1
_MAGIC = b"SQLite format 3\0"

SECOND = 1000
"""Times are whole milliseconds since 1970, as AWS gives them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = (datetime(9000, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
"""The latest time that there can be."""


def milliseconds(moment: datetime) -> int:
    """A time as the store has it."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment(time: int) -> datetime:
    """The time, in UTC, that the store has as `time`."""
    return _EPOCH + timedelta(milliseconds=time)


def seconds(time: int | None) -> float | None:
    """A time as the service writes it."""
    return None if time is None else time / SECOND


_TIME = f"INTEGER CHECK ({{0}} IS NULL OR typeof({{0}}) = 'integer' AND {{0}} BETWEEN 0 AND {LAST})"


def _time(name: str) -> str:
    return f"{name} {_TIME.format(name)}"


def _text(name: str, null: bool = False) -> str:
    return f"{name} TEXT CHECK (typeof({name}) = 'text'{f' OR {name} IS NULL' if null else ''})"


def _one_of(name: str, *values: str, null: bool = False) -> str:
    allowed = ", ".join(f"'{value}'" for value in values)
    return f"{name} TEXT CHECK ({name} IN ({allowed}){f' OR {name} IS NULL' if null else f' AND {name} IS NOT NULL'})"


_ENDS = ("Completed", "CompletedWithViolations", "Failed", "Stopped")
_KIND = _one_of("kind", "DataQuality", "ModelQuality", "ModelBias", "ModelExplainability")
_SPACE = "space INTEGER NOT NULL REFERENCES spaces"

_TABLES = {
    # How far the service's clock is ahead of the one that it was given.
    "clock": f"id INTEGER PRIMARY KEY CHECK (id = 1), {_time('ahead')} NOT NULL",
    # An account in a region.
    "spaces": f"id INTEGER PRIMARY KEY, {_text('account')}, {_text('region')}, UNIQUE (account, region)",
    "definitions": (
        f"id INTEGER PRIMARY KEY, {_SPACE}, {_KIND}, {_text('name')}, {_time('created')} NOT NULL, "
        f"{_text('endpoint', null=True)}, {_text('body')}, UNIQUE (space, kind, name)"
    ),
    # What the processing jobs of a schedule have in common; what a job of its own was created with.
    "templates": (
        f"id INTEGER PRIMARY KEY, {_text('endpoint', null=True)}, {_text('type', null=True)}, "
        f"{_text('definition', null=True)}, {_text('body')}"
    ),
    # `turns`: when it changes next, or starts a run. `due`: when it or a run of it changes. `becomes`: what it is when
    # it is no longer pending; NULL for deleted. `stale`: whether its alert was changed since it was last evaluated.
    "schedules": (
        f"id INTEGER PRIMARY KEY, {_SPACE}, {_text('name')}, {_time('created')} NOT NULL, "
        f"{_time('modified')} NOT NULL, {_one_of('status', 'Pending', 'Scheduled', 'Stopped', 'Failed')}, "
        f"{_one_of('becomes', 'Scheduled', 'Stopped', 'Failed', null=True)}, {_time('turns')}, {_time('due')}, "
        f"{_text('reason', null=True)}, {_text('config')}, {_text('expression')}, "
        "template INTEGER NOT NULL REFERENCES templates, "
        f"{_one_of('alert', 'OK', 'InAlert')}, "
        "datapoints INTEGER NOT NULL CHECK (datapoints BETWEEN 1 AND period), "
        "period INTEGER NOT NULL CHECK (period BETWEEN 1 AND 100), "
        f"{_time('alerted')} NOT NULL, stale INTEGER NOT NULL CHECK (stale IN (0, 1)), UNIQUE (space, name)"
    ),
    # A processing job, and the execution of a schedule that it belongs to, if it does. `owner`: the schedule, as long
    # as it exists. `created`: when it was scheduled, or the job was created. Without `started` there is no job yet,
    # without `job_status` none any more; without `due` nothing changes.
    "runs": (
        f"id INTEGER PRIMARY KEY, {_SPACE}, {_text('schedule', null=True)}, "
        "owner INTEGER REFERENCES schedules, "
        f"template INTEGER NOT NULL REFERENCES templates, {_text('job')}, "
        f"{_time('created')} NOT NULL, {_time('started')}, {_time('ended')}, {_time('modified')} NOT NULL, "
        f"{_one_of('status', 'Pending', 'InProgress', 'Stopping', *_ENDS, null=True)}, "
        f"{_one_of('job_status', 'InProgress', 'Stopping', 'Completed', 'Failed', 'Stopped', null=True)}, "
        f"{_one_of('ends', *_ENDS)}, {_text('reason', null=True)}, {_text('message', null=True)}, "
        "jobless INTEGER NOT NULL CHECK (jobless IN (0, 1)), "
        f"{_time('due')}, CHECK ((schedule IS NULL) = (status IS NULL)), "
        "CHECK ((due IS NULL) = (ended IS NOT NULL)), CHECK (job_status IS NULL OR started IS NOT NULL)"
    ),
    "history": (
        f"id INTEGER PRIMARY KEY, {_SPACE}, {_text('schedule')}, {_time('created')} NOT NULL, "
        f"{_one_of('status', 'OK', 'InAlert')}"
    ),
    "tags": f"arn TEXT PRIMARY KEY CHECK (typeof(arn) = 'text'), {_text('body')}",
    # How runs to come end.
    "plans": (
        f"id INTEGER PRIMARY KEY, {_SPACE}, {_text('name')}, {_one_of('ends', *_ENDS)}, "
        f"{_text('reason', null=True)}, {_text('message', null=True)}, "
        "jobless INTEGER NOT NULL CHECK (jobless IN (0, 1)), times INTEGER NOT NULL CHECK (times > 0)"
    ),
    # Why the next change of a schedule fails.
    "failures": f"{_SPACE}, {_text('name')}, {_text('reason')}, PRIMARY KEY (space, name)",
    # Schedules that Describe does not know for so many calls, from their creation on.
    "unseen": (
        f"{_SPACE}, {_text('name')}, calls INTEGER NOT NULL CHECK (calls > 0), "
        "created INTEGER NOT NULL CHECK (created IN (0, 1)), PRIMARY KEY (space, name)"
    ),
    # Endpoints and their configurations.
    "resources": (
        f"id INTEGER PRIMARY KEY, {_SPACE}, {_one_of('kind', 'endpoint', 'endpoint-config')}, {_text('name')}, "
        f"{_time('created')} NOT NULL, {_time('modified')} NOT NULL, {_text('status')}, {_time('due')}, "
        f"{_text('body')}, UNIQUE (space, kind, name)"
    ),
}

_INDEXES = (
    "definitions (space, kind, created, id)",
    "schedules (space, created, id)",
    "schedules (space, status, id)",
    "schedules (due) WHERE due IS NOT NULL",
    "runs (space, created, id) WHERE schedule IS NOT NULL",
    "runs (space, status, id) WHERE schedule IS NOT NULL",
    "runs (space, schedule, created, id) WHERE schedule IS NOT NULL",
    "runs (space, started, id) WHERE job_status IS NOT NULL",
    "runs (space, job_status, id) WHERE job_status IS NOT NULL",
    "runs (owner) WHERE due IS NOT NULL",
    "runs (due) WHERE due IS NOT NULL AND owner IS NULL",
    "history (space, created, id)",
    "history (space, status, id)",
    "history (space, schedule, created, id)",
    "plans (space, name, id)",
    "resources (space, kind, created, id)",
    "resources (due) WHERE due IS NOT NULL",
)

_SCHEMA = (
    *(f"CREATE TABLE {name} ({columns})" for name, columns in _TABLES.items()),
    *(f"CREATE INDEX index_{number} ON {index}" for number, index in enumerate(_INDEXES)),
    "CREATE UNIQUE INDEX jobs ON runs (space, job) WHERE job_status IS NOT NULL",
)


class StoreError(Exception):
    """The state could not be read or written; what was to be changed is as it was before."""


class Store:
    """The database. One thread uses it at a time, inside `transaction`."""

    def __init__(self, file: Path | None, *, sync: bool = False) -> None:
        """`sync`: whether a change is on the disk, and not only with the operating system, when it is answered.

        Raises OSError when the file cannot be opened or another server has it, ValueError when it is damaged.
        """
        self._file = file
        self._lock = threading.RLock()
        self._held = None if file is None else _hold(file)
        try:
            self._sql = _connect(file)
        except BaseException:
            self._release()
            raise
        try:
            if file is not None:
                _take(self._sql, file, sync)
            _prepare(self._sql, file)
            # They are for what others wrote. Checking what the fake writes makes it half as fast.
            self._sql.execute("PRAGMA ignore_check_constraints = ON")
            self._identity = self._identify()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """All of what is changed in it is kept, or nothing. Raises StoreError when it cannot be kept."""
        with self._lock:
            try:
                changes = self._sql.total_changes
                self._sql.execute("BEGIN")
                yield self._sql
                if self._sql.total_changes != changes:
                    self._require_file()
                self._sql.execute("COMMIT")
            except sqlite3.IntegrityError:
                raise
            except sqlite3.Error as error:
                raise StoreError(f"the state was not written to {self._file}: {error}; nothing was changed") from error
            except OSError as error:
                raise StoreError(
                    f"the state was not written to {self._file}: {error.strerror}; nothing was changed"
                ) from error
            finally:
                if self._sql.in_transaction:
                    with suppress(sqlite3.Error):
                        self._sql.execute("ROLLBACK")

    def close(self) -> None:
        """Lets go of the file. Later calls do nothing."""
        with self._lock:
            self._sql.close()
            self._release()

    def _release(self) -> None:
        # Closing any descriptor of a file gives up the locks that SQLite has on it: this one is the last.
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _identify(self) -> tuple[int, int] | None:
        if self._file is None:
            return None
        found = self._file.stat()
        return found.st_dev, found.st_ino

    def _require_file(self) -> None:
        # A file that was removed can be written to for as long as it is open: nobody would ever read it.
        if self._identify() != self._identity:
            raise FileNotFoundError(errno.ENOENT, "the file was replaced by another", str(self._file))


def _hold(file: Path) -> int:
    """Locks a file against other servers, of this process too, until what is returned is closed."""
    if not file.parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "there is no such directory", str(file.parent))
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        if sys.platform != "win32":  # where SQLite's own locks suffice
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        start = os.read(descriptor, len(_MAGIC))
        if start and start != _MAGIC:
            raise _damaged(file, "it is not an SQLite database")
    except BlockingIOError as error:
        os.close(descriptor)
        raise _in_use(file) from error
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _in_use(file: Path) -> BlockingIOError:
    reason = "another server keeps its state in this file: stop that one, or name another file"
    return BlockingIOError(errno.EAGAIN, reason, str(file))


def _connect(file: Path | None) -> sqlite3.Connection:
    if file is None:
        return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        address = f"file:{quote(os.fspath(file.absolute()))}"
        return sqlite3.connect(address, uri=True, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise OSError(errno.EIO, str(error), str(file)) from error


def _take(sql: sqlite3.Connection, file: Path, sync: bool) -> None:
    """Locks the file for this process, until the connection is closed."""
    try:
        sql.execute("PRAGMA locking_mode = EXCLUSIVE")
        sql.execute("PRAGMA journal_mode = WAL")
        sql.execute("PRAGMA wal_autocheckpoint = 4000")
        sql.execute("PRAGMA cache_size = -64000")
        sql.execute(f"PRAGMA synchronous = {'FULL' if sync else 'NORMAL'}")
        sql.execute("BEGIN IMMEDIATE")
        sql.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise _in_use(file) from error
        raise OSError(errno.EIO, str(error), str(file)) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(file, str(error)) from error


def _prepare(sql: sqlite3.Connection, file: Path | None) -> None:
    """Makes the tables of a new database; checks those of another."""
    try:
        if sql.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
            sql.execute("BEGIN")
            for statement in _SCHEMA:
                sql.execute(statement)
            sql.execute("INSERT INTO clock VALUES (1, 0)")
            sql.execute(f"PRAGMA application_id = {_APPLICATION}")
            sql.execute(f"PRAGMA user_version = {_FORMAT}")
            sql.execute("COMMIT")
        else:
            _check(sql, file or Path())
    except sqlite3.OperationalError as error:
        raise OSError(errno.EIO, str(error), str(file)) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(file or Path(), str(error)) from error


def _check(sql: sqlite3.Connection, file: Path) -> None:
    marks = [sql.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    if marks != [_APPLICATION, _FORMAT]:
        raise _damaged(file, "another program wrote this database, or another release of this one")
    statements = {row[0] for row in sql.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    if statements != set(_SCHEMA):
        raise _damaged(file, "its tables are not those that the fake makes")
    [said] = sql.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise _damaged(file, said)
    for table, row, parent, _ in sql.execute("PRAGMA foreign_key_check"):
        raise _damaged(file, f"row {row} of {table} names a row of {parent} that does not exist")
    if sql.execute("SELECT count(*) FROM clock").fetchone() != (1,):
        raise _damaged(file, "its table clock has no row")


def _damaged(file: Path, reason: str) -> ValueError:
    return ValueError(f"{file}: no state of monitorshapes.fake ({reason}): restore it, or remove it")


def damaged(file: Path, found: Iterable[str]) -> None:
    """Raises ValueError with the first of what was found wrong in `file`."""
    for reason in found:
        raise _damaged(file, reason)


def dumped(body: Any) -> str:
    """JSON as the store has it."""
    return json.dumps(body, separators=(",", ":"))

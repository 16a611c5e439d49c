"""The file of the state: that of a release before opens, what is damaged does not."""

import re
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fake_clients import NOON, REQUESTS, ROOT, executions, new_client, prepare

from monitorshapes import fake
from monitorshapes.fake.store import Store, StoreError, milliseconds, moment, seconds

_DUMP = ROOT / "tests" / "data" / "fake-state-1.sql"
"""A state of the format 1, as `sqlite3 .dump` wrote it of what `_fill` does."""

_VARIANT = {"VariantName": "all", "ModelName": "churn", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}


def _fill(server: fake.Server) -> None:
    client = new_client(server)
    prepare(server, client)
    server.plan("churn-hourly", "Failed", failure_reason="no data")
    server.plan("churn-hourly", "Failed", failure_reason="no place", processing_job=False)
    server.execute("churn-hourly", "Failed", processing_job=False)
    server.plan("churn-later", "Unknown")
    server.fail_schedule("churn-hourly", "no capacity")
    client.create_endpoint_config(EndpointConfigName="churn", ProductionVariants=[_VARIANT])
    client.create_endpoint(EndpointName="churn", EndpointConfigName="churn")


def _said(path: Path) -> str | None:
    """Why a file does not open, if it does not."""
    try:
        fake.Server(file=path, clock=lambda: NOON).stop()
    except ValueError as error:
        return str(error)
    return None


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "filled"
    with fake.Server(file=path, clock=lambda: NOON) as server:
        _fill(server)
    return path


def test_a_file_of_the_format_opens(tmp_path: Path) -> None:
    path = tmp_path / "state"
    database = sqlite3.connect(path)
    database.executescript(_DUMP.read_text("utf-8"))
    database.executescript(f"PRAGMA application_id = {int.from_bytes(b'msfa')}; PRAGMA user_version = 1")
    database.close()
    with fake.Server(file=path, clock=lambda: NOON) as server:
        client = new_client(server)
        hourly = {"MonitoringScheduleName": "churn-hourly", "SortOrder": "Ascending"}
        assert server.now() == datetime(2026, 1, 1, 14, tzinfo=UTC)
        found = executions(client, **hourly)
        assert [each["MonitoringExecutionStatus"] for each in found] == ["CompletedWithViolations", "Failed", "Pending"]
        server.advance(3900)
        found = executions(client, **hourly)
        assert [each["MonitoringExecutionStatus"] for each in found] == [
            "CompletedWithViolations",
            "Failed",
            "Completed",
            "Failed",
        ]
        assert client.describe_endpoint(EndpointName="churn")["EndpointStatus"] == "InService"
        client.stop_monitoring_schedule(MonitoringScheduleName="churn-hourly")
        server.advance(1)
        described = client.describe_monitoring_schedule(MonitoringScheduleName="churn-hourly")
        assert (described["MonitoringScheduleStatus"], described["FailureReason"]) == ("Failed", "no capacity")


def test_what_is_filled_now_opens_and_has_those_tables(filled: Path, tmp_path: Path) -> None:
    def tables(path: str | Path) -> list[Any]:
        database = sqlite3.connect(path)
        if path == ":memory:":
            database.executescript(_DUMP.read_text("utf-8"))
        rows = database.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        database.close()
        return rows

    copied = Path(shutil.copy(filled, tmp_path / "state"))
    assert tables(copied) == tables(":memory:")
    assert _said(copied) is None


def _daily(assigned: str) -> str:
    return f"UPDATE schedules SET {assigned} WHERE name = 'churn-daily'"  # noqa: S608  constants


def _alone(time: int) -> str:
    ahead = time - milliseconds(NOON)
    return f"DELETE FROM schedules; UPDATE runs SET owner = NULL; UPDATE clock SET ahead = {ahead}"  # noqa: S608


def _ahead(days: int, more: int = 0) -> str:
    ahead = days * 24 * 3600 * 1000 + more - milliseconds(NOON)
    return f"UPDATE clock SET ahead = (SELECT min(due) FROM schedules) + {ahead}"  # noqa: S608  constants


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("DROP TABLE history", "its tables are not those that the fake makes"),
        ("PRAGMA user_version = 2", "another release of this one"),
        ("PRAGMA application_id = 0", "another program wrote this database"),
        ("DELETE FROM clock", "its table clock has no row"),
        ("UPDATE clock SET ahead = 100000000000000", "years after what is to happen next"),
        ("DELETE FROM schedules; UPDATE runs SET owner = NULL; UPDATE clock SET ahead = 221000000000000", "year 9000"),
        ("UPDATE clock SET ahead = 300000000000000", "CHECK constraint failed in clock"),
        ("UPDATE clock SET ahead = 'soon'", "CHECK constraint failed in clock"),
        ("UPDATE spaces SET region = '@@'", "'@@' is not a region"),
        (
            "UPDATE schedules SET expression = 'never' WHERE name = 'churn-hourly'",
            "churn-hourly has another expression",
        ),
        (
            "UPDATE schedules SET expression = 'never', config = json_set(config, "
            "'$.ScheduleConfig.ScheduleExpression', 'never') WHERE name = 'churn-hourly'",
            "churn-hourly: 'never' is not a schedule expression",
        ),
        ("UPDATE schedules SET config = '{' WHERE name = 'churn-hourly'", "is not what the service has"),
        ("UPDATE schedules SET config = '[]' WHERE name = 'churn-hourly'", "is not what the service has"),
        ("UPDATE schedules SET status = 'Novel'", "CHECK constraint failed in schedules"),
        ("UPDATE schedules SET status = 'Pending', turns = NULL", "is pending for ever"),
        ("UPDATE schedules SET due = NULL", "changes at a time at which nothing happens"),
        ("UPDATE schedules SET template = 99", "of schedules names a row of templates that does not exist"),
        ("DELETE FROM definitions WHERE name = 'churn-quality'", "churn-quality, which does not exist"),
        ("UPDATE definitions SET name = 'other' WHERE name = 'churn-quality'", "is called churn-quality"),
        ("UPDATE definitions SET endpoint = 'other'", "monitors another endpoint"),
        ("UPDATE definitions SET body = json_remove(body, '$.RoleArn')", "RoleArn: required"),
        ("UPDATE templates SET body = '{}'", "required"),
        ("UPDATE templates SET body = json_remove(body, '$.ProcessingOutputConfig')", "have no outputs"),
        ("UPDATE runs SET ends = 'Novel'", "CHECK constraint failed in runs"),
        ("UPDATE runs SET created = -1", "CHECK constraint failed in runs"),
        ("UPDATE runs SET due = NULL, ended = NULL", "CHECK constraint failed in runs"),
        ("UPDATE runs SET owner = 99 WHERE owner IS NOT NULL", "names a row of schedules that does not exist"),
        (
            "UPDATE runs SET started = NULL, job_status = NULL WHERE schedule IS NULL",
            "a processing job has not started",
        ),
        ("UPDATE tags SET body = '[1]'", "Tag is needed, not 1"),
        ("UPDATE resources SET body = json_remove(body, '$.ProductionVariants')", "productionVariants"),
        (_alone(milliseconds(datetime(9000, 1, 1, tzinfo=UTC))), "milliseconds ahead, beyond the year 9000"),
        (_alone(milliseconds(datetime(9000, 1, 1, tzinfo=UTC)) - 1), None),
        ("UPDATE spaces SET account = '1234567890123'", "'1234567890123' is not an account"),
        ("UPDATE spaces SET account = 'a'", "'a' is not an account or 'us-east-1' is not a region"),
        ("UPDATE clock SET id = 2", "CHECK constraint failed in clock"),
        (
            _ahead(20 * 366, 1),
            "years after what is to happen next",
        ),
        (_ahead(20 * 366), None),
        ("UPDATE definitions SET endpoint = NULL WHERE kind = 'DataQuality'", "monitors another endpoint than None"),
        ("UPDATE definitions SET body = '[]'", "what is kept as JSON is not what the service has"),
        ("UPDATE definitions SET body = json_set(body, '$.RoleArn', '')", "RoleArn"),
        (_daily("config = json_set(config, '$.MonitoringType', 'ModelBias')"), "another job definition than its runs"),
        (_daily("config = json_remove(config, '$.MonitoringType')"), "another job definition than its runs"),
        (
            "UPDATE templates SET definition = 'other' WHERE type = 'ModelQuality'",
            "another job definition than its runs",
        ),
        (
            "UPDATE templates SET definition = NULL WHERE type = 'ModelQuality';"  # noqa: S608
            + _daily("config = json_remove(config, '$.MonitoringJobDefinitionName')"),
            "the schedule churn-daily has not exactly one job definition",
        ),
        (
            _daily(
                "config = json_set(config, '$.MonitoringJobDefinition', (SELECT json_extract(config, "
                "'$.MonitoringJobDefinition') FROM schedules WHERE name = 'churn-hourly'))"
            ),
            "the schedule churn-daily has not exactly one job definition",
        ),
        (_daily("status = 'Stopped', becomes = NULL"), "at a time at which nothing happens"),
        (_daily("status = 'Failed', becomes = NULL"), "at a time at which nothing happens"),
        (_daily("status = 'Stopped', turns = NULL"), None),
        (_daily("due = turns + 1"), "at a time at which nothing happens"),
        (_daily("due = turns"), None),
        (_daily("due = turns - 1"), None),
        ("UPDATE templates SET body = json_set(body, '$.AppSpecification', 1)", "AppSpecification"),
        (
            "UPDATE templates SET body = json_remove(body, '$.ProcessingOutputConfig') WHERE type IS NULL",
            None,
        ),
        ("UPDATE runs SET jobless = 1 WHERE schedule IS NULL", "a processing job has not started"),
        ("UPDATE runs SET jobless = 1 WHERE schedule IS NOT NULL", None),
        ("UPDATE tags SET arn = 'a' || arn", "ResourceArn"),
        ("UPDATE tags SET body = '{}'", "Tags: a list is needed, not a dict"),
        (
            "UPDATE resources SET body = json_remove(body, '$.EndpointConfigName') WHERE kind = 'endpoint-config'",
            "the endpoint configuration churn: .*endpointConfigName",
        ),
        ("UPDATE resources SET body = '1' WHERE kind = 'endpoint'", "the endpoint churn is not a JSON object"),
        ("UPDATE resources SET body = '{}' WHERE kind = 'endpoint'", None),
        ("UPDATE resources SET body = '[' WHERE kind = 'endpoint'", "what is kept as JSON is not what the service has"),
        ("UPDATE resources SET body = '1' WHERE kind = 'endpoint-config'", "what is kept as JSON is not what"),
        (f"UPDATE definitions SET body = '{'[' * 100_000}'", "what is kept as JSON is not what"),  # noqa: S608
    ],
)
def test_what_is_wrong_is_said_and_what_is_right_opens(
    filled: Path, tmp_path: Path, change: str, why: str | None
) -> None:
    path = Path(shutil.copy(filled, tmp_path / "state"))
    database = sqlite3.connect(path)
    database.execute("PRAGMA ignore_check_constraints = ON")
    database.executescript(change)
    database.close()
    assert path.read_bytes() != filled.read_bytes()
    said = _said(path)
    if why is None:
        assert said is None
    else:
        assert said is not None
        assert re.fullmatch(
            rf"(?s).*state: no state of monitorshapes.fake \(.*{why}.*\): restore it, or remove it", said
        )
        assert "Error(" not in said
    # What is refused is not held any longer.
    database = sqlite3.connect(path, timeout=0)
    database.execute("BEGIN EXCLUSIVE")
    database.close()


@pytest.mark.parametrize(
    ("time", "stored"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(1970, 1, 1, 0, 0, 1, 999, tzinfo=UTC), 1000),
        (datetime(1970, 1, 1, 0, 0, 1, 1000, tzinfo=UTC), 1001),
        (NOON, 1_767_268_800_000),
    ],
)
def test_times_are_kept_in_milliseconds(time: datetime, stored: int) -> None:
    assert milliseconds(time) == stored
    assert milliseconds(moment(stored)) == stored
    assert seconds(stored) == stored / 1000
    assert seconds(None) is None


@pytest.mark.parametrize(("sync", "level"), [(False, 1), (True, 2)])
def test_a_file_is_synced_as_far_as_is_asked_for(tmp_path: Path, sync: bool, level: int) -> None:
    store = Store(tmp_path / "state", sync=sync)
    with store.transaction() as sql:
        found = {
            name: sql.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode", "locking_mode", "wal_autocheckpoint", "cache_size")
        }
    store.close()
    store.close()
    # FULL syncs the log with each transaction, NORMAL does not: https://sqlite.org/pragma.html#pragma_synchronous
    assert found == {
        "synchronous": level,
        "journal_mode": "wal",
        "locking_mode": "exclusive",
        "wal_autocheckpoint": 4000,
        "cache_size": -64000,
    }


def test_what_fails_in_a_transaction_is_undone() -> None:
    store = Store(None)
    for wrong, error in (
        (ZeroDivisionError, ZeroDivisionError),
        (sqlite3.OperationalError("disk"), StoreError),
        (OSError(5, "disk"), StoreError),
        (sqlite3.IntegrityError("twice"), sqlite3.IntegrityError),
    ):
        with pytest.raises(error), store.transaction() as sql:  # noqa: PT012
            sql.execute("INSERT INTO spaces VALUES (1, '1', 'a')")
            raise wrong
        with store.transaction() as sql:
            assert sql.execute("SELECT count(*) FROM spaces").fetchone() == (0,)
    with store.transaction() as sql:
        sql.execute("INSERT INTO spaces VALUES (1, '1', 'a')")
    with store.transaction() as sql:
        assert sql.execute("SELECT count(*) FROM spaces").fetchone() == (1,)
    store.close()


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        fake.Server(file=tmp_path)
    with pytest.raises(NotADirectoryError, match="there is no such directory"):
        fake.Server(file=tmp_path / "none" / "state")


def test_an_empty_file_is_a_new_state(tmp_path: Path) -> None:
    path = tmp_path / "state with % and ?"
    path.touch()
    with fake.Server(file=path) as server:
        new_client(server).create_processing_job(**REQUESTS["CreateProcessingJob"]["request"])
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    with fake.Server(file=str(path)) as server:
        assert new_client(server).list_processing_jobs()["ProcessingJobSummaries"]

"""Whether a state that was kept is one that the fake can go on with."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import schedules as expressions
from .. import shapes, wire
from .._runtime.api import validate
from .._runtime.converters import JSON
from .._runtime.violations import ValidationError
from . import endpoints, monitoring_schedules
from .call import ACCOUNT, REGION
from .filling import endpoint, part
from .job_definitions import KINDS, describe_class
from .refusals import RefusedError
from .store import LAST, SECOND, damaged

_LONGEST_WAY = 20 * 366 * 24 * 3600 * SECOND
"""More time than `advance` lets pass at once, and a computer stands still."""


def check(sql: sqlite3.Connection, file: Path, now: int) -> None:
    """Raises ValueError, with the first thing that is wrong, for values that the tables alone do not refuse."""
    damaged(file, _found(sql, now))


def _found(sql: sqlite3.Connection, now: int) -> Iterator[str]:
    [ahead] = sql.execute("SELECT ahead FROM clock").fetchone()
    if now + ahead >= LAST:
        yield f"its clock is {ahead} milliseconds ahead, beyond the year 9000"
    [due] = sql.execute("SELECT min(due) FROM schedules").fetchone()
    if due is not None and now + ahead - due > _LONGEST_WAY:
        yield f"its clock is {ahead} milliseconds ahead, years after what is to happen next"
    for account, region in sql.execute("SELECT account, region FROM spaces"):
        if not (ACCOUNT.fullmatch(account) and REGION.fullmatch(region)):
            yield f"{account!r} is not an account or {region!r} is not a region"
    for read in (_definitions, _schedules, _templates, _bodies):
        try:
            yield from read(sql)
        except ValidationError as error:
            yield f"{error.subject}: {error.violations[0]}"
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            yield f"what is kept as JSON is not what the service has ({type(error).__name__})"


def _shape(cls: Any, body: Any) -> Any:
    structure = wire.STRUCTURES[cls].read(body, JSON)
    validate(structure, level="model")
    return structure


def _definitions(sql: sqlite3.Connection) -> Iterator[str]:
    for kind in KINDS:
        rows = sql.execute("SELECT name, endpoint, body FROM definitions WHERE kind = ?", (kind,))
        for name, monitored, body in rows:
            more = {"JobDefinitionArn": f"arn:aws:sagemaker:us-east-1:123456789012:job-definition/{name}"[:256]}
            definition = _shape(describe_class(kind), json.loads(body) | more | {"CreationTime": 0})
            if definition.job_definition_name != name:
                yield f"the job definition {name} is called {definition.job_definition_name} by what is kept of it"
            if endpoint([part(definition, kind, "job_input")]) != monitored:
                yield f"the job definition {name} monitors another endpoint than {monitored}"


def _schedules(sql: sqlite3.Connection) -> Iterator[str]:
    rows = sql.execute(
        "SELECT space, name, config, expression, status, turns, due, type, definition FROM schedules "
        "JOIN templates ON templates.id = template"
    ).fetchall()
    for space, name, text, expression, status, turns, due, kind, named in rows:
        config = _shape(shapes.MonitoringScheduleConfig, json.loads(text))
        if monitoring_schedules.expression(config) != expression:
            yield f"the schedule {name} has another expression than {expression!r}"
        try:
            expressions.parse(expression)
        except ValueError as error:
            yield f"the schedule {name}: {error}"
        if (config.monitoring_type, config.monitoring_job_definition_name) != (kind, named):
            yield f"the schedule {name} has another job definition than its runs"
        if (named is None) == (config.monitoring_job_definition is None):
            yield f"the schedule {name} has not exactly one job definition"
        sought = "SELECT 1 FROM definitions WHERE space = ? AND kind = ? AND name = ?"
        if named is not None and sql.execute(sought, (space, kind, named)).fetchone() is None:
            yield f"the schedule {name} has the job definition {named}, which does not exist"
        if status == "Pending" and turns is None:
            yield f"the schedule {name} is pending for ever"
        if (turns is not None and (due is None or due > turns)) or (
            status in ("Stopped", "Failed") and turns is not None
        ):
            yield f"the schedule {name} changes at a time at which nothing happens"


def _templates(sql: sqlite3.Connection) -> Iterator[str]:
    more: dict[str, Any] = {
        "ProcessingJobName": "name",
        "ProcessingJobArn": "arn:aws:sagemaker:us-east-1:123456789012:processing-job/name",
        "ProcessingJobStatus": "InProgress",
        "CreationTime": 0,
    }
    for kind, body in sql.execute("SELECT type, body FROM templates"):
        job = _shape(shapes.DescribeProcessingJobResponse, json.loads(body) | more)
        if kind is not None and job.processing_output_config is None:
            yield "the runs of a schedule have no outputs"


def _bodies(sql: sqlite3.Connection) -> Iterator[str]:
    for arn, body in sql.execute("SELECT arn, body FROM tags"):
        _shape(shapes.AddTagsInput, {"ResourceArn": arn, "Tags": json.loads(body)})
    for name, body in sql.execute("SELECT name, body FROM resources WHERE kind = 'endpoint-config'"):
        try:
            endpoints.read("CreateEndpointConfig", json.loads(body))
        except RefusedError as refusal:
            yield f"the endpoint configuration {name}: {refusal.message}"
    for name, body in sql.execute("SELECT name, body FROM resources WHERE kind = 'endpoint'"):
        if not isinstance(json.loads(body), dict):
            yield f"what is kept of the endpoint {name} is not a JSON object"
    unnamed = "SELECT count(*) FROM runs WHERE schedule IS NULL AND (started IS NULL OR jobless)"
    if sql.execute(unnamed).fetchone() != (0,):
        yield "a processing job has not started"

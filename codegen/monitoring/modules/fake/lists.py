"""What the fake lists: filtered, in order, in pages."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ..enums import SortOrder
from .call import Call, Space
from .filling import present
from .refusals import RefusedError, invalid
from .store import seconds

_LONGEST_INT = 2**63 - 1
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list operation reads, sorts and filters by, and how long a page is when the request does not say."""

    items: str
    """The member of the response that holds the items."""
    columns: str
    source: str
    """Tables, and the condition of what is listed at all."""
    item: Callable[[Space, Any], dict[str, Any]]
    sorts: Mapping[str, str]
    """The columns to sort by; the item's id is the first of the columns that are read."""
    filters: Mapping[str, str]
    """Conditions, by the attribute of the request that gives the value."""
    id: str
    size: int = 10
    ascending: bool = False
    short: bool = False
    """Whether the page is taken first and filtered then, as AWS is known to do it for this list."""


_TIMES = {
    "creation_time_before": "{created} * 1000 < ?",
    "creation_time_after": "{created} * 1000 > ?",
    "last_modified_time_before": "{modified} * 1000 < ?",
    "last_modified_time_after": "{modified} * 1000 > ?",
}


def times(created: str, modified: str | None = None) -> dict[str, str]:
    """The filters by creation and by last change. Times have milliseconds, those of requests microseconds."""
    return {
        name: condition.format(created=created, modified=modified)
        for name, condition in _TIMES.items()
        if modified is not None or "created" in condition
    }


def page(call: Call, request: Any, listing: Listing) -> dict[str, Any]:
    """The response with the items that the request asks for."""
    sort_by = str(getattr(request, "sort_by", None) or next(iter(listing.sorts)))
    order = getattr(request, "sort_order", None)
    descending = order == SortOrder.DESCENDING or (order is None and not listing.ascending)
    column = listing.sorts[sort_by]
    scope = [listing.items, sort_by, descending]

    conditions: list[str] = []
    values: list[object] = []
    for name, condition in listing.filters.items():
        wanted = getattr(request, name, None)
        if wanted is not None:
            conditions.append(condition)
            values.append((wanted - _EPOCH) // _MICROSECOND if isinstance(wanted, datetime) else f"{wanted}")
    matching = " AND ".join(conditions) or "1"

    where = f"{listing.source}"
    bounds: list[object] = [call.space.id]
    if request.next_token is not None:
        # A token names the last item that was given, so that nothing is missed or given twice when others come and go.
        where += f" AND ({column}, {listing.id}) {'<' if descending else '>'} (?, ?)"
        bounds += _read_token(request.next_token, scope)
    size = request.max_results or listing.size
    direction = "DESC" if descending else "ASC"
    ordered = f"ORDER BY {column} {direction}, {listing.id} {direction} LIMIT {size + 1}"
    chosen = f"{listing.columns}, {column}"
    if listing.short or call.settings.short_pages:
        statement = f"SELECT {matching}, {chosen} FROM {where} {ordered}"  # noqa: S608  constants
        arguments = [*values, *bounds]
    else:
        statement = f"SELECT 1, {chosen} FROM {where} AND {matching} {ordered}"  # noqa: S608  constants
        arguments = [*bounds, *values]
    rows = call.sql.execute(statement, arguments).fetchall()
    more, rows = len(rows) > size, rows[:size]
    items = [listing.item(call.space, row[1:-1]) for row in rows if row[0]]
    token = _token(scope, rows[-1][-1], rows[-1][1]) if more else None
    return present(**{listing.items: items}, NextToken=token)


def _token(scope: list[Any], value: object, item: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([*scope, value, item]).encode()).decode()


def _read_token(token: str, scope: list[Any]) -> tuple[Any, int]:
    try:
        *of, value, item = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, TypeError, RecursionError) as error:
        raise bad_token() from error
    numbers = [each for each in (value, item) if type(each) is int]
    if (
        of != scope
        or type(value) not in (int, str)
        or type(item) is not int
        or not all(0 <= each <= _LONGEST_INT for each in numbers)
    ):
        raise bad_token()
    return value, item


def bad_token() -> RefusedError:
    """For a token that this list did not give."""
    return invalid("Invalid pagination token")


# What is listed


def _definition(kind: str) -> Listing:
    from .filling import resource

    return Listing(
        items="JobDefinitionSummaries",
        columns="id, name, created, endpoint",
        source=f"definitions WHERE space = ? AND kind = '{kind}'",
        item=lambda space, row: {
            "MonitoringJobDefinitionName": row[1],
            "MonitoringJobDefinitionArn": space.arn(resource(kind), row[1]),
            "CreationTime": seconds(row[2]),
            # Required, also for a definition that monitors batch transform jobs.
            "EndpointName": row[3] or "",
        },
        sorts={"CreationTime": "created", "Name": "name"},
        filters={"endpoint_name": "endpoint = ?", "name_contains": "instr(name, ?) > 0", **times("created")},
        id="id",
    )


DEFINITIONS = {kind: _definition(kind) for kind in ("DataQuality", "ModelQuality", "ModelBias", "ModelExplainability")}

SCHEDULES = Listing(
    items="MonitoringScheduleSummaries",
    columns="schedules.id, name, created, modified, status, endpoint, definition, type",
    source="schedules CROSS JOIN templates ON templates.id = template WHERE space = ?",
    item=lambda space, row: present(
        MonitoringScheduleName=row[1],
        MonitoringScheduleArn=space.arn("monitoring-schedule", row[1]),
        CreationTime=seconds(row[2]),
        LastModifiedTime=seconds(row[3]),
        MonitoringScheduleStatus=row[4],
        EndpointName=row[5],
        MonitoringJobDefinitionName=row[6],
        MonitoringType=row[7],
    ),
    sorts={"CreationTime": "created", "Name": "name", "Status": "status"},
    filters={
        "endpoint_name": "endpoint = ?",
        "name_contains": "instr(name, ?) > 0",
        "status_equals": "status = ?",
        "monitoring_job_definition_name": "definition = ?",
        "monitoring_type_equals": "type = ?",
        **times("created", "modified"),
    },
    id="schedules.id",
)


def execution(space: Space, row: Any) -> dict[str, Any]:
    """The summary of an execution, of a row of EXECUTIONS."""
    _, schedule, created, modified, status, started, job, ended, reason, endpoint, definition, kind = row
    return present(
        MonitoringScheduleName=schedule,
        ScheduledTime=seconds(created),
        CreationTime=seconds(created),
        LastModifiedTime=seconds(modified),
        MonitoringExecutionStatus=status,
        ProcessingJobArn=None if started is None else space.arn("processing-job", job),
        EndpointName=endpoint,
        FailureReason=None if ended is None else reason,
        MonitoringJobDefinitionName=definition,
        MonitoringType=kind,
    )


EXECUTIONS = Listing(
    items="MonitoringExecutionSummaries",
    columns=("runs.id, schedule, created, modified, status, started, job, ended, reason, endpoint, definition, type"),
    source="runs CROSS JOIN templates ON templates.id = template WHERE space = ? AND schedule IS NOT NULL",
    item=execution,
    sorts={"CreationTime": "created", "ScheduledTime": "created", "Status": "status"},
    filters={
        "monitoring_schedule_name": "schedule = ?",
        "endpoint_name": "endpoint = ?",
        "scheduled_time_before": "created * 1000 < ?",
        "scheduled_time_after": "created * 1000 > ?",
        "status_equals": "status = ?",
        "monitoring_job_definition_name": "definition = ?",
        "monitoring_type_equals": "type = ?",
        **times("created", "modified"),
    },
    id="runs.id",
)

JOBS = Listing(
    items="ProcessingJobSummaries",
    columns="id, job, started, job_status, ended, modified, reason, message",
    source="runs WHERE space = ? AND job_status IS NOT NULL",
    item=lambda space, row: present(
        ProcessingJobName=row[1],
        ProcessingJobArn=space.arn("processing-job", row[1]),
        CreationTime=seconds(row[2]),
        ProcessingJobStatus=row[3],
        ProcessingEndTime=seconds(row[4]),
        LastModifiedTime=seconds(row[5]),
        FailureReason=None if row[4] is None else row[6],
        ExitMessage=None if row[4] is None else row[7],
    ),
    sorts={"CreationTime": "started", "Name": "job", "Status": "job_status"},
    filters={"name_contains": "instr(job, ?) > 0", "status_equals": "job_status = ?", **times("started", "modified")},
    id="id",
    ascending=True,
    short=True,
)

ALERT_HISTORY = Listing(
    items="MonitoringAlertHistory",
    columns="id, schedule, created, status",
    source="history WHERE space = ?",
    item=lambda _, row: {
        "MonitoringScheduleName": row[1],
        "MonitoringAlertName": "default-alert",
        "CreationTime": seconds(row[2]),
        "AlertStatus": row[3],
    },
    sorts={"CreationTime": "created", "Status": "status"},
    filters={
        "monitoring_schedule_name": "schedule = ?",
        "monitoring_alert_name": "'default-alert' = ?",
        "status_equals": "status = ?",
        # The documentation says that the time itself passes; of most other lists it does not.
        "creation_time_before": "created * 1000 <= ?",
        "creation_time_after": "created * 1000 >= ?",
    },
    id="id",
    size=100,
)

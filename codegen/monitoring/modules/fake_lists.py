"""What the fake lists: filtered, in order, in pages."""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from . import shapes
from .enums import SortOrder
from .fake_errors import RefusedError, invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list operation sorts and filters by, and how long a page is when the request does not say."""

    response: Callable[[list[Any], str | None], Any]
    name: str
    status: str = ""
    identity: tuple[str, ...] = ()
    """Attributes that tell two items apart, beside the name."""
    size: int = 10
    ascending: bool = False
    inclusive: bool = False
    """Whether a filter by time lets the time itself through, as the documentation says for alerts."""


SCHEDULES = Listing(
    response=lambda page, token: shapes.ListMonitoringSchedulesResponse(
        monitoring_schedule_summaries=page, next_token=token
    ),
    name="monitoring_schedule_name",
    status="monitoring_schedule_status",
)
EXECUTIONS = Listing(
    response=lambda page, token: shapes.ListMonitoringExecutionsResponse(
        monitoring_execution_summaries=page, next_token=token
    ),
    name="monitoring_schedule_name",
    status="monitoring_execution_status",
    identity=("scheduled_time", "creation_time", "processing_job_arn"),
)
ALERTS = Listing(
    response=lambda page, token: shapes.ListMonitoringAlertsResponse(monitoring_alert_summaries=page, next_token=token),
    name="monitoring_alert_name",
    size=100,
)
ALERT_HISTORY = Listing(
    response=lambda page, token: shapes.ListMonitoringAlertHistoryResponse(
        monitoring_alert_history=page, next_token=token
    ),
    name="monitoring_schedule_name",
    status="alert_status",
    identity=("creation_time",),
    size=100,
    inclusive=True,
)
PROCESSING_JOBS = Listing(
    response=lambda page, token: shapes.ListProcessingJobsResponse(processing_job_summaries=page, next_token=token),
    name="processing_job_name",
    status="processing_job_status",
    ascending=True,
)


def page(request: Any, items: Iterable[Any], listing: Listing, applied: Iterable[str] = ()) -> Any:
    """The items that the request asks for; `applied` names filters that were applied already."""
    matching = [item for item in items if _matches(item, request, listing, applied)]
    sort_by = getattr(request, "sort_by", None) or "CreationTime"
    order = getattr(request, "sort_order", None)
    descending = order == SortOrder.DESCENDING or (order is None and not listing.ascending)
    sort_attribute = {
        "Name": listing.name,
        "Status": listing.status,
        "CreationTime": "creation_time",
        "ScheduledTime": "scheduled_time",
    }[sort_by]

    def key(item: Any) -> tuple[float | str, str]:
        value = getattr(item, sort_attribute)
        names = (listing.name, *listing.identity)
        identity = "/".join(f"{getattr(item, name)}" for name in names)
        return value.timestamp() if isinstance(value, datetime) else str(value), identity

    matching.sort(key=key, reverse=descending)
    scope = [type(request).__name__, str(sort_by), descending]
    if request.next_token is not None:
        # A token names the last item that was given, so that nothing is missed or given twice when others come and go.
        last = _read_token(request.next_token, scope, float if sort_attribute.endswith("_time") else str)
        matching = [item for item in matching if (key(item) < last if descending else key(item) > last)]
    size = request.max_results or listing.size
    given = matching[:size]
    return listing.response(given, _token(scope, key(given[-1])) if len(matching) > size else None)


def _matches(item: Any, request: Any, listing: Listing, applied: Iterable[str]) -> bool:
    for member in fields(request):
        name = member.name
        wanted = getattr(request, name)
        if wanted is None or name in ("sort_by", "sort_order", "next_token", "max_results", *applied):
            continue
        attribute, _, comparison = name.rpartition("_")
        if name == "name_contains":
            good = wanted in getattr(item, listing.name)
        elif comparison in ("before", "after"):
            time = getattr(item, attribute)
            is_then = listing.inclusive and time == wanted
            good = is_then or (time < wanted if comparison == "before" else time > wanted)
        elif comparison == "equals":
            good = getattr(item, listing.status if attribute == "status" else attribute) == wanted
        else:
            good = getattr(item, name) == wanted
        if not good:
            return False
    return True


def _token(scope: list[Any], last: tuple[float | str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps([*scope, *last]).encode()).decode()


def _read_token(token: str, scope: list[Any], kind: type) -> tuple[Any, str]:
    try:
        *of, value, identity = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, TypeError, RecursionError) as error:
        raise bad_token() from error
    if of != scope or type(value) is not kind or type(identity) is not str:
        raise bad_token()
    return value, identity


def bad_token() -> RefusedError:
    """For a token that this list did not give."""
    return invalid("Invalid pagination token")

"""Says of every monitoring schedule, and of its last executions, whether somebody has to look."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

import monitorshapes as ms


def audit(client: ms.MonitoringClient, since: datetime) -> Iterator[str]:
    """A line for each schedule and each execution since then that wants attention."""
    for schedule in schedules(client):
        if is_silent(schedule.monitoring_schedule_status):
            yield f"{schedule.monitoring_schedule_name}: {schedule.monitoring_schedule_status}"
        name = schedule.monitoring_schedule_name
        recent = client.list_monitoring_executions(monitoring_schedule_name=name, scheduled_time_after=since)
        for execution in recent.monitoring_execution_summaries:
            if word := verdict(execution.monitoring_execution_status):
                yield f"{name}, {execution.scheduled_time:%H:%M}: {word} ({execution.failure_reason or 'no reason'})"


def schedules(client: ms.MonitoringClient) -> Iterator[ms.MonitoringScheduleSummary]:
    """All schedules, page by page."""
    token: str | None = None
    while True:
        page = client.list_monitoring_schedules(next_token=token, sort_by=ms.MonitoringScheduleSortKey.NAME)
        yield from page.monitoring_schedule_summaries
        token = page.next_token
        if token is None:
            return


def is_silent(status: ms.ScheduleStatus) -> bool:
    """Whether a schedule does not run; one of a status newer than the package is looked at."""
    if not status.is_known:
        return True
    match status:
        case ms.ScheduleStatus.SCHEDULED | ms.ScheduleStatus.PENDING:
            return False
        case ms.ScheduleStatus.FAILED | ms.ScheduleStatus.STOPPED:
            return True
        case _:
            assert_never(status)


def verdict(status: ms.ExecutionStatus) -> str:
    """What to say of an execution; nothing when all is well."""
    if not status.is_known:
        return status.upper()
    match status:
        case ms.ExecutionStatus.COMPLETED | ms.ExecutionStatus.IN_PROGRESS | ms.ExecutionStatus.PENDING:
            return ""
        case ms.ExecutionStatus.COMPLETED_WITH_VIOLATIONS:
            return "drift"
        case ms.ExecutionStatus.FAILED:
            return "failed"
        case ms.ExecutionStatus.STOPPING | ms.ExecutionStatus.STOPPED:
            return "stopped"
        case _:
            assert_never(status)

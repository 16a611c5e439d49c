"""The operations on monitoring schedules, their executions and alerts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .. import schedules as expressions
from .. import shapes, wire
from .._runtime.converters import DICT
from ..enums import MonitoringType, ScheduleStatus
from . import job_definitions, lists, tags
from .call import Call, Operation
from .filling import defined_job, endpoint, fill_definition, inline_job, part, plain, present
from .refusals import RefusedError, invalid, not_found
from .store import dumped, seconds

_DAILY = expressions.daily(0)
"""What a schedule without an expression has: AWS picks the hour."""

_ALERT = "default-alert"


@dataclass(frozen=True, slots=True)
class _Schedule:
    id: int
    name: str
    created: int
    modified: int
    status: str
    reason: str | None
    config: str
    datapoints: int
    period: int
    alert: str
    alerted: int
    type: str
    endpoint: str | None


_COLUMNS = (
    "schedules.id, name, created, modified, status, reason, config, datapoints, period, alert, alerted, type, endpoint"
)
_BY_NAME = (
    f"SELECT {_COLUMNS} FROM schedules JOIN templates ON templates.id = template "  # noqa: S608  constants
    "WHERE space = ? AND name = ?"
)
_LAST_RUN = (
    f"SELECT {lists.EXECUTIONS.columns} FROM {lists.EXECUTIONS.source} AND schedule = ? "  # noqa: S608  constants
    "ORDER BY created DESC, runs.id DESC LIMIT 1"
)


def _find(call: Call, name: str) -> _Schedule:
    row = call.sql.execute(_BY_NAME, (call.space.id, name)).fetchone()
    if row is None:
        raise missing(call, name)
    return _Schedule(*row)


def missing(call: Call, name: str) -> RefusedError:
    """There is no schedule of that name."""
    return not_found(f"Monitoring schedule {call.space.arn('monitoring-schedule', name)}")


def _create(call: Call, request: shapes.CreateMonitoringScheduleRequest) -> Mapping[str, Any]:
    name = request.monitoring_schedule_name
    space = call.space
    arn = space.arn("monitoring-schedule", name)
    if call.sql.execute("SELECT 1 FROM schedules WHERE space = ? AND name = ?", (space.id, name)).fetchone():
        raise RefusedError("ResourceInUse", f"Monitoring schedule {arn} already exists")
    config = request.monitoring_schedule_config
    template = _template(call, name, config)
    [used] = call.sql.execute("SELECT count(*) FROM schedules WHERE space = ?", (space.id,)).fetchone()
    call.require_room("monitoring-schedule", used)
    due = call.now + call.settings.pending
    values: dict[str, object] = {
        "space": space.id,
        "name": name,
        "created": call.now,
        "modified": call.now,
        "status": "Pending",
        "becomes": "Scheduled",
        "turns": due,
        "due": due,
        "config": dumped(plain(config)),
        "expression": expression(config),
        "template": template,
        "alert": "OK",
        "datapoints": 1,
        "period": 1,
        "alerted": call.now,
        "stale": 0,
    }
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    call.sql.execute(f"INSERT INTO schedules ({columns}) VALUES ({marks})", [*values.values()])  # noqa: S608  constants
    call.sql.execute("UPDATE unseen SET created = 1 WHERE space = ? AND name = ?", (space.id, name))
    tags.keep(call, arn, request.tags)
    return {"MonitoringScheduleArn": arn}


def expression(config: shapes.MonitoringScheduleConfig) -> str:
    """When a schedule starts its runs."""
    return config.schedule_config.schedule_expression if config.schedule_config else _DAILY


def _template(call: Call, name: str, config: shapes.MonitoringScheduleConfig) -> int:
    """Fills in what the service does, and keeps what the runs of a schedule have in common. Returns its id.

    Raises RefusedError for a job definition or an endpoint that does not exist.
    """
    config.monitoring_type = config.monitoring_type or MonitoringType.DATA_QUALITY
    kind = config.monitoring_type.value
    definition = config.monitoring_job_definition
    if definition is not None:
        fill_definition(definition, definition.monitoring_inputs)
        monitored = endpoint(definition.monitoring_inputs)
        job = inline_job(definition, f"{monitored or 'batch'}/{name}")
    else:
        found = job_definitions.find(call, kind, config.monitoring_job_definition_name or "")
        if found is None:
            named = config.monitoring_job_definition_name
            raise invalid(f"Job definition {named} of the monitoring type {kind} not found")
        described = wire.STRUCTURES[job_definitions.describe_class(kind)].read(found[0], DICT)
        monitored = endpoint([part(described, kind, "job_input")])
        job = defined_job(described, kind, f"{monitored or 'batch'}/{name}")
    if monitored is not None and call.settings.endpoints:
        sought = "SELECT 1 FROM resources WHERE space = ? AND kind = 'endpoint' AND name = ?"
        if call.sql.execute(sought, (call.space.id, monitored)).fetchone() is None:
            raise invalid(f'Could not find endpoint "{call.space.arn("endpoint", monitored)}".')
    job["MonitoringScheduleArn"] = call.space.arn("monitoring-schedule", name)
    made = call.sql.execute(
        "INSERT INTO templates (endpoint, type, definition, body) VALUES (?, ?, ?, ?)",
        (monitored, kind, config.monitoring_job_definition_name, dumped(job)),
    )
    return made.lastrowid or 0


def _settled(call: Call, name: str, *statuses: ScheduleStatus) -> _Schedule:
    schedule = _find(call, name)
    if schedule.status == "Pending" or (statuses and schedule.status not in statuses):
        raise invalid(f"Monitoring schedule in status {schedule.status}")
    return schedule


def _unsettle(call: Call, schedule: _Schedule, becomes: str | None) -> None:
    """Begins a change of a schedule, which is pending for a while."""
    due = call.now + call.settings.pending
    # A run of it may be due before.
    call.sql.execute(
        "UPDATE schedules SET status = 'Pending', becomes = ?, reason = NULL, modified = ?, turns = ?, "
        "due = min(?, ifnull((SELECT min(due) FROM runs WHERE owner = schedules.id AND due IS NOT NULL), ?)) "
        "WHERE id = ?",
        (becomes, call.now, due, due, due, schedule.id),
    )


def _describe(call: Call, request: shapes.DescribeMonitoringScheduleRequest) -> Mapping[str, Any]:
    name = request.monitoring_schedule_name
    schedule = _find(call, name)
    _stay_unseen(call, name)
    last = call.sql.execute(_LAST_RUN, (call.space.id, name)).fetchone()
    return present(
        MonitoringScheduleArn=call.space.arn("monitoring-schedule", name),
        MonitoringScheduleName=name,
        MonitoringScheduleStatus=schedule.status,
        MonitoringType=schedule.type,
        FailureReason=schedule.reason,
        CreationTime=seconds(schedule.created),
        LastModifiedTime=seconds(schedule.modified),
        MonitoringScheduleConfig=json.loads(schedule.config),
        EndpointName=schedule.endpoint,
        LastMonitoringExecutionSummary=last and lists.execution(call.space, last),
    )


def _stay_unseen(call: Call, name: str) -> None:
    """Refuses, as often as was planned, to know a schedule that was just created."""
    key = (call.space.id, name)
    row = call.sql.execute("SELECT calls FROM unseen WHERE space = ? AND name = ? AND created = 1", key).fetchone()
    if row is None:
        return
    if row[0] > 1:
        call.sql.execute("UPDATE unseen SET calls = calls - 1 WHERE space = ? AND name = ?", key)
    else:
        call.sql.execute("DELETE FROM unseen WHERE space = ? AND name = ?", key)
    refusal = missing(call, name)
    refusal.keeps = True
    raise refusal


def _update(call: Call, request: shapes.UpdateMonitoringScheduleRequest) -> Mapping[str, Any]:
    name = request.monitoring_schedule_name
    schedule = _settled(call, name)
    config = request.monitoring_schedule_config
    template = _template(call, name, config)
    call.sql.execute(
        "UPDATE schedules SET config = ?, expression = ?, template = ? WHERE id = ?",
        (dumped(plain(config)), expression(config), template, schedule.id),
    )
    _unsettle(call, schedule, "Stopped" if schedule.status == "Stopped" else "Scheduled")
    return {"MonitoringScheduleArn": call.space.arn("monitoring-schedule", name)}


def _switch(before: Sequence[ScheduleStatus], after: ScheduleStatus, call: Call, request: Any) -> None:
    _unsettle(call, _settled(call, request.monitoring_schedule_name, *before), after.value)


def _delete(call: Call, request: shapes.DeleteMonitoringScheduleRequest) -> None:
    _unsettle(call, _settled(call, request.monitoring_schedule_name), None)


def _list(call: Call, request: shapes.ListMonitoringSchedulesRequest) -> Mapping[str, Any]:
    return lists.page(call, request, lists.SCHEDULES)


def _list_executions(call: Call, request: shapes.ListMonitoringExecutionsRequest) -> Mapping[str, Any]:
    return lists.page(call, request, lists.EXECUTIONS)


# Alerts


def _list_alerts(call: Call, request: shapes.ListMonitoringAlertsRequest) -> Mapping[str, Any]:
    schedule = _find(call, request.monitoring_schedule_name)
    if request.next_token is not None:
        raise lists.bad_token()
    alert = {
        "MonitoringAlertName": _ALERT,
        "CreationTime": seconds(schedule.created),
        "LastModifiedTime": seconds(schedule.alerted),
        "AlertStatus": schedule.alert,
        "DatapointsToAlert": schedule.datapoints,
        "EvaluationPeriod": schedule.period,
        "Actions": {"ModelDashboardIndicator": {"Enabled": True}},
    }
    return {"MonitoringAlertSummaries": [alert]}


def _update_alert(call: Call, request: shapes.UpdateMonitoringAlertRequest) -> Mapping[str, Any]:
    name = request.monitoring_schedule_name
    schedule = _find(call, name)
    if request.monitoring_alert_name != _ALERT:
        raise not_found(f"Monitoring alert {request.monitoring_alert_name}")
    if request.datapoints_to_alert > request.evaluation_period:
        raise invalid("DatapointsToAlert must be less than or equal to EvaluationPeriod")
    call.sql.execute(
        "UPDATE schedules SET datapoints = ?, period = ?, alerted = ?, stale = 1 WHERE id = ?",
        (request.datapoints_to_alert, request.evaluation_period, call.now, schedule.id),
    )
    return {
        "MonitoringScheduleArn": call.space.arn("monitoring-schedule", name),
        "MonitoringAlertName": _ALERT,
    }


def _list_alert_history(call: Call, request: shapes.ListMonitoringAlertHistoryRequest) -> Mapping[str, Any]:
    if request.monitoring_schedule_name is not None:
        _find(call, request.monitoring_schedule_name)
    return lists.page(call, request, lists.ALERT_HISTORY)


OPERATIONS: Mapping[str, Operation] = {
    "CreateMonitoringSchedule": _create,
    "DeleteMonitoringSchedule": _delete,
    "DescribeMonitoringSchedule": _describe,
    "ListMonitoringAlertHistory": _list_alert_history,
    "ListMonitoringAlerts": _list_alerts,
    "ListMonitoringExecutions": _list_executions,
    "ListMonitoringSchedules": _list,
    "StartMonitoringSchedule": partial(_switch, (ScheduleStatus.STOPPED,), ScheduleStatus.SCHEDULED),
    # The service takes a second stop: recorded in five notebooks of aws/amazon-sagemaker-examples.
    "StopMonitoringSchedule": partial(
        _switch, (ScheduleStatus.SCHEDULED, ScheduleStatus.STOPPED), ScheduleStatus.STOPPED
    ),
    "UpdateMonitoringAlert": _update_alert,
    "UpdateMonitoringSchedule": _update,
}

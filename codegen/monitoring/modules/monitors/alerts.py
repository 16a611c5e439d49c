"""The alerts of a schedule, and their changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ..client import MonitoringClient
    from ..shapes import ListMonitoringAlertHistoryRequest
    from .session import Session


@dataclass
class ModelDashboardIndicatorAction:
    """Whether an alert is shown in the model dashboard."""

    enabled: bool


@dataclass
class MonitoringAlertActions:
    """What an alert does."""

    model_dashboard_indicator: ModelDashboardIndicatorAction


@dataclass
class MonitoringAlertSummary:
    """An alert of a schedule."""

    alert_name: str
    creation_time: datetime
    last_modified_time: datetime
    alert_status: str
    """InAlert or OK."""
    data_points_to_alert: int
    """How many of the last `evaluation_period` runs must have violations to raise the alert."""
    evaluation_period: int
    actions: MonitoringAlertActions


@dataclass
class MonitoringAlertHistorySummary:
    """A change of the status of an alert."""

    alert_name: str
    creation_time: datetime
    alert_status: str


def update(
    client: MonitoringClient, schedule: str, name: str, data_points_to_alert: int | None, evaluation_period: int | None
) -> None:
    """Changes the values that are not None. Raises ValueError if both are None, or if there is no such alert."""
    if data_points_to_alert is None and evaluation_period is None:
        raise ValueError("give data_points_to_alert, evaluation_period or both")
    if data_points_to_alert is None or evaluation_period is None:
        alerts = client.iter_monitoring_alerts(monitoring_schedule_name=schedule)
        old = next((each for each in alerts if each.monitoring_alert_name == name), None)
        if old is None:
            raise ValueError(f"the schedule {schedule} has no alert {name!r}")
        data_points_to_alert = old.datapoints_to_alert if data_points_to_alert is None else data_points_to_alert
        evaluation_period = old.evaluation_period if evaluation_period is None else evaluation_period
    client.update_monitoring_alert(
        monitoring_schedule_name=schedule,
        monitoring_alert_name=name,
        datapoints_to_alert=data_points_to_alert,
        evaluation_period=evaluation_period,
    )


def listed(
    client: MonitoringClient, schedule: str, next_token: str | None, max_results: int | None
) -> tuple[list[MonitoringAlertSummary], str | None]:
    """The alerts of the schedule, and the token for those after them."""
    answer = client.list_monitoring_alerts(
        monitoring_schedule_name=schedule, next_token=next_token, max_results=max_results
    )
    alerts = [
        MonitoringAlertSummary(
            alert_name=each.monitoring_alert_name,
            creation_time=each.creation_time,
            last_modified_time=each.last_modified_time,
            alert_status=each.alert_status,
            data_points_to_alert=each.datapoints_to_alert,
            evaluation_period=each.evaluation_period,
            actions=MonitoringAlertActions(ModelDashboardIndicatorAction(bool(shown and shown.enabled))),
        )
        for each in answer.monitoring_alert_summaries or []
        for shown in [each.actions.model_dashboard_indicator]
    ]
    return alerts, answer.next_token


def history(
    session: Session, request: ListMonitoringAlertHistoryRequest
) -> tuple[list[MonitoringAlertHistorySummary], str | None]:
    """The changes of the alerts of a schedule, and the token for those after them."""
    # The SDK lets boto3 read times, as text too.
    answer = session.monitoring.send(request, ignore={*session.ignore, "type"})
    changes = [
        MonitoringAlertHistorySummary(each.monitoring_alert_name, each.creation_time, each.alert_status)
        for each in answer.monitoring_alert_history or []
    ]
    return changes, answer.next_token

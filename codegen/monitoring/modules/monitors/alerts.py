"""The alerts of a schedule, and how they changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


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
    """How many runs with violations among the last `evaluation_period` ones raise the alert."""
    evaluation_period: int
    actions: MonitoringAlertActions


@dataclass
class MonitoringAlertHistorySummary:
    """That an alert changed its status."""

    alert_name: str
    creation_time: datetime
    alert_status: str

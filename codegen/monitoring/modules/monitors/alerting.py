"""What a monitor does with the alerts of its schedule."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from datetime import datetime

    from .alerts import MonitoringAlertHistorySummary, MonitoringAlertSummary
    from .session import Session

_logger = logging.getLogger(__name__)

# alerts and lifecycle are imported where a request is made, as in monitor.


class Alerting:
    """The methods of a monitor that concern alerts."""

    sagemaker_session: Session
    monitoring_schedule_name: str | None

    def update_monitoring_alert(
        self, monitoring_alert_name: str, data_points_to_alert: int | None, evaluation_period: int | None
    ) -> None:
        """Raises the alert when `data_points_to_alert` of the last `evaluation_period` runs had violations.

        What is None stays as it is. Raises ValueError when both are None, and when there is no such alert.
        """
        from . import alerts, lifecycle

        alerts.update(
            self.sagemaker_session.monitoring,
            lifecycle.require_schedule(self),
            monitoring_alert_name,
            data_points_to_alert,
            evaluation_period,
        )

    def list_monitoring_alerts(
        self, next_token: str | None = None, max_results: int | None = 10
    ) -> tuple[list[MonitoringAlertSummary], str | None]:
        """The alerts of the schedule, at most `max_results` (1 to 100), and the token for those after them, or None."""
        from . import alerts

        if self.monitoring_schedule_name is None:
            _logger.warning("The monitor has no schedule, and so no alerts.")
            return [], None
        client = self.sagemaker_session.monitoring
        return alerts.listed(client, self.monitoring_schedule_name, next_token, max_results)

    def list_monitoring_alert_history(
        self,
        monitoring_alert_name: str | None = None,
        sort_by: str | None = "CreationTime",
        sort_order: str | None = "Descending",
        next_token: str | None = None,
        max_results: int | None = 10,
        creation_time_before: datetime | str | None = None,
        creation_time_after: datetime | str | None = None,
        status_equals: str | None = None,
    ) -> tuple[list[MonitoringAlertHistorySummary], str | None]:
        """How the alerts of the schedule changed: at most `max_results` changes, and the token for the next, or None.

        `sort_by` is CreationTime or Status, `sort_order` Descending or Ascending, `status_equals` InAlert or OK.
        Times may be text, as in boto3; without a time zone they are in UTC.
        """
        from .. import enums, shapes
        from . import alerts

        if self.monitoring_schedule_name is None:
            _logger.warning("The monitor has no schedule, and so no history of alerts.")
            return [], None
        request = shapes.ListMonitoringAlertHistoryRequest(
            monitoring_schedule_name=self.monitoring_schedule_name,
            monitoring_alert_name=monitoring_alert_name,
            sort_by=enums.MonitoringAlertHistorySortKey(sort_by) if sort_by else None,
            sort_order=enums.SortOrder(sort_order) if sort_order else None,
            next_token=next_token,
            max_results=max_results,
            creation_time_before=cast("datetime", creation_time_before),
            creation_time_after=cast("datetime", creation_time_after),
            status_equals=enums.MonitoringAlertStatus(status_equals) if status_equals else None,
        )
        return alerts.history(self.sagemaker_session, request)

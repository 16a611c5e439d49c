"""A class that holds its client."""
from __future__ import annotations

import boto3


class Monitor:
    """One schedule."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._sm = boto3.client("sagemaker")

    def stop(self) -> None:
        self._sm.stop_monitoring_schedule(MonitoringScheduleName=self._name)

    def status(self) -> str:
        return self._sm.describe_monitoring_schedule(MonitoringScheduleName=self._name)["MonitoringScheduleStatus"]


monitor = Monitor("churn")
monitor.stop()
print(monitor.status())

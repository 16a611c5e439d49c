"""Edits what only the service sets."""

import monitorshapes as ms


def rename(described: ms.DescribeMonitoringScheduleResponse) -> None:
    """Changes the ARN of a schedule."""
    ms.update_from(described).monitoring_schedule_arn = "arn"  # error: monitoring_schedule_arn

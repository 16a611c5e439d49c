"""A response is asked for what it does not have."""

import monitorshapes as ms


def name(response: ms.DescribeMonitoringScheduleResponse) -> object:
    return response.monitoring_schedule_nam  # error: monitoring_schedule_nam

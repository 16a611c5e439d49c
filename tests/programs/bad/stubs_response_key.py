"""A response is asked for what it does not have."""

from monitorshapes import stubs


def name(response: stubs.DescribeMonitoringScheduleResponse) -> object:
    return response["MonitoringScheduleNam"]  # error: MonitoringScheduleNam

"""What `get` returns is used as if it were never None."""

from monitorshapes import stubs


def reason(response: stubs.DescribeMonitoringScheduleResponse) -> str:
    return response.get("FailureReason").strip()  # error: None

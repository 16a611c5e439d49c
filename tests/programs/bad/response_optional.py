"""A member that a response may lack is used as if it were there."""

import monitorshapes as ms


def reason(response: ms.DescribeMonitoringScheduleResponse) -> str:
    return response.failure_reason.strip()  # error: None

"""A member that a response may lack is used as if it were there."""

from monitorshapes import stubs


def reason(response: stubs.DescribeMonitoringScheduleResponse) -> str:
    return response["FailureReason"]  # error of pyright: FailureReason

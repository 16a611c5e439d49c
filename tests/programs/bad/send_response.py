"""A response is sent as if it were a request."""

import monitorshapes as ms


def again(client: ms.MonitoringClient, response: ms.DescribeMonitoringScheduleResponse) -> None:
    client.send(response)  # error: DescribeMonitoringScheduleResponse

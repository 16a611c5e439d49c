"""`send` returns the response of its request, not of another."""

import monitorshapes as ms


def described(client: ms.MonitoringClient) -> ms.DescribeMonitoringScheduleResponse:
    request = ms.UpdateMonitoringAlertRequest(
        monitoring_schedule_name="hourly",
        monitoring_alert_name="alert",
        datapoints_to_alert=1,
        evaluation_period=1,
    )
    return client.send(request)  # error: UpdateMonitoringAlertResponse

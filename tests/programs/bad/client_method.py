"""A client has no such method."""

import monitorshapes as ms


def stop(client: ms.MonitoringClient) -> None:
    client.stop_monitoring_schedules(monitoring_schedule_name="hourly")  # error: stop_monitoring_schedules

"""The client has no such method."""

from monitorshapes import stubs


def stop(client: stubs.Client) -> None:
    client.stop_monitoring_schedules(MonitoringScheduleName="hourly")  # error: stop_monitoring_schedules

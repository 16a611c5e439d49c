"""A method is called without a required member."""

from monitorshapes import stubs


def create(client: stubs.Client) -> None:
    client.create_monitoring_schedule(MonitoringScheduleName="hourly")  # error: MonitoringScheduleConfig

"""A key of a dict within a request is misspelt."""

from monitorshapes import stubs


def create(client: stubs.Client) -> None:
    client.create_monitoring_schedule(
        MonitoringScheduleName="hourly",
        MonitoringScheduleConfig={"MonitoringJobDefinitonName": "definition"},  # error: MonitoringJobDefinitonName
    )

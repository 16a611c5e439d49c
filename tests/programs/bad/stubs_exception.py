"""An exception of the client is misspelt."""

from monitorshapes import stubs


def stop(client: stubs.Client) -> None:
    try:
        client.stop_monitoring_schedule(MonitoringScheduleName="hourly")
    except client.exceptions.ResourceNotFond:  # error: ResourceNotFond
        raise

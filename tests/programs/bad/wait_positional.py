"""Gives a time where a member would be."""

import monitorshapes as ms


def wait(client: ms.MonitoringClient) -> None:
    """Seconds have a name."""
    client.wait_until_stopped("hourly", 60)  # error: positional argument

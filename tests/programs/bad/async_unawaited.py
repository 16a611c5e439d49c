"""Forgets to await."""

import monitorshapes as ms


async def status(client: ms.AsyncMonitoringClient) -> object:
    """A coroutine has no members."""
    return client.wait_until_scheduled("hourly").monitoring_schedule_status  # error: monitoring_schedule_status

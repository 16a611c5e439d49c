"""Stops schedules side by side."""

import asyncio

import monitorshapes as ms


async def stop(client: ms.AsyncMonitoringClient) -> list[ms.ScheduleStatus]:
    """The states that they end in."""
    names = [schedule.monitoring_schedule_name async for schedule in client.iter_monitoring_schedules(max_results=10)]
    await asyncio.gather(*(client.stop_monitoring_schedule(monitoring_schedule_name=name) for name in names))
    async for page in client.paginate_list_monitoring_schedules(max_results=10):
        names += [schedule.monitoring_schedule_name for schedule in page.monitoring_schedule_summaries]
    stopped = [await client.wait_until_stopped(name, timeout=60) for name in names]
    return [response.monitoring_schedule_status for response in stopped]

"""Takes an item for a page."""

import monitorshapes as ms


def first(client: ms.MonitoringClient) -> object:
    run = next(client.iter_monitoring_executions())
    return run.monitoring_execution_summaries  # error: monitoring_execution_summaries

"""Takes an item for a page."""

import monitorshapes as ms


def names(client: ms.MonitoringClient) -> object:
    """An execution is no list of executions."""
    return next(
        client.iter_monitoring_executions()
    ).monitoring_execution_summaries  # error: monitoring_execution_summaries

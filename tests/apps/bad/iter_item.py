"""Takes an item for a page."""

import monitorshapes as ms


def names(client: ms.MonitoringClient) -> None:
    """An execution is no list of executions."""
    for run in client.iter_monitoring_executions():
        print(run.monitoring_execution_summaries)  # error: monitoring_execution_summaries

"""A client's method is given a member by position."""

import monitorshapes as ms


def stop(client: ms.MonitoringClient) -> None:
    client.stop_processing_job("job")  # error: positional argument

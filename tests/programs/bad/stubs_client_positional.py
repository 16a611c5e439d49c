"""A method is given a member by position."""

from monitorshapes import stubs


def stop(client: stubs.Client) -> None:
    client.stop_processing_job("job")  # error: positional argument

"""There is no paginator of that name."""

from monitorshapes import stubs


def pages(client: stubs.Client) -> None:
    client.get_paginator("list_monitoring_execution")  # error: get_paginator

"""Uses the fake with boto3 as types-boto3 has it: `boto3.client` is overloaded, and strict in its arguments."""

# Of the services of which types-boto3 is not installed, the overloads of `boto3.client` are unknown.
# pyright: reportUnknownMemberType=false

from collections.abc import Iterator

import boto3

import monitorshapes as ms
from monitorshapes import fake, stubs


def clients(server: fake.Server) -> tuple[ms.MonitoringClient, stubs.Client]:
    """The client with dataclasses, and with dicts."""
    boto = boto3.client("sagemaker", **server.boto3_arguments())
    return ms.MonitoringClient(boto), stubs.typed(boto)


def names() -> Iterator[str]:
    """The schedules of a fake of its own."""
    with fake.Server() as server:
        client, _ = clients(server)
        for schedule in client.iter_monitoring_schedules():
            yield schedule.monitoring_schedule_name

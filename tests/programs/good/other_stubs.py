"""Annotates boto3's client with the class of other stubs, as types-boto3-sagemaker has one, and passes it unchanged."""

from typing import TYPE_CHECKING, Any, TypedDict

import monitorshapes as ms
from monitorshapes import stubs

if TYPE_CHECKING:

    class DescribeMonitoringScheduleResponseTypeDef(TypedDict):
        """A TypedDict of another package: it equals none of ours."""

        MonitoringScheduleName: str

    class SageMakerClient:
        """A client of another package: no Protocol, and its responses are that package's own."""

        def describe_monitoring_schedule(self, **kwargs: Any) -> DescribeMonitoringScheduleResponseTypeDef: ...


def clients(client: "SageMakerClient") -> tuple[ms.MonitoringClient, stubs.Client]:
    """The client with dataclasses, and with dicts."""
    return ms.MonitoringClient(client), stubs.typed(client)


def read(client: "SageMakerClient", name: str) -> ms.DescribeMonitoringScheduleResponse:
    """The other package's dict as a dataclass."""
    described = client.describe_monitoring_schedule(MonitoringScheduleName=name)
    return ms.from_dict(ms.DescribeMonitoringScheduleResponse, described)

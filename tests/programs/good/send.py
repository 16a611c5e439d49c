"""What `send` returns is typed by the class of the request, as the functions of the package are."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, assert_type

import monitorshapes as ms

Response = TypeVar("Response")


def recreate(client: ms.MonitoringClient, name: str, config: ms.MonitoringScheduleConfig) -> str:
    """Deletes a schedule and creates it again; the new one's ARN."""
    assert_type(client.send(ms.DeleteMonitoringScheduleRequest(monitoring_schedule_name=name)), None)
    request = ms.CreateMonitoringScheduleRequest(monitoring_schedule_name=name, monitoring_schedule_config=config)
    created = client.send(request)
    assert_type(created, ms.CreateMonitoringScheduleResponse)
    assert_type(created.monitoring_schedule_arn, str)
    return created.monitoring_schedule_arn


def send_all(client: ms.MonitoringClient, requests: Iterable[ms.Request[Response]]) -> list[Response]:
    """The responses, in the order of the requests."""
    return [client.send(request) for request in requests]


def described(client: ms.MonitoringClient, names: Iterable[str]) -> list[ms.DescribeMonitoringScheduleResponse]:
    """The schedules of those names."""
    return send_all(client, [ms.DescribeMonitoringScheduleRequest(monitoring_schedule_name=name) for name in names])


def problems(data: dict[str, Any], text: str) -> list[str]:
    """What is wrong with two schedules, one as boto3 takes it and one as JSON."""
    messages: list[str] = []
    read = ms.from_dict(ms.CreateMonitoringScheduleRequest, data)
    assert_type(read, ms.CreateMonitoringScheduleRequest)
    assert_type(ms.from_json(ms.CreateMonitoringScheduleRequest, text), ms.CreateMonitoringScheduleRequest)
    assert_type(ms.to_dict(read), dict[str, Any])
    for violation in ms.violations(read):
        assert_type(violation, ms.Violation)
        messages.append(violation.message)
    try:
        ms.validate(read)
    except ms.ValidationError as error:
        assert_type(error.violations, tuple[ms.Violation, ...])
    return messages


def tag(client: ms.MonitoringClient, arn: str, tags: tuple[ms.Tag, ...], environment: Mapping[str, str]) -> None:
    """Any sequence and any mapping is good enough for a method; a field is a list or a dict."""
    client.add_tags(resource_arn=arn, tags=tags)
    client.create_processing_job(
        processing_job_name="job",
        processing_resources=ms.ProcessingResources(
            cluster_config=ms.ProcessingClusterConfig(
                instance_count=1, instance_type=ms.ProcessingInstanceType.ML_M5_XLARGE, volume_size_in_gb=20
            )
        ),
        app_specification=ms.AppSpecification(image_uri="image"),
        role_arn="role",
        environment=environment,
    )

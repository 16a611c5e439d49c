"""Creates a schedule and says what became of it: with requests of monitorshapes, sent by an untyped client of boto3."""

from datetime import datetime
from typing import Any

import monitorshapes as ms


def create(client: Any, name: str, definition: str) -> str:
    """The ARN of a new schedule."""
    request = ms.CreateMonitoringScheduleRequest(
        monitoring_schedule_name=name,
        monitoring_schedule_config=ms.MonitoringScheduleConfig(
            schedule_config=ms.ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
            monitoring_job_definition_name=definition,
            monitoring_type=ms.MonitoringType.DATA_QUALITY,
        ),
        tags=[ms.Tag(key="a", value="b")],
    )
    ms.validate(request)
    created = ms.from_dict(
        ms.CreateMonitoringScheduleResponse, client.create_monitoring_schedule(**ms.to_dict(request))
    )
    return created.monitoring_schedule_arn


def state(client: Any, name: str) -> tuple[str, datetime]:
    """The status of the schedule, and when it was created."""
    described = ms.from_dict(
        ms.DescribeMonitoringScheduleResponse, client.describe_monitoring_schedule(MonitoringScheduleName=name)
    )
    return described.monitoring_schedule_status, described.creation_time

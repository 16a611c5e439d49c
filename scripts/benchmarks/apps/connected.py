"""Creates a schedule and says what became of it: with the client of monitorshapes, over boto3's."""

from datetime import datetime

import boto3

import monitorshapes as ms


def create(client: ms.MonitoringClient, name: str, definition: str) -> str:
    """The ARN of a new schedule."""
    created = client.create_monitoring_schedule(
        monitoring_schedule_name=name,
        monitoring_schedule_config=ms.MonitoringScheduleConfig(
            schedule_config=ms.ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
            monitoring_job_definition_name=definition,
            monitoring_type=ms.MonitoringType.DATA_QUALITY,
        ),
        tags=[ms.Tag(key="a", value="b")],
    )
    return created.monitoring_schedule_arn


def state(client: ms.MonitoringClient, name: str) -> tuple[str, datetime]:
    """The status of the schedule, and when it was created."""
    described = client.describe_monitoring_schedule(monitoring_schedule_name=name)
    return described.monitoring_schedule_status, described.creation_time


def main() -> None:
    """Creates one."""
    client = ms.MonitoringClient(boto3.client("sagemaker"))
    print(create(client, "churn", "churn-quality"), *state(client, "churn"))

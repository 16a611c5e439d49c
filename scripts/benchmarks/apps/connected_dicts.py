"""Creates a schedule and says what became of it: with dicts and a client that types-boto3-sagemaker types."""

from datetime import datetime

import boto3
from types_boto3_sagemaker.client import SageMakerClient
from types_boto3_sagemaker.type_defs import MonitoringScheduleConfigTypeDef


def create(client: SageMakerClient, name: str, definition: str) -> str:
    """The ARN of a new schedule."""
    config: MonitoringScheduleConfigTypeDef = {
        "MonitoringJobDefinitionName": definition,
        "MonitoringType": "DataQuality",
        "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
    }
    created = client.create_monitoring_schedule(
        MonitoringScheduleName=name, MonitoringScheduleConfig=config, Tags=[{"Key": "a", "Value": "b"}]
    )
    return created["MonitoringScheduleArn"]


def state(client: SageMakerClient, name: str) -> tuple[str, datetime]:
    """The status of the schedule, and when it was created."""
    described = client.describe_monitoring_schedule(MonitoringScheduleName=name)
    return described["MonitoringScheduleStatus"], described["CreationTime"]


def main() -> None:
    """Creates one."""
    client = boto3.client("sagemaker")
    print(create(client, "churn", "churn-quality"), *state(client, "churn"))

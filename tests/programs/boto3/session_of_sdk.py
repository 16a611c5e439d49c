"""The client of a session such as the SageMaker SDK's."""
from typing import Any

import boto3


def sessions() -> list[Any]:
    class Session:
        sagemaker_client = boto3.client("sagemaker")

    return [Session()]


for session in sessions():
    session.sagemaker_client.stop_monitoring_schedule(MonitoringScheduleName="churn")
    print(session.sagemaker_client.describe_monitoring_schedule(MonitoringScheduleName="churn")["MonitoringScheduleArn"])

"""A function for AWS Lambda, its client made once."""
import os
from typing import Any

import boto3

sagemaker = boto3.client("sagemaker")
SCHEDULE = os.environ.get("SCHEDULE", "churn")


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    if event.get("action") == "stop":
        sagemaker.stop_monitoring_schedule(MonitoringScheduleName=SCHEDULE)
    response = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=SCHEDULE)
    return {"statusCode": 200, "status": response["MonitoringScheduleStatus"]}


print(handler({"action": "stop"}, None))

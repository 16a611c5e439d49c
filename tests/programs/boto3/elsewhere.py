"""Dicts from elsewhere."""
import json
from typing import Any

import boto3

client = boto3.client("sagemaker")


def create(name: str, config: dict[str, Any]) -> None:
    client.create_monitoring_schedule(MonitoringScheduleName=name, MonitoringScheduleConfig=config)


loaded = json.loads('{"ResourceArn": "arn:aws:sagemaker:us-east-1:123456789012:monitoring-schedule/x"}')
client.list_tags(**loaded)
create("churn", {"MonitoringJobDefinitionName": "d", "MonitoringType": "DataQuality"})
client.stop_monitoring_schedule(MonitoringScheduleName="churn")

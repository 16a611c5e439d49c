"""Names with annotations."""
from typing import Any

import boto3

client: Any = boto3.client("sagemaker")
client.stop_monitoring_schedule(MonitoringScheduleName="churn")
status: str = client.describe_monitoring_schedule(MonitoringScheduleName="churn")["MonitoringScheduleStatus"]
print(status == "Scheduled")

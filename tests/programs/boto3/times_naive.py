"""Times of which nobody can see a time zone."""
from datetime import datetime

import boto3

client = boto3.client("sagemaker")
client.list_monitoring_executions(CreationTimeAfter=datetime(2026, 1, 2, 3, 4, 5))  # stays: time zone
client.list_monitoring_schedules(CreationTimeBefore="2026-01-02")  # refused: CreationTimeBefore

"""Times with a time zone."""
from datetime import datetime, timedelta, timezone

import boto3

now = datetime.now(timezone.utc)
client = boto3.client("sagemaker")
client.list_monitoring_executions(CreationTimeAfter=datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc))
start = datetime(2026, 1, 2, tzinfo=timezone.utc)
client.list_monitoring_executions(ScheduledTimeAfter=start - timedelta(days=1), ScheduledTimeBefore=start)

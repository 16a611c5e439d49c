"""Pages of lists."""
import boto3

client = boto3.client("sagemaker")
paginator = client.get_paginator("list_monitoring_executions")
for page in paginator.paginate(MonitoringScheduleName="page"):
    for execution in page["MonitoringExecutionSummaries"]:
        if "FailureReason" in execution:
            print(execution["FailureReason"])
names = [
    summary["MonitoringScheduleName"]
    for page in client.get_paginator("list_monitoring_schedules").paginate(NameContains="page")
    for summary in page["MonitoringScheduleSummaries"]
]
print(names)

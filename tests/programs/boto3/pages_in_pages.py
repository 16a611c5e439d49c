"""Pages of what pages name, through one paginator each."""
import boto3


def failed() -> list[str]:
    sm = boto3.client("sagemaker")
    schedules = sm.get_paginator("list_monitoring_schedules")
    executions = sm.get_paginator("list_monitoring_executions")
    found: list[str] = []
    for page in schedules.paginate(NameContains="page"):
        for schedule in page["MonitoringScheduleSummaries"]:
            for each in executions.paginate(MonitoringScheduleName=schedule["MonitoringScheduleName"]):
                found += [one["FailureReason"] for one in each["MonitoringExecutionSummaries"] if one.get("FailureReason")]
    return found


print(failed())

"""Waits until a schedule is there."""
import time
import boto3

sm = boto3.client("sagemaker")


def wait(name: str) -> str:
    while True:
        description = sm.describe_monitoring_schedule(MonitoringScheduleName=name)
        status = description["MonitoringScheduleStatus"]
        print(f"{name}: {status}")
        if status != "Pending":
            break
        time.sleep(0)
    return status


if wait("churn") == "Scheduled":
    print("done")

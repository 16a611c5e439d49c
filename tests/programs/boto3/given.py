"""A client that is a parameter, of functions that only this program calls."""
from typing import Any

import boto3


def stop(client: Any, name: str) -> None:
    client.stop_monitoring_schedule(MonitoringScheduleName=name)


def status(name: str, *, client: Any) -> Any:
    return client.describe_monitoring_schedule(MonitoringScheduleName=name)["MonitoringScheduleStatus"]


if __name__ == "__main__":
    sagemaker = boto3.client("sagemaker")
    stop(sagemaker, "churn")
    print(status("churn", client=sagemaker))

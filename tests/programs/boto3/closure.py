"""A client and a response that inner functions use."""
from typing import Callable

import boto3


def stopper(name: str) -> Callable[[], None]:
    client = boto3.client("sagemaker")
    name_of = {"schedule": name}

    def stop() -> None:
        client.stop_monitoring_schedule(MonitoringScheduleName=name_of["schedule"])

    return stop


stopper("churn")()

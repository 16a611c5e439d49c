"""A class whose client others use, too."""
import boto3


class Monitor:
    """One schedule."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.client = boto3.client("sagemaker")

    def start(self) -> None:
        self.client.start_monitoring_schedule(MonitoringScheduleName=self.name)


monitor = Monitor("churn")
monitor.start()
print(monitor.client.meta.region_name)

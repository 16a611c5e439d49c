"""None, which boto3 refuses and a dataclass leaves out."""
import boto3

client = boto3.client("sagemaker")


def never() -> None:
    client.list_monitoring_schedules(EndpointName=None)  # stays: None


client.list_monitoring_schedules()

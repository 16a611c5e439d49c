"""Errors by the names that the client has for them."""
import boto3

client = boto3.client("sagemaker")


def exists(name: str) -> bool:
    try:
        client.describe_monitoring_schedule(MonitoringScheduleName=name)
    except client.exceptions.ResourceNotFound:
        return False
    return True


print(exists("churn"), exists("missing"))

"""Errors of a client that does more than the package knows."""
import boto3

client = boto3.client("sagemaker")
for name in ("churn", "missing"):
    try:
        client.describe_monitoring_schedule(MonitoringScheduleName=name)
        client.list_endpoints(NameContains=name)
    except client.exceptions.ResourceNotFound as error:
        print(error.response["Error"]["Code"])

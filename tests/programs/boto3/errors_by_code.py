"""Errors by their code, as most programs catch them."""
import boto3
from botocore.exceptions import ClientError

client = boto3.client("sagemaker")


def delete(name: str) -> None:
    try:
        client.delete_monitoring_schedule(MonitoringScheduleName=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFound":
            raise
        print("it is gone:", error.response["Error"]["Message"])


delete("churn")
delete("missing")

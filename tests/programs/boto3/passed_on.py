"""Responses that go where nobody follows."""
import json
from typing import Any

import boto3

client = boto3.client("sagemaker")


def describe(name: str) -> Any:
    return client.describe_monitoring_schedule(MonitoringScheduleName=name)  # stays: ResponseMetadata


print(sorted(describe("churn"))[0])
response = client.describe_processing_job(ProcessingJobName="job")
print(json.dumps(response, default=str)[:20])  # stays: ResponseMetadata
print(client.list_tags(ResourceArn="arn:aws:sagemaker:us-east-1:123456789012:endpoint/x")["ResponseMetadata"]["HTTPStatusCode"])  # stays: ResponseMetadata

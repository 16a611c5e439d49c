"""A request that is built step by step."""
import os
import boto3

client = boto3.client("sagemaker")
request = {"ProcessingJobName": "job"}
if os.environ.get("NOTHING") is None:
    request["ProcessingJobName"] = "other"
client.stop_processing_job(**request)
key = "MonitoringScheduleName"
client.stop_monitoring_schedule(**{key: "churn"})

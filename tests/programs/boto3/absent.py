"""An optional member, read as if it must be there."""
import boto3

client = boto3.client("sagemaker")
response = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
try:
    print(response["FailureReason"])
except KeyError:
    print("no reason")

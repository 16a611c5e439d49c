"""Catches what botocore refuses."""
import boto3
from botocore.exceptions import ParamValidationError

client = boto3.client("sagemaker")
try:
    client.stop_monitoring_schedule(MonitoringScheduleName="churn")
except ParamValidationError:  # stays: does not raise
    print("no")

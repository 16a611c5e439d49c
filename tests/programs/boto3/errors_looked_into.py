"""An error whose class is looked at."""
import boto3
from botocore.exceptions import ClientError

client = boto3.client("sagemaker")
try:
    client.stop_monitoring_schedule(MonitoringScheduleName="missing")
except Exception as error:
    print(isinstance(error, ClientError))

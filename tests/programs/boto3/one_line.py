"""All in a line."""
import boto3; client = boto3.client("sagemaker"); client.stop_monitoring_schedule(MonitoringScheduleName="churn")

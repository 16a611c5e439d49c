"""The client also does what the package does not know."""
import boto3

client = boto3.client("sagemaker")
client.stop_monitoring_schedule(MonitoringScheduleName="churn")
print(client.meta.service_model.service_name)
print(client.list_endpoints(MaxResults=1)["Endpoints"])

"""Names that the package would like are taken."""
import boto3

ms = 1000
monitoring_client = "taken"
client = boto3.client("sagemaker")
print(client.meta.region_name, ms, monitoring_client)
client.stop_monitoring_schedule(MonitoringScheduleName="churn")

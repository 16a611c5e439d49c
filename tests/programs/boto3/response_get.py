"""Optional members, asked for with `get`."""
import boto3

client = boto3.client("sagemaker")
response = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
print(response.get("FailureReason"))
print(response.get("EndpointName", "no endpoint"))
kind = response.get("MonitoringType")
if kind == "DataQuality":
    print("data")
summary = response.get("LastMonitoringExecutionSummary")
print("MonitoringScheduleArn" in response, "FailureReason" not in response)

"""Optional members, read where they are known to be there."""
import boto3

client = boto3.client("sagemaker")
response = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
if "FailureReason" in response:
    print("failed:", response["FailureReason"])
if response.get("EndpointName") and response["MonitoringScheduleStatus"] == "Scheduled":
    print("endpoint:", response["EndpointName"])
print(response["EndpointName"] if "EndpointName" in response else "none")

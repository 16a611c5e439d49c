"""Turns the pages itself."""
import boto3

client = boto3.client("sagemaker")
response = client.list_monitoring_schedules(NameContains="page")
count = len(response["MonitoringScheduleSummaries"])
token = response.get("NextToken")
while token:
    following = client.list_monitoring_schedules(NameContains="page", NextToken=token)
    count += len(following["MonitoringScheduleSummaries"])
    token = following.get("NextToken")
print(count)

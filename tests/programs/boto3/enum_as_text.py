"""Enums that go where their class would show."""
import json
import boto3

sm = boto3.client("sagemaker")
response = sm.describe_monitoring_schedule(MonitoringScheduleName="churn")
print(json.dumps({"status": response["MonitoringScheduleStatus"], "arn": response["MonitoringScheduleArn"]}))
rows = [(s["MonitoringScheduleName"], s["MonitoringScheduleStatus"]) for s in sm.list_monitoring_schedules()["MonitoringScheduleSummaries"]]
print(rows)
kinds = [s.get("MonitoringType") for s in sm.list_monitoring_schedules()["MonitoringScheduleSummaries"]]
print(kinds)
print(f"{response['MonitoringScheduleStatus']!r}")

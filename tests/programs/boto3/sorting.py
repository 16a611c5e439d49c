"""The newest and the oldest of a list."""
import boto3

sm = boto3.client("sagemaker")
schedules = sm.list_monitoring_schedules()["MonitoringScheduleSummaries"]
by_name = sorted(schedules, key=lambda schedule: schedule["MonitoringScheduleName"], reverse=True)
print([schedule["MonitoringScheduleArn"] for schedule in by_name])
print(max(schedules, key=lambda schedule: schedule["CreationTime"])["MonitoringScheduleName"])
for position, schedule in enumerate(reversed(schedules), start=1):
    print(position, schedule["MonitoringScheduleStatus"] == "Scheduled")

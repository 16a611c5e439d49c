"""A member that depends on the run, written at its place."""
import os
import boto3

fast = os.environ.get("FAST") == "1"
sm = boto3.client("sagemaker")
sm.create_monitoring_schedule(
    MonitoringScheduleName="churn",
    MonitoringScheduleConfig={
        "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)" if fast else "cron(0 12 ? * * *)"},
        "MonitoringJobDefinitionName": "churn-definition",
        "MonitoringType": "DataQuality" if not fast else "ModelQuality",
    },
    Tags=[{"Key": "speed", "Value": "fast"}] if fast else [],
)

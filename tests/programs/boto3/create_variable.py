"""The configuration stands in a variable."""
import boto3

client = boto3.client("sagemaker", region_name="eu-west-1")
config = {
    # on the hour
    "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},

    "MonitoringJobDefinitionName": "churn-data-quality",
    "MonitoringType": "DataQuality",
}
response = client.create_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
print(response["MonitoringScheduleArn"])

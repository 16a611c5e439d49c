"""Parentheses and comments in places."""
import boto3

client = (boto3.client("sagemaker"))
response = (
    client  # the client
    .describe_monitoring_schedule(
        MonitoringScheduleName=("churn"),  # the name
    )
)
print((response)["MonitoringScheduleArn"], response [ "MonitoringScheduleName" ])
client.create_monitoring_schedule(**{
    "MonitoringScheduleName" : "churn" "-hourly",
    "MonitoringScheduleConfig":
        # the configuration
        ({"MonitoringJobDefinitionName": ("definition"), "MonitoringType": ("DataQuality")}),
})

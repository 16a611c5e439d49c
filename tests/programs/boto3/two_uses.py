"""One dict for two calls, and one that is looked at, too."""
import boto3

client = boto3.client("sagemaker")
config = {
    "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
    "MonitoringJobDefinitionName": "churn",
    "MonitoringType": "DataQuality",
}
client.create_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
client.update_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
resources = {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 20}}
client.create_processing_job(
    ProcessingJobName="job",
    ProcessingResources=resources,
    AppSpecification={"ImageUri": "image"},
    RoleArn="arn:aws:iam::123456789012:role/monitor",
)
print(resources)

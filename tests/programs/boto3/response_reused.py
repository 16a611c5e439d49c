"""One name for one response after the other, as in notebooks."""
import boto3

client = boto3.client("sagemaker")
response = client.list_monitoring_schedules()
print(len(response["MonitoringScheduleSummaries"]))
response = client.list_data_quality_job_definitions(SortBy="Name", SortOrder="Descending")
for each in response["JobDefinitionSummaries"]:
    print(each["MonitoringJobDefinitionName"])
response = client.describe_processing_job(ProcessingJobName="job")
print(response["ProcessingJobName"])
print(response.get("ExitMessage", "none"), response.get("Environment", {}), "AutoMLJobArn" in response)

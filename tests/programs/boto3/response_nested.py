"""Members of members."""
import boto3

client = boto3.client("sagemaker")
response = client.describe_data_quality_job_definition(JobDefinitionName="churn")
cluster = response["JobResources"]["ClusterConfig"]
print(cluster["InstanceCount"], str(cluster["InstanceType"]), cluster["VolumeSizeInGB"])
for output in response["DataQualityJobOutputConfig"]["MonitoringOutputs"]:
    s3 = output["S3Output"]
    print(s3["S3Uri"], s3.get("S3UploadMode"))
print(response["CreationTime"].isoformat())

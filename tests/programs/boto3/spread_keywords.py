"""What all calls have in common is unpacked beside what is their own."""
import boto3

COMMON = {
    "AppSpecification": {"ImageUri": "image", "ContainerArguments": ["--all"]},
    "ProcessingResources": {
        "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.t3.medium", "VolumeSizeInGB": 5}
    },
    "RoleArn": "arn:aws:iam::123456789012:role/monitor",
}

sm = boto3.client("sagemaker")
for number in range(2):
    sm.create_processing_job(ProcessingJobName=f"job-{number}", **COMMON)

"""Parts are spread into others, and one of their members is said anew."""
import boto3

CLUSTER = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}

sm = boto3.client("sagemaker")
sm.create_processing_job(
    ProcessingJobName="big",
    ProcessingResources={"ClusterConfig": {**CLUSTER, "InstanceCount": 2}},
    AppSpecification={"ImageUri": "image"},
    RoleArn="arn:aws:iam::123456789012:role/monitor",
)
sm.create_processing_job(
    ProcessingJobName="small",
    ProcessingResources={"ClusterConfig": {**CLUSTER}},
    AppSpecification={"ImageUri": "image"},
    RoleArn="arn:aws:iam::123456789012:role/monitor",
)

"""Values that the service would refuse, or never means."""
import boto3

client = boto3.client("sagemaker")


def never() -> None:
    client.create_processing_job(
        ProcessingJobName="a job",  # refused: ProcessingJobName
        ProcessingResources={
            "ClusterConfig": {
                "InstanceCount": 101,  # refused: InstanceCount
                "InstanceType": "ml.m5.huge",  # refused: InstanceType
                "VolumeSizeInGB": 20,
            }
        },
        AppSpecification={"ImageUri": "image"},
        RoleArn="arn:aws:iam::123456789012:role/monitor",
    )


client.stop_processing_job(ProcessingJobName="job")

"""The whole request stands in a variable, and is unpacked."""
import boto3


def main(name: str, image: str) -> None:
    sagemaker = boto3.client("sagemaker")
    request = dict(
        ProcessingJobName=name,
        ProcessingResources=dict(
            ClusterConfig=dict(InstanceCount=1, InstanceType="ml.m5.large", VolumeSizeInGB=20),
        ),
        AppSpecification=dict(ImageUri=image, ContainerEntrypoint=["python3", "/app/check.py"]),
        RoleArn="arn:aws:iam::123456789012:role/monitor",
        Environment={"STAGE": "prod", "name": name},
    )
    job = sagemaker.create_processing_job(**request)
    print(job["ProcessingJobArn"])


if __name__ == "__main__":
    main("check-1", "123456789012.dkr.ecr.us-east-1.amazonaws.com/check:latest")

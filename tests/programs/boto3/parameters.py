"""A function takes the plain values of a request."""
import boto3

client = boto3.client("sagemaker")


def create(name: str, instance_type: str = "ml.m5.xlarge", count: int = 1, environment: dict[str, str] | None = None) -> str:
    response = client.create_processing_job(
        ProcessingJobName=name,
        ProcessingResources={
            "ClusterConfig": {"InstanceCount": count, "InstanceType": instance_type, "VolumeSizeInGB": 10 * count}
        },
        AppSpecification={"ImageUri": "image"},
        Environment=environment or {},
        RoleArn="arn:aws:iam::123456789012:role/monitor",
        StoppingCondition={"MaxRuntimeInSeconds": 60 * 60},
    )
    return response["ProcessingJobArn"]


print(create("one"))
print(create("two", "ml.m5.2xlarge", 2, {"A": "B"}))

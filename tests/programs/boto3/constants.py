"""Constants of the module in the request."""
import boto3

BUCKET = "bucket"
INSTANCE_TYPE = "ml.m5.xlarge"
CLUSTER = {
    "InstanceCount": 1,
    "InstanceType": INSTANCE_TYPE,
    "VolumeSizeInGB": 20,
}
TAGS = [{"Key": "team", "Value": "ml"}, {"Key": "stage", "Value": "prod"}]
ROLE = "arn:aws:iam::123456789012:role/monitor"

sm_client = boto3.client('sagemaker')
sm_client.create_data_quality_job_definition(
    JobDefinitionName='churn-data-quality',
    DataQualityAppSpecification={
        'ImageUri': '156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer',
    },
    DataQualityJobInput={'EndpointInput': {'EndpointName': 'churn', 'LocalPath': '/opt/ml/processing/input'}},
    DataQualityJobOutputConfig={
        'MonitoringOutputs': [
            {'S3Output': {'S3Uri': f's3://{BUCKET}/reports', 'LocalPath': '/opt/ml/processing/output'}}
        ]
    },
    JobResources={'ClusterConfig': CLUSTER},
    RoleArn=ROLE,
    Tags=TAGS,
)

"""A schedule with its job written out at the call, as notebooks do."""
import boto3

sm = boto3.client("sagemaker")

sm.create_monitoring_schedule(
    MonitoringScheduleName="churn-hourly",
    MonitoringScheduleConfig={
        "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
        "MonitoringJobDefinition": {
            "BaselineConfig": {
                "ConstraintsResource": {"S3Uri": "s3://bucket/baseline/constraints.json"},
                "StatisticsResource": {"S3Uri": "s3://bucket/baseline/statistics.json"},
            },
            "MonitoringInputs": [
                {
                    "EndpointInput": {
                        "EndpointName": "churn",
                        "LocalPath": "/opt/ml/processing/input/endpoint",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                    }
                },
            ],
            "MonitoringOutputConfig": {
                "MonitoringOutputs": [
                    {
                        "S3Output": {
                            "S3Uri": "s3://bucket/reports",
                            "LocalPath": "/opt/ml/processing/output",
                            "S3UploadMode": "Continuous",  # as it runs
                        }
                    }
                ],
            },
            "MonitoringResources": {
                "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
            },
            "MonitoringAppSpecification": {
                "ImageUri": "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
            "Environment": {"publish_cloudwatch_metrics": "Enabled"},
            "RoleArn": "arn:aws:iam::123456789012:role/monitor",
        },
        "MonitoringType": "DataQuality",
    },
)

"""Checks the data quality of an endpoint every hour; run as a program, it writes the schedule's request as JSON."""

import sys

import monitorshapes as ms

ANALYZER = "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"
ROLE = "arn:aws:iam::123456789012:role/monitor"


def job_definition(endpoint: str, bucket: str) -> ms.CreateDataQualityJobDefinitionRequest:
    """What to compute, from what, on which machine."""
    report = ms.MonitoringS3Output(
        s3_uri=f"s3://{bucket}/reports",
        local_path="/opt/ml/processing/output",
        s3_upload_mode=ms.ProcessingS3UploadMode.END_OF_JOB,
    )
    return ms.CreateDataQualityJobDefinitionRequest(
        job_definition_name=f"{endpoint}-data-quality",
        data_quality_baseline_config=ms.DataQualityBaselineConfig(
            constraints_resource=ms.MonitoringConstraintsResource(s3_uri=f"s3://{bucket}/constraints.json")
        ),
        data_quality_app_specification=ms.DataQualityAppSpecification(
            image_uri=ANALYZER,
            environment={"dataset_format": "csv"},
        ),
        data_quality_job_input=ms.DataQualityJobInput(
            endpoint_input=ms.EndpointInput(endpoint_name=endpoint, local_path="/opt/ml/processing/input")
        ),
        data_quality_job_output_config=ms.MonitoringOutputConfig(
            monitoring_outputs=[ms.MonitoringOutput(s3_output=report)]
        ),
        job_resources=ms.MonitoringResources(
            cluster_config=ms.MonitoringClusterConfig(
                instance_count=1,
                instance_type=ms.ProcessingInstanceType.ML_M5_XLARGE,
                volume_size_in_gb=20,
            )
        ),
        role_arn=ROLE,
        stopping_condition=ms.MonitoringStoppingCondition(max_runtime_in_seconds=3600),
    )


def schedule(endpoint: str) -> ms.CreateMonitoringScheduleRequest:
    """When to run the job definition of the endpoint."""
    return ms.CreateMonitoringScheduleRequest(
        monitoring_schedule_name=f"{endpoint}-hourly",
        monitoring_schedule_config=ms.MonitoringScheduleConfig(
            schedule_config=ms.ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
            monitoring_job_definition_name=f"{endpoint}-data-quality",
            monitoring_type=ms.MonitoringType.DATA_QUALITY,
        ),
        tags=[ms.Tag(key="team", value="churn")],
    )


def create(client: ms.MonitoringClient, endpoint: str, bucket: str) -> str:
    """The ARN of the new schedule."""
    client.send(job_definition(endpoint, bucket))
    request = schedule(endpoint)
    created = client.create_monitoring_schedule(
        monitoring_schedule_name=request.monitoring_schedule_name,
        monitoring_schedule_config=request.monitoring_schedule_config,
        tags=request.tags,
    )
    return created.monitoring_schedule_arn


if __name__ == "__main__":
    ms.validate(job_definition("churn", "reports"))
    ms.validate(schedule("churn"))
    sys.stdout.write(ms.to_json(schedule("churn")))

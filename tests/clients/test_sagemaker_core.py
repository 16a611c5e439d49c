"""sagemaker-core, as it is, drives the fake."""

from collections.abc import Iterator
from typing import Any

import pytest

from monitorshapes import fake

resources = pytest.importorskip(
    "sagemaker.core.resources", reason="sagemaker-core has an environment of its own: scripts/clients"
)
shapes = pytest.importorskip("sagemaker.core.shapes")

_ROLE = "arn:aws:iam::123456789012:role/Monitor"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[fake.Server]:
    with fake.Server() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", server.url)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "fake")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "fake")
        yield server


def _schedule(name: str) -> Any:
    resources.DataQualityJobDefinition.create(
        job_definition_name="churn",
        role_arn=_ROLE,
        data_quality_app_specification=shapes.DataQualityAppSpecification(
            image_uri="156813124566.dkr.ecr.us-east-1.amazonaws.com/analyzer"
        ),
        data_quality_job_input=shapes.DataQualityJobInput(
            endpoint_input=shapes.EndpointInput(endpoint_name="churn", local_path="/opt/ml/processing/input")
        ),
        data_quality_job_output_config=shapes.MonitoringOutputConfig(
            monitoring_outputs=[
                shapes.MonitoringOutput(
                    s3_output=shapes.MonitoringS3Output(
                        s3_uri="s3://monitored/reports", local_path="/opt/ml/processing/out"
                    )
                )
            ]
        ),
        job_resources=shapes.MonitoringResources(
            cluster_config=shapes.MonitoringClusterConfig(
                instance_count=1, instance_type="ml.m5.xlarge", volume_size_in_gb=20
            )
        ),
    )
    return resources.MonitoringSchedule.create(
        monitoring_schedule_name=name,
        monitoring_schedule_config=shapes.MonitoringScheduleConfig(
            schedule_config=shapes.ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
            monitoring_job_definition_name="churn",
            monitoring_type="DataQuality",
        ),
    )


def test_the_life_of_a_schedule_and_of_its_job(server: fake.Server) -> None:
    schedule = _schedule("hourly")
    server.plan("hourly", "CompletedWithViolations")
    server.advance(2 * 3600)
    schedule.refresh()
    assert schedule.monitoring_schedule_status == "Scheduled"
    assert [each.monitoring_schedule_name for each in resources.MonitoringSchedule.get_all()] == ["hourly"]
    schedule.stop()
    server.advance(2)
    [job, *_] = resources.ProcessingJob.get_all()
    assert job.processing_job_status == "Completed"
    count = len(list(resources.ProcessingJob.get_all()))
    job.delete()
    assert len(list(resources.ProcessingJob.get_all())) == count - 1
    schedule.delete()
    server.advance(2)
    assert list(resources.MonitoringSchedule.get_all()) == []

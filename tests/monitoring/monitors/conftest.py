"""Both servers, what a baseline is made of, and a monitor with a schedule."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from aws import BUCKET, ROLE, Aws, local, moto
from monitored import HOURLY

from monitorshapes.monitors import (
    EndpointInput,
    ModelQualityMonitor,
)


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    with moto() as url:
        yield url


@pytest.fixture
def aws(moto_url: str) -> Iterator[Aws]:
    with local(moto_url) as started:
        yield started


@pytest.fixture
def train(tmp_path: Path) -> str:
    path = tmp_path / "train.csv"
    path.write_text("a,y\n1,0\n")
    return str(path)


@pytest.fixture
def scheduled(aws: Aws) -> ModelQualityMonitor:
    monitor = ModelQualityMonitor(role=ROLE, sagemaker_session=aws.session(), env={"k": "v"})
    monitor.create_monitoring_schedule(
        EndpointInput("churn", "/opt/ml/processing/input/endpoint", inference_attribute="0"),
        f"s3://{BUCKET}/truth",
        "Regression",
        monitor_schedule_name="hourly",
        schedule_cron_expression=HOURLY,
    )
    aws.server.advance(60)
    return monitor

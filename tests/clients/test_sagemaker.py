"""The SageMaker SDK v2, as it is, from a baseline to violations: SageMaker is the fake, everything else moto."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from monitorshapes import fake

sagemaker = pytest.importorskip("sagemaker", reason="the SageMaker SDK has an environment of its own: scripts/clients")
model_monitor = pytest.importorskip("sagemaker.model_monitor")
predictor = pytest.importorskip("sagemaker.predictor")

_BUCKET = "monitored"
_VARIANT = {"VariantName": "all", "ModelName": "churn", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[fake.Server]:
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    url = f"http://{host}:{port}"
    with fake.Server(s3=url, running=1) as server:
        environment = {
            "AWS_ENDPOINT_URL": url,
            "AWS_ENDPOINT_URL_SAGEMAKER": server.url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "fake",
            "AWS_SECRET_ACCESS_KEY": "fake",
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket=_BUCKET)
        yield server
    moto.stop()


def test_a_monitor_goes_from_its_baseline_to_violations(aws: fake.Server, tmp_path: Path) -> None:
    # Without a bucket the SDK asks STS, at AWS's own address.
    session = sagemaker.Session(default_bucket=_BUCKET)
    training = tmp_path / "train.csv"
    training.write_text("a,b\n1,2\n")
    monitor = model_monitor.DefaultModelMonitor(
        role="arn:aws:iam::123456789012:role/Monitor", sagemaker_session=session
    )
    monitor.suggest_baseline(str(training), model_monitor.DatasetFormat.csv(header=True), logs=False)
    assert monitor.baseline_statistics().body_dict["features"] == []

    client = boto3.client("sagemaker")
    client.create_endpoint_config(EndpointConfigName="churn", ProductionVariants=[_VARIANT])
    client.create_endpoint(EndpointName="churn", EndpointConfigName="churn")
    aws.advance(2)
    capture = model_monitor.DataCaptureConfig(enable_capture=True, destination_s3_uri=f"s3://{_BUCKET}/captured")
    predictor.Predictor("churn", sagemaker_session=session).update_data_capture_config(capture)
    aws.advance(2)
    assert client.describe_endpoint(EndpointName="churn")["DataCaptureConfig"]["CaptureStatus"] == "Started"

    monitor.create_monitoring_schedule(
        endpoint_input="churn",
        output_s3_uri=f"s3://{_BUCKET}/reports",
        statistics=monitor.baseline_statistics(),
        constraints=monitor.suggested_constraints(),
        schedule_cron_expression=model_monitor.CronExpressionGenerator.hourly(),
    )
    aws.advance(2)
    aws.plan(monitor.monitoring_schedule_name, "CompletedWithViolations")
    aws.advance(3700)
    execution = monitor.list_executions()[-1]
    assert execution.constraint_violations().body_dict["violations"]
    monitor.stop_monitoring_schedule()
    monitor.delete_monitoring_schedule()

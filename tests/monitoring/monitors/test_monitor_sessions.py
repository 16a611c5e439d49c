"""The session of monitors: waiting, buckets and roles, and what comes from the SageMaker SDK."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from aws import BUCKET, REGION, ROLE, Aws
from monitored import (
    HOURLY,
    IMAGE,
    STATISTICS,
    definition_of,
)

import monitorshapes as ms
from monitorshapes import monitors
from monitorshapes.monitors import (
    DatasetFormat,
    DefaultModelMonitor,
    ModelMonitor,
    ModelQualityMonitor,
    MonitoringOutput,
    UnexpectedStatusException,
)


def test_a_job_that_fails_says_why_and_is_kept(aws: Aws, train: str, capsys: pytest.CaptureFixture[str]) -> None:
    aws.server.plan("base", "Failed", failure_reason="no header")
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(UnexpectedStatusException, match="base failed: no header") as raised:
        monitor.suggest_baseline(train, DatasetFormat.csv(), job_name="base")
    assert raised.value.actual_status == "Failed"
    assert capsys.readouterr().out.splitlines() == ["base: InProgress", "base: Failed"]
    with pytest.raises(
        UnexpectedStatusException, match=r"statistics.json does not exist, and the job base is Failed: no header"
    ):
        monitor.baseline_statistics()


def test_ctrl_c_leaves_the_job_and_says_its_name(aws: Aws, train: str) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session(sleep=interrupt))
    with pytest.raises(KeyboardInterrupt) as raised:
        monitor.suggest_baseline(train, DatasetFormat.csv(), job_name="base")
    assert raised.value.__notes__ == ["the processing job base goes on; its method stop() ends it"]
    assert monitor.latest_baselining_job is not None
    assert monitor.describe_latest_baselining_job()["ProcessingJobStatus"] == "InProgress"
    assert aws.keys() == ["model-monitor/baselining/base/input/baseline_dataset_input/train.csv"]


@pytest.mark.parametrize(
    ("terminal", "shown"),
    [
        (False, "hello\nbase: InProgress\nlast words\nbase: Completed\n"),
        (True, "hello\nlast words\nbase: Completed, {time}\n"),
    ],
)
def test_the_logs_are_shown_as_they_come(
    aws: Aws,
    train: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    shown: str,
) -> None:
    logs = aws.boto_session.client("logs")
    stream = {"logGroupName": "/aws/sagemaker/ProcessingJobs", "logStreamName": "base/algo-1"}
    logs.create_log_group(logGroupName=stream["logGroupName"])
    logs.create_log_stream(**stream)
    time = int(aws.server.now().timestamp() * 1000)
    logs.put_log_events(**stream, logEvents=[{"timestamp": time, "message": "hello"}])
    said, slept = False, 0.0

    def sleep(seconds: float) -> None:
        nonlocal said, slept
        slept += seconds
        aws.server.advance(seconds)
        job = aws.sagemaker.describe_processing_job(ProcessingJobName="base")
        if job["ProcessingJobStatus"] == "Completed" and not said:
            said = True
            logs.put_log_events(**stream, logEvents=[{"timestamp": time + 1, "message": "last words"}])

    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session(sleep=sleep, clock=lambda: slept))
    monitor.suggest_baseline(train, DatasetFormat.csv(), job_name="base")
    out = capsys.readouterr().out
    # What the terminal wipes away is how the job stood before.
    stays = "\n".join(line.rpartition("\r\x1b[K")[2] for line in out.split("\n"))
    minutes, seconds = divmod(int(slept), 60)
    assert stays == shown.format(time=f"{minutes}:{seconds:02}")
    assert ("base: InProgress, 0:00" in out) == terminal


def test_without_logs_there_is_silence(aws: Aws, train: str, capsys: pytest.CaptureFixture[str]) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    job = monitor.suggest_baseline(train, DatasetFormat.csv(), logs=False)
    assert job.describe()["ProcessingJobStatus"] == "Completed"
    assert capsys.readouterr() == ("", "")


def test_the_default_bucket_is_made_once_and_held_to_the_account(aws: Aws) -> None:
    session = aws.session(default_bucket=None, default_bucket_prefix="team")
    assert session.default_s3_uri("a", "b") == f"s3://sagemaker-{REGION}-123456789012/team/a/b"
    asked: list[Mapping[str, Any]] = []
    session.client("s3").meta.events.register(
        "provide-client-params.s3.*", lambda params, **_: asked.append(dict(params))
    )
    statistics = monitors.Statistics.from_string(json.dumps(STATISTICS), sagemaker_session=session)
    assert {each["ExpectedBucketOwner"] for each in asked} == {"123456789012"}
    assert statistics.body_dict == STATISTICS
    assert session.default_bucket() in [each["Name"] for each in aws.s3.list_buckets()["Buckets"]]


def test_a_role_may_be_a_name(aws: Aws) -> None:
    made = aws.boto_session.client("iam").create_role(RoleName="monitor", AssumeRolePolicyDocument="{}")
    monitor = DefaultModelMonitor(role="monitor", sagemaker_session=aws.session())
    monitor.create_monitoring_schedule("churn", monitor_schedule_name="daily")
    assert definition_of(aws, monitor)["RoleArn"] == made["Role"]["Arn"]


def test_a_rule_is_broken_when_the_session_says_so(aws: Aws) -> None:
    name = "a" * 64
    strict = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(ms.ValidationError):
        strict.create_monitoring_schedule("churn", monitor_schedule_name=name)
    lax = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session(level="botocore"))
    with pytest.raises(ms.ServiceError):
        lax.create_monitoring_schedule("churn", monitor_schedule_name=name)


def test_a_monitor_needs_a_role_and_an_endpoint_and_else_takes_defaults(
    aws: Aws, train: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    aws.boto_session.client("iam").create_role(RoleName="MonitorRole", AssumeRolePolicyDocument="{}")
    monkeypatch.setattr(boto3, "Session", lambda: aws.boto_session)
    defaults: Any = monitors.Session.__init__.__kwdefaults__
    monkeypatch.setitem(defaults, "sleep", aws.server.advance)
    monkeypatch.chdir(Path(train).parent)
    monitor = DefaultModelMonitor(role="MonitorRole")
    monitor.suggest_baseline("train.csv", DatasetFormat.csv(header=True))
    assert capsys.readouterr().out.endswith(": Completed\n")
    monitor.create_monitoring_schedule("churn", schedule_cron_expression=HOURLY)
    assert len(aws.schedules()) == 1
    assert [run.constraint_violations() for run in monitor.list_executions()] == []


@dataclass
class SdkSession:
    """What monitors need of the SDK's session."""

    boto_session: Any
    sagemaker_client: Any
    default_bucket_prefix: str | None = None
    _default_bucket: str | None = None
    _default_bucket_name_override: str | None = BUCKET


@dataclass
class SdkEndpointInput:
    """The SDK's input, by its attributes."""

    endpoint_name: str
    destination: str = "/opt/ml/processing/input/endpoint"
    s3_input_mode: str = "File"
    s3_data_distribution_type: str = "FullyReplicated"
    inference_attribute: str | None = "0"


def test_a_session_and_an_input_of_the_sdk_are_taken(aws: Aws) -> None:
    client = aws.boto_session.client("sagemaker")
    session: Any = SdkSession(aws.boto_session, client, "team")
    monitor = ModelQualityMonitor(role=ROLE, sagemaker_session=session)
    assert monitor.sagemaker_session.sagemaker_client is client
    assert monitor.sagemaker_session.default_s3_uri("x") == f"s3://{BUCKET}/team/x"
    endpoint: Any = SdkEndpointInput("churn")
    monitor.create_monitoring_schedule(
        endpoint, f"s3://{BUCKET}/truth", "Regression", monitor_schedule_name="of-the-sdk"
    )
    assert aws.schedules() == ["of-the-sdk"]
    assert ModelQualityMonitor.attach("of-the-sdk", session).role == ROLE


def test_the_region_is_that_of_the_client_that_was_given(aws: Aws) -> None:
    client = aws.boto_session.client("sagemaker", region_name="eu-west-1")
    session = monitors.Session(boto3.Session("x", "x", region_name="us-east-1"), sagemaker_client=client)
    assert session.boto_region_name == "eu-west-1"
    assert ".eu-west-1." in str(DefaultModelMonitor(role=ROLE, sagemaker_session=session).image_uri)


@pytest.mark.parametrize("wrong", [5, {"endpoint_name": "churn"}])
def test_what_is_no_session_and_no_input_is_refused_at_once(aws: Aws, wrong: Any) -> None:
    with pytest.raises(
        TypeError, match=r"sagemaker_session is a Session of monitorshapes\.monitors or of the SageMaker"
    ):
        DefaultModelMonitor(role=ROLE, sagemaker_session=wrong)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(TypeError, match=r"endpoint_input is a EndpointInput of monitorshapes\.monitors, not "):
        monitor.create_monitoring_schedule(wrong)
    with pytest.raises(TypeError, match=r"batch_transform_input is a BatchTransformInput of monitorshapes\.monitors"):
        monitor.create_monitoring_schedule(batch_transform_input=wrong)


def test_the_monitors_of_an_endpoint_are_found(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session()).create_monitoring_schedule(
        "churn", monitor_schedule_name="data"
    )
    own = ModelMonitor(role=ROLE, image_uri=IMAGE, sagemaker_session=aws.session())
    own.create_monitoring_schedule("churn", MonitoringOutput("/opt/ml/processing/output"), monitor_schedule_name="own")
    found = {each.monitoring_schedule_name: type(each) for each in monitors.list_monitors("churn", aws.session())}
    assert found == {"hourly": ModelQualityMonitor, "data": DefaultModelMonitor, "own": ModelMonitor}
    assert monitors.list_monitors("none", aws.session()) == []


def test_a_session_does_what_notebooks_ask_of_it(aws: Aws, tmp_path: Path) -> None:
    session = aws.session(sagemaker_client=aws.sagemaker)
    assert session.sagemaker_client is aws.sagemaker
    assert session.account_id() == "123456789012"
    (tmp_path / "train.csv").write_text("a,b\n")
    assert session.upload_data(str(tmp_path / "train.csv"), key_prefix="in") == f"s3://{BUCKET}/in/train.csv"
    assert session.upload_data(str(tmp_path), BUCKET, "all") == f"s3://{BUCKET}/all"
    assert session.read_s3_file(BUCKET, "all/train.csv") == "a,b\n"

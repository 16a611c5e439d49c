"""A processing job as the service describes it, and the files that it left, or did not leave."""

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from aws import BUCKET, Scripted
from botocore.response import StreamingBody
from monitored import IMAGE

import monitorshapes as ms
from monitorshapes.monitors import (
    BaseliningJob,
    ClarifyBaseliningJob,
    ClarifyMonitoringExecution,
    MonitoringExecution,
    ProcessingInput,
    ProcessingJob,
    ProcessingOutput,
    UnexpectedStatusException,
)
from monitorshapes.monitors.jobs import name_from_arn

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ARN = "arn:aws:sagemaker:us-east-1:123456789012:processing-job/base"
DESCRIBED = {
    "ProcessingJobName": "base",
    "ProcessingResources": {
        "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
    },
    "AppSpecification": {"ImageUri": IMAGE},
    "ProcessingJobArn": ARN,
    "ProcessingJobStatus": "Completed",
    "CreationTime": NOW,
}
RESULTS = f"s3://{BUCKET}/results"


@pytest.fixture
def aws() -> Scripted:
    return Scripted("s3")


def _describe(aws: Scripted, **more: Any) -> None:
    aws.expect("sagemaker", "describe_processing_job", {"ProcessingJobName": "base"}, DESCRIBED | more)


def _file(aws: Scripted, name: str, text: str) -> None:
    body = StreamingBody(io.BytesIO(text.encode()), len(text.encode()))
    aws.expect("s3", "get_object", {"Bucket": BUCKET, "Key": f"results/{name}"}, {"Body": body})


def _job(aws: Scripted) -> ProcessingJob:
    output = ProcessingOutput("/out", f"{RESULTS}/", "o")
    return ProcessingJob(aws.session, "base", [ProcessingInput("s3://b/in", "/in")], [output], "key")


@pytest.mark.parametrize(
    ("described", "inputs", "output", "key"),
    [
        ({}, [], ProcessingOutput(""), None),
        (
            {
                "ProcessingInputs": [
                    {
                        "InputName": "a",
                        "S3Input": {
                            "S3Uri": "s3://b/a",
                            "LocalPath": "/a",
                            "S3DataType": "ManifestFile",
                            "S3InputMode": "Pipe",
                            "S3DataDistributionType": "ShardedByS3Key",
                            "S3CompressionType": "Gzip",
                        },
                    },
                    {"InputName": "b", "DatasetDefinition": {"LocalPath": "/b"}},
                    {"InputName": "c", "S3Input": {"S3Uri": "s3://b/c", "S3DataType": "S3Prefix"}},
                ],
                "ProcessingOutputConfig": {
                    "Outputs": [
                        {"OutputName": "features", "FeatureStoreOutput": {"FeatureGroupName": "g"}},
                        {
                            "OutputName": "o",
                            "S3Output": {"S3Uri": RESULTS, "LocalPath": "/out", "S3UploadMode": "EndOfJob"},
                        },
                        {"OutputName": "p", "S3Output": {"S3Uri": "s3://b/p", "S3UploadMode": "EndOfJob"}},
                    ],
                    "KmsKeyId": "key",
                },
            },
            [
                ProcessingInput("s3://b/a", "/a", "a", "ManifestFile", "Pipe", "ShardedByS3Key", "Gzip"),
                ProcessingInput("s3://b/c", "", "c", "S3Prefix", "File", "FullyReplicated", "None"),
            ],
            ProcessingOutput("/out", RESULTS, "o"),
            "key",
        ),
        (
            {
                "ProcessingOutputConfig": {
                    "Outputs": [{"OutputName": "o", "S3Output": {"S3Uri": RESULTS, "S3UploadMode": "EndOfJob"}}]
                }
            },
            [],
            ProcessingOutput("", RESULTS, "o"),
            None,
        ),
    ],
)
def test_a_run_is_read_from_the_description_of_its_job(
    aws: Scripted, described: Mapping[str, Any], inputs: Any, output: Any, key: str | None
) -> None:
    _describe(aws, **described)
    run = MonitoringExecution.from_processing_arn(aws.session, ARN)
    aws.done()
    assert (run.name, run.inputs, run.output, run.outputs, run.output_kms_key) == (
        "base",
        inputs,
        output,
        [output],
        key,
    )
    assert repr(run) == "MonitoringExecution('base')"
    assert run.sagemaker_session is aws.session


def test_a_job_is_described_and_stopped_by_its_name(aws: Scripted) -> None:
    job = _job(aws)
    _describe(aws)
    assert job.describe()["ProcessingJobArn"] == ARN
    aws.expect("sagemaker", "stop_processing_job", {"ProcessingJobName": "base"}, {})
    job.stop()
    run = MonitoringExecution(aws.session, "base", [], ProcessingOutput(""))
    aws.expect("sagemaker", "stop_processing_job", {"ProcessingJobName": "base"}, {})
    run.stop()
    _describe(aws)
    assert run.describe()["ProcessingJobStatus"] == "Completed"
    _describe(aws, ProcessingJobStatus="Failed")
    with pytest.raises(UnexpectedStatusException):
        run.wait(logs=False)
    aws.done()


READ: Mapping[str, tuple[Callable[[ProcessingJob], Any], str]] = {
    "statistics of a baseline": (
        lambda job: BaseliningJob.from_processing_job(job).baseline_statistics(),
        "statistics",
    ),
    "constraints of a baseline": (
        lambda job: BaseliningJob.from_processing_job(job).suggested_constraints(),
        "constraints",
    ),
    "analysis": (lambda job: ClarifyBaseliningJob(job).suggested_constraints("other.json"), "analysis"),
    "statistics of a run": (lambda job: _run(MonitoringExecution, job).statistics(), "statistics"),
    "violations of a run": (
        lambda job: _run(MonitoringExecution, job).constraint_violations(),
        "constraint_violations",
    ),
    "violations of bias": (
        lambda job: _run(ClarifyMonitoringExecution, job).constraint_violations(),
        "constraint_violations",
    ),
}


def _run(cls: type[MonitoringExecution], job: ProcessingJob) -> MonitoringExecution:
    return cls(job.sagemaker_session, job.job_name, job.inputs, job.outputs[0], job.output_kms_key)


@pytest.mark.parametrize(("read", "name"), READ.values(), ids=READ)
def test_a_file_of_a_job_is_read_or_it_is_told_why_not(
    aws: Scripted, read: Callable[[ProcessingJob], Any], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    job, key = _job(aws), {"Bucket": BUCKET, "Key": f"results/{name}.json"}
    _file(aws, f"{name}.json", '{"features": []}')
    file = read(job)
    assert (file.body_dict, file.file_s3_uri) == ({"features": []}, f"{RESULTS}/{name}.json")
    assert file.session is aws.session
    # Only of a file that does not exist the job is asked.
    aws.refuse("s3", "get_object", key, "AccessDenied", 403)
    with pytest.raises(Exception, match="AccessDenied"):
        read(job)
    told = f"{RESULTS}/{name}.json does not exist, and the job base is"
    for more, message in (
        ({"ProcessingJobStatus": "Failed", "FailureReason": "no header"}, f"{told} Failed: no header"),
        ({"ProcessingJobStatus": "InProgress"}, f"{told} InProgress"),
    ):
        aws.refuse("s3", "get_object", key, "NoSuchKey", 404)
        _describe(aws, **more)
        with pytest.raises(UnexpectedStatusException, match=f"^{message}$") as raised:
            read(job)
        assert raised.value.allowed_statuses == ["Completed"]
        assert raised.value.actual_status == more["ProcessingJobStatus"]
    assert caplog.messages == []
    aws.refuse("s3", "get_object", key, "NoSuchKey", 404)
    _describe(aws)
    assert read(job) is None
    assert caplog.messages == [f"{RESULTS}/{name}.json is not there, though the job base has completed."]
    aws.done()


def test_a_file_of_another_name_is_read_and_is_saved_with_the_key_that_is_given(aws: Scripted) -> None:
    job = BaseliningJob.from_processing_job(_job(aws))
    assert (job.job_name, job.output_kms_key) == ("base", "key")
    assert (job.inputs, job.outputs) == (_job(aws).inputs, _job(aws).outputs)
    _file(aws, "mine.json", "{}")
    file = job.baseline_statistics("mine.json", "other-key")
    assert file is not None
    assert file.kms_key == "other-key"
    encrypted = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "other-key"}
    aws.expect("s3", "put_object", {"Bucket": BUCKET, "Key": "results/mine.json", "Body": b"{}"} | encrypted, {})
    file.save()
    aws.done()


def test_clarify_makes_no_statistics(aws: Scripted) -> None:
    run = _run(ClarifyMonitoringExecution, _job(aws))
    baseline = ClarifyBaseliningJob.from_processing_job(_job(aws))
    assert type(baseline) is ClarifyBaseliningJob
    for ask in (run.statistics, baseline.baseline_statistics):
        with pytest.raises(NotImplementedError, match=r"^Clarify\w+ has no statistics$"):
            ask()


@pytest.mark.parametrize(("reason", "told"), [("no data", "no data"), (None, "no reason was given")])
def test_a_run_without_a_job_tells_the_reason_whatever_it_is_asked(
    aws: Scripted, reason: str | None, told: str
) -> None:
    summary = ms.MonitoringExecutionSummary(
        monitoring_schedule_name="hourly",
        scheduled_time=NOW,
        creation_time=NOW,
        last_modified_time=NOW,
        monitoring_execution_status=ms.ExecutionStatus.FAILED,
        failure_reason=reason,
    )
    run = MonitoringExecution.from_summary(aws.session, summary)
    state = f"scheduled at 2026-01-02 00:00:00+00:00, Failed without a job: {told}"
    assert repr(run) == f"MonitoringExecution(<{state}>)"
    for ask in (run.describe, run.stop, run.wait, run.statistics, run.constraint_violations):
        with pytest.raises(UnexpectedStatusException) as raised:
            ask()
        assert str(raised.value) == f"the run of the schedule hourly, {state}"
        assert raised.value.allowed_statuses == ["Completed", "CompletedWithViolations"]
        assert raised.value.actual_status == "Failed"
    aws.done()


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sagemaker:us-east-1:123456789012:processing-job/",
        "aws:sagemaker:us-east-1:123456789012:processing-job/base",
        "arn:aws:sagemaker:us-east-1:123456789012:processing-jobs/base",
    ],
)
def test_only_the_arn_of_a_processing_job_has_the_name_of_one(arn: str) -> None:
    assert name_from_arn(ARN) == "base"
    with pytest.raises(ValueError, match="is not the ARN of a processing job"):
        name_from_arn(arn)

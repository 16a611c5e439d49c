"""What goes wrong with a monitor is told and leaves nothing behind."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from aws import BUCKET, ROLE, Aws
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError
from monitored import IMAGE

import monitorshapes as ms
from monitorshapes import monitors
from monitorshapes.monitors import (
    DatasetFormat,
    DefaultModelMonitor,
    ModelBiasMonitor,
    ModelMonitor,
    ModelQualityMonitor,
)
from monitorshapes.monitors.session import Uploads


def test_a_schedule_that_is_refused_leaves_neither_definition_nor_file(aws: Aws, train: str) -> None:
    aws.server.fault("ResourceLimitExceeded", "CreateMonitoringSchedule", times=1)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(ms.ResourceLimitExceeded):
        monitor.create_monitoring_schedule("churn", record_preprocessor_script=train)
    assert (aws.definitions(), aws.schedules(), aws.keys()) == ({}, [], [])
    monitor.create_monitoring_schedule("churn", record_preprocessor_script=train, monitor_schedule_name="hourly")
    assert aws.schedules() == ["hourly"]


def test_what_cannot_be_taken_back_is_named_and_kept(aws: Aws, train: str) -> None:
    # The answer is lost, and boto3 asks again.
    aws.server.fault("InternalFailure", "CreateMonitoringSchedule", times=1, after=True)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    with pytest.raises(ms.ResourceInUse) as raised:
        monitor.create_monitoring_schedule("churn", record_preprocessor_script=train, monitor_schedule_name="daily")
    [name] = aws.definitions()["data_quality"]
    note = f"left behind, as the schedule may use it after all: the job definition {name}"
    assert raised.value.__notes__ == [note]
    assert len(aws.keys()) == 1
    assert DefaultModelMonitor.attach("daily", aws.session()).job_definition_name == name


def test_a_definition_stays_where_nobody_knows_whether_its_schedule_was_made(aws: Aws, train: str) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())

    def lose(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://aws")

    events = monitor.sagemaker_session.sagemaker_client.meta.events
    events.register("before-call.sagemaker.CreateMonitoringSchedule", lose)
    with pytest.raises(ReadTimeoutError) as raised:
        monitor.create_monitoring_schedule("churn", record_preprocessor_script=train, monitor_schedule_name="daily")
    [name] = aws.definitions()["data_quality"]
    assert raised.value.__notes__ == [f"left behind, as the schedule may use it after all: the job definition {name}"]
    assert len(aws.keys()) == 1


def test_only_what_was_uploaded_is_deleted_again(aws: Aws) -> None:
    session = aws.session()
    session.write("old", f"s3://{BUCKET}/second")

    def fail(params: Mapping[str, Any], **_: object) -> None:
        if params["url_path"].endswith("/second"):
            raise ReadTimeoutError(endpoint_url="https://aws")

    session.client("s3").meta.events.register("before-call.s3.PutObject", fail)
    uploads = Uploads(session)
    for name in ("first", "second", "third"):
        uploads.plan_text("new", f"s3://{BUCKET}/{name}")
    with pytest.raises(ReadTimeoutError), uploads:
        uploads.send()
    assert aws.keys() == ["second"]
    assert session.read(f"s3://{BUCKET}/second") == "old"


def test_an_update_that_is_refused_leaves_the_schedule_as_it_was(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    definitions = aws.definitions()
    aws.server.fault("ResourceLimitExceeded", "UpdateMonitoringSchedule", times=1)
    with pytest.raises(ms.ResourceLimitExceeded):
        scheduled.update_monitoring_schedule(instance_count=9)
    assert aws.definitions() == definitions
    assert scheduled.instance_count == 1


def test_a_deletion_that_failed_half_way_is_taken_up_again(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    aws.server.fault("ResourceLimitExceeded", "DeleteModelQualityJobDefinition", times=1)
    with pytest.raises(ms.ResourceLimitExceeded):
        scheduled.delete_monitoring_schedule()
    assert aws.schedules() == []
    scheduled.delete_monitoring_schedule()
    assert aws.definitions() == {}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"schedule_cron_expression": "every hour"}, ms.ValidationError, "every hour"),
        ({"endpoint_input": None}, ValueError, "either endpoint_input or batch_transform_input"),
        ({"schedule_cron_expression": "NOW"}, ValueError, "both data_analysis_start_time"),
        ({"record_preprocessor_script": "/nowhere/script.py"}, FileNotFoundError, "/nowhere/script.py"),
        ({"constraints": f"s3://{BUCKET}/none.json"}, Exception, "NoSuchKey"),
        ({"output_s3_uri": "results"}, ms.ValidationError, "results"),
    ],
)
def test_bad_arguments_of_a_schedule_are_told_and_leave_nothing(
    aws: Aws, train: str, arguments: Mapping[str, Any], error: type[Exception], message: str
) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    given: Any = {"endpoint_input": "churn", "post_analytics_processor_script": train, **arguments}
    with pytest.raises(error, match=message):
        monitor.create_monitoring_schedule(**given)
    assert (aws.definitions(), aws.schedules(), aws.keys()) == ({}, [], [])
    assert (monitor.monitoring_schedule_name, monitor.job_definition_name) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"dataset_format": {"Csv": {"Header": True}}}, ValueError, "DatasetFormat.csv"),
        ({"baseline_dataset": "/nowhere/train.csv"}, FileNotFoundError, "/nowhere/train.csv"),
        ({"job_name": "not a name"}, ms.ValidationError, "not a name"),
    ],
)
def test_bad_arguments_of_a_baseline_are_told_and_leave_nothing(
    aws: Aws, train: str, arguments: Mapping[str, Any], error: type[Exception], message: str
) -> None:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session())
    given: Any = {"baseline_dataset": train, "dataset_format": DatasetFormat.csv(), **arguments}
    with pytest.raises(error, match=message):
        monitor.suggest_baseline(**given)
    assert (aws.keys(), aws.sagemaker.list_processing_jobs()["ProcessingJobSummaries"]) == ([], [])
    assert monitor.latest_baselining_job is None
    with pytest.raises(ValueError, match="no baselining job"):
        monitor.baseline_statistics()


def _deny(**_: object) -> tuple[Any, dict[str, Any]]:
    answer = AWSResponse("", 403, {}, None)
    return answer, {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}


def test_s3_that_denies_is_told_with_the_file(aws: Aws, train: str) -> None:
    session = aws.session()
    session.client("s3").meta.events.register("before-call.s3.PutObject", _deny)
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=session)
    with pytest.raises(Exception, match="AccessDenied") as raised:
        monitor.suggest_baseline(train, DatasetFormat.csv(), job_name="base")
    notes = [f"writing s3://{BUCKET}/model-monitor/baselining/base/input/baseline_dataset_input/train.csv"]
    assert raised.value.__notes__ == notes
    assert aws.sagemaker.list_processing_jobs()["ProcessingJobSummaries"] == []


def test_a_monitor_needs_a_role_and_a_region_with_an_image(aws: Aws) -> None:
    with pytest.raises(ValueError, match="role is needed"):
        DefaultModelMonitor(sagemaker_session=aws.session())
    nowhere = monitors.Session(boto3.Session("x", "x", region_name="us-gov-east-1"))
    with pytest.raises(ValueError, match=r"'us-gov-east-1': name one with image_uri=….* us-west-2"):
        DefaultModelMonitor(role=ROLE, sagemaker_session=nowhere)
    assert DefaultModelMonitor(role=ROLE, sagemaker_session=nowhere, image_uri=IMAGE).image_uri == IMAGE


def test_a_monitor_without_a_schedule_says_so(aws: Aws) -> None:
    monitor = ModelBiasMonitor(role=ROLE, sagemaker_session=aws.session())
    for method in ("delete", "start", "stop", "update"):
        with pytest.raises(ValueError, match="no schedule"):
            getattr(monitor, f"{method}_monitoring_schedule")()
    with pytest.raises(ValueError, match="no schedule"):
        monitor.list_executions()


def test_a_monitor_attaches_to_schedules_of_its_type_alone(aws: Aws, scheduled: ModelQualityMonitor) -> None:
    for other in (DefaultModelMonitor, ModelBiasMonitor, ModelMonitor):
        with pytest.raises(TypeError, match=f"{other.__name__} attaches to schedules .*'hourly' is of ModelQuality"):
            other.attach("hourly", aws.session())

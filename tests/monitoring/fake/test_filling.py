"""What the service makes of what it is sent: defaults, and the processing jobs of schedules."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from fake_clients import HOURLY, NOON, REQUESTS, refused, schedule

from monitorshapes import fake

_ARN = "arn:aws:sagemaker:us-east-1:123456789012"
_KINDS = {
    "DataQuality": "data_quality",
    "ModelQuality": "model_quality",
    "ModelBias": "model_bias",
    "ModelExplainability": "model_explainability",
}


def _request(kind: str, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = copy.deepcopy(REQUESTS[f"Create{kind}JobDefinition"]["request"])
    return given | {"JobDefinitionName": "churn"} | changes


def _job(server: fake.Server, client: Any, name: str = "churn") -> dict[str, Any]:
    """What is said about the job of a run that was scheduled at ten."""
    arn = server.execute(name, at=NOON - timedelta(hours=2))
    job: dict[str, Any] = client.describe_processing_job(ProcessingJobName=arn.rpartition("/")[2])
    del job["ResponseMetadata"]
    return job


@pytest.mark.parametrize(("kind", "method"), _KINDS.items())
def test_the_life_of_a_job_definition(server: fake.Server, client: Any, kind: str, method: str) -> None:
    def call(verb: str, **arguments: Any) -> Any:
        ending = "definitions" if verb == "list" else "definition"
        return getattr(client, f"{verb}_{method}_job_{ending}")(**arguments)

    given = _request(kind)
    given.setdefault("StoppingCondition", {"MaxRuntimeInSeconds": 3600})
    arn = f"{_ARN}:{method.replace('_', '-')}-job-definition/churn"
    server.advance(5)
    assert call("create", **given)["JobDefinitionArn"] == arn
    message = refused("ResourceInUse", call, verb="create", **given)
    assert message == f"Job definition {arn} already exists"
    described = call("describe", JobDefinitionName="churn")
    tags = given.pop("Tags", [])
    assert client.list_tags(ResourceArn=arn)["Tags"] == tags
    created = NOON + timedelta(seconds=5)
    assert described["JobDefinitionArn"] == arn
    assert described["CreationTime"] == created
    for source in ("EndpointInput", "BatchTransformInput"):
        if source in given[f"{kind}JobInput"]:
            given[f"{kind}JobInput"][source] |= {"S3InputMode": "File", "S3DataDistributionType": "FullyReplicated"}
    assert {name: described[name] for name in given} == given
    assert call("list")["JobDefinitionSummaries"] == [
        {
            "MonitoringJobDefinitionName": "churn",
            "MonitoringJobDefinitionArn": arn,
            "CreationTime": created,
            "EndpointName": given[f"{kind}JobInput"].get("EndpointInput", {}).get("EndpointName", ""),
        }
    ]
    others = [other for other in _KINDS.values() if other != method]
    for other in others:
        assert getattr(client, f"list_{other}_job_definitions")()["JobDefinitionSummaries"] == []
        refused("ResourceNotFound", getattr(client, f"describe_{other}_job_definition"), JobDefinitionName="churn")
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    call("delete", JobDefinitionName="churn")
    for verb in ("describe", "delete"):
        message = refused("ResourceNotFound", call, verb=verb, JobDefinitionName="churn")
        assert message == "Job definition churn not found"
    call("create", **given)
    assert client.list_tags(ResourceArn=arn)["Tags"] == []


@pytest.mark.parametrize(("kind", "method"), _KINDS.items())
def test_only_the_schedule_of_its_kind_uses_a_definition(
    server: fake.Server, client: Any, kind: str, method: str
) -> None:
    for each, other in _KINDS.items():
        getattr(client, f"create_{other}_job_definition")(**_request(each))
    arn = schedule(client, "hourly", MonitoringType=kind)
    for other in _KINDS.values():
        delete = getattr(client, f"delete_{other}_job_definition")
        if other == method:
            message = refused("ValidationException", delete, JobDefinitionName="churn")
            assert message == f"Job definition churn is in use by the monitoring schedule {arn}"
        else:
            delete(JobDefinitionName="churn")
    server.advance(1)
    assert client.describe_monitoring_schedule(MonitoringScheduleName="hourly")["MonitoringType"] == kind


@pytest.mark.parametrize("source", ["EndpointInput", "BatchTransformInput"])
@pytest.mark.parametrize(
    ("given", "filled"),
    [
        ({}, {"S3InputMode": "File", "S3DataDistributionType": "FullyReplicated"}),
        ({"S3InputMode": "Pipe"}, {"S3InputMode": "Pipe", "S3DataDistributionType": "FullyReplicated"}),
        (
            {"S3DataDistributionType": "ShardedByS3Key"},
            {"S3InputMode": "File", "S3DataDistributionType": "ShardedByS3Key"},
        ),
    ],
)
def test_an_input_is_filled_in(client: Any, source: str, given: dict[str, str], filled: dict[str, str]) -> None:
    read: dict[str, Any] = {"LocalPath": "/opt/ml/processing/input"} | given
    if source == "EndpointInput":
        read["EndpointName"] = "churn"
    else:
        read |= {"DataCapturedDestinationS3Uri": "s3://bucket/in", "DatasetFormat": {"Csv": {"Header": True}}}
    request = _request("DataQuality", DataQualityJobInput={source: read})
    del request["StoppingCondition"]
    client.create_data_quality_job_definition(**request)
    described = client.describe_data_quality_job_definition(JobDefinitionName="churn")
    assert described["DataQualityJobInput"] == {source: read | filled}
    assert described["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600}
    [item] = client.list_data_quality_job_definitions()["JobDefinitionSummaries"]
    assert item["EndpointName"] == ("churn" if source == "EndpointInput" else "")
    schedule(client)
    described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
    assert described.get("EndpointName") == ("churn" if source == "EndpointInput" else None)


_BOTH = {
    "ConstraintsResource": {"S3Uri": "s3://bucket/constraints.json"},
    "StatisticsResource": {"S3Uri": "s3://bucket/statistics.json"},
}


def _read(name: str, uri: str) -> dict[str, Any]:
    path = f"/opt/ml/processing/baseline/{name}"
    return {
        "InputName": name,
        "AppManaged": False,
        "S3Input": {"S3Uri": uri, "S3DataType": "S3Prefix", "LocalPath": path},
    }


@pytest.mark.parametrize(
    ("is_inline", "uri", "mode", "uploaded"),
    [(False, "s3://bucket/reports", "EndOfJob", "EndOfJob"), (True, "s3://bucket/reports/", None, "Continuous")],
)
def test_the_job_of_a_schedule_has_what_its_definition_says(
    server: fake.Server, client: Any, is_inline: bool, uri: str, mode: str | None, uploaded: str
) -> None:
    given = _request("DataQuality", DataQualityBaselineConfig=_BOTH)
    output = {"S3Uri": uri, "LocalPath": "/opt/ml/processing/output"} | ({"S3UploadMode": mode} if mode else {})
    given["DataQualityJobOutputConfig"]["MonitoringOutputs"] = [{"S3Output": output}]
    app = given["DataQualityAppSpecification"]
    if is_inline:
        definition = {
            "BaselineConfig": _BOTH,
            "MonitoringInputs": [given["DataQualityJobInput"]],
            "MonitoringOutputConfig": given["DataQualityJobOutputConfig"],
            "MonitoringResources": given["JobResources"],
            "MonitoringAppSpecification": {key: value for key, value in app.items() if key != "Environment"},
            "Environment": app["Environment"],
            **{name: given[name] for name in ("StoppingCondition", "NetworkConfig", "RoleArn")},
        }
        config = {"ScheduleConfig": HOURLY, "MonitoringJobDefinition": definition}
        client.create_monitoring_schedule(MonitoringScheduleName="hourly", MonitoringScheduleConfig=config)
    else:
        client.create_data_quality_job_definition(**given)
        schedule(client, "hourly")
    job = _job(server, client, "hourly")
    assert job == {
        "ProcessingJobName": job["ProcessingJobName"],
        "ProcessingJobArn": f"{_ARN}:processing-job/{job['ProcessingJobName']}",
        "ProcessingJobStatus": "Completed",
        "ExitMessage": "Completed: Job completed successfully with no violations.",
        "MonitoringScheduleArn": f"{_ARN}:monitoring-schedule/hourly",
        "ProcessingInputs": [
            _read("baseline", "s3://bucket/statistics.json"),
            _read("constraints", "s3://bucket/constraints.json"),
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {
                    "OutputName": "result",
                    "AppManaged": False,
                    "S3Output": {
                        "S3Uri": "s3://bucket/reports/churn/hourly/2026/01/01/10",
                        "LocalPath": "/opt/ml/processing/output",
                        "S3UploadMode": uploaded,
                    },
                }
            ],
            "KmsKeyId": given["DataQualityJobOutputConfig"]["KmsKeyId"],
        },
        "ProcessingResources": given["JobResources"],
        "StoppingCondition": given["StoppingCondition"],
        "AppSpecification": {name: app[name] for name in ("ImageUri", "ContainerEntrypoint", "ContainerArguments")},
        "Environment": app["Environment"],
        "NetworkConfig": given["NetworkConfig"],
        "RoleArn": given["RoleArn"],
        "CreationTime": NOON - timedelta(hours=2, minutes=-1),
        "ProcessingStartTime": NOON - timedelta(hours=2, minutes=-1),
        "ProcessingEndTime": NOON - timedelta(hours=2, minutes=-5),
        "LastModifiedTime": NOON - timedelta(hours=2, minutes=-5),
    }


@pytest.mark.parametrize(
    ("baseline", "names"),
    [
        (None, []),
        ({"BaseliningJobName": "job"}, []),
        ({"ConstraintsResource": {}}, []),
        ({"StatisticsResource": _BOTH["StatisticsResource"]}, ["baseline"]),
        ({"ConstraintsResource": _BOTH["ConstraintsResource"]}, ["constraints"]),
    ],
)
def test_a_job_reads_the_baseline_that_there_is(
    server: fake.Server, client: Any, baseline: dict[str, Any] | None, names: list[str]
) -> None:
    request = _request("DataQuality", DataQualityBaselineConfig=baseline)
    if baseline is None:
        del request["DataQualityBaselineConfig"]
    client.create_data_quality_job_definition(**request)
    schedule(client)
    assert [each["InputName"] for each in _job(server, client)["ProcessingInputs"]] == names


def test_what_is_not_given_is_not_described(server: fake.Server, client: Any) -> None:
    request = _request("DataQuality")
    del request["NetworkConfig"]
    for name in ("ContainerEntrypoint", "ContainerArguments", "Environment"):
        del request["DataQualityAppSpecification"][name]
    del request["DataQualityJobOutputConfig"]["KmsKeyId"]
    source = {"LocalPath": "/a", "DataCapturedDestinationS3Uri": "s3://b/in", "DatasetFormat": {"Csv": {}}}
    request["DataQualityJobInput"] = {"BatchTransformInput": source}
    client.create_data_quality_job_definition(**request)
    schedule(client)
    job = _job(server, client)
    assert not {"NetworkConfig", "Environment", "FailureReason"} & job.keys()
    assert job["AppSpecification"] == {"ImageUri": request["DataQualityAppSpecification"]["ImageUri"]}
    outputs = job["ProcessingOutputConfig"]
    assert outputs.keys() == {"Outputs"}
    assert outputs["Outputs"][0]["S3Output"]["S3Uri"] == "s3://bucket/reports/batch/churn/2026/01/01/10"
    [execution] = client.list_monitoring_executions()["MonitoringExecutionSummaries"]
    assert "EndpointName" not in execution


@pytest.mark.parametrize(
    ("given", "filled"),
    [
        ({}, {"StoppingCondition": {"MaxRuntimeInSeconds": 86400}}),
        ({"StoppingCondition": {"MaxRuntimeInSeconds": 60}}, {"StoppingCondition": {"MaxRuntimeInSeconds": 60}}),
    ],
)
@pytest.mark.parametrize("managed", [None, False, True])
def test_a_processing_job_is_described_as_it_was_created(
    server: fake.Server,
    client: Any,
    given: dict[str, Any],
    filled: dict[str, Any],
    managed: bool | None,
) -> None:
    request = copy.deepcopy(REQUESTS["CreateProcessingJob"]["request"])
    request.pop("StoppingCondition", None)
    [read, *_], [written, *_] = request["ProcessingInputs"], request["ProcessingOutputConfig"]["Outputs"]
    for each in (read, written):
        each |= {} if managed is None else {"AppManaged": managed}
    server.advance(5)
    arn = client.create_processing_job(**request | given)["ProcessingJobArn"]
    assert arn == f"{_ARN}:processing-job/{request['ProcessingJobName']}"
    tags = request.pop("Tags", [])
    assert client.list_tags(ResourceArn=arn)["Tags"] == tags
    server.advance(1)
    job = client.describe_processing_job(ProcessingJobName=request["ProcessingJobName"])
    del job["ResponseMetadata"]
    for each in (*request["ProcessingInputs"], *request["ProcessingOutputConfig"]["Outputs"]):
        each.setdefault("AppManaged", False)
    created = NOON + timedelta(seconds=5)
    assert job == {
        **request,
        **filled,
        "ProcessingJobArn": arn,
        "ProcessingJobStatus": "InProgress",
        "CreationTime": created,
        "ProcessingStartTime": created,
        "LastModifiedTime": created,
    }
    message = refused("ResourceInUse", client.create_processing_job, **request)
    assert message == (
        "Job name must be unique within an AWS account and region, " f"and a job with this name already exists ({arn})"
    )


def test_a_processing_job_ends_is_stopped_and_is_deleted(server: fake.Server, client: Any) -> None:
    request = REQUESTS["CreateProcessingJob"]["request"]
    for name in ("runs", "stops"):
        client.create_processing_job(**request | {"ProcessingJobName": name, "Tags": [{"Key": "a", "Value": name}]})
    message = refused("ResourceInUse", client.delete_processing_job, ProcessingJobName="runs")
    assert message == f"Processing job {_ARN}:processing-job/runs is in status InProgress"
    server.advance(10)
    client.stop_processing_job(ProcessingJobName="stops")
    stopping = client.describe_processing_job(ProcessingJobName="stops")
    assert (stopping["ProcessingJobStatus"], stopping["LastModifiedTime"]) == ("Stopping", NOON + timedelta(seconds=10))
    message = refused("ValidationException", client.stop_processing_job, ProcessingJobName="stops")
    assert message == "The request was rejected because the processing job is in status Stopping."
    server.advance(1)
    stopped = client.describe_processing_job(ProcessingJobName="stops")
    assert (stopped["ProcessingJobStatus"], stopped["ProcessingEndTime"]) == ("Stopped", NOON + timedelta(seconds=11))
    assert "ExitMessage" not in stopped
    server.advance(228.999)
    assert client.describe_processing_job(ProcessingJobName="runs")["ProcessingJobStatus"] == "InProgress"
    server.advance(0.001)
    ended = client.describe_processing_job(ProcessingJobName="runs")
    assert (ended["ProcessingJobStatus"], ended["ProcessingEndTime"]) == ("Completed", NOON + timedelta(minutes=4))
    for name in ("runs", "stops"):
        client.delete_processing_job(ProcessingJobName=name)
        for call in (client.describe_processing_job, client.stop_processing_job, client.delete_processing_job):
            message = refused("ValidationException", call, ProcessingJobName=name)
            assert message == f"Could not find requested job with name: {name}"
    assert client.list_processing_jobs()["ProcessingJobSummaries"] == []
    client.create_processing_job(
        **{key: value for key, value in request.items() if key != "Tags"} | {"ProcessingJobName": "runs"}
    )
    assert client.list_tags(ResourceArn=f"{_ARN}:processing-job/runs")["Tags"] == []


def test_the_job_of_an_execution_is_deleted_and_the_execution_is_listed(server: fake.Server, client: Any) -> None:
    client.create_data_quality_job_definition(**_request("DataQuality"))
    schedule(client)
    name = server.execute("churn").rpartition("/")[2]
    before = client.list_monitoring_executions()["MonitoringExecutionSummaries"]
    client.delete_processing_job(ProcessingJobName=name)
    assert client.list_monitoring_executions()["MonitoringExecutionSummaries"] == before
    assert client.list_processing_jobs()["ProcessingJobSummaries"] == []
    message = refused("ValidationException", client.describe_processing_job, ProcessingJobName=name)
    assert message == f"Could not find requested job with name: {name}"

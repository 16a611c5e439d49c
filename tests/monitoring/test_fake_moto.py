"""The fake and moto, side by side: the same cases through boto3 and HTTP, and where they differ, docs/fake.md says so.

A case that moto does not pass stands in the table of docs/fake.md, for all kinds of job definitions or for some, and a
case that stands there and passes is an error too: so the table stays true.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer
from urllib3 import request

from monitorshapes import fake

_ROOT = Path(__file__).parents[2]
_REQUESTS: Mapping[str, Any] = json.loads((_ROOT / "tests" / "data" / "requests.json").read_bytes())

_KINDS = ("DataQuality", "ModelQuality", "ModelBias", "ModelExplainability")


@dataclass(frozen=True)
class Backend:
    """A server, and a client of it."""

    client: Any
    settle: Callable[[], object]
    """Lets processing jobs come to their end."""


class Definitions:
    """The operations on one kind of job definitions."""

    def __init__(self, backend: Backend, kind: str) -> None:
        self.kind = kind
        self.client = backend.client
        self.snake = {"DataQuality": "data_quality"}.get(kind, kind.replace("Model", "model_").lower())

    def request(self, name: str = "churn", endpoint: str = "churn", **changes: Any) -> dict[str, Any]:
        """A good request with the required members alone, and `changes`."""
        good = json.loads(json.dumps(_REQUESTS[f"Create{self.kind}JobDefinition"]["request"]))
        required = ("AppSpecification", "JobInput", "JobOutputConfig")
        members = [f"{self.kind}{part}" for part in required] + ["JobResources", "RoleArn"]
        made: dict[str, Any] = {member: good[member] for member in members} | {"JobDefinitionName": name}
        made[f"{self.kind}JobInput"].pop("BatchTransformInput", None)
        made[f"{self.kind}JobInput"]["EndpointInput"] = {"EndpointName": endpoint, "LocalPath": "/opt/ml/input"}
        if self.kind == "ModelQuality":
            made["ModelQualityJobInput"]["EndpointInput"]["InferenceAttribute"] = "0"
        return made | changes

    def create(self, name: str = "churn", endpoint: str = "churn", **changes: Any) -> str:
        """Creates one. Returns its ARN."""
        call = getattr(self.client, f"create_{self.snake}_job_definition")
        return str(call(**self.request(name, endpoint, **changes))["JobDefinitionArn"])

    def describe(self, name: str = "churn") -> dict[str, Any]:
        """What the server says of one."""
        response = getattr(self.client, f"describe_{self.snake}_job_definition")(JobDefinitionName=name)
        return {member: value for member, value in response.items() if member != "ResponseMetadata"}

    def delete(self, name: str = "churn") -> None:
        """Deletes one."""
        getattr(self.client, f"delete_{self.snake}_job_definition")(JobDefinitionName=name)

    def page(self, **filters: Any) -> dict[str, Any]:
        """A page of the list."""
        response: dict[str, Any] = getattr(self.client, f"list_{self.snake}_job_definitions")(**filters)
        return response

    def names(self, **filters: Any) -> list[str]:
        """The names in a page of the list."""
        summaries = self.page(**filters)["JobDefinitionSummaries"]
        return [each["MonitoringJobDefinitionName"] for each in summaries]


def refused(code: str, call: Callable[..., object], *arguments: Any, **keywords: Any) -> str:
    """The message of the error that a call gets, which has to be of that code."""
    with pytest.raises(ClientError) as error:
        call(*arguments, **keywords)
    assert error.value.response["Error"]["Code"] == code
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return str(error.value.response["Error"]["Message"])


# Job definitions


def create_returns_the_arn(of: Definitions) -> None:
    arn = of.create()
    resource = f"{of.snake.replace('_', '-')}-job-definition"
    assert re.fullmatch(rf"arn:aws:sagemaker:us-east-1:\d{{12}}:{resource}/churn", arn)


def describe_gives_back_what_was_created(of: Definitions) -> None:
    good = _REQUESTS[f"Create{of.kind}JobDefinition"]["request"]
    arn = of.create(**{member: value for member, value in good.items() if member != "JobDefinitionName"})
    described = of.describe()
    assert described["JobDefinitionArn"] == arn
    for member, value in good.items():
        if member not in ("JobDefinitionName", "Tags", f"{of.kind}JobInput"):
            assert described[member] == value
    for name, given in good[f"{of.kind}JobInput"].items():
        assert described[f"{of.kind}JobInput"][name].items() >= given.items()


def describe_has_the_members_that_were_given_and_no_others(of: Definitions) -> None:
    of.create(StoppingCondition={"MaxRuntimeInSeconds": 60})
    filled = {"JobDefinitionArn", "CreationTime", "StoppingCondition"}
    assert of.describe().keys() == of.request().keys() | filled


def describe_names_what_is_not_there(of: Definitions) -> None:
    assert "churn" in refused("ResourceNotFound", of.describe)


def delete_removes(of: Definitions) -> None:
    of.create()
    of.delete()
    refused("ResourceNotFound", of.describe)
    assert of.names() == []


def delete_names_what_is_not_there(of: Definitions) -> None:
    assert "churn" in refused("ResourceNotFound", of.delete)


def a_name_is_taken_once(of: Definitions) -> None:
    of.create()
    refused("ResourceInUse", of.create)


def a_deleted_name_is_free_again(of: Definitions) -> None:
    of.create()
    of.delete()
    of.create()
    assert of.names() == ["churn"]


def list_says_what_describe_says(of: Definitions) -> None:
    of.create(endpoint="fraud")
    [summary] = of.page()["JobDefinitionSummaries"]
    described = of.describe()
    assert summary == {
        "MonitoringJobDefinitionName": "churn",
        "MonitoringJobDefinitionArn": described["JobDefinitionArn"],
        "CreationTime": described["CreationTime"],
        "EndpointName": "fraud",
    }


def list_of_nothing_is_empty(of: Definitions) -> None:
    assert of.page()["JobDefinitionSummaries"] == []


def list_filters_by_endpoint(of: Definitions) -> None:
    of.create("a", "churn")
    of.create("b", "fraud")
    assert of.names(EndpointName="fraud") == ["b"]


def list_filters_by_a_part_of_the_name(of: Definitions) -> None:
    of.create("churn-daily")
    of.create("fraud-daily")
    assert of.names(NameContains="aud") == ["fraud-daily"]


def list_filters_by_time(of: Definitions) -> None:
    of.create()
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert of.names(CreationTimeAfter=now - hour, CreationTimeBefore=now + hour) == ["churn"]
    assert of.names(CreationTimeAfter=now + hour) == []
    assert of.names(CreationTimeBefore=now - hour) == []


def list_sorts_by_name(of: Definitions) -> None:
    for name in "bca":
        of.create(name)
    assert of.names(SortBy="Name", SortOrder="Ascending") == ["a", "b", "c"]
    assert of.names(SortBy="Name", SortOrder="Descending") == ["c", "b", "a"]


def list_gives_pages_that_hold_all_once(of: Definitions) -> None:
    for name in "abcde":
        of.create(name)
    found: list[str] = []
    page = of.page(MaxResults=2)
    found += [each["MonitoringJobDefinitionName"] for each in page["JobDefinitionSummaries"]]
    for _ in range(2):
        page = of.page(MaxResults=2, NextToken=page["NextToken"])
        found += [each["MonitoringJobDefinitionName"] for each in page["JobDefinitionSummaries"]]
    assert "NextToken" not in page
    assert sorted(found) == list("abcde")


def list_refuses_a_token_that_is_none(of: Definitions) -> None:
    of.create()
    refused("ValidationException", of.page, NextToken="mine")


def a_definition_may_read_batch_transform_jobs(of: Definitions) -> None:
    batch = {
        "DataCapturedDestinationS3Uri": "s3://bucket/captured",
        "DatasetFormat": {"Parquet": {}},
        "LocalPath": "/opt/ml/input",
    }
    given = of.request()[f"{of.kind}JobInput"] | {"BatchTransformInput": batch}
    del given["EndpointInput"]
    of.create(**{f"{of.kind}JobInput": given})
    described = of.describe()[f"{of.kind}JobInput"]["BatchTransformInput"]
    assert described.items() >= batch.items()


def a_definition_reads_one_input(of: Definitions) -> None:
    given = of.request()[f"{of.kind}JobInput"]
    del given["EndpointInput"]
    refused("ValidationException", of.create, **{f"{of.kind}JobInput": given})


def the_service_fills_in_the_longest_run(of: Definitions) -> None:
    of.create()
    assert of.describe()["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600}


def a_definition_says_when_it_was_made(of: Definitions) -> None:
    of.create()
    assert abs(of.describe()["CreationTime"] - datetime.now(UTC)) < timedelta(seconds=20)


def tags_are_those_of_the_request(of: Definitions) -> None:
    arn = of.create(Tags=[{"Key": "team", "Value": "churn"}])
    assert of.client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "churn"}]


def tags_are_added_overwritten_and_deleted(of: Definitions) -> None:
    arn = of.create(Tags=[{"Key": "team", "Value": "churn"}, {"Key": "stage", "Value": "test"}])
    of.client.add_tags(ResourceArn=arn, Tags=[{"Key": "team", "Value": "fraud"}])
    of.client.delete_tags(ResourceArn=arn, TagKeys=["stage"])
    assert of.client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "fraud"}]


def a_name_with_a_blank_is_refused(of: Definitions) -> None:
    message = refused("ValidationException", of.create, "churn hourly")
    assert "'churn hourly' at 'jobDefinitionName' failed to satisfy constraint: Member must satisfy regular" in message


def a_hundred_and_one_instances_are_refused(of: Definitions) -> None:
    cluster = {"InstanceCount": 101, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}
    message = refused("ValidationException", of.create, JobResources={"ClusterConfig": cluster})
    assert message.endswith(
        "Value '101' at 'jobResources.clusterConfig.instanceCount' failed to satisfy constraint: "
        "Member must have value less than or equal to 100"
    )


# Processing jobs


def _job(name: str = "churn", **changes: Any) -> Any:
    return _REQUESTS["CreateProcessingJob"]["request"] | {"ProcessingJobName": name} | changes


def _jobs(backend: Backend, **filters: Any) -> list[str]:
    summaries = backend.client.list_processing_jobs(**filters)["ProcessingJobSummaries"]
    return [each["ProcessingJobName"] for each in summaries]


def job_has_an_arn(on: Backend) -> None:
    arn = on.client.create_processing_job(**_job())["ProcessingJobArn"]
    assert re.fullmatch(r"arn:aws:sagemaker:us-east-1:\d{12}:processing-job/churn", arn)


def job_is_described_as_it_was_created(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    described = on.client.describe_processing_job(ProcessingJobName="churn")
    for member in ("AppSpecification", "RoleArn", "ProcessingResources", "StoppingCondition", "Environment"):
        assert described.get(member) == _job().get(member), member


def job_keeps_its_inputs(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    described = on.client.describe_processing_job(ProcessingJobName="churn")
    for given, kept in zip(_job()["ProcessingInputs"], described["ProcessingInputs"], strict=True):
        assert kept.items() >= given.items()


def job_runs_first(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    described = on.client.describe_processing_job(ProcessingJobName="churn")
    assert described["ProcessingJobStatus"] == "InProgress"
    assert "ProcessingEndTime" not in described


def job_completes(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    on.settle()
    described = on.client.describe_processing_job(ProcessingJobName="churn")
    assert described["ProcessingJobStatus"] == "Completed"
    assert described["ProcessingEndTime"] >= described["ProcessingStartTime"] >= described["CreationTime"]


def job_is_named_once(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    message = refused("ResourceInUse", on.client.create_processing_job, **_job())
    assert message.startswith("Job name must be unique within an AWS account and region")


def job_that_is_not_there_is_refused(on: Backend) -> None:
    message = refused("ValidationException", on.client.describe_processing_job, ProcessingJobName="churn")
    assert message.startswith("Could not find")


def job_stops(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    on.client.stop_processing_job(ProcessingJobName="churn")
    on.settle()
    assert on.client.describe_processing_job(ProcessingJobName="churn")["ProcessingJobStatus"] == "Stopped"


def job_takes_time_to_stop(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    on.client.stop_processing_job(ProcessingJobName="churn")
    assert on.client.describe_processing_job(ProcessingJobName="churn")["ProcessingJobStatus"] == "Stopping"


def job_that_has_ended_is_not_stopped(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    on.settle()
    message = refused("ValidationException", on.client.stop_processing_job, ProcessingJobName="churn")
    assert message == "The request was rejected because the processing job is in status Completed."


def job_that_is_not_there_is_not_stopped(on: Backend) -> None:
    refused("ValidationException", on.client.stop_processing_job, ProcessingJobName="churn")


def jobs_are_listed(on: Backend) -> None:
    arn = on.client.create_processing_job(**_job())["ProcessingJobArn"]
    [summary] = on.client.list_processing_jobs()["ProcessingJobSummaries"]
    assert (summary["ProcessingJobName"], summary["ProcessingJobArn"]) == ("churn", arn)


def jobs_are_listed_by_a_part_of_the_name(on: Backend) -> None:
    for name in ("churn", "fraud"):
        on.client.create_processing_job(**_job(name))
    assert _jobs(on, NameContains="rau") == ["fraud"]


def jobs_are_listed_by_status(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    on.settle()
    assert _jobs(on, StatusEquals="Completed") == ["churn"]
    assert _jobs(on, StatusEquals="Failed") == []


def jobs_are_sorted_by_name(on: Backend) -> None:
    for name in "bca":
        on.client.create_processing_job(**_job(name))
    assert _jobs(on, SortBy="Name", SortOrder="Descending") == ["c", "b", "a"]


def jobs_come_in_pages(on: Backend) -> None:
    for name in "abc":
        on.client.create_processing_job(**_job(name))
    pages = on.client.get_paginator("list_processing_jobs").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["ProcessingJobSummaries"]) for page in pages] == [2, 1]


def jobs_are_not_listed_from_a_token_that_is_none(on: Backend) -> None:
    on.client.create_processing_job(**_job())
    refused("ValidationException", on.client.list_processing_jobs, NextToken="mine")


def job_has_tags(on: Backend) -> None:
    arn = on.client.create_processing_job(**_job(Tags=[{"Key": "team", "Value": "churn"}]))["ProcessingJobArn"]
    assert on.client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "churn"}]


def an_image_of_256_characters_is_refused(on: Backend) -> None:
    app = {"ImageUri": "i" * 256}
    message = refused("ValidationException", on.client.create_processing_job, **_job(AppSpecification=app))
    assert message.endswith("Member must have length less than or equal to 255")


def tags_of_what_is_not_there_are_refused(on: Backend) -> None:
    arn = "arn:aws:sagemaker:us-east-1:123456789012:processing-job/none"
    refused("ValidationException", on.client.list_tags, ResourceArn=arn)


# Both servers

_DEFINITION_CASES = [
    case for case in list(globals().values()) if getattr(case, "__annotations__", {}).keys() == {"of", "return"}
]
_JOB_CASES = [
    case for case in list(globals().values()) if getattr(case, "__annotations__", {}).keys() == {"on", "return"}
]
_CASES = [(case, kind) for case in _DEFINITION_CASES for kind in _KINDS] + [(case, "") for case in _JOB_CASES]
_IDS = [f"{case.__name__}-{kind}" if kind else case.__name__ for case, kind in _CASES]


@cache
def differences() -> Mapping[str, list[str]]:
    """By the name of a case in docs/fake.md: the kinds of job definitions for which moto does not pass it."""
    table = (_ROOT / "docs" / "fake.md").read_text("utf-8").partition("\n## moto\n")[2]
    rows: list[tuple[str, str]] = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", table, re.MULTILINE)
    marked: dict[str, list[str]] = {"all": list(_KINDS), "-": [""]}
    return {name: marked.get(kinds, kinds.split(", ")) for name, kinds in rows}


def _client(url: str) -> Any:
    return boto3.client(
        "sagemaker",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="fake",
        aws_secret_access_key="fake",  # noqa: S106
        config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
    )


@pytest.fixture
def on_fake() -> Iterator[Backend]:
    with fake.Server() as server:
        yield Backend(_client(server.url), lambda: server.advance(300))


@pytest.fixture(scope="module")
def moto_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def moto_client(moto_url: str) -> Any:
    return _client(moto_url)


@pytest.fixture
def on_moto(moto_url: str, moto_client: Any) -> Backend:
    request("POST", f"{moto_url}/moto-api/reset")
    return Backend(moto_client, lambda: None)


def _run(case: Callable[[Any], None], kind: str, backend: Backend) -> None:
    case(Definitions(backend, kind) if kind else backend)


@pytest.mark.parametrize(("case", "kind"), _CASES, ids=_IDS)
def test_the_fake_passes(case: Callable[[Any], None], kind: str, on_fake: Backend) -> None:
    _run(case, kind, on_fake)


@pytest.mark.parametrize(("case", "kind"), _CASES, ids=_IDS)
def test_moto_passes_unless_the_documentation_says_otherwise(
    case: Callable[[Any], None], kind: str, on_moto: Backend
) -> None:
    if kind in differences().get(case.__name__, ()):
        with pytest.raises((AssertionError, ClientError, KeyError, pytest.fail.Exception)):
            _run(case, kind, on_moto)
    else:
        _run(case, kind, on_moto)


def test_the_documentation_names_cases_that_there_are() -> None:
    assert len(differences()) > 20
    assert differences().keys() <= {case.__name__ for case, _ in _CASES}

"""Tags and limits."""

import json
from typing import Any

import pytest
from fake_clients import NOON, REQUESTS, define, executions, new_client, post, prepare, refused, schedule

from monitorshapes import fake
from monitorshapes.fake.call import LIMITS


def tags(*names: object) -> list[dict[str, str]]:
    return [{"Key": f"k{name}", "Value": ""} for name in names]


def test_a_resource_has_at_most_fifty_tags(client: Any) -> None:
    arn = define(client)
    client.delete_tags(ResourceArn=arn, TagKeys=[tag["Key"] for tag in client.list_tags(ResourceArn=arn)["Tags"]])
    client.add_tags(ResourceArn=arn, Tags=tags(*range(49)))
    refused("ValidationException", client.add_tags, ResourceArn=arn, Tags=tags(49, 50))
    assert client.list_tags(ResourceArn=arn)["Tags"] == tags(*range(49))
    client.add_tags(ResourceArn=arn, Tags=tags(49))
    refused("ValidationException", client.add_tags, ResourceArn=arn, Tags=tags(50))
    client.add_tags(ResourceArn=arn, Tags=tags(0))  # it has that one already
    assert client.list_tags(ResourceArn=arn)["Tags"] == tags(*range(50))


def test_tags_go_with_their_resource(server: fake.Server, client: Any) -> None:
    arn = define(client)
    client.delete_data_quality_job_definition(JobDefinitionName="churn")
    refused("ValidationException", client.add_tags, ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])


_ARN = "arn:aws:sagemaker:us-east-1:123456789012"
_VARIANT = {"VariantName": "all", "ModelName": "churn", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}


def test_everything_that_there_is_has_tags_of_its_own(server: fake.Server, client: Any) -> None:
    prepare(server, client)
    client.create_endpoint_config(EndpointConfigName="churn", ProductionVariants=[_VARIANT])
    client.create_endpoint(EndpointName="churn", EndpointConfigName="churn")
    names = {
        "monitoring-schedule": "churn-hourly",
        "processing-job": "churn-baseline",
        "data-quality-job-definition": "churn-data-quality",
        "model-quality-job-definition": "churn-quality",
        "model-bias-job-definition": "churn-bias",
        "model-explainability-job-definition": "churn-explainability",
        "endpoint": "churn",
        "endpoint-config": "churn",
    }
    for kind, name in names.items():
        arn = f"{_ARN}:{kind}/{name}"
        keys = [each["Key"] for each in client.list_tags(ResourceArn=arn)["Tags"]]
        client.delete_tags(ResourceArn=arn, TagKeys=[*keys, "other"])
        assert client.list_tags(ResourceArn=arn)["Tags"] == []
        added = [{"Key": "kind", "Value": kind}, {"Key": "b", "Value": "c"}]
        assert client.add_tags(ResourceArn=arn, Tags=added)["Tags"] == added
        changed = client.add_tags(ResourceArn=arn, Tags=[{"Key": "b", "Value": "d"}])["Tags"]
        assert changed == [{"Key": "kind", "Value": kind}, {"Key": "b", "Value": "d"}]
        client.delete_tags(ResourceArn=arn, TagKeys=["b"])
        assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "kind", "Value": kind}]
        for other in names:
            if name != names[other]:
                wrong = f"{_ARN}:{other}/{name}"
                assert refused("ValidationException", client.list_tags, ResourceArn=wrong) == (
                    f"Could not find resource {wrong}"
                )
    for kind, name in names.items():  # still
        found = client.list_tags(ResourceArn=f"{_ARN}:{kind}/{name}")["Tags"]
        assert found == [{"Key": "kind", "Value": kind}]


def test_what_is_not_there_has_no_tags(client: Any) -> None:
    define(client)
    schedule(client, "hourly")
    for arn in (
        f"{_ARN}:model/churn",
        f"{_ARN}:endpoint/churn",
        f"{_ARN}:monitoring-schedule/churn",
        "arn:aws:sagemaker:eu-west-1:123456789012:monitoring-schedule/hourly",
        "arn:aws:sagemaker:us-east-1:210987654321:monitoring-schedule/hourly",
    ):
        for call, more in (
            (client.add_tags, {"Tags": [{"Key": "a", "Value": "b"}]}),
            (client.delete_tags, {"TagKeys": ["a"]}),
            (client.list_tags, {}),
        ):
            message = refused("ValidationException", call, ResourceArn=arn, **more)
            assert message == f"Could not find resource {arn}"


def _words(quota: str, limit: int) -> str:
    return (
        f"The account-level service limit '{quota}' is {limit}, with current utilization of {limit} and a request "
        "delta of 1. Please contact AWS support to request an increase for this limit."
    )


@pytest.mark.parametrize("limit", [0, 1])
@pytest.mark.parametrize(
    ("kind", "operation", "quota"),
    [
        ("monitoring-schedule", "MonitoringSchedule", "Number of monitoring schedules"),
        ("data-quality-job-definition", "DataQualityJobDefinition", "Number of data quality job definitions"),
        ("model-quality-job-definition", "ModelQualityJobDefinition", "Number of model quality job definitions"),
        ("model-bias-job-definition", "ModelBiasJobDefinition", "Number of model bias job definitions"),
        (
            "model-explainability-job-definition",
            "ModelExplainabilityJobDefinition",
            "Number of model explainability job definitions",
        ),
        ("processing-job", "ProcessingJob", "Number of running processing jobs"),
    ],
)
def test_there_is_no_more_than_the_limit(kind: str, operation: str, quota: str, limit: int) -> None:
    good = REQUESTS[f"Create{operation}"]["request"]
    member = next(name for name in good if name.endswith("Name"))

    def create(server: fake.Server, name: str) -> Any:
        return post(server, json.dumps(good | {member: name}), f"SageMaker.Create{operation}")

    with fake.Server(limits={kind: limit}, clock=lambda: NOON) as server:
        for number in range(limit):
            assert create(server, f"a-{number}").status == 200
        answer = create(server, "b")
        assert (answer.status, answer.json()) == (
            400,
            {"__type": "ResourceLimitExceeded", "message": _words(quota, limit)},
        )
        others = [each for each in LIMITS if each != kind]
    with fake.Server(limits=dict.fromkeys(others, 0), clock=lambda: NOON) as server:
        assert create(server, "a").status == 200


def test_a_job_that_has_ended_is_not_counted_and_one_of_a_schedule_is() -> None:
    with fake.Server(limits={"processing-job": 1}, clock=lambda: NOON) as server:
        client = new_client(server)
        request = REQUESTS["CreateProcessingJob"]["request"]
        client.create_processing_job(**request)
        server.advance(240)
        client.create_processing_job(**request | {"ProcessingJobName": "second"})
        server.advance(240)
        define(client)
        schedule(client)
        server.advance(52 * 60 + 30)
        assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["Pending"]
        third = request | {"ProcessingJobName": "third"}
        client.create_processing_job(**third)  # an execution that is pending has no job yet
        client.stop_processing_job(ProcessingJobName="third")
        server.advance(30)
        assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["InProgress"]
        third["ProcessingJobName"] = "fourth"
        refused("ResourceLimitExceeded", client.create_processing_job, **third)
        # Elsewhere there is room.
        new_client(server, region_name="eu-west-1").create_processing_job(**third)

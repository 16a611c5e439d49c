"""Endpoints and their configurations."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import botocore.session
import pytest
from fake_clients import NOON, define, new_client, post, refused, schedule

from monitorshapes import fake
from monitorshapes.fake.endpoints import OPERATIONS

_VARIANT = {"VariantName": "all", "ModelName": "churn", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
_CAPTURE = {
    "EnableCapture": True,
    "InitialSamplingPercentage": 20,
    "DestinationS3Uri": "s3://bucket/captured",
    "CaptureOptions": [{"CaptureMode": "Input"}],
}


def _deploy(server: fake.Server, client: Any, name: str = "churn", **more: Any) -> None:
    client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[_VARIANT], **more)
    client.create_endpoint(EndpointName=name, EndpointConfigName=name)
    server.advance(1)


def test_the_life_of_an_endpoint(server: fake.Server, client: Any) -> None:
    client.create_endpoint_config(
        EndpointConfigName="first", ProductionVariants=[_VARIANT], Tags=[{"Key": "team", "Value": "churn"}]
    )
    arn = client.create_endpoint(EndpointName="churn", EndpointConfigName="first")["EndpointArn"]
    assert client.describe_endpoint(EndpointName="churn")["EndpointStatus"] == "Creating"
    update = {"EndpointName": "churn", "EndpointConfigName": "captured"}
    client.create_endpoint_config(
        EndpointConfigName="captured", ProductionVariants=[_VARIANT], DataCaptureConfig=_CAPTURE
    )
    assert "Cannot update in-progress endpoint" in refused("ValidationException", client.update_endpoint, **update)
    server.advance(1)
    client.get_waiter("endpoint_in_service").wait(EndpointName="churn")
    client.update_endpoint(**update)
    server.advance(1)
    described = client.describe_endpoint(EndpointName="churn")
    assert described["EndpointArn"] == arn
    assert described["EndpointConfigName"] == "captured"
    assert described["DataCaptureConfig"] == {
        "EnableCapture": True,
        "CaptureStatus": "Started",
        "CurrentSamplingPercentage": 20,
        "DestinationS3Uri": "s3://bucket/captured",
        "KmsKeyId": "",
    }
    config = client.describe_endpoint_config(EndpointConfigName="captured")
    assert config["DataCaptureConfig"] == _CAPTURE
    assert [each["EndpointName"] for each in client.list_endpoints(StatusEquals="InService")["Endpoints"]] == ["churn"]
    first = client.describe_endpoint_config(EndpointConfigName="first")["EndpointConfigArn"]
    assert client.list_tags(ResourceArn=first)["Tags"] == [{"Key": "team", "Value": "churn"}]
    client.delete_endpoint(EndpointName="churn")
    server.advance(1)
    client.get_waiter("endpoint_deleted").wait(EndpointName="churn")
    client.delete_endpoint_config(EndpointConfigName="first")
    names = [each["EndpointConfigName"] for each in client.list_endpoint_configs()["EndpointConfigs"]]
    assert names == ["captured"]


def test_what_is_not_there_and_what_is_are_said_as_aws_says_it(server: fake.Server, client: Any) -> None:
    _deploy(server, client)
    arn = "arn:aws:sagemaker:us-east-1:123456789012:endpoint"
    assert refused("ValidationException", client.describe_endpoint, EndpointName="other") == (
        f'Could not find endpoint "{arn}/other".'
    )
    assert refused("ValidationException", client.create_endpoint, EndpointName="a", EndpointConfigName="other") == (
        f'Could not find endpoint configuration "{arn}-config/other".'
    )
    assert "already existing endpoint" in refused(
        "ValidationException", client.create_endpoint, EndpointName="churn", EndpointConfigName="churn"
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"EndpointConfigName": "a b"}, "ValidationException"),
        ({"ProductionVariants": [{}]}, "ValidationException"),
        ({"DataCaptureConfig": {"EnableCapture": True}}, "ValidationException"),
        ({"DataCaptureConfig": _CAPTURE | {"InitialSamplingPercentage": 101}}, "ValidationException"),
        ({"Tags": [{"Key": "a" * 129, "Value": ""}]}, "ValidationException"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(client: Any, change: dict[str, Any], code: str) -> None:
    good: dict[str, Any] = {"EndpointConfigName": "churn", "ProductionVariants": [_VARIANT]}
    refused(code, client.create_endpoint_config, **good | change)


@pytest.mark.parametrize("body", ['"all"', '["all"]', '[{"VariantName": 1}]', "{}"])
def test_variants_are_a_list_of_structures(server: fake.Server, body: str) -> None:
    request = f'{{"EndpointConfigName": "churn", "ProductionVariants": {body}}}'
    answer = post(server, request, "SageMaker.CreateEndpointConfig")
    assert (answer.status, answer.json()["__type"]) == (400, "SerializationException")


def test_a_schedule_needs_its_endpoint_if_that_is_asked_for() -> None:
    with fake.Server(clock=lambda: NOON, endpoints=True) as server:
        client = new_client(server)
        define(client)
        message = refused("ValidationException", schedule, client=client)
        assert message == 'Could not find endpoint "arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn".'
        _deploy(server, client)
        schedule(client)


_ARN = "arn:aws:sagemaker:us-east-1:123456789012"
_MODEL = botocore.session.get_session().get_service_model("sagemaker")
_WRONG: Mapping[str, tuple[tuple[object, str], ...]] = {
    "string": (
        (1, "NUMBER_VALUE can not be converted to a String"),
        (["a"], "Start of list found where not expected"),
        ({}, "Start of structure or map found where not expected."),
    ),
    "integer": (
        ("1", "STRING_VALUE can not be converted to an Integer"),
        (1.5, "NUMBER_VALUE can not be converted to an Integer"),
    ),
    "boolean": (("a", "STRING_VALUE can not be converted to a Boolean"),),
    "timestamp": (({}, "Start of structure or map found where not expected."), ("soon", "STRING_VALUE can not be")),
    "list": (("a", "Unexpected field type"), ({}, "Start of structure or map found where not expected.")),
    "structure": ((1, "Unexpected field type"), ([], "Start of list found where not expected")),
}
"""What a member of a type cannot be, and what AWS says to it."""


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_each_member_that_botocore_knows_has_its_type(server: fake.Server, operation: str) -> None:
    shape: Any = _MODEL.operation_model(operation).input_shape
    assert shape is not None
    for name, member in shape.members.items():
        for value, message in _WRONG[member.type_name]:
            answer = post(server, json.dumps({name: value}), f"SageMaker.{operation}").json()
            assert answer["__type"] == "SerializationException", (name, value)
            assert answer["message"].startswith(message), (name, value)


def test_a_truth_value_is_no_number(server: fake.Server) -> None:
    answer = post(server, '{"MaxResults": true}', "SageMaker.ListEndpoints").json()
    assert answer == {"__type": "SerializationException", "message": "NUMBER_VALUE can not be converted to an Integer"}


@pytest.mark.parametrize(
    ("operation", "given", "message"),
    [
        ("DescribeEndpoint", {}, "Value null at 'endpointName' failed: Member must not be null"),
        ("DescribeEndpoint", {"EndpointName": None}, "Value null at 'endpointName' failed: Member must not be null"),
        ("CreateEndpoint", {"EndpointName": "a"}, "Value null at 'endpointConfigName' failed: Member must not be null"),
        (
            "CreateEndpointConfig",
            {"EndpointConfigName": "a"},
            "Value null at 'productionVariants' failed: Member must not be null",
        ),
        (
            "CreateEndpointConfig",
            {"EndpointConfigName": "a", "ProductionVariants": [{"VariantName": "a"}, {"ModelName": "b"}]},
            "Value null at 'productionVariants.2.member.variantName' failed: Member must not be null",
        ),
        (
            "DescribeEndpointConfig",
            {"EndpointConfigName": "-a"},
            "Value '-a' at 'endpointConfigName' failed: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
        ),
        (
            "DescribeEndpoint",
            {"EndpointName": "a" * 64},
            f"Value '{'a' * 64}' at 'endpointName' failed: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
        ),
        (
            "ListEndpoints",
            {"MaxResults": 0},
            "Value '0' at 'maxResults' failed: Member must have value greater than or equal to 1",
        ),
        (
            "ListEndpoints",
            {"MaxResults": 101},
            "Value '101' at 'maxResults' failed: Member must have value less than or equal to 100",
        ),
    ],
)
def test_a_request_is_refused_in_the_words_of_aws(
    server: fake.Server, operation: str, given: dict[str, Any], message: str
) -> None:
    answer = post(server, json.dumps(given), f"SageMaker.{operation}").json()
    words = message.replace("failed:", "failed to satisfy constraint:")
    assert answer == {"__type": "ValidationException", "message": f"1 validation error detected: {words}"}


@pytest.mark.parametrize(
    "given",
    [
        {"MaxResults": 1},
        {"MaxResults": 100},
        {"CreationTimeAfter": 1.5, "CreationTimeBefore": 1, "LastModifiedTimeAfter": "2026-01-01T12:00:00+01:00"},
    ],
)
def test_a_list_takes_what_botocore_says(server: fake.Server, given: dict[str, Any]) -> None:
    answer = post(server, json.dumps(given), "SageMaker.ListEndpoints")
    assert (answer.status, answer.json()) == (200, {"Endpoints": []})


@pytest.mark.parametrize("operation", ["ListEndpoints", "ListEndpointConfigs"])
def test_a_list_takes_the_values_that_botocore_knows_and_no_others(server: fake.Server, operation: str) -> None:
    shape: Any = _MODEL.operation_model(operation).input_shape
    assert shape is not None
    enums = {name: member.enum for name, member in shape.members.items() if getattr(member, "enum", None)}
    assert enums.keys() >= {"SortBy", "SortOrder"}
    for name, values in enums.items():
        for value in values:
            assert post(server, json.dumps({name: value}), f"SageMaker.{operation}").status == 200, value
        message = post(server, json.dumps({name: "Novel"}), f"SageMaker.{operation}").json()["message"]
        place = name[0].lower() + name[1:]
        assert message == (
            f"1 validation error detected: Value 'Novel' at '{place}' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{', '.join(values)}]"
        )


def test_a_configuration_is_described_as_it_was_created(client: Any) -> None:
    given = {
        "EndpointConfigName": "a" * 63,
        "ProductionVariants": [_VARIANT],
        "DataCaptureConfig": _CAPTURE,
        "KmsKeyId": "key",
        "AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://bucket/out"}},
        "ExplainerConfig": {"ClarifyExplainerConfig": {"ShapConfig": {"ShapBaselineConfig": {"MimeType": "text/csv"}}}},
        "ShadowProductionVariants": [_VARIANT | {"VariantName": "shadow"}],
        "ExecutionRoleArn": "arn:aws:iam::123456789012:role/monitor",
        "VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]},
        "EnableNetworkIsolation": False,
    }
    answer = client.create_endpoint_config(**given, Tags=[{"Key": "a", "Value": "b"}])
    arn = f"{_ARN}:endpoint-config/{'a' * 63}"
    assert answer["EndpointConfigArn"] == arn
    described = client.describe_endpoint_config(EndpointConfigName="a" * 63)
    del described["ResponseMetadata"]
    assert described == {**given, "EndpointConfigArn": arn, "CreationTime": NOON}
    message = refused("ValidationException", client.create_endpoint_config, **given)
    assert message == f'Cannot create already existing endpoint configuration "{arn}".'
    client.delete_endpoint_config(EndpointConfigName="a" * 63)
    message = refused("ValidationException", client.delete_endpoint_config, EndpointConfigName="a" * 63)
    assert message == f'Could not find endpoint configuration "{arn}".'
    client.create_endpoint_config(**given)
    assert client.list_tags(ResourceArn=arn)["Tags"] == []


@pytest.mark.parametrize(
    ("variant", "described"),
    [
        (
            _VARIANT,
            {"CurrentWeight": 1.0, "DesiredWeight": 1.0, "CurrentInstanceCount": 1, "DesiredInstanceCount": 1},
        ),
        (
            _VARIANT | {"InitialVariantWeight": 0.25, "InitialInstanceCount": 3},
            {"CurrentWeight": 0.25, "DesiredWeight": 0.25, "CurrentInstanceCount": 3, "DesiredInstanceCount": 3},
        ),
        # A serverless variant has no instances.
        ({"VariantName": "all", "ModelName": "churn"}, {"CurrentWeight": 1.0, "DesiredWeight": 1.0}),
    ],
)
@pytest.mark.parametrize(
    ("capture", "captured"),
    [
        (None, None),
        (
            {key: value for key, value in _CAPTURE.items() if key != "EnableCapture"},
            {"EnableCapture": True, "CaptureStatus": "Started", "KmsKeyId": ""},
        ),
        (
            _CAPTURE | {"EnableCapture": False, "KmsKeyId": "key"},
            {"EnableCapture": False, "CaptureStatus": "Stopped", "KmsKeyId": "key"},
        ),
    ],
)
def test_an_endpoint_is_described_by_its_configuration(
    server: fake.Server,
    client: Any,
    variant: dict[str, Any],
    described: dict[str, Any],
    capture: dict[str, Any] | None,
    captured: dict[str, Any] | None,
) -> None:
    more: dict[str, Any] = {} if capture is None else {"DataCaptureConfig": capture}
    client.create_endpoint_config(EndpointConfigName="config", ProductionVariants=[variant], **more)
    deployment = {"RollingUpdatePolicy": {"WaitIntervalInSeconds": 60}}
    client.create_endpoint(EndpointName="churn", EndpointConfigName="config", DeploymentConfig=deployment)
    client.delete_endpoint_config(EndpointConfigName="config")
    server.advance(1)
    found = client.describe_endpoint(EndpointName="churn")
    del found["ResponseMetadata"]
    wanted: dict[str, Any] = {
        "EndpointName": "churn",
        "EndpointArn": f"{_ARN}:endpoint/churn",
        "EndpointConfigName": "config",
        "EndpointStatus": "InService",
        "LastDeploymentConfig": deployment,
        "ProductionVariants": [{"VariantName": "all", **described}],
        "CreationTime": NOON,
        "LastModifiedTime": NOON + timedelta(seconds=1),
    }
    if captured is not None:
        fixed = {"CurrentSamplingPercentage": 20, "DestinationS3Uri": "s3://bucket/captured"}
        wanted["DataCaptureConfig"] = captured | fixed
    assert found == wanted


def test_an_endpoint_that_changes_takes_no_other_change(server: fake.Server, client: Any) -> None:
    _deploy(server, client)
    arn = f"{_ARN}:endpoint/churn"
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    update = {"EndpointName": "churn", "EndpointConfigName": "churn"}
    changes = (
        ("Updating", client.update_endpoint, update),
        ("Deleting", client.delete_endpoint, {"EndpointName": "churn"}),
    )
    for seconds, (status, change, given) in enumerate(changes, 1):
        change(**given)
        found = client.describe_endpoint(EndpointName="churn")
        assert (found["EndpointStatus"], found["LastModifiedTime"]) == (status, NOON + timedelta(seconds=seconds))
        for _, other, arguments in changes:
            assert refused("ValidationException", other, **arguments) == f'Cannot update in-progress endpoint "{arn}".'
        server.advance(0.999)
        assert client.describe_endpoint(EndpointName="churn")["EndpointStatus"] == status
        server.advance(0.001)
    for call in (client.describe_endpoint, client.delete_endpoint):
        assert refused("ValidationException", call, EndpointName="churn") == f'Could not find endpoint "{arn}".'
    client.create_endpoint(**update)
    assert client.describe_endpoint(EndpointName="churn")["EndpointStatus"] == "Creating"
    assert client.list_tags(ResourceArn=arn)["Tags"] == []


def test_tags_are_given_to_an_endpoint(client: Any) -> None:
    client.create_endpoint_config(EndpointConfigName="churn", ProductionVariants=[_VARIANT])
    tags = [{"Key": "a", "Value": "b"}]
    arn = client.create_endpoint(EndpointName="churn", EndpointConfigName="churn", Tags=tags)["EndpointArn"]
    assert client.list_tags(ResourceArn=arn)["Tags"] == tags


def test_each_region_has_endpoints_of_its_own(server: fake.Server, client: Any) -> None:
    _deploy(server, client)
    there = new_client(server, region_name="eu-west-1")
    assert there.list_endpoints()["Endpoints"] == there.list_endpoint_configs()["EndpointConfigs"] == []
    assert "eu-west-1" in refused("ValidationException", there.describe_endpoint, EndpointName="churn")


def test_endpoints_and_their_configurations_are_listed(server: fake.Server, client: Any) -> None:
    for name in ("churn-a", "churn-b", "fraud"):
        _deploy(server, client, name)
        server.advance(9)
    for filters, names in (
        ({}, ["fraud", "churn-b", "churn-a"]),
        ({"SortOrder": "Ascending"}, ["churn-a", "churn-b", "fraud"]),
        ({"SortBy": "Name"}, ["fraud", "churn-b", "churn-a"]),
        ({"SortBy": "Name", "SortOrder": "Ascending"}, ["churn-a", "churn-b", "fraud"]),
        ({"NameContains": "hurn"}, ["churn-b", "churn-a"]),
        ({"NameContains": "CHURN"}, []),
        ({"CreationTimeBefore": NOON + timedelta(seconds=10)}, ["churn-a"]),
        ({"CreationTimeBefore": NOON + timedelta(seconds=10, milliseconds=1)}, ["churn-b", "churn-a"]),
        # What was created at that very time is among what comes after it: the documentation of both lists says so.
        ({"CreationTimeAfter": NOON + timedelta(seconds=10)}, ["fraud", "churn-b"]),
        ({"CreationTimeAfter": NOON + timedelta(seconds=10, milliseconds=1)}, ["fraud"]),
    ):
        endpoints = client.list_endpoints(**filters)["Endpoints"]
        assert [each["EndpointName"] for each in endpoints] == names, filters
        configs = client.list_endpoint_configs(**filters)["EndpointConfigs"]
        assert [each["EndpointConfigName"] for each in configs] == names, filters


def test_endpoints_are_filtered_by_their_state(server: fake.Server, client: Any) -> None:
    for name in "ab":
        _deploy(server, client, name)
    client.create_endpoint(EndpointName="c", EndpointConfigName="a")
    for filters, names in (
        ({"StatusEquals": "InService"}, ["b", "a"]),
        ({"StatusEquals": "Creating"}, ["c"]),
        ({"SortBy": "Status", "SortOrder": "Ascending"}, ["c", "a", "b"]),
        ({"LastModifiedTimeAfter": NOON + timedelta(seconds=2)}, []),
        ({"LastModifiedTimeAfter": NOON + timedelta(seconds=1, milliseconds=999)}, ["c", "b"]),
        ({"LastModifiedTimeBefore": NOON + timedelta(seconds=2)}, ["a"]),
        ({"LastModifiedTimeBefore": NOON + timedelta(seconds=2, milliseconds=1)}, ["c", "b", "a"]),
    ):
        found = client.list_endpoints(**filters)["Endpoints"]
        assert [each["EndpointName"] for each in found] == names, filters


def test_an_item_of_a_list_says_what_describe_says(server: fake.Server, client: Any) -> None:
    _deploy(server, client)
    [endpoint] = client.list_endpoints()["Endpoints"]
    assert endpoint == {
        "EndpointName": "churn",
        "EndpointArn": f"{_ARN}:endpoint/churn",
        "CreationTime": NOON,
        "LastModifiedTime": NOON + timedelta(seconds=1),
        "EndpointStatus": "InService",
    }
    [config] = client.list_endpoint_configs()["EndpointConfigs"]
    arn = f"{_ARN}:endpoint-config/churn"
    assert config == {"EndpointConfigName": "churn", "EndpointConfigArn": arn, "CreationTime": NOON}


def test_a_page_of_endpoints_is_taken_first_and_one_of_configurations_filtered_first(
    server: fake.Server, client: Any
) -> None:
    for name in ("churn", "fraud", "late"):
        _deploy(server, client, name)
    # Filtered after the page was taken: boto3#2973.
    for call, items, lengths in (
        ("list_endpoints", "Endpoints", [0, 1]),
        ("list_endpoint_configs", "EndpointConfigs", [1]),
    ):
        pages = client.get_paginator(call).paginate(NameContains="churn", PaginationConfig={"PageSize": 2})
        assert [len(page[items]) for page in pages] == lengths

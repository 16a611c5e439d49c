"""Endpoints and their configurations."""

from typing import Any

import pytest
from fake_clients import NOON, define, new_client, post, refused, schedule

from monitorshapes import fake

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

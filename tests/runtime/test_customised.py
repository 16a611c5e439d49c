"""What boto3 does beside the model, generated packages do too: one service after the other, against boto3's client."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import boto3_calls
import pytest
from boto3_calls import Calls, Refused, outcome
from models import done, refused

#: The operations that the tests below need.
SERVICES = {
    "bedrock-runtime": "ConverseStream",
    "cloudformation": "GetTemplate",
    "ec2": "RunInstances",
    "glacier": "ListVaults",
    "iam": "GetRole",
    "kms": "Encrypt",
    "logs": "CreateExportTask",
    "polly": "*Speech*",
    "route53": "GetHostedZone",
    "s3": "[CGP]*Object",
    "s3control": "GetAccessPoint",
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with them, which can be imported from."""
    folder = tmp_path_factory.mktemp("customised")
    for service, pattern in SERVICES.items():
        package = f"our_{service.replace('-', '_')}"
        done("generate", "--service", service, "--operation", pattern, "--package", package, "--output", folder)
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


def calls(service: str) -> Calls:
    """boto3's client of a service, and that of its package."""
    package: Any = import_module(f"our_{service.replace('-', '_')}")
    [name] = [each for each in dir(package) if each.endswith("Client") and not each.startswith("Async")]
    return Calls(package, service, name)


BUCKET = "arn:aws:s3-outposts:us-east-1:123456789012:outpost/op-01/accesspoint/b"
OBJECT = {"Bucket": "b", "Key": "k"}
KEY = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": b"\xff" * 32}
TEXT = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32, "SSECustomerKeyMD5": "m"}


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize(
    ("service", "operation", "request_class", "data", "is_sent"),
    [
        ("glacier", "ListVaults", "ListVaultsInput", {}, True),
        ("glacier", "ListVaults", "ListVaultsInput", {"accountId": "123456789012"}, True),
        ("kms", "Encrypt", "EncryptRequest", {"KeyId": "k", "Plaintext": "text"}, True),
        ("kms", "Encrypt", "EncryptRequest", {"KeyId": "k", "Plaintext": 1}, False),
        ("s3control", "GetAccessPoint", "GetAccessPointRequest", {"Name": BUCKET}, True),
        ("s3control", "GetAccessPoint", "GetAccessPointRequest", {"Name": "name"}, False),
        ("s3control", "GetAccessPoint", "GetAccessPointRequest", {"Name": "name", "AccountId": ""}, False),
        ("s3control", "GetAccessPoint", "GetAccessPointRequest", {"Name": BUCKET, "AccountId": "1" * 12}, False),
        ("s3control", "GetAccessPoint", "GetAccessPointRequest", {"Name": BUCKET.replace("/ac", "/b/ac")}, False),
        ("route53", "GetHostedZone", "GetHostedZoneRequest", {"Id": "/hostedzone/Z0123456789ABCDEFGHIJKL"}, True),
        ("s3", "PutObject", "PutObjectRequest", {**OBJECT, "Body": "text"}, True),
        ("s3", "PutObject", "PutObjectRequest", {**OBJECT, "Body": b"bytes"}, True),
        ("s3", "PutObject", "PutObjectRequest", {**OBJECT, "Body": 1}, False),
        ("s3", "PutObject", "PutObjectRequest", {**OBJECT, "Bucket": "a b"}, False),
        ("s3", "PutObject", "PutObjectRequest", {**OBJECT, "Metadata": {"a": "\xe4"}}, False),
        ("s3", "PutObject", "PutObjectRequest", {**OBJECT, "Metadata": {"a": "b"}}, True),
        ("s3", "PutObject", "PutObjectRequest", {**OBJECT, **KEY}, True),
        ("s3", "PutObject", "PutObjectRequest", {**OBJECT, **TEXT}, True),
        ("s3", "PutObject", "PutObjectRequest", {**OBJECT, **KEY, "SSECustomerKeyMD5": "m"}, False),
        ("s3", "CopyObject", "CopyObjectRequest", {**OBJECT, "CopySource": "a/b c"}, True),
        ("s3", "CopyObject", "CopyObjectRequest", {**OBJECT, "CopySource": {**OBJECT, "VersionId": "v"}}, True),
        ("s3", "CopyObject", "CopyObjectRequest", {**OBJECT, "CopySource": {"Bucket": "b"}}, False),
        ("s3", "CopyObject", "CopyObjectRequest", {**OBJECT, "CopySource": 1}, False),
        ("ec2", "RunInstances", "RunInstancesRequest", {"MinCount": 1, "MaxCount": 1, "UserData": b"\xff"}, True),
        ("ec2", "RunInstances", "RunInstancesRequest", {"MinCount": 1, "MaxCount": 1, "UserData": "#!"}, True),
        ("logs", "CreateExportTask", "CreateExportTaskRequest", {"fromTime": 1, "to": 2}, False),
        (
            *("logs", "CreateExportTask", "CreateExportTaskRequest"),
            *({"logGroupName": "g", "fromTime": 1, "to": 2, "destination": "d"}, True),
        ),
    ],
)
def test_the_package_takes_what_boto3_takes_and_refuses_what_it_refuses(
    service: str, operation: str, request_class: str, data: dict[str, Any], is_sent: bool
) -> None:
    both = calls(service)
    cls = getattr(both.package, request_class)
    assert both.is_sent(operation, data) == is_sent
    if "fromTime" not in data:  # else the order is another, and with it the bytes
        assert [*both.request(operation, data, cls)] == []
    request = both.package.from_dict(cls, data)
    for level in ("botocore", "documented"):
        assert (both.package.violations(request, level=level) == ()) == is_sent


@pytest.mark.usefixtures("packages")
def test_bytes_go_out_as_boto3_has_them_whatever_type_they_came_in() -> None:
    both = calls("kms")
    sent: set[Any] = set()
    for plain in ("abc", b"abc"):
        sent.add(outcome(partial(both.ours.encrypt, key_id="k", plaintext=plain)))
    assert len(sent) == 1
    assert not isinstance(sent.pop(), Refused)


@pytest.mark.usefixtures("packages")
def test_an_operation_that_boto3_has_no_method_for_is_left_out_and_named(tmp_path: Path) -> None:
    arguments = ("--service", "polly", "--output", tmp_path / "polly")
    assert "operation StartSpeechSynthesisStream (boto3's client has no method" in done("generate", *arguments)
    said = refused("generate", *arguments, "--operation", "StartSpeechSynthesisStream")
    assert "boto3's client has no method for StartSpeechSynthesisStream" in said
    assert not hasattr(calls("polly").ours, "start_speech_synthesis_stream")


# Answers


POLICY = {"Version": "2012-10-17", "Statement": []}


@pytest.mark.usefixtures("packages")
def test_a_policy_is_read_and_annotated_as_a_dict() -> None:
    both = calls("iam")
    role = {"RoleName": "r", "AssumeRolePolicyDocument": json.dumps(POLICY).replace(" ", "%20")}
    raw = boto3_calls.raw_answer(both.client.meta.service_model.operation_model("GetRole"), {"Role": role})
    assert raw
    response = boto3_calls.answered(raw, lambda: both.ours.get_role(role_name="r"))
    assert response.role.assume_role_policy_document == POLICY
    assert [each.rule for each in both.package.violations(response) if each.rule == "type"] == []
    assert get_type_hints(both.package.Role)["assume_role_policy_document"] == dict[str, Any] | None


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize(
    ("said", "read"), [('{"Resources": {}}', {"Resources": {}}), ("Resources: {}", "Resources: {}")]
)
def test_a_template_is_a_dict_if_it_is_json(said: str, read: object) -> None:
    both = calls("cloudformation")
    raw = boto3_calls.raw_answer(both.client.meta.service_model.operation_model("GetTemplate"), {"TemplateBody": said})
    assert raw
    response = boto3_calls.answered(raw, lambda: both.ours.get_template(stack_name="s"))
    assert response.template_body == read
    assert both.package.violations(response) == ()
    assert get_type_hints(both.package.GetTemplateOutput)["template_body"] == dict[str, Any] | str | None


@pytest.mark.usefixtures("packages")
def test_the_text_of_a_time_stands_beside_it() -> None:
    both = calls("s3")
    response = boto3_calls.answered(
        (b"", {"Expires": "no time"}, 200), lambda: both.ours.get_object(bucket="b", key="k")
    )
    assert (response.expires, response.expires_string) == (None, "no time")
    assert [each.rule for each in both.package.violations(response)] == []


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize(
    ("code", "cls", "headers"),
    [
        (
            "throttlingException",
            "ThrottlingException",
            {":message-type": "exception", ":exception-type": "throttlingException"},
        ),
        ("internal", "ServiceError", {":message-type": "error", ":error-code": "internal"}),
    ],
)
def test_an_error_that_ends_a_stream_is_one_of_the_packages(code: str, cls: str, headers: dict[str, str]) -> None:
    both = calls("bedrock-runtime")
    encoder: Any = import_module("moto.core.eventstream").EventStreamEncoder()
    start = {":message-type": "event", ":event-type": "messageStart", ":content-type": "application/json"}
    body = encoder.encode_message(start, b'{"role": "assistant"}') + encoder.encode_message(
        headers, b'{"message": "slow"}'
    )
    raw = (body, {"Content-Type": "application/vnd.amazon.eventstream"}, 200)
    stream = boto3_calls.answered(raw, lambda: both.ours.converse_stream(model_id="m", messages=[])).stream
    events = iter(stream)
    assert next(events).message_start.role == "assistant"
    with pytest.raises(both.package.ServiceError) as caught:
        next(events)
    assert type(caught.value).__name__.startswith(cls)
    assert (caught.value.code, caught.value.operation) == (code, "ConverseStream")
    assert type(caught.value.__cause__).__name__ == "EventStreamError"

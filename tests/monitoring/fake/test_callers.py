"""Accounts, regions, and calls that are not the fake's."""

import re
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import boto3
import botocore.session
import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import create_parser
from fake_clients import define, executions, new_client, refused, schedule

from monitorshapes import fake
from monitorshapes.fake.call import partition
from monitorshapes.fake.callers import Caller, Protocol, identify, refusal, unknown


def _other(server: fake.Server, service: str, **arguments: Any) -> Any:
    config = Config(
        retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, parameter_validation=service != "sts"
    )
    return boto3.client(service, **(server.boto3_arguments() | arguments), config=config)


def test_each_region_and_each_account_has_things_of_its_own(server: fake.Server) -> None:
    here = new_client(server)
    there = new_client(server, region_name="eu-central-1")
    theirs = new_client(server, aws_access_key_id="210987654321")
    assert define(here).startswith("arn:aws:sagemaker:us-east-1:123456789012:")
    assert define(there).startswith("arn:aws:sagemaker:eu-central-1:123456789012:")
    assert define(theirs).startswith("arn:aws:sagemaker:us-east-1:210987654321:")
    schedule(here)
    schedule(theirs)
    server.plan("churn", "Failed", account="210987654321")
    server.advance(3900)
    assert [each["MonitoringExecutionStatus"] for each in executions(here)] == ["Completed"]
    assert [each["MonitoringExecutionStatus"] for each in executions(theirs)] == ["Failed"]
    assert executions(there) == []
    arn = executions(theirs)[0]["ProcessingJobArn"]
    refused("ValidationException", here.list_tags, ResourceArn=arn)
    server.execute("churn", account="210987654321")
    assert len(executions(theirs)) == 2


_PARTITIONS = {
    "eu-west-1": "aws",
    "cn-north-1": "aws-cn",
    "us-gov-west-1": "aws-us-gov",
    "us-iso-east-1": "aws-iso",
    "us-isob-east-1": "aws-iso-b",
    "eu-isoe-west-1": "aws-iso-e",
    "us-isof-south-1": "aws-iso-f",
    "eusc-de-east-1": "aws-eusc",
}


@pytest.mark.parametrize(("region", "name"), _PARTITIONS.items())
def test_each_region_has_its_partition(region: str, name: str) -> None:
    assert partition(region) == name


def test_the_partitions_are_those_of_botocore(server: fake.Server) -> None:
    session = botocore.session.get_session()
    assert {region: session.get_partition_for_region(region) for region in _PARTITIONS} == _PARTITIONS
    assert define(new_client(server, region_name="cn-north-1")) == (
        "arn:aws-cn:sagemaker:cn-north-1:123456789012:data-quality-job-definition/churn"
    )


def test_sts_says_whose_a_key_is(server: fake.Server) -> None:
    identity = _other(server, "sts").get_caller_identity()
    assert (identity["Account"], identity["UserId"]) == ("123456789012", "AIDAFAKE")
    assert identity["Arn"] == "arn:aws:iam::123456789012:user/fake"
    identity = _other(server, "sts", aws_access_key_id="210987654321", region_name="cn-north-1").get_caller_identity()
    assert (identity["Account"], identity["Arn"]) == ("210987654321", "arn:aws-cn:iam::210987654321:user/fake")


def test_a_role_is_assumed_for_an_hour(server: fake.Server) -> None:
    sts = _other(server, "sts")
    role = "arn:aws:iam::210987654321:role/service-role/Monitor"
    answer = sts.assume_role(RoleArn=role, RoleSessionName="tests")
    given = answer["Credentials"]
    arn = "arn:aws:sts::210987654321:assumed-role/service-role/Monitor/tests"
    assert answer["AssumedRoleUser"] == {"AssumedRoleId": "AROAFAKE:tests", "Arn": arn}
    assert re.fullmatch("[0-9a-f-]{36}", answer["ResponseMetadata"]["RequestId"])
    assert re.fullmatch("ASIA[0-9A-F]{16}", given["AccessKeyId"])  # 20 characters, as AWS's have
    assert re.fullmatch("[0-9a-f]{40}", given["SecretAccessKey"])
    assert re.fullmatch("[0-9a-f]{80}", given["SessionToken"])
    left = given["Expiration"] - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    other = sts.assume_role(RoleArn=role, RoleSessionName="others")["Credentials"]
    assert other["AccessKeyId"] != given["AccessKeyId"]
    assumed = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    identity = _other(server, "sts", **assumed).get_caller_identity()
    assert (identity["Account"], identity["Arn"]) == ("210987654321", arn)
    assert identity["UserId"] == "AROAFAKE:fake"
    assert define(new_client(server, **assumed)).startswith("arn:aws:sagemaker:us-east-1:210987654321:")


@pytest.mark.parametrize(
    ("role", "name", "is_taken"),
    [
        ("arn:aws:iam::210987654321:role/Monitor", "ab", True),
        ("arn:aws-us-gov:iam::210987654321:role/a/b/Monitor", "a" * 64, True),
        ("arn:aws:iam::210987654321:role/Monitor", "a", False),
        ("arn:aws:iam::210987654321:role/Monitor", "a" * 65, False),
        ("arn:aws:iam::210987654321:role/Monitor", "a b", False),
        ("arn:aws:iam::210987654321:user/Monitor", "tests", False),
        ("arn:aws:iam::21098765432:role/Monitor", "tests", False),
        ("Monitor", "tests", False),
    ],
)
def test_a_role_and_a_session_have_their_forms(server: fake.Server, role: str, name: str, is_taken: bool) -> None:
    sts = _other(server, "sts")
    if is_taken:
        assert sts.assume_role(RoleArn=role, RoleSessionName=name)["AssumedRoleUser"]["Arn"].endswith(f"/{name}")
    else:
        message = refused("ValidationError", sts.assume_role, RoleArn=role, RoleSessionName=name)
        assert message == "RoleArn is the ARN of a role, RoleSessionName has 2 to 64 letters"


@pytest.mark.parametrize(
    ("service", "method", "arguments", "code", "words"),
    [
        ("s3", "list_buckets", {}, "NotImplemented", "AWS_ENDPOINT_URL_S3"),
        ("s3", "put_object", {"Bucket": "b", "Key": "k", "Body": b"x"}, "NotImplemented", "PUT /b/k"),
        ("logs", "describe_log_groups", {}, "UnknownOperationException", "DescribeLogGroups"),
        ("cloudwatch", "list_metrics", {}, "UnknownOperationException", "ListMetrics"),
        ("iam", "get_role", {"RoleName": "Monitor"}, "InvalidAction", "GetRole"),
        ("ec2", "describe_vpcs", {}, "NotImplemented", "DescribeVpcs"),
        ("lambda", "list_functions", {}, "NotImplemented", "AWS_ENDPOINT_URL_LAMBDA"),
        ("route53", "list_hosted_zones", {}, "NotImplemented", "AWS_ENDPOINT_URL_ROUTE53"),
        ("sagemaker", "list_models", {}, "UnknownOperationException", "'ListModels' is unknown to the fake"),
        ("sagemaker-runtime", "invoke_endpoint", {"EndpointName": "e", "Body": b""}, "NotImplemented", "invocations"),
    ],
)
def test_a_call_that_is_not_for_the_fake_is_answered_in_its_protocol(
    server: fake.Server, service: str, method: str, arguments: Any, code: str, words: str
) -> None:
    with pytest.raises(ClientError) as error:
        getattr(_other(server, service), method)(**arguments)
    assert error.value.response["Error"]["Code"] == code
    assert words in error.value.response["Error"]["Message"]


def _signed(service: str) -> str:
    scope = f"Credential=AKID/20260101/eu-west-1/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"


_PATHS: dict[str, Protocol] = {
    "s3": "s3",
    "s3express": "s3",
    "s3-object-lambda": "s3",
    "s3-control": "rest-xml",
    "cloudfront": "rest-xml",
    "route53": "rest-xml",
    "lambda": "rest-json",
    "sagemaker": "rest-json",
}
_FORM = "application/x-www-form-urlencoded; charset=utf-8"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "caller"),
    [
        (
            "POST",
            "/",
            {"Authorization": _signed("sagemaker"), "X-Amz-Target": "SageMaker.ListTags"},
            b"{}",
            Caller("AKID", "eu-west-1", "sagemaker", "ListTags", "json"),
        ),
        ("POST", "/", {"X-Amz-Target": "SageMaker.ListTags"}, b"{}", Caller("", "", "SageMaker", "ListTags", "json")),
        (
            "POST",
            "/",
            {"Authorization": _signed("logs"), "X-Amz-Target": "Logs_2014.CreateLogGroup"},
            b"{}",
            Caller("AKID", "eu-west-1", "logs", "CreateLogGroup", "json"),
        ),
        (
            "POST",
            "/service/GraniteServiceVersion20100801/operation/ListMetrics",
            {"Authorization": _signed("monitoring")},
            b"",
            Caller("AKID", "eu-west-1", "monitoring", "ListMetrics", "cbor"),
        ),
        ("POST", "/service/Metrics/operation/ListMetrics", {}, b"", Caller("", "", "Metrics", "ListMetrics", "cbor")),
        (
            "POST",
            "/",
            {"Authorization": _signed("sts"), "Content-Type": _FORM},
            b"Action=GetCallerIdentity&Version=2011-06-15",
            Caller("AKID", "eu-west-1", "sts", "GetCallerIdentity", "query"),
        ),
        ("POST", "/", {"Content-Type": _FORM}, b"Action=A&Action=B", Caller("", "", "", "A", "query")),
        ("POST", "/", {"Content-Type": _FORM}, b"Version=1\xff", Caller("", "", "", "", "json")),
        (
            "POST",
            "/",
            {"Authorization": _signed("ec2"), "Content-Type": _FORM},
            b"Action=DescribeVpcs",
            Caller("AKID", "eu-west-1", "ec2", "DescribeVpcs", "ec2"),
        ),
        *(
            (
                "PUT",
                "/b/k?x=y",
                {"Authorization": _signed(service)},
                b"",
                Caller("AKID", "eu-west-1", service, "PUT /b/k", protocol),
            )
            for service, protocol in _PATHS.items()
        ),
        ("POST", "/", {}, b"", Caller("", "", "", "", "json")),
        ("POST", "", {}, b"", Caller("", "", "", "", "json")),
        (
            "POST",
            "/",
            {"Authorization": _signed("sagemaker")},
            b"",
            Caller("AKID", "eu-west-1", "sagemaker", "", "json"),
        ),
        (
            "POST",
            "/",
            {"Authorization": _signed("ecr")},
            b"",
            Caller("AKID", "eu-west-1", "ecr", "POST /", "rest-json"),
        ),
        ("GET", "/", {}, b"", Caller("", "", "", "GET /", "rest-json")),
        ("POST", "/other", {}, b"", Caller("", "", "", "POST /other", "rest-json")),
        ("POST", "/", {"Authorization": "Bearer x"}, b"", Caller("", "", "", "", "json")),
    ],
)
def test_a_request_says_who_calls_for_what(
    method: str, path: str, headers: dict[str, str], body: bytes, caller: Caller
) -> None:
    message = Message()
    for name, value in headers.items():
        message[name] = value
    assert identify(method, path, message, body) == caller


_PARSERS = {
    **{protocol: protocol for protocol in ("json", "query", "ec2", "rest-json", "rest-xml")},
    "cbor": "smithy-rpc-v2-cbor",
    "s3": "rest-xml",
}


@pytest.mark.parametrize("protocol", sorted(_PARSERS))
def test_botocore_reads_a_refusal_in_every_protocol(protocol: Any) -> None:
    message = "Müll & <more>, " + "long " * 60
    answer = refusal(Caller("", "", "", "Do", protocol), "Broken<Thing>", message, 409)
    headers = urllib3.HTTPHeaderDict(answer.headers)
    headers["Content-Type"] = answer.content_type
    response = {"status_code": 409, "headers": headers, "body": answer.body}
    shape = botocore.session.get_session().get_service_model("sts").operation_model("AssumeRole").output_shape
    error = create_parser(_PARSERS[protocol]).parse(response, shape)
    assert error["Error"]["Code"] == "Broken<Thing>"
    assert error["Error"]["Message"] == message
    assert answer.status == error["ResponseMetadata"]["HTTPStatusCode"] == 409
    if protocol in ("query", "ec2", "rest-xml", "s3"):
        assert re.search(rb"<RequestI[dD]>[0-9a-f-]{36}</RequestI[dD]>", answer.body)
        assert answer.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<')
    if protocol in ("query", "ec2", "rest-xml"):
        assert error["ResponseMetadata"]["RequestId"]
    if protocol in ("query", "rest-xml"):
        assert error["Error"]["Type"] == "Sender"
    if protocol == "rest-json":
        assert b'"Message": ' in answer.body  # some services, and their clients, write it so
    content_types = {"json": "application/x-amz-json-1.1", "cbor": "application/cbor", "rest-json": "application/json"}
    assert answer.content_type == content_types.get(protocol, "text/xml")
    if protocol == "cbor":
        assert ("smithy-protocol", "rpc-v2-cbor") in answer.headers  # Smithy: responses must have it


@pytest.mark.parametrize(
    ("service", "protocol", "status", "code", "begins", "ends"),
    [
        (
            "",
            "json",
            400,
            "UnknownOperationException",
            "The operation 'Do' is unknown to the fake.",
            "the URL of moto.",
        ),
        ("sagemaker", "json", 400, "UnknownOperationException", "The operation 'Do' is", "the URL of moto."),
        ("SageMaker", "json", 400, "UnknownOperationException", "The operation 'Do' is", "the URL of moto."),
        (
            "application-autoscaling",
            "json",
            400,
            "UnknownOperationException",
            "The fake is no application-autoscaling and does not know 'Do': "
            "start moto, and set AWS_ENDPOINT_URL_APPLICATION_AUTOSCALING to its URL.",
            "Of STS it has GetCallerIdentity and AssumeRole.",
        ),
        ("sts", "query", 400, "InvalidAction", "The fake is no sts", "AssumeRole."),
        ("s3", "s3", 501, "NotImplemented", "The fake is no s3", "AssumeRole."),
        ("lambda", "rest-json", 400, "NotImplemented", "The fake is no lambda", "AssumeRole."),
    ],
)
def test_who_calls_somebody_else_is_told_where_to_find_them(
    service: str, protocol: Any, status: int, code: str, begins: str, ends: str
) -> None:
    caller = Caller("", "", service, "Do", protocol)
    answer = unknown(caller)
    text = answer.body.decode().replace("&apos;", "'")
    assert answer.status == status
    assert code in text or ("x-amzn-ErrorType", code) in answer.headers
    assert begins in text
    assert ends in text

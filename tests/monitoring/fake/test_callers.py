"""Accounts, regions, and calls that are not the fake's."""

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from fake_clients import define, executions, new_client, refused, schedule

from monitorshapes import fake


def _other(server: fake.Server, service: str, **arguments: Any) -> Any:
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
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


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-west-1", "aws")]
)
def test_arns_name_the_partition(server: fake.Server, region: str, partition: str) -> None:
    assert define(new_client(server, region_name=region)).startswith(f"arn:{partition}:sagemaker:{region}:")


def test_sts_says_whose_a_key_is(server: fake.Server) -> None:
    sts = _other(server, "sts")
    assert sts.get_caller_identity()["Account"] == "123456789012"
    role = "arn:aws:iam::210987654321:role/service-role/Monitor"
    given = sts.assume_role(RoleArn=role, RoleSessionName="tests")["Credentials"]
    assumed = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    identity = _other(server, "sts", **assumed).get_caller_identity()
    assert identity["Arn"] == "arn:aws:sts::210987654321:assumed-role/service-role/Monitor/tests"
    assert define(new_client(server, **assumed)).startswith("arn:aws:sagemaker:us-east-1:210987654321:")


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

"""What goes over the wire: JSON, errors, methods, bodies."""

import http.client
import json
import re
from typing import Any

import pytest
import urllib3
from fake_clients import NOON, define, post

from monitorshapes import fake

_UNKNOWN = (
    "is unknown to the fake. It has SageMaker's operations on monitoring, processing jobs, endpoints and tags: "
    "call others through another client, with the URL of moto."
)


def test_a_response_is_json_with_a_request_id(server: fake.Server) -> None:
    response = post(server, "{}", "SageMaker.ListMonitoringSchedules")
    assert (response.status, response.json()) == (200, {"MonitoringScheduleSummaries": []})
    assert response.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert re.fullmatch(r"[0-9a-f-]{36}", response.headers["x-amzn-RequestId"])


def test_times_are_seconds_since_1970(server: fake.Server, client: Any) -> None:
    define(client)
    body = post(server, '{"JobDefinitionName": "churn"}', "SageMaker.DescribeDataQualityJobDefinition").json()
    assert body["CreationTime"] == NOON.timestamp()


@pytest.mark.parametrize(
    ("target", "body", "code", "message"),
    [
        ("SageMaker.CreateModel", "{}", "UnknownOperationException", f"The operation 'CreateModel' {_UNKNOWN}"),
        ("SageMaker.", "{}", "UnknownOperationException", f"The operation '' {_UNKNOWN}"),
        (None, "{}", "UnknownOperationException", f"The operation '' {_UNKNOWN}"),
        ("SageMaker.ListTags", "", "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", "{", "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", b"\xff", "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", '{"ResourceArn": NaN}', "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", "[" * 100_000, "SerializationException", "The request is no JSON"),
        ("SageMaker.ListTags", "[]", "SerializationException", "Start of structure or map expected."),
        (
            "SageMaker.ListTags",
            '{"ResourceArn": 1}',
            "SerializationException",
            "NUMBER_VALUE can not be converted to a String",
        ),
        (
            "SageMaker.ListTags",
            '{"ResourceArn": {}}',
            "SerializationException",
            "Start of structure or map found where not expected.",
        ),
        ("SageMaker.AddTags", '{"Tags": "a"}', "SerializationException", "Unexpected field type"),
        (
            "SageMaker.ListTags",
            '{"MaxResults": true}',
            "SerializationException",
            "TRUE_VALUE can not be converted to an Integer",
        ),
        (
            "SageMaker.ListProcessingJobs",
            '{"CreationTimeAfter": "soon"}',
            "SerializationException",
            "STRING_VALUE can not be converted to a Timestamp",
        ),
        (
            "SageMaker.ListProcessingJobs",
            '{"NameContains": ["a"]}',
            "SerializationException",
            "Start of list found where not expected",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(
    server: fake.Server, target: str | None, body: bytes | str, code: str, message: str
) -> None:
    response = post(server, body, target)
    assert (response.status, response.json()) == (400, {"__type": code, "message": message})


def test_a_request_that_is_too_long_is_not_read(server: fake.Server) -> None:
    response = post(server, " " * 10_000_001, "SageMaker.ListTags")
    assert response.status == 413


def test_a_member_that_aws_does_not_know_is_passed_over(server: fake.Server) -> None:
    assert post(server, '{"Novel": 1}', "SageMaker.ListMonitoringSchedules").status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_what_is_no_post_is_told_to_be_one(server: fake.Server, method: str) -> None:
    response = urllib3.request(method, server.url, timeout=10, retries=False)
    assert (response.status, response.headers["Allow"]) == (405, "POST")
    if method != "HEAD":
        assert response.json()["message"] == f"POST to {server.url}"


def test_what_is_no_http_is_answered_in_json(server: fake.Server) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    connection.request("POST", "/", headers={f"x-{number}": "" for number in range(200)})
    response = connection.getresponse()
    assert response.status == 431
    assert json.loads(response.read())["message"] == "Too many headers"


def test_the_time_answers_whether_the_server_is_there(server: fake.Server) -> None:
    response = urllib3.request("GET", f"{server.url}/_fake/now", timeout=10, retries=False)
    assert (response.status, response.json()) == (200, {"result": NOON.timestamp()})


def test_it_listens_on_this_machine_alone(server: fake.Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")

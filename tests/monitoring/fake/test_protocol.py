"""What goes over the wire: JSON, errors, methods, bodies."""

import http.client
import json
import re
import socket
import threading
from typing import Any

import pytest
import urllib3
from fake_clients import NOON, REQUESTS, define, post

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
        ("SageMaker.ListTags", "", "SerializationException", "The request is not JSON"),
        ("SageMaker.ListTags", "{", "SerializationException", "The request is not JSON"),
        ("SageMaker.ListTags", b"\xff", "SerializationException", "The request is not JSON"),
        ("SageMaker.ListTags", '{"ResourceArn": NaN}', "SerializationException", "The request is not JSON"),
        ("SageMaker.ListTags", "[" * 100_000, "SerializationException", "The request is not JSON"),
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
    response = urllib3.request(method, server.url, retries=False)
    assert (response.status, response.headers["Allow"]) == (405, "POST")
    if method != "HEAD":
        assert response.json()["message"] == f"POST to {server.url}"


def test_what_is_no_http_is_answered_in_json(server: fake.Server) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
    connection.request("POST", "/", headers={f"x-{number}": "" for number in range(200)})
    response = connection.getresponse()
    assert response.status == 431
    assert json.loads(response.read())["message"] == "Too many headers"


def test_the_time_answers_whether_the_server_is_there(server: fake.Server) -> None:
    response = urllib3.request("GET", f"{server.url}/_fake/now", retries=False)
    assert (response.status, response.json()) == (200, {"result": NOON.timestamp()})


def test_it_listens_on_this_machine_alone(server: fake.Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")


def _raw(server: fake.Server, data: bytes, *, close: bool = False) -> bytes:
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(data)
        if close:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


_HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Amz-Target: SageMaker.CreateProcessingJob\r\n"


def test_a_body_that_ends_too_early_is_not_carried_out(server: fake.Server, client: Any) -> None:
    body = json.dumps(REQUESTS["CreateProcessingJob"]["request"]).encode()
    length = f"Content-Length: {len(body) + 1}\r\n\r\n".encode()
    answer = _raw(server, _HEAD + length + body, close=True)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert f"the request ended after {len(body)} of {len(body) + 1} bytes".encode() in answer
    assert client.list_processing_jobs()["ProcessingJobSummaries"] == []


def test_a_body_in_chunks_is_read(server: fake.Server, client: Any) -> None:
    body = json.dumps(REQUESTS["CreateProcessingJob"]["request"]).encode()
    parts = [body[:7], body[7:100], body[100:]]
    chunks = b"".join(f"{len(part):x};a=b\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\nx: y\r\n\r\n"
    answer = _raw(server, _HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert len(client.list_processing_jobs()["ProcessingJobSummaries"]) == 1


@pytest.mark.parametrize(
    "sent",
    [
        b"Transfer-Encoding: chunked\r\n\r\n7\r\n{}",
        b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n99999999\r\n",
        b"Transfer-Encoding: gzip\r\n\r\n{}",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}",
        b"Content-Length: +2\r\n\r\n{}",
        b"\r\n",
    ],
)
def test_a_body_without_a_certain_end_is_refused(server: fake.Server, client: Any, sent: bytes) -> None:
    status = int(_raw(server, _HEAD + sent, close=True).split()[1])
    assert status in (400, 411, 413, 501)
    assert client.list_processing_jobs()["ProcessingJobSummaries"] == []


def test_requests_that_are_sent_together_are_all_answered(server: fake.Server) -> None:
    last = _HEAD.replace(b"CreateProcessingJob", b"ListProcessingJobs") + b"Content-Length: 2\r\n\r\n{}"
    answer = _raw(server, last.replace(b"Connection: close\r\n", b"") * 2 + last)
    assert answer.count(b"HTTP/1.1 200 ") == 3


def test_idle_connections_have_no_threads_and_the_oldest_of_many_is_closed(server: fake.Server) -> None:
    before = threading.active_count()
    host, _, port = server.url.removeprefix("http://").partition(":")
    connections = [socket.create_connection((host, int(port)), timeout=10) for _ in range(420)]
    try:
        for connection in connections[-10:]:
            connection.sendall(
                b"POST /_fake/now HTTP/1.1\r\nContent-Length: 0\r\nContent-Type: application/json\r\n\r\n"
            )
            assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")
        assert threading.active_count() < before + 20
        assert connections[0].recv(1) == b""
    finally:
        for connection in connections:
            connection.close()

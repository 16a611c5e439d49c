"""`shapegen adopt`: programs send the same before and after, and what is not sure stays as it is."""

import contextlib
import io
import json
import os
import re
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest
from click.testing import CliRunner, Result

from shapegen.cli import shapegen

PROGRAMS = sorted((Path(__file__).parent / "apps" / "boto3").glob("*.py"))

VARYING = {"authorization", "x-amz-date", "amz-sdk-invocation-id", "x-amz-security-token"}
"""Headers that are new with every request."""

_ARN = "arn:aws:sagemaker:us-east-1:123456789012:"
_SUMMARY = {
    "MonitoringScheduleName": "churn",
    "MonitoringScheduleArn": f"{_ARN}monitoring-schedule/churn",
    "CreationTime": 1767225600,
    "LastModifiedTime": 1767225600,
    "MonitoringScheduleStatus": "Scheduled",
}
_EXECUTION = {
    "MonitoringScheduleName": "churn",
    "ScheduledTime": 1767225600,
    "CreationTime": 1767225600,
    "LastModifiedTime": 1767229200,
    "MonitoringExecutionStatus": "CompletedWithViolations",
}
_JOB = {
    "ProcessingJobName": "job",
    "ProcessingJobArn": f"{_ARN}processing-job/job",
    "ProcessingJobStatus": "InProgress",
    "CreationTime": 1767225600,
}
_CLUSTER = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
ANSWERS: dict[str, dict[str, Any]] = {
    "AddTags": {"Tags": []},
    "CreateDataQualityJobDefinition": {"JobDefinitionArn": f"{_ARN}data-quality-job-definition/churn"},
    "CreateMonitoringSchedule": {"MonitoringScheduleArn": _SUMMARY["MonitoringScheduleArn"]},
    "CreateProcessingJob": {"ProcessingJobArn": _JOB["ProcessingJobArn"]},
    "DeleteTags": {},
    "DescribeDataQualityJobDefinition": {
        "JobDefinitionArn": f"{_ARN}data-quality-job-definition/churn",
        "JobDefinitionName": "churn",
        "CreationTime": 1767225600,
        "DataQualityAppSpecification": {"ImageUri": "image"},
        "DataQualityJobInput": {},
        "DataQualityJobOutputConfig": {
            "MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://bucket/reports", "LocalPath": "/opt"}}]
        },
        "JobResources": {"ClusterConfig": _CLUSTER},
        "RoleArn": "arn:aws:iam::123456789012:role/monitor",
    },
    "DescribeMonitoringSchedule": _SUMMARY
    | {"MonitoringType": "DataQuality", "EndpointName": "churn", "MonitoringScheduleConfig": {}},
    "DescribeProcessingJob": _JOB | {"ProcessingResources": {"ClusterConfig": _CLUSTER}},
    "ListDataQualityJobDefinitions": {
        "JobDefinitionSummaries": [
            {
                "MonitoringJobDefinitionName": "churn",
                "MonitoringJobDefinitionArn": "arn",
                "CreationTime": 1767225600,
                "EndpointName": "churn",
            }
        ]
    },
    "ListEndpoints": {"Endpoints": []},
    "ListMonitoringExecutions": {
        "MonitoringExecutionSummaries": [_EXECUTION, _EXECUTION | {"FailureReason": "out of disk"}]
    },
    "ListMonitoringSchedules": {
        "MonitoringScheduleSummaries": [_SUMMARY | {"MonitoringType": "DataQuality"}, _SUMMARY]
    },
    "ListTags": {"Tags": [{"Key": "team", "Value": "ml"}]},
    "UpdateMonitoringAlert": {"MonitoringScheduleArn": "arn"},
    "UpdateMonitoringSchedule": {"MonitoringScheduleArn": "arn"},
}
"""What the recorder answers; to any other operation nothing."""


class Request(NamedTuple):
    """What was sent, without what varies."""

    path: str
    headers: tuple[tuple[str, str], ...]
    body: str
    """JSON with the members of each object sorted: boto3 writes them in the order of the program's dict."""


class Recorder(ThreadingHTTPServer):
    """Speaks JSON 1.1, remembers each request, and pages twice through lists that ask for tokens."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[Request] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Recorder
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = sorted((name, value) for name, value in self.headers.items() if name.lower() not in VARYING)
        self.server.requests.append(Request(self.path, tuple(headers), json.dumps(body, sort_keys=True)))
        operation = self.headers["X-Amz-Target"].partition(".")[2]
        answer, status = dict(ANSWERS.get(operation, {})), 200
        if operation.startswith("List") and body.get("NextToken") is None and "page" in str(body):
            answer["NextToken"] = "more"
        if "missing" in str(body):
            answer, status = {"__type": "ResourceNotFound", "message": "there is no such thing"}, 400
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its parameter
        pass


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", server.url)
            patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
            patch.setenv("AWS_ACCESS_KEY_ID", "testing")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
            patch.setattr(boto3, "DEFAULT_SESSION", None)
            # The first request of a session says more of the client in its user agent than those after it.
            boto3.client("sagemaker").list_endpoints()
            yield server
        server.shutdown()


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs, adopted: a folder for each, as they do not know of one another."""
    folder = tmp_path_factory.mktemp("adopted")
    for program in PROGRAMS:
        (folder / program.name).write_bytes(program.read_bytes())
    assert adopt(folder, "--write").exit_code == 0
    return folder


def adopt(*arguments: str | Path) -> Result:
    """`shapegen adopt …`."""
    return CliRunner().invoke(shapegen, ["--debug", "adopt", *map(str, arguments)])


def run(recorder: Recorder, program: Path) -> tuple[list[Request], str]:
    """What a program sends, and what it prints."""
    recorder.requests.clear()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(program), run_name="__main__")
    return list(recorder.requests), printed.getvalue()


def marks(program: Path, word: str) -> dict[int, str]:
    """The lines of a program that bear a mark, with what the remark must say."""
    lines = enumerate(program.read_text("utf-8").splitlines(), 1)
    return {number: mark[1] for number, line in lines if (mark := re.search(rf"  # {word}: (.+)$", line))}


def remarks(output: str, program: Path, what: str) -> dict[int, str]:
    """The remarks on a program, by line."""
    return {int(line): text for line, text in re.findall(rf"{program.name}:(\d+): {what}: (.*)", output)}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_sends_and_prints_the_same(recorder: Recorder, adopted: Path, program: Path) -> None:
    before, after = run(recorder, program), run(recorder, adopted / program.name)
    assert before[0]
    assert after == before


def test_there_are_programs_enough() -> None:
    assert len(PROGRAMS) >= 40


def test_most_programs_change(adopted: Path) -> None:
    changed = [program for program in PROGRAMS if program.read_bytes() != (adopted / program.name).read_bytes()]
    assert len(changed) > len(PROGRAMS) * 0.8


def test_what_stays_and_what_is_refused_is_named_with_its_line() -> None:
    said = adopt(*PROGRAMS).output
    for program in PROGRAMS:
        for mark, what in (("stays", "left alone"), ("refused", "would be refused")):
            expected, found = marks(program, mark), remarks(said, program, what)
            assert found.keys() == expected.keys(), (program.name, found)
            for line, part in expected.items():
                assert part in found[line]


def test_adopting_again_changes_nothing(adopted: Path) -> None:
    said = adopt(adopted).output
    assert " 0 files would change: 0 calls converted" in said
    assert "---" not in said


def test_mypy_accepts_the_result(adopted: Path, tmp_path: Path) -> None:
    (tmp_path / "mypy.ini").write_text("[mypy]\n[mypy-boto3.*,botocore.*]\nignore_missing_imports = True\n")
    programs = sorted(adopted.glob("*.py"))
    for program in programs:  # each as a program of its own
        (tmp_path / program.stem).mkdir()
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=mypy.ini", "--cache-dir=cache", *map(str, programs)],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr

"""`shapegen adopt`: programs send the same before and after, and what is not sure stays as it is."""

import contextlib
import copy
import io
import json
import os
import pprint
import re
import runpy
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest
from click.testing import CliRunner, Result

import monitorshapes as ms
from monitorshapes.operations import OPERATIONS
from shapegen import profiles
from shapegen.apps import adoption
from shapegen.apps.api import Api
from shapegen.apps.source import Edit, UnreadableError, edited, read
from shapegen.apps.verdicts import Hole, has_hole
from shapegen.cli import shapegen
from shapegen.emit import packages
from shapegen.model import load

PROGRAMS = sorted((Path(__file__).parents[1] / "programs" / "boto3").glob("*.py"))

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
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        # `m/…` of the user agent counts features of boto3, such as its paginators.
        headers = sorted(
            (name, re.sub(r" m/\S*", "", value)) for name, value in self.headers.items() if name.lower() not in VARYING
        )
        assert isinstance(self.server, Recorder)
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
    return {int(line): text for line, text in re.findall(rf"/{program.name}:(\d+): {what}: (.*)", output)}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_sends_and_prints_the_same(recorder: Recorder, adopted: Path, program: Path) -> None:
    before, after = run(recorder, program), run(recorder, adopted / program.name)
    assert before[0]
    assert after == before


def test_a_good_request_of_every_operation_is_sent_the_same(recorder: Recorder, tmp_path: Path) -> None:
    table = json.loads((Path(__file__).parents[1] / "data" / "requests.json").read_bytes())
    calls = ["import boto3", 'client = boto3.client("sagemaker")']
    for operation, entry in table.items():
        if operation in OPERATIONS and "$" not in str(entry["request"]):
            calls.append(f"client.{OPERATIONS[operation].method}(**{pprint.pformat(entry['request'])})")
    before, after = tmp_path / "before.py", tmp_path / "after.py"
    for program in (before, after):
        program.write_text("\n".join(calls) + "\n")
    said = adopt(after, "--write").output
    assert f"{len(calls) - 2} calls converted, 0 left alone" in said
    assert len(calls) > 30
    assert run(recorder, after) == run(recorder, before)


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


# Bytes


BEFORE = """\
import boto3
client = boto3.client("sagemaker")
client.stop_monitoring_schedule(MonitoringScheduleName="grün")
"""
AFTER = """\
import boto3
import monitorshapes as ms
client = ms.MonitoringClient(boto3.client("sagemaker"))
client.stop_monitoring_schedule(monitoring_schedule_name="grün")
"""


@pytest.mark.parametrize(
    "form",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: f"# -*- coding: latin-1 -*-\n{text}".encode("latin-1"),
        lambda text: text.rstrip("\n").encode(),
        lambda text: f"{text}\x0c\nif True:\n\tprint( 1 )  \n\x0c\n\n".encode(),
        lambda text: f"{text}x = '\u2028\x85'\n".encode(),
    ],
    ids=["crlf", "bom", "latin-1", "no newline at the end", "form feeds", "line separators"],
)
def test_only_what_is_converted_changes_a_byte(form: Callable[[str], bytes], tmp_path: Path) -> None:
    # The name is refused for its letter, so that it is written without.
    before, after = (text.replace("grün", "gruen") + "# grün\n" for text in (BEFORE, AFTER))
    program = tmp_path / "program.py"
    program.write_bytes(form(before))
    assert adopt(program, "--write").exit_code == 0
    assert program.read_bytes() == form(after)


def test_without_write_nothing_is_written_and_the_difference_is_shown(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(BEFORE.replace("ü", "u"))
    said = adopt(program).output
    assert program.read_text() == BEFORE.replace("ü", "u")
    assert "+import monitorshapes as ms" in said
    assert "1 file would change: 1 call converted, 0 left alone, 0 values would be refused." in said


def test_check_says_only_what_would_be_refused(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(BEFORE)
    said = adopt(program, "--check")
    assert said.exit_code == 1
    line, summary = said.output.splitlines()
    assert line.startswith(f"{program}:3: would be refused: stop_monitoring_schedule: MonitoringScheduleName: 'grün'")
    assert summary.endswith("1 value would be refused.")
    program.write_text(BEFORE.replace("ü", "u"))
    assert adopt(program, "--check").exit_code == 0


def test_a_file_that_is_no_python_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(BEFORE + "def\n")
    (tmp_path / "undecodable.py").write_bytes(b"# client.stop_monitoring_schedule() \xff\n")
    (tmp_path / "old-mac.py").write_bytes(BEFORE.replace("\n", "\r").encode())
    (tmp_path / "good.py").write_text(BEFORE.replace("ü", "u"))
    said = adopt(tmp_path, "--write")
    assert said.exit_code == 2
    assert said.output.count(": left out: ") == 3
    assert "broken.py: left out: line 4: " in said.output
    assert "1 file changed" in said.output
    assert "Not looked at: 3 files." in said.output
    assert adopt(tmp_path, "--check").exit_code == 2


def test_what_another_file_imports_keeps_what_it_was(tmp_path: Path) -> None:
    (tmp_path / "shared.py").write_text(
        BEFORE.replace("ü", "u") + 'CONFIG = {"MonitoringJobDefinitionName": "d", "MonitoringType": "DataQuality"}\n'
        'client.update_monitoring_schedule(MonitoringScheduleName="a", MonitoringScheduleConfig=CONFIG)\n'
    )
    (tmp_path / "user.py").write_text("from shared import CONFIG, client\n\nprint(CONFIG, client.list_endpoints())\n")
    assert adopt(tmp_path, "--write").exit_code == 0
    text = (tmp_path / "shared.py").read_text()
    assert "monitoring_schedule_config=ms.from_dict(ms.MonitoringScheduleConfig, CONFIG))" in text
    assert 'client = boto3.client("sagemaker")\nmonitoring_client = ms.MonitoringClient(client)\n' in text


def _library() -> list[Path]:
    root = Path(os.__file__).parent
    return sorted(path for path in root.rglob("*.py") if "site-packages" not in path.parts)[:1000]


def test_a_thousand_other_files_pass_through_unchanged() -> None:
    files = _library()
    assert len(files) == 1000
    before = {path: path.stat().st_mtime_ns for path in files}
    start = time.process_time()
    said = adopt(*files, "--write")
    assert time.process_time() - start < 60
    assert said.output.startswith("1,000 files read, ")
    assert said.output.endswith("; 0 files changed: 0 calls converted, 0 left alone, 0 values would be refused.\n")
    assert {path: path.stat().st_mtime_ns for path in files} == before


def test_other_files_are_unchanged_though_they_are_parsed() -> None:
    api = Api(packages.build_ir(profiles.read("codegen/monitoring"), load.installed("sagemaker")).service)
    small = [path for path in _library() if 1000 < path.stat().st_size < 4000][::12]
    assert len(small) > 10
    for path in small:
        content = path.read_bytes()
        try:
            source = read(path, content)
        except UnreadableError:
            assert "test" in path.parts  # some of Python's tests are no Python
            continue
        result = adoption.adopt(source, api)
        assert not result.edits
        assert edited(source, [Edit(0, 0, "")]) == content


def _paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from _paths(child, (*path, key))


def test_what_only_the_run_tells_is_never_refused() -> None:
    table = json.loads((Path(__file__).parents[1] / "data" / "requests.json").read_bytes())
    tried = 0
    for operation, entry in table.items():
        cls = getattr(ms, f"{operation}Request", None)
        if cls is None or "$" in str(entry["request"]):
            continue
        for path in _paths(entry["request"]):
            request = copy.deepcopy(entry["request"])
            node = request
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = Hole()
            found = [each for each in ms.violations(ms.from_dict(cls, request)) if not has_hole(each.value)]
            assert not found, (operation, path, found)
            tried += 1
    assert tried > 300


# With stubs


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs, with the stubs' annotations."""
    folder = tmp_path_factory.mktemp("annotated")
    for program in PROGRAMS:
        (folder / program.name).write_bytes(program.read_bytes())
    assert adopt(folder, "--write", "--stubs").exit_code == 0
    return folder


@pytest.mark.parametrize("program", PROGRAMS[::4], ids=lambda path: path.stem)
def test_with_stubs_a_program_sends_and_prints_the_same(recorder: Recorder, annotated: Path, program: Path) -> None:
    assert run(recorder, annotated / program.name) == run(recorder, program)


def test_stubs_are_added_once(annotated: Path) -> None:
    said = adopt(annotated, "--stubs").output
    assert " 0 files would change" in said
    changed = [program for program in PROGRAMS if "stubs.typed(" in (annotated / program.name).read_text("utf-8")]
    assert len(changed) > len(PROGRAMS) * 0.8

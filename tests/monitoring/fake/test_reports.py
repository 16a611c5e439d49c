"""What finished jobs leave in S3, beside moto."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import boto3
import pytest
from fake_clients import NOON, REQUESTS, ROOT, define, new_client, schedule
from moto.server import ThreadedMotoServer

from monitorshapes import fake
from monitorshapes.fake.reports import Reports, from_folder, plain

_BUCKET = "bucket"


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def _s3(url: str) -> Any:
    client = boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="fake",
        aws_secret_access_key="fake",  # noqa: S106
    )
    client.create_bucket(Bucket=_BUCKET)
    return client


def _left(s3: Any, prefix: str) -> dict[str, Any]:
    found = s3.list_objects_v2(Bucket=_BUCKET, Prefix=prefix).get("Contents", [])
    return {
        each["Key"].rpartition("/")[2]: json.load(s3.get_object(Bucket=_BUCKET, Key=each["Key"])["Body"])
        for each in found
    }


def _folder(client: Any, name: str) -> str:
    job = client.describe_processing_job(ProcessingJobName=name)
    uri: str = job["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"]
    return uri.removeprefix(f"s3://{_BUCKET}/")


def _run(client: Any, server: fake.Server) -> str:
    define(client)
    schedule(client)
    server.advance(3900)
    [job] = client.list_processing_jobs()["ProcessingJobSummaries"]
    return str(job["ProcessingJobName"])


def test_an_execution_leaves_its_reports(s3_url: str) -> None:
    s3 = _s3(s3_url)
    with fake.Server(clock=lambda: NOON, s3=s3_url) as server:
        client = new_client(server)
        server.plan("churn", "CompletedWithViolations")
        left = _left(s3, _folder(client, _run(client, server)))
    assert left.keys() == {"statistics.json", "constraint_violations.json"}
    assert len(left["constraint_violations.json"]["violations"]) == 1


def test_a_baseline_leaves_statistics_and_constraints(s3_url: str) -> None:
    s3 = _s3(s3_url)
    with fake.Server(clock=lambda: NOON, s3=s3_url) as server:
        client = new_client(server)
        client.create_processing_job(**REQUESTS["CreateProcessingJob"]["request"])
        server.advance(240)
        folder = _folder(client, "churn-baseline")
    assert _left(s3, folder).keys() >= {"statistics.json", "constraints.json"}


def test_a_function_or_a_folder_says_what_is_left(s3_url: str, tmp_path: Path) -> None:
    s3 = _s3(s3_url)

    def report(job: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"mine.json": {"of": job["ProcessingJobName"]}}

    (tmp_path / "theirs.json").write_text('{"a": 1}')
    for name, given in (("mine.json", report), ("theirs.json", tmp_path)):
        with fake.Server(clock=lambda: NOON, s3=s3_url, reports=given) as server:
            client = new_client(server)
            job = _run(client, server)
            assert _left(s3, _folder(client, job))[name] == ({"of": job} if name == "mine.json" else {"a": 1})


def test_what_failed_leaves_nothing_and_what_cannot_be_written_is_logged(
    s3_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with fake.Server(clock=lambda: NOON, s3="http://127.0.0.1:9") as server:
        client = new_client(server)
        server.plan("churn", "Failed")
        define(client)
        schedule(client)
        server.advance(3900)
        assert caplog.records == []
        caplog.set_level(logging.WARNING)
        server.advance(3600)
        assert "statistics.json was not written to http://127.0.0.1:9/" in caplog.text


class _Bucket(BaseHTTPRequestHandler):
    """An S3 that takes what is sent, or refuses it."""

    taken: ClassVar[dict[str, tuple[str | None, Any]]] = {}
    status = 200

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken[self.path] = self.headers["Content-Type"], json.loads(body)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass


@contextmanager
def _bucket(answer: int = 200) -> Generator[tuple[str, dict[str, tuple[str | None, Any]]], None, None]:
    class Handler(_Bucket):
        taken: ClassVar[dict[str, tuple[str | None, Any]]] = {}
        status = answer

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", Handler.taken
        server.shutdown()
        thread.join()


_STATISTICS = {"version": 0.0, "dataset": {"item_count": 0}, "features": []}


def _violations(*found: str) -> dict[str, Any]:
    violation = {
        "feature_name": "feature",
        "constraint_check_type": "data_type_check",
        "description": "Data type match requirement is not met. Expected: 100.0%, Observed: 50.0%.",
    }
    return {"version": 0.0, "violations": [violation for _ in found]}


_SCHEDULED = {"MonitoringScheduleArn": "arn"}


@pytest.mark.parametrize(
    ("job", "files"),
    [
        ({}, {"statistics.json": _STATISTICS, "constraints.json": {"version": 0.0, "features": []}}),
        (_SCHEDULED, {"statistics.json": _STATISTICS, "constraint_violations.json": _violations()}),
        (
            _SCHEDULED | {"ExitMessage": "Completed: well"},
            {"statistics.json": _STATISTICS, "constraint_violations.json": _violations()},
        ),
        (
            _SCHEDULED | {"ExitMessage": "CompletedWithViolations: 1"},
            {"statistics.json": _STATISTICS, "constraint_violations.json": _violations("one")},
        ),
    ],
)
def test_a_job_writes_to_its_first_output(job: dict[str, Any], files: dict[str, Any]) -> None:
    outputs = [{"S3Output": {"S3Uri": "s3://bucket/a b/ü/"}}, {"S3Output": {"S3Uri": "s3://bucket/other"}}]
    job = {"ProcessingJobStatus": "Completed", "ProcessingOutputConfig": {"Outputs": outputs}, **job}
    with _bucket() as (url, taken):
        Reports(f"{url}/", plain).write(job)
    assert taken == {f"/bucket/a%20b/%C3%BC/{name}": ("application/json", body) for name, body in files.items()}


@pytest.mark.parametrize(
    "job",
    [
        {"ProcessingJobStatus": "Completed"},
        {"ProcessingJobStatus": "Completed", "ProcessingOutputConfig": {"Outputs": []}},
        {"ProcessingJobStatus": "Completed", "ProcessingOutputConfig": {"Outputs": [{"FeatureStoreOutput": {}}]}},
        *(
            {
                "ProcessingJobStatus": status,
                "ProcessingOutputConfig": {"Outputs": [{"S3Output": {"S3Uri": "s3://b/k"}}]},
            }
            for status in ("Failed", "Stopped")
        ),
    ],
)
def test_a_job_without_a_place_or_success_writes_nothing(job: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    with _bucket() as (url, taken):
        Reports(url, plain).write(job)
    assert (taken, caplog.records) == ({}, [])


def test_what_s3_refuses_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    output = {"S3Output": {"S3Uri": "s3://bucket/reports"}}
    with _bucket(answer=403) as (url, _):
        Reports(url, lambda _: {"a.json": 1}).write(
            {"ProcessingJobStatus": "Completed", "ProcessingOutputConfig": {"Outputs": [output]}}
        )
    [record] = caplog.records
    assert record.getMessage() == f"a.json was not written to {url}/bucket/reports/a.json: HTTP Error 403: Forbidden"


def test_a_folder_is_read_by_its_json_files(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("[1]")
    (tmp_path / "a.json").write_text('{"a": 1}')
    (tmp_path / "c.txt").write_text("{")
    assert from_folder(tmp_path)({}) == {"a.json": {"a": 1}, "b.json": [1]}


def test_each_run_reports_once_and_only_what_has_a_job() -> None:
    ended: list[str] = []

    def report(job: Mapping[str, Any]) -> Mapping[str, Any]:
        ended.append(job["ProcessingJobName"])
        assert job["ProcessingEndTime"] == job["LastModifiedTime"]
        return {"a.json": 1}

    with _bucket() as (url, taken), fake.Server(clock=lambda: NOON, s3=url, reports=report) as server:
        client = new_client(server)
        server.plan("churn", "Failed", processing_job=False)
        define(client)
        schedule(client)
        server.advance(3 * 3600)
        client.list_monitoring_schedules()
        server.execute("churn")
        jobs = client.list_processing_jobs()["ProcessingJobSummaries"]
        assert sorted(ended) == sorted(each["ProcessingJobName"] for each in jobs if "ProcessingEndTime" in each)
        assert len(ended) == 2
        # By endpoint, schedule and the hour: two o'clock, and five minutes before three.
        assert set(taken) == {"/bucket/reports/churn/churn/2026/01/01/14/a.json"}


_PROGRAM = """
import boto3
from monitorshapes.monitors import CronExpressionGenerator, DatasetFormat, DefaultModelMonitor


def test_from_baseline_to_violations(aws, tmp_path):
    boto3.client("s3").create_bucket(Bucket="sagemaker-us-east-1-123456789012")
    (tmp_path / "train.csv").write_text("a,b\\n1,2\\n")
    monitor = DefaultModelMonitor(role="arn:aws:iam::123456789012:role/Monitor")
    job = monitor.suggest_baseline(str(tmp_path / "train.csv"), DatasetFormat.csv(header=True), wait=False, logs=False)
    aws.advance(300)
    assert monitor.suggested_constraints() is not None
    monitor.create_monitoring_schedule("churn", schedule_cron_expression=CronExpressionGenerator.hourly())
    aws.plan(monitor.monitoring_schedule_name, "CompletedWithViolations")
    aws.advance(2 * 3600)
    [execution, *_] = monitor.list_executions()
    assert execution.constraint_violations().body_dict["violations"]
"""


def test_the_recipe_runs_a_monitor_from_its_baseline_to_violations(tmp_path: Path) -> None:
    document = (ROOT / "docs" / "fake.md").read_text("utf-8").partition("\n## Beside moto\n")[2]
    (tmp_path / "conftest.py").write_text(document.partition("```python\n")[2].partition("```")[0])
    (tmp_path / "test_monitor.py").write_text(_PROGRAM)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-2000:]

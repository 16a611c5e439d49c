"""The state in its file."""

import json
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import urllib3
from botocore.exceptions import ClientError
from fake_clients import NOON, REQUESTS, define, executions, new_client, prepare, refused, schedule, status

from monitorshapes import fake
from monitorshapes.operations import OPERATIONS


def fill(server: fake.Server) -> Any:
    client = new_client(server)
    prepare(server, client)
    client.delete_monitoring_schedule(MonitoringScheduleName="churn-daily")
    server.plan("churn-hourly", "Failed", failure_reason="no data")
    server.fail_schedule("churn-hourly", "no capacity")
    server.advance(0)
    variant = {"VariantName": "all", "ModelName": "churn", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    client.create_endpoint_config(EndpointConfigName="churn", ProductionVariants=[variant])
    return everything(client)


def everything(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, operation in OPERATIONS.items():
        if name.startswith("List") and name not in ("ListTags", "ListMonitoringAlerts"):
            response = getattr(client, operation.method)(MaxResults=100)
            found[name] = {key: value for key, value in response.items() if key != "ResponseMetadata"}
    for name in ("churn-hourly", "churn-daily"):
        described = client.describe_monitoring_schedule(MonitoringScheduleName=name)
        del described["ResponseMetadata"]
        tags = client.list_tags(ResourceArn=described["MonitoringScheduleArn"])["Tags"]
        alerts = client.list_monitoring_alerts(MonitoringScheduleName=name)["MonitoringAlertSummaries"]
        found[name] = described, tags, alerts
    return found


def test_the_state_is_kept_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    with fake.Server(file=path, clock=lambda: NOON) as server:
        before = fill(server)
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]
    with fake.Server(file=path, clock=lambda: NOON) as server:
        client = new_client(server)
        assert everything(client) == before
        server.advance(3900)
        refused("ResourceNotFound", client.describe_monitoring_schedule, MonitoringScheduleName="churn-daily")
        assert [each["FailureReason"] for each in executions(client, StatusEquals="Failed")] == ["no data"]
        client.stop_monitoring_schedule(MonitoringScheduleName="churn-hourly")
        server.advance(1)
        assert status(client, "churn-hourly") == "Failed"


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text('{"format": "monitorshapes.fake 1"}')
    with pytest.raises(ValueError, match=r"state\.json: no state .*it is not an SQLite database.*remove it"):
        fake.Server(file=path)
    assert path.read_text() == '{"format": "monitorshapes.fake 1"}'


def test_a_file_that_was_cut_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with fake.Server(file=path, clock=lambda: NOON) as server:
        fill(server)
    path.write_bytes(path.read_bytes()[: 40 * 1024])
    with pytest.raises(ValueError, match=r"(?s)state: no state .*remove it"):
        fake.Server(file=path)


def test_a_second_server_does_not_get_the_file(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with fake.Server(file=path) as server:
        with pytest.raises(BlockingIOError, match="another server keeps its state in this file"):
            fake.Server(file=path)
        command = [sys.executable, "-m", "monitorshapes.fake", "--file", str(path)]
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (second.returncode, second.stdout) == (2, "")
        assert second.stderr == (
            f"monitorshapes.fake: {path}: another server keeps its state in this file: "
            "stop that one, or name another file\n"
        )
        define(new_client(server))
    with fake.Server(file=path) as server:
        assert new_client(server).list_data_quality_job_definitions()["JobDefinitionSummaries"]


def test_a_change_that_cannot_be_written_is_undone_and_said(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with fake.Server(file=folder / "state") as server:
        client = new_client(server)
        client.list_data_quality_job_definitions()
        folder.rename(tmp_path / "elsewhere")
        for _ in range(2):
            with pytest.raises(ClientError) as error:
                define(client)
            assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
            message = error.value.response["Error"]["Message"]
            assert message == (
                f"the state was not written to {folder / 'state'}: No such file or directory; nothing was changed"
            )
        assert client.list_data_quality_job_definitions()["JobDefinitionSummaries"] == []
        (tmp_path / "elsewhere").rename(folder)
        define(client)


_FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from fake_clients import define, new_client, schedule
from monitorshapes import fake
with fake.Server(file=sys.argv[1]) as server:
    client = new_client(server)
    define(client)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1] + "-wal").stat().st_size,) * 2)
    try:
        schedule(client)
    except client.exceptions.ClientError as error:
        print(error.response["Error"]["Message"])
    print(client.list_monitoring_schedules()["MonitoringScheduleSummaries"])
"""


def test_a_disk_that_is_full_is_said_and_nothing_changed(tmp_path: Path) -> None:
    path = tmp_path / "state"
    command = [sys.executable, "-c", _FULL, str(path), str(Path(__file__).parents[2])]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    message, listed = run.stdout.splitlines()
    assert message.startswith(f"the state was not written to {path}: ")
    assert message.endswith("; nothing was changed")
    assert listed == "[]"
    with fake.Server(file=path) as server:
        define(new_client(server), "another")


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "state"
    command = [sys.executable, "-m", "monitorshapes.fake", "--file", str(path)]
    acknowledged: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        pool = urllib3.PoolManager(retries=False)
        request = REQUESTS["CreateDataQualityJobDefinition"]["request"]
        for number in range(1000):
            if number == 700:
                threading.Timer(0.05, process.kill).start()
            body = json.dumps(request | {"JobDefinitionName": f"d-{number}"})
            headers = {"X-Amz-Target": "SageMaker.CreateDataQualityJobDefinition"}
            try:
                response = pool.request("POST", url, body=body, headers=headers)
            except urllib3.exceptions.HTTPError:
                break
            assert response.status == 200
            acknowledged.append(f"d-{number}")
    assert 700 <= len(acknowledged) < 1000
    with fake.Server(file=path) as server:
        pages = new_client(server).get_paginator("list_data_quality_job_definitions").paginate()
        kept = {each["MonitoringJobDefinitionName"] for page in pages for each in page["JobDefinitionSummaries"]}
    assert set(acknowledged) <= kept


def test_a_server_that_was_killed_while_time_passed_goes_on_with_it(tmp_path: Path) -> None:
    path = tmp_path / "state"
    server = fake.Server(file=path, clock=lambda: NOON)
    server.start()
    client = new_client(server)
    define(client)
    schedule(client)
    # As if it had stopped between the first step and the others.
    with patch("monitorshapes.fake.passing.Passing.go_on", return_value=True):
        server.advance(24 * 3600)
    server.stop()
    with fake.Server(file=path, clock=lambda: NOON) as server:
        assert server.now() == NOON + timedelta(days=1)
        assert len(executions(new_client(server), MaxResults=100)) == 24


def test_without_a_file_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with fake.Server() as server:
        define(new_client(server))
    assert list(tmp_path.iterdir()) == []

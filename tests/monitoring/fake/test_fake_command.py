"""Starting and stopping: the command, the fixture, the server."""

import http.client
import io
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import BotoCoreError
from fake_clients import define, new_client

import monitorshapes.fake.__main__ as command
from monitorshapes import fake


def test_the_command_says_where_it_listens_and_boto3_finds_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "monitorshapes.fake", "--port", "0", "--file", str(tmp_path / "state.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            url = process.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
            assert url in process.stderr.readline()
            assert url in process.stderr.readline()
            client = boto3.client(
                "sagemaker",
                endpoint_url=url,
                region_name="us-east-1",
                aws_access_key_id="fake",
                aws_secret_access_key="fake",  # noqa: S106
            )
            define(client)
        finally:
            process.terminate()
            rest, _ = process.communicate()
    assert rest == ""
    with fake.Server(file=tmp_path / "state.json") as server:
        assert new_client(server).list_data_quality_job_definitions()["JobDefinitionSummaries"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--limit", "schedules=1"], "nothing called 'schedules' can be limited"),
        (["--limit", "monitoring-schedule"], "a limit is like monitoring-schedule=3, not 'monitoring-schedule'"),
        (["--limit", "monitoring-schedule=-1"], "a limit is like monitoring-schedule=3"),
        (["--pending", "-1"], "pending is from 0 to 31622400, not -1"),
        (["--running", "nan"], "running is from 0 to 31622400, not nan"),
        (["--account", "12"], "account is 12 digits, not '12'"),
        (["--region", "@@"], "region is like us-east-1, not '@@'"),
        (["--file", "/nonexistent/x.json"], "/nonexistent: there is no such directory"),
        (["--host", "256.0.0.1"], "256.0.0.1"),
        (["--file", "{damaged}"], "damaged.json: no state of monitorshapes.fake"),
        (["--port", "99999"], "port is from 0 to 65535, not 99999"),
    ],
)
def test_the_command_refuses_what_cannot_be(
    tmp_path: Path,
    options: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{")
    monkeypatch.setattr(sys, "argv", ["monitorshapes.fake", *(option.format(damaged=damaged) for option in options)])
    try:
        code: object = command.main()
    except SystemExit as ended:
        code = ended.code
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert message in err


def test_the_fixture_is_a_server(fake_sagemaker: fake.Server) -> None:
    assert new_client(fake_sagemaker).list_monitoring_schedules()["MonitoringScheduleSummaries"] == []


def test_a_stopped_server_has_closed_its_port() -> None:
    with fake.Server() as server:
        client = new_client(server)
        client.list_monitoring_schedules()
    with pytest.raises(BotoCoreError):
        new_client(server).list_monitoring_schedules()


def test_a_stopped_server_closes_connections_that_are_open() -> None:
    with fake.Server() as server:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"))

        def ask() -> bytes:
            connection.request("POST", "/_fake/now", "{}")
            return connection.getresponse().read()

        assert ask()
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        ask()


def test_a_server_starts_once() -> None:
    with fake.Server() as server, pytest.raises(RuntimeError, match="started already"):
        server.start()
    for begin in (server.start, server.serve_forever):
        with pytest.raises(RuntimeError, match="this server was stopped; make a new one"):
            begin()
    server.stop()


def test_another_thread_stops_a_server_that_serves_for_ever() -> None:
    server = fake.Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    new_client(server).list_monitoring_schedules()
    server.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_the_fake_needs_nothing_else() -> None:
    program = "import sys, monitorshapes.fake; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"boto3", "botocore", "pytest", "urllib3"} & set(loaded)


def test_a_file_that_is_read_for_long_is_named_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, said = tmp_path / "state.db", io.StringIO()

    def slow(**_: object) -> None:
        deadline = time.monotonic() + 20
        while not said.getvalue().endswith("\n") and time.monotonic() < deadline:
            time.sleep(0.001)
        raise ValueError("enough")

    monkeypatch.setattr(command, "_PATIENCE", 0.001)
    monkeypatch.setattr(command, "Server", slow)
    monkeypatch.setattr(sys, "argv", ["monitorshapes.fake", "--file", str(file)])
    monkeypatch.setattr(sys, "stderr", said)
    assert command.main() == 2
    assert said.getvalue() == f"reading {file} …\nmonitorshapes.fake: enough\n"


def test_help_begins_with_what_the_fake_is_for_and_ends_with_examples_that_it_takes() -> None:
    parser = command._parser()  # pyright: ignore[reportPrivateUsage]
    _, about, *_, examples = parser.format_help().split("\n\n")
    assert about.startswith("SageMaker's monitoring API as an HTTP server on this machine")
    heading, *lines = examples.splitlines()
    assert (heading, len(lines)) == ("examples:", 2)
    for line in lines:
        assert parser.parse_args(line.removeprefix("  python -m monitorshapes.fake").split())


_DEFAULTS: dict[str, Any] = {
    "host": "127.0.0.1",
    "port": 0,
    "file": None,
    "sync": False,
    "region": "us-east-1",
    "account": "123456789012",
    "limits": {},
    "pending": 1.0,
    "starting": 60.0,
    "running": 240.0,
    "short_pages": False,
    "s3": None,
    "reports": None,
    "endpoints": False,
}


@pytest.mark.parametrize(
    ("options", "given"),
    [
        ("", {}),
        ("--host localhost --port 8100", {"host": "localhost", "port": 8100}),
        ("--file state --sync", {"file": Path("state"), "sync": True}),
        ("--region eu-west-1 --account 210987654321", {"region": "eu-west-1", "account": "210987654321"}),
        (
            "--limit processing-job=0 --limit monitoring-schedule=12",
            {"limits": {"processing-job": 0, "monitoring-schedule": 12}},
        ),
        ("--pending 0.5 --starting 2 --running 3", {"pending": 0.5, "starting": 2.0, "running": 3.0}),
        ("--short-pages --endpoints", {"short_pages": True, "endpoints": True}),
        ("--s3 http://localhost:5000 --reports folder", {"s3": "http://localhost:5000", "reports": Path("folder")}),
        ("--host 0.0.0.0 --region eu-west-1", {"host": "0.0.0.0", "region": "eu-west-1"}),  # noqa: S104
    ],
)
def test_options_are_what_the_server_is_made_with(
    options: str, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[object] = []

    class Stopped:
        url = "http://127.0.0.1:8100"

        def __init__(self, **arguments: object) -> None:
            made.append(arguments)

        def serve_forever(self) -> None:
            raise KeyboardInterrupt

        def stop(self) -> None:
            made.append("stopped")

    monkeypatch.setattr(command, "Server", Stopped)
    monkeypatch.setattr(sys, "argv", ["monitorshapes.fake", *options.split()])
    assert command.main() == 0
    assert made == [_DEFAULTS | given, "stopped"]
    out, err = capsys.readouterr()
    assert out == "http://127.0.0.1:8100\n"
    region = given.get("region", "us-east-1")
    lines = [
        f'boto3.client("sagemaker", endpoint_url="http://127.0.0.1:8100", region_name="{region}")',
        "or, in the environment of any AWS client: AWS_ENDPOINT_URL_SAGEMAKER=http://127.0.0.1:8100",
    ]
    if given.get("host") == "0.0.0.0":  # noqa: S104
        lines.append(
            "Warning: 0.0.0.0 is not an address of this machine alone. Whoever reaches it can read, change and control "
            "everything here."
        )
    assert err.splitlines() == lines


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("wrong"), "wrong"),
        (OSError(98, "taken"), "127.0.0.1:7: taken"),
        (OSError("taken"), "127.0.0.1:7: taken"),
        (FileNotFoundError(2, "none", "state"), "state: none"),
    ],
)
def test_what_hinders_the_server_is_said(
    error: Exception, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: object) -> None:
        raise error

    monkeypatch.setattr(command, "Server", refuse)
    monkeypatch.setattr(sys, "argv", ["monitorshapes.fake", "--port", "7"])
    assert command.main() == 2
    assert capsys.readouterr() == ("", f"monitorshapes.fake: {message}\n")

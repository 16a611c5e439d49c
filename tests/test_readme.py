"""What the README shows is what happens."""

import json
import re
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_first_example_prints_what_stands_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    exec(blocks("python")[0], {})  # noqa: S102  our own README
    assert capsys.readouterr().out == blocks("text")[0]


def test_the_client_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    client = boto3.client(
        "sagemaker", region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none"  # noqa: S106
    )
    arn = "arn:aws:sagemaker:us-east-1:123456789012:monitoring-schedule/churn-hourly"
    name = {"MonitoringScheduleName": "churn-hourly"}
    described = name | {"MonitoringScheduleArn": arn, "MonitoringScheduleStatus": "Failed", "FailureReason": "no data"}
    monkeypatch.setattr(boto3, "client", lambda _: client)
    with Stubber(client) as stubber:
        stubber.add_response(
            "describe_monitoring_schedule",
            described | {"CreationTime": 0, "LastModifiedTime": 0, "MonitoringScheduleConfig": {}},
            name,
        )
        stubber.add_response("stop_monitoring_schedule", {}, name)
        exec("import monitorshapes as ms\n" + blocks("python")[1], {})  # noqa: S102
        stubber.assert_no_pending_responses()
    assert capsys.readouterr().out == "Failed no data\n"


def test_the_command_prints_what_the_readme_shows(tmp_path: Path) -> None:
    command, shown = re.findall(r"^    \$ python -m (monitorshapes validate .*)\n    (.*)$", README, re.MULTILINE)[0]
    config = {"MonitoringJobDefinitionName": "churn-data-quality", "MonitoringType": "DataQuality"}
    request = {"MonitoringScheduleName": "churn hourly", "MonitoringScheduleConfig": config}
    (tmp_path / "request.json").write_text(json.dumps(request))
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (1, f"{shown}\n", "")


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\[\w[^\]]*\]\(([\w./-]+)\)", README):
        assert (Path(__file__).parents[1] / target).exists(), target


def test_the_requests_with_a_mistake_are_as_many_as_the_readme_says() -> None:
    table = json.loads((Path(__file__).parent / "data" / "requests.json").read_text("utf-8"))
    bad = [entry for operation in table.values() for entry in operation["bad"]]
    refused = sum(entry["botocore"] for entry in bad)
    assert f"Of the {len(bad)} requests\nwith one mistake each" in README
    assert f"botocore refuses {refused}, monitorshapes all" in README

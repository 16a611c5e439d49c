"""What `check` writes as SARIF is what Microsoft's validator and GitHub take: sarif-multitool, from npm."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from monitorshapes._runtime.main import main

pytestmark = pytest.mark.network

MULTITOOL = "@microsoft/sarif-multitool-linux@5.7.0"
TEMPLATE = """\
Resources:
  Schedule:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleName: churn hourly
      MonitoringScheduleConfig:
        MonitoringType: DataQualty
        MonitoringType: DataQualty
        MonitoringTyp: ~
        ScheduleConfig: {ScheduleExpression: "cron(0 0 ? * MON *)"}
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the tool is a program for Linux")
def test_sarif_is_what_its_validator_and_github_take(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", MULTITOOL], cwd=tmp_path, check=True)
    folder = tmp_path / "a b" / "\u00fc"
    folder.mkdir(parents=True)
    (folder / "bad.yaml").write_text(TEMPLATE)
    (folder / "unread.yaml").write_text("Type: AWS::SageMaker::MonitoringSchedule\n  a: [")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["monitorshapes", "check", "a b", "--format", "sarif"])
    assert main() == 2
    log = tmp_path / "log.sarif"
    log.write_text(capsys.readouterr().out)
    tool = tmp_path / "node_modules" / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
    command = [str(tool), "validate", str(log), "--rule-kind", "Sarif;Ghas", "--output", str(tmp_path / "result.sarif")]
    subprocess.run(command, check=True, capture_output=True)
    results = json.loads((tmp_path / "result.sarif").read_bytes())["runs"][0]["results"]
    # It warns that no address tells about the tool.
    assert {each["ruleId"].partition("/")[0] for each in results} <= {"SARIF2005"}
    assert len(json.loads(log.read_bytes())["runs"][0]["results"]) == 6

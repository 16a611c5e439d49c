"""`check` where teams run it: sarif-multitool, from npm, takes its SARIF, and pre-commit its hook."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from monitorshapes._runtime.main import main

pytestmark = pytest.mark.network

ROOT = Path(__file__).parents[2]
PRE_COMMIT = "pre-commit@4.7.0"
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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a good template, a bad one, and pre-commit's configuration."""
    (tmp_path / "bad.yaml").write_text(TEMPLATE)
    (tmp_path / "good.yaml").write_text("Resources: {Bucket: {Type: AWS::S3::Bucket}}\n")
    hook = {"repo": str(ROOT), "rev": git(ROOT, "rev-parse", "HEAD"), "hooks": [{"id": "monitorshapes"}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [hook]}))
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def test_the_hook_of_the_last_commit_finds_mistakes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(project / ".git" / "pre-commit"))
    command = [shutil.which("uvx") or "uvx", PRE_COMMIT, "run", "--files"]
    bad = subprocess.run([*command, "bad.yaml"], cwd=project, capture_output=True, text=True, check=False)
    assert (bad.returncode, "bad.yaml:5:31: Resources.Schedule." in bad.stdout) == (1, True)
    subprocess.run([*command, "good.yaml"], cwd=project, check=True)

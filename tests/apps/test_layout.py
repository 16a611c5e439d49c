"""`shapegen adopt`: what it changes is laid out by the app's own settings of black or ruff."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from shapegen.cli import shapegen

FITS_110 = """\
import boto3

client = boto3.client("sagemaker")
client.add_tags(ResourceArn="arn:aws:sagemaker:us-east-1:123456789012:x", Tags=[{"Key": "a", "Value": "b"}])
x = "a line of somebody else, which is longer than each of the limits and which nobody has changed, so that it stays"
"""
ONE_LINE = """\
client.add_tags(resource_arn="arn:aws:sagemaker:us-east-1:123456789012:x", tags=[ms.Tag(key="a", value="b")])
"""
BROKEN = """\
client.add_tags(
    resource_arn="arn:aws:sagemaker:us-east-1:123456789012:x",
    tags=[ms.Tag(key="a", value="b")],
)
"""
BROKEN_ONCE = """\
client.add_tags(
    resource_arn="arn:aws:sagemaker:us-east-1:123456789012:x", tags=[ms.Tag(key="a", value="b")]
)
"""


def adopted(folder: Path, code: str, name: str = "app.py") -> str:
    """The code, adopted in a folder."""
    (folder / name).write_text(code)
    said = CliRunner().invoke(shapegen, ["--debug", "adopt", str(folder / name), "--write"])
    assert "1 call converted" in said.output, said.output
    return (folder / name).read_text()


@pytest.mark.parametrize(
    ("file", "settings", "expected"),
    [
        ("pyproject.toml", "[tool.black]\nline-length = 120", ONE_LINE),
        ("pyproject.toml", "[tool.black]\nline-length = 100", BROKEN_ONCE),
        ("pyproject.toml", "[tool.black]\n", BROKEN),
        ("pyproject.toml", "[tool.ruff]\nline-length = 100", BROKEN_ONCE),
        ("ruff.toml", "line-length = 100", BROKEN_ONCE),
        (".ruff.toml", "line-length = 120\n[format]\nquote-style = 'single'", ONE_LINE),
    ],
)
@pytest.mark.parametrize("quotes", ['"', "'"], ids=["as black leaves it", "laid out by hand"])
def test_a_changed_line_is_as_long_as_the_app_allows(
    file: str, settings: str, expected: str, quotes: str, tmp_path: Path
) -> None:
    (tmp_path / file).write_text(settings)
    inner = tmp_path / "src"
    inner.mkdir()
    before = FITS_110.replace('"sagemaker"', f"{quotes}sagemaker{quotes}")
    after = adopted(inner, before)
    assert after.partition("))\n")[2].startswith(expected)
    assert after.endswith(before.splitlines(keepends=True)[-1])
    assert f"boto3.client({quotes}sagemaker{quotes})" in after


def test_without_settings_only_what_black_would_leave_alone_is_laid_out(tmp_path: Path) -> None:
    assert ONE_LINE in adopted(tmp_path, FITS_110)
    fits_88 = FITS_110.replace("client.add_tags(", "client.add_tags(\n    ").replace("}])", "}]\n)")
    fits_88 = fits_88.replace(", Tags", ",\n    Tags").replace("}]\n", "}],\n")
    assert BROKEN in adopted(tmp_path, fits_88)
    (tmp_path / "pyproject.toml").write_text("[tool.black\n")  # broken: no settings
    assert ONE_LINE in adopted(tmp_path, FITS_110)


def test_what_became_shorter_is_joined_as_black_would(tmp_path: Path) -> None:
    before = """\
import boto3

client = boto3.client("sagemaker")
for page in client.get_paginator("list_monitoring_executions").paginate(
    MonitoringScheduleName="churn"
):
    print(len(page["MonitoringExecutionSummaries"]))
"""
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    joined = 'for page in client.paginate_list_monitoring_executions(monitoring_schedule_name="churn"):\n'
    assert joined in adopted(tmp_path, before)


def test_who_reads_no_further_hears_no_complaint(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"app_{number}.py").write_text(FITS_110 * 3)
    adopt = subprocess.Popen(
        [sys.executable, "-m", "shapegen", "adopt", tmp_path, "--package", "monitorshapes"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert adopt.stdout is not None
    assert adopt.stderr is not None
    with adopt:
        adopt.stdout.readline()
        adopt.stdout.close()
        # Off a terminal, a run that takes long says what it is at.
        assert [line for line in adopt.stderr.read().splitlines() if not line.startswith(b"analysing files")] == []

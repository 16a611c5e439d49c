"""What `shapegen adopt --check` must never say, and what a file does to others."""

import os
import subprocess
from pathlib import Path

import models
import pytest
from click.testing import CliRunner, Result

from shapegen.apps import files
from shapegen.cli import shapegen
from shapegen.errors import ShapegenError

HEAD = "import boto3\nclient = boto3.client('sagemaker')\n"
GOOD = HEAD + 'client.stop_monitoring_schedule(MonitoringScheduleName="churn")\n'


def adopt(*arguments: str | Path) -> Result:
    """`shapegen adopt …`."""
    return CliRunner().invoke(shapegen, ["--debug", "adopt", *map(str, arguments)])


@pytest.mark.parametrize(
    "code",
    [
        'boto3.client("elbv2").add_tags(ResourceArns=["a"], Tags=[{"Key": "a", "Value": "b"}])',
        'elb = boto3.client("elbv2")\nelb.add_tags(ResourceArn="a", Tags=[])',
        'elb = boto3.Session().client("elbv2")\nelb.add_tags(ResourceArn="a", Tags=[])',
        'def f(x):\n    x.add_tags(ResourceArn="a", Tags=[])\n',
        'class Fake:\n    def add_tags(self, **more): ...\nFake().add_tags(ResourceArn="a", Tags=[])',
        'class A:\n    def add_tags(self, **more): ...\n    def f(self): self.add_tags(ResourceArn="a", Tags=[])',
        'import tags\ntags.add_tags(ResourceArn="a", Tags=[])',
        'from unittest.mock import Mock\nMock().add_tags(ResourceArn="a", Tags=[])',
        'from mypy_boto3_elbv2 import Client\ndef f(x: "Client"): x.add_tags(ResourceArn="a", Tags=[])',
    ],
)
def test_a_call_of_something_else_is_not_refused(tmp_path: Path, code: str) -> None:
    (tmp_path / "app.py").write_text(f"import boto3\n{code}\n")
    said = adopt(tmp_path, "--check")
    assert (said.exit_code, "would be refused: " in said.output) == (0, False), said.output


@pytest.mark.parametrize(
    "change",
    [
        'request["MonitoringScheduleName"] = "fine"',
        'request.update(MonitoringScheduleName="fine")',
        'request |= {"MonitoringScheduleName": "fine"}',
        "fill(request)",
        "fill(x=request)",
        "for part in (request,): fill(part)",
        'request.setdefault("x", 1)',
        "other = request\nfill(other)",
        'del request["MonitoringScheduleName"]',
        # in another that changes
        'outer = {"A": request}\nouter["A"]["MonitoringScheduleName"] = "fine"',
        'outer = {"A": {"B": [request]}}\nfill(outer)',
        "outer = [request]\nouter[0].clear()",
        "outer = dict(a=request)\nfill(**outer)",
        'outer = {"A": request} if request else {}\nouter["A"].update(x)',
        'outer = {}\nouter["A"] = request\nouter["A"]["MonitoringScheduleName"] = "fine"',
        'inner = {"A": request}\nouter = {"B": inner}\nfill(outer)',
        'self.outer = {"A": request}',
        "def get():\n    return request\nfill(get())",
    ],
)
def test_a_dict_that_is_used_otherwise_is_incomplete(tmp_path: Path, change: str) -> None:
    (tmp_path / "app.py").write_text(
        f'{HEAD}request = {{"MonitoringScheduleName": "not a name"}}\n{change}\n'
        "client.stop_monitoring_schedule(**request)\n"
    )
    assert adopt(tmp_path, "--check").exit_code == 0


def test_a_list_that_grows_is_incomplete(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        f'{HEAD}tags = [{{"Key": "a"}}]\ntags[0]["Value"] = "b"\n'
        'client.add_tags(ResourceArn="arn:aws:sagemaker:us-east-1:123456789012:endpoint/x", Tags=tags)\n'
    )
    assert adopt(tmp_path, "--check").exit_code == 0


def test_a_dict_in_another_that_does_not_change_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        f'{HEAD}inner = {{"BaseliningJobName": "not a name"}}\nouter = {{"BaselineConfig": inner}}\n'
        'job = {"MonitoringScheduleName": "a", "MonitoringScheduleConfig": {"MonitoringJobDefinition": outer}}\n'
        "client.update_monitoring_schedule(**job)\n"
    )
    assert "BaselineConfig.BaseliningJobName: 'not a name'" in adopt(tmp_path, "--check").output


BAD = 'client.stop_monitoring_schedule(MonitoringScheduleName="not a name")'


@pytest.mark.parametrize(
    ("code", "other", "is_ours"),
    [
        (f"def f(client): {BAD}\nf(boto3.client('sagemaker'))\n", "", True),
        (f"def f(client): {BAD}\nf(boto3.client('sagemaker'))\n", "import app\napp.f(Fake())\n", False),
        (f"def f(client): {BAD}\ndef g(): f(boto3.client('sagemaker'))\n", "", False),
        (f"def g():\n    def f(client): {BAD}\n    f(boto3.client('sagemaker'))\n", "import app\n", True),
        (f"def f(client): {BAD}\nif __name__ == '__main__':\n    f(boto3.client('sagemaker'))\n", "", True),
        (f"def f(sess):\n    client = sess.sagemaker_client\n    {BAD}\n", "", True),
        (f"class Session: ...\ndef f(sess: Session):\n    client = sess.sagemaker_client\n    {BAD}\n", "", False),
        (f"sess = Mock()\nsess.sagemaker_client = Fake()\nclient = sess.sagemaker_client\n{BAD}\n", "", False),
        (f"import mock\nsess = mock.Mock()\nclient = sess.sagemaker_client\n{BAD}\n", "", False),
        (f"@fixture\ndef client(): return boto3.client('sagemaker')\ndef test_f(client): {BAD}\n", "", True),
        (f"@fixture\ndef client(): return boto3.client('sagemaker')\ndef f(client): {BAD}\n", "", False),
        (
            f"@fixture\ndef client(): return boto3.client('sagemaker')\n"
            f"@mark.parametrize('client', fakes)\ndef test_f(client): {BAD}\n",
            "",
            False,
        ),
    ],
)
def test_what_may_be_something_else_is_no_client(tmp_path: Path, code: str, other: str, is_ours: bool) -> None:
    (tmp_path / "app.py").write_text(f"import boto3\n{code}")
    (tmp_path / "main.py").write_text(other)
    assert adopt(tmp_path, "--check").exit_code == is_ours, adopt(tmp_path, "--check").output


def test_a_dict_that_only_calls_take_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        f'{HEAD}request = {{"MonitoringScheduleName": "not a name"}}\nclient.stop_monitoring_schedule(**request)\n'
    )
    assert adopt(tmp_path, "--check").exit_code == 1


# Files


def test_no_file_at_all_is_no_success(tmp_path: Path) -> None:
    said = CliRunner().invoke(shapegen, ["adopt", "--check", str(tmp_path)])
    assert said.exit_code == 2
    assert "no Python file or notebook in" in said.output


def test_a_folder_is_skipped_when_git_ignores_it_and_that_is_said(tmp_path: Path) -> None:
    for name in ("build", "dist", "src"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.py").write_text(GOOD)
    assert adopt(tmp_path).output.count("--- a/") == 3
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("build/\n")
    said = adopt(tmp_path).output
    assert said.count("--- a/") == 2
    assert f"Skipped, because git ignores them or they are virtual environments: {tmp_path / 'build'}." in said
    assert adopt(tmp_path / "build").output.count("--- a/") == 1


@pytest.mark.parametrize(
    "code",
    ["x = " + "[" * 5000 + "]" * 5000, "x" + "()" * 5000, "x = " + "-" * 5000 + "1", "x = " + "1 + " * 3000 + "1"],
    ids=["lists", "calls", "signs", "sums"],
)
def test_a_file_of_deep_nesting_is_left_out_in_words(tmp_path: Path, code: str) -> None:
    (tmp_path / "deep.py").write_text(f"{GOOD}{code}\n")
    (tmp_path / "good.py").write_text(GOOD)
    said = adopt(tmp_path, "--write")
    assert said.exit_code == 2
    assert f"{tmp_path / 'deep.py'}: left out: " in said.output
    assert "1 file changed" in said.output


@pytest.mark.parametrize("module", ["__init__", "enums", "validators"])
@pytest.mark.parametrize("text", ["(", "x", "import nowhere", "raise SystemExit(0)"])
def test_a_package_that_somebody_broke_is_said_to_be_broken(tmp_path: Path, module: str, text: str) -> None:
    model = models.write_model(tmp_path / "model.json", models.small())
    models.done("generate", "--profile", models.write_profile(tmp_path / "p"), "--model", model, "--output", tmp_path)
    package = tmp_path / "smallshapes"
    (package / f"{module}.py").write_text(text)
    (tmp_path / "app.py").write_text('import boto3\nboto3.client("small").put_thing(Name="abc")\n')
    said = models.refused("adopt", tmp_path / "app.py", "--package", package)
    assert said.startswith("shapegen: the package smallshapes, whose validators are needed, cannot be imported: ")


def test_a_pipe_and_a_dangling_link_are_left_out_and_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / ".#app.py").symlink_to("user@host.123")
    (tmp_path / "good.py").write_text(GOOD)
    said = adopt(tmp_path, "--write")
    assert said.exit_code == 2
    assert f"{tmp_path / 'pipe.py'}: left out: it is not a regular file" in said.output
    assert f"{tmp_path / '.#app.py'}: left out: it cannot be read" in said.output
    assert "1 file changed" in said.output


def test_a_file_that_was_saved_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text("saved")
    with pytest.raises(ShapegenError, match="it was changed meanwhile"):
        files.write(app, b"before", b"after")
    assert app.read_text() == "saved"
    assert list(tmp_path.iterdir()) == [app]


@pytest.mark.parametrize("text", ["{}\n\x0cx = 1\n", "{}def f():\n    x = 1\n\x0c    y = 2\n", "{}\r\n\x0cx = 1\r\n"])
def test_form_feeds_stay_where_they_are(tmp_path: Path, text: str) -> None:
    app = tmp_path / "app.py"
    app.write_bytes(text.format(GOOD).encode())
    assert adopt(app, "--write").exit_code == 0
    changed = app.read_bytes().decode()
    assert "stop_monitoring_schedule(monitoring_schedule_name=" in changed
    assert changed.endswith(text.removeprefix("{}"))


def test_the_import_stands_where_isort_puts_it(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(GOOD.replace("import boto3\n", "import boto3\nimport click\nimport numpy\n\nimport mine\n"))
    assert adopt(app, "--write").exit_code == 0
    head = app.read_text().partition("client")[0]
    assert head == "import boto3\nimport click\nimport monitorshapes as ms\nimport numpy\n\nimport mine\n"


def test_a_handler_around_nothing_that_changes_stays_as_it_is(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(
        "from botocore.exceptions import ClientError\n"
        f"{HEAD}s3 = boto3.client('s3')\n"
        "def stop(name):\n    client.stop_monitoring_schedule(MonitoringScheduleName=name)\n"
        "try:\n    s3.list_buckets()\nexcept ClientError:\n    pass\n"
        "jobs = [stop]\n"
        "try:\n    jobs[0]('churn')\nexcept ClientError:\n    pass\n"
    )
    assert adopt(app, "--write").exit_code == 0
    text = app.read_text()
    assert "s3.list_buckets()\nexcept ClientError:" in text
    assert "jobs[0]('churn')\nexcept (ClientError, ms.ServiceError):" in text


def test_a_function_is_converted_whole_or_not_at_all(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(
        f"{HEAD}def one(name, time):\n    client.stop_monitoring_schedule(MonitoringScheduleName=name)\n"
        "    client.list_processing_jobs(CreationTimeAfter=time)\n"
        "def other(name):\n    client.stop_processing_job(ProcessingJobName=name)\n"
    )
    assert "2 calls converted, 1 left alone" in adopt(app).output
    assert "1 call converted, 2 left alone" in adopt(app, "--whole", "function").output
    assert "0 calls converted, 3 left alone" in adopt(app, "--whole", "file").output

"""Which botocore an application requires: what its source uses, when that came, where it stands."""

from pathlib import Path
from typing import Any

import models
import pytest

from shapegen import profiles
from shapegen.apps.api import Api
from shapegen.apps.mentions import mentions
from shapegen.apps.source import read
from shapegen.emit import packages
from shapegen.model.load import installed

PARTS = {
    "a class and its members": (
        "ms.NetworkConfig(subnets=1, enable_network_isolation=True)",
        {"NetworkConfig.EnableNetworkIsolation"},
    ),
    "a class under another name": ("NC(vpc_config=None)", {"NetworkConfig.VpcConfig"}),
    "a request": ("ms.AddTagsInput(tags=[])", {"AddTagsInput", "AddTagsInput.Tags"}),
    "a member of an enum": ("ms.MonitoringType.DATA_QUALITY", {"MonitoringType", "MonitoringType.DataQuality"}),
    "an enum's value as text": (
        'ms.MonitoringScheduleConfig(monitoring_type="ModelBias")',
        {"MonitoringType.ModelBias"},
    ),
    "a method with attributes": ('client.add_tags(resource_arn="a", tags=[])', {"AddTags", "AddTagsInput.ResourceArn"}),
    "a method with dicts": (
        'b.create_monitoring_schedule(Tags=[{"Key": 1}], MonitoringScheduleConfig={"MonitoringType": "ModelBias"})',
        {
            "CreateMonitoringSchedule",
            "CreateMonitoringScheduleRequest.Tags",
            "Tag.Key",
            "MonitoringScheduleConfig.MonitoringType",
            "MonitoringType.ModelBias",
        },
    ),
    "a map": ('boto.create_processing_job(Environment={"Tags": "b"})', {"CreateProcessingJobRequest.Environment"}),
    "a dict that is unpacked": ('boto.add_tags(**{"Tags": []})', {"AddTagsInput.Tags"}),
    "a stub": ('x: stubs.Tag = {"Key": "a"}', {"Tag", "Tag.Key"}),
    "a key that is asked for": (
        'boto.describe_processing_job(ProcessingJobName="a").get("NetworkConfig")',
        {"DescribeProcessingJobResponse.NetworkConfig"},
    ),
    "a part of a response": (
        'boto.describe_processing_job(ProcessingJobName="a")["NetworkConfig"]["VpcConfig"]',
        {"DescribeProcessingJobResponse.NetworkConfig", "NetworkConfig.VpcConfig"},
    ),
}
HEAD = """\
import boto3, monitorshapes as ms
from monitorshapes import NetworkConfig as NC, stubs
b = boto = boto3.client("sagemaker")
"""


@pytest.fixture(scope="module")
def service() -> Any:
    profile = profiles.read("codegen/monitoring")
    return packages.build_ir(profile, installed(profile.service)).service


def _used(code: str, service: Any) -> list[tuple[int, str]]:
    """The lines behind the head with what they use."""
    used = mentions(read(Path("app.py"), (HEAD + code).encode()), Api(service))
    return [(each.line, each.path) for each in used if each.line > 3]


@pytest.mark.parametrize("name", PARTS)
def test_it_finds(service: Any, name: str) -> None:
    code, paths = PARTS[name]
    found = _used(code, service)
    assert paths <= {path for _, path in found}
    assert {line for line, _ in found} == {4}


@pytest.mark.parametrize(
    "code",
    [
        'ec2.add_tags(Resources=["i-1"], Tags=[])',
        'ec2.add_tags("positional")',
        "other.NetworkConfig(vpc_config=None)",
        "NetworkConfig(vpc_config=None)",
        'x = {"VolumeSizeInGB": 1, "OfAnotherService": 2}',
        'x = {"VolumeSizeInGB": 1, "InstancePreferences": []}',
        'x = {"Database": "a", "WorkGroup": "b"}',
        'x.get("DataAnalysisStartTime")',
        'x["DataAnalysisStartTime"] = 1',
        'boto3.client("elbv2").add_tags(ResourceArn="a", Tags=[])',
        "self.add_tags(resource_arns=[a], tags=tags)",
        "self.add_tags(resource_arn=a, tags=tags)",
        "x = {**y}",
        "x = {}",
        'x = {b"Key": 1}',
        "ms.nothing",
    ],
)
def test_what_is_another_thing_is_not_taken_for_it(service: Any, code: str) -> None:
    assert _used(code, service) == []


@pytest.mark.parametrize(
    "code",
    [
        'backend.list_tags(resource_arn="a")',  # of another library, in an app that has no generated package
        'client.create_processing_job(processing_job_name="a")',
    ],
)
def test_methods_with_attributes_are_no_calls_where_no_file_names_the_package(service: Any, code: str) -> None:
    source = read(Path("app.py"), f"import boto3\n{code}\n".encode())
    assert mentions(source, Api(service), is_adopted=False) == []
    assert mentions(source, Api(service), is_adopted=True) != []


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    (folder / ".venv").mkdir(parents=True)
    (folder / "old.py").write_text("import monitorshapes as ms\n\nms.Tag(key='a', value='b')\n")
    (folder / ".venv" / "newest.py").write_text("import monitorshapes as ms\nms.ProcessingInstancePreference()\n")
    return folder


def test_it_says_the_lowest_release_that_will_do_and_why(app: Path) -> None:
    (app / "new.py").write_text(
        "import monitorshapes as ms\nms.NetworkConfig(\n    enable_inter_container_traffic_encryption=True)\n"
    )
    assert models.done("requires", app).splitlines() == [
        "botocore>=1.16.6 (2020-05-08)",
        f"    {app}/new.py:3: NetworkConfig.EnableInterContainerTrafficEncryption",
        "Without that: 1.13.32, for NetworkConfig.",
    ]
    assert models.done("requires", app / "old.py").startswith("botocore>=1.8.4 (2017-11-29)")


def test_a_file_that_does_not_parse_is_named_and_left_out(app: Path) -> None:
    (app / "broken.py").write_text("import monitorshapes\ndef (:\n")
    (app / "latin.py").write_bytes(b"import monitorshapes  # \xe9\n")
    result = models.run("requires", app)
    assert result.exit_code == 2
    assert result.stdout.startswith("botocore>=1.8.4 ")
    for name in ("broken", "latin"):
        assert f"{app}/{name}.py: left out: " in result.stderr
    assert "Not looked at: 2 files." in result.stderr


def test_of_nothing_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("")
    assert models.done("requires", tmp_path) == "The API of monitorshapes is not used.\n"


def test_no_file_at_all_is_no_success(tmp_path: Path) -> None:
    assert f"no Python file or notebook in {tmp_path}" in models.refused("requires", tmp_path)


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert f"{tmp_path}/none is neither a file nor a folder" in models.refused("requires", tmp_path / "none")


def test_a_profile_without_a_history_cannot_say(tmp_path: Path) -> None:
    profile, model = models.write_profile(tmp_path / "profile"), models.write_model(tmp_path / "m.json", models.small())
    models.done("generate", "--profile", profile, "--model", model, "--output", tmp_path)
    said = models.refused("requires", "--package", tmp_path / "smallshapes", tmp_path)
    assert "was generated without a history" in said

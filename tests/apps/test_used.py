"""Where a source uses what: each row has a source, and all that it uses behind its head."""

from functools import cache
from pathlib import Path

import pytest

import monitorshapes as ms
from shapegen.apps.api import Api
from shapegen.apps.mentions import Mention, look, mentions
from shapegen.apps.source import read
from shapegen.apps.values import UNKNOWN
from shapegen.emit import packages

HEAD = """\
import boto3
import monitorshapes as ms
from monitorshapes import MonitoringClient, stubs
from other import given, kind, name, tag
client = boto3.client("sagemaker")
"""
STOP = ["called StopMonitoringSchedule", "sent StopMonitoringScheduleRequest"]
NAMED = "sent StopMonitoringScheduleRequest.MonitoringScheduleName"
TYPED = 'stop_monitoring_schedule(monitoring_schedule_name="a")'


@cache
def api() -> Api:
    return Api(packages.described(Path(ms.__file__).parent).service)


def found(code: str, *, is_adopted: bool = True) -> list[Mention]:
    return mentions(read(Path("app.py"), f"{HEAD}{code}\n".encode()), api(), is_adopted=is_adopted)


def used(code: str, *, is_adopted: bool = True) -> list[str]:
    """What is used, without the lines."""
    return sorted(f"{each.way} {each.path}" for each in found(code, is_adopted=is_adopted))


# Calls


@pytest.mark.parametrize(
    ("code", "uses"),
    [
        ('client.stop_monitoring_schedule(MonitoringScheduleName="a")', [*STOP, NAMED]),
        ("client.stop_monitoring_schedule()", STOP),
        ("client.stop_monitoring_schedule(**given)", STOP),
        ("client.list_endpoints()", []),
        # with the generated client
        (f"ms.MonitoringClient(client).{TYPED}", [*STOP, NAMED]),
        (f"typed = ms.MonitoringClient(client)\ntyped.{TYPED}", [*STOP, NAMED]),
        (f"one = ms.MonitoringClient(client)\ntyped = one\ntyped.{TYPED}", [*STOP, NAMED]),
        (f"def f(typed: ms.MonitoringClient):\n    typed.{TYPED}", [*STOP, NAMED]),
        (f"def f(typed: MonitoringClient):\n    typed.{TYPED}", [*STOP, NAMED]),
        ("typed = ms.MonitoringClient(client)\ntyped.stop_monitoring_schedule()", STOP),
        ("typed = ms.MonitoringClient(client)\ntyped.stop_monitoring_schedule(**given)", STOP),
        ("typed = ms.MonitoringClient(client)\ntyped.stop_monitoring_schedule(*given)", STOP),
        # what may be one
        (f"given.{TYPED}", [*STOP, NAMED]),
        (f"given().{TYPED}", [*STOP, NAMED]),
        (f"given.stop_monitoring_schedule()\ngiven.{TYPED}", [*STOP, NAMED]),
        # what has methods of that name
        ("typed = ms.MonitoringClient(client)\ntyped.stop_monitoring_schedule('a')", []),
        ("given.stop_monitoring_schedule()", []),
        ("given().stop_monitoring_schedule()", []),
        ("own = given()\nown.stop_monitoring_schedule()", []),
        ("def f(own: ms.MonitoringClient):\n    own.stop_monitoring_schedule()", STOP),
        ("given.stop_monitoring_schedule(**name)", STOP),
        ("given.stop_monitoring_schedule(monitoring_schedule_name='a', other=5)", []),
        (f"ms.Tag(given).{TYPED}", ["named Tag", "sent Tag", *STOP, NAMED]),
        (f"class Own:\n    def f(self):\n        self.{TYPED}\n    def stop_monitoring_schedule(self): ...", []),
        (TYPED, []),
        ("def f(typed: ms.Tag):\n    typed.list_tags()", ["named Tag"]),
    ],
)
def test_a_call_is_one_of_the_service_where_a_client_may_be_called(code: str, uses: list[str]) -> None:
    assert used(code) == sorted(uses)


def test_without_the_package_only_a_client_of_boto3_is_one() -> None:
    assert used(f"given.{TYPED}", is_adopted=False) == []
    assert used(f"ms.MonitoringClient(client).{TYPED}", is_adopted=False) == sorted([*STOP, NAMED])


PAGES = ["paged ListMonitoringSchedules", "sent ListMonitoringSchedulesRequest"]
SUMMARY = "received MonitoringScheduleSummary.EndpointName"


@pytest.mark.parametrize(
    ("code", "uses"),
    [
        ('client.get_paginator("list_monitoring_schedules").paginate()', PAGES),
        ("ms.MonitoringClient(client).paginate_list_monitoring_schedules()", PAGES),
        (
            "for each in ms.MonitoringClient(client).iter_monitoring_schedules():\n    each.endpoint_name",
            [*PAGES, SUMMARY],
        ),
        (
            "for page in ms.MonitoringClient(client).paginate_list_monitoring_schedules():\n"
            "    for each in page.monitoring_schedule_summaries:\n        each.endpoint_name",
            [*PAGES, SUMMARY, "received ListMonitoringSchedulesResponse.MonitoringScheduleSummaries"],
        ),
        (
            "for each in ms.MonitoringClient(client).list_monitoring_schedules().monitoring_schedule_summaries:\n"
            "    each.endpoint_name",
            [
                "called ListMonitoringSchedules",
                PAGES[1],
                SUMMARY,
                "received ListMonitoringSchedulesResponse.MonitoringScheduleSummaries",
            ],
        ),
        ('client.get_waiter("processing_job_completed_or_stopped")', ["waited processing_job_completed_or_stopped"]),
        ("job = 'a_waiter'\nclient.get_waiter(job)", ["waited a_waiter"]),
        ("client.get_waiter()", []),
        ("get_waiter('a')", []),
        (
            "typed = ms.MonitoringClient(client)\ntyped.wait_until_processing_job_completed_or_stopped()",
            ["waited ProcessingJobCompletedOrStopped"],
        ),
        ("ms.MonitoringClient(client).wait_until_nothing()", []),
    ],
)
def test_pages_are_gone_through_and_waiters_waited_for(code: str, uses: list[str]) -> None:
    assert used(code) == sorted(uses)


# What is sent


@pytest.mark.parametrize(
    ("code", "uses"),
    [
        ('ms.Tag(key="a")', ["named Tag", "sent Tag", "sent Tag.Key"]),
        ('ms.MonitoringType("DataQuality")', ["named MonitoringType"]),
        ("ms.MonitoringType.DATA_QUALITY", ["named MonitoringType", "named MonitoringType.DataQuality"]),
        ("ms.MonitoringType.NOTHING", ["named MonitoringType"]),
        ("from monitorshapes import Tag as Own\nOwn(given)", ["named Tag", "sent Tag"]),
        ("ms.Tag.DATA_QUALITY", ["named Tag"]),
        ('tag: stubs.Tag = {"Key": "a"}', ["named Tag", "sent Tag", "sent Tag.Key"]),
        ("tag: stubs.Tag", ["named Tag"]),
        ('tags: list[stubs.Tag] = [{"Key": "a"}]', ["named Tag"]),
        ('tag: dict = {"Key": "a"}', []),
        (
            'client.add_tags(ResourceArn="a", Tags=[{"Key": "a"}])',
            [
                *("called AddTags", "sent AddTagsInput", "sent AddTagsInput.ResourceArn", "sent AddTagsInput.Tags"),
                *("sent TagList.member", "sent Tag", "sent Tag.Key"),
            ],
        ),
        (
            'client.update_monitoring_schedule(MonitoringScheduleConfig={"MonitoringType": "ModelBias"})',
            [
                *("called UpdateMonitoringSchedule", "sent UpdateMonitoringScheduleRequest"),
                "sent UpdateMonitoringScheduleRequest.MonitoringScheduleConfig",
                *("sent MonitoringScheduleConfig", "sent MonitoringScheduleConfig.MonitoringType"),
                "sent MonitoringType.ModelBias",
            ],
        ),
        (
            'client.update_monitoring_schedule(MonitoringScheduleConfig={"MonitoringType": kind})',
            [
                *("called UpdateMonitoringSchedule", "sent UpdateMonitoringScheduleRequest"),
                "sent UpdateMonitoringScheduleRequest.MonitoringScheduleConfig",
                *("sent MonitoringScheduleConfig", "sent MonitoringScheduleConfig.MonitoringType"),
            ],
        ),
        (
            'client.create_processing_job(Environment={"A": "b"}, Nothing=5)',
            [
                *("called CreateProcessingJob", "sent CreateProcessingJobRequest"),
                *("sent CreateProcessingJobRequest.Environment", "sent ProcessingEnvironmentMap.value"),
            ],
        ),
    ],
)
def test_what_is_sent_is_named_with_all_that_is_in_it(code: str, uses: list[str]) -> None:
    assert used(code) == sorted(uses)
    assert all(each.is_typed for each in found(code) if each.way == "named")


def test_what_is_written_once_is_sent_once() -> None:
    code = 'own = {"Key": "a"}\nclient.add_tags(Tags=[own])\nclient.add_tags(Tags=[own, own])'
    assert [each.line for each in found(code) if each.path == "Tag.Key"] == [6]


@pytest.mark.parametrize(
    ("code", "uses"),
    [
        (
            'own = {"MonitoringScheduleName": "a"}\nclient.stop_monitoring_schedule(**own)\n'
            "client.start_monitoring_schedule(**own)",
            ["StartMonitoringScheduleRequest", "StopMonitoringScheduleRequest"],
        ),
        ('own = {"Key": "a"}\nclient.add_tags(Tags=[own])\nclient.add_tags(Tags=[own, {"Value": "b"}])', ["Tag"]),
        ('own = [{"Key": "a"}]\nclient.add_tags(Tags=own)\nclient.add_tags(Tags=own)', ["Tag"]),
    ],
)
def test_what_is_used_twice_is_sent_as_all_that_it_is_used_for(code: str, uses: list[str]) -> None:
    sent = [each for each in found(code) if each.way == "sent"]
    assert sorted({each.path for each in sent} & {*uses}) == uses
    assert len(sent) == len(set(sent))
    assert "Tag" not in uses or "Tag.Key" in {each.path for each in sent}
    assert "Value" not in code or "Tag.Value" in {each.path for each in sent}
    assert not any(each.is_guarded for each in sent)


def test_values_stand_where_they_are_written() -> None:
    code = """\
client.create_processing_job(
    ProcessingJobName=
        "a",
    Environment={
        "A":
            "b",
    },
    ProcessingInputs=[
        {"InputName": "one"},
        {"InputName": name},
    ],
)
"""
    assert [(each.line - 5, each.path, each.constant) for each in found(code) if each.way == "sent"] == [
        (1, "CreateProcessingJobRequest", UNKNOWN),
        (2, "CreateProcessingJobRequest.ProcessingJobName", "a"),
        (4, "CreateProcessingJobRequest.Environment", 1),
        (5, "ProcessingEnvironmentMap.value", "b"),
        (8, "CreateProcessingJobRequest.ProcessingInputs", 2),
        (9, "ProcessingInput", UNKNOWN),
        (9, "ProcessingInput.InputName", "one"),
        (9, "ProcessingInputs.member", UNKNOWN),
        (10, "ProcessingInput", UNKNOWN),
        (10, "ProcessingInput.InputName", UNKNOWN),
        (10, "ProcessingInputs.member", UNKNOWN),
    ]


@pytest.mark.parametrize(
    ("code", "is_typed"),
    [
        ('ms.Tag(key="a")', True),
        ('client.add_tags(Tags=[{"Key": "a"}])', False),
        ('client.add_tags(Tags=[dict(Key="a")])', False),
        ('given.add_tags(tags=[ms.Tag(key="a")])', True),
    ],
)
def test_a_structure_is_typed_where_its_class_makes_it(code: str, is_typed: bool) -> None:
    assert [each.is_typed for each in found(code) if (each.way, each.path) == ("sent", "Tag")] == [is_typed]


# What is received

JOB = 'job = client.describe_processing_job(ProcessingJobName="a")\n'
STATUS = "received ProcessingJobStatus"


@pytest.mark.parametrize(
    ("test", "values"),
    [
        ('job["ProcessingJobStatus"] == "Failed"', ["Failed"]),
        ('"Failed" == job["ProcessingJobStatus"]', ["Failed"]),
        ('job["ProcessingJobStatus"] != "Failed"', ["Failed"]),
        ('job["ProcessingJobStatus"] in ("Failed", "Stopped")', ["Failed", "Stopped"]),
        ('job["ProcessingJobStatus"] in ["Failed", "Stopped"]', ["Failed", "Stopped"]),
        ('job["ProcessingJobStatus"] in {"Failed", name}', ["Failed"]),
        ('job["ProcessingJobStatus"] == ms.ProcessingJobStatus.FAILED', ["Failed"]),
        ('"Failed" == job["ProcessingJobStatus"] == "Stopped"', ["Failed", "Stopped"]),
        ('job["ProcessingJobStatus"] == 5', []),
        ('job["ProcessingJobStatus"] == None', []),
        ('job["ProcessingJobStatus"] == name', []),
        ('job["RoleArn"] == "Failed"', []),
        ('name == "Failed"', []),
    ],
)
def test_a_value_of_an_enum_is_received_where_it_is_compared(test: str, values: list[str]) -> None:
    uses = [use for use in used(f"{JOB}if {test}: ...") if use.startswith("received") and "Response." not in use]
    assert uses == [f"{STATUS}.{value}" for value in values]


@pytest.mark.parametrize(
    ("use", "is_guarded"),
    [
        ('job["ExitMessage"]', False),
        ('job.get("ExitMessage")', True),
        ("job.exit_message", False),
        ('"ExitMessage" in job and job["ExitMessage"]', True),
    ],
)
def test_what_is_read_with_get_may_be_absent(use: str, is_guarded: bool) -> None:
    (read_,) = (each for each in found(f"{JOB}{use}") if each.path.endswith(".ExitMessage"))
    assert (read_.is_guarded, read_.target, read_.way) == (is_guarded, "ExitMessage", "received")


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ('job[\n"RoleArn"]', 2),
        ('job\\\n["RoleArn"]', 2),
        ('job.get(\n"RoleArn")', 2),
        ('job.get(\n"RoleArn", None)', 2),
        ("(job\n.role_arn)", 2),
        ('job["RoleArn"]', 1),
    ],
)
def test_a_member_stands_where_its_name_does(code: str, line: int) -> None:
    assert [each.line - 6 for each in found(f"{JOB}{code}") if each.path.endswith(".RoleArn")] == [line]


def test_an_attribute_that_is_assigned_is_sent() -> None:
    code = 'def f(tag: ms.Tag):\n    tag.key = "a"\n    tag.value'
    assert used(code) == ["named Tag", "received Tag.Value", "sent Tag.Key"]


# Files


def test_a_file_is_looked_at_or_says_why_not(tmp_path: Path) -> None:
    good, bad, absent = (tmp_path / f"{name}.py" for name in ("good", "bad", "absent"))
    good.write_text(f"{HEAD}client.stop_monitoring_schedule()\n")
    bad.write_text("def (:\n")
    looked = look(api(), False, good)
    assert [each.path for each in looked.mentions] == ["StopMonitoringSchedule", "StopMonitoringScheduleRequest"]
    assert (looked.path, looked.places, looked.unreadable) == (good, {6: "6"}, None)
    for path, reason in ((bad, "line 1: invalid syntax"), (absent, "it cannot be read: No such file or directory")):
        looked = look(api(), False, path)
        assert (looked.path, looked.mentions, looked.unreadable) == (path, (), reason)

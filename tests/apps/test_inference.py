"""Which member of which structure an expression reads, by what the source tells of its value."""

from functools import cache
from pathlib import Path

import pytest

import monitorshapes as ms
from shapegen.apps.api import Api
from shapegen.apps.mentions import mentions
from shapegen.apps.source import read
from shapegen.emit import packages

HEAD = """\
import boto3, typing
import monitorshapes as ms
from typing import Optional
from monitorshapes import stubs
from other import load, name, ready
client = boto3.client("sagemaker")
"""
JOB = 'client.describe_processing_job(ProcessingJobName="a")'
TAGS = 'client.list_tags(ResourceArn="a")["Tags"]'
PAGES = 'client.get_paginator("list_monitoring_schedules").paginate()'
RESPONSE = "DescribeProcessingJobResponse"


@cache
def api() -> Api:
    return Api(packages.described(Path(ms.__file__).parent).service)


def received(code: str) -> list[str]:
    """The members that are read."""
    found = mentions(read(Path("app.py"), f"{HEAD}{code}\n".encode()), api())
    return sorted({each.path for each in found if each.way == "received"})


@pytest.mark.parametrize(
    ("read", "member"),
    [
        ('job["RoleArn"]', "RoleArn"),
        ('job.get("RoleArn")', "RoleArn"),
        ('job.get("RoleArn", "none")', "RoleArn"),
        ("job.role_arn", "RoleArn"),
        ('(job or load())["RoleArn"]', "RoleArn"),
        ('(load() or job)["RoleArn"]', "RoleArn"),
        ('(job if ready else None)["RoleArn"]', "RoleArn"),
        ('(None if ready else job)["RoleArn"]', "RoleArn"),
        ('(other := job)["RoleArn"]', "RoleArn"),
        ('job["Nothing"]', None),
        ('job.get("Nothing")', None),
        ("job.nothing", None),
        ("job.RoleArn", None),
        ('job["role_arn"]', None),
        ("job[name]", None),
        ("job[0]", None),
        ("job.get(name)", None),
        ('job.pop("RoleArn")', None),
        ('job("RoleArn")', None),
        ('load(job)["RoleArn"]', None),
        ('name["RoleArn"]', None),
        ('(-job)["RoleArn"]', None),
    ],
)
def test_a_member_is_read_by_its_key_or_its_attribute(read: str, member: str | None) -> None:
    assert received(f"job = {JOB}\nprint({read})") == ([] if member is None else [f"{RESPONSE}.{member}"])


@pytest.mark.parametrize(
    "code",
    [
        f'print({JOB}["RoleArn"])',
        f'async def show():\n    print((await {JOB})["RoleArn"])',
        f'job: object = {JOB}\nprint(job["RoleArn"])',
        f'job = other = {JOB}\nother_job = {JOB}\nprint(other_job["RoleArn"])',
        f"def show(job: ms.{RESPONSE}):\n    print(job.role_arn)",
        f"def show(job: stubs.{RESPONSE}):\n    print(job['RoleArn'])",
        f"def show(job: ms.{RESPONSE} | None):\n    print(job.role_arn)",
        f"def show(job: None | ms.{RESPONSE}):\n    print(job.role_arn)",
        f"def show(job: Optional[ms.{RESPONSE}]):\n    print(job.role_arn)",
        f"def show(job: typing.Optional[ms.{RESPONSE}]):\n    print(job.role_arn)",
        f"def show(first, job: ms.{RESPONSE}):\n    print(first, job.role_arn)",
        f"job: ms.{RESPONSE} = load()\nprint(job.role_arn)",
        f"def get() -> ms.{RESPONSE}: ...\nprint(get().role_arn)",
        f"def get() -> ms.{RESPONSE} | None: ...\njob = get()\nprint(job.role_arn)",
        f"print(ms.from_dict(ms.{RESPONSE}, load()).role_arn)",
        f"print(ms.from_json(ms.{RESPONSE}, load()).role_arn)",
        f"print(ms.from_dict(ms.{RESPONSE}, ms.Tag).role_arn)",
        f"print(ms.{RESPONSE}(load()).role_arn)",
        "print(client.send(ms.DescribeProcessingJobRequest(load())).role_arn)",
        "print(client.send(ms.DescribeProcessingJobRequest(load()), 5).role_arn)",
        "request = ms.DescribeProcessingJobRequest(load())\njob = client.send(request)\nprint(job.role_arn)",
    ],
)
def test_a_response_is_known_by_the_call_or_the_annotation(code: str) -> None:
    assert received(code) == [f"{RESPONSE}.RoleArn"]


@pytest.mark.parametrize(
    "code",
    [
        "def show(job):\n    print(job.role_arn)",
        "def show(job: ms.Nothing):\n    print(job.role_arn)",
        f"def show(job: load + ms.{RESPONSE}):\n    print(job.role_arn)",
        f"def show(job: dict[str, ms.{RESPONSE}]):\n    print(job.role_arn)",
        f"def show(job: list[ms.{RESPONSE}]):\n    print(job.role_arn)",
        f"def show(job: load):\n    print(job.role_arn)\ndef other(task: ms.{RESPONSE}): ...",
        f"job: list[ms.{RESPONSE}] = load()\nprint(job.role_arn)",
        "def get(): ...\nprint(get().role_arn)",
        "def get() -> int: ...\nprint(get().role_arn)",
        f"def get() -> ms.{RESPONSE}: ...\nprint(get.role_arn)",
        f"class get:\n    job: ms.{RESPONSE}\nprint(get().role_arn)",
        "print(ms.from_dict().role_arn)",
        f"print(ms.from_dict(load(), ms.{RESPONSE}).role_arn)",
        f"print(ms.to_dict(ms.{RESPONSE}).role_arn)",
        f"print(load(ms.{RESPONSE}).role_arn)",
        "print(client.send(load()).role_arn)",
        "print(client.send().role_arn)",
        "print(client.send(ms.StopMonitoringScheduleRequest(load())).role_arn)",
        "print(client.keep(ms.DescribeProcessingJobRequest(load())).role_arn)",
        f"pages = {PAGES}\nprint(pages['MonitoringScheduleSummaries'])",
        f"job = {JOB}\njob = load(job)\nprint(job['RoleArn'])",
        "one = two\ntwo = one\nprint(one['RoleArn'])",
    ],
)
def test_of_what_the_source_does_not_tell_no_member_is_read(code: str) -> None:
    assert received(code) == []


@pytest.mark.parametrize(
    "code",
    [
        f"print({TAGS}[0]['Key'])",
        f"tags = {TAGS}\nprint(tags[0]['Key'])",
        f"for tag in {TAGS}:\n    print(tag['Key'])",
        f"for number, tag in enumerate({TAGS}):\n    print(tag['Key'])",
        f"for number, tag in enumerate({TAGS}, 1):\n    print(tag['Key'])",
        f"print([tag['Key'] for tag in {TAGS}])",
        f"print([tag.get('Key') for number, tag in enumerate({TAGS})])",
    ],
)
def test_an_item_of_a_list_that_a_response_has_is_known(code: str) -> None:
    assert received(code) == ["ListTagsOutput.Tags", "Tag.Key"]


@pytest.mark.parametrize(
    "code",
    [
        "def show(tags: list[ms.Tag]):\n    print(tags[0].key)",
        "def show(tags: Optional[list[ms.Tag]]):\n    print(tags[0].key)",
        "def show(tags: list[Optional[ms.Tag]]):\n    print(tags[0].key)",
        "def show(tags: list[ms.Tag] | None):\n    print([tag.key for tag in tags])",
        "def show(tags: typing.Iterable[stubs.Tag]):\n    for tag in tags:\n        print(tag['Key'])",
        "def show(tags: typing.Iterable[ms.Tag]):\n    for number, tag in enumerate(tags):\n        print(tag.key)",
        "def get() -> list[ms.Tag]: ...\nprint(get()[0].key)",
    ],
)
def test_an_item_is_known_by_the_annotation_of_what_has_it(code: str) -> None:
    assert received(code) == ["Tag.Key"]


@pytest.mark.parametrize(
    "code",
    [
        f"for tag in reversed({TAGS}):\n    print(tag['Key'])",
        f"for tag in {TAGS}[0]:\n    print(tag['Key'])",
        f"tags = {TAGS}\nprint(tags['Key'])",
        f"from other import enumerate\nfor number, tag in enumerate({TAGS}):\n    print(tag['Key'])",
        "for number, tag in enumerate():\n    print(tag['Key'])",
        "def show(tags: list[list[ms.Tag]]):\n    print(tags[0].key)",
        "def show(tag: Optional[ms.Tag]):\n    print(tag[0].key)",
        "def show(tags: dict[str, ms.Tag]):\n    print(tags['a'].key)",
    ],
)
def test_what_is_no_item_for_sure_is_none(code: str) -> None:
    assert set(received(code)) <= {"ListTagsOutput.Tags"}


def test_a_page_is_known_by_its_paginator() -> None:
    loop = "for each in page['MonitoringScheduleSummaries']:\n        print(each['EndpointName'])"
    assert received(f"for page in {PAGES}:\n    {loop}") == [
        "ListMonitoringSchedulesResponse.MonitoringScheduleSummaries",
        "MonitoringScheduleSummary.EndpointName",
    ]

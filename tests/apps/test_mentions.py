"""What a source uses of an API: what is sent, as far as the source shows it, and what is received."""

from functools import cache
from pathlib import Path

import pytest

import monitorshapes as ms
from shapegen.apps.api import Api
from shapegen.apps.mentions import Mention, mentions
from shapegen.apps.source import read
from shapegen.apps.values import UNKNOWN
from shapegen.emit import packages

HEAD = 'import boto3\nclient = boto3.client("sagemaker")\n'


@cache
def api() -> Api:
    return Api(packages.described(Path(ms.__file__).parent).service)


def used(code: str) -> list[Mention]:
    """What the source uses, without what every source here does."""
    return mentions(read(Path("app.py"), f"{HEAD}{code}".encode()), api())


@pytest.mark.parametrize(
    ("tags", "constant"),
    [
        ("[]", 0),
        ('[{"Key": "a", "Value": "b"}]', 1),
        ('[{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}]', 2),
        ('[{"Key": each, "Value": "b"} for each in names()]', UNKNOWN),
        ('[*more(), {"Key": "a", "Value": "b"}]', UNKNOWN),
        ("more()", UNKNOWN),
    ],
)
def test_how_many_items_a_list_has_is_known_where_all_are_written(tags: str, constant: object) -> None:
    (found,) = (each for each in used(f'client.add_tags(ResourceArn="a", Tags={tags})') if each.path.endswith(".Tags"))
    assert (found.way, found.target, found.constant) == ("sent", "TagList", constant)


@pytest.mark.parametrize(
    ("environment", "constant"),
    [
        ('{"A": "b"}', 1),
        ('{"A": "b", "C": "d"}', 2),
        ('{"A": "b", **more()}', UNKNOWN),
        ('{name(): "b"}', UNKNOWN),
        ("more()", UNKNOWN),
    ],
)
def test_how_many_entries_a_map_has_is_known_where_all_are_written(environment: str, constant: object) -> None:
    code = f'client.create_processing_job(ProcessingJobName="a", Environment={environment})'
    (found,) = (each for each in used(code) if each.path == "CreateProcessingJobRequest.Environment")
    assert (found.way, found.constant) == ("sent", constant)


@pytest.mark.parametrize(
    ("tag", "members"),
    [
        ('{"Key": "a"}', frozenset({"Key"})),
        ('{"Key": "a", "Value": "b"}', frozenset({"Key", "Value"})),
        ('{"Key": "a", **more()}', None),
        ('{"Key": "a", "Key": "b"}', None),
    ],
)
def test_which_members_are_sent_is_known_where_all_are_written(tag: str, members: frozenset[str] | None) -> None:
    (found,) = (each for each in used(f'client.add_tags(ResourceArn="a", Tags=[{tag}])') if each.path == "Tag")
    assert found.members == members


@pytest.mark.parametrize(
    ("use", "way"),
    [
        ('print(job["ProcessingJobStatus"])', "received"),
        ('job["ProcessingJobStatus"] = "Failed"', "sent"),
        ('job["ProcessingJobStatus"] += "!"', "received"),
        ('job.get("ProcessingJobStatus")', "received"),
    ],
)
def test_what_is_assigned_is_not_read(use: str, way: str) -> None:
    found = used(f'job = client.describe_processing_job(ProcessingJobName="a")\n{use}')
    assert [each.way for each in found if each.path.endswith(".ProcessingJobStatus")] == [way]


def test_each_thing_of_a_line_is_told_once_and_in_order() -> None:
    found = used(
        'job = client.describe_processing_job(ProcessingJobName="a")\n'
        'print(job["RoleArn"], job["ExitMessage"], job["RoleArn"])\n'
    )
    response = "DescribeProcessingJobResponse"
    assert [(each.line, each.path) for each in found] == [
        (3, "DescribeProcessingJob"),
        (3, "DescribeProcessingJobRequest"),
        (3, "DescribeProcessingJobRequest.ProcessingJobName"),
        (4, f"{response}.ExitMessage"),
        (4, f"{response}.RoleArn"),
    ]

"""What counts as looking that a member is there, before it is read."""

from functools import cache
from pathlib import Path

import pytest

import monitorshapes as ms
from shapegen.apps.adoption import adopt
from shapegen.apps.api import Api
from shapegen.apps.mentions import mentions
from shapegen.apps.source import edited, read
from shapegen.emit import packages

HEAD = """\
import boto3
from other import done, name, names, ready
client = boto3.client("sagemaker")
job = client.describe_processing_job(ProcessingJobName="a")
other = {}
"""
HAS, READ = '"ExitMessage" in job', 'job["ExitMessage"]'


@cache
def api() -> Api:
    return Api(packages.described(Path(ms.__file__).parent).service)


def guarded(code: str, member: str = "ExitMessage") -> list[bool]:
    """Of each read of the member: whether it is known to be there."""
    found = mentions(read(Path("app.py"), f"{HEAD}{code}\n".encode()), api())
    return [each.is_guarded for each in found if each.way == "received" and each.path.endswith(f".{member}")]


@pytest.mark.parametrize(
    "code",
    [
        f"if {HAS}:\n    print({READ})",
        f"while {HAS}:\n    print({READ})",
        f"print({READ} if {HAS} else None)",
        f"print({HAS} and {READ})",
        f"print({HAS} and ready and {READ})",
        f"print(ready and {HAS} and {READ})",
        f"print(ready and ({HAS} and {READ}))",
        f"print({HAS} and (ready or {READ}))",
        f"if ready and {HAS}:\n    print({READ})",
        f"if {HAS} and ready and done:\n    print({READ})",
        f"if {HAS}:\n    for each in names:\n        print(each, {READ})",
        f"if {HAS}:\n    if ready:\n        pass\n    else:\n        print({READ})",
        f"print([{READ} for each in names if {HAS}])",
        f"print([{READ} for each in names if ready if {HAS}])",
        f"print([{READ} for each in names for inner in each if {HAS}])",
        f"print([{READ} for each in names if {HAS} for inner in each])",
        f"print({{each: {READ} for each in names if {HAS}}})",
        f"def show():\n    if {HAS}:\n        print({READ})",
    ],
)
def test_a_member_is_there_where_the_program_looked_for_it(code: str) -> None:
    assert guarded(code) == [True]


@pytest.mark.parametrize(
    "code",
    [
        f"print({READ})",
        # it is looked for elsewhere, or afterwards
        f"if {HAS}:\n    pass\nprint({READ})",
        f"if {HAS}:\n    pass\nelse:\n    print({READ})",
        f"while {HAS}:\n    pass\nelse:\n    print({READ})",
        f"print(None if {HAS} else {READ})",
        f"print({READ} and {HAS})",
        f"print({HAS} or {READ})",
        f"if {HAS} or ready:\n    print({READ})",
        f"if {READ} in names:\n    print({HAS})",
        f"while {READ}:\n    print({HAS})",
        f"print({HAS} if {READ} else None)",
        f"print([each for each in {READ} if {HAS}])",
        f"print([{READ} for each in names])",
        # something else is looked for
        f'if "RoleArn" in job:\n    print({READ})',
        f'if "ExitMessage" in other:\n    print({READ})',
        f'if "ExitMessage" not in job:\n    print({READ})',
        f'if "ExitMessage" == job:\n    print({READ})',
        f"if {HAS} in names:\n    print({READ})",
        f'if "ExitMessage" == name in job:\n    print({READ})',
        f"if name in job:\n    print({READ})",
        f"if not {HAS}:\n    print({READ})",
        f"if ready:\n    print({READ})",
        f"if ready + {HAS}:\n    print({READ})",
        # it runs later, when something else may be there
        f"if {HAS}:\n    def show():\n        print({READ})",
        f"if {HAS}:\n    show = lambda: {READ}",
        f"if {HAS}:\n    class Show:\n        text = {READ}",
    ],
)
def test_a_member_may_be_absent_where_it_did_not(code: str) -> None:
    assert guarded(code) == [False]


@pytest.mark.parametrize(
    ("test", "is_guarded"),
    [
        ('job.get("ExitMessage")', True),
        ('job.get("ExitMessage") and ready', True),
        ('other.get("ExitMessage")', False),
        ('job.get("RoleArn")', False),
        ('job.get("ExitMessage", "none")', False),
        ('job.get("ExitMessage", None, None)', False),
        ('job.get(key="ExitMessage")', False),
        ('job.get(*"ExitMessage")', False),
        ("job.get(name)", False),
        ("job.get()", False),
        ('job.pop("ExitMessage")', False),
        ('get("ExitMessage")', False),
    ],
)
def test_asking_with_get_is_looking_where_nothing_stands_in_for_what_is_absent(test: str, is_guarded: bool) -> None:
    *_, last = guarded(f"if {test}:\n    print({READ})")
    assert last == is_guarded


PART = 'job["NetworkConfig"]'
DESCRIBE = 'client.describe_processing_job(ProcessingJobName="b")'


@pytest.mark.parametrize(
    ("code", "is_guarded"),
    [
        (f'if "VpcConfig" in {PART}:\n    print({PART}["VpcConfig"])', True),
        (f'if "VpcConfig" in job:\n    print({PART}["VpcConfig"])', False),
        (f'if "VpcConfig" in {PART}:\n    job = {DESCRIBE}\n    print({PART}["VpcConfig"])', False),
    ],
)
def test_what_is_looked_at_may_be_part_of_a_response(code: str, is_guarded: bool) -> None:
    assert guarded(code, "VpcConfig") == [is_guarded]


@pytest.mark.parametrize(
    "code",
    [
        f"if {HAS}:\n    job = {DESCRIBE}\n    print({READ})",
        f"if ready:\n    job = {DESCRIBE}\nif {HAS}:\n    print({READ})",
    ],
)
def test_a_name_that_may_hold_another_response_is_not_guarded(code: str) -> None:
    assert not any(guarded(code))


@pytest.mark.parametrize(
    ("asked", "becomes"),
    [
        ('job.get("ExitMessage")', "job.exit_message"),
        ('job.get("ExitMessage", "none")', '(job.exit_message if job.exit_message is not None else "none")'),
        ('job.get("ExitMessage", name)', "(job.exit_message if job.exit_message is not None else name)"),
    ],
)
def test_the_default_of_get_is_kept(asked: str, becomes: str) -> None:
    source = read(Path("app.py"), f"{HEAD}print({asked})\n".encode())
    assert f"print({becomes})\n" in edited(source, adopt(source, api()).edits).decode()

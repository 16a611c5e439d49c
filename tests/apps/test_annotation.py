"""`adopt --stubs` adds names and annotations, and nothing that runs otherwise."""

from pathlib import Path

import pytest

import monitorshapes as ms
from shapegen.apps.adoption import Adopted
from shapegen.apps.annotation import annotate
from shapegen.apps.api import Api
from shapegen.apps.source import edited, read
from shapegen.emit import packages

API = Api(packages.described(Path(ms.__file__).parent).service)
BOTO = "import boto3\n"
STUBS = "from monitorshapes import stubs\n"
CLIENT = 'client = boto3.client("sagemaker")\n'
TYPED = 'client = stubs.typed(boto3.client("sagemaker"))\n'
STOP = 'client.stop_monitoring_schedule(MonitoringScheduleName="churn")\n'
NAME = '{"MonitoringScheduleName": "churn"}\n'


def annotated(code: str) -> tuple[str, Adopted]:
    """The source with annotations, and what became of it."""
    source = read(Path("app.py"), code.encode())
    result = annotate(source, API)
    return edited(source, result.edits).decode(), result


@pytest.mark.parametrize(
    ("before", "after", "calls"),
    [
        (CLIENT + STOP, STUBS + TYPED + STOP, 1),
        (CLIENT + STOP + STOP, STUBS + TYPED + STOP + STOP, 2),
        (f"{CLIENT}client.close()\n{STOP}", f"{STUBS}{TYPED}client.close()\n{STOP}", 1),
        *(
            (f"{CLIENT}client.{name}('x')\n{STOP}", f"{STUBS}{TYPED}client.{name}('x')\n{STOP}", 1)
            for name in ("can_paginate", "exceptions", "get_paginator", "get_waiter", "meta")
        ),
        (f"{CLIENT}fill(client)\n{STOP}", f"{STUBS}{TYPED}fill(client)\n{STOP}", 1),
        (
            f"one: object = 5\none: object = boto3.client('sagemaker')\n{CLIENT}{STOP}",
            f"{STUBS}one: object = 5\none: object = boto3.client('sagemaker')\n{TYPED}{STOP}",
            1,
        ),
        (f"import monitorshapes\n{CLIENT}{STOP}", f"import monitorshapes\n{STUBS}{TYPED}{STOP}", 1),
        (f"{STUBS}{CLIENT}{STOP}", f"{STUBS}{TYPED}{STOP}", 1),
        (
            'boto3.client("sagemaker").' + STOP.removeprefix("client."),
            STUBS + 'stubs.typed(boto3.client("sagemaker")).' + STOP.removeprefix("client."),
            1,
        ),
        # nothing to add
        (CLIENT, CLIENT, 0),
        (STUBS + TYPED + STOP, STUBS + TYPED + STOP, 0),
        (
            'client: object = boto3.client("sagemaker")\n' + STOP,
            'client: object = boto3.client("sagemaker")\n' + STOP,
            0,
        ),
    ],
)
def test_a_client_that_is_called_is_typed_once(before: str, after: str, calls: int) -> None:
    text, result = annotated(BOTO + before)
    assert (text, result.converted, result.left) == (BOTO + after, calls, [])


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            f"{CLIENT}client.list_endpoints()\n{STOP}",
            "the client is used for `client.list_endpoints`, which the stubs do",
        ),
        (f"stubs = 5\n{CLIENT}{STOP}", "the name `stubs` is taken"),
        (f"from other import stubs\n{CLIENT}{STOP}", "the name `stubs` is taken"),
        (f"from monitorshapes import stubs as s\nstubs = 5\n{CLIENT}{STOP}", "the name `stubs` is taken"),
        (f"def stop(client):\n    {STOP}", "stop_monitoring_schedule: the client comes from elsewhere"),
    ],
)
def test_what_is_left_alone_says_why(code: str, reason: str) -> None:
    text, result = annotated(BOTO + code)
    [left] = result.left
    assert (text, result.converted) == (BOTO + code, 0)
    assert left.text.startswith(reason)


def test_a_call_of_another_client_hides_none_behind_it() -> None:
    other = f"def stop(given):\n    given.{STOP.removeprefix('client.')}"
    text, result = annotated(f"{BOTO}{CLIENT}{other}x = {NAME}client.stop_monitoring_schedule(**x)\n")
    said = "x: stubs.StopMonitoringScheduleRequest ="
    assert text == f"{BOTO}{STUBS}{TYPED}{other}{said} {NAME}client.stop_monitoring_schedule(**x)\n"
    assert [left.line for left in result.left] == [4]


def test_of_a_client_that_is_left_alone_only_a_call_is_worth_a_word() -> None:
    assert annotated(f"{BOTO}{CLIENT}client.list_endpoints()\n")[1].left == []


CREATE = """\
client.create_monitoring_schedule(
    MonitoringScheduleName="churn",
    MonitoringScheduleConfig={"MonitoringJobDefinition": {"Environment": env, "RoleArn": role}, "MonitoringType": kind},
    Tags=tags,
)
"""


@pytest.mark.parametrize(
    ("name", "value", "annotation"),
    [
        ("env", '{"LEVEL": "debug"}', "dict[str, str]"),
        ("tags", '[{"Key": "team", "Value": "risk"}]', "list[stubs.Tag]"),
        ("tags", '[{"Key": key, "Value": "risk"} for key in keys]', "list[stubs.Tag]"),
        ("kind", '"DataQuality"', "stubs.MonitoringType"),
        ("role", '"arn:aws:iam::1:role/a"', ""),
        ("kind", "5", ""),
        ("env", "load()", ""),
        ("env", 'dict(LEVEL="debug")', ""),
    ],
)
def test_a_variable_says_what_it_holds_where_a_checker_would_not_know(name: str, value: str, annotation: str) -> None:
    said = f": {annotation}" if annotation else ""
    text, _ = annotated(f"{BOTO}{CLIENT}{name} = {value}\n{CREATE}")
    assert text == f"{BOTO}{STUBS}{TYPED}{name}{said} = {value}\n{CREATE}"


@pytest.mark.parametrize(
    "code",
    [
        # another dict later, two shapes, and one that is annotated already
        f"x = {NAME}x = {NAME}client.stop_monitoring_schedule(**x)\n",
        f"x = {NAME}client.stop_monitoring_schedule(**x)\nclient.start_monitoring_schedule(**x)\n",
        f"x: dict[str, str] = {NAME}client.stop_monitoring_schedule(**x)\n",
    ],
)
def test_a_variable_that_holds_more_than_one_thing_stays(code: str) -> None:
    assert annotated(BOTO + CLIENT + code)[0] == BOTO + STUBS + TYPED + code

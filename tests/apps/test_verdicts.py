"""What the validators say of what a source writes out, at the line that has it; of what only the run tells, nothing."""

from pathlib import Path

import libcst as cst
import pytest
from adopting import HEAD, api

import monitorshapes as ms
from shapegen.apps.clients import calls, clients
from shapegen.apps.source import read
from shapegen.apps.values import Reader
from shapegen.apps.verdicts import Hole, has_hole, verdicts


def refused(code: str) -> list[str]:
    """The line of each violation in the last call, behind HEAD, and where in the request it is."""
    source = read(Path("app.py"), (HEAD + code).encode())
    *_, call = calls(source, api(), clients(source, api()))
    found = verdicts(api(), ms, call, Reader(source, api()))
    return [f"{source.line(each.node) - 2} {each.text.partition(': ')[0]}" for each in found]


ARN = '"arn:aws:sagemaker:eu-west-1:123456789012:endpoint/a"'
TAGS = f"client.add_tags(ResourceArn={ARN}, Tags={{}})"


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ('[{"Key": "a", "Value": "b"}]', []),
        ('[{"Key": "", "Value": "b"}]', ["1 Tags[0].Key"]),
        ('[\n{"Value": "b",\n"Key": ""}]', ["3 Tags[0].Key"]),
        ('[{"Key": "a", "Value": "b"},\n{"Key": "", "Value": "b"}]', ["2 Tags[1].Key"]),
        ('[{"Key": "a"}]', ["1 Tags[0].Value"]),
        ('[\n{"Key": "a"}]', ["2 Tags[0].Value"]),
        ('[{"Key": "a", **more}]', []),
        ('[{"Key": "a", "Value": f()}]', []),
        ('[{"Key": "a", "Value": "b", "Novel": 5}]', ["1 Tags[0].Novel"]),
        ('[{"Key": "a", "Value": "b", "Novel": f()}]', ["1 Tags[0].Novel"]),
        ('[{"Key": "a", "Value": "b",\n"No.vel": 5}]', ["2 Tags[0]['No.vel']"]),
        ('[{"Key": "", "Value": "b"} for each in x]', []),
        ('[{"Key": "", "Value": "b"}] if x else []', []),
        ("f()", []),
        ("[f()]", []),
        ("None", ["1 Tags"]),
        ("[None]", ["1 Tags[0]"]),
    ],
)
def test_what_is_written_out_is_refused_where_it_stands(tags: str, found: list[str]) -> None:
    assert refused(TAGS.format(tags)) == found


NOW = (
    'client.update_monitoring_schedule(MonitoringScheduleName="a", MonitoringScheduleConfig={{"ScheduleConfig": {{\n'
    '"ScheduleExpression": "NOW", {}}}, "MonitoringJobDefinitionName": "a"}})'
)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("client.stop_monitoring_schedule()", ["1 MonitoringScheduleName"]),
        ("client.stop_monitoring_schedule(**more)", []),
        ('client.stop_monitoring_schedule(**more, Novel="a")', ["1 Novel"]),
        ('client.stop_monitoring_schedule("a")', []),
        ('client.stop_monitoring_schedule(\n    MonitoringScheduleName=""\n)', ["2 MonitoringScheduleName"]),
        ("x = {}\nclient.stop_monitoring_schedule(**x)", ["2 MonitoringScheduleName"]),
        ("x = {}\nkeep(x)\nclient.stop_monitoring_schedule(**x)", []),
        ('x = {"MonitoringScheduleName": ""}\nclient.stop_monitoring_schedule(**x)', ["1 MonitoringScheduleName"]),
        ('x = {"MonitoringScheduleName": ""}\nkeep(x)\nclient.stop_monitoring_schedule(**x)', []),
        ('x = ""\nclient.stop_monitoring_schedule(MonitoringScheduleName=x)', ["2 MonitoringScheduleName"]),
        # what a name holds, and another may change
        (f'x = {{"Key": ""}}\n{TAGS.format("[x]")}', ["1 Tags[0].Key", "1 Tags[0].Value"]),
        (f'x = {{"Key": ""}}\nkeep(x)\n{TAGS.format("[x]")}', []),
        (f'x = {{"Key": ""}}\nkeep(x)\n{TAGS.format("x")}', []),
        ("x = []\nkeep(x)\nclient.add_tags(Tags=x)", ["3 ResourceArn"]),
        # whose client it is
        ('import boto3\ndef f(client): client.stop_monitoring_schedule(MonitoringScheduleName="")', []),
        # pages
        (f'client.get_paginator("list_tags").paginate(ResourceArn={ARN}, PaginationConfig={{"PageSize": 5}})', []),
        ('client.get_paginator("list_tags").paginate(\nResourceArn="a", PaginationConfig={})', ["2 ResourceArn"]),
        (f"client.list_tags(ResourceArn={ARN}, PaginationConfig={{}})", ["1 PaginationConfig"]),
        # what spans several members
        (
            NOW.format('"DataAnalysisStartTime": "-PT1H"'),
            ["1 MonitoringScheduleConfig.ScheduleConfig.DataAnalysisEndTime"],
        ),
        (NOW.format('"DataAnalysisStartTime": "-PT1H", **f()'), []),
        (
            "x = {}\nkeep(x)\n" + NOW.format('"DataAnalysisStartTime": "-PT1H"').replace('Name": "a"})', '": x})'),
            [],
        ),
    ],
)
def test_what_is_not_known_is_not_refused(code: str, found: list[str]) -> None:
    assert refused(code) == found


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ('{"A": "b"}', []),
        ('{"A": "b",\n"C-D": "e"}', ["2 Environment['C-D']"]),
        ('{"A": f()}', []),
        ('{"A":\n5}', ["1 Environment['A']"]),
        ('{"A.B":\n"c"}', ["1 Environment['A.B']"]),
    ],
)
def test_a_key_of_a_map_is_found_again(environment: str, found: list[str]) -> None:
    code = f"client.create_processing_job(**more, Environment={environment})"
    assert refused(code) == found


@pytest.mark.parametrize(
    ("value", "is_open"),
    [
        (Hole(), True),
        ([Hole()], True),
        (("a", [Hole()]), True),
        ({"a": {"b": Hole()}}, True),
        ("a", False),
        ([], False),
        ({"a": [1]}, False),
        (None, False),
    ],
)
def test_a_hole_is_seen_wherever_it_is(value: object, is_open: bool) -> None:
    assert has_hole(value) is is_open


def test_the_call_of_a_verdict_is_the_one_that_was_asked_for() -> None:
    source = read(Path("app.py"), (HEAD + TAGS.format('[{"Key": "a"}]')).encode())
    (call,) = calls(source, api(), clients(source, api()))
    (verdict,) = verdicts(api(), ms, call, Reader(source, api()))
    assert verdict.call is call
    assert isinstance(verdict.node, cst.Dict)

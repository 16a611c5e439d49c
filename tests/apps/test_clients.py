"""The clients that a source makes, each use of them, and the calls that are those of the service."""

from functools import cache
from pathlib import Path

import pytest

import monitorshapes as ms
from shapegen.apps.api import Api
from shapegen.apps.clients import Client, calls, clients
from shapegen.apps.source import SourceFile, read
from shapegen.emit import packages

MADE = 'boto3.client("sagemaker")'
STOP = 'stop_monitoring_schedule(MonitoringScheduleName="a")'


@cache
def api() -> Api:
    return Api(packages.described(Path(ms.__file__).parent).service)


def source(code: str) -> SourceFile:
    return read(Path("app.py"), f"import boto3\nfrom other import fill, given, name\n{code}\n".encode())


def made(code: str) -> list[tuple[str | None, list[int], bool, bool]]:
    """Of each client: what it is assigned to, the lines of its uses, whether it is shared and has strangers."""
    file = source(code)

    def told(client: Client) -> tuple[str | None, list[int], bool, bool]:
        target = None if client.target is None else file.code(client.target)
        return target, [file.line(use) - 2 for use in client.uses], client.is_shared, client.has_strangers

    return [told(each) for each in clients(file, api()).made]


def called(code: str) -> list[tuple[str, bool]]:
    """The operations that are called, and of each whether its client is known."""
    file = source(code)
    return [(call.operation.name, call.client is not None) for call in calls(file, api(), clients(file, api()))]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (f"c = {MADE}\nc.x\nc.y", [("c", [2, 3], True, False)]),
        (f"c: object = {MADE}\nc.x", [("c", [2], True, False)]),
        (f"def f():\n    c = {MADE}\n    c.x\nc.y", [("c", [3], False, False)]),
        (f"c = {MADE}\nd = {MADE}\nd.x\nc.x", [("c", [4], True, False), ("d", [3], True, False)]),
        (f"c = {MADE}", [("c", [], True, False)]),
        ('c = boto3.client("s3")\nc.x', []),
        (f"fill(1)\nfill({MADE})\nc = {MADE}\nc.x", [("c", [4], True, False)]),
        # no name that is surely this client
        (f"c = d = {MADE}\nc.x", []),
        (f"c, d = {MADE}\nc.x", []),
        (f"c[0] = {MADE}\nc[0].x", []),
        (f"if name:\n    c = {MADE}\nelse:\n    c = given\nc.x", []),
        (f"fill({MADE})", []),
        (f"{MADE}.x", []),
        (f"return_ = fill({MADE})", []),
        # attributes
        (f"class A:\n    def f(self):\n        self.c = {MADE}\n        self.c.x", [("self.c", [4], True, False)]),
        (
            f"class A:\n    def f(self):\n        self.c: object = {MADE}\n        self.c.x",
            [("self.c", [4], True, False)],
        ),
        (
            f"class A:\n    def f(self):\n        self.c = {MADE}\n        self.c.x\n"
            "class B(A):\n    def g(self): self.c",
            [("self.c", [4], True, True)],
        ),
        (f"class A:\n    def f(self):\n        self.c = {MADE}\nA().c.x", [("self.c", [], True, True)]),
        (
            f"class A:\n    def f(self):\n        self.c = {MADE}\n        c = 5\n        c.x",
            [("self.c", [], True, False)],
        ),
        (
            f"class A:\n    def f(self):\n        self.c = {MADE}\n        self.d.x\n        c.d",
            [("self.c", [], True, False)],
        ),
        (
            f"class A:\n    def f(self):\n        self.c = {MADE}\n        c.d\n        fill(c=1)",
            [("self.c", [], True, False)],
        ),
        # `boto3.client` is a call of a method, and no use
        (
            f"class A:\n    def f(self):\n        self.client = {MADE}\n        self.client.x",
            [("self.client", [4], True, False)],
        ),
        # that something else assigns, too, or that is no attribute of a class
        (f"class A:\n    def f(self):\n        self.c = {MADE}\n        self.c = given", []),
        (f"class A:\n    def f(self):\n        self.c = {MADE}\n        self.c += given", []),
        (f"class A:\n    def f(self):\n        self.c = {MADE}\n        self.c: object = given", []),
        (f"class A:\n    def f(self):\n        self.c = {MADE}\nA.c = given", []),
        (f"class A:\n    def f(self):\n        name.c = {MADE}\n        name.c.x", []),
        (f"class A:\n    def f(self):\n        self.b.c = {MADE}\n        self.b.c.x", []),
        (f"def f(self):\n    self.c = {MADE}\n    self.c.x", []),
    ],
)
def test_a_client_has_one_name_and_each_use_of_that_is_known(
    code: str, found: list[tuple[str | None, list[int], bool, bool]]
) -> None:
    assert made(code) == found


def test_a_client_may_be_what_it_is_where_it_is_used() -> None:
    file = source(f"{MADE}.{STOP}")
    (call,) = calls(file, api(), clients(file, api()))
    assert call.client is not None
    assert (file.code(call.client.made), call.client.uses, call.client.target) == (MADE, (call.receiver,), None)
    assert not call.client.is_shared
    assert file.code(call.method) == "stop_monitoring_schedule"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (f"c = {MADE}\nc.{STOP}", [("StopMonitoringSchedule", True)]),
        (f"c = {MADE}\nc.{STOP}\nc.list_tags(1)", [("StopMonitoringSchedule", True), ("ListTags", True)]),
        (f"fill(1)\nc = {MADE}\nc.{STOP}", [("StopMonitoringSchedule", True)]),
        (f"def f(c):\n    c.{STOP}\nf({MADE})", [("StopMonitoringSchedule", True)]),
        (f"c = {MADE}\nc.list_endpoints()\nstop_monitoring_schedule()\nc()()", []),
        (f"c = boto3.client('s3')\nc.{STOP}", []),
        # of what is not known: it is written as boto3 wants it
        (f"given.{STOP}", [("StopMonitoringSchedule", False)]),
        ("given.stop_monitoring_schedule(**name)", [("StopMonitoringSchedule", False)]),
        ("given.add_tags(ResourceArn='a', **name)", [("AddTags", False)]),
        ("given.add_tags(ResourceArn='a', Tags=[])", [("AddTags", False)]),
        ("given.list_monitoring_schedules(MaxResults=5)", [("ListMonitoringSchedules", False)]),
        # or as others have it
        ("given.stop_monitoring_schedule()", []),
        ("given.list_monitoring_schedules()", []),
        ("given.stop_monitoring_schedule('a')", []),
        ("given.stop_monitoring_schedule(*name)", []),
        ("given.list_monitoring_schedules(*name, MaxResults=5)", []),
        ("given.add_tags(ResourceArn='a')", []),
        ("given.add_tags(Tags=[], ResourceArn='a', Other=5)", []),
        ("given.add_tags(ResourceArn='a', Other=5, **name)", []),
        ("given.add_tags(resource_arn='a', tags=[])", []),
    ],
)
def test_a_call_is_one_of_the_service_by_its_client_or_by_its_arguments(
    code: str, found: list[tuple[str, bool]]
) -> None:
    assert called(code) == found


LIST = ("ListMonitoringSchedules", True)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (f'{MADE}.get_paginator("list_monitoring_schedules").paginate()', [LIST]),
        (f'c = {MADE}\nc.get_paginator("list_monitoring_schedules").paginate()', [LIST]),
        (f'c = {MADE}\np = c.get_paginator("list_monitoring_schedules")\np.paginate()', [LIST]),
        (f'c = {MADE}\np = c.get_paginator("list_monitoring_schedules")\np.paginate()\np.paginate()', [LIST, LIST]),
        (f'c = {MADE}\np: object = c.get_paginator("list_monitoring_schedules")\np.paginate()', []),
        (f'c = {MADE}\nfor p in c.get_paginator("list_monitoring_schedules"):\n    p.paginate()', []),
        (f'c = {MADE}\nc.get_paginator("list_endpoints").paginate()', []),
        (f"c = {MADE}\nc.get_paginator(name).paginate()", []),
        (f"c = {MADE}\nc.get_paginator().paginate()", []),
        (f'c = {MADE}\nc.get_paginator(*"list_monitoring_schedules").paginate()', []),
        (f'c = {MADE}\nc.get_paginator(operation_name="list_monitoring_schedules").paginate()', []),
        (f'c = {MADE}\nc.get_waiter("list_monitoring_schedules").paginate()', []),
        ('given.get_paginator("list_monitoring_schedules").paginate()', []),
        ("given.paginate()", []),
        ("def f(p):\n    p.paginate()", []),
    ],
)
def test_pages_are_those_of_a_client_and_an_operation_that_the_source_names(
    code: str, found: list[tuple[str, bool]]
) -> None:
    assert called(code) == found


def test_a_paginator_knows_its_client_and_its_name() -> None:
    file = source(f'c = {MADE}\np = c.get_paginator("list_monitoring_schedules")\np.paginate()')
    (call,) = calls(file, api(), clients(file, api()))
    assert call.pages is not None
    assert call.pages.variable is not None
    assert call.pages.client is call.client
    parts = (call.pages.receiver, call.pages.method, call.pages.variable.name, call.receiver, call.method)
    assert [file.code(each) for each in parts] == ["c", "get_paginator", "p", "p", "paginate"]

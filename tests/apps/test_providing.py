"""The generated client wraps boto3's where it is made, or stands beside it where others need that one, too."""

import pytest
from adopting import ALONE, assert_left, converted

from shapegen.apps.adoption import Surroundings

MAKE, WRAP = 'boto3.client("sagemaker")', 'ms.MonitoringClient(boto3.client("sagemaker"))'
STOP, STOPPED = (
    'stop_monitoring_schedule(MonitoringScheduleName="a")',
    'stop_monitoring_schedule(monitoring_schedule_name="a")',
)
PAGES, PAGED = 'get_paginator("list_monitoring_schedules").paginate()', "paginate_list_monitoring_schedules()"
SECOND = "monitoring_client = ms.MonitoringClient(client)"
IMPORTED = Surroundings(is_imported=True)
NO_ROOM = "the client is used otherwise, too, and there is no room for a second one"


@pytest.mark.parametrize(
    ("before", "after", "around"),
    [
        # nobody else needs it
        (f"{MAKE}.{STOP}\n", f"{WRAP}.{STOPPED}\n", ALONE),
        (f"{MAKE}.{STOP}\n", f"{WRAP}.{STOPPED}\n", IMPORTED),
        (f"client = {MAKE}\nclient.{STOP}\n", f"client = {WRAP}\nclient.{STOPPED}\n", ALONE),
        (f"client = ({MAKE})\nclient.{STOP}\n", f"client = ({WRAP})\nclient.{STOPPED}\n", ALONE),
        (
            f"def f():\n    client = {MAKE}\n    client.{STOP}\n",
            f"def f():\n    client = {WRAP}\n    client.{STOPPED}\n",
            IMPORTED,
        ),
        (
            f"client = {MAKE}\nfor page in client.{PAGES}: pass\n",
            f"client = {WRAP}\nfor page in client.{PAGED}: pass\n",
            ALONE,
        ),
        (
            f"client = {MAKE}\ntry: client.{STOP}\nexcept client.exceptions.ResourceNotFound: pass\n",
            f"client = {WRAP}\ntry: client.{STOPPED}\nexcept ms.ResourceNotFound: pass\n",
            ALONE,
        ),
        (
            f"class A:\n    def __init__(self): self.client = {MAKE}\n    def a(self): self.client.{STOP}\n",
            f"class A:\n    def __init__(self): self.client = {WRAP}\n    def a(self): self.client.{STOPPED}\n",
            ALONE,
        ),
        # somebody does
        (
            f"client = {MAKE}\nclient.{STOP}\nkeep(client)\n",
            f"client = {MAKE}\n{SECOND}\nmonitoring_{'client'}.{STOPPED}\nkeep(client)\n",
            ALONE,
        ),
        (f"client = {MAKE}\nclient.{STOP}\n", f"client = {MAKE}\n{SECOND}\nmonitoring_client.{STOPPED}\n", IMPORTED),
        (
            f"client: object = {MAKE}\nclient.{STOP}\n",
            f"client: object = {MAKE}\n{SECOND}\nmonitoring_client.{STOPPED}\n",
            ALONE,
        ),
        (
            f"client = {MAKE}\nfor page in client.{PAGES}: pass\nkeep(client)\n",
            f"client = {MAKE}\n{SECOND}\nfor page in monitoring_client.{PAGED}: pass\nkeep(client)\n",
            ALONE,
        ),
        (
            f"client = {MAKE}\nclient.{STOP}\nkeep(client.exceptions.ResourceNotFound and client.meta)\n",
            None,
            ALONE,
        ),
        (
            f"class A:\n    def __init__(self):\n        self.client = {MAKE}\n    def a(self):\n"
            f"        self.client.{STOP}\n        keep(self.client)\n",
            f"class A:\n    def __init__(self):\n        self.client = {MAKE}\n        self.monitoring_client ="
            f" ms.MonitoringClient(self.client)\n    def a(self):\n        self.monitoring_client.{STOPPED}\n"
            "        keep(self.client)\n",
            ALONE,
        ),
        (
            f"class A:\n    def __init__(self):\n        self.client = {MAKE}\n    def a(self):\n"
            f"        self.client.{STOP}\ndef b(a): keep(a.client)\n",
            f"class A:\n    def __init__(self):\n        self.client = {MAKE}\n        self.monitoring_client ="
            f" ms.MonitoringClient(self.client)\n    def a(self):\n        self.monitoring_client.{STOPPED}\n"
            "def b(a): keep(a.client)\n",
            ALONE,
        ),
    ],
)
def test_a_client_is_wrapped_or_gets_a_second_one(before: str, after: str | None, around: Surroundings) -> None:
    text, _ = converted(f"import boto3\n{before}", around)
    if after is None:
        assert text == f"import boto3\n{before}"
    else:
        assert text == f"import boto3\nimport monitorshapes as ms\n{after}"


@pytest.mark.parametrize(
    "code",
    [
        f"x = 1; client = {MAKE}\nclient.{STOP}\nkeep(client)\n",
        f"if x: client = {MAKE}\nclient.{STOP}\nkeep(client)\n",
        f"class A:\n    def b(self): self.client = {MAKE}\n    def a(self): self.client.{STOP}; keep(self.client)\n",
    ],
)
def test_a_second_client_needs_a_line(code: str) -> None:
    assert_left(f"import boto3\n{code}", NO_ROOM)

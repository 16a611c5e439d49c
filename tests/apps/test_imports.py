"""Where a source gets its import, what it calls the package, and where a second client is made."""

from functools import cache
from pathlib import Path

import pytest

import monitorshapes as ms
from shapegen.apps.adoption import adopt
from shapegen.apps.api import Api
from shapegen.apps.source import edited, read
from shapegen.emit import packages

STOP = 'stop_monitoring_schedule(MonitoringScheduleName="a")'
STOPPED = 'stop_monitoring_schedule(monitoring_schedule_name="a")'


@cache
def api() -> Api:
    return Api(packages.described(Path(ms.__file__).parent).service)


def adopted(code: str) -> str:
    source = read(Path("app.py"), code.encode())
    return edited(source, adopt(source, api()).edits).decode()


@pytest.mark.parametrize(
    ("head", "alias"),
    [
        ("import boto3\nimport monitorshapes as ms\n", "ms"),
        ("import boto3\nimport monitorshapes as shapes\n", "shapes"),
        ("import boto3\nimport monitorshapes\n", "monitorshapes"),
        ("import boto3, monitorshapes as shapes\n", "shapes"),
        ("import monitorshapes as one\nimport boto3\nimport monitorshapes as two\n", "one"),
    ],
)
def test_a_package_that_is_imported_keeps_its_name(head: str, alias: str) -> None:
    assert (
        adopted(f'{head}client = boto3.client("sagemaker")\nclient.{STOP}\n')
        == f'{head}client = {alias}.MonitoringClient(boto3.client("sagemaker"))\nclient.{STOPPED}\n'
    )


@pytest.mark.parametrize(
    ("head", "code", "alias"),
    [
        ("import boto3\n", "import monitorshapes as ms\n", "ms"),
        ("import boto3\nfrom monitorshapes import Tag\n", "import monitorshapes as ms\n", "ms"),
        ("import boto3\nimport monitorshapes.shapes as shapes\n", "import monitorshapes as ms\n", "ms"),
        ("import boto3\nms = 5\n", "import monitorshapes\n", "monitorshapes"),
        ("import boto3\nfrom other import ms\n", "import monitorshapes\n", "monitorshapes"),
        # an import that may not have run
        ("import boto3\nif 1:\n    import monitorshapes as x\n", "import monitorshapes as ms\n", "ms"),
        ("import boto3\ndef f():\n    import monitorshapes as x\n", "import monitorshapes as ms\n", "ms"),
    ],
)
def test_a_package_that_is_not_imported_gets_a_name_that_is_free(head: str, code: str, alias: str) -> None:
    first, rest = head.split("\n", 1)
    assert (
        adopted(f'{head}client = boto3.client("sagemaker")\nclient.{STOP}\n')
        == f'{first}\n{code}{rest}client = {alias}.MonitoringClient(boto3.client("sagemaker"))\nclient.{STOPPED}\n'
    )


def test_where_no_name_is_free_everything_stays() -> None:
    source = read(
        Path("app.py"),
        f'import boto3\nms = monitorshapes = 5\nc = boto3.client("sagemaker")\nc.{STOP}\nc.{STOP}\n'.encode(),
    )
    found = adopt(source, api())
    assert (found.edits, found.converted) == ([], 0)
    assert [(each.line, each.text) for each in found.left] == [
        (4, "stop_monitoring_schedule: the names `ms` and `monitorshapes` are taken"),
        (5, "stop_monitoring_schedule: the names `ms` and `monitorshapes` are taken"),
    ]


#: A head, where `<>` says which line the import becomes.
HEADS = {
    "behind boto3": "import os\nimport boto3\n<>import sys\n",
    "behind its session": "import boto3.session\n<>import sys\n",
    "behind several": "import os, boto3\n<>import sys\n",
    "behind boto3, not what follows": "import boto3\n<>import pandas\n",
    "behind what comes before it": "import boto3\nimport botocore.exceptions\nimport json as j\n<>import pandas\n",
    "in the block of boto3": "import boto3\n<>\nimport botocore\n",
    "in the block of boto3, with a comment": "import boto3\n<># errors\nimport botocore\n",
    "before imports of two": "import boto3\n<>import botocore, click\n",
    "before imports of names": "import boto3\n<>from botocore import session\nimport click\n",
    "before what is no import": "import boto3\n<>x = 1\nimport botocore\n",
    "behind a docstring": '"""What it does."""\n<>from boto3 import client as made\nboto3 = made\n',
    "behind the future": "from __future__ import annotations\n<>import os\nfrom boto3 import client as made\n",
    "behind both": '"""What it does."""\n\nfrom __future__ import annotations\n<>\nfrom boto3 import client as made\n',
    "behind boto3 and both": '"""What it does."""\nfrom __future__ import annotations\nimport boto3\n<>',
    "behind what follows a docstring": '"""What it does."""\nimport json\n<>from boto3 import client as made\n',
    "behind the first boto3": "import boto3\n<>x = 1\nimport boto3.session\n",
    "before all": "<>from boto3 import client as made\nimport os\n",
    "behind a comment": "#!/usr/bin/python\n\n<>from boto3 import client as made\n",
    "before a statement": "<>if 1:\n    import boto3\n",
    "before a statement that hides boto3": "<>try:\n    x = 1\nfinally:\n    pass\nimport boto3\n",
}


@pytest.mark.parametrize("name", HEADS)
def test_the_import_stands_where_isort_would_put_it(name: str) -> None:
    head = HEADS[name]
    make = "made" if "made" in head else "boto3.client"
    before, after = (head.replace("<>", each) for each in ("", "import monitorshapes as ms\n"))
    assert (
        adopted(f'{before}client = {make}("sagemaker")\nclient.{STOP}\n')
        == f'{after}client = ms.MonitoringClient({make}("sagemaker"))\nclient.{STOPPED}\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # what needs the import stands before that of boto3, or before the others of its block
        (
            f'def f(boto):\n    boto.client("sagemaker").{STOP}\nimport boto3\n',
            "import monitorshapes as ms\ndef f(boto):\n"
            f'    ms.MonitoringClient(boto.client("sagemaker")).{STOPPED}\nimport boto3\n',
        ),
        (
            f'from a import boto\nboto.client("sagemaker").{STOP}\nimport boto3\n',
            f'import monitorshapes as ms\nfrom a import boto\nms.MonitoringClient(boto.client("sagemaker")).{STOPPED}\n'
            "import boto3\n",
        ),
        (
            f'import boto3; boto3.client("sagemaker").{STOP}\nimport botocore\n',
            "import boto3; import monitorshapes as ms; "
            f'ms.MonitoringClient(boto3.client("sagemaker")).{STOPPED}\nimport botocore\n',
        ),
        (
            f'"""Doc."""; import a; a.client("sagemaker").{STOP}\n',
            f'"""Doc."""; import monitorshapes as ms; import a; ms.MonitoringClient(a.client("sagemaker")).{STOPPED}\n',
        ),
        (
            f'import boto3\nboto3.client("sagemaker").{STOP}\nimport botocore\n',
            f'import boto3\nimport monitorshapes as ms\nms.MonitoringClient(boto3.client("sagemaker")).{STOPPED}\n'
            "import botocore\n",
        ),
        (
            f'import boto3  # für AWS\nboto3.client("sagemaker").{STOP}\n',
            "import boto3  # für AWS\nimport monitorshapes as ms\n"
            f'ms.MonitoringClient(boto3.client("sagemaker")).{STOPPED}\n',
        ),
    ],
)
def test_the_import_stands_before_what_needs_it(before: str, after: str) -> None:
    assert adopted(before) == after
    assert adopted(before.replace("\n", "\r\n")) == after.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    client = {0}\n", "    client = {0}\n    monitoring_client = ms.MonitoringClient(client)\n"),
        ("\tclient = {0}\n", "\tclient = {0}\n\tmonitoring_client = ms.MonitoringClient(client)\n"),
        (
            "    # für AWS\n    client = {0}  # für AWS\n",
            "    # für AWS\n    client = {0}  # für AWS\n    monitoring_client = ms.MonitoringClient(client)\n",
        ),
        (
            "    if 1:\r        pass\r    client = {0}\n",
            "    if 1:\r        pass\r    client = {0}\n    monitoring_client = ms.MonitoringClient(client)\n",
        ),
        (
            "    client = (\n        {0}\n    )\n",
            "    client = (\n        {0}\n    )\n    monitoring_client = ms.MonitoringClient(client)\n",
        ),
    ],
)
def test_a_second_client_is_made_behind_the_first_and_as_far_to_the_right(before: str, after: str) -> None:
    tab = before[: len(before) - len(before.lstrip())]
    made = 'boto3.client("sagemaker")'
    head = "import boto3\nimport monitorshapes as ms\ndef f():\n"
    assert (
        adopted(f"{head}{before.format(made)}{tab}client.{STOP}\n{tab}client.list_endpoints()\n")
        == f"{head}{after.format(made)}{tab}monitoring_client.{STOPPED}\n{tab}client.list_endpoints()\n"
    )

"""The work of `adopt`, `impact` and `requires` grows with a file, not with the square of it; and what libcst tells."""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import libcst as cst
import pytest
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, ParentNodeProvider, ScopeProvider

import monitorshapes as ms
from shapegen.apps import source as source_module
from shapegen.apps import trees
from shapegen.apps.adoption import adopt
from shapegen.apps.api import Api
from shapegen.apps.mentions import mentions
from shapegen.apps.source import read
from shapegen.emit import packages

CLIENT = 'import boto3\nfrom botocore.exceptions import ClientError\nclient = boto3.client("sagemaker")\n'
STOP = 'stop_monitoring_schedule(MonitoringScheduleName="a")'
KINDS = {
    "calls in a try": (
        f"{CLIENT}def f():\n",
        f"    try:\n        client.{STOP}\n    except ClientError:\n        pass\n",
    ),
    "one name for all responses": (
        CLIENT,
        'r = client.describe_monitoring_schedule(MonitoringScheduleName="a")\nprint(r["MonitoringScheduleName"])\n',
    ),
    "calls of a parameter": ("def f(client):\n", f"    client.{STOP}\n"),
    "calls of an attribute": (
        f"{CLIENT}class A:\n    def made(self):\n        self.client = boto3.client('sagemaker')\n    def f(self):\n",
        f"        self.client.{STOP}\n",
    ),
    "calls of what a function returns": (
        'import boto3\ndef made():\n    return boto3.client("sagemaker")\n',
        f"def f():\n    return made().{STOP}\n",
    ),
}


def work(code: str) -> int:
    """How many functions of shapegen's are called to look at a source."""
    api = Api(packages.described(Path(ms.__file__).parent).service)
    adopt(read(Path("app.py"), CLIENT.encode()), api)  # what is made once
    ours, found = str(Path(source_module.__file__).parent), 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal found
        found += event == "call" and frame.f_code.co_filename.startswith(ours)

    sys.setprofile(count)
    try:
        source = read(Path("app.py"), code.encode())
        adopt(source, api)
        mentions(source, api)
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_work_grows_with_the_file_and_not_with_its_square(kind: str) -> None:
    start, again = KINDS[kind]
    assert work(start + again * 120) < 2.1 * work(start + again * 60)


SOURCES = {kind: start + again * 3 for kind, (start, again) in KINDS.items()}
SOURCES["this test"] = Path(__file__).read_text("utf-8")


@pytest.mark.parametrize("name", SOURCES)
def test_a_tree_says_what_libcst_says(name: str) -> None:
    module = cst.parse_module(SOURCES[name])
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    expected = wrapper.resolve_many([ScopeProvider, ParentNodeProvider, ByteSpanPositionProvider])
    tree = trees.tree(module)
    assert dict(tree.parents) == dict(expected[ParentNodeProvider])
    assert dict(tree.spans) == dict(expected[ByteSpanPositionProvider])
    told: Any = expected[ScopeProvider]
    assert tree.scopes.keys() == told.keys()
    for node, scope in tree.scopes.items():
        assert type(scope) is type(told[node])
        if isinstance(node, cst.Name) and scope is not None:
            found, wanted = ({getattr(each, "node", None) for each in one[node.value]} for one in (scope, told[node]))
            assert found == wanted

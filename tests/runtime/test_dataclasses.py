"""The structures are dataclasses like any other: what the standard library, pytest and `help` make of them."""

import copy
import dataclasses
import gc
import inspect
import io
import os
import pickle
import pprint
import pydoc
import re
import subprocess
import sys
import weakref
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import monitorshapes as ms

KNOWN = {"Key": "a", "Value": "b"}


def cluster(**members: Any) -> ms.MonitoringClusterConfig:
    kind = ms.ProcessingInstanceType.ML_M5_XLARGE
    given: dict[str, Any] = {"instance_count": 1, "instance_type": kind, "volume_size_in_gb": 20}
    return ms.MonitoringClusterConfig(**given | members)


# What the model does not know


def test_what_is_unknown_is_no_field_and_no_parameter() -> None:
    tag = ms.from_dict(ms.Tag, KNOWN | {"Owner": "me"})
    assert [field.name for field in dataclasses.fields(tag)] == ["key", "value"]
    assert dataclasses.asdict(tag) == {"key": "a", "value": "b"}
    assert dataclasses.astuple(tag) == ("a", "b")
    assert list(ms.Tag.__dataclass_fields__) == list(ms.Tag.__annotations__) == ["key", "value"]
    assert "unknown" not in pydoc.render_doc(ms.Tag.__init__)


@pytest.mark.parametrize(
    "copied",
    [
        copy.copy,
        copy.deepcopy,
        dataclasses.replace,
        getattr(copy, "replace", dataclasses.replace),
        lambda x: dataclasses.replace(x, key="other", value="b"),
        lambda x: pickle.loads(pickle.dumps(x)),  # noqa: S301
        lambda x: ms.from_dict(type(x), ms.to_dict(x)),
        lambda x: ms.from_json(type(x), ms.to_json(x)),
    ],
)
def test_what_is_unknown_goes_with_every_copy(copied: Callable[[Any], Any]) -> None:
    tag = copied(ms.from_dict(ms.Tag, KNOWN | {"Owner": {"name": ["me"]}}))
    assert ms.unknown_members(tag) == {"Owner": {"name": ["me"]}}
    assert ms.unknown_members(copied(ms.Tag(key="a", value="b"))) == {}


def test_structures_that_differ_in_what_is_unknown_alone_are_unequal() -> None:
    tags = [ms.from_dict(ms.Tag, KNOWN | more) for more in ({}, {"Owner": "me"}, {"Owner": "you"})]
    assert [[one == other for one in tags] for other in tags] == [[i == j for i in range(3)] for j in range(3)]


def test_repr_names_what_is_unknown() -> None:
    tag = ms.from_dict(ms.Tag, KNOWN | {"Owner": "me", "x y": 1})
    assert repr(tag) == "Tag(key='a', value='b', <unknown: 'Owner', 'x y'>)"
    assert repr(ms.from_dict(ms.MonitoringParquetDatasetFormat, {"A": 1})) == (
        "MonitoringParquetDatasetFormat(<unknown: 'A'>)"
    )


# Dataclasses of a user's that derive from one


@dataclasses.dataclass(kw_only=True)
class Owned(ms.Tag):
    """With `__dict__`."""

    owner: str = "me"


@dataclasses.dataclass(kw_only=True, slots=True, weakref_slot=True)
class Slotted(ms.Tag):
    """Without."""

    owner: str = "me"


class Counted(ms.Tag):
    """With an `__init__` that knows nothing of ours."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.value = str(len(key))


@pytest.mark.parametrize("make", [Owned, Slotted, lambda **_: Counted("a")])
def test_a_derived_class_with_an_init_of_its_own_is_converted_and_copied(make: Callable[..., ms.Tag]) -> None:
    tag = make(key="a", value="1")
    for each in (tag, copy.copy(tag), copy.deepcopy(tag), pickle.loads(pickle.dumps(tag))):  # noqa: S301
        assert type(each) is type(tag)
        assert ms.to_dict(each) == {"Key": "a", "Value": "1"}
        assert ms.violations(each) == ()
        assert ms.unknown_members(each) == {}
        assert each == tag
    assert weakref.ref(tag)() is tag


@pytest.mark.parametrize("cls", [Owned, Slotted])
def test_a_derived_dataclass_has_its_fields_and_those_of_the_structure(cls: Any) -> None:
    assert [field.name for field in dataclasses.fields(cls)] == ["key", "value", "owner"]
    assert repr(dataclasses.replace(cls(key="a", value="b"), owner="you")) == (
        f"{cls.__name__}(key='a', value='b', owner='you')"
    )


# What others show


def test_pytest_names_the_members_that_differ_and_drills_down(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("""
import monitorshapes as ms

def resources(count):
    kind = ms.ProcessingInstanceType.ML_M5_XLARGE
    cluster = ms.MonitoringClusterConfig(instance_count=count, instance_type=kind, volume_size_in_gb=20)
    return ms.MonitoringResources(cluster_config=cluster)

def test_members():
    assert resources(1) == resources(2)
""")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-vv", "test_it.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    for line in (
        "E         ['cluster_config']",
        "E         Drill down into differing attribute cluster_config:",
        "E           ['instance_count']",
        "E           Drill down into differing attribute instance_count:",
        "E             instance_count: 1 != 2",
    ):
        assert line in run.stdout, run.stdout


def test_pprint_breaks_lines() -> None:
    assert pprint.pformat(ms.MonitoringResources(cluster_config=cluster()), width=60) == (
        "MonitoringResources(cluster_config=MonitoringClusterConfig(instance_count=1,\n"
        "                                                           instance_type=<ProcessingInstanceType.ML_M5_XLARGE:"
        " 'ml.m5.xlarge'>,\n"
        "                                                           volume_size_in_gb=20,\n"
        "                                                           volume_kms_key_id=None))"
    )
    assert pprint.pformat(ms.Tag(key="a", value="b")) == "Tag(key='a', value='b')"


def test_help_tells_the_members_and_what_they_are() -> None:
    out = io.StringIO()
    pydoc.Helper(output=out).help(ms.CreateMonitoringScheduleRequest)
    text = out.getvalue()
    called = re.sub(r"\n? \| +", " ", text).replace("( *", "(*")  # since 3.13 a line for each parameter
    assert "CreateMonitoringScheduleRequest(*, monitoring_schedule_name: 'str', monitoring_schedule_config:" in called
    assert " |  monitoring_schedule_name\n |      The name of the monitoring schedule." in text
    assert "Initialize self" in text
    assert "_unknown" not in text.replace("__slotnames__", "").partition("Data and other attributes")[0]


def test_help_tells_the_members_of_an_enum_and_their_values() -> None:
    out = io.StringIO()
    pydoc.Helper(output=out).help(ms.ProcessingInstanceType)
    assert re.search(r"^ \|      ML_C5_18XLARGE = 'ml.c5.18xlarge'$", out.getvalue(), re.MULTILINE)
    told = inspect.getdoc(ms.MonitoringProblemType)  # IPython's `?`
    assert told is not None
    assert told.startswith("Used by ")
    assert told.endswith("    MULTICLASS_CLASSIFICATION = 'MulticlassClassification'\n    REGRESSION = 'Regression'")


def test_a_structure_can_be_referred_to_weakly() -> None:
    tag = ms.Tag(key="a", value="b")
    reference = weakref.ref(tag)
    assert reference() is tag
    del tag
    gc.collect()
    assert reference() is None


# Processes, and modules that are loaded again


def _echo(x: Any) -> Any:
    return x


def test_structures_go_to_another_process_and_back() -> None:
    sent = [ms.from_dict(ms.Tag, KNOWN | {"Owner": "me"}), cluster(instance_type=ms.ProcessingInstanceType("newer"))]
    with get_context("spawn").Pool(1) as pool:
        assert pool.map(_echo, sent) == sent


@pytest.mark.parametrize("module", ["shapes", "wire", "validators", "operations", "client", "_runtime.structures"])
def test_a_module_that_is_loaded_again_leaves_a_package_that_works(module: str) -> None:
    program = f"""
import importlib, typing
import monitorshapes as ms

tag, cls = ms.from_dict(ms.Tag, {{"Key": "a", "Value": "b", "Owner": "me"}}), ms.Tag
importlib.reload(importlib.import_module("monitorshapes.{module}"))
from monitorshapes.shapes import Tag
assert Tag is ms.Tag is cls
assert [each.rule for each in ms.violations(tag)] == ["unknown"]
assert ms.violations(ms.AddTagsInput(resource_arn="a" * 300, tags=[tag]))
assert ms.from_dict(ms.Tag, ms.to_dict(tag)) == tag
assert typing.get_type_hints(ms.Tag) == {{"key": str, "value": str}}
assert typing.get_type_hints(ms.MonitoringClusterConfig)["instance_type"] is ms.ProcessingInstanceType
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr

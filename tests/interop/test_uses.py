"""What libraries make of the structures, beside the same classes written with the standard library."""

import html
import inspect
import json
import re
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import plain
import pytest
import uses

import monitorshapes

pytest.importorskip("jedi", reason="the libraries have an environment of their own: scripts/interop")
pandas = pytest.importorskip("pandas")
numpy = pytest.importorskip("numpy")

#: Of what a structure does not do, why; plain dataclasses that are declared as ours do none of it either.
REFUSED = {
    "hash_": "structures change",
    "in_set": "structures change",
    "ordering": "the API has no order",
    "match_pos": "members are keywords",
    "vars_": "slots",
    "setattr_typo": "slots refuse what is no member",
    "attrs_asdict": "not attrs",
    "deepdiff_hash": "deepdiff's DeepHash has no len()",
    "yaml_dump": "PyYAML's safe_dump takes no enum",
    "marshmallow_dc": "marshmallow reads enums by name",
}


def outcome(use: Callable[[], Any], module: Any) -> Exception | None:
    uses.M = module
    try:
        use()
    except Exception as error:
        return error
    return None


@pytest.mark.parametrize("use", uses.USES, ids=lambda use: use.__name__)
def test_a_use_works_as_with_plain_dataclasses(use: Callable[[], Any]) -> None:
    ours, theirs = outcome(use, monitorshapes), outcome(use, plain)
    assert ours is None or theirs is not None, ours
    if use.__name__ in REFUSED:
        assert ours is not None, "it works now"
    elif ours is not None:
        pytest.xfail(f"the library's own, with plain dataclasses too: {theirs!r}")


def test_no_library_writes_what_is_unknown() -> None:
    import cattrs
    import msgspec
    import orjson
    import pydantic
    from fastapi.encoders import jsonable_encoder

    tag = monitorshapes.from_dict(monitorshapes.Tag, {"Key": "a", "Value": "b", "Owner": "me"})
    members = {"key": "a", "value": "b"}
    assert cattrs.unstructure(tag) == members
    assert msgspec.to_builtins(tag) == msgspec.json.decode(msgspec.json.encode(tag)) == members
    assert msgspec.json.decode(orjson.dumps(tag)) == members
    assert pydantic.TypeAdapter(monitorshapes.Tag).dump_python(tag) == members
    assert jsonable_encoder(tag) == members
    assert list(pandas.DataFrame([tag]).columns) == list(members)


@pytest.mark.parametrize("value", [pandas.NaT, pandas.NA, pandas.Series([1]), pandas.DataFrame()], ids=repr)
def test_values_of_pandas_are_violations(value: Any) -> None:
    config = monitorshapes.ScheduleConfig(schedule_expression=value, data_analysis_start_time=value)
    rules = [(each.attribute, each.rule) for each in monitorshapes.violations(config)]
    assert ("schedule_expression", "type") in rules


ODD = [
    *map(numpy.float64, (1.5, "nan")),
    *map(numpy.array, (["a"], [1.0], 3, [])),
    *(numpy.datetime64(each) for each in ("2020-01-01", "NaT")),
    *(
        numpy.int64(3),
        numpy.uint64(2**64 - 1),
        numpy.bool_(True),
        numpy.str_("abc"),
        numpy.bytes_(b"ab"),
        numpy.ma.masked,
    ),
    *(pandas.Timestamp("2020-01-01", tz="Europe/Berlin"), pandas.Timestamp("2020-01-01"), pandas.NaT, pandas.NA),
    *(pandas.Series(["a"]), pandas.DataFrame({"a": ["b"]}), pandas.Categorical(["a"]), pandas.Period("2020")),
]


@pytest.mark.parametrize("odd", ODD, ids=lambda each: type(each).__name__)
def test_what_numpy_and_pandas_have_is_named_or_can_be_sent_in_any_member(odd: Any) -> None:
    public = [getattr(monitorshapes, name) for name in monitorshapes.__all__]
    for structure in filter(is_dataclass, public):
        if structure.__module__ != "monitorshapes.shapes":
            continue
        for field in fields(structure):
            for value in (odd, [odd], {"a": odd}):
                x = monitorshapes.from_dict(structure, {})
                before = {each.attribute for each in monitorshapes.violations(x)}
                setattr(x, field.name, value)
                if {each.attribute for each in monitorshapes.violations(x)} <= before - {field.name}:
                    json.dumps(monitorshapes.to_dict(x), default=datetime.isoformat)
                    again = monitorshapes.from_json(structure, monitorshapes.to_json(x))
                    assert {each.attribute for each in monitorshapes.violations(again)} <= before


def test_nat_is_no_time_of_the_year_1() -> None:
    request = monitorshapes.ListMonitoringSchedulesRequest(creation_time_after=pandas.NaT)
    assert monitorshapes.to_dict(request)["CreationTimeAfter"] is pandas.NaT


def test_times_of_pandas_are_times() -> None:
    times = monitorshapes.violations(
        monitorshapes.ListMonitoringSchedulesRequest(creation_time_after=pandas.Timestamp("2020-01-01", tz="UTC"))
    )
    assert times == ()
    [violation] = monitorshapes.violations(monitorshapes.ListMonitoringSchedulesRequest(creation_time_after=pandas.NaT))
    assert violation.rule == "type"


#: What is written, and what is offered behind it.
COMPLETED = {
    "ms.CreateMonitoringSch": "CreateMonitoringScheduleRequest",
    "ms.Tag(ke": "key=",
    "ms.Tag(key='a', value='b').va": "value",
    "from monitorshapes import MonitoringCl": "MonitoringClient",
    "ms.MonitoringType.DATA_Q": "DATA_QUALITY",
    "ms.MonitoringClient(1).describe_monitoring_sched": "describe_monitoring_schedule",
    "ms.MonitoringClient(1).describe_monitoring_schedule(monitoring_schedule_name='a').monitoring_schedule_a": (
        "monitoring_schedule_arn"
    ),
    "ms.viol": "violations",
    "ms.stubs.Clie": "Client",
    "ms.CreateMonitoringScheduleRequest(monitoring_schedule_n": "monitoring_schedule_name=",
    "ms.MonitoringScheduleConfig().schedule_config.sched": "schedule_expression",
    "ms.from_dict(ms.Tag, {}).va": "value",
}


@pytest.mark.parametrize("written", COMPLETED)
def test_jedi_completes(written: str) -> None:
    import jedi

    completions = jedi.Script(f"import monitorshapes as ms\n{written}").complete()
    assert COMPLETED[written] in [each.name for each in completions]


def test_jedi_goes_to_the_definition_and_shows_its_parameters() -> None:
    import jedi

    script = jedi.Script("import monitorshapes as ms\nms.Tag(")
    [definition] = script.goto(2, 5, follow_imports=True)
    assert definition.type == "class"
    assert definition.module_path.name == "shapes.py"
    assert [each.to_string() for each in script.get_signatures()] == ["Tag(key: str, value: str)"]


def test_griffe_sees_dataclasses_with_their_parameters_and_what_is_public() -> None:
    import griffe

    package = griffe.load("monitorshapes", search_paths=[str(Path(monitorshapes.__file__).parents[1])])
    tag = package["shapes.Tag"]
    assert "dataclass" in tag.labels
    assert [each.name for each in tag.parameters] == ["self", "key", "value"]
    assert {str(each) for each in package.exports} == set(monitorshapes.__all__)


def test_sphinx_shows_patterns_with_their_backslashes(tmp_path: Path) -> None:
    from sphinx.cmd.build import main as sphinx

    (tmp_path / "conf.py").write_text("extensions = ['sphinx.ext.autodoc']\n")
    public = [getattr(monitorshapes, name) for name in monitorshapes.__all__]
    classes = [each for each in public if is_dataclass(each) and "Pattern ``" in inspect.getsource(each)]
    page = "".join(f".. autoclass:: monitorshapes.{each.__name__}\n   :members:\n\n" for each in classes)
    (tmp_path / "index.rst").write_text(f"Shapes\n======\n\n{page}")
    assert sphinx(["-q", "-b", "html", str(tmp_path), str(tmp_path / "html")]) == 0
    shown = html.unescape(re.sub("<[^>]*>", "", (tmp_path / "html" / "index.html").read_text()))
    patterns = [pattern for each in classes for pattern in re.findall("``(.*?)``", inspect.getsource(each))]
    assert len(patterns) > 20
    assert r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)" in patterns
    assert [pattern for pattern in patterns if pattern not in " ".join(shown.split())] == []


def test_pydantic_reads_the_typed_dicts_from_python_3_12_on() -> None:
    import pydantic

    dicts = partial(pydantic.TypeAdapter, monitorshapes.stubs.Tag)
    if sys.version_info < (3, 12):
        with pytest.raises(pydantic.PydanticUserError, match="typing_extensions"):
            dicts()
        return
    tag = {"Key": "a", "Value": "b"}
    assert dicts().validate_python(tag) == tag
    with pytest.raises(pydantic.ValidationError):
        dicts().validate_python({"Key": "a"})

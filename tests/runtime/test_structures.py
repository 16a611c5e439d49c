"""What a structure is: a dataclass with the members of the model and no other name."""

import copy
import dataclasses
import inspect
import pickle
import re
import subprocess
import sys
import textwrap
import traceback
import typing
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from strategies import TINY, Package, generate, monitoring

import monitorshapes as ms
from shapegen import profiles

MODEL: Mapping[str, Any] = monitoring().model
SHAPES: Mapping[str, Any] = MODEL["shapes"]
GENERATED = set(monitoring().shapes)
STRUCTURES = sorted(name for name in GENERATED if SHAPES[name]["type"] == "structure")
SNAKE: Any = import_module("botocore").xform_name
WIRE: Any = import_module("monitorshapes.wire")

OF_MODEL_MONITOR = re.compile("Monitor|DataQuality|ModelQuality|ModelBias|ModelExplainability|DataCapture")


def with_unknown() -> ms.MonitoringScheduleConfig:
    data = {
        "MonitoringType": "Newer",
        "ScheduleConfig": {"ScheduleExpression": "NOW", "Inner": {"a": [1]}},
        "Outer": "text",
    }
    return ms.from_dict(ms.MonitoringScheduleConfig, data)


# What is there


def test_every_shape_of_model_monitor_is_generated_or_left_out_with_a_reason() -> None:
    left_out = profiles.read("codegen/monitoring").left_out
    expected = {name for name in SHAPES if OF_MODEL_MONITOR.search(name)}
    assert expected == (expected & GENERATED) | set(left_out)
    assert not GENERATED & set(left_out)
    assert all(len(reason.split()) > 3 for reason in left_out.values())


@pytest.mark.parametrize("name", STRUCTURES)
def test_members_are_those_of_the_model_with_boto3s_names(name: str) -> None:
    cls, shape = getattr(ms, name), SHAPES[name]
    required = shape.get("required", ())
    in_order = sorted(shape["members"], key=lambda member: member not in required)
    fields = {field.name: field for field in dataclasses.fields(cls)}
    assert list(fields) == [*map(SNAKE, in_order)]
    assert WIRE.STRUCTURES[cls].members == {member: SNAKE(member) for member in shape["members"]}
    hints = typing.get_type_hints(cls)
    for member, target in shape["members"].items():
        is_required = fields[SNAKE(member)].default is dataclasses.MISSING
        assert is_required == (member in required)
        annotation = python_type(target["shape"])
        assert hints[SNAKE(member)] == (annotation if is_required else annotation | None)


PYTHON = {"string": str, "integer": int, "long": int, "float": float, "double": float, "boolean": bool}


def python_type(name: str) -> Any:
    shape = SHAPES[name]
    match shape["type"]:
        case "structure":
            return getattr(ms, name)
        case "string" if "enum" in shape:
            return getattr(ms, name)
        case "list":
            return list[python_type(shape["member"]["shape"])]  # type: ignore[misc]
        case "map":
            return dict[str, python_type(shape["value"]["shape"])]  # type: ignore[misc]
        case "timestamp":
            return datetime
        case other:
            return PYTHON[other]


def test_capitals_in_a_wire_name_come_back() -> None:
    cluster = ms.MonitoringClusterConfig(
        instance_count=1, instance_type=ms.ProcessingInstanceType.ML_M5_XLARGE, volume_size_in_gb=20
    )
    assert ms.to_dict(cluster) == {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}
    assert ms.from_dict(ms.MonitoringClusterConfig, ms.to_dict(cluster)) == cluster


@pytest.mark.parametrize("name", STRUCTURES)
def test_no_name_is_public_but_the_members(name: str) -> None:
    public = [each for each in dir(getattr(ms, name)) if not each.startswith("_")]
    assert public == sorted(map(SNAKE, SHAPES[name]["members"]))


# What a dataclass does


@pytest.mark.parametrize("name", STRUCTURES)
def test_parameters_are_keywords_with_the_required_ones_first(name: str) -> None:
    parameters = inspect.signature(getattr(ms, name)).parameters
    assert list(parameters) == [field.name for field in dataclasses.fields(getattr(ms, name))]
    assert {each.kind for each in parameters.values()} <= {inspect.Parameter.KEYWORD_ONLY}
    defaults = [each.default for each in parameters.values()]
    required = len(SHAPES[name].get("required", ()))
    assert defaults == [inspect.Parameter.empty] * required + [None] * (len(defaults) - required)


def test_a_call_that_does_not_fit_names_what_is_wrong() -> None:
    tag: Any = ms.Tag
    with pytest.raises(TypeError, match=r"Tag\.__init__\(\) takes 1 positional argument"):
        tag("key", "value")
    with pytest.raises(TypeError, match=r"Tag\.__init__\(\) missing 1 required keyword-only argument: 'value'"):
        tag(key="key")
    with pytest.raises(TypeError, match=r"Tag\.__init__\(\) got an unexpected keyword argument 'name'"):
        tag(key="key", value="value", name="name")


def test_structures_change_and_are_not_hashed() -> None:
    tag = ms.Tag(key="a", value="b")
    tag.value = "c"
    assert tag == ms.Tag(key="a", value="c")
    with pytest.raises(TypeError, match="unhashable"):
        hash(tag)


def test_attributes_that_are_no_members_are_refused() -> None:
    for x in (ms.Tag(key="a", value="b"), ms.ListTagsInput(resource_arn="a"), ms.MonitoringParquetDatasetFormat()):
        with pytest.raises(AttributeError):
            setattr(x, "nmae", 1)  # noqa: B010
        assert not hasattr(x, "__dict__")


def test_equality_is_of_the_class_and_of_every_member() -> None:
    assert with_unknown() == with_unknown()
    for other in (
        ms.from_dict(ms.MonitoringScheduleConfig, ms.to_dict(with_unknown()) | {"Outer": "other text"}),
        dataclasses.replace(with_unknown(), monitoring_type=ms.MonitoringType.MODEL_BIAS),
        dataclasses.replace(with_unknown(), schedule_config=ms.ScheduleConfig(schedule_expression="NOW")),
        ms.to_dict(with_unknown()),
    ):
        assert with_unknown() != other
    start: Any = ms.StartMonitoringScheduleRequest(monitoring_schedule_name="a")
    assert start != ms.StopMonitoringScheduleRequest(monitoring_schedule_name="a")


def test_replace_and_asdict_know_the_members_and_keep_what_is_unknown() -> None:
    x = with_unknown()
    for replace in (dataclasses.replace, getattr(copy, "replace", dataclasses.replace)):
        other = replace(x, monitoring_job_definition_name="name")
        assert other == dataclasses.replace(with_unknown(), monitoring_job_definition_name="name")
        assert ms.unknown_members(other) == {"Outer": "text"}
        assert x == with_unknown()
    assert dataclasses.asdict(x) == {
        "monitoring_type": "Newer",
        "schedule_config": {
            "schedule_expression": "NOW",
            "data_analysis_start_time": None,
            "data_analysis_end_time": None,
        },
        "monitoring_job_definition": None,
        "monitoring_job_definition_name": None,
    }


def pickled(protocol: int) -> Callable[[Any], Any]:
    return lambda x: pickle.loads(pickle.dumps(x, protocol))  # noqa: S301


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, *map(pickled, range(2, pickle.HIGHEST_PROTOCOL + 1))])
def test_copies_are_equal_and_keep_what_is_unknown(copied: Callable[[Any], Any]) -> None:
    x = with_unknown()
    other = copied(x)
    assert other == x
    assert other is not x
    assert type(other) is type(x)
    assert ms.to_dict(other) == ms.to_dict(x)
    assert ms.unknown_members(other.schedule_config) == {"Inner": {"a": [1]}}
    assert (other.schedule_config is x.schedule_config) == (copied is copy.copy)


def test_repr_shows_what_is_set() -> None:
    assert repr(ms.MonitoringParquetDatasetFormat()) == "MonitoringParquetDatasetFormat()"
    assert repr(with_unknown()) == (
        "MonitoringScheduleConfig(schedule_config=ScheduleConfig(schedule_expression='NOW', <unknown: 'Inner'>),"
        " monitoring_type=<MonitoringType.Newer: 'Newer'>, <unknown: 'Outer'>)"
    )
    assert repr(ms.MonitoringNetworkConfig(enable_network_isolation=False)) == (
        "MonitoringNetworkConfig(enable_network_isolation=False)"
    )


# First use


def run(code: str) -> str:
    result = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_signature_is_right_before_the_first_use() -> None:
    code = """
        import dataclasses, inspect
        import monitorshapes as ms
        print(inspect.signature(ms.Tag))
        print(inspect.signature(ms.ScheduleConfig.__init__))
        ms.Tag(key="a", value="b")
        print(inspect.signature(ms.Tag))
        """
    before, method, after = run(code).splitlines()
    assert before == after == str(inspect.signature(ms.Tag))
    assert before == "(*, key: 'str', value: 'str') -> 'None'"
    assert method == str(inspect.signature(ms.ScheduleConfig.__init__))


def test_many_threads_can_be_the_first_to_use_the_package() -> None:
    code = """
        import sys
        from concurrent.futures import ThreadPoolExecutor
        from threading import Barrier
        from unittest.mock import Mock
        import monitorshapes as ms

        sys.setswitchinterval(1e-6)
        barrier = Barrier(16)

        def use(number):
            barrier.wait()
            steps = [
                lambda: ms.Tag(key="a", value="b"),
                lambda: ms.to_dict(ms.Tag(key="a", value="b")),
                lambda: ms.violations(ms.Tag(key="a", value="b")),
                lambda: ms.from_dict(ms.Tag, {"Key": "a", "Value": "b"}),
                lambda: ms.MonitoringType("DataQuality"),
                lambda: ms.MonitoringClient(Mock()),
            ]
            for step in range(len(steps)):
                steps[(number + step) % len(steps)]()
            return ms.from_json(ms.Tag, ms.to_json(ms.Tag(key="a", value="b")))

        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(use, range(16))) == [ms.Tag(key="a", value="b")] * 16
        """
    for _ in range(2):
        run(code)


def test_a_class_can_be_made_while_another_thread_loads_typing() -> None:
    """dataclasses takes from sys.modules what typing has so far."""
    code = """
        import sys, time
        from threading import Thread
        import monitorshapes as ms

        def slowly(frame, event, argument):
            if frame.f_globals.get("__name__") == "typing" and frame.f_code.co_name == "<module>":
                time.sleep(0.0001)
            return slowly

        def load():
            sys.settrace(slowly)
            import typing

        thread = Thread(target=load)
        thread.start()
        while "typing" not in sys.modules:
            time.sleep(0)
        assert ms.Tag(key="a", value="b").key == "a"
        thread.join()
        """
    run(code)


# Derived classes


class PlainTag(ms.Tag):
    """A class of a user's, for a method of their own."""

    def text(self) -> str:
        return f"{self.key}={self.value}"


@dataclasses.dataclass(kw_only=True)
class OwnedTag(ms.Tag):
    """A class of a user's, for a field of their own."""

    owner: str = "nobody"


@pytest.mark.parametrize("cls", [PlainTag, OwnedTag])
def test_a_derived_class_validates_and_converts_as_its_base(cls: type[ms.Tag]) -> None:
    tag = cls(key="a", value="b")
    assert ms.violations(tag) == ()
    assert ms.to_dict(tag) == {"Key": "a", "Value": "b"}
    assert ms.to_json(tag) == '{"Key": "a", "Value": "b"}'
    assert [(each.path, each.attribute) for each in ms.violations(cls(key="", value="b"))] == [("Key", "key")]
    request = ms.AddTagsInput(resource_arn="arn:aws:sagemaker:eu-west-1:123456789012:x/y", tags=[tag])
    assert ms.violations(request) == ()
    assert ms.to_dict(request)["Tags"] == [{"Key": "a", "Value": "b"}]
    request.tags[0].key = ""
    assert [each.attribute for each in ms.violations(request)] == ["tags[0].key"]
    assert ms.unknown_members(tag) == {}


@pytest.mark.parametrize("cls", [PlainTag, OwnedTag])
def test_a_derived_class_is_read_as_what_was_asked_for(cls: type[ms.Tag]) -> None:
    tag = ms.from_dict(cls, {"Key": "a", "Value": "b", "Unheard": 1})
    assert type(tag) is cls
    assert tag.key == "a"
    for other in (tag, copy.copy(tag), copy.deepcopy(tag), pickle.loads(pickle.dumps(tag))):  # noqa: S301
        assert ms.unknown_members(other) == {"Unheard": 1}
    assert type(ms.from_json(cls, "{}")) is cls


# What is sensitive


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return generate(TINY, "tinystructures", tmp_path_factory.mktemp("generated"))


#: Neither shows in anything but what is sent.
TEXT, NUMBER = "HUNTER2", 47110815
SENSITIVE: Mapping[str, dict[str, Any]] = {
    "text that does not match": {"Password": TEXT},
    "text that is too long": {"Password": TEXT * 2},
    "text that is too short": {"Password": "§§"},
    "a number for text": {"Password": NUMBER},
    "a list for text": {"Password": [TEXT]},
    "a number that is too large": {"Pin": NUMBER},
    "text for a number": {"Pin": TEXT},
    "a value that is in no enum": {"Question": TEXT},
    "an item": {"Former": [TEXT]},
    "an item of another type": {"Former": [NUMBER]},
    "a list that is too long": {"Former": [TEXT.lower()[:6]] * 4},
    "text for a list of what is sensitive": {"Former": TEXT},
    "a value of a map": {"Answers": {"pet": TEXT}},
    "text for a map": {"Answers": TEXT},
    "text for a sensitive map": {"Notes": TEXT},
    "a value of a sensitive map": {"Notes": {"pet": TEXT}},
    "a key of a sensitive map": {"Notes": {TEXT: "pet"}},
    "a key": {"ByCard": {TEXT: "pet"}},
    "a value beside a sensitive key": {"ByCard": {"hunter": NUMBER}},
    "a member of a sensitive structure": {"Card": {"Holder": TEXT}},
    "an item in a sensitive structure": {"Card": {"Digits": [NUMBER]}},
    "an unknown member of a sensitive structure": {"Card": {"Holdr": TEXT}},
    "text for a sensitive structure": {"Card": TEXT},
    "a sensitive structure in a list": {"Cards": [{"Holder": TEXT}]},
    "text for a list of sensitive structures": {"Cards": TEXT},
    "a member that is sensitive where its shape is not": {"Nickname": TEXT},
    "an unknown member of a structure that holds such a member": {"Contacts": [{"Fone": TEXT}]},
}
SHOWN = re.compile(f"{TEXT}|hunter|§§|{NUMBER}", re.IGNORECASE)


def request_with(tiny: Package, account: Any) -> Any:
    return tiny.module.from_dict(
        tiny.module.TurnRequest, {"Tree": {"Name": "root"}, "Account": {"Password": "secret"} | account}
    )


@pytest.mark.parametrize("level", ["model", "botocore"])
@pytest.mark.parametrize("case", SENSITIVE)
def test_what_is_sensitive_is_sent_and_never_shown(tiny: Package, case: str, level: str) -> None:
    ms, request = tiny.module, request_with(tiny, SENSITIVE[case])
    assert SHOWN.search(repr(ms.to_dict(request)))
    assert_hidden(repr(request))
    found = ms.violations(request, level=level)
    assert found or level == "botocore"
    for violation in found:
        assert_hidden(violation.path, violation.attribute, violation.message, str(violation), repr(violation))
        assert_hidden(repr(violation.value), repr(dataclasses.asdict(violation)))
    if found:
        with pytest.raises(ms.ValidationError) as caught:
            ms.validate(request, level=level)
        assert_hidden(str(caught.value), repr(caught.value), "".join(traceback.format_exception(caught.value)))


def test_what_a_sensitive_structure_holds_is_not_shown_by_itself_either(tiny: Package) -> None:
    card = tiny.module.Card(holder=TEXT)
    assert repr(card) == "Card()"
    (violation,) = tiny.module.violations(card)
    assert_hidden(repr(violation), str(violation))


@pytest.mark.parametrize(
    ("account", "attribute", "message"),
    [
        ({"Question": "Schol"}, "account.question", "the value given is none of the 2 values of Question"),
        ({"Card": {"Holdr": "x"}}, "account.card[...]", "Card has no such member"),
    ],
)
def test_of_what_is_nearly_a_sensitive_value_or_a_name_below_no_message_says_which(
    tiny: Package, account: Any, attribute: str, message: str
) -> None:
    (violation,) = tiny.module.violations(request_with(tiny, account))
    assert (violation.attribute, violation.message) == (attribute, message)


@pytest.mark.parametrize("wrong", [{"Password": TEXT}, TEXT, [TEXT]], ids=["dict", "text", "list"])
def test_what_stands_for_a_structure_that_holds_something_sensitive_is_not_shown(tiny: Package, wrong: Any) -> None:
    request = tiny.module.TurnRequest(tree=tiny.module.Tree(name="root"), account=wrong)
    (violation,) = tiny.module.violations(request)
    assert (violation.path, violation.rule) == ("Account", "type")
    assert_hidden(repr(violation.value), str(violation))


@pytest.mark.parametrize(
    ("account", "broken"),
    [
        ({"Contacts": TEXT}, ["type"]),
        ({"Contacts": [TEXT]}, ["type"]),
        ({"Contacts": [{"Phone": "a"}, {"Phone": "b"}, TEXT]}, ["max", "type"]),
        ({"ByName": TEXT}, ["type"]),
        ({"ByName": {"a": {"Phone": "a"}, "b": TEXT}}, ["max", "type"]),
    ],
)
def test_what_stands_for_a_structure_with_a_sensitive_member_is_not_shown(
    tiny: Package, account: Any, broken: list[str]
) -> None:
    request = request_with(tiny, account)
    for level, rules in (("model", broken), ("botocore", ["type"])):
        found = tiny.module.violations(request, level=level)
        assert [violation.rule for violation in found] == rules
        for violation in found:
            assert_hidden(repr(violation.value), str(violation))


def test_what_is_not_sensitive_is_shown_beside_it(tiny: Package) -> None:
    request = request_with(tiny, {"Owner": "NOBODY"})
    (violation,) = tiny.module.violations(request)
    assert violation.value == "NOBODY"
    assert "NOBODY" in violation.message
    assert "owner='NOBODY'" in repr(request)


def assert_hidden(*texts: str) -> None:
    for text in texts:
        assert not SHOWN.search(text), text


def test_a_structure_that_holds_itself_is_shown_once(tiny: Package) -> None:
    tree = tiny.module.Tree(name="root")
    tree.left = tree
    assert repr(tree) == "Tree(name='root', left=...)"


def test_the_signature_is_right_when_it_is_the_first_that_is_asked_for() -> None:
    # As newer Pythons' `inspect` asks: with the class as instance.
    program = """
        import inspect
        import monitorshapes as ms

        later = inspect.getattr_static(ms.Tag, "__init__")
        init = type(later).__get__(later, ms.Tag, type)
        assert list(inspect.signature(init).parameters) == ["key", "value"]
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True)

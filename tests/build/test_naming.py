"""Python names for wire names: readable, unique, and never a name that Python or the package needs."""

import builtins
import keyword
import re
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapegen.build import Settings, build, naming
from shapegen.errors import ShapegenError
from shapegen.model import load

settings.register_profile("naming", derandomize=True, deadline=None, print_blob=True)
NAMING = settings.get_profile("naming")

# What would break out of a name, if anything did.
NAMES = st.text(st.sampled_from("aZ_9 .-(:)\n\"'\\{é\0"), max_size=8) | st.text(max_size=12)


@pytest.mark.parametrize(
    ("wire_name", "attribute"),
    [
        ("VolumeSizeInGB", "volume_size_in_gb"),
        ("MonitoringScheduleName", "monitoring_schedule_name"),
        ("S3Uri", "s3_uri"),
        ("KMSKeyId", "kms_key_id"),
        ("EnableSSOUserARNs", "enable_sso_user_arns"),
        ("EnableInterContainerTrafficEncryption", "enable_inter_container_traffic_encryption"),
        ("x-amz-meta", "x_amz_meta"),
        ("a.b c", "a_b_c"),
        ("from", "from_"),
        ("Class", "class_"),
        ("None", "none"),
        ("True", "true"),
        ("self", "self_"),
        ("Self", "self_"),
        ("Datetime", "datetime_"),
        ("Field", "field_"),
        ("Dict", "dict_"),
        ("list", "list_"),
        ("Str", "str_"),
        ("Ignore", "ignore_"),
        ("Level", "level_"),
        ("Id", "id"),
        ("Type", "type"),
        ("Match", "match"),
        ("X", "x"),
        ("Found", "found"),
        ("At", "at"),
    ],
)
def test_an_attribute_is_boto3s_snake_case_unless_the_name_is_needed(wire_name: str, attribute: str) -> None:
    assert naming.attribute(wire_name) == attribute


@pytest.mark.parametrize("wire_name", ["", "1st", "9"])
def test_what_cannot_be_an_attribute_is_refused_with_its_wire_name(wire_name: str) -> None:
    with pytest.raises(ShapegenError, match=re.escape(repr(wire_name))):
        naming.attribute(wire_name)


def test_the_private_slot_of_a_structure_is_not_given_to_a_member() -> None:
    for wire_name in ("_unknown", "-unknown", "_Unknown"):
        with suppress(ShapegenError):
            assert naming.attribute(wire_name) != "_unknown"


@pytest.mark.parametrize(
    ("shape", "class_name"),
    [
        ("MonitoringScheduleConfig", "MonitoringScheduleConfig"),
        ("aList", "AList"),
        ("Violation", "ViolationShape"),
        ("ValidationError", "ValidationErrorShape"),
        ("OpenEnum", "OpenEnumShape"),
        ("Request", "RequestShape"),
        ("Client", "ClientShape"),
        ("Any", "AnyShape"),
        ("None", "NoneShape"),
        ("True", "TrueShape"),
        ("Exception", "ExceptionShape"),
        ("ConnectionError", "ConnectionErrorShape"),
        ("Class", "Class"),
        ("Import", "Import"),
    ],
)
def test_a_class_is_called_as_its_shape_unless_the_name_is_needed(shape: str, class_name: str) -> None:
    assert naming.class_name(shape) == class_name


@pytest.mark.parametrize("shape", ["", "1", "A B", "A\nB", "A(object): pass", "É"])
def test_what_cannot_be_a_class_is_refused_with_the_shape(shape: str) -> None:
    with pytest.raises(ShapegenError, match=re.escape(repr(shape))):
        naming.class_name(shape)


@pytest.mark.parametrize(("shape", "function"), [("VpcConfig", "vpc_config"), ("Import", "import"), ("Not", "not")])
def test_functions_are_called_behind_a_prefix_so_a_keyword_will_do(shape: str, function: str) -> None:
    assert naming.function(shape) == function
    assert naming.constant(shape) == function.upper()


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["ml.m5.xlarge", "ml.m5.2xlarge"], ["ML_M5_XLARGE", "ML_M5_2XLARGE"]),
        (["DataQuality", "ModelBias"], ["DATA_QUALITY", "MODEL_BIAS"]),
        (["None", "True", "False", "is", "lambda"], ["NONE", "TRUE", "FALSE", "IS", "LAMBDA"]),
        (["1", "2.5"], ["VALUE_1", "VALUE_2_5"]),
        (["application/json", "text-csv", "a b"], ["APPLICATION_JSON", "TEXT_CSV", "A_B"]),
        ([">", "<="], ["GREATER_THAN_SIGN", "LESS_THAN_SIGN_EQUALS_SIGN"]),
        (["a-b", "a_b", "a.b"], ["A_B", "A_B_2", "A_B_3"]),
        (["a", "A"], ["A", "A_2"]),
        (["a-b", "a_b", "a_b_2"], ["A_B", "A_B_3", "A_B_2"]),
        (["", "_", "__class__", "mro", "name"], ["EMPTY", "LOW_LINE", "CLASS", "MRO", "NAME"]),
        (["\0"], ["U0000"]),
        ([], []),
    ],
)
def test_the_values_of_an_enum_get_readable_and_unique_names(values: list[str], names: list[str]) -> None:
    assert list(members(values)) == names


def test_methods_are_called_as_boto3_calls_them() -> None:
    client = (
        import_module("botocore.session")
        .Session()
        .create_client(
            "sagemaker", region_name="eu-west-1", aws_access_key_id="none", aws_secret_access_key="none"  # noqa: S106
        )
    )
    mapping: dict[str, str] = client.meta.method_to_api_mapping
    assert len(mapping) > 400
    assert {naming.method_name(operation): operation for operation in mapping.values()} == mapping


def test_every_member_shape_and_value_of_sagemaker_gets_a_name_of_its_own() -> None:
    shapes = load.installed("sagemaker").data["shapes"]
    for name, shape in shapes.items():
        attributes = [naming.attribute(member) for member in shape.get("members", {})]
        assert len(set(attributes)) == len(attributes), name
        values = members(dict.fromkeys(shape.get("enum", ())))
        assert len(set(values)) == len(values), name
        if shape["type"] == "structure" or "enum" in shape:
            assert naming.class_name(name) == name, name


def members(values: Iterable[str]) -> list[str]:
    """The names of the values of an enum that was never published."""
    return list(unique(*values).values())


def unique(*wire_names: str, **known: dict[str, str]) -> dict[str, str]:
    """The names of the values of an enum."""
    arguments: Any = {"published": {}, "before": {}} | known
    return naming.unique(naming.enum_member, wire_names, **arguments)[0]


def test_the_first_of_one_name_has_it_unless_another_had_it_before() -> None:
    assert unique("a-b", "a_b") == {"a-b": "A_B", "a_b": "A_B_2"}
    assert unique("a-b", "a_b", before={"a_b": "A_B"}) == {"a-b": "A_B_2", "a_b": "A_B"}
    assert unique("a.b", "a-b", "a_b", before={"a_b": "A_B_2", "a-b": "A_B"}) == {
        "a.b": "A_B_3",
        "a-b": "A_B",
        "a_b": "A_B_2",
    }


def test_a_name_of_before_that_the_rules_no_longer_give_is_forgotten() -> None:
    assert unique("a-b", "a_b", before={"a_b": "OTHER"}) == unique("a-b", "a_b")
    assert unique("a-b", before={"a-b": "A_B_2"}) == {"a-b": "A_B"}


def test_a_published_name_stays_whatever_comes_beside_it() -> None:
    published = {"a_b": "A_B", "a-b": "A_B_2"}
    assert unique("a+b", "a-b", "a_b", "a_b_2", published=published) == {
        "a+b": "A_B_3",
        "a-b": "A_B_2",
        "a_b": "A_B",
        "a_b_2": "A_B_2_2",
    }
    assert unique("a-b", published=published) == {"a-b": "A_B_2"}


def test_the_names_that_a_collision_decided_are_told_to_be_published() -> None:
    names, decided = naming.unique(naming.enum_member, ["a", "b-c", "b_c"], published={}, before={})
    assert decided == {"b-c": "B_C", "b_c": "B_C_2"}
    again = naming.unique(naming.enum_member, ["a", "b+c", "b-c", "b_c"], published=decided, before={})
    assert again == (names | {"b+c": "B_C_3"}, {"b+c": "B_C_3"})


@pytest.mark.parametrize(
    ("kind", "wire_name", "name"),
    [
        ("shapes", "Violation", "ViolationShape"),
        ("shapes", "aList", "AList"),
        ("members", "From", "from_"),
        ("members", "x-y", "x_y"),
        ("values", "1", "VALUE_1"),
        ("values", ">", "GREATER_THAN_SIGN"),
        ("values", "a-b", "A_B_2"),
        ("operations", "Send", "send_"),
    ],
)
def test_a_name_that_nobody_would_guess_is_told_from_one_that_all_would(kind: str, wire_name: str, name: str) -> None:
    assert not naming.is_obvious(kind, wire_name, name)
    assert naming.is_obvious("shapes", "Thing", "Thing")
    assert naming.is_obvious("members", "VolumeSizeInGB", "volume_size_in_gb")
    assert naming.is_obvious("values", "ml.m5.xlarge", "ML_M5_XLARGE")


def test_a_client_is_called_as_its_service() -> None:
    assert [naming.client_name(each) for each in ("S3", "SageMaker", "Auto Scaling")] == [
        "S3Client",
        "SageMakerClient",
        "AutoScalingClient",
    ]


@NAMING
@given(NAMES)
def test_no_name_can_be_more_than_a_name(wire_name: str) -> None:
    for name in (naming.attribute, naming.class_name, naming.function, naming.constant, naming.method_name):
        try:
            made = name(wire_name)
        except ShapegenError:
            continue
        assert f"a{made}".isidentifier(), name
        assert made.isascii(), name
        if name is not naming.function:
            assert made.isidentifier(), name
            assert not keyword.iskeyword(made), name
        if name in (naming.attribute, naming.class_name, naming.method_name):
            assert not made.startswith("_"), name  # it would be private
        if name is naming.class_name:
            assert not hasattr(builtins, made)


@NAMING
@given(st.lists(NAMES, unique=True, max_size=6))
def test_the_names_of_any_values_are_unique_names(values: list[str]) -> None:
    names = members(values)
    assert len(names) == len(values) == len(set(names))
    for name in names:
        assert name.isidentifier()
        assert name.isascii()
        assert name == name.upper()
        assert not name.startswith("_")


def test_what_a_client_has_besides_uses_the_names_that_a_collision_decided() -> None:
    shape, tokens = {"shape": "Page"}, {"input_token": "Next", "output_token": "Next", "result_key": "Things"}
    operation = {"input": shape, "output": {"shape": "page"}, "errors": [{"shape": "gone"}, {"shape": "Gone"}]}
    members = {name: {"shape": "Text"} for name in ("next", "Next")} | {"things": shape, "Things": {"shape": "List"}}
    model: dict[str, Any] = {
        "metadata": {"serviceId": "Tiny"},
        "operations": {name: {"name": name, **operation} for name in ("ListThings", "listThings")},
        "shapes": {
            "Page": {"type": "structure", "members": members},
            "page": {"type": "structure", "members": members},
            "List": {"type": "list", "member": {"shape": "Text"}},
            "Text": {"type": "string"},
            "gone": {"type": "structure", "members": {}, "exception": True},
            "Gone": {"type": "structure", "members": {}, "exception": True},
        },
    }
    waiter = {
        "operation": "listThings",
        "delay": 1,
        "maxAttempts": 2,
        "acceptors": [{"state": "success", "matcher": "status", "expected": 200}],
    }
    service = build(
        model,
        Settings(service="tiny", package="tiny", client="TinyClient", operations=["*"]),
        paginators=dict.fromkeys(model["operations"], tokens),
        waiters={"ThingGone": waiter, "thingGone": waiter},
    ).service
    page = next(shape for shape in service.structures() if shape.name == "page")
    attributes = {member.wire_name: member.attribute for member in page.members}
    for each in service.operations:
        assert each.pages is not None
        assert each.pages.method == f"paginate_{each.method}"
        assert each.pages.items == (attributes["Things"],)
        assert f"`{attributes['Next']}` is where to begin" in " ".join(each.pages.documentation)
        assert "Raises `Gone_2`, `Gone`." in each.documentation
    assert {error.name: error.class_name for error in service.errors} == {"Gone": "Gone", "gone": "Gone_2"}
    assert [each.method for each in service.waiters] == ["wait_until_thing_gone", "wait_until_thing_gone_2"]
    called = next(each.method for each in service.operations if each.name == "listThings")
    for each_waiter in service.waiters:
        assert f"Calls `{called}` until" in " ".join(each_waiter.documentation)
        assert each_waiter.returns == page.class_name


@pytest.mark.parametrize(
    ("wire_name", "can"),
    [
        *(("Name", True), ("name_2", True), ("_name", True), ("selfish", True)),
        *(("self", False), ("__name", False), ("class", False), ("None", False), ("x-y", False), ("é", False)),
        *(("2", False), ("", False)),
    ],
)
def test_what_a_parameter_can_be_called(wire_name: str, can: bool) -> None:
    assert naming.can_be_parameter(wire_name) is can

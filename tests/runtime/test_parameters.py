"""The level `botocore` refuses of a dict what botocore's ParamValidator does, and says where and why."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

from monitorshapes._runtime.parameters import Parameter, check
from monitorshapes._runtime.violations import Finding, Place, Violation, explain, shown_path, steps_of, wrong_type

#: The same shapes for botocore and for the package.
MODEL: dict[str, Any] = {
    "Pet": {
        "type": "structure",
        "required": ["Name"],
        "members": {
            member: {"shape": shape}
            for member, shape in {
                **dict.fromkeys(("Name", "Chip"), "Name"),
                **{name: name for name in ("Age", "Weight", "Tame", "Born", "Photo", "Toys", "Food", "Owner", "Notes")},
            }.items()
        }
        | {"Label": {"shape": "Label", "jsonvalue": True, "location": "header"}},
    },
    "Name": {"type": "string", "min": 2, "max": 3},
    "Age": {"type": "integer", "min": 1, "max": 2},
    "Weight": {"type": "double", "min": 1},
    "Tame": {"type": "boolean"},
    "Born": {"type": "timestamp"},
    "Photo": {"type": "blob"},
    "Toys": {"type": "list", "min": 1, "member": {"shape": "Name"}},
    "Food": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Age"}},
    "Owner": {"type": "structure", "union": True, "members": {"Person": {"shape": "Name"}, "Firm": {"shape": "Name"}}},
    "Notes": {"type": "structure", "document": True, "members": {}},
    "Label": {"type": "string"},
}
SHAPES = {
    "Pet": Parameter(
        kind="structure",
        members={name: each["shape"] for name, each in MODEL["Pet"]["members"].items()},
        required=("Name",),
        sensitive=("Chip",),
    ),
    "Name": Parameter(kind="string", min=2),
    "Age": Parameter(kind="int", min=1),
    "Weight": Parameter(kind="float", min=1),
    "Tame": Parameter(kind="boolean"),
    "Born": Parameter(kind="timestamp"),
    "Photo": Parameter(kind="blob"),
    "Toys": Parameter(kind="list", min=1, members={"member": "Name"}),
    "Food": Parameter(kind="map", members={"key": "Name", "value": "Age"}),
    "Owner": Parameter(kind="structure", union=True, members={"Person": "Name", "Firm": "Name"}),
    "Notes": Parameter(kind="document"),
    "Label": Parameter(kind="jsonvalue"),
    # What holds something sensitive.
    "Card": Parameter(kind="structure", members={"Pin": "Name"}, sensitive=("Pin",), holds_sensitive=True),
    "Cards": Parameter(kind="list", min=2, members={"member": "Card"}, holds_sensitive=True),
    "ByName": Parameter(kind="map", members={"key": "Name", "value": "Card"}, holds_sensitive=True),
}


class Unready:
    """Raises whatever it likes when it is asked for its number."""

    def __float__(self) -> float:
        raise ZeroDivisionError


def checked(shape: str, value: object) -> tuple[Violation, ...]:
    found: list[Finding] = []
    check(SHAPES, shape, value, (), found)
    return explain(value, found, {})


def told(violations: Iterable[Violation]) -> str:
    return "; ".join(f"{each.rule} {each}" for each in violations)


@pytest.mark.parametrize(
    ("member", "value", "wrong"),
    [
        ("Name", "ab", None),
        ("Name", "longer than the service takes", None),
        ("Name", "a", "min Name: 'a' has 1 characters, fewer than the minimum 2"),
        ("Name", 1, "type Name: text is needed, not 1"),
        ("Age", 1, None),
        ("Age", 9, None),
        ("Age", 0, "min Age: 0 is below the minimum 1"),
        ("Age", 1.5, "type Age: an integer is needed, not 1.5"),
        ("Weight", 1, None),
        ("Weight", Decimal("1.5"), None),
        ("Weight", 0.5, "min Weight: 0.5 is below the minimum 1"),
        ("Weight", "1", "type Weight: a number is needed, not '1'"),
        ("Tame", False, None),
        ("Tame", 0, "type Tame: True or False is needed, not 0"),
        ("Born", datetime(2020, 5, 8), None),
        ("Born", 1588896000, None),
        ("Born", "2020-05-08T00:00:00Z", None),
        ("Born", "1.5", None),
        ("Born", "tomorrow", "type Born: a time is needed, not 'tomorrow'"),
        ("Born", None, "type Born: a time is needed, not None"),
        ("Photo", b"", None),
        ("Photo", bytearray(), None),
        ("Photo", "text", None),
        ("Photo", BytesIO(), None),
        ("Photo", 1, "type Photo: bytes is needed, not 1"),
        ("Toys", ["ab"], None),
        ("Toys", ("ab",), None),
        ("Toys", [], "min Toys: 0 items, fewer than the minimum 1"),
        ("Toys", ["ab", "a"], "min Toys[1]: 'a' has 1 characters, fewer than the minimum 2"),
        ("Toys", "ab", "type Toys: a list is needed, not 'ab'"),
        ("Food", {"ab": 1}, None),
        ("Food", {"ab": 0}, "min Food['ab']: 0 is below the minimum 1"),
        ("Food", {"a": 1}, "min Food['a']: 'a' has 1 characters, fewer than the minimum 2"),
        ("Food", [], "type Food: a dict is needed, not a list"),
        ("Owner", {"Firm": "ab"}, None),
        ("Owner", {}, "union Owner: exactly one of Person, Firm is needed, not none"),
        (
            "Owner",
            {"Person": "ab", "Firm": "ab"},
            "union Owner: exactly one of Person, Firm is needed, not Person and Firm",
        ),
        ("Owner", {"Firm": "ab", "Person": None}, "type Owner.Person: text is needed, not None"),
        ("Owner", "ab", "type Owner: Owner is needed, not 'ab'"),
        ("Notes", {"a": [1, 1.5, True, None, {"b": "c"}]}, None),
        ("Notes", {"a": [1, {"b": b""}]}, "type Notes['a'][1]['b']: a JSON value is needed, not bytes"),
        ("Label", {"a": [1, None]}, None),
        ("Label", {"a": b""}, "type Label: what json.dumps takes is needed, not a dict"),
        ("Chip", "a", "min Chip: the value given has 1 characters, fewer than the minimum 2"),
        ("Nme", "ab", "unknown Nme: Pet has no such member; did you mean 'Name'?"),
    ],
)
def test_it_is_what_botocore_refuses(member: str, value: object, wrong: str | None) -> None:
    pet = {"Name": "ab", member: value}
    shape = ServiceModel({"metadata": {}, "operations": {}, "shapes": MODEL}).shape_for("Pet")
    assert ParamValidator().validate(pet, shape).has_errors() is (wrong is not None)
    assert told(checked("Pet", pet)) == (wrong or "")


@pytest.mark.parametrize(
    ("shape", "value", "wrong"),
    [
        ("Card", "hunter2", "type Card is needed, not a str"),
        ("Card", {"Pin": "1"}, "min Pin: the value given has 1 characters, fewer than the minimum 2"),
        ("Card", {"Pn": "hunter2"}, "unknown Pn: Card has no such member; did you mean 'Pin'?"),
        ("Cards", "hunter2", "type a list is needed, not a str"),
        ("Cards", [{}], "min 1 items, fewer than the minimum 2"),
        ("Cards", [{}, {"Pn": "hunter2"}], "unknown [1].Pn: Card has no such member; did you mean 'Pin'?"),
        ("ByName", ["hunter2"], "type a dict is needed, not a list"),
    ],
)
def test_of_what_holds_something_sensitive_no_value_is_shown(shape: str, value: object, wrong: str) -> None:
    found = checked(shape, value)
    assert told(found) == wrong
    assert [each.value for each in found] == [None]


@pytest.mark.parametrize(
    ("shape", "value", "shown"),
    [
        ("Pet", "text", "text"),
        ("Pet", {"Name": "ab", "Nme": 1}, 1),
        ("Toys", "text", "text"),
        ("Toys", [], []),
        ("Food", "text", "text"),
    ],
)
def test_of_others_it_is(shape: str, value: object, shown: object) -> None:
    assert [each.value for each in checked(shape, value)] == [shown]


@pytest.mark.parametrize("value", [float("inf"), 1e300, "2020-W19-5", Unready()])
def test_what_is_no_time_for_botocore_or_for_the_service_is_none(value: object) -> None:
    assert len(checked("Born", value)) == 1


def test_what_boto3_changes_before_it_checks_is_changed_first() -> None:
    asked: list[object] = []

    def adapted(value: object, place: Place, found: list[Finding], beside: object) -> object:
        asked.append((value, shown_path(steps_of(place)), beside))
        wrong_type(found, place, value, "something else")
        return "a" if value == "made" else None

    pet = Parameter(
        kind="structure",
        members={"Name": "Name", "Chip": "Name", "Age": "Age"},
        sensitive=("Chip",),
        adapted={"Name": (adapted, "Age"), "Chip": (adapted, "Name")},
    )
    found: list[Finding] = []
    check(SHAPES | {"Pet": pet}, "Pet", {"Name": "made", "Chip": "kept"}, (), found)
    assert asked == [("made", "Name", None), ("kept", "Chip", "made")]
    assert told(explain(None, found, {})) == (
        "type Name: something else is needed, not 'made'; type Chip: something else is needed, not the value given; "
        "min Name: 'a' has 1 characters, fewer than the minimum 2"
    )

"""Open enums: what a value newer than the package can do, which is all that a known one can."""

import copy
import json
import pickle
from collections.abc import Callable
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

import pytest
from strategies import generate

import monitorshapes as ms
from monitorshapes import MonitoringType, OpenEnum

KNOWN = MonitoringType.DATA_QUALITY
NEW = MonitoringType("Newer")
BOTH = pytest.mark.parametrize("value", [KNOWN, NEW, MonitoringType("")], ids=["known", "new", "empty"])


class Fruit(OpenEnum):
    """What an older release knew."""

    APPLE = "apple"


class LaterFruit(OpenEnum):
    """What a newer release knows."""

    APPLE = "apple"
    PEAR = "pear"


@BOTH
def test_a_value_is_its_text(value: MonitoringType) -> None:
    text = value.value
    assert type(text) is str
    assert isinstance(value, str)
    assert value == text
    assert text == value
    assert hash(value) == hash(text)
    assert value in {text}
    assert text in {value}
    assert {value: 1}[text] == 1  # type: ignore[index]
    assert (value != text) is False
    assert value != f"{text}x"
    assert value not in {f"{text}x", None, 1}


@BOTH
def test_a_value_is_written_as_its_text(value: MonitoringType) -> None:
    text = value.value
    assert str(value) == text
    assert type(str(value)) is str
    assert f"{value}|{value:>12}|{value!s}" == f"{text}|{text:>12}|{text}"
    assert "{} %s".format(value) % value == f"{text} {text}"  # noqa: UP032
    assert json.dumps({value: [value]}) == json.dumps({text: [text]})
    assert "-".join([value, value]) == f"{text}-{text}"
    assert value.upper() == text.upper()
    assert value.encode() == text.encode()


@BOTH
def test_a_value_is_an_instance_of_its_enum(value: MonitoringType) -> None:
    assert type(value) is MonitoringType
    assert MonitoringType(value.value) == value
    assert MonitoringType(value) == value
    assert MonitoringType(value).value == value.value


def pickled(protocol: int) -> Callable[[Any], Any]:
    return lambda value: pickle.loads(pickle.dumps(value, protocol))  # noqa: S301


@BOTH
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, *map(pickled, range(pickle.HIGHEST_PROTOCOL + 1))])
def test_a_copy_is_equal_and_of_the_same_kind(value: MonitoringType, copied: Callable[[Any], Any]) -> None:
    for other in (copied(value), copied([value])[0], copied({value: value})[value]):
        assert other == value
        assert type(other) is type(value)
        assert (other.name, other.value, other.is_known) == (value.name, value.value, value.is_known)
        assert hash(other) == hash(value)
        assert not value.is_known or other is value


def test_known_values_are_named_as_in_the_package_and_new_ones_as_their_text() -> None:
    assert (KNOWN.name, KNOWN.value, KNOWN.is_known) == ("DATA_QUALITY", "DataQuality", True)
    assert (NEW.name, NEW.value, NEW.is_known) == ("Newer", "Newer", False)
    assert repr(KNOWN) == "<MonitoringType.DATA_QUALITY: 'DataQuality'>"
    assert repr(NEW) == "<MonitoringType.Newer: 'Newer'>"
    assert all(value.is_known for value in MonitoringType)


def test_a_known_value_is_one_object() -> None:
    assert MonitoringType("DataQuality") is KNOWN
    assert MonitoringType["DATA_QUALITY"] is KNOWN
    with pytest.raises(KeyError):
        MonitoringType["Newer"]


def test_new_values_are_equal_and_are_not_listed() -> None:
    before = list(MonitoringType)
    assert MonitoringType("Newer") == NEW
    assert MonitoringType("Newer") in [NEW]
    assert MonitoringType("Newest") != NEW
    assert list(MonitoringType) == before
    assert NEW not in before
    assert [value.value for value in before] == ["DataQuality", "ModelQuality", "ModelBias", "ModelExplainability"]
    assert len(MonitoringType) == 4


def test_a_new_value_that_is_called_as_a_known_one_is_another() -> None:
    value = MonitoringType("DATA_QUALITY")
    assert not value.is_known
    assert value != KNOWN
    assert (value.name, value.value) == ("DATA_QUALITY", "DATA_QUALITY")
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301


def test_a_new_value_equals_the_same_value_when_it_is_known_later(monkeypatch: pytest.MonkeyPatch) -> None:
    pear: Any = Fruit("pear")
    assert not pear.is_known
    assert LaterFruit.PEAR.is_known
    assert pear == LaterFruit.PEAR
    assert hash(pear) == hash(LaterFruit.PEAR)
    assert {pear: 1}[LaterFruit.PEAR] == 1

    stored = pickle.dumps(pear)
    monkeypatch.setitem(globals(), "Fruit", LaterFruit)
    assert pickle.loads(stored) is LaterFruit.PEAR  # noqa: S301


def test_a_value_stored_by_a_newer_release_is_read_by_an_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = pickle.dumps(LaterFruit.PEAR)
    monkeypatch.setitem(globals(), "LaterFruit", Fruit)
    pear = pickle.loads(stored)  # noqa: S301
    assert pear == "pear"
    assert type(pear) is Fruit
    assert not pear.is_known


@pytest.mark.parametrize("wrong", [None, 1, b"DataQuality", ["DataQuality"], object()])
def test_what_is_no_text_is_no_value(wrong: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid MonitoringType"):
        MonitoringType(wrong)


class Mixed(str, Enum):  # noqa: UP042
    """An enum of a user's, as they were written before Python 3.11."""

    KNOWN = "DataQuality"
    NEW = "newer"


class Plain(StrEnum):
    """An enum of a user's."""

    KNOWN = "DataQuality"
    NEW = "newer"


@pytest.mark.parametrize("theirs", [Mixed, Plain])
def test_a_value_of_another_enum_counts_as_its_text(theirs: Any) -> None:
    assert MonitoringType(theirs.KNOWN) is KNOWN
    new = MonitoringType(theirs.NEW)
    assert new == "newer"
    assert (type(new.value), new.value, new.name, str(new)) == (str, "newer", "newer", "newer")


def test_awkward_values_get_readable_names_of_their_own(tmp_path: Path) -> None:
    names = {
        "None": "NONE",
        "True": "TRUE",
        "False": "FALSE",
        "is": "IS",
        "lambda": "LAMBDA",
        "name": "NAME",
        "ml.m5.xlarge": "ML_M5_XLARGE",
        "ml.m5.2xlarge": "ML_M5_2XLARGE",
        "1": "VALUE_1",
        "text/csv": "TEXT_CSV",
        "": "EMPTY",
        ">=": "GREATER_THAN_SIGN_EQUALS_SIGN",
        "*": "ASTERISK",
        "a-b": "A_B",
        "a_b": "A_B_2",
        "mro": "MRO",
        "_missing_": "MISSING",
        "__class__": "CLASS",
        "is_known": "IS_KNOWN",
        "\n'\"\\": "",
    }
    names["\n'\"\\"] = "U000A_APOSTROPHE_QUOTATION_MARK_REVERSE_SOLIDUS"
    model = {
        "metadata": {"serviceId": "Awkward"},
        "operations": {"Turn": {"name": "Turn", "input": {"shape": "TurnRequest"}}},
        "shapes": {
            "TurnRequest": {"type": "structure", "members": {"Value": {"shape": "Value"}}},
            "Value": {"type": "string", "enum": list(names)},
        },
    }
    package: Any = generate(model, "awkwardshapes", tmp_path).module
    assert {value.value: value.name for value in package.Value} == names
    for text in names:
        value = package.Value(text)
        assert value.is_known
        assert value == text
        assert pickle.loads(pickle.dumps(value)) is value  # noqa: S301
        assert package.to_dict(package.TurnRequest(value=value)) == {"Value": text}
        assert package.violations(package.TurnRequest(value=text)) == ()


def enums() -> list[type[OpenEnum]]:
    public = (getattr(ms, name) for name in dir(ms))
    return [each for each in public if isinstance(each, type) and issubclass(each, OpenEnum) and each is not OpenEnum]


@pytest.mark.parametrize("enum", enums(), ids=lambda enum: enum.__name__)
def test_every_value_has_a_name_of_its_own_that_one_can_write(enum: type[OpenEnum]) -> None:
    assert len(enum.__members__) == len({value.value for value in enum}) == len(list(enum))
    for name, value in enum.__members__.items():
        assert name.isidentifier()
        assert name == name.upper() == value.name
        assert enum(value.value) is getattr(enum, name) is value

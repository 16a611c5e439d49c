"""Small parts of the runtime, each by itself: what is printed, which characters a category has, what is read."""

import inspect
import json
from collections import UserDict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from unittest.mock import Mock

import pytest

import monitorshapes as ms
from monitorshapes import errors
from monitorshapes._runtime import api
from monitorshapes._runtime.defensive_copy import defensive_copy
from monitorshapes._runtime.deprecation import deprecated
from monitorshapes._runtime.enums import OpenEnum
from monitorshapes._runtime.tables import wire
from monitorshapes._runtime.violations import Hidden
from shapegen.runtime import categories, console, converters
from shapegen.runtime.json_values import NotBase64

# What is printed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, é 中", "plain, é 中"),
        ("a\nb\tc\x1b[1m", r"a\nb\tc\x1b[1m"),
        ("\u202eabc", r"\u202eabc"),
        # What GitHub's workflows obey at the beginning of a line, and Azure's everywhere.
        ("::error::x", r"\x3a:error::x"),
        ("  ::error::x", r"  \x3a:error::x"),
        ("a ::error::x", "a ::error::x"),
        (":a", ":a"),
        ("a##[error]x", r"a\x23#[error]x"),
        ("##[a]##[b]", r"\x23#[a]\x23#[b]"),
        ("#[a]", "#[a]"),
    ],
)
def test_what_is_printed_is_one_line_that_nothing_obeys(text: str, shown: str) -> None:
    assert console.printable(text) == shown


@pytest.mark.parametrize("value", ["##[error]", {"##[a": "\u202e"}, ["é", "\x1b"]])
@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_a_document_says_the_same_and_nothing_obeys_it(value: object, ensure_ascii: bool) -> None:
    text = console.document(value, ensure_ascii=ensure_ascii)
    assert json.loads(text) == value
    assert "##[" not in text
    assert all(char.isprintable() or char == "\n" for char in text)


# Categories


@pytest.mark.parametrize(
    ("source", "value", "matches"),
    [
        (r"[\p{Lu}]+", "AÉ", True),
        (r"[\p{Lu}]+", "a", False),
        (r"[\p{Lu}]+", "É中", False),
        (r"[\P{Lu}]+", "a中", True),
        (r"[\P{Lu}]+", "aÉ", False),
        (r"[\p{L}-]+", "a-中", True),
        (r"[\p{Cn}]", "\U0010ffff", True),
        (r"[\p{Co}]", "\U0010fffd", True),
        (r"[\p{Cc}]", "\x7f", True),
        (r"[\p{Cc}]", "\x80", True),
        (r"[\p{Lt}]", "a", False),
        (r"\\p{Lu}", "\\ppLu", False),
        (r"\\p{2}", "\\pp", True),
        (r"\w+", "é", False),
    ],
)
def test_a_category_has_the_characters_of_unicode(source: str, value: str, matches: bool) -> None:
    assert bool(categories.pattern(source)(value)) is matches


# What is read


@pytest.mark.parametrize("make", [dict, MappingProxyType, UserDict])
def test_any_mapping_is_read(make: Any) -> None:
    assert ms.from_dict(ms.Tag, make({"Key": "a", "Value": "b"})) == ms.Tag(key="a", value="b")


@pytest.mark.parametrize("data", [None, [("Key", "a")], "Key", 7, ms.Tag(key="a", value="b")])
def test_what_is_no_mapping_is_refused_by_its_type(data: Any) -> None:
    with pytest.raises(TypeError) as caught:
        ms.from_dict(ms.Tag, data)
    assert str(caught.value) == f"Tag is read from a mapping, not from {type(data).__name__}"


def test_a_documented_rule_is_silent_where_the_model_is_broken() -> None:
    def rules(expression: str) -> list[tuple[str, str]]:
        found = ms.violations(ms.ScheduleConfig(schedule_expression=expression))
        return [(each.path, each.rule) for each in found]

    assert rules("rate(1 hour)") == [("ScheduleExpression", "documented:schedule-expression")]
    assert rules("x" * 300) == [("ScheduleExpression", "max")]


def test_what_contains_itself_is_a_violation_of_its_type() -> None:
    endless: Any = []
    endless.append(endless)
    config: Any = ms.ScheduleConfig(schedule_expression=endless)
    [found] = ms.violations(config)
    assert (found.path, found.rule) == ("ScheduleExpression", "type")


NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (NOON.timestamp(), NOON),
        (int(NOON.timestamp()), NOON),
        ("2026-01-02T12:00:00Z", NOON),
        ("2026-01-02T13:00:00+01:00", NOON),
        ("noon", "noon"),
        (True, True),
        (1e300, 1e300),
        (None, None),
        ([1], [1]),
    ],
)
def test_a_time_in_json_is_seconds_or_iso_8601(value: object, read: object) -> None:
    found = converters.JSON.time(value)
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    ("value", "read"),
    [("YQ==", b"a"), ("", b""), (7, 7), (None, None), (["YQ=="], ["YQ=="])],
)
def test_bytes_in_json_are_base64(value: object, read: object) -> None:
    assert converters.JSON.blob(value) == read


@pytest.mark.parametrize("text", ["YQ", "YQ==\n", "Y-==", "é"])
def test_what_is_no_base64_stays_for_the_validators_to_name(text: str) -> None:
    found = converters.JSON.blob(text)
    assert (type(found), str(found)) == (NotBase64, text)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (NOON, "2026-01-02T12:00:00Z"),
        (NOON.astimezone(timezone(timedelta(hours=1))), "2026-01-02T12:00:00Z"),
        (NOON.replace(tzinfo=None), "2026-01-02T12:00:00"),
        (b"a", "YQ=="),
        (bytearray(b"a"), "YQ=="),
    ],
)
def test_json_has_times_as_text_and_bytes_as_base64(value: object, written: str) -> None:
    assert converters.json_value(value) == written


def test_json_has_nothing_else() -> None:
    with pytest.raises(TypeError, match="object cannot be written as JSON"):
        converters.json_value(object())


# What stands in a member and raises when it is looked at


class Raises:
    """Nothing can be asked of it."""

    def __getattribute__(self, name: str) -> Any:
        raise ZeroDivisionError


class Unready:
    """Says that it can be gone through, and cannot."""

    def __iter__(self) -> Iterator[object]:
        raise ZeroDivisionError


class Text(str):
    """Text of a derived class that is longer than it says."""

    def __len__(self) -> int:
        return 0


def copied(value: object) -> Any:
    return defensive_copy(value, wire.STRUCTURES)


@pytest.mark.parametrize(
    ("value", "copy"),
    [
        (None, None),
        (Text("abc"), "abc"),
        ([Text("a"), [1]], ["a", [1]]),
        ((Text("a"), 2), ("a", 2)),
        ({Text("a"): Text("b")}, {"a": "b"}),
        (Decimal("1.5"), Decimal("1.5")),
        (NOON, NOON),
    ],
)
def test_a_copy_has_plain_values(value: object, copy: object) -> None:
    found = copied(value)
    assert (found, type(found)) == (copy, type(copy))
    if isinstance(found, list | tuple):
        assert type(found[0]) is str


@pytest.mark.parametrize("make", [Raises, Unready, lambda: Decimal("sNaN"), object])
def test_of_what_cannot_be_looked_at_a_copy_has_the_type_alone(make: Callable[[], object]) -> None:
    assert (type(copied(make())), type(copied([make()])[0])) == (Hidden, Hidden)


def test_a_copy_of_a_structure_is_one_with_what_the_model_does_not_have() -> None:
    tag = ms.from_dict(ms.Tag, {"Key": Text("a"), "Value": "b", "New": Text("c")})
    tag.value = Raises()  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    copy = copied([tag])[0]
    assert (type(copy), copy.key, type(copy.key), type(copy.value)) == (ms.Tag, "a", str, Hidden)
    assert ms.unknown_members(copy) == {"New": "c"}


def test_a_copy_of_what_contains_itself_is_too_deep() -> None:
    endless: Any = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        copied(endless)


def test_what_is_nested_too_deep_is_one_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "findings", Mock(side_effect=RecursionError))
    [found] = ms.violations(ms.Tag(key="k", value="v"))
    assert (found.path, found.rule, found.message) == ("", "type", "nested too deeply, or contains itself")


# Errors


class GoneError(ms.ServiceError):
    """It has members beside code and message."""


MEMBERS = {"Reason": ("reason", ""), "Status": ("status", "ScheduleStatus"), "Tag": ("tag", "read_tag")}


@pytest.mark.parametrize(
    ("beside", "within", "read"),
    [
        ({}, {}, (None, None, None)),
        (
            {"Reason": "so", "Status": "Stopped", "Tag": {"Key": "k", "Value": "v"}},
            {},
            ("so", ms.ScheduleStatus.STOPPED, ms.Tag(key="k", value="v")),
        ),
        ({}, {"Reason": "so", "Status": "Stopped"}, ("so", ms.ScheduleStatus.STOPPED, None)),
        ({"Reason": "beside"}, {"Reason": "within"}, ("beside", None, None)),
    ],
    ids=["none", "beside", "within", "both"],
)
def test_the_members_of_an_error_are_beside_it_or_within(
    monkeypatch: pytest.MonkeyPatch, beside: Any, within: Any, read: object
) -> None:
    monkeypatch.setitem(errors.MEMBERS, GoneError, MEMBERS)
    error: Any = GoneError({"Error": {"Code": "Gone", "Message": "It is.", **within}, **beside}, "GetThing")
    assert (error.reason, error.status, error.tag) == read
    assert (error.args[1], str(error)) == ("GetThing", "GetThing: Gone: It is.")


def test_an_error_that_says_nothing_has_its_members_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(errors.MEMBERS, GoneError, MEMBERS)
    error: Any = GoneError({"Error": "It is gone.", "Reason": "so"}, "GetThing")
    assert error.reason == "so"


def test_a_wait_that_ends_keeps_what_it_was_for() -> None:
    error = ms.WaitTimeoutError("job", "it takes too long", None, "a", "b")
    assert error.args == ("job", "it takes too long", None, "a", "b")
    assert str(error) == "job of 'a', 'b': it takes too long"


# Enums, and what is deprecated


class Color(OpenEnum):
    """What is painted.

    It dries.
    """

    RED = "red"
    DARK_BLUE = "dark-blue"


def test_the_help_of_an_enum_names_its_members() -> None:
    said = "What is painted.\n\nIt dries.\n\nMembers:\n\n    RED = 'red'\n    DARK_BLUE = 'dark-blue'"
    assert inspect.getdoc(Color) == said
    assert (repr(Color.RED), repr(Color("lime"))) == ("<Color.RED: 'red'>", "<Color.lime: 'lime'>")
    assert repr(Color("a\n")) == r"<Color.a\n: 'a\n'>"
    assert (Color("red").is_known, Color("lime").is_known) == (True, False)
    assert [Color("lime"), Color(Text("lime"))] == ["lime", "lime"]
    with pytest.raises(ValueError, match="7 is not a valid"):
        Color(7)  # type: ignore[arg-type]


def test_what_is_deprecated_warns_whoever_calls_it() -> None:
    def of_old(thing: str) -> str:
        """Puts it."""
        return thing

    put: Any = deprecated("Use a box.")(of_old)
    with pytest.warns(DeprecationWarning, match=r"^Use a box\.$") as warned:
        assert put("a") == "a"
    assert [each.filename for each in warned] == [__file__]
    assert (put.__name__, put.__doc__, getattr(put, "__deprecated__", None)) == ("of_old", "Puts it.", "Use a box.")

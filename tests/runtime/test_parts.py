"""Small parts of the runtime, each by itself: what is printed, which characters a category has, what is read."""

import json
from collections import UserDict
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import pytest

import monitorshapes as ms
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

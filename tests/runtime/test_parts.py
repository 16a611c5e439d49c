"""Small parts of the runtime, each by itself: what is printed, which characters a category has, what is read."""

import json
from collections import UserDict
from types import MappingProxyType
from typing import Any

import pytest

import monitorshapes as ms
from shapegen.runtime import categories, console

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

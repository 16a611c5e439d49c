"""What stands in the page of `shapegen diff --format html`."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from models import Model, done, small, write_model

from shapegen.changes import history, timeline
from shapegen.changes.html import pieces


def page(folder: Path, new: Model, old: Model | None = None) -> str:
    """The page about what became of a small model."""
    files = [write_model(folder / f"{name}.json", each) for name, each in (("old", old or small()), ("new", new))]
    return done("diff", *files, "--format", "html")


def edited(edit: Callable[[Model], object]) -> Model:
    model = small()
    edit(model["shapes"])
    return model


def changed(text: str) -> list[str]:
    """What a reader sees of each change: both sides, and what of them differs between brackets."""
    found = re.findall(r'<p class="pair">(.*?)</p>', text)
    marks = {"<del>": "- ", "<ins>": "+ ", "</del>": " ", "</ins>": " ", "<b>": "[", "</b>": "]"}
    return [html.unescape(re.sub(r"</?\w+>", lambda tag: marks[tag[0]], each)).strip() for each in found]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda shapes: shapes["Secret"].update(max=6758), "- [no maximum] + [6758]"),
        (lambda shapes: shapes["Secret"].update(min=6), "- [no minimum] + [6]"),
        (lambda shapes: shapes["Secret"].update(pattern="a"), "- [no pattern] + [a]"),
        (lambda shapes: shapes["Name"].update(pattern="[a-y]+"), "- [a-[z]]+ + [a-[y]]+"),
        (lambda shapes: shapes["PutThingOutput"].update(required=[]), "- [required] + [optional]"),
        (lambda shapes: shapes["Color"]["enum"].append("green"), "+ [green]"),
        (lambda shapes: shapes["Color"]["enum"].extend(["green", "blue"]), "+ [blue, green]"),
        (lambda shapes: shapes["Color"]["enum"].remove("red"), "- [red]"),
        (lambda shapes: shapes["Color"]["enum"].clear() or shapes["Color"]["enum"].append("x"), "- [dark-blue, red]"),
        (lambda shapes: shapes["Amount"].update(type="string"), "- [integer] + [string]"),
    ],
)
def test_a_change_is_told_by_what_was_and_what_is(tmp_path: Path, edit: Callable[[Any], object], said: str) -> None:
    assert said in changed(page(tmp_path, edited(edit)))


def test_what_came_and_what_went_stands_on_its_side(tmp_path: Path) -> None:
    more = small()
    more["operations"]["TakeThing"] = {"name": "TakeThing", "input": {"shape": "TakeThingInput"}}
    more["shapes"]["TakeThingInput"] = {"type": "structure", "members": {}}
    assert "+ [TakeThing]" in changed(page(tmp_path, more))
    assert not [each for each in changed(page(tmp_path, small(), more)) if "+" in each]


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (None, "ab", None, [(True, "ab")]),
        ("ab", None, [(True, "ab")], None),
        ("abcd", "abxd", [(False, "ab"), (True, "c"), (False, "d")], [(False, "ab"), (True, "x"), (False, "d")]),
        ("abc", "abcd", [(False, "abc")], [(False, "abc"), (True, "d")]),
        # half in common, and less
        ("abcd", "abyz", [(False, "ab"), (True, "cd")], [(False, "ab"), (True, "yz")]),
        ("abcd", "axyz", [(True, "abcd")], [(True, "axyz")]),
        # 2,000 characters, and more
        ("a" * 999 + "b", "a" * 999 + "c", [(False, "a" * 999), (True, "b")], [(False, "a" * 999), (True, "c")]),
        ("b" + "a" * 999, "c" + "a" * 999, [(True, "b"), (False, "a" * 999)], [(True, "c"), (False, "a" * 999)]),
        ("a" * 1000 + "b", "a" * 999 + "c", [(True, "a" * 1000 + "b")], [(True, "a" * 999 + "c")]),
    ],
)
def test_what_two_texts_have_in_common_is_not_marked(
    old: str | None, new: str | None, before: object, after: object
) -> None:
    assert pieces(old, new) == (before, after)


def sides(text: str, shape: str) -> list[list[tuple[str, str]]]:
    """The lines of a shape before and after, each with what became of it."""
    [detail] = re.findall(rf'<summary class="shape">{shape}</summary>(.*?)</details>', text, re.DOTALL)
    blocks = re.findall(r"<pre>(.*?)</pre>", detail, re.DOTALL)
    return [
        [(how, html.unescape(line)) for how, line in re.findall(r'<span(?: class="(\w+)")?>(.*?)</span>', block)]
        for block in blocks
    ]


def test_a_shape_stands_before_and_after_with_what_is_near_the_change(tmp_path: Path) -> None:
    def edit(shapes: Any) -> None:
        members = shapes["PutThingInput"]["members"]
        members["Extra"] = members.pop("When")
        shapes["PutThingInput"]["required"] = ["Extra", "Name"]

    before, after = sides(page(tmp_path, edited(edit)), "PutThingInput")
    assert before == [
        ("", "structure"),
        ("", "  … 6 more"),
        ("", "  Password: Secret"),
        ("", "  Ratio: Ratio"),
        ("", "  Tags: Tags"),
        ("gone", "  When: Time"),
        ("", "  Wrap: Yes"),
    ]
    assert after == [
        ("", "structure"),
        ("", "  … 7 more"),
        ("", "  Ratio: Ratio"),
        ("", "  Tags: Tags"),
        ("", "  Wrap: Yes"),
        ("come", "  Extra: Time (required)"),
    ]


def test_an_enum_stands_with_its_values(tmp_path: Path) -> None:
    found = sides(page(tmp_path, edited(lambda shapes: shapes["Color"].update(enum=["red", "green"]))), "Color")
    assert found == [
        [("", "string"), ("gone", "  dark-blue"), ("", "  red")],
        [("", "string"), ("come", "  green"), ("", "  red")],
    ]


@pytest.mark.parametrize(
    ("events", "title", "said"),
    [
        ([("A", "class-added", None, None), ("B", "class-added", None, None)], "class added (2)", "+ A, B"),
        ([("A", "class-removed", None, None)], "class removed (1)", "- A"),
        ([("A", "max-lowered", 9, 8)], "A: max lowered", "- [9] + [8]"),
        ([("A", "max-lowered", None, 8)], "A: max lowered", "- [none] + [8]"),
        ([("A", "max-raised", 9, None)], "A: max raised", "- [9] + [none]"),
        ([("A", "member-required", False, True)], "A: member required", "- [false] + [true]"),
        ([("A", "pattern-changed", "abcd", "abcx")], "A: pattern changed", "- abc[d] + abc[x]"),
    ],
)
def test_a_timeline_tells_events_by_what_was_and_what_is(
    events: list[tuple[str, str, Any, Any]], title: str, said: str
) -> None:
    changes = tuple(history.Event(path, kind, "risky", old, new) for path, kind, old, new in events)
    text = timeline.html(history.History("1.0.1", (history.Release("1.0.1", "", (), changes),)), "small")
    assert re.findall("<h3>(.*?)</h3>", text) == [title]
    assert changed(text) == [said]

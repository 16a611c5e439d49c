"""`scripts/checkers` fails for each error that is none, and for each mistake that is found by too few."""

import runpy
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from walk import ROOT

checkers = SimpleNamespace(**runpy.run_path(str(ROOT / "scripts" / "checkers.py")))
NAMES = [each.__name__ for each in checkers.CHECKERS]
PLACE = ("bad/a.py", 3)


def found(*who: str) -> dict[str, set[Any]]:
    return {name: {PLACE} if name in who else set() for name in NAMES}


def test_five_of_six_are_enough() -> None:
    assert list(checkers.in_programs({PLACE: None}, found(*NAMES[1:]))) == []


@pytest.mark.parametrize(
    ("marked", "who", "said"),
    [
        ({PLACE: None}, NAMES[:4], "bad/a.py:3: found by mypy, pyright, basedpyright, pyrefly alone"),
        ({PLACE: None}, [], "bad/a.py:3: found by none alone"),
        ({PLACE: "pyright"}, ["mypy"], "bad/a.py:3: found by mypy alone"),
        ({}, ["ty"], "ty: an error that is none: bad/a.py:3"),
    ],
)
def test_a_mistake_that_too_few_find_and_an_error_that_is_none(
    marked: Mapping[Any, str | None], who: list[str], said: str
) -> None:
    assert list(checkers.in_programs(marked, found(*who))) == [said]


def test_the_package_has_the_errors_that_are_listed_and_no_other() -> None:
    listed: dict[str, list[Any]] = {name: [] for name in NAMES}
    for (checker, rule), (count, _) in checkers.FALSE.items():
        listed[checker] += [checkers.Error("shapes.py", line, rule) for line in range(count)]
    assert list(checkers.in_package(listed)) == []
    listed["mypy"].append(checkers.Error("shapes.py", 7, "arg-type"))
    gone = listed["ty"].pop()
    assert [each.partition(" in the")[0] for each in checkers.in_package(listed)] == [
        "mypy: arg-type: 1",
        f"ty: {gone.rule}: 0",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('a.py:3: error: Item "x"  [union-attr]', ("a.py", 3, "union-attr")),
        ("b/a.py:3:26: error[no-such] Object of type [int]", ("b/a.py", 3, "no-such")),
        ("b/a.py:3: note: an error  [misc]", None),
        ("b/a.py:3:26: warning[redundant-cast] Value", None),
    ],
)
def test_a_line_of_a_checker_is_read(line: str, expected: tuple[str, int, str] | None) -> None:
    assert [tuple(each) for each in checkers.by_line(f"first\n{line}\nlast\n")] == ([expected] if expected else [])

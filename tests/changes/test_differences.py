"""What differs between two nodes of a model has a kind of its own; how bad it is comes later."""

from collections.abc import Iterable
from typing import Any

import pytest

from shapegen.changes import compare, normal
from shapegen.changes.differences import (
    Raw,
    bounds_changed,
    error_changed,
    paginators_changed,
    traits_changed,
    type_changed,
    values_changed,
    waiters_changed,
)


def told(found: Iterable[Raw]) -> list[tuple[str, object, object]]:
    return [(each.kind, each.old, each.new) for each in found]


@pytest.mark.parametrize(
    ("types", "up", "down"),
    [
        (("byte", "short", "integer", "long", "bigInteger"), "type-widened", "type-narrowed"),
        (("float", "double", "bigDecimal"), "type-widened", "type-narrowed"),
        (("integer", "float"), "integer-to-float", "float-to-integer"),
        (("long", "bigDecimal"), "integer-to-float", "float-to-integer"),
        (("string", "integer"), "type-changed", "type-changed"),
        (("float", "timestamp"), "type-changed", "type-changed"),
        (("list", "map"), "type-changed", "type-changed"),
    ],
)
def test_a_number_that_holds_more_is_wider(types: tuple[str, ...], up: str, down: str) -> None:
    for at, type_ in enumerate(types[1:], 1):
        for narrower in types[:at]:
            assert (type_changed(narrower, type_), type_changed(type_, narrower)) == (up, down)


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"min": 1}, {"min": 2}, [("min-raised", 1, 2)]),
        ({"min": 2}, {"min": 1}, [("min-lowered", 2, 1)]),
        ({}, {"min": 0}, [("min-raised", None, 0)]),
        ({"min": 0}, {}, [("min-lowered", 0, None)]),
        ({"max": 1}, {"max": 2}, [("max-raised", 1, 2)]),
        ({}, {"max": 9}, [("max-lowered", None, 9)]),
        ({"max": 9}, {}, [("max-raised", 9, None)]),
        ({"min": 1, "max": 1}, {"min": 1, "max": 1}, []),
        ({}, {"pattern": "a"}, [("pattern-added", None, "a")]),
        ({"pattern": "a"}, {}, [("pattern-removed", "a", None)]),
        ({"pattern": "a"}, {"pattern": "b"}, [("pattern-changed", "a", "b")]),
        ({"min": 2, "max": 3}, {"min": 1, "max": 4}, [("min-lowered", 2, 1), ("max-raised", 3, 4)]),
    ],
)
def test_no_bound_is_the_widest(old: Any, new: Any, changes: list[tuple[str, object, object]]) -> None:
    assert told(bounds_changed("It", old, new)) == changes


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (["a"], ["a", "c", "b"], [("value-added", None, "b"), ("value-added", None, "c")]),
        (["a", "b"], ["b"], [("value-removed", "a", None)]),
        (["a"], ["b"], [("value-added", None, "b"), ("value-removed", "a", None)]),
        (["a", "b"], ["b", "a"], []),
        (None, ["a"], [("values-listed", None, ["a"])]),
        (["a"], None, [("values-unlisted", ["a"], None)]),
        (None, None, []),
    ],
)
def test_values_come_and_go(old: Any, new: Any, changes: list[tuple[str, object, object]]) -> None:
    assert told(values_changed("It", old, new)) == changes


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({}, {"deprecated": True, "deprecatedMessage": "No."}, [("deprecated", None, "No.")]),
        ({"deprecated": True, "deprecatedMessage": "No."}, {}, [("undeprecated", "No.", None)]),
        (
            {"deprecated": True, "deprecatedMessage": "No."},
            {"deprecated": True, "deprecatedMessage": "Never."},
            [("deprecation-changed", "No.", "Never.")],
        ),
        ({}, {"sensitive": True}, [("sensitive-added", False, True)]),
        ({"sensitive": True}, {}, [("sensitive-removed", True, False)]),
        ({}, {"streaming": True}, [("streaming-added", False, True)]),
        ({"union": True}, {}, [("union-removed", True, False)]),
        ({}, {"novel": 1}, [("trait-changed", None, {"novel": 1})]),
        ({"novel": 1}, {"novel": 2}, [("trait-changed", {"novel": 1}, {"novel": 2})]),
        ({"authtype": "none"}, {"authtype": "v4"}, [("auth-required", {"authtype": "none"}, {"authtype": "v4"})]),
        ({"authtype": "v4"}, {"authtype": "none"}, [("auth-changed", {"authtype": "v4"}, {"authtype": "none"})]),
        (
            {"auth": ["smithy.api#noAuth"]},
            {"auth": ["aws.auth#sigv4"]},
            [("auth-required", {"auth": ["smithy.api#noAuth"]}, {"auth": ["aws.auth#sigv4"]})],
        ),
        # What has changes of its own, by the others.
        ({"type": "list", "min": 1, "enum": ["a"]}, {"type": "map"}, []),
    ],
)
def test_a_trait_comes_goes_and_changes(old: Any, new: Any, changes: list[tuple[str, object, object]]) -> None:
    assert told(traits_changed("It", old, new)) == changes


def test_an_operation_that_is_deprecated_is_called_so() -> None:
    assert told(traits_changed("It", {}, {"deprecated": True}, {"errors"})) == [("operation-deprecated", None, None)]
    assert told(traits_changed("It", {"deprecated": True}, {}, {"errors"})) == [("undeprecated", None, None)]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"code": "A"}, {"code": "B"}, [("error-code-changed", "A", "B")]),
        ({}, {"code": "B"}, [("error-code-changed", None, "B")]),
        (
            {"httpStatusCode": 400},
            {"httpStatusCode": 404},
            [("error-status-changed", {"httpStatusCode": 400}, {"httpStatusCode": 404})],
        ),
        ({"code": "A"}, {"code": "A"}, []),
    ],
)
def test_an_error_has_a_code_and_a_status(old: Any, new: Any, changes: list[tuple[str, object, object]]) -> None:
    assert told(error_changed("It", old, new)) == changes


def test_of_whose_fault_an_error_is_its_code_tells() -> None:
    error = {"code": "A", "httpStatusCode": 400, "senderFault": True, "fault": True}
    form = normal.shape({"type": "structure", "members": {}, "error": error})
    assert form["error"] == {"code": "A", "httpStatusCode": 400}


PAGES = {"input_token": "A", "output_token": "B", "result_key": "C", "limit_key": "D", "more_results": "E"}


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("input_token", "Z", "paginator-tokens-changed"),
        ("output_token", "Z", "paginator-tokens-changed"),
        ("more_results", "Z", "paginator-tokens-changed"),
        ("more_results", None, "paginator-tokens-changed"),
        ("result_key", "Z", "paginator-result-changed"),
        ("limit_key", "Z", "paginator-limit-added"),
        ("limit_key", None, "paginator-limit-removed"),
        ("non_aggregate_keys", ["Z"], "paginator-changed"),
    ],
)
def test_what_of_a_paginator_changes_decides_the_kind(key: str, value: object, kind: str) -> None:
    new = {name: each for name, each in (PAGES | {key: value}).items() if each is not None}
    [found] = paginators_changed({"ListThings": PAGES}, {"ListThings": new})
    assert (found.path, found.kind) == ("ListThings", kind)
    assert (found.old, found.new) == ({key: PAGES[key]} if key in PAGES else {}, {} if value is None else {key: value})


def test_paginators_come_and_go() -> None:
    assert told(paginators_changed({}, {"A": PAGES})) == [("paginator-added", None, PAGES)]
    assert told(paginators_changed({"A": PAGES}, {})) == [("paginator-removed", PAGES, None)]


def test_both_tokens_of_a_paginator_are_one_change() -> None:
    new = PAGES | {"input_token": "Y", "output_token": "Z"}
    tokens = ({"input_token": "A", "output_token": "B"}, {"input_token": "Y", "output_token": "Z"})
    assert told(paginators_changed({"A": PAGES}, {"A": new})) == [("paginator-tokens-changed", *tokens)]


def test_a_waiter_changes_for_the_operations_that_it_calls() -> None:
    old, new = {"operation": "GetThing", "delay": 5}, {"operation": "ReadThing", "delay": 5}
    [(found, operations)] = waiters_changed({"Up": old}, {"Up": new})
    assert (found.kind, found.old, found.new) == (
        "waiter-changed",
        {"operation": "GetThing"},
        {"operation": "ReadThing"},
    )
    assert operations == ["GetThing", "ReadThing"]
    assert [(found.kind, operations) for found, operations in waiters_changed({}, {"Up": old})] == [
        ("waiter-added", ["GetThing"])
    ]
    assert [found.kind for found, _ in waiters_changed({"Up": old}, {})] == ["waiter-removed"]
    assert not list(waiters_changed({"Up": old}, {"Up": old}))


def test_a_shape_that_holds_itself_is_compared_once() -> None:
    def model(target: str) -> dict[str, Any]:
        def node(name: str, text: str) -> dict[str, Any]:
            return {"type": "structure", "members": {"Next": {"shape": name}, text: {"shape": "Text"}}}

        members = {"Kept": {"shape": "Tree"}, "Kept2": {"shape": "Bush"}, "Turned": {"shape": target}}
        return {
            "metadata": {"serviceId": "Small"},
            "operations": {"Put": {"name": "Put", "input": {"shape": "PutRequest"}}},
            "shapes": {
                "PutRequest": {"type": "structure", "members": members},
                "Tree": node("Tree", "Leaf"),
                "Bush": node("Bush", "Berry"),
                "Text": {"type": "string"},
            },
        }

    found = compare.compare(normal.api(model("Tree")), normal.api(model("Bush")))
    assert {(each.path, each.kind, each.old, each.new) for each in found} == {
        ("PutRequest.Turned", "class-changed", "Tree", "Bush")
    }

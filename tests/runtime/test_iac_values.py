"""What of a template is known before it is deployed: texts in parts, parameters, worlds; and what YAML says."""

import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from monitorshapes._runtime.iac import diagnostics, documents, nodes, template, worlds, yaml
from monitorshapes._runtime.iac.unknown import Part, Unknown, joined, least_length, may_be, parts_of

MARK = nodes.Mark(1, 1)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], ""),
        (["a", "b", "c"], "abc"),
        (["a", None], Unknown(("a", None))),
        ([None, None], Unknown((None,))),
        (["a", None, None, "b"], Unknown(("a", None, "b"))),
        (["a", "", None, "", None, "b", "c"], Unknown(("a", None, "bc"))),
        ([None, "a", "b"], Unknown((None, "ab"))),
    ],
)
def test_a_text_of_which_parts_are_unknown_has_as_few_parts_as_can_be(
    parts: Sequence[Part], text: str | Unknown
) -> None:
    assert joined(parts) == text


def test_of_a_text_in_parts_some_things_are_known() -> None:
    value = Unknown(("ab", None, "c"))
    assert (parts_of(value), parts_of("a"), least_length(value)) == (("ab", None, "c"), ("a",), 3)
    assert [may_be(value, [text]) for text in ("abc", "abxc", "ab", "xabc", "ab*")] == [True, True, False, False, False]
    assert may_be(value, ["x", "abc"])


@pytest.mark.parametrize(
    ("value", "text", "items"),
    [("a, b,,c ", None, ["a", "b", "c"]), ("", None, []), (5, "5", ["5"]), (True, "yes", ["yes"])],
)
def test_a_list_of_a_parameter_is_divided_at_commas(value: Any, text: str | None, items: list[str]) -> None:
    made = worlds._listed(nodes.Node(value, MARK, text=text))
    assert [each.value for each in made.value] == items


def test_all_combinations_of_parameters_are_tried_or_the_first_and_128_more() -> None:
    combinations: Any = worlds._combinations
    assert list(combinations({"A": range(16), "B": range(8)})) == [
        {"A": a, "B": b} for a in range(16) for b in range(8)
    ]
    tried = list(combinations({"A": range(43), "B": range(3)}))
    assert (len(tried), tried[0]) == (129, {"A": 0, "B": 0})
    assert {each["B"] for each in tried} == {0, 1, 2}


@pytest.mark.parametrize("error", [KeyError, TypeError, ValueError, IndexError])
def test_of_a_condition_that_cannot_be_worked_out_nothing_is_known(error: type[Exception]) -> None:
    world: Any = SimpleNamespace(template=SimpleNamespace(conditions={"C": 1}), holds=Mock(side_effect=error))
    assert worlds._holds(world, "C") is None
    assert worlds._holds(world, "D") is None


def test_a_value_that_no_comparison_names_differs_from_all() -> None:
    assert Unknown(differs=True) == worlds._OTHER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: [\n", "line 3, column 1: not YAML: "),
        ("a: 'x\n", "line 2, column 1: not YAML: "),
        ("a: *y", "line 1, column 4: not YAML: "),
        ("? [1]\n: 2", "line 1, column 3: a key that is not text"),
        ("a: 1\n---\nb: 2\n", "2 YAML documents in one file, which are not read"),
        ("", "0 YAML documents in one file, which are not read"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(nodes.UnreadableError) as raised:
        yaml.document(text)
    assert str(raised.value).startswith(said)


def test_a_mapping_has_what_is_merged_into_it_where_it_says_nothing_itself() -> None:
    made = yaml.document("a: &x {k: 1, j: 2}\nb: &y {j: 5, i: 4}\nc: {<<: [*x, *y], m: 2, k: 3}\n").value["c"]
    assert {key: each.value for key, each in made.value.items()} == {"k": 3, "j": 2, "i": 4, "m": 2}
    assert {key: (mark.line, mark.column) for key, mark in made.keys.items()} == {
        "k": (3, 25),
        "j": (1, 14),
        "i": (2, 14),
        "m": (3, 19),
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 0b101", 5),
        ("a: 0x1F", 31),
        ("a: 017", 15),
        ("a: 1_000", 1000),
        ("a: 1.5", 1.5),
        ("a: yes", True),
        ("a: ~", None),
        ("a: 'yes'", "yes"),
        ("a: !!int x", "x"),
        ("a: !!bool x", "x"),
        ("a: !!float x", "x"),
    ],
)
def test_a_plain_scalar_is_what_yaml_1_1_has(text: str, value: object) -> None:
    found = yaml.document(text).value["a"].value
    assert (found, type(found)) == (value, type(value))


def resource(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SageMaker::MonitoringSchedule", "Properties": properties}


def checked(text: str) -> list[tuple[int, str, str]]:
    options = diagnostics.Options(file="t", level="documented", ignore=())
    result = template.check(documents.read(text, yaml=False), options)
    assert result is not None
    return [(each.line, each.path, each.rule) for each in result.diagnostics if each.rule == "duplicate"]


def test_of_two_resources_of_one_name_one_is_not_looked_at_and_that_is_said() -> None:
    one = json.dumps(resource(MonitoringScheduleName="a"))
    assert checked(f'{{"Resources": {{"A": {one},\n"B": {one}}}}}') == []
    assert checked(f'{{"Resources": {{"A": {one},\n"A": {one}}}}}') == [(2, "Resources.A", "duplicate")]
    assert checked(f'{{"Resources": {{"A": {one}}},\n"Resources": {{"A": {one}}}}}') == [(2, "Resources", "duplicate")]
    assert checked(f'{{"Outputs": 1, "Outputs": 2, "Resources": {{"A": {one}}}}}') == []

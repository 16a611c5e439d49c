"""The benchmarks are fair: contestants take turns, and none is timed that does not do the work."""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
BENCHMARKS = ROOT / "scripts" / "benchmarks"


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    # All contestants of these tests live in this environment.
    monkeypatch.setattr(import_module("peers"), "python", lambda *_: sys.executable)


def started(data: object, *names: str) -> Any:
    return import_module("contest").contestants(dict.fromkeys(names, "here"), data)


# Turns and what comes of them


def test_contestants_take_turns_forwards_and_backwards_and_the_first_turn_does_not_count() -> None:
    order: list[str] = []

    def timer(name: str) -> Any:
        def time() -> float:
            order.append(name)
            return len(order)

        return time

    seconds = import_module("measure").take_turns({"a": timer("a"), "b": timer("b")}, 3)
    assert order == ["b", "a", "a", "b", "b", "a", "a", "b"]
    assert seconds == {"a": [3, 6, 7], "b": [4, 5, 8]}


def test_a_ratio_is_of_medians_and_its_spread_that_of_the_turns() -> None:
    ratio = import_module("measure").Ratio.of([1, 1, 2, 1, 1], [4, 4, 4, 6, 5])
    assert ratio.of_medians == 4
    assert (ratio.low, ratio.high) == (3, 5.5)
    assert str(ratio) == "4.00 (3.00 to 5.50)"


@pytest.mark.parametrize("power", [1, 2])
def test_a_slope_is_the_power_by_which_time_grows(power: int) -> None:
    assert import_module("measure").slope({n: 3 * n**power for n in (1, 10, 100)}) == pytest.approx(power)


def test_a_table_says_whether_a_goal_is_held() -> None:
    measure = import_module("measure")
    table = measure.table(["", "to reach"], [["a", measure.goal("2", True)], ["b", measure.goal("2", False)]])
    assert table == ["|  | to reach |", "|---|---:|", "| a | 2 ✓ |", "| b | 2 ✗ |"]


# What is said of it


@pytest.mark.parametrize(
    ("said", "measured", "nearly"),
    [
        (
            r"a\s+request\s+and\s+writes\s+its\s+dict\s+about (\d+) times",
            r"\| validate, dump \| botocore: [^|]*\| ([\d.]+)",
            0.7,
        ),
        (r"imports\s+a\s+first\s+request\s+class\s+in\s+about (\d+) ms", r"\| its first request class \| ([\d.]+)", 4),
    ],
)
def test_what_the_readme_says_was_measured(said: str, measured: str, nearly: float) -> None:
    stated = re.search(said, (ROOT / "README.md").read_text("utf-8"))
    figure = re.search(measured, (ROOT / "docs" / "benchmarks.md").read_text("utf-8"))
    assert stated
    assert figure
    assert float(stated[1]) == pytest.approx(float(figure[1]), abs=nearly)


# What is timed


def test_what_is_timed_of_requests_gives_the_same_request_and_refuses_what_is_wrong() -> None:
    inputs = import_module("inputs")
    demand_equal = import_module("contest").demand_equal
    data = inputs.request()
    with started(data, "monitorshapes_", "boto3_", "pydantic_") as contestants:
        ours, boto3, pydantic = contestants.values()
        for work in ("dump", "validate, dump", "construct, validate, dump", "constructed", "was read"):
            demand_equal(ours, work, inputs.REQUEST)
        demand_equal(boto3, "written", inputs.REQUEST)
        for work in ("dump", "construct, dump", "was read"):
            demand_equal(pydantic, work, inputs.REQUEST)
        for contestant in contestants.values():
            demand_equal(contestant, "wrongly refused", 0)
        demand_equal(ours, "refused", len(data["bad"]))
        # A model without the constraints would be fast for nothing: these are all but three that break the model.
        assert pydantic.result("refused") == 90
        assert boto3.result("refused") > 0
        assert min(ours.time("validate, dump", 2)) > 0


def test_what_is_timed_of_responses_reads_the_same() -> None:
    inputs = import_module("inputs")
    names = ("response_monitorshapes", "response_boto3", "response_pydantic", "response_clients")
    with started(inputs.response(), *names) as contestants:
        for operation, body in inputs.answers().items():
            for contestant in contestants.values():
                import_module("contest").demand_equal(contestant, f"{operation} read", body)
            import_module("contest").demand_equal(contestants["response_clients"], f"{operation} bare read", body)


def test_what_is_timed_is_all_that_a_contestant_does() -> None:
    contest, inputs, request, response = map(import_module, ("contest", "inputs", "request", "response"))
    with started(inputs.request(), "monitorshapes_", "boto3_", "pydantic_") as contestants:
        for name, work in request.works_timed():
            if name in contestants:
                contest.demand_calls(contestants[name], work, request.calls_of(name, work))
    with started(inputs.response(), "response_monitorshapes", "response_boto3", "response_pydantic") as contestants:
        for operation in inputs.answers():
            for name, contestant in contestants.items():
                contest.demand_calls(contestant, operation, response.calls_of(operation)[name])


def test_a_contestant_that_does_a_thing_twice_is_not_timed() -> None:
    # botocore's serializer validates too unless it is told not to: called beside the validator, all is validated twice.
    contest, inputs, request = map(import_module, ("contest", "inputs", "request"))
    wanted = request.calls_of("boto3_", "validate, body")
    with (
        started(inputs.request(), "boto3_") as contestants,
        pytest.raises(contest.UnfairError, match="'botocore checks': 2, 'botocore writes': 1"),
    ):
        contest.demand_calls(contestants["boto3_"], "validate, body as made by default", wanted)


def test_a_contestant_that_gives_something_else_is_not_timed() -> None:
    contest, inputs = import_module("contest"), import_module("inputs")
    other = inputs.REQUEST | {"Tags": []}
    with (
        started(inputs.request(), "monitorshapes_") as contestants,
        pytest.raises(contest.UnfairError, match="monitorshapes_ gives for dump"),
    ):
        contest.demand_equal(contestants["monitorshapes_"], "dump", other)


def test_a_contestant_that_ends_says_where() -> None:
    contest = import_module("contest")
    with started({}, "monitorshapes_") as contestants:
        for _ in range(2):
            with pytest.raises(contest.UnfairError, match="monitorshapes_ ended at"):
                contestants["monitorshapes_"].time("validate", 1)


def test_the_plain_ways_make_the_page_that_shapegen_makes() -> None:
    history = import_module("history")
    old, new = SERVICES
    pages = [make(old, new) for make in (history.page.page, history.from_json, history.from_botocore)]
    assert pages[0].updated
    assert pages[0].new == ("Stop",)
    assert [history.page.text(each, "") for each in pages[1:]] == [history.page.text(pages[0], "")] * 2


def services() -> Iterator[dict[str, Any]]:
    for newer in (False, True):
        text = {"type": "string"}
        yield {
            "metadata": {"protocol": "json", "apiVersion": "2020-01-01", "endpointPrefix": "a"},
            "operations": {
                name: {"name": name, "http": {"method": "POST", "requestUri": "/"}, "input": {"shape": "Input"}}
                for name in ("Start", *["Stop"] * newer)
            },
            "shapes": {
                "Input": {
                    "type": "structure",
                    "members": {"Kind": {"shape": "Kind"}, "Next": {"shape": "Input"}, "All": {"shape": "All"}},
                },
                "Kind": text | {"enum": ["A", *["B"] * newer]},
                "Text": text,
                "All": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "List"}},
                "List": {"type": "list", "member": {"shape": "Item"}},
                "Item": {
                    "type": "structure",
                    "members": {"Name": {"shape": "Text"}} | ({"Kinds": {"shape": "Kinds"}} if newer else {}),
                },
                "Kinds": {"type": "list", "member": {"shape": "Kind"}},
            },
        }


SERVICES = list(services())

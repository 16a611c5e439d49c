"""What is proved of a pattern holds: no value keeps a validator busy for long."""

import functools
import json
import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from expressions import PATTERNS, SAGEMAKER, patterns, values
from hypothesis import given

from shapegen.build.backtracking import needs_linear, possessive, steps
from shapegen.build.patterns import translate
from shapegen.errors import ShapegenError
from shapegen.model import load
from shapegen.runtime.categories import pattern
from shapegen.runtime.linear import Node, parse
from shapegen.runtime.patterns import Pattern

ROOT = Path(__file__).parents[2]

GROWTH = [
    # one way, or a few
    ("[a-z]*", 1),
    ("[a-zA-Z0-9](-*[a-zA-Z0-9])*", 1),
    ("arn:aws[a-z-]*:iam::[0-9]{12}:role/?[a-zA-Z_0-9+=,.@_/-]+", 1),
    (".?P.*", 1),
    ("(?:http|https|s3)://[^/]+", 1),
    ("(?:ab|ac)*", 1),
    ("(?:[a-z]*[0-9])*", 1),
    (r"(?:[^\x00-\x7f]|[a-z])*", 1),
    (r"(?:[\p{L}]|[\p{N}])*", 1),
    (r"(?:[\p{L}]|[^\p{L}])*", 1),
    ("(?!-)[a-z]*(?<!-)", 1),
    ("(?=.{1,255}$)[a-z]*", 1),
    ("(?:a?)*", 1),
    ("(?:a?)+", 1),
    ("(?:^a|b)*$", 1),
    ("(?>[a-z]*)[0-9]*", 1),
    (r"(-?)[a-z]*\1", 2),
    # as many ways as characters
    ("[^/]+/?.*", 2),
    (".*a.*", 2),
    ("(?:[a-z][.-]?)*[a-z]*", 2),
    ("(?:(?!a*b)a)*", 2),
    ("(?:ab|abc)*c.*", 2),
    (r"(?:[\p{L}]|[a-z])[\p{L}]*[^a-z]*", 2),
    ("[a-z]*a?a?[a-z]*", 2),
    # more
    (".*.*.*", 3),
    ("[0-9a-z]+[0-9a-z.-]*[0-9a-z]+", 3),
    (".*a.*b.*c.*", 4),
    # without end
    ("(?:a*)*", math.inf),
    ("(?:a|a)*", math.inf),
    ("(?:a|[a-z])*", math.inf),
    ("(?:a|ab|b)*", math.inf),
    ("(?:a(?:|-?))*", math.inf),
    ("(?:(?:a?)+b)*", math.inf),
    ("(?:a?){2,}", math.inf),
    ("(?:a?){20,}", math.inf),
    ("(?:[a-z]*[a-z]){0,39}", math.inf),
    (r"(?:[\p{L}]|é)*", math.inf),
    (r"(?:[\p{Lu}]|[\xc0-\xff])*", math.inf),
    (r"(?:[^\p{M}]|[\p{L}])*", math.inf),
    ("(?:(?i:a)|A)*", math.inf),
    ("(?=(?:a|a)*b)[a-z]*", math.inf),
]


@pytest.mark.parametrize(("source", "degree"), GROWTH)
def test_steps_grow_with_the_length(source: str, degree: float) -> None:
    growth = steps(source, 80_000) / steps(source, 40_000) if degree < math.inf else math.inf
    assert steps(source, 80_000) == math.inf if degree == math.inf else round(math.log2(growth)) == degree


@pytest.mark.parametrize(
    ("source", "taken"),
    [("a", 2), ("ab", 3), ("a|b", 2), ("a?", 2), ("[a-z]*", 10), ("[a-z]{0,4}", 5), ("[a-z]*[0-9]*", 10)],
)
def test_one_way_takes_a_step_at_each_place_of_the_value_and_at_its_end(source: str, taken: int) -> None:
    assert steps(source, 9) == taken


@pytest.mark.parametrize(
    ("source", "quicker"),
    [
        ("[a-z](-*[a-z]){0,62}", "[a-z](?:-*+[a-z]){0,62}+"),
        ("(?:[a-z]-?)*/(_+[a-z])+", "(?:[a-z]-?+)*+/(?:_++[a-z])++"),
        # nothing to gain
        ("[a-z]*", "[a-z]*"),
        # another way: to go back for, or to choose
        ("(-*[a-z])*-", "(-*[a-z])*-"),
        ("(a-?)*a", "(a-?)*a"),
        ("(ab|ac)*", "(ab|ac)*"),
        ("((ab){1,2}c?){0,3}", "((ab){1,2}c?){0,3}"),
        (r"(ab)*\Z", r"(ab)*\Z"),
    ],
)
def test_a_group_repeats_possessively_where_there_is_one_way(source: str, quicker: str) -> None:
    assert possessive(source) == quicker


@PATTERNS
@given(source=patterns)
def test_what_repeats_possessively_matches_the_same(source: str) -> None:
    quicker = possessive(source)
    if quicker != source:
        assert [*filter(pattern(quicker), values(6))] == [*filter(pattern(source), values(6))]


def test_what_services_have_matches_the_same() -> None:
    sources = {translate(shape["pattern"]) for shape in SAGEMAKER.values() if "pattern" in shape}
    changed = [source for source in sources if possessive(source) != source]
    assert len(changed) > 20
    for source in changed:
        matches, quicker = pattern(source), pattern(possessive(source))
        names = ["a" * 63, "a" * 64, "a-" * 31 + "a", "a-" * 63 + "a"]
        for value in (*map("".join, product("a-1_./: ", repeat=4)), *names):
            assert bool(matches(value)) == bool(quicker(value)), (source, value)


def test_each_way_to_match_nothing_counts() -> None:
    assert steps("a(?:b?|c?)", 9) == 2 * steps("a(?:b?|c)", 9)


def ends(node: Node, value: str, at: int, taken: list[int]) -> Iterator[int]:
    """Where `node` may end that begins `at`, in each way that `re` tries; `taken` counts the characters taken.

    That nothing is found by looking around may be wrong, and adds ways.
    """
    match node.kind:
        case "set":
            if at < len(value) and pattern(node.text)(value[at]):
                taken[0] += 1
                yield at + 1
        case "choice":
            for part in node.parts:
                yield from ends(part, value, at, taken)
        case "sequence":
            yield from _sequence(node.parts, value, at, taken)
        case "repeat":
            yield from _repeat(node, value, at, -1, 0, taken)
        case "look":
            list(ends(node.parts[0], value, at, taken))
            yield at
        case _:
            yield at


def _sequence(parts: tuple[Node, ...], value: str, at: int, taken: list[int]) -> Iterator[int]:
    if not parts:
        yield at
        return
    for end in ends(parts[0], value, at, taken):
        yield from _sequence(parts[1:], value, end, taken)


def _repeat(node: Node, value: str, at: int, before: int, count: int, taken: list[int]) -> Iterator[int]:
    if count < node.least or ((node.most is None or count < node.most) and at != before):
        for end in ends(node.parts[0], value, at, taken):
            yield from _repeat(node, value, end, at, count + 1, taken)
    if count >= node.least:
        yield at


@PATTERNS
@given(source=patterns)
def test_no_value_takes_more_steps(source: str) -> None:
    node = parse(source)
    for value in values(4):
        most = steps(source, len(value))
        if most < math.inf:
            taken = [0]
            for _ in ends(node, value, 0, taken):
                assert taken[0] <= most, value
            assert taken[0] <= most, value
        elif len(value) > 1:
            return


# Answers in bounded time

SLOW = json.loads((ROOT / "tests/data/slow-patterns.json").read_text("utf-8"))
"""Patterns of all services over which `re` may take long: an attack, as what it begins with, repeats and ends in, and
the maximum lengths of the shapes."""


def answer(source: str, longest: int | None, attacks: list[list[str]]) -> float:
    """The longest time, in seconds, over attacks as long as a value may be."""
    python = translate(source)
    made = Pattern(source, python, linear=needs_linear(python, longest))
    length = min(longest or 100_000, 100_000)
    worst = 0.0
    for start, repeated, end in attacks:
        value = (start + repeated * length)[: max(0, length - len(end))] + end
        begin = time.process_time()
        made.fullmatch(value)
        worst = max(worst, time.process_time() - begin)
    return worst


def answers_to_attacks() -> None:
    for each in SLOW:
        for longest in each["maxima"]:
            took = answer(each["pattern"], longest, [each["attack"]])
            assert took < 3, (each["pattern"], longest, took)


def answers_to_fuzz() -> None:
    attacks = [[start, each, "\n"] for start in ("", "arn:aws", "https://") for each in ("a", "a-", "0/")]
    attacks += [[start, each, "\0"] for start in ("", "a", "0.") for each in ("-", ".", "/", "a.", "é")]
    for source, longest in {(shape["pattern"], shape.get("max")) for shape in SAGEMAKER.values() if "pattern" in shape}:
        took = answer(source, longest, attacks)
        assert took < 3, (source, took)


def answers_of_the_ten_largest_services() -> None:
    attacks = [["", "a", "\n"], ["arn:aws", "a-", "\0"], ["", "0.", "\0"]]
    sizes = load.sizes()
    for service in sorted(sizes, key=lambda each: -sizes[each])[:10]:
        shapes = load.installed(service).data["shapes"].values()
        for source, longest in {(shape["pattern"], shape.get("max")) for shape in shapes if "pattern" in shape}:
            took = answer(source, longest, attacks)
            assert took < 3, (service, source, took)


@pytest.mark.parametrize("question", [answers_to_attacks, answers_to_fuzz, answers_of_the_ten_largest_services])
def test_an_answer_comes_in_bounded_time(question: object) -> None:
    name = getattr(question, "__name__", "")
    path = os.pathsep.join(map(str, (ROOT / "codegen", ROOT / "tests", ROOT / "tests" / "build")))
    command = [sys.executable, "-c", f"import test_backtracking; test_backtracking.{name}()"]
    limit = functools.partial(resource.setrlimit, resource.RLIMIT_CPU, (60, 60))  # of work, however busy the machine is
    subprocess.run(command, check=True, preexec_fn=limit, env=os.environ | {"PYTHONPATH": path})


@pytest.mark.parametrize("each", SLOW, ids=lambda each: each["pattern"][:40])
def test_a_slow_pattern_of_any_length_is_left_to_the_linear_matcher(each: dict[str, str]) -> None:
    assert needs_linear(translate(each["pattern"]), None)


@pytest.mark.parametrize(
    ("source", "longest", "linear"),
    [("[^/]+/?.*", 1024, False), ("[^/]+/?.*", 4096, True), ("[^/]+/?.*", None, True), ("[^/]+", None, False)],
)
def test_a_maximum_length_bounds_the_steps(source: str, longest: int | None, linear: bool) -> None:
    assert needs_linear(source, longest) == linear


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (r"(a*)*\1", "it has back references or atomic groups"),
        ("(?:(?>a|ab)*)*", "it has back references or atomic groups"),
        ("(?:a|a){1,3000}", "its repeats are too many"),
    ],
)
def test_refuses_what_neither_can_match_in_time(source: str, reason: str) -> None:
    with pytest.raises(ShapegenError, match=reason) as raised:
        needs_linear(source, None)
    assert str(raised.value).startswith(f"pattern '{source}':")


def test_decides_about_all_patterns_of_a_service_in_a_moment() -> None:
    found = {(translate(shape["pattern"]), shape.get("max")) for shape in SAGEMAKER.values() if "pattern" in shape}
    assert len(found) > 250
    start = time.process_time()
    linear = {python for python, longest in found if needs_linear(python, longest)}
    assert time.process_time() - start < 5
    assert len(linear) < 20

"""The linear matcher says what `re` says, in time that grows with the value."""

import random
import re
import time

import pytest
from expressions import PATTERNS, SAGEMAKER, patterns, values
from hypothesis import given

from shapegen.build.backtracking import needs_linear, steps
from shapegen.build.patterns import translate
from shapegen.runtime.categories import pattern
from shapegen.runtime.linear import Node, linear, parse
from shapegen.runtime.patterns import Pattern


@PATTERNS
@given(source=patterns)
def test_says_what_re_says_of_every_short_value(source: str) -> None:
    expected, found = pattern(source), linear(source)
    assert [value for value in values(4) if bool(expected(value)) != bool(found(value))] == []


def sampled(node: Node, chance: random.Random) -> str:
    """A value that matches, but for what the pattern demands by looking around."""
    match node.kind:
        case "set":
            member = pattern(node.text)
            candidates = [*"aZ09-_./:@ \té語😀", *map(chr, range(0x80))]
            return next((each for each in candidates[chance.randrange(15) :] if member(each)), "\u2028")
        case "choice":
            return sampled(chance.choice(node.parts), chance)
        case "repeat":
            most = node.least + 3 if node.most is None else min(node.most, node.least + 3)
            return "".join(sampled(node.parts[0], chance) for _ in range(chance.randint(node.least, most)))
        case "sequence":
            return "".join(sampled(part, chance) for part in node.parts)
        case _:
            return ""


SOURCES = sorted({shape["pattern"] for shape in SAGEMAKER.values() if "pattern" in shape})


@pytest.mark.parametrize("source", SOURCES)
def test_says_what_re_says_of_values_that_match_or_nearly_do(source: str) -> None:
    python = translate(source)
    expected, found = pattern(python), linear(python)
    # Where `re` may take forever it is asked about short values alone.
    longest = 20 if steps(python, 200) > 1_000_000 else 200
    chance = random.Random(source)
    node = parse(python)
    for _ in range(10):
        value = sampled(node, chance)[:longest]
        place = chance.randint(0, len(value))
        other = chance.choice("aZ0-_./: \n\r\x85é٣語😀")
        for near in (value, value[:place], value[:place] + other + value[place + 1 :], value + other):
            assert bool(found(near)) == bool(expected(near)), near


@pytest.mark.parametrize("source", [source for source in SOURCES if needs_linear(translate(source), None)])
def test_takes_time_in_proportion_to_the_value(source: str) -> None:
    python = translate(source)
    start = time.process_time()
    for value in ("a" * 30_000, "https://" + "a/" * 15_000, " " * 30_000 + "\x85", "0.0-" * 7_500):
        linear(python)(value)
    assert time.process_time() - start < 3


def test_remembers_no_more_than_so_many_states_and_characters() -> None:
    fullmatch = linear("(?:[^-]|a)*a[^b]{11}")
    chance = random.Random(1)
    value = "".join(chance.choice("ab") for _ in range(20_000))
    assert bool(fullmatch(value)) == bool(re.search("a[^b]{11}$", value))
    automaton = fullmatch.__self__  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
    assert len(automaton.states) <= 1000
    fullmatch("".join(map(chr, range(0x100, 0x3000))))
    assert automaton.taking.cache_info().currsize <= 1000


@pytest.mark.parametrize("source", [r"(a)\1", "(?>a|ab)", "a*+"])
def test_refuses_what_it_cannot_match(source: str) -> None:
    with pytest.raises(ValueError, match="the linear matcher knows no"):
        linear(source)


def test_a_pattern_is_matched_as_it_says() -> None:
    plain, other = Pattern("[ab]+"), Pattern(r"\R+", "[\r\n]+", linear=True)
    assert plain.fullmatch("ab")
    assert not plain.fullmatch("abc")
    assert other.source == r"\R+"
    assert other.fullmatch("\r\n") is True
    assert other.fullmatch is other.fullmatch

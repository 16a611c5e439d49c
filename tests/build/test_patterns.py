"""Translated patterns accept what Java's `matches` accepts, and nothing else."""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import regex  # type: ignore[import-untyped]
from botocore.loaders import Loader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapegen.build.patterns import takes_printable, translate
from shapegen.errors import ShapegenError
from shapegen.runtime.categories import pattern, spell_out

pytestmark = pytest.mark.filterwarnings("error")

# Services that have what no other has: `&&`, `||`, octal, surrogates, back references, flags …
ODD_SERVICES = [
    "autoscaling-plans",
    "budgets",
    "chime-sdk-meetings",
    "cleanrooms",
    "codeartifact",
    "comprehend",
    "fsx",
    "glue",
    "iotsitewise",
    "iotwireless",
    "kendra",
    "lexv2-models",
    "omics",
    "payment-cryptography",
    "quicksight",
    "rbin",
    "ssm",
    "storagegateway",
]


def accepts(source: str, value: str) -> bool:
    return bool(pattern(translate(source))(value))


@cache
def patterns_of(service: str) -> list[str]:
    shapes = Loader().load_service_model(service, "service-2")["shapes"]
    return sorted(set(_patterns(shapes)))


def _patterns(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        found = part.get("pattern")
        if isinstance(found, str):
            yield found
        for child in part.values():
            yield from _patterns(child)
    elif isinstance(part, list):
        for child in part:
            yield from _patterns(child)


# Each line was put to java.util.regex of Java 17 and 25.
MEANINGS: list[tuple[str, list[str], list[str]]] = [
    # the whole value
    ("a|ab", ["a", "ab"], ["", "abc", "a\n"]),
    ("^a$|^b$", ["a", "b"], ["a\n", "b\r", "ab"]),
    ("", [""], ["a"]),
    # sets are ASCII
    (r"\d+", ["0189"], ["٣", "²", "a"]),
    (r"\w+", ["aZ_9"], ["é", "ª", "-"]),
    (r"\s+", [" \t\n\x0b\f\r"], ["\x1c", "\x85", "\xa0"]),
    (r"\D\S\W", ["٣é ", "aa-"], ["0é ", "a\t-", "aaa"]),
    (r"\h+", ["\t \xa0\u1680\u180e\u2003\u202f\u205f\u3000"], ["\n", "\u200b"]),
    (r"\H+", ["\na"], ["\t", "\u180e"]),
    (r"\v+", ["\n\x0b\f\r\x85\u2028\u2029"], ["\t", " "]),
    (r"[\v]", ["\n", "\u2028"], ["v", "\t"]),
    (r"[\v-z]", ["\x0b", "\x0c", "a"], ["\n", "\u2028"]),
    (r"\V", ["a", "\t"], ["\n", "\x85"]),
    (r"a\R", ["a\r\n", "a\n", "a\x0b", "a\u2029"], ["a", "a\n\r"]),
    (r"\b25\b\.?", ["25", "25."], ["25a"]),
    (r"\B|a", ["", "a"], ["-a"]),
    # line terminators
    ("a.c", ["abc", "a\x0bc", "a\x1cc", "a😀c"], ["a\nc", "a\rc", "a\x85c", "a\u2028c", "a\u2029c"]),
    ("(?s).+", ["a\n\r\x85\u2028"], [""]),
    ("a(?s).|.", ["a\n", "b", "\n"], [""]),
    ("((?s).).", ["\na"], ["\n\n"]),
    (
        r"(?!a$)[\s\S]*",
        ["ab", "a\n\n", "a\n\r", "a\x0b", "b"],
        ["a", "a\n", "a\r", "a\r\n", "a\x85", "a\u2028", "a\u2029"],
    ),
    ("a$\n", ["a\n"], ["a"]),
    ("a\r$\n", [], ["a\r\n"]),
    ("(a$|b)c?", ["a", "b", "bc"], ["ac"]),
    ("(?>a$|a\r)", ["a"], ["a\r"]),
    ("(?:a$|\r)*", ["a", "\ra\r"], ["a\r\r"]),
    (r"(?=a\Z)[\s\S]+", ["a", "a\u2028"], ["a\u2028\u2028"]),
    (r"(?=a\z)[\s\S]+", ["a"], ["a\n"]),
    (r"(?=\Aa)a\z", ["a"], ["a\n"]),
    ("[a-z]*${1,128}", ["", "abc"], ["abc\n", "a$"]),
    ("a$*b", ["ab"], ["a"]),
    # classes
    ("[]a]+", ["]a"], ["["]),
    ("[^]a]", ["b"], ["]", "a"]),
    (r"[\w-.]+", ["a-."], ["/"]),
    ("[a-z-9]+", ["k-9"], ["5"]),
    ("[+--]+", ["+,-"], ["*", "."]),
    ("[--/]+", ["-./"], [","]),
    (r"[\p{L}||\p{N}]+", ["a|1"], ["&"]),
    ("[a~~&]", ["a", "~", "&"], ["b"]),
    (r"[\p{Print}&&[^|:/]]+", ["a b~"], [":", "|", "\n", "é", "aé"]),
    ("[a-z&&[^aeiou]]", ["b"], ["a", "0", "&"]),
    (r"[\[\]\\^]+", ["[]\\^"], ["a"]),
    (r"[\d\-x]+", ["0-x"], ["d"]),
    # Unicode
    (r"\p{L}+", ["aZéßªǅ語𐐀"], ["1", "-", "\u0301", "😀"]),
    (r"\pL\PL", ["é1"], ["11", "éé"]),
    (r"\p{Lu}\p{Ll}\p{Lt}", ["Éßǅ"], ["ÉßD"]),
    (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", ["équipe: 日本/٣²Ⅷ \u2028"], ["a\n", "\u0301", "#"]),
    (r"[^\p{L}]", ["1", "😀", "\U0010ffff"], ["é", "𐐀"]),
    (r"[\p{M}]", ["\u0301"], ["a", "é"]),
    (r"[\P{M}]", ["a", "é"], ["\u0301"]),
    (r"\P{C}+", ["a é\u2028😀"], ["\n", "\xad", "\ue000", "\uffff", "\U000e0001"]),
    (r"\p{C}", ["\n", "\xad", "\ue000", "\uffff", "\U0010ffff"], ["a", "\u2028"]),
    (r"[\\p{L}]+", ["\\p{L}"], ["a", "é"]),
    (r"\p{LD}+", ["a語٣"], ["²", "_"]),
    (r"[^\p{C}\p{IsWhitespace}]+", ["aé"], ["\x85", "\u2028", "\xa0"]),
    (r"\p{Alnum}+", ["aZ0"], ["é", "_", "٣"]),
    (r"\p{Punct}+", ["!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"], ["«", "a", " "]),
    (r"\p{Space}+", [" \t\n\x0b\f\r"], ["\xa0"]),
    (r"\p{Graph}\p{Print}\p{Blank}\p{Cntrl}", ["~ \t\x7f"], ["  \t\x7f", "~ \n\x7f", "~é\t\x7f"]),
    (r"\p{Upper}\p{Lower}\p{Alpha}\p{Digit}\p{XDigit}", ["AaZ0f"], ["aAZ0f", "AaZ0g", "ÉaZ0f"]),
    (r"\p{ASCII}\P{ASCII}\p{all}", ["aéé", "\x7f\x80\n"], ["éaa"]),
    (r"[\uD800\uDC00-\uDBFF\uDFFF]", ["𐀀", "😀", "\U0010ffff"], ["\uffff", "a"]),
    (r"\uD83D\uDE00", ["😀"], ["😁"]),
    (r"[\uD800\uDBFF-\uDC00\uDFFF\t]", ["\t"], ["😀", "a"]),
    # escapes
    (r"\_\-\/\@\ \é", ["_-/@ é"], [r"\_\-\/\@\ \é"]),
    (r"\x41\u00e9\x{1F600}\x{60}", ["Aé😀`"], ["A"]),
    (r"\07\0101\0477[\000-\037]", ["\x07A'7\x1f"], ["\x07A'7 "]),
    (r"\a\t\n\f\r\e\cA", ["\x07\t\n\f\r\x1b\x01"], ["a"]),
    ("\0[\0]", ["\0\0"], ["$$"]),
    # groups and repeats
    ("(?i)all|[0-9]{2}|\u212a", ["ALL", "all", "12", "\u212a"], ["aLI", "k"]),
    ("k|(a(?i)b|c)d", ["k", "aBd", "Cd", "cd"], ["K", "Abd", "cD"]),
    ("(?is)k.", ["K\n"], ["\u212a\n"]),
    ("(?i)[^k]", ["a", "\u212a"], ["k", "K"]),
    ("(?!a)[a-c](?=b)[a-c](?<=b)(?<![ac])", ["bb", "cb"], ["ab", "bc"]),
    ("(?>a|ab)c", ["ac"], ["abc"]),
    ("a*+ab?+(?:c|cd)++d", [], ["aabcd", "abcdd"]),
    (r"(.)\1{2}", ["aaa"], ["aab", "aa"]),
    (r"(a)\10", ["aa0"], ["aa"]),
    (r"((a)b)\1\2", ["ababa"], ["abab"]),
    ("a{2}{3}", ["aa"], ["aaaaaa", "aa{3}"]),
    ("a{0,2}?b{1,}c{2}", ["bcc", "aabbcc"], ["aaabcc", "acc"]),
    ("]}", ["]}"], [""]),
]


@pytest.mark.parametrize(("source", "accepted", "refused"), MEANINGS)
def test_means_what_it_means_in_java(source: str, accepted: list[str], refused: list[str]) -> None:
    assert [value for value in accepted if not accepts(source, value)] == []
    assert [value for value in refused if accepts(source, value)] == []


@pytest.mark.parametrize(
    "source",
    [
        r"^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$",
        r"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,@\-_/]+",
        r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)",
        r"[\P{M}\p{M}]*",
        r"(^DisplayName$)|(^Description$)",
        r"^(https|s3)://([^/]+)/?",
        r"(?!^[\-_])[a-zA-Z0-9-_/\\@\&]+[-]$",
        r"[\t\n\r -\uD7FF\uE000-\uFFFD]*+",
        r"(a)\1",
    ],
)
def test_keeps_the_text_where_the_meaning_is_the_same(source: str) -> None:
    assert translate(source) == source


@pytest.mark.parametrize(
    ("source", "position", "construct"),
    [
        ("[a[b]]", 2, "'[' opens a class within a class"),
        ("[a-[b]]", 3, "'[' opens a class within a class"),
        ("[^a&&[b]]", 3, "'&&' is known only as in"),
        ("[a&&b]", 2, "'&&' is known only as in"),
        ("[a&&[b]c]", 2, "'&&' is known only as in"),
        (r"x[\P{Alnum}]", 2, r"'\P{Alnum}' is not known in a class"),
        (r"[\H]", 1, r"'\H' is not a known escape"),
        (r"[a-\d]", 3, r"'\d' is not a known escape"),
        (r"[\b]", 1, r"'\b' is not a known escape"),
        ("[z-a]", 1, "'z-a' ends before it begins"),
        ("ab[c", 2, "'[' is not closed"),
        ("[]", 0, "'[' is not closed"),
        ("a(?:b", 1, "'(?:' is not closed"),
        ("a)", 1, "')' closes no group"),
        ("(?P<x>a)", 0, "'(?P' opens no known kind of group"),
        ("a(?m)b", 1, "'(?m' opens no known kind of group"),
        ("a|*", 2, "'*' has nothing to repeat"),
        ("a**", 2, "'*' has nothing to repeat"),
        ("a{,3}", 1, "'{' is neither escaped nor the start of a quantifier"),
        ("{x}", 0, "'{' is neither escaped nor the start of a quantifier"),
        ("a{2,1}", 1, "'{2,1}' is not a range of repeats"),
        ("a{2147483648}", 1, "'{2147483648}' is not a range of repeats"),
        (r"a\y", 1, r"'\y' is not a known escape"),
        (r"\Qa\E", 0, r"'\Q' is not a known escape"),
        (r"\u12", 0, r"'\u' is not a known escape"),
        (r"\x{110000}", 0, r"'\x{110000}' is beyond Unicode"),
        ("a\\", 1, "'\\' escapes nothing"),
        (r"\p{IsAlphabetic}", 0, r"'\p{IsAlphabetic}' is a property that Python's unicodedata lacks"),
        (r"\p{}", 0, r"'\p{' names no property"),
        (r"(?i)\p{Lu}", 4, r"'\p{Lu}' is not known where case is ignored"),
        (r"((a)\1)", 4, r"'\1' refers to no group that ends before it"),
        (r"\2(a)(b)", 0, r"'\2' refers to no group that ends before it"),
        (r"a(?<!b|\p{L}c)", 1, "Python cannot look behind for"),
    ],
)
def test_names_what_it_cannot_translate(source: str, position: int, construct: str) -> None:
    with pytest.raises(ShapegenError) as raised:
        translate(source)
    assert str(raised.value).startswith(f"pattern '{source}', position {position}: {construct}")


@pytest.mark.parametrize("service", ["sagemaker", *ODD_SERVICES])
def test_every_pattern_of_a_service_compiles_without_a_warning(service: str) -> None:
    assert patterns_of(service)
    for source in patterns_of(service):
        pattern(translate(source))("é")


GROUPS = ["C", "L", "M", "N", "P", "S", "Z"]
CATEGORIES = sorted({unicodedata.category(chr(point)) for point in range(0x20000)})
RECATEGORISED = "\u0295\U0001171e"  # since Unicode 14


@pytest.mark.parametrize(
    ("categories", "unassigned", "stop"),
    [(GROUPS, "C", sys.maxunicode + 1), (CATEGORIES, "Cn", 0x20000)],
)
def test_a_category_holds_the_characters_that_regex_finds_in_it(
    categories: list[str], unassigned: str, stop: int
) -> None:
    accepts = pattern("|".join(rf"{x}=[\p{{{x}}}]*|{x}![^\p{{{x}}}]*" for x in categories))
    characters = "".join(map(chr, range(stop)))
    assigned = "".join(c for c in characters if unicodedata.category(c) != "Cn")
    unknown = "".join(c for c in characters if unicodedata.category(c) == "Cn")
    known = regex.sub(rf"[\p{{Cn}}{RECATEGORISED}]+", "", assigned)
    assert len(known) > 0.99 * len(assigned)
    for category in categories:
        inside, outside = (regex.sub(rf"\{sign}{{{category}}}+", "", known) for sign in "Pp")
        if category == unassigned:
            inside += unknown
        else:
            outside += unknown
        assert inside
        assert outside
        assert accepts(f"{category}={inside}")
        assert accepts(f"{category}!{outside}")


# The sets of Java as sets of `regex`, which brings its own Unicode and, in version 1, its own
# nesting of classes.
SETS = {
    r"\d": "[0-9]",
    r"\D": "[^0-9]",
    r"\s": r"[\t-\r ]",
    r"\S": r"[^\t-\r ]",
    r"\w": "[0-9A-Za-z_]",
    r"\W": "[^0-9A-Za-z_]",
    r"\p{Alnum}": "[0-9A-Za-z]",
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010ffff",
}


def as_regex_reads_it(source: str) -> regex.Pattern[str]:
    escapes = r"\\uD800\\uDC00-\\uDBFF\\uDFFF|\\p\{\w+\}|\\."
    text = regex.sub(escapes, lambda escape: SETS.get(escape[0], escape[0]), source)
    return regex.compile(text.replace("${1,", "(?:$){1,"), regex.VERSION1)


# What `re` and `regex` need exponential time for, if a value nearly matches.
EXPONENTIAL = ["[a-z0-9]([-a-z0-9]*[a-z0-9]){0,39}?", r"https://([.\-_a-zA-Z0-9]+/?){3,1016}"]


def sampled_from(source: str) -> st.SearchStrategy[str]:
    """Values that match, mostly. What Hypothesis is slow with is taken away."""
    without_length = regex.sub(r"\(\?=\.\{\d+,\d+\}\$\)", "", source)
    ranges = spell_out(translate(without_length), 0x100).replace("-\\U0010ffff", "-\\U000100ff")
    latin = st.characters(max_codepoint=0xFF)
    return st.from_regex(re.compile(ranges, re.ASCII), fullmatch=True, alphabet=latin)


@pytest.mark.parametrize("source", patterns_of("sagemaker"))
@settings(
    max_examples=2,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(data=st.data())
def test_accepts_what_regex_accepts(source: str, data: st.DataObject) -> None:
    # Line terminators, of which `regex` has other ideas, are in the table above.
    value = "".join(data.draw(sampled_from(source)).splitlines())
    value = value[: 16 if source in EXPONENTIAL else 500]
    place = data.draw(st.integers(0, len(value)))
    other = data.draw(st.sampled_from("aZ0-_./: @é٣語😀"))
    theirs = as_regex_reads_it(source)
    accepts = pattern(translate(source))
    for near in (value, value[:place], value[:place] + other + value[place + 1 :], value + other):
        assert bool(accepts(near)) == bool(theirs.fullmatch(near)), near


PRINTABLE = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))


@pytest.mark.parametrize(
    ("source", "least"),
    [(".*", 0), (".+", 1), (r"[\s\S]*", 0), (r"[\S\s]+", 1), ("(?s).*", 0), ("^.*$", 0), (".{1,9}", 1), ("[^\t]*", 0)],
)
def test_what_takes_printable_text_takes_all_of_it(source: str, least: int) -> None:
    python = translate(source)
    if takes_printable(python, least):
        assert pattern(python)(PRINTABLE)
        assert least or pattern(python)("")


def test_what_takes_printable_text_is_seen() -> None:
    taken = [takes_printable(translate(source), 1) for source in (".*", ".+", r"[\s\S]*", r"[\S\s]+")]
    assert taken == [True] * 4
    refused = [".", "a*", ".*a", "[^a]*", ".{0,3}", ".?", r"\.*", r"[\s\d]*"]
    assert not any(takes_printable(translate(source), 1) for source in refused)
    assert not takes_printable(translate(".+"), 0)

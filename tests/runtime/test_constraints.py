"""Every constraint of the installed botocore's model: at the limit a value passes, beyond it is refused at its path.

What is right is read here from the JSON of the model, and not from what shapegen made of it.
"""

import copy
import dataclasses
import fnmatch
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from importlib import import_module
from itertools import chain
from typing import Any

import pytest
import regex  # type: ignore[import-untyped]

import monitorshapes as ms
from shapegen import profiles

MODEL: Mapping[str, Any] = import_module("botocore.loaders").Loader().load_service_model("sagemaker", "service-2")
SHAPES: Mapping[str, Any] = MODEL["shapes"]
SERVICE: Any = import_module("botocore.model").ServiceModel(MODEL)
SNAKE: Any = import_module("botocore").xform_name

#: What holds other shapes beside its members.
PARTS = ("member", "key", "value")


def closure() -> list[str]:
    """The structures and enums that the profile asks for, and all that they reach."""
    profile = profiles.read("codegen/monitoring")
    waiting = [*profile.shapes]
    for pattern in profile.operations:
        for name in fnmatch.filter(MODEL["operations"], pattern):
            operation = MODEL["operations"][name]
            waiting += [operation[part]["shape"] for part in ("input", "output") if part in operation]
    reached: set[str] = set()
    while waiting:
        if (name := waiting.pop()) not in reached:
            reached.add(name)
            shape = SHAPES[name]
            waiting += [member["shape"] for member in shape.get("members", {}).values()]
            waiting += [shape[part]["shape"] for part in PARTS if part in shape]
    return sorted(reached)


REACHED = closure()
STRUCTURES = [name for name in REACHED if SHAPES[name]["type"] == "structure"]


# What is good

#: Each matches the patterns of some shapes, and grows where it has braces.
TEMPLATES = (
    *("{}", "a{}", "a/{}", "P{}", "s3://{}"),
    "arn:aws{}:sagemaker:eu-west-1:123456789012:automl-job/a",
    "arn:aws{}:sagemaker:eu-west-1:123456789012:processing-job/a",
    "arn:aws{}:sagemaker:eu-west-1:123456789012:training-job/a",
    "arn:aws:iam::123456789012:role/{}",
)
#: How Java reads them: surrogates in pairs, digits in ASCII.
JAVA = {r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF", r"\d": "[0-9]"}


def matches(shape: str, value: str) -> bool:
    """Whether the whole of `value` matches the pattern of the shape."""
    pattern = SHAPES[shape].get("pattern", r"[\s\S]*")
    for java, python in JAVA.items():
        pattern = pattern.replace(java, python)
    return regex.fullmatch(pattern, value) is not None


def text(shape: str, length: int) -> str | None:
    """Text of that length that matches the pattern of the shape; None when no template gives it."""
    filled = (template.format("a" * (length + 2 - len(template))) for template in TEMPLATES)
    return next((each for each in filled if len(each) == length and matches(shape, each)), None)


def shortest(shape: str) -> str:
    """The shortest text that is valid and not empty."""
    found = (text(shape, length) for length in range(max(1, SHAPES[shape].get("min", 0)), 99))
    valid = next((each for each in found if each), None)
    assert valid, f"TEMPLATES needs one for {shape}: {SHAPES[shape]['pattern']}"
    return valid


def good(name: str) -> Any:
    """A valid value, as small as can be."""
    shape = SHAPES[name]
    match shape["type"]:
        case "structure":
            required = {SNAKE(each): good(shape["members"][each]["shape"]) for each in shape.get("required", ())}
            return getattr(ms, name)(**required)
        case "list" | "map":
            return sized(name, shape.get("min", 0))
        case "string":
            return shape["enum"][0] if "enum" in shape else shortest(name)
        case "boolean":
            return True
        case "timestamp":
            return datetime(2026, 1, 1, tzinfo=UTC)
        case _:
            return shape.get("min", 1)


def sized(name: str, size: int) -> Any:
    """A number, or a value with that many characters, items or entries, each of them valid."""
    shape = SHAPES[name]
    match shape["type"]:
        case "list":
            return [good(shape["member"]["shape"])] * size
        case "map":
            return {f"k{n}": good(shape["value"]["shape"]) for n in range(size)}
        case "string":
            return text(name, size) or "a" * size
        case _:
            return size


# Where it stands


@dataclasses.dataclass(frozen=True)
class Target:
    """A shape that is the value of a member, or is in the lists and maps of it."""

    structure: str
    member: str
    shape: str
    holders: tuple[tuple[str, str], ...] = ()
    """The lists and maps, from the outside, each with the part that holds the next."""

    def embed(self, inner: Any) -> tuple[Any, str]:
        """A structure that is good but for having `inner` in that place, and the path within the member."""
        path = ""
        for holder, part in reversed(self.holders):
            if part == "member":
                path, inner = f"[0]{path}", [inner, *good(holder)[1:]]
            elif part == "key":
                path, inner = f"[{inner!r}]{path}", {inner: good(SHAPES[holder]["value"]["shape"])}
            else:
                path, inner = f"['k0']{path}", {"k0": inner}
        return dataclasses.replace(good(self.structure), **{SNAKE(self.member): inner}), path

    def check(self, inner: Any, *rules: str, below: str = "") -> None:
        """Demands that `inner` breaks these rules and no others, each at its place or `below` it."""
        x, path = self.embed(inner)
        found = [(each.path, each.attribute, each.rule) for each in ms.violations(x, level="model")]
        path += below
        assert found == [(self.member + path, SNAKE(self.member) + path, rule) for rule in rules], repr(x)[:999]


def targets(structure: str) -> Iterator[Target]:
    """Of each member the shape, and those that its lists and maps hold."""
    for member, target in SHAPES[structure]["members"].items():
        waiting = [Target(structure, member, target["shape"])]
        while waiting:
            outer = waiting.pop()
            yield outer
            for part in PARTS:
                if part in SHAPES[outer.shape]:
                    inner = SHAPES[outer.shape][part]["shape"]
                    waiting.append(Target(structure, member, inner, (*outer.holders, (outer.shape, part))))


def botocores_targets(structure: str) -> Iterator[Any]:
    """The same as botocore's reading of the model has it."""
    waiting = [*SERVICE.shape_for(structure).members.values()]
    while waiting:
        shape = waiting.pop()
        yield shape
        waiting += [getattr(shape, part) for part in PARTS if hasattr(shape, part)]


# What is allowed, and what is refused


def check_minimum(target: Target) -> None:
    low = SHAPES[target.shape]["min"]
    check_that_size_passes(target, low)
    if low > 0 or SHAPES[target.shape]["type"] not in ("string", "list", "map"):
        target.check(sized(target.shape, low - 1), "min")


def check_maximum(target: Target) -> None:
    high = SHAPES[target.shape]["max"]
    check_that_size_passes(target, high)
    target.check(sized(target.shape, high + 1), "max")


def check_that_size_passes(target: Target, size: int) -> None:
    value = sized(target.shape, size)
    # Some patterns allow nothing as short as the minimum.
    target.check(value, *pattern_broken(target, value))


def check_pattern(target: Target) -> None:
    shape, sample = SHAPES[target.shape], shortest(target.shape)
    target.check(sample)
    for value in (f"{sample}\n", f"\n{sample}", f" {sample}", f"{sample} ", f"{sample}é", f"{sample}!", sample[1:]):
        if shape.get("min", 0) <= len(value) <= shape.get("max", math.inf):
            target.check(value, *pattern_broken(target, value))


def pattern_broken(target: Target, value: Any) -> tuple[str, ...]:
    return ("pattern",) if isinstance(value, str) and not matches(target.shape, value) else ()


def check_enum(target: Target) -> None:
    cls, values = getattr(ms, target.shape), SHAPES[target.shape]["enum"]
    assert [each.value for each in cls] == values
    for value in values:
        target.check(value)
        target.check(cls(value))
    last = values[-1]
    for near in {f"{last}x", last[:-1], last.swapcase(), f"{last}\n", f" {last}", ""}.difference(values):
        target.check(near, "enum")
        target.check(cls(near), "enum")


CHECKS = {"min": check_minimum, "max": check_maximum, "pattern": check_pattern, "enum": check_enum}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_limit_pattern_and_enum_holds_in_every_member_that_has_it(structure: str) -> None:
    checked: Counter[str] = Counter()
    for target in targets(structure):
        for rule, check in CHECKS.items():
            if rule in SHAPES[target.shape]:
                check(target)
                checked[rule] += 1
    assert checked == Counter(
        rule for shape in botocores_targets(structure) for rule in CHECKS if rule in shape.metadata
    )


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_required_member_is_missed_and_no_other(structure: str) -> None:
    required = SERVICE.shape_for(structure).required_members
    assert ms.violations(good(structure), level="model") == ()
    for member in SHAPES[structure]["members"]:
        x = dataclasses.replace(good(structure), **{SNAKE(member): None})
        found = [(each.path, each.attribute, each.rule) for each in ms.violations(x, level="model")]
        assert found == ([(member, SNAKE(member), "required")] if member in required else [])
    empty = ms.from_dict(getattr(ms, structure), {})
    assert {each.path for each in ms.violations(empty, level="model")} == set(required)


#: Java's int and long.
BITS = {"integer": 32, "long": 64}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_integers_end_where_the_model_says_or_their_type_ends(structure: str) -> None:
    for target in targets(structure):
        shape = SHAPES[target.shape]
        if shape["type"] in BITS:
            most = 2 ** (BITS[shape["type"]] - 1)
            for limit, beyond, rule in ((shape.get("min", -most), -1, "min"), (shape.get("max", most - 1), 1, "max")):
                target.check(limit)
                target.check(limit + beyond, rule)


NAIVE = datetime(2026, 1, 1)
WRONG: Mapping[str, tuple[Any, ...]] = {
    "string": (1, True, b"text"),
    "integer": (True, 1.0, "1", math.nan),
    "double": (True, "1", math.nan, math.inf, -math.inf),
    "boolean": (1, 0, "true"),
    "timestamp": (NAIVE, date(2026, 1, 1), 1767225600, "2026-01-01T00:00:00Z"),
    "list": ("text", b"text", {}, {"text"}, 1),
    "map": ([], "text", 1),
    "structure": ({}, [], "text", 1, ms.AddTagsOutput()),
}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_what_is_of_the_wrong_type_is_refused_in_every_member(structure: str) -> None:
    for target in targets(structure):
        for wrong in WRONG[SHAPES[target.shape]["type"]]:
            target.check(wrong, "type")
        if target.holders and target.holders[-1][1] != "key":
            target.check(None, "type")


@pytest.mark.parametrize("structure", STRUCTURES)
def test_what_is_wrong_in_an_inner_structure_is_found_through_every_member(structure: str) -> None:
    for target in targets(structure):
        if SHAPES[target.shape]["type"] == "structure":
            inner: Any = copy.copy(good(target.shape))
            inner._unknown = {"Unheard": 1}
            target.check(inner, "unknown", below=".Unheard")


def test_all_that_the_profile_asks_for_was_checked_and_nothing_more_is_generated() -> None:
    shapes = {name: getattr(ms, name) for name in dir(ms) if isinstance(getattr(ms, name), type)}
    structures = {name for name, cls in shapes.items() if dataclasses.is_dataclass(cls)} - {"Since", "Violation"}
    assert structures == set(STRUCTURES)
    enums = {name for name, cls in shapes.items() if issubclass(cls, ms.OpenEnum)} - {"OpenEnum"}
    assert enums == {name for name in REACHED if "enum" in SHAPES[name]}
    in_members = {target.shape for structure in STRUCTURES for target in targets(structure)}
    assert in_members >= {name for name in REACHED if any(rule in SHAPES[name] for rule in CHECKS)}
    assert {rule for name in in_members for rule in CHECKS if rule in SHAPES[name]} == set(CHECKS)


# What the patterns mean, by hand

ARN = "arn:aws:iam::123456789012:role"


@pytest.mark.parametrize(
    ("shape", "allowed", "refused"),
    [
        ("AthenaCatalog", ["\t", "a\tb", "é", "\U0001f600", "\ufffd"], ["a\nb", "\ud83d", "\udfff", "\ufffe", "\x1f"]),
        ("CsvContentType", ["text/csv", "a-b/c.d"], ["text", "text/", "/csv", "text/csv;", "-a/b", "text/csv\n"]),
        ("EndpointName", ["a", "A-b", "a--b"], ["", "-a", "a-", "a_b", "a.b", "é", "a\n"]),
        ("ExitMessage", ["", "a\nb", "\u2028", "é"], []),
        ("ImageUri", ["", "a b", "é", "\t", "\x0b"], ["\n", "a\n", "\r", "a\rb", "\x85", "a\u2028b", "\u2029"]),
        ("KmsKeyId", ["", "alias/a", "arn:aws:kms:a:1:key/b-c_d"], ["a b", "a.b", "é", "a\n", "\n"]),
        ("MonitoringTimeOffsetString", ["PT1H", "-PT1H", "P"], ["T1H", "--PT1H", "-PT1H\n", "1H"]),
        ("NameContains", ["a-b", "-"], ["", "a_b", "a b"]),
        ("ProcessingEnvironmentKey", ["_", "a1", "A_b"], ["1a", "a-b", "é", ""]),
        ("RoleArn", [f"{ARN}/a", f"{ARN}a", f"{ARN}/", f"{ARN}/a/b@c"], [ARN, f"{ARN}/a b", f"{ARN}/é", f"x{ARN}/a"]),
        ("RoleArn", [], [f"arn:aws:iam::{'١' * 12}:role/a", "arn:aws:iam::12345678901:role/a", f"{ARN}/a\n"]),
        ("S3Uri", ["s3://b", "s3://b/k", "https://b/k k"], ["", "s3://", "s3:///k", "http://b", " s3://b", "S3://b"]),
        ("TagKey", ["a", "a b", "café", "日本", "½", "a\xa0b", "ʰ", "a.:/=+-@_b"], ["a\n", "\t", "a,b", "\U0001f600"]),
        ("TagValue", ["", "\u2028"], ["e\u0301", "\n", "a\x00"]),
    ],
)
def test_patterns_mean_what_the_service_means(shape: str, allowed: list[str], refused: list[str]) -> None:
    target = next(each for each in chain.from_iterable(map(targets, STRUCTURES)) if each.shape == shape)
    for value in allowed:
        target.check(value)
    for value in refused:
        target.check(value, "pattern")

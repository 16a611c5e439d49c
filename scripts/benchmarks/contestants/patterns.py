"""Patterns of monitorshapes, each over its attack."""

from functools import partial

from monitorshapes._runtime.patterns import Pattern


def works(data):
    works = {}
    for number, (pattern, (begin, repeated, end)) in enumerate(data["cases"]):
        matcher = Pattern(pattern, linear=True)
        for size in data["sizes"]:
            value = begin + repeated * (size // len(repeated)) + end
            works[f"{number} {size}"] = partial(matched, matcher, value)
    return works


def matched(matcher, value):
    return bool(matcher.fullmatch(value))

"""Values that only the deployment tells, and what is certain of them all the same."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from ..linear import hole_match, parse
from ..patterns import Pattern

Part = str | None
"""Text, or None for what is not known."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands in a structure where a value is not known, or only parts of a text are."""

    parts: tuple[Part, ...] = (None,)
    differs: bool = False
    """Whether it is none of the texts that it is compared with."""


def joined(parts: Iterable[Part]) -> str | Unknown:
    """The text of the parts; Unknown when one of them is."""
    merged: list[Part] = []
    for part in parts:
        if merged and part is not None and merged[-1] is not None:
            merged[-1] += part
        elif not (merged and part is None and merged[-1] is None) and part != "":
            merged.append(part)
    if None not in merged:
        return "".join(part for part in merged if part is not None)
    return Unknown(tuple(merged))


def parts_of(value: str | Unknown) -> Sequence[Part]:
    """The parts of what `joined` made."""
    return value.parts if isinstance(value, Unknown) else (value,)


def least_length(value: Unknown) -> int:
    """How long the text is at least."""
    return sum(len(part) for part in value.parts if part is not None)


def may_match(value: Unknown, pattern: Pattern) -> bool:
    """Whether there is a text in place of what is not known with which the pattern matches."""
    matches = _holes(pattern.python)
    return matches is None or matches(value.parts)


def may_be(value: Unknown, texts: Iterable[str]) -> bool:
    """Whether it can be one of the texts."""
    wildcard = "".join("*" if part is None else _escaped(part) for part in value.parts)
    return any(fnmatchcase(text, wildcard) for text in texts)


def shown(value: Unknown) -> str:
    """The text with `...` for what is not known."""
    return "".join("..." if part is None else part for part in value.parts)


def _escaped(text: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in text)


_holes = cache(lambda python: hole_match(parse(python)))

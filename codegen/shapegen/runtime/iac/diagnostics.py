"""What is wrong in a file, and where."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..violations import shown_path
from .nodes import Mark, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One thing that is wrong in a file."""

    file: str
    line: int
    column: int
    path: str
    """Where, in wire names, from the top of the file."""
    rule: str
    """As a violation's, or `duplicate` for a key that stands twice, `null` where a template has no value."""
    message: str


@dataclass(slots=True)
class Result:
    """What was looked at in a file, and what was found."""

    subjects: list[str] = field(default_factory=list[str])
    """What was checked: requests and resources, in words."""
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    unseen: list[str] = field(default_factory=list[str])
    """What could not be looked at, each with the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a file is checked."""

    file: str
    level: str
    ignore: Sequence[str]


Reader = Callable[[Node, Options], Result | None]
"""Checks what it knows in a file; None for a file of another kind."""


def duplicates(node: Node, file: str, path: str) -> Iterator[Diagnostic]:
    """The keys that stand twice in a mapping, at `path` or below: only one of them counts."""
    yield from own_duplicates(node, file, path)
    if isinstance(node.value, dict):
        for name, each in node.value.items():
            yield from duplicates(each, file, full_path(path, (name,)))
    elif isinstance(node.value, list):
        for index, each in enumerate(node.value):
            yield from duplicates(each, file, full_path(path, (index,)))


def own_duplicates(node: Node, file: str, path: str) -> Iterator[Diagnostic]:
    """The keys that stand twice in the mapping at `path` itself."""
    for each in node.duplicates:
        message = f"is already in line {each.first.line}; only one of the two counts"
        yield diagnostic(file, each.mark, full_path(path, (each.key,)), "duplicate", message)


def diagnostic(file: str, mark: Mark, path: str, rule: str, message: str) -> Diagnostic:
    """A diagnostic at a place."""
    return Diagnostic(file=file, line=mark.line, column=mark.column, path=path, rule=rule, message=message)


def full_path(base: str, steps: Iterable[object]) -> str:
    """The path of a place below `base`, which may be empty."""
    below = shown_path(steps)
    return f"{base}{'' if below.startswith('[') or not base or not below else '.'}{below}"

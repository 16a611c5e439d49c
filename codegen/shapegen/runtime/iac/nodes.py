"""Trees of JSON and YAML that know their lines and columns."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


class UnreadableError(ValueError):
    """A file is not what its name says. As text: what is wrong, and where."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}, column {column}: {message}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; lines and columns begin with 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that its mapping has already."""

    key: str
    mark: Mark
    first: Mark


@dataclass(slots=True)
class Node:
    """A value, and where it stands. `value` is a dict or list of nodes, or a scalar."""

    value: Any
    mark: Mark
    keys: dict[str, Mark] = field(default_factory=dict[str, Mark])
    """Of a mapping: where the key of each member stands."""
    duplicates: list[Duplicate] = field(default_factory=list[Duplicate])
    """Of a mapping: the keys that stand in it more than once; the last one counts."""
    tag: str = ""
    """The local tag that YAML gives it, without the exclamation mark."""
    text: str | None = None
    """Of a scalar that is not text: as it is written."""


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    if isinstance(node.value, dict | list):
        for each in node.value.values() if isinstance(node.value, dict) else node.value:
            yield from walk(each)

"""Reads requests for the AWS command line, as `--cli-input-json` and `--cli-input-yaml` take them."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Set
from functools import cache
from itertools import pairwise

from ... import wire
from ...operations import OPERATIONS
from ...parameters import SHAPES
from ..api import findings
from ..converters import JSON
from ..operations import Operation
from ..violations import steps_of
from .diagnostics import Diagnostic, Options, Result, diagnostic, duplicates, full_path
from .nodes import Node
from .reading import Reading

_WORD = re.compile("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")
_NEAR = 0.85


@cache
def names() -> frozenset[str]:
    """What a file that concerns this reader has in it: members that can be of these operations alone."""
    return frozenset(name for operation in OPERATIONS.values() for name in _telling(operation))


def check(root: Node, options: Options) -> Result | None:
    """Checks a request. Which operation it is for stands nowhere in the file: of those that it fits best, the one
    counts that finds least to say."""
    operations = fitting(root.value) if isinstance(root.value, dict) else []
    if not operations:
        return None
    found = min((_diagnostics(root, each, options) for each in operations), key=len)
    result = Result(diagnostics=[*found, *duplicates(root, options.file, "")])
    result.subjects.append(f"a request of {' or '.join(each.name for each in operations)}")
    return result


def fitting(members: Mapping[str, Node]) -> list[Operation]:
    """The operations that have most of the members in their request, and miss fewest.

    None where no member tells of an operation, and where they are rather those of a response.
    """
    if not _known(members, names()):
        return []
    scores = {each.name: _score(members, each.request) for each in OPERATIONS.values() if _telling(each)}
    best = max(scores.values())
    responses = (_score(members, each.response) for each in OPERATIONS.values() if each.response)
    if max((score[0] for score in responses), default=0) > best[0]:
        return []
    return [OPERATIONS[name] for name, score in scores.items() if score == best]


def _score(members: Mapping[str, Node], cls: type) -> tuple[int, int]:
    shape = SHAPES[wire.STRUCTURES[cls].name]
    known = _known(members, shape.members.keys())
    return len(known), -len({*shape.required} - known)


def _known(given: Mapping[str, Node], members: Set[str]) -> Set[str]:
    """The members that are given, misspelt ones too."""
    exact = given.keys() & members
    near = (difflib.get_close_matches(name, members - exact, 1, _NEAR) for name in given.keys() - exact)
    return exact | {each for found in near for each in found}


def _telling(operation: Operation) -> list[str]:
    """The members of the request that share two words with the operation's name: others have a RoleArn, too."""
    name = operation.name
    members = SHAPES[wire.STRUCTURES[operation.request].name].members
    return [member for member in members if any(pair in name for pair in _pairs(member))]


def _pairs(name: str) -> list[str]:
    words = _WORD.findall(name)
    return [before + after for before, after in pairwise(words)]


def _diagnostics(root: Node, operation: Operation, options: Options) -> list[Diagnostic]:
    reading = Reading()
    data = reading.value(root, wire.STRUCTURES[operation.request].name)
    structure = wire.STRUCTURES[operation.request].read(data, JSON)
    found: list[Diagnostic] = []
    for place, rule, message, _ in findings(structure, options.level, options.ignore):
        steps = tuple(steps_of(place))
        found.append(diagnostic(options.file, reading.mark(steps, rule), full_path("", steps), rule, message))
    return found

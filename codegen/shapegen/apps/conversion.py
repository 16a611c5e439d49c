"""What turning one call into typed code takes: edits, names that become dataclasses, and reasons why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import libcst as cst

from shapegen.apps.source import Edit, Variable


class Reason(NamedTuple):
    """Why something stays as it is."""

    node: cst.CSTNode
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A name whose dict becomes a dataclass of a shape, for one of the places that read it."""

    variable: Variable
    read: cst.BaseExpression
    shape: str


Parts = Iterator[Edit | Claim | Reason]

"""The settings of a build: what a profile or a command line asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: Python names by wire name, of each of the kinds `operations`, `shapes`, `members` (`Structure.Member`) and `values`
#: (`Enum.value`).
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedRule:
    """A rule that a profile adds to the model's constraints."""

    id: str
    shape: str
    """The structure or list that it is about."""
    sentence: str | None
    """The sentence of the model's documentation that says it; None for a rule that is known from elsewhere."""
    where: str | None
    """Whose documentation has the sentence: a shape, `Structure.Member` or an operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a profile or a command line asks for."""

    service: str
    package: str
    where: str = ""
    """The file that says so, for messages."""
    client: str | None
    """None for that which the service's name makes."""
    operations: Sequence[str]
    shapes: Sequence[str] = ()
    exclude: Sequence[str] = ()
    """Shapes that are left out with all members that target them."""
    rules: Sequence[DocumentedRule] = ()
    modules: Sequence[str] = ()
    since: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """The release of botocore that brought each path of the history, and its date; empty without a history."""
    release: str | None = None
    """The release that the model is of: what the history does not have yet came with it."""
    unchecked: Sequence[str] = ()
    """Shapes, or patterns of their names, whose pattern is left unchecked when Python cannot match it."""
    names: Names = field(default_factory=dict[str, Mapping[str, str]])
    """Published Python names, which stay."""
    before: Names = field(default_factory=dict[str, Mapping[str, str]])
    """Python names that the last package had: where two wire names contend for one, it stays with its owner."""
    waiters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """In the format of botocore's waiters-2.json."""
    resources: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """CloudFormation's, as a profile's resources.json has them."""

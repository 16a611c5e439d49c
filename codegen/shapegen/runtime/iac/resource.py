"""What is known of a type of CloudFormation's resources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["lacks", "adds", "requires", "allows", "flag"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """How the properties of a resource differ from the members of the request that creates one.

    A path is of wire names, with `[]` for the items of a list: `Inputs[].Uri`.
    """

    as_of: str
    """The day from which this is, as ISO 8601."""
    operation: str
    described: str | None
    """The class of the response that says what there is."""
    differences: Mapping[str, Kind]
    """By path. `lacks` and `adds`: only one of the two has it; `requires` and `allows`: only the resource demands it,
    or does not demand it; `flag`: an empty structure, of which the resource makes a boolean."""
    limits: Mapping[str, tuple[int | None, int | None]]
    """By path, bounds of a length or a number that are closer than the API's."""


def path_of(steps: tuple[object, ...]) -> str:
    """The path of a place in a request."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")

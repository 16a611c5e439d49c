"""The resources of CloudFormation that a profile describes."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shapegen import ir
from shapegen.errors import ShapegenError

_KEYS = ("operation", "differences", "limits")
_KINDS = ("lacks", "adds", "requires", "allows", "flag")


def resources_of(operations: Iterable[ir.Operation], said: Mapping[str, Any]) -> tuple[ir.Resource, ...]:
    """The resources of which the package has the operation that creates one. `said`: a resources.json.

    Raises ShapegenError for what is not as it should be.
    """
    return tuple(_resources(said.get("resources", {}), {each.name: each for each in operations}))


def _resources(said: Mapping[str, Any], operations: Mapping[str, ir.Operation]) -> Iterator[ir.Resource]:
    for name, facts in sorted(said.items()):
        if not isinstance(facts, dict) or not isinstance(facts.get("operation"), str):
            raise ShapegenError(f"resources.json: {name}: 'operation' must name the operation that creates one")
        if unknown := sorted(facts.keys() - {*_KEYS}):
            raise ShapegenError(f"resources.json: {name}: no such key: {unknown[0]!r}; there are {', '.join(_KEYS)}")
        # An older model may lack it.
        if (operation := operations.get(facts["operation"])) is None:
            continue
        describing = operations.get(operation.name.replace("Create", "Describe", 1))
        differences: dict[str, str] = facts.get("differences", {})
        limits: dict[str, Any] = facts.get("limits", {})
        if not isinstance(differences, dict) or not all(isinstance(kind, str) for kind in differences.values()):
            raise ShapegenError(f"resources.json: {name}: 'differences' must be an object of strings")
        if not isinstance(limits, dict) or not all(map(_are_limits, limits.values())):
            raise ShapegenError(f"resources.json: {name}: 'limits' must be an object of pairs of numbers")
        if unknown := sorted({*differences.values()} - {*_KINDS}):
            raise ShapegenError(f"resources.json: {name}: {unknown[0]!r} is none of {', '.join(_KINDS)}")
        yield ir.Resource(
            type=name,
            operation=operation.name,
            request=operation.request,
            described=describing.response if describing and describing is not operation else None,
            differences=tuple(ir.Difference(path=path, kind=kind) for path, kind in sorted(differences.items())),
            limits=tuple(ir.Limit(path=path, low=low, high=high) for path, (low, high) in sorted(limits.items())),
        )


def _are_limits(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(each is None or type(each) in (int, float) for each in value)
    )

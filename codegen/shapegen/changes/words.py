"""The documentation of a service by path, and where it changed."""

from collections.abc import Mapping
from typing import Any

from shapegen import ir
from shapegen.changes.compare import Change
from shapegen.changes.grades import EFFECTS, Grading
from shapegen.changes.normal import Surface, Use
from shapegen.changes.python_names import PythonNames

Words = Mapping[str, str]
"""By `Operation`, `Shape`, `Shape.Member` and, where the IR has them, `Enum.value`."""


def of_model(api: Surface) -> Words:
    """The model's documentation, as HTML."""
    nodes: list[tuple[str, Mapping[str, Any]]] = [*api.operations.items(), *api.shapes.items()]
    for name, shape in api.shapes.items():
        nodes += [(f"{name}.{wire_name}", member) for wire_name, member in shape.get("members", {}).items()]
        nodes += [(f"{name}.{part}", shape[part]) for part in ("member", "key", "value") if part in shape]
    return {path: node["documentation"] for path, node in nodes if node.get("documentation")}


def of_package(service: ir.Service) -> Words:
    """The documentation of a generated package, as the text of docstrings."""
    found: dict[str, tuple[str, ...]] = {each.name: each.documentation for each in service.operations}
    for structure in service.structures():
        found[structure.name] = structure.documentation
        found |= {f"{structure.name}.{member.wire_name}": member.documentation for member in structure.members}
    for enum in service.enums():
        found[enum.name] = enum.documentation
        found |= {f"{enum.name}.{value.value}": value.documentation for value in enum.values}
    return {path: "\n".join(lines) for path, lines in found.items() if lines}


def changed(old: Words, new: Words, apis: tuple[Surface, Surface]) -> tuple[Change, ...]:
    """Where the words of what is in both services differ, sorted by path."""
    names = PythonNames(apis[1])
    gradings = tuple(Grading(*cell, each.grade, each.reason) for cell, each in EFFECTS["documentation"].items())
    return tuple(
        Change(path, "documentation", before, after, _uses(apis, path), gradings, names.of(path))
        for path in sorted(old.keys() | new.keys())
        if (before := old.get(path)) != (after := new.get(path)) and all(_has(api, path) for api in apis)
    )


def _has(api: Surface, path: str) -> bool:
    head, _, rest = path.partition(".")
    if not rest:
        return head in api.operations or head in api.shapes
    shape = api.shapes.get(head, {})
    return rest in shape.get("members", {}) or rest in shape.get("enum", ()) or rest in shape


def _uses(apis: tuple[Surface, Surface], path: str) -> tuple[Use, ...]:
    head = path.partition(".")[0]
    return (Use(head, "both"),) if head in apis[1].operations else apis[1].uses(head)

"""Reads CloudFormation's templates, SAM's among them and those that CDK makes."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ... import resources, wire
from ...operations import OPERATIONS
from ..api import findings, from_dict
from ..violations import Hidden, steps_of
from .diagnostics import Diagnostic, Options, Result, diagnostic, duplicates, full_path, own_duplicates
from .functions import Template, World
from .nodes import Node
from .reading import Reading, Steps
from .resource import Resource, path_of
from .unknown import Unknown
from .worlds import ways

NAMES = tuple(resources.RESOURCES)
"""What a file that concerns this reader has in it."""

_SECTIONS = ("Conditions", "Mappings", "Parameters", "Resources", "Rules")
_LOOP = "Fn::ForEach::"
Key = tuple[int, int, str, str, str]


def check(root: Node, options: Options) -> Result | None:
    """Checks the resources in a template that are of a type known here."""
    held = root.value.get("Resources") if isinstance(root.value, dict) else None
    if held is None or not isinstance(held.value, dict):
        return None
    result = Result()
    template = template_of(root)
    for path, resource, loops in _resources(held, "Resources", frozenset(), result):
        kind = resource.value["Type"].value
        result.subjects.append(f"{path} ({kind})")
        result.diagnostics += _Check(path, resource, kind, options).run(template, loops)
        result.diagnostics += duplicates(resource, options.file, path)
    if result.subjects:
        # Of two resources of one name, one was not looked at.
        result.diagnostics += own_duplicates(held, options.file, "Resources")
        result.diagnostics += (each for each in own_duplicates(root, options.file, "") if each.path in _SECTIONS)
    return result


def known_resources(root: Node) -> Iterator[tuple[str, Node, frozenset[str]]]:
    """The resources in a template that are known here, each with its path and the loops around it."""
    held = root.value.get("Resources") if isinstance(root.value, dict) else None
    if held is not None and isinstance(held.value, dict):
        yield from _resources(held, "Resources", frozenset(), Result())


def template_of(root: Node) -> Template:
    """What the functions in a template refer to."""

    def section(name: str) -> Mapping[str, Node]:
        found = root.value.get(name)
        return found.value if found is not None and isinstance(found.value, dict) else {}

    # Rules forbid combinations of parameters: which are left is not worked out, so nothing is said of parameters.
    parameters = {} if section("Rules") else section("Parameters")
    return Template(parameters, section("Conditions"), root.value.get("Mappings"))


def _resources(
    held: Node, path: str, loops: frozenset[str], result: Result
) -> Iterator[tuple[str, Node, frozenset[str]]]:
    """The resources of the known types, each with its path and the loops around it."""
    for name, each in held.value.items():
        if name.startswith(_LOOP) and isinstance(each.value, list) and len(each.value) == 3:
            identifier, _, body = each.value
            if isinstance(body.value, dict) and isinstance(identifier.value, str):
                yield from _resources(body, f"{path}.{name}", loops | {identifier.value}, result)
                continue
        if name.startswith("Fn::"):
            result.unseen.append(f"{path}.{name} in line {each.mark.line}: what it includes is not in this file")
        elif _type_of(each) in resources.RESOURCES:
            yield f"{path}.{name}", each, loops


def _type_of(node: Node) -> str:
    kind = node.value.get("Type") if isinstance(node.value, dict) else None
    return kind.value if kind is not None and isinstance(kind.value, str) else ""


class _Check:
    """Checks one resource."""

    def __init__(self, path: str, node: Node, kind: str, options: Options) -> None:
        self.path, self.node, self.kind, self.options = f"{path}.Properties", node, kind, options
        self.resource: Resource = resources.RESOURCES[kind]
        self.flags = frozenset(p for p, what in self.resource.differences.items() if what == "flag")
        self.request = OPERATIONS[self.resource.operation].request

    def run(self, template: Template, loops: frozenset[str]) -> list[Diagnostic]:
        properties = self.node.value.get("Properties", Node({}, self.node.mark))
        found: dict[Key, Diagnostic] = {}
        wrong: dict[str, set[Key]] = {}
        for way in ways(template, self.node, loops):
            each = [self.in_world(properties, world) for world in way.worlds]
            # Which of the worlds comes true is not known: what is wrong in all of them is wrong.
            here = {key for key in each[0] if all(key in other for other in each[1:])}
            found |= {key: each[0][key] for key in here}
            for assumption in way.assumptions:
                wrong[assumption] = wrong.get(assumption, here) & here
        mistakes = {key for keys in wrong.values() for key in keys}
        return [what for key, what in found.items() if key in mistakes]

    def in_world(self, properties: Node, world: World) -> dict[Key, Diagnostic]:
        reading = Reading(world.value, coerces=True, flags=self.flags)
        data = reading.value(properties, wire.STRUCTURES[self.request].name)
        if not isinstance(data, dict):
            return {}
        adds = {name for name, what in self.resource.differences.items() if what == "adds"}
        structure = from_dict(self.request, {name: each for name, each in data.items() if name not in adds})
        notes: list[tuple[Steps, str, str]] = [*reading.notes]
        for place, rule, message, value in findings(structure, self.options.level, self.options.ignore):
            steps = tuple(steps_of(place))
            # A name is wrong whatever stands behind it.
            is_told = rule == "unknown" or not _is_unknown(value)
            if is_told and self.resource.differences.get(path_of(steps)) != "allows":
                notes.append((steps, rule, message))
        notes += self.differing(data, ())
        return dict(self.diagnostics(reading, notes))

    def differing(self, value: Any, steps: Steps) -> Iterator[tuple[Steps, str, str]]:
        """What CloudFormation refuses and the service would not."""
        path = path_of(steps)
        low, high = self.resource.limits.get(path, (None, None))
        size = len(value) if isinstance(value, str | list) else value
        if isinstance(size, int) and ((low is not None and size < low) or (high is not None and size > high)):
            unit = " characters" if isinstance(value, str) else " items" if isinstance(value, list) else ""
            bound = f"fewer than {low}" if low is not None and size < low else f"more than {high}"
            yield steps, (
                "min" if low is not None and size < low else "max"
            ), f"{bound}{unit}, which {self.kind} does not take"
        if isinstance(value, dict):
            for name, each in value.items():
                below = (*steps, name)
                if self.resource.differences.get(path_of(below)) == "lacks":
                    yield below, "unknown", f"{self.kind} has no such property (as of {self.resource.as_of})"
                else:
                    yield from self.differing(each, below)
            for needed, what in self.resource.differences.items():
                holder, _, name = needed.rpartition(".")
                if what == "requires" and holder == path and name not in value:
                    yield (*steps, name), "required", f"required by {self.kind}, but missing"
        elif isinstance(value, list):
            for index, each in enumerate(value):
                yield from self.differing(each, (*steps, index))

    def diagnostics(self, reading: Reading, notes: list[tuple[Steps, str, str]]) -> Iterator[tuple[Key, Diagnostic]]:
        for steps, rule, message in notes:
            mark, path = reading.mark(steps, rule), full_path(self.path, steps)
            made = diagnostic(self.options.file, mark, path, rule, message)
            yield (mark.line, mark.column, path, rule, message), made


def _is_unknown(value: object) -> bool:
    return isinstance(value, Unknown) or (isinstance(value, Hidden) and value.type is Unknown)

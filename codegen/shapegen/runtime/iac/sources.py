"""What `convert` can read: the resources of a template, a request, what a service described."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from ... import resources, shapes, wire
from ...operations import OPERATIONS
from ...parameters import SHAPES
from ..api import from_dict, to_dict
from ..converters import JSON
from ..enums import OpenEnum
from ..operations import Operation
from . import request, template
from .functions import Resolved, World, written
from .nodes import Node
from .python import Name
from .reading import Reading, as_written
from .resource import Resource
from .resources import from_cloudformation
from .unknown import Unknown
from .worlds import ways

_EXAMPLES: dict[str, Any] = {"int": 1, "float": 1.0, "boolean": True, "list": [], "map": {}, "structure": {}}


@dataclass(frozen=True, slots=True)
class Source:
    """A request that was read."""

    name: str
    """The logical name of the resource; what the thing is called, where it is none."""
    operation: Operation
    request: Any
    unknown: tuple[tuple[str, Any, str], ...] = ()
    """What only the deployment tells: the variable that stands for it, an example, the function."""
    resource: dict[str, Any] | None = None
    """The resource as the template has it, with its functions."""

    @property
    def variable(self) -> str:
        """What the request is called in Python."""
        return _snake(self.name)

    @property
    def logical_name(self) -> str:
        """What the resource is called in a template."""
        return "".join(char for char in self.name if char.isascii() and char.isalnum()) or "Resource"


def sources(root: Node, kind: str | None) -> Iterator[Source]:
    """What of `kind` is in a file; of any kind where it is None."""
    if not isinstance(root.value, dict):
        return
    if kind in (None, "cloudformation"):
        found = [*_of_template(root)]
        yield from found
        if found or kind:
            return
    if kind in (None, "described"):
        described = _described(root)
        if described is not None:
            yield described
        if described is not None or kind:
            return
    fitting = request.fitting(root.value)
    for operation in fitting[:1]:
        made = wire.STRUCTURES[operation.request].read(
            Reading().value(root, wire.STRUCTURES[operation.request].name), JSON
        )
        yield Source(_called(made, operation), operation, made)


def _of_template(root: Node) -> Iterator[Source]:
    for path, node, loops in template.known_resources(root):
        kind = node.value["Type"].value
        resource = resources.RESOURCES[kind]
        operation = OPERATIONS[resource.operation]
        first = next(ways(template.template_of(root), node, loops), None)
        if first is None or "Properties" not in node.value:
            continue
        reading = _Resolving(first.worlds[0], resource, operation)
        made = from_cloudformation({"Type": kind, "Properties": reading.properties(node.value["Properties"])})
        variables = {each[0] for each in reading.unknown}
        made = _with_variables(made, variables)
        plain = {"Type": kind, "Properties": _long_form(node.value["Properties"])}
        yield Source(path.rpartition(".")[2], operation, made, tuple(reading.unknown), plain)


def _with_variables(value: Any, variables: Collection[str]) -> Any:
    """The value in which an enum that was made of a variable's name takes the variable."""
    if type(value) in wire.STRUCTURES:
        for attribute in wire.STRUCTURES[type(value)].members.values():
            setattr(value, attribute, _with_variables(getattr(value, attribute), variables))
    elif isinstance(value, list):
        return [_with_variables(each, variables) for each in value]
    elif isinstance(value, dict):
        return {key: _with_variables(each, variables) for key, each in value.items()}
    elif isinstance(value, OpenEnum) and not value.is_known and value.value in variables:
        return Name(f"ms.{type(value).__name__}({value.value})")
    return value


class _Resolving:
    """Reads properties, with a variable for each that only the deployment tells."""

    def __init__(self, world: World, resource: Resource, operation: Operation) -> None:
        self.world, self.operation = world, operation
        self.functions: dict[int, str] = {}
        self.kept: list[Unknown] = []
        self.unknown: list[tuple[str, Any, str]] = []
        self.adds = {path for path, what in resource.differences.items() if what == "adds"}
        flags = frozenset(path for path, what in resource.differences.items() if what == "flag")
        self.reading = Reading(self.resolve, coerces=True, flags=flags)

    def properties(self, node: Node) -> Any:
        shape = wire.STRUCTURES[self.operation.request].name
        members = SHAPES[shape].members
        read: dict[str, Any] = self.reading.value(node, shape)
        return {name: self.named(each, members.get(name), name) for name, each in read.items() if name not in self.adds}

    def resolve(self, node: Node) -> Resolved:
        found = self.world.value(node)
        if isinstance(found, Unknown):
            found = Unknown(found.parts)
            self.kept.append(found)  # an id is its own as long as it lives
            self.functions[id(found)] = written(node)
        return found

    def named(self, value: Any, shape: str | None, name: str) -> Any:
        known = SHAPES[shape] if shape else None
        if isinstance(value, Unknown):
            example = _EXAMPLES.get(known.kind, "...") if known else "..."
            return Name(self.variable(_snake(name), example, self.functions.get(id(value), "")))
        if isinstance(value, dict):
            inner = known.members if known else {}
            members = inner if known and known.kind == "structure" else dict.fromkeys(value, inner.get("value"))
            return {key: self.named(each, members.get(key), key) for key, each in value.items()}
        if isinstance(value, list):
            return [self.named(each, known.members.get("member") if known else None, name) for each in value]
        return value

    def variable(self, name: str, example: Any, function: str) -> str:
        """What stands for a function: the same for the same where the same is meant."""
        for known, known_example, known_function in self.unknown:
            if (known_example, known_function) == (example, function) and known.startswith(name):
                return known
        taken = {each[0] for each in self.unknown}
        found = next(each for each in _numbered(name) if each not in taken)
        self.unknown.append((found, example, function))
        return found


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def _described(root: Node) -> Source | None:
    """The request that would make what a service described."""
    for resource in resources.RESOURCES.values():
        shape = resource.described and wire.STRUCTURES[getattr(shapes, resource.described)].name
        operation = OPERATIONS[resource.operation]
        if shape and {*SHAPES[shape].required} <= root.value.keys() <= {*SHAPES[shape].members, "ResponseMetadata"}:
            cls = getattr(shapes, str(resource.described))
            made = wire.STRUCTURES[cls].read(Reading(as_written).value(root, shape), JSON)
            members = SHAPES[wire.STRUCTURES[operation.request].name].members
            data = {name: each for name, each in to_dict(made).items() if name in members}
            found = from_dict(operation.request, data)
            return Source(_called(found, operation), operation, found)
    return None


def _called(made: Any, operation: Operation) -> str:
    """What the thing is called, by the first required member of its request."""
    attributes = wire.STRUCTURES[operation.request].members
    required = SHAPES[wire.STRUCTURES[operation.request].name].required
    named = (getattr(made, attributes[member]) for member in required if member.endswith("Name"))
    return next((str(name) for name in named if isinstance(name, str)), operation.name)


def _long_form(node: Node) -> Any:
    """A node as JSON has it, functions in their long form."""
    if node.tag:
        inner = _long_form(Node(node.value, node.mark, text=node.text))
        name = node.tag if node.tag in ("Ref", "Condition") else f"Fn::{node.tag}"
        return {name: inner.split(".", 1) if name == "Fn::GetAtt" and isinstance(inner, str) else inner}
    if isinstance(node.value, dict):
        return {name: _long_form(each) for name, each in node.value.items()}
    return [_long_form(each) for each in node.value] if isinstance(node.value, list) else node.value


def _snake(name: str) -> str:
    import keyword
    import re

    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name).strip("_").lower()
    return f"{words}_" if keyword.iskeyword(words) else words if words.isidentifier() else f"value_{words}"

"""JSON Schema, 2020-12, of structures and enums."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from .. import operations, shapes
from .ecma import ecma
from .entries import entry
from .enums import OpenEnum
from .introspection import documented
from .parameters import Parameter
from .parts import sources
from .since import since
from .tables import enums, parameters, patterns, wire

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Names = Literal["wire", "attribute"]

_KINDS: Mapping[str, Mapping[str, Any]] = {
    "boolean": {"type": "boolean"},
    # As `from_json` reads it: ISO 8601, or seconds since 1970.
    "timestamp": {"type": ["string", "number"], "format": "date-time"},
    "blob": {"type": "string", "contentEncoding": "base64"},
    "document": {},
    "jsonvalue": {},
}
_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
    "int": ("minimum", "maximum"),
    "float": ("minimum", "maximum"),
}


def structure_schema(cls: type[Any], *, names: Names = "wire", open_values: bool = False) -> dict[str, Any]:
    """As `json_schema`, of a structure or enum. `open_values`: values may be any, structures only what they are."""
    if names not in ("wire", "attribute"):
        raise ValueError(f"names are 'wire' or 'attribute', not {names!r}")
    name = _shape_of(cls)
    below = {each for each in _reached(name) if each != name or each in _held_by_itself(name)}
    is_open = name not in _requested()
    writer = _Writer(names, is_open, is_open or open_values)
    schema = {"$schema": DIALECT, "title": name, **writer.shape(name)}
    if below := {each for each in below if _is_named(each)}:
        schema["$defs"] = {each: writer.shape(each) for each in sorted(below)}
    return schema


class _Writer:
    """Writes the schemas of shapes. `is_open`: there may be further members; `open_values`: and other values."""

    def __init__(self, names: Names, is_open: bool, open_values: bool) -> None:
        self.names = names
        self.is_open = is_open
        self.open_values = open_values

    def reference(self, name: str) -> dict[str, Any]:
        """What stands where a shape is a member, an item or a value."""
        return {"$ref": f"#/$defs/{name}"} if _is_named(name) else self.shape(name)

    def shape(self, name: str) -> dict[str, Any]:
        shape = parameters.SHAPES[name]
        match shape.kind:
            case "structure":
                return self.structure(name, shape)
            case "list":
                return {"type": "array", "items": self.reference(shape.members["member"]), **self.bounds(shape)}
            case "map":
                keys = self.reference(shape.members["key"])
                values = self.reference(shape.members["value"])
                return {"type": "object", "propertyNames": keys, "additionalProperties": values, **self.bounds(shape)}
            case "string" if shape.enum:
                return self.enum(shape.enum)
            case "string":
                return {"type": "string", **self.bounds(shape), **self.pattern(shape)}
            case "int":
                return {"type": "integer", **self.bounds(shape)}
            case "float":
                return {"type": "number", **self.bounds(shape)}
            case other:
                return dict(_KINDS[other])

    def structure(self, name: str, shape: Parameter) -> dict[str, Any]:
        cls = _classes()[name]
        attributes = wire.STRUCTURES[cls].members
        documentation, described = _documentation().get(cls.__name__, ("", {}))

        def called(member: str) -> str:
            return attributes[member] if self.names == "attribute" else member

        properties: dict[str, Any] = {}
        for member, target in shape.members.items():
            text = described.get(attributes[member], "")
            annotations = ({"description": text} if text else {}) | _since(cls, attributes[member])
            properties[called(member)] = (self.reference(target) if target else {}) | annotations
        schema: dict[str, Any] = {"type": "object"}
        schema |= ({"description": documentation} if documentation else {}) | _since(cls)
        schema["properties"] = properties
        if not self.is_open:
            if shape.required:
                schema["required"] = [called(member) for member in shape.required]
            if shape.union:
                schema |= {"minProperties": 1, "maxProperties": 1}
            schema["additionalProperties"] = False
        return schema

    def enum(self, name: str) -> dict[str, Any]:
        cls = getattr(enums, name)
        schema: dict[str, Any] = {"type": "string", "enum": [str(each) for each in cls]}
        if self.open_values:
            schema = {"anyOf": [schema, {"type": "string"}]}
        documentation, _ = _documentation().get(name, ("", {}))
        return schema | ({"description": documentation} if documentation else {})

    def bounds(self, shape: Parameter) -> dict[str, Any]:
        if self.open_values:
            return {}
        bounds = zip(_BOUNDS[shape.kind], (shape.low, shape.high), strict=True)
        return {word: bound for word, bound in bounds if bound is not None}

    def pattern(self, shape: Parameter) -> dict[str, Any]:
        if self.open_values or not shape.pattern:
            return {}
        of = getattr(patterns, shape.pattern)
        # What takes `re` long takes other engines long too.
        pattern = None if of.linear else ecma(of.python)
        return {} if pattern is None else {"pattern": pattern}


def _shape_of(cls: type[Any]) -> str:
    if OpenEnum in getattr(cls, "__mro__", []):
        for name, shape in parameters.SHAPES.items():
            if shape.enum and getattr(enums, shape.enum) is cls:
                return str(name)
    return str(entry(wire.STRUCTURES, cls, "structure or enum").name)


def _is_named(name: str) -> bool:
    """Whether a shape has a place of its own: structures and enums have; others are told where they are used."""
    shape = parameters.SHAPES[name]
    return shape.kind == "structure" or bool(shape.enum)


def _reached(name: str) -> set[str]:
    """The shape and all below it."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each and each not in found:
            found.add(each)
            waiting += parameters.SHAPES[each].members.values()
    return found


def _held_by_itself(name: str) -> set[str]:
    """`name`, if a structure below it holds it again."""
    below = {inner for each in _reached(name) for inner in parameters.SHAPES[each].members.values()}
    return below & {name}


@cache
def _requested() -> frozenset[str]:
    """The shapes that requests hold."""
    requests = (wire.STRUCTURES[each.request].name for each in operations.OPERATIONS.values())
    return frozenset(name for request in requests for name in _reached(request))


@cache
def _classes() -> Mapping[str, type[Any]]:
    return {each.name: cls for cls, each in wire.STRUCTURES.items()}


def _since(cls: type[Any], attribute: str | None = None) -> dict[str, str]:
    found = since(cls, attribute)
    return {"since": str(found)} if found else {}


@cache
def _documentation() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Of each class its documentation, and that of its members, which Python keeps in the source alone."""
    return {
        name: said for module in (shapes, enums) for part in sources(module) for name, said in documented(part).items()
    }

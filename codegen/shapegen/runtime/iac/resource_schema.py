"""JSON Schema of CloudFormation's resources, and of the templates that hold them."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

from typing import Any

from ... import resources
from ...operations import OPERATIONS
from ..schema import DIALECT, structure_schema

TEMPLATE = "template"
"""What the schema of a whole template is called."""

_FUNCTION: dict[str, Any] = {
    "description": "A function of CloudFormation's: what it comes to is known at the deployment.",
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "patternProperties": {"^(Ref|Condition|Fn::.+)$": {}},
    "additionalProperties": False,
}


def resource_schema(kind: str) -> dict[str, Any]:
    """The schema of a resource, with its `Type` and `Properties`. KeyError for a type that is not known here.

    It knows which properties there are, which are required, and what enums list. Values are free: in YAML a function
    such as `!Ref Role` looks like the text `Role` to an editor, and CloudFormation takes text for a number. `check`
    looks at them.
    """
    resource = resources.RESOURCES[kind]
    schema = structure_schema(OPERATIONS[resource.operation].request, open_values=True)
    definitions: dict[str, Any] = schema.pop("$defs", {})
    schema.pop("$schema")
    _require_function(definitions)
    for path, what in resource.differences.items():
        steps = path.split(".")
        holder = _holder(schema, definitions, steps[:-1])
        _differ(holder, steps[-1], what)
    for each in [schema, *definitions.values()]:
        _widen(each)
        for name, member in each.get("properties", {}).items():
            _widen(member)
            each["properties"][name] = {"anyOf": [member, {"$ref": "#/$defs/Function"}]} | _annotations(member)
    definitions["Function"] = _FUNCTION
    properties = {"Type": {"const": kind}, "Properties": schema}
    return {
        "$schema": DIALECT,
        "title": kind,
        "type": "object",
        "properties": properties,
        "required": ["Type", "Properties"],
        "$defs": definitions,
    }


def template_schema() -> dict[str, Any]:
    """The schema of a template: it says what it knows of the resources known here, and takes all else."""
    definitions: dict[str, Any] = {}
    cases: list[dict[str, Any]] = []
    for kind in resources.RESOURCES:
        name = kind.rpartition("::")[2]
        of_kind = resource_schema(kind)
        inner = {f"{name}.{each}": definition for each, definition in of_kind.pop("$defs").items()}
        of_kind.pop("$schema")
        definitions |= _prefixed(inner, name)
        definitions[name] = _prefixed(of_kind, name)
        then = {"$ref": f"#/$defs/{name}"}
        cases.append({"if": {"properties": {"Type": {"const": kind}}, "required": ["Type"]}, "then": then})
    kinds = {"type": "string", "anyOf": [{"enum": list(resources.RESOURCES)}, {}]}
    one = {"type": "object", "properties": {"Type": kinds}, "allOf": cases}
    return {
        "$schema": DIALECT,
        "title": "CloudFormation template",
        "type": "object",
        "properties": {"Resources": {"type": "object", "additionalProperties": one}},
        "$defs": definitions,
    }


def _require_function(definitions: dict[str, Any]) -> None:
    if "Function" in definitions:
        raise ValueError("a shape is called Function")


def _holder(schema: dict[str, Any], definitions: dict[str, Any], steps: list[str]) -> dict[str, Any]:
    """The schema of the structure at a path."""
    for step in steps:
        schema = schema["properties"][step.removesuffix("[]")]
        while "$ref" in schema or "items" in schema:
            schema = definitions[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema["items"]
    return schema


def _differ(holder: dict[str, Any], name: str, what: str) -> None:
    required = [each for each in holder.get("required", ()) if each != name]
    match what:
        case "lacks":
            holder["properties"].pop(name, None)
        case "adds":
            holder["properties"][name] = {}
        case "flag":
            holder["properties"][name] = {"type": ["boolean", "string"], **_annotations(holder["properties"][name])}
        case "requires":
            holder["required"] = [*required, name]
        case _:
            holder["required"] = required


def _widen(schema: dict[str, Any]) -> None:
    """Scalars may be of any type that CloudFormation makes another of."""
    match schema:
        case {"items": inner} | {"additionalProperties": dict() as inner}:
            _widen(inner)
        case {"type": "string" | "integer" | "number" | "boolean"} if "enum" not in schema:
            schema["type"] = ["string", "number", "boolean"]
        case _:
            pass


def _annotations(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: schema.pop(name) for name in ("description", "since") if name in schema}


def _prefixed(schema: Any, name: str) -> Any:
    """A schema with references to the definitions of the resource `name` among those of all."""
    if isinstance(schema, dict):
        made = {key: _prefixed(value, name) for key, value in schema.items()}
        if isinstance(made.get("$ref"), str):
            made["$ref"] = made["$ref"].replace("#/$defs/", f"#/$defs/{name}.")
        return made
    return [_prefixed(each, name) for each in schema] if isinstance(schema, list) else schema

"""Requests to copy: as Python, for boto3, for the AWS command line, and as a resource of CloudFormation."""

# Requests are what JSON can say.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from shapegen import ir

_WIDTH = 84
_TEXTS = (
    *("example", "arn:aws:iam::123456789012:role/example", "s3://bucket/prefix", "https://example.org/"),
    *("arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123456789abcdef0", "123456789012", "-PT1H", "/opt/ml/example"),
    *("subnet-0123456789abcdef0", "1", "2026-01-01", "a"),
)
"""What a text may look like: the first that its pattern matches is taken."""
_TIME = "2026-01-01T00:00:00Z"
_COMMANDS = {"s3": "s3api", "codedeploy": "deploy", "config": "configservice"}
"""What the AWS command line calls by another name than botocore."""

Shapes = Mapping[str, ir.Shape]
Tree = str | tuple[str, list[tuple[str, "Tree"]], str]
"""Code: all of it, or how it begins, what is in it, each part behind its name, and how it ends."""


def request(shapes: Shapes, name: str) -> dict[str, Any]:
    """A request of the shape `name` as the API has it, with all members; of a union, with the first."""
    made = _value(shapes, name, ())
    return made if isinstance(made, dict) else {}


def _value(shapes: Shapes, name: str, within: tuple[str, ...]) -> Any:
    match shapes[name]:
        case ir.Structure(members=members, union=union):
            held = (*within, name)
            kept = [each for each in members if each.required or not _leads_back(shapes, each.target, held)]
            return {each.wire_name: _value(shapes, each.target, held) for each in (kept[:1] if union else kept)}
        case ir.List(member=member):
            return [] if _leads_back(shapes, member, within) else [_value(shapes, member, within)]
        case ir.Map(key=key, value=value):
            return (
                {}
                if _leads_back(shapes, value, within)
                else {_value(shapes, key, within): _value(shapes, value, within)}
            )
        case ir.Enum(values=values):
            return values[0].value if values else "example"
        case ir.String() as string:
            return _text(string)
        case ir.Number(min=low, max=high) as number:
            one = max(low or 0, min(1, 1 if high is None else high))
            return float(one) if number.python == "float" else int(one)
        case ir.Boolean():
            return True
        case ir.Timestamp():
            return _TIME
        case ir.Blob():
            return "bytes"
        case _:
            return {}


def _leads_back(shapes: Shapes, name: str, within: tuple[str, ...]) -> bool:
    while isinstance(shape := shapes[name], ir.List | ir.Map):
        name = shape.member if isinstance(shape, ir.List) else shape.value
    return name in within


def _text(string: ir.String) -> str:
    low, high = string.min or 0, string.max
    for each in _TEXTS:
        fitting = each.ljust(low, "0") if len(each) < low < 200 else each
        if high is not None and len(fitting) > high:
            continue
        if _matches(string, fitting):
            return fitting
    return "string"


def _matches(string: ir.String, value: str) -> bool:
    if string.python_pattern is None:
        return True
    if string.linear:  # `re` may take for ever over it
        return False
    try:
        return re.fullmatch(string.python_pattern, value) is not None
    except re.error:  # a category of Unicode, which the package spells out when it needs it: letters are in it
        return value == _TEXTS[0]


# As code


def python(package: str, alias: str, service: ir.Service, operation: ir.Operation, data: Mapping[str, Any]) -> str:
    """The request made and sent with the package."""
    shapes = {each.name: each for each in service.shapes}
    tree = _python(shapes, operation.request, data, f"{alias}.")
    first = f"import boto3\n\nimport {package} as {alias}\n\n"
    times = "from datetime import UTC, datetime\n\n" if "datetime(" in _flat(tree) else ""
    client = f'client = {alias}.{service.client}(boto3.client("{service.name}"))\n'
    return f"{times}{first}{client}request = {_laid_out(tree, before=10)}\nresponse = client.send(request)"


def boto3(service: ir.Service, operation: ir.Operation, data: Mapping[str, Any]) -> str:
    """The same with boto3's client and dicts."""
    shapes = {each.name: each for each in service.shapes}
    members = [
        (f"{name}=", _dict(shapes, _target(shapes, operation.request, name), value)) for name, value in data.items()
    ]
    opening = f"response = client.{operation.boto3}("
    call: Tree = (opening, members, ")") if members else f"{opening})"
    times = "from datetime import UTC, datetime\n\n" if "datetime(" in _flat(call) else ""
    return f'{times}import boto3\n\nclient = boto3.client("{service.name}")\n{_laid_out(call)}'


def command_line(service: ir.Service, operation: ir.Operation, data: Mapping[str, Any]) -> tuple[str, str]:
    """The command, and the JSON of its file."""
    command = f"aws {_COMMANDS.get(service.name, service.name)} {operation.boto3.replace('_', '-')}"
    return f"{command} --cli-input-json file://request.json", json.dumps(data, indent=2, ensure_ascii=False)


def cloudformation(resource: ir.Resource, data: Mapping[str, Any]) -> str:
    """A template with the resource that the request creates."""
    differences = {each.path: each.kind for each in resource.differences}
    template = {"Resources": {"Example": {"Type": resource.type, "Properties": _properties(data, "", differences)}}}
    return json.dumps(template, indent=2, ensure_ascii=False)


def _properties(value: Any, path: str, differences: Mapping[str, str]) -> Any:
    if differences.get(path) == "flag":
        return True
    if isinstance(value, list):
        return [_properties(each, f"{path}[]", differences) for each in value]
    if not isinstance(value, dict):
        return value
    inner = {name: f"{path}.{name}" if path else name for name in value}
    return {
        name: _properties(each, inner[name], differences)
        for name, each in value.items()
        if differences.get(inner[name]) != "lacks"
    }


def _target(shapes: Shapes, structure: str, wire_name: str) -> str:
    shape = shapes[structure]
    members = shape.members if isinstance(shape, ir.Structure) else ()
    return next(each.target for each in members if each.wire_name == wire_name)


def _python(shapes: Shapes, name: str, value: Any, prefix: str) -> Tree:
    def inner(target: str, part: Any) -> Tree:
        return _python(shapes, target, part, prefix)

    match shapes[name]:
        case ir.Structure(class_name=class_name, members=members):
            given = [
                (f"{each.attribute}=", inner(each.target, value[each.wire_name]))
                for each in members
                if each.wire_name in value
            ]
            return (f"{prefix}{class_name}(", given, ")") if given else f"{prefix}{class_name}()"
        case ir.Enum(class_name=class_name, values=values):
            known = next((each.name for each in values if each.value == value), None)
            return json.dumps(value, ensure_ascii=False) if known is None else f"{prefix}{class_name}.{known}"
        case _:
            return _plain(shapes, name, value, inner)


def _dict(shapes: Shapes, name: str, value: Any) -> Tree:
    def inner(target: str, part: Any) -> Tree:
        return _dict(shapes, target, part)

    shape = shapes[name]
    if isinstance(shape, ir.Structure):
        given = [(f'"{each}": ', inner(_target(shapes, name, each), part)) for each, part in value.items()]
        return ("{", given, "}") if given else "{}"
    return _plain(shapes, name, value, inner)


def _plain(shapes: Shapes, name: str, value: Any, inner: Callable[[str, Any], Tree]) -> Tree:
    match shapes[name]:
        case ir.List(member=member) if value:
            return "[", [("", inner(member, each)) for each in value], "]"
        case ir.Map(value=target) if value:
            return "{", [(f"{json.dumps(key)}: ", inner(target, each)) for key, each in value.items()], "}"
        case ir.Timestamp():
            return "datetime(2026, 1, 1, tzinfo=UTC)"
        case ir.Blob():
            return f"b{json.dumps(value)}"
        case _:
            return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _flat(tree: Tree) -> str:
    if isinstance(tree, str):
        return tree
    return tree[0] + ", ".join(name + _flat(part) for name, part in tree[1]) + tree[2]


def _laid_out(tree: Tree, indent: int = 0, before: int = 0) -> str:
    """As black does: on one line where it fits, else a part a line."""
    flat = _flat(tree)
    if isinstance(tree, str) or indent + before + len(flat) < _WIDTH:
        return flat
    margin = " " * (indent + 4)
    parts = (f"{margin}{name}{_laid_out(part, indent + 4, len(name))}," for name, part in tree[1])
    return "\n".join((tree[0], *parts, " " * indent + tree[2]))


def unknown(shapes: Shapes, name: str, data: Any, path: str = "") -> Sequence[str]:
    """The paths of `data` that are not of the shape `name`."""
    return list(_unknown(shapes, name, data, path))


def _unknown(shapes: Shapes, name: str, data: Any, path: str) -> Iterable[str]:
    match shapes[name]:
        case ir.Structure(members=members) if isinstance(data, dict):
            targets = {each.wire_name: each.target for each in members}
            for wire_name, value in data.items():
                inner = f"{path}.{wire_name}" if path else wire_name
                yield from _unknown(shapes, targets[wire_name], value, inner) if wire_name in targets else [inner]
        case ir.List(member=member) if isinstance(data, list):
            for at, value in enumerate(data):
                yield from _unknown(shapes, member, value, f"{path}[{at}]")
        case ir.Map(value=target) if isinstance(data, dict):
            for key, value in data.items():
                yield from _unknown(shapes, target, value, f"{path}.{key}")
        case ir.Structure() | ir.List() | ir.Map():
            yield path
        case _:
            pass

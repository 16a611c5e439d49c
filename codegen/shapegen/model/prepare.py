"""A model as `build` reads it: as boto3's client has it, a request for each operation, nothing that is excluded."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapegen.errors import ModelError
from shapegen.model.customise import Customised, customise, free_name


@dataclass(frozen=True, slots=True)
class Prepared:
    """The model, and what the exclusions took with them."""

    model: Mapping[str, Any]
    left_out: tuple[str, ...]
    """Shapes, and members as `Structure.Member`."""
    removed: tuple[str, ...] = ()
    """The operations that boto3's client does not have."""
    customised: Mapping[tuple[str, str], Customised] = field(default_factory=dict[tuple[str, str], Customised])
    """By structure and member, what boto3's client makes of it."""


def prepare(model: Mapping[str, Any], exclude: Collection[str] = ()) -> Prepared:
    """`model` is left as it is. Raises ModelError for an exclusion that no request can do without."""
    operations, shapes = dict(model["operations"]), dict(model["shapes"])
    left_out = _exclude(operations, shapes, exclude)
    _own_requests(operations, shapes)
    _json_documents(shapes)
    _host_labels(shapes)
    metadata: Any = model["metadata"]
    service_id = metadata.get("serviceId", "") if isinstance(metadata, dict) else ""  # pyright: ignore
    customised = customise(str(service_id), operations, shapes)  # pyright: ignore[reportUnknownArgumentType]
    removed = tuple(sorted(model["operations"].keys() - operations.keys()))
    return Prepared({**model, "operations": operations, "shapes": shapes}, left_out, removed, customised)


def _own_requests(operations: dict[str, Any], shapes: dict[str, Any]) -> None:
    """Gives `<Operation>Request` to operations that have no input or share theirs: `send` tells them by the class."""
    inputs = Counter(operation["input"]["shape"] for operation in operations.values() if "input" in operation)
    for name, operation in sorted(operations.items()):
        shape = operation.get("input", {}).get("shape")
        if shape is None or (inputs[shape] > 1 and shape != f"{name}Request"):
            request = free_name(f"{name}Request", shapes)
            shapes[request] = {"type": "structure", "members": {}} if shape is None else shapes.get(shape)
            if shapes[request] is None:
                raise ModelError(f"the model refers to the shape {shape!r}, which it does not have")
            operations[name] = {**operation, "input": {**operation.get("input", {}), "shape": request}}


def _json_documents(shapes: dict[str, Any]) -> None:
    """Lets headers that boto3 writes as JSON text target a document of their own, which takes what `json.dumps` takes.

    Elsewhere than in a header boto3 takes text for it, whatever the trait says.
    """
    document = free_name("jsonvalue", shapes)
    for name, shape in list(shapes.items()):
        members = shape.get("members", {})
        headers = {
            key: {**member, "shape": document}
            for key, member in members.items()
            if member.get("jsonvalue") and member.get("location") == "header"
        }
        if headers:
            shapes[name] = {**shape, "members": {**members, **headers}}
            shapes[document] = {"type": "structure", "members": {}, "document": "jsonvalue"}


def _host_labels(shapes: dict[str, Any]) -> None:
    """Lets text that becomes a part of the host's name target a shape that is not empty: botocore demands it."""
    labels: dict[str, str] = {}
    for name, shape in list(shapes.items()):
        members: Mapping[str, Any] = shape.get("members", {})
        bare = [
            key
            for key, member in members.items()
            if member.get("hostLabel") and shapes.get(member["shape"], {}).get("type") == "string"
            if "min" not in shapes[member["shape"]]
        ]
        for target in {members[key]["shape"] for key in bare} - labels.keys():
            labels[target] = free_name(f"{target}Label", shapes)
            shapes[labels[target]] = {**shapes[target], "min": 1}
        if bare:
            kept = {key: {**members[key], "shape": labels[members[key]["shape"]]} for key in bare}
            shapes[name] = {**shape, "members": {**members, **kept}}


def _exclude(operations: Mapping[str, Any], shapes: dict[str, Any], exclude: Collection[str]) -> tuple[str, ...]:
    """Takes the shapes `exclude` away, with the lists and maps of them and the members that target any."""
    for name in exclude:
        if name not in shapes:
            raise ModelError(f"no shape of the model is called {name!r}, so it cannot be excluded")
    gone: set[str] = set(exclude)
    while more := {name for name, shape in shapes.items() if name not in gone and gone & set(_parts(shape))}:
        gone |= more
    requests = {operation["input"]["shape"] for operation in operations.values() if "input" in operation}
    for name, operation in operations.items():
        for direction in ("input", "output"):
            if operation.get(direction, {}).get("shape") in gone:
                raise ModelError(f"{operation[direction]['shape']!r} is the {direction} of {name!r}: exclude that")
    left_out = sorted(gone)
    for name, shape in list(shapes.items()):
        lost = [key for key, member in shape.get("members", {}).items() if member["shape"] in gone]
        if name in gone:
            del shapes[name]
        elif lost:
            required = sorted(set(lost) & set(shape.get("required", ())))
            if required and name in requests:
                raise ModelError(f"{name}.{required[0]} is required, so what it targets cannot be excluded")
            members = {key: member for key, member in shape["members"].items() if key not in lost}
            kept = [key for key in shape.get("required", ()) if key in members]
            shapes[name] = {**shape, "members": members, "required": kept}
            left_out += [f"{name}.{key}" for key in lost]
    return tuple(left_out)


def _parts(shape: Mapping[str, Any]) -> list[str]:
    return [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]

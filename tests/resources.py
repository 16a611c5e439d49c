"""What CloudFormation's resources have of the API, as the schemas say that cfn-lint ships.

Run as a program it writes the profile's resources.json.
"""

import json
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import models

from shapegen import ir

ROOT = Path(__file__).parents[1]
FILE = next(ROOT.glob("codegen/**/monitoring/resources.json"), None)
REGION = "us-east-1"
TYPES = {
    "AWS::SageMaker::DataQualityJobDefinition": "CreateDataQualityJobDefinition",
    "AWS::SageMaker::ModelBiasJobDefinition": "CreateModelBiasJobDefinition",
    "AWS::SageMaker::ModelExplainabilityJobDefinition": "CreateModelExplainabilityJobDefinition",
    "AWS::SageMaker::ModelQualityJobDefinition": "CreateModelQualityJobDefinition",
    "AWS::SageMaker::MonitoringSchedule": "CreateMonitoringSchedule",
}
BOUNDS = {
    ir.String: ("minLength", "maxLength"),
    ir.List: ("minItems", "maxItems"),
    ir.Number: ("minimum", "maximum"),
}


def schemas() -> Path:
    """The folder of cfn-lint's schemas."""
    spec = find_spec("cfnlint")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / "data" / "schemas"


def schema(resource: str) -> Any:
    """cfn-lint's schema of a type of resource."""
    file = json.loads((schemas() / "providers" / f"{REGION}.json").read_bytes())[resource]
    return json.loads((schemas() / "resources" / f"{file}.json").read_bytes())


def described() -> dict[str, Any]:
    """What resources.json says."""
    service = ir.from_json(models.stamp(ROOT / "generated")["service"])
    shapes = {shape.name: shape for shape in service.shapes}
    requests = {operation.name: operation.request for operation in service.operations}
    date = json.loads((schemas() / "version.json").read_bytes())["schema_date"][:10]
    resources = {
        resource: {"operation": operation} | _facts(schema(resource), requests[operation], shapes)
        for resource, operation in TYPES.items()
    }
    return {"source": "the resource schemas that cfn-lint ships", "date": date, "resources": resources}


def _facts(resource: Mapping[str, Any], request: str, shapes: Mapping[str, ir.Shape]) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {"differences": {}, "limits": {}}
    read_only = {path.removeprefix("/properties/") for path in resource["readOnlyProperties"]}
    for path, what in sorted(_differences(resource, resource["definitions"], request, shapes, "")):
        if path not in read_only:
            found["differences" if isinstance(what, str) else "limits"][path] = what
    return found


def _differences(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], name: str, shapes: Mapping[str, ir.Shape], path: str
) -> Iterator[tuple[str, Any]]:
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    shape = shapes[name]
    match shape:
        case ir.Structure(members=()) if schema.get("type") == "boolean":
            yield path, "flag"
        case ir.Structure(members=members):
            has, needs = schema["properties"], schema.get("required", ())
            dot = f"{path}." if path else ""
            for extra in has.keys() - {member.wire_name for member in members}:
                assert not path, f"{path} has a member that the API has not: {extra}"
                yield extra, "adds"
            for member in members:
                below = f"{dot}{member.wire_name}"
                if member.wire_name not in has:
                    yield below, "lacks"
                    continue
                if (member.wire_name in needs) != member.required:
                    yield below, "allows" if member.required else "requires"
                yield from _differences(has[member.wire_name], definitions, member.target, shapes, below)
        case ir.List(member=inner):
            yield from _limits(schema, shape, path)
            yield from _differences(schema["items"], definitions, inner, shapes, f"{path}[]")
        case ir.String() | ir.Number():
            yield from _limits(schema, shape, path)
        case _:
            pass


def _limits(
    schema: Mapping[str, Any], shape: ir.String | ir.List | ir.Number, path: str
) -> Iterator[tuple[str, list[int | None]]]:
    """The bounds that the resource sets closer than the API."""
    low, high = (schema.get(word) for word in BOUNDS[type(shape)])
    lower = low if low is not None and low > (shape.min or 0) else None
    upper = high if high is not None and (shape.max is None or high < shape.max) else None
    if lower is not None or upper is not None:
        yield path, [lower, upper]


if __name__ == "__main__":
    target = FILE or next(ROOT.glob("codegen/**/monitoring/profile.toml")).with_name("resources.json")
    target.write_text(json.dumps(described(), indent=1) + "\n")

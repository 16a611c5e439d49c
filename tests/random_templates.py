"""Random templates of good requests, in which functions of CloudFormation stand for what they come to.

Run as a program it says how many of them `check` takes: `python tests/random_templates.py 10000`.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import strategies
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import monitorshapes as ms
from monitorshapes._runtime.iac import template
from monitorshapes._runtime.iac.diagnostics import Options
from monitorshapes._runtime.iac.documents import read
from monitorshapes.operations import OPERATIONS
from monitorshapes.resources import RESOURCES

PACKAGE = strategies.monitoring()
CONDITIONS: dict[str, Any] = {
    "Always": {"Fn::Equals": ["a", "a"]},
    "Chosen": {"Fn::Equals": [{"Ref": "Choice"}, "yes"]},
    "Region": {"Fn::Not": [{"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}]},
    "Imported": {"Fn::Equals": [{"Fn::ImportValue": "name"}, "yes"]},
    "Both": {"Fn::And": [{"Condition": "Chosen"}, {"Condition": "Region"}]},
}
_SHARE = 0.25
"""How often a function stands for a value."""
PARAMETERS: dict[str, Any] = {"Choice": {"Type": "String", "Default": "no", "AllowedValues": ["yes", "no"]}}


def made(request: Any, level: str, seed: random.Random) -> dict[str, Any] | None:
    """A template of a request that CloudFormation would take too; None where it would not."""
    if ms.violations(request, level=level):  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        return None
    resource = ms.to_cloudformation(_without_what_the_resource_lacks(request))
    if wrong(json.dumps({"Resources": {"Plain": resource}}), level, yaml=False):
        return None  # a bound that the resource alone has
    parameters = dict(PARAMETERS)
    properties = {name: _scattered(each, parameters, seed) for name, each in resource["Properties"].items()}
    return {
        "Parameters": parameters,
        "Conditions": CONDITIONS,
        "Mappings": {"Map": {"first": {"key": "value"}}},
        "Resources": {"Made": {"Type": resource["Type"], "Properties": properties}},
    }


def _without_what_the_resource_lacks(request: Any) -> Any:
    lacking = {
        path.rpartition(".")[2]
        for resource in RESOURCES.values()
        if OPERATIONS[resource.operation].request is type(request)
        for path, what in resource.differences.items()
        if what == "lacks"
    }
    return ms.from_dict(type(request), _without(ms.to_dict(request), lacking))


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(each, names) for name, each in value.items() if name not in names}
    return [_without(each, names) for each in value] if isinstance(value, list) else value


def _scattered(value: Any, parameters: dict[str, Any], seed: random.Random) -> Any:
    """The value, in which functions stand in the place of some parts."""
    if isinstance(value, dict):
        inner: Any = {name: _scattered(each, parameters, seed) for name, each in value.items()}
    elif isinstance(value, list):
        inner = [_scattered(each, parameters, seed) for each in value]
    else:
        inner = value
    if seed.random() > _SHARE:
        return inner
    if isinstance(value, dict | list):
        return seed.choice(_HOLDERS)(inner, seed)
    return seed.choice(_TEXTS if isinstance(value, str) and value else _SCALARS)(value, parameters, seed)


def _parameter(value: Any, parameters: dict[str, Any], **members: Any) -> dict[str, str]:
    name = f"P{len(parameters)}"
    parameters[name] = {"Type": "String" if isinstance(value, str) else "Number", **members}
    return {"Ref": name}


_ANYTHING: list[Callable[..., Any]] = [
    lambda *_: {"Fn::GetAtt": ["Other", "Name"]},
    lambda *_: {"Fn::ImportValue": {"Fn::Sub": "${AWS::StackName}-name"}},
    lambda *_: {"Fn::FindInMap": ["Map", {"Ref": "AWS::Region"}, "key"]},
    lambda *_: {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://bucket/more"}}},
]
_HOLDERS: list[Callable[..., Any]] = [
    *_ANYTHING,
    lambda inner, seed: {"Fn::If": [seed.choice(list(CONDITIONS)), inner, inner]},
    lambda inner, _: {"Fn::If": ["Always", inner, {"Ref": "AWS::NoValue"}]},
    lambda inner, _: {"Fn::If": ["Imported", inner, {"Fn::ImportValue": "other"}]},
]
_SCALARS: list[Callable[..., Any]] = [
    *_ANYTHING,
    lambda value, *_: _text(value),
    lambda value, *_: {"Fn::If": ["Both", value, _text(value)]},
    lambda value, parameters, _: _parameter(value, parameters),
    lambda value, parameters, _: _parameter(value, parameters, Default=value),
    lambda value, parameters, _: _parameter(value, parameters, AllowedValues=[value, value]),
]
_TEXTS: list[Callable[..., Any]] = [
    *_SCALARS,
    lambda value, parameters, seed: {"Fn::Sub": _holed(value, parameters, seed, "")},
    lambda value, parameters, seed: {"Fn::Sub": _holed(value, parameters, seed, value)},
    lambda value, *_: {"Fn::Sub": [_literal(value) + "${Empty}", {"Empty": ""}]},
    lambda value, *_: {"Fn::Join": ["", [value[:1], value[1:]]]},
    lambda value, parameters, _: {"Fn::Join": ["", [_parameter(value, parameters), value[1:]]]},
    lambda value, *_: {"Fn::Select": ["1", ["other", value]]},
    lambda value, *_: {"Fn::Select": [0, {"Fn::Split": ["|other|", f"{value}|other|"]}]},
    lambda value, *_: f"{value[:1]}{{{{resolve:ssm:/name:1}}}}{value[2:]}",
]


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool | int | float) else value


def _literal(text: str) -> str:
    return text.replace("${", "${!")


def _holed(value: str, parameters: dict[str, Any], seed: random.Random, default: str) -> str:
    """The text with a parameter in the place of a part of it."""
    start = seed.randrange(len(value))
    end = seed.randrange(start, len(value)) + 1
    members = {"Default": value[start:end]} if default and value[start:end].strip() else {}
    name = _parameter(value, parameters, **members)["Ref"]
    return f"{_literal(value[:start])}${{{name}}}{_literal(value[end:])}"


def written(value: Any) -> str:
    """YAML with the short forms of functions."""
    if isinstance(value, dict):
        if len(value) == 1:
            ((name, argument),) = value.items()
            # One short form right behind another is no YAML.
            if (name == "Ref" or name.startswith("Fn::")) and not written(argument).startswith("!"):
                return f"!{name.removeprefix('Fn::')} {written(argument)}"
        return "{" + ", ".join(f"{json.dumps(name)}: {written(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value)


def wrong(text: str, level: str, *, yaml: bool) -> list[str]:
    """What `check` says of a template."""
    result = template.check(read(text, yaml=yaml), Options(file="it", level=level, ignore=()))
    assert result
    assert result.subjects
    return [f"{each.path}: {each.message} ({each.rule})" for each in result.diagnostics]


def refused(request: Any, level: str, seed: random.Random) -> Iterator[str]:
    """What is said of a random template of a good request, in both forms; `none` of a request that makes none."""
    found = made(request, level, seed)
    if found is None:
        yield "none"
        return
    for text, yaml in ((json.dumps(found), False), (written(found), True)):
        yield from (f"{each}\n{text}" for each in wrong(text, level, yaml=yaml))


def good() -> list[Any]:
    """Requests that were recorded of the SageMaker SDK, and are good by all rules."""
    recorded: Any = json.loads((Path(__file__).parent / "data" / "sdk" / "recorded-requests.json").read_bytes())
    calls = [call for case in recorded["cases"] for step in case["steps"] for call in step["requests"]]
    requests: list[Any] = []
    for call in calls:
        operation = OPERATIONS.get(call["operation"])
        if operation and any(resource.operation == operation.name for resource in RESOURCES.values()):
            request = ms.from_json(operation.request, json.dumps(call["params"]))
            requests += [] if ms.violations(request) else [request]
    return requests


def main(number: int) -> int:
    """Tries so many templates: half of them of recorded requests by all rules, half of random ones by the model."""
    seed = random.Random(number)
    recorded = good()
    kinds = sorted(RESOURCES)
    counts = {"templates": 0, "of no template": 0, "refused": 0}

    def count(request: Any, level: str) -> None:
        found = list(refused(request, level, seed))
        if found == ["none"]:
            counts["of no template"] += 1
            return
        counts["templates"] += 1
        counts["refused"] += bool(found)
        sys.stdout.write("".join(f"{each}\n" for each in found))

    for index in range(number // 2):
        count(recorded[index % len(recorded)], "documented")

    @settings(
        max_examples=-(-number // 20),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType]
    )
    @given(data=st.data())
    def one(data: Any) -> None:
        kind = data.draw(st.sampled_from(kinds))
        cls = OPERATIONS[RESOURCES[kind].operation].request
        name = next(shape.name for shape in PACKAGE.service.structures() if shape.class_name == cls.__name__)
        request = data.draw(strategies.values(PACKAGE, name))
        for _ in range(10):
            count(request, "model")

    one()
    sys.stdout.write(f"{counts}\n")
    return 1 if counts["refused"] else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))

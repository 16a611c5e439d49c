"""Uses all of a generated package as its IR says, and writes as JSON what does not behave.

Arguments: the folder above the package, and a file with good values by the shape's name where a simple one is not good.
"""

import gzip
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT, SAMPLES = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8"))
SERVICE: dict[str, Any] = json.loads(gzip.decompress(next(ROOT.rglob("_api.json.gz")).read_bytes()))["service"]
SHAPES: dict[str, Any] = {shape["name"]: shape for shape in SERVICE["shapes"]}
DEPTH = 3  # of what a structure holds, where it may hold itself
NOW = datetime(2020, 5, 8, tzinfo=UTC)

sys.path.insert(0, str(ROOT))
package: Any = import_module(SERVICE["package"])
problems: list[str] = []


def expect(what: str, found: object, wanted: object) -> None:
    """Notes when something is not as it should be."""
    if found != wanted:
        problems.append(f"{what}: {found!r:.200}, not {wanted!r:.200}")


def attempt(what: str, action: Callable[..., object], *arguments: object) -> None:
    """Notes when something raises."""
    try:
        action(*arguments)
    except Exception as error:
        problems.append(f"{what}: {type(error).__name__}: {error}")


def sample(name: str, depth: int = 0) -> tuple[Any, Any]:
    """A good value of a shape, as a Python object and as boto3 has it."""
    shape = SHAPES[name]
    low = max(shape.get("min") or 0, 1)
    if name in SAMPLES:
        return SAMPLES[name], SAMPLES[name]
    match shape["is"]:
        case "Structure":
            members = shape["members"][:1] if shape["union"] else shape["members"]
            chosen = [each for each in members if each["required"] or shape["union"] or depth < DEPTH]
            values = [(each, *sample(each["target"], depth + 1)) for each in chosen]
            made = getattr(package, shape["class_name"])(**{each["attribute"]: value for each, value, _ in values})
            return made, {each["wire_name"]: wire for each, _, wire in values}
        case "Enum":
            value = shape["values"][-1]["value"]
            return getattr(package, shape["class_name"])(value), value
        case "List":
            value, wire = sample(shape["member"], depth)
            return [value] * low, [wire] * low
        case "Map":
            (key, _), (value, wire) = sample(shape["key"], depth), sample(shape["value"], depth)
            return {key: value}, {key: wire}
        case "String":
            good: Any = "a" * low
        case "Number":
            good = float(low) if shape["type"] in ("float", "double") else low
        case "Boolean":
            good = True
        case "Timestamp":
            good = NOW
        case _:
            good = b"a" * low
    return good, good


def documentation(lines: list[str]) -> str:
    """What `__doc__` is of what the IR says, but for the indentation."""
    return "\n".join(lines).strip()


def doc(thing: Any, indent: int) -> str:
    """The documentation of a class or function without its indentation."""
    return (thing.__doc__ or "").replace("\n" + " " * indent, "\n").strip()


def structure(shape: dict[str, Any]) -> None:
    """A structure is a dataclass of its name that validates and converts."""
    name = shape["class_name"]
    cls = getattr(package, name)
    expect(f"{name} is", (cls.__module__, cls.__qualname__), (f"{package.__name__}.shapes", name))
    if shape["documentation"]:
        expect(f"{name}.__doc__", doc(cls, 4), documentation(shape["documentation"]))
    value, wire = sample(shape["name"])
    if shape["members"] and isinstance(wire, dict):
        expect(f"violations of {name}", [str(each) for each in package.violations(value)], [])
        expect(f"to_dict of {name}", package.to_dict(value), wire)
        expect(f"from_dict of {name}", package.from_dict(cls, wire), value)
    for member in shape["members"]:
        wrong = package.from_dict(cls, {member["wire_name"]: {"no": object}})
        if SHAPES[member["target"]]["is"] not in ("Structure", "Map"):
            paths = {each.path for each in package.violations(wrong) if each.rule == "type"}
            wire_name = member["wire_name"]
            expect(
                f"the wrong {wire_name!r} of {name}",
                paths,
                {wire_name if wire_name.isidentifier() else f"[{wire_name!r}]"},
            )


def enum(shape: dict[str, Any]) -> None:
    """An enum is open, and has the values and names of the IR."""
    name = shape["class_name"]
    cls = getattr(package, name)
    found = {each.name: each.value for each in cls}
    expect(name, found, {each["name"]: each["value"] for each in shape["values"]})
    for each in shape["values"]:
        expect(f"{name}({each['value']!r})", cls(each["value"]), cls[each["name"]])
        expect(f"{name}({each['value']!r}) is", (type(cls(each["value"])), cls(each["value"]).is_known), (cls, True))
    expect(f"a newer {name}", cls("newer than all").is_known, False)
    if shape["documentation"]:
        said, _, members = doc(cls, 4).rpartition("\n\nMembers:\n\n")
        expect(f"{name}.__doc__", said, documentation(shape["documentation"]))
        shown = [each["name"] for each in shape["values"] if f"{each['name']} = " in members]
        expect(f"the members in {name}.__doc__", shown, [*found])


def operation(node: dict[str, Any]) -> None:
    """A method of the client sends the request and reads the response."""
    request, wire = sample(node["request"])
    response = node.get("response")
    answer, answered = sample(response) if response else (None, {})
    sent: list[Any] = []

    class Fake:
        """Stands for boto3's client."""

        def __getattr__(self, name: str) -> Callable[..., object]:
            def call(**keywords: object) -> object:
                sent.append((name, keywords))
                return answered

            return call

    client = getattr(package, SERVICE["client"])(Fake())
    members = {each["attribute"]: getattr(request, each["attribute"]) for each in SHAPES[node["request"]]["members"]}
    method = getattr(client, node["method"])
    expect(f"the response of {node['name']}", method(**members), answer)
    expect(f"the response of a sent {node['name']}", client.send(request), answer)
    called = node.get("renamed") or node["method"]
    expect(f"what {node['name']} sends", sent, [(called, wire)] * 2)
    expect(f"{node['name']}.__doc__", doc(method, 8), documentation(node["documentation"]))


kinds = {"Structure": structure, "Enum": enum}
for each in SERVICE["shapes"]:
    if each["is"] in kinds:
        attempt(f"shape {each['name']!r}", kinds[each["is"]], each)
for each in SERVICE["operations"]:
    attempt(f"operation {each['name']!r}", operation, each)
sys.stdout.write(json.dumps(problems))

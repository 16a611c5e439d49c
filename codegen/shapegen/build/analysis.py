"""Facts that follow from the whole model: which shapes are requests, which hold something sensitive, and so on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shapegen.errors import ModelError
from shapegen.model import traits
from shapegen.model.customise import Customised
from shapegen.model.prepare import Prepared
from shapegen.model.selection import Scope, targets


@dataclass(frozen=True, slots=True)
class Facts:
    """The model, what of it is generated, and what follows for each shape."""

    model: Mapping[str, Any]
    scope: Scope
    requests: Mapping[str, str]
    """Each request shape, with its operation."""
    responses: Mapping[str, str]
    """Each response shape, with its operation."""
    holders: frozenset[str]
    """The shapes that hold something sensitive, however deep."""
    held: frozenset[str]
    """The shapes that another one holds."""
    customised: Mapping[tuple[str, str], Customised]
    """By structure and member, how boto3's client differs from the model."""

    @property
    def shapes(self) -> Mapping[str, Any]:
        """The shapes of the model."""
        found: Mapping[str, Any] = self.model["shapes"]
        return found

    def kind(self, name: str) -> str:
        """The type of the shape `name`, or `enum` or `document`."""
        return _kind(self.shapes[name])

    def is_sensitive(self, name: str) -> bool:
        """Whether the shape `name` is sensitive, or a list or map of what is."""
        shape = self.shapes[name]
        parts = [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
        return bool(shape.get("sensitive")) or any(map(self.is_sensitive, parts))

    def is_only_sent(self, structure: str) -> bool:
        """Whether the structure is in requests and in no response."""
        return structure in self.scope.requested and structure not in self.scope.responded

    def request(self, operation: str) -> str:
        """The shape of the operation's request."""
        return str(self.model["operations"][operation]["input"]["shape"])

    def response(self, operation: str) -> str | None:
        """The shape of the operation's response; None for an operation without one."""
        name: str | None = self.model["operations"][operation].get("output", {}).get("shape")
        return name

    def targets(self, structure: str) -> dict[str, str]:
        """The shape of each member of `structure`."""
        members: Mapping[str, Any] = self.shapes[structure].get("members", {})
        return {name: member["shape"] for name, member in members.items()}


def facts_of(prepared: Prepared, scope: Scope) -> Facts:
    """The facts of what `scope` names. Raises ModelError, naming the shape, for what cannot be generated."""
    model = prepared.model
    shapes = model["shapes"]
    requests, responses = _roles(model, scope.operations, "input"), _roles(model, scope.operations, "output")
    for name in scope.operations:
        refuse_unknown_traits("operation", name, model["operations"][name])
    for name in scope.shapes:
        refuse_unknown_traits("shape", name, shapes[name])
        _refuse_keys(shapes, name)
    held = frozenset(target for name in scope.shapes for target in targets(shapes[name]))
    holders = _holding_sensitive(shapes, scope.shapes)
    return Facts(model, scope, requests, responses, holders, held, prepared.customised)


def refuse_unknown_traits(place: str, name: str, node: Iterable[str]) -> None:
    """Raises ModelError when the node has a trait that nobody has looked at."""
    unknown = sorted(set(node) - traits.USED[place] - traits.IGNORED[place].keys())
    if unknown:
        raise ModelError(f"{place} {name} has the trait {unknown[0]!r}, which shapegen does not know")


def _kind(shape: Mapping[str, Any]) -> str:
    match shape["type"]:
        case "structure" if shape.get("document"):
            return "document"
        case "string" if "enum" in shape:
            return "enum"
        case other:
            return str(other)


def _roles(model: Mapping[str, Any], operations: Iterable[str], direction: str) -> dict[str, str]:
    """Each shape that an operation names as its input or output, with the first operation that does."""
    found: dict[str, str] = {}
    for name in operations:
        if direction in model["operations"][name]:
            shape = model["operations"][name][direction]["shape"]
            if _kind(model["shapes"][shape]) != "structure":
                raise ModelError(f"the {direction} of operation {name!r}, {shape!r}, is not a structure")
            found.setdefault(shape, name)
    return found


def _refuse_keys(shapes: Mapping[str, Any], name: str) -> None:
    if shapes[name]["type"] == "map":
        key = shapes[name]["key"]["shape"]
        if shapes[key]["type"] != "string":
            raise ModelError(f"the keys of the map {name!r}, {key!r}, are not strings")


def _holding_sensitive(shapes: Mapping[str, Any], names: Iterable[str]) -> frozenset[str]:
    holders: dict[str, list[str]] = {}
    found: list[str] = []
    for name in names:
        for target in targets(shapes[name]):
            holders.setdefault(target, []).append(name)
        members = shapes[name].get("members", {}).values()
        if shapes[name].get("sensitive") or any(member.get("sensitive") for member in members):
            found.append(name)
    holding: set[str] = set()
    while found:
        if (name := found.pop()) not in holding:
            holding.add(name)
            found.extend(holders.get(name, ()))
    return frozenset(holding)

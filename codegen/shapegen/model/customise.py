"""A model as boto3's clients show it: what the rows of `customisations` make of it."""

import fnmatch
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapegen.model.customisations import ALIASES, HANDLERS, Adapts, Adds, Decodes, Effect, Fills, Removes, Renames
from shapegen.model.selection import closure


@dataclass(frozen=True, slots=True)
class Customised:
    """How a member differs from what the model says of it."""

    filled: bool = False
    """Whether it need not be given though the model requires it."""
    function: str = ""
    beside: tuple[str, ...] = ()
    annotation: str = ""
    alias: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class _Model:
    """A model that may be changed: neither it nor a shape of it is anybody else's, once it is put here."""

    operations: dict[str, Any]
    shapes: dict[str, Any]
    members: dict[tuple[str, str], Customised] = field(default_factory=dict[tuple[str, str], Customised])

    def inputs(self, pattern: str) -> Iterator[tuple[str, str]]:
        """The operations that match, each with the shape of its request."""
        for name in fnmatch.filter(self.operations, pattern):
            if (shape := self.operations[name].get("input", {}).get("shape")) in self.shapes:
                yield name, shape

    def targets(self, structure: str) -> dict[str, str]:
        """The shape of each member."""
        return {name: member["shape"] for name, member in self.shapes[structure].get("members", {}).items()}

    def note(self, structure: str, member: str, **changes: Any) -> None:
        """Says how a member differs."""
        key = structure, member
        self.members[key] = replace(self.members.get(key, Customised()), **changes)

    def retarget(self, structure: str, member: str, shape: str) -> None:
        """Has a member target another shape."""
        members = self.shapes[structure]["members"]
        self.shapes[structure] = {
            **self.shapes[structure],
            "members": {**members, member: {**members.get(member, {}), "shape": shape}},
        }

    def only_returned(self, pattern: str) -> set[str]:
        """The structures that responses of the operations hold and no request does."""
        found: dict[str, set[str]] = {}
        for direction, names in (("output", fnmatch.filter(self.operations, pattern)), ("input", self.operations)):
            starts = [self.operations[name][direction]["shape"] for name in names if direction in self.operations[name]]
            found[direction] = closure(self.shapes, starts)
        only = found["output"] - found["input"]
        return {name for name in only if self.shapes[name].get("type") == "structure"}


def customise(service_id: str, operations: dict[str, Any], shapes: dict[str, Any]) -> dict[tuple[str, str], Customised]:
    """Makes of the operations and shapes those that boto3's client has, and says how members differ from the model.

    `service_id`: as the model's metadata have it. A row that names what the model does not have does nothing. Each of
    `shapes` is left as it is, the two dicts are not. Raises ModelError for a target that is missing.
    """
    ours = service_id.lower().replace(" ", "-")
    model = _Model(operations, shapes)
    for handler in HANDLERS:
        for event in handler.events if handler.effects else ():
            _, service, operation, *_ = [*event.split("."), "*", "*"]
            if ALIASES.get(service, service) == ours:
                for effect in handler.effects:
                    _apply(model, operation, effect)
    return model.members


def _apply(model: _Model, operation: str, effect: Effect) -> None:
    match effect:
        case Removes(operation=name):
            model.operations.pop(name, None)
        case Fills(member=member, says=says):
            for _, request in model.inputs(operation):
                if member in model.targets(request):
                    model.note(request, member, filled=True, says=says)
        case Renames(member=member, alias=alias):
            for _, request in model.inputs(operation):
                if member in (targets := model.targets(request)) and alias not in targets:
                    model.note(request, member, alias=alias)
        case Adapts():
            for name, request in model.inputs(operation):
                _adapt(model, name, request, effect)
        case Decodes():
            _decode(model, operation, effect)
        case Adds():
            _add(model, operation, effect)


def _adapt(model: _Model, operation: str, request: str, effect: Adapts) -> None:
    targets = model.targets(request)
    beside = tuple(each for each in effect.beside if each in targets and (operation, each) not in effect.unless)
    if effect.beside and not beside:
        return
    for member, target in targets.items():
        if member in effect.members or target in effect.shapes:
            model.note(
                request,
                member,
                filled=effect.fills,
                function=effect.function,
                beside=beside,
                annotation=effect.annotation,
                says=effect.says,
            )


def _decode(model: _Model, operation: str, effect: Decodes) -> None:
    document = free_name(f"{effect.shape or effect.member}Decoded", model.shapes)
    for structure in sorted(model.only_returned(operation)):
        for member, target in model.targets(structure).items():
            if effect.shape == target or member == effect.member:
                model.shapes[document] = {"type": "structure", "members": {}, "document": True}
                model.retarget(structure, member, document)
                model.note(structure, member, annotation=effect.annotation, says=effect.says)


def _add(model: _Model, operation: str, effect: Adds) -> None:
    text = free_name(effect.member, model.shapes)
    for name in fnmatch.filter(model.operations, operation):
        structure = model.operations[name].get("output", {}).get("shape")
        if structure is None or structure not in model.shapes:
            continue
        members = model.shapes[structure].get("members", {})
        there = members.get(effect.beside, {})
        # As botocore tells it from others of that name.
        if there.get("locationName") == there.get("shape") == effect.beside and effect.member not in members:
            model.shapes[text] = {"type": "string", "documentation": effect.documentation}
            model.retarget(structure, effect.member, text)


def free_name(name: str, shapes: Mapping[str, Any]) -> str:
    """The name, or the first with `_` behind it that is no shape's."""
    while name in shapes:
        name += "_"
    return name

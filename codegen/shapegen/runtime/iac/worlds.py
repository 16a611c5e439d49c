"""The ways in which a template can be deployed, as far as they matter for one resource."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product
from math import prod
from typing import Any

from .functions import Resolved, Template, World, comparisons, conditions, function, references, written
from .nodes import Node
from .unknown import Unknown

_MOST = 64
"""Beyond this many combinations of parameters they are varied one by one."""
_MOST_OPAQUE = 6
_OTHER = Unknown(differs=True)


def worlds(template: Template, resource: Node, loops: frozenset[str] = frozenset()) -> Iterator[list[World]]:
    """The ways, each of them as the worlds between which the template does not decide: one of those is what happens.

    A resource that is not there because of its own condition is in no world.
    """
    used = _all_conditions(template, resource)
    decisive = {name for each in used for name in references(template.conditions[each])}
    domains = {name: _deciding(template, name, used) for name in decisive}
    values = {name: _values(template, name) for name in {*references(resource)} - decisive}
    base: dict[str, Resolved] = {name: domain[0] for name, domain in values.items()}
    if prod(map(len, domains.values())) <= _MOST:
        combinations = [dict(zip(domains, each, strict=True)) for each in product(*domains.values())]
    else:
        combinations = list(_one_by_one(domains))
    assumed = [base | each for each in combinations]
    assumed += [combinations[0] | each for each in islice(_one_by_one(values), 1, None)]
    condition = resource.value.get("Condition")
    for parameters in assumed:
        alternatives = list(_alternatives(World(template, parameters, loops=loops), used))
        there = [each for each in alternatives if condition is None or _is_there(each, condition)]
        # Where it is not sure that the resource is there, nothing is sure of it but what all worlds have in common.
        if there:
            yield there


def _is_there(world: World, condition: Node) -> bool:
    try:
        return world.holds(world.template.conditions[condition.value])
    except (KeyError, TypeError, ValueError, IndexError):
        return True


def _alternatives(world: World, used: Iterable[str]) -> Iterator[World]:
    """The world with each combination of what the comparisons come to that it does not decide."""
    undecided: dict[str, None] = {}
    for name in used:
        for comparison, _ in comparisons(world.template.conditions[name]):
            try:
                world.holds(comparison)
            except (KeyError, TypeError, ValueError, IndexError):
                undecided[written(comparison)] = None
    if len(undecided) > _MOST_OPAQUE:
        yield world
        return
    for truths in product((True, False), repeat=len(undecided)):
        yield replace(world, opaque=dict(zip(undecided, truths, strict=True)))


def _one_by_one(domains: Mapping[str, Sequence[Resolved]]) -> Iterator[dict[str, Resolved]]:
    """The first value of each; then each other value of one of them."""
    base = {name: domain[0] for name, domain in domains.items()}
    yield base
    for name, domain in domains.items():
        for value in domain[1:]:
            yield base | {name: value}


def _all_conditions(template: Template, resource: Node) -> list[str]:
    """The conditions that decide about a resource, directly or through others."""
    found: dict[str, None] = {}
    own = resource.value.get("Condition")
    open_ = [*conditions(resource), *([own.value] if own and isinstance(own.value, str) else [])]
    while open_:
        name = open_.pop()
        if name not in found and name in template.conditions:
            found[name] = None
            open_ += conditions(template.conditions[name])
    return list(found)


def _values(template: Template, name: str) -> list[Resolved]:
    """What a parameter may be, as far as the template says: first its default."""
    parameter = template.parameters.get(name)
    if parameter is None or not isinstance(parameter.value, dict):
        return [Unknown()]
    members: Mapping[str, Node] = parameter.value
    kind = members["Type"].value if "Type" in members else "String"
    if not isinstance(kind, str) or kind.startswith("AWS::SSM::"):
        return [Unknown()]  # its value is the name of the parameter that has the value
    allowed = members["AllowedValues"].value if "AllowedValues" in members else []
    found: list[Node] = [*allowed] if isinstance(allowed, list) else []
    if "Default" in members:
        default = members["Default"]
        found = [default, *(each for each in found if each.value != default.value)]
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        found = [_listed(each) for each in found]
    # An empty default says: tell me.
    usable: list[Resolved] = [each for each in found if each.value not in ("", [])]
    return usable if len(usable) == len(found) and "Default" in members else [Unknown(), *usable]


def _deciding(template: Template, name: str, used: Iterable[str]) -> list[Resolved]:
    """What a parameter may be that conditions look at: as `_values`, or what it is compared with, or anything else."""
    parameter = template.parameters.get(name)
    members: Mapping[str, Any] = parameter.value if parameter and isinstance(parameter.value, dict) else {}
    if "AllowedValues" in members:
        return _values(template, name)
    found: list[Resolved] = [members["Default"]] if "Default" in members else []
    found = [each for each in found if not _is_list(members)]
    for each in used:
        for _, sides in comparisons(template.conditions[each]):
            for side, other in (sides, sides[::-1]):
                call = function(side)
                if call and call[0] == "Ref" and call[1].value == name and isinstance(other.value, str | int):
                    found.append(other)
    return [*found, _OTHER]


def _is_list(members: Mapping[str, Any]) -> bool:
    kind = members["Type"].value if "Type" in members else ""
    return not isinstance(kind, str) or "List" in kind or kind.startswith("AWS::SSM::")


def _listed(node: Node) -> Node:
    text = node.value if isinstance(node.value, str) else str(node.text)
    return Node([Node(each.strip(), node.mark) for each in text.split(",") if each.strip()], node.mark)

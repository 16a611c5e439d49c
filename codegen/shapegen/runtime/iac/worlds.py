"""The ways in which a template can be deployed, as far as they matter for one resource."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

from .functions import Resolved, Template, World, comparisons, conditions, function, references, written
from .nodes import Node
from .unknown import Unknown

_MOST = 128
"""Of more combinations of parameters so many are drawn."""
_MOST_OPAQUE = 6
_OTHER = Unknown(differs=True)
_DEFAULTS = "defaults"


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which a template can be deployed."""

    worlds: list[World]
    """The worlds between which the template does not decide: one of those is what happens."""
    assumptions: frozenset[str]
    """What somebody wrote into the template that leads here: a condition that holds or does not, a value that a
    parameter may have, all defaults together, and `""`, which leads everywhere."""


def ways(template: Template, resource: Node, loops: frozenset[str] = frozenset()) -> Iterator[Way]:
    """The ways that matter for one resource, that of the defaults first.

    A template cannot say which of its parameters' values go together, though its author may know. So what is wrong
    with two values together need not be a mistake; what is wrong in all ways that have an assumption is one.
    A resource that is not there because of its own condition is in no way.
    """
    used = _all_conditions(template, resource)
    decisive = {name for each in used for name in references(template.conditions[each])}
    stated = {name: _values(template, name) for name in sorted({*references(resource), *decisive})}
    domains = {
        name: _deciding(template, name, values, used) if name in decisive else values for name, values in stated.items()
    }
    own = resource.value.get("Condition")
    for parameters in _combinations(domains):
        worlds = list(_alternatives(World(template, parameters, loops=loops), used))
        there = [each for each in worlds if own is None or _holds(each, own.value) is not False]
        # Where it is not sure that the resource is there, nothing is sure of it but what all worlds have in common.
        if there:
            yield Way(there, frozenset(_assumptions(there, parameters, stated, used)))


def _combinations(domains: Mapping[str, Sequence[Resolved]]) -> Iterator[dict[str, Resolved]]:
    """Combinations of values, first the first ones: all of them, or as many as are looked at."""
    if prod(map(len, domains.values())) <= _MOST:
        for each in product(*domains.values()):
            yield dict(zip(domains, each, strict=True))
        return
    yield {name: domain[0] for name, domain in domains.items()}
    draw = random.Random(0)  # noqa: S311  the same ones each time
    for _ in range(_MOST):
        yield {name: draw.choice(domain) for name, domain in domains.items()}


def _assumptions(
    worlds: Sequence[World],
    parameters: Mapping[str, Resolved],
    stated: Mapping[str, Sequence[Resolved]],
    used: Iterable[str],
) -> Iterator[str]:
    yield ""
    for name in used:
        holds = {_holds(each, name) for each in worlds}
        if len(holds) == 1 and None not in holds:
            yield f"{name} {holds}"
    defaults = True
    for name, value in parameters.items():
        known = [each for each in stated[name] if isinstance(each, Node)]
        if isinstance(value, Node) and value in known:
            yield f"{name} = {written(value)}"
        defaults = defaults and value is stated[name][0]
    if defaults:
        yield _DEFAULTS


def _holds(world: World, condition: str) -> bool | None:
    """Whether a condition of a name holds; None when that is not known."""
    try:
        return world.holds(world.template.conditions[condition])
    except (KeyError, TypeError, ValueError, IndexError):
        return None


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
    allowed: Any = members["AllowedValues"].value if "AllowedValues" in members else []
    found: list[Node] = [*allowed] if isinstance(allowed, list) else []
    if "Default" in members:
        default = members["Default"]
        found = [default, *(each for each in found if each.value != default.value)]
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        found = [_listed(each) for each in found]
    # An empty default says: tell me.
    usable: list[Resolved] = [each for each in found if each.value not in ("", [])]
    return usable if len(usable) == len(found) and "Default" in members else [Unknown(), *usable]


def _deciding(template: Template, name: str, stated: Sequence[Resolved], used: Iterable[str]) -> Sequence[Resolved]:
    """What a parameter may be that conditions look at: also what it is compared with, and anything else."""
    parameter = template.parameters.get(name)
    members: Mapping[str, Any] = parameter.value if parameter and isinstance(parameter.value, dict) else {}
    if "AllowedValues" in members:
        return stated
    found: dict[str, Resolved] = {}
    if "Default" in members and not _is_list(members):
        found[str(members["Default"].value)] = members["Default"]
    for each in used:
        for _, sides in comparisons(template.conditions[each]):
            for side, other in (sides, sides[::-1]):
                call = function(side)
                if call and call[0] == "Ref" and call[1].value == name and isinstance(other.value, str | int):
                    found.setdefault(str(other.value), other)
    return [*found.values(), _OTHER]


def _is_list(members: Mapping[str, Any]) -> bool:
    kind = members["Type"].value if "Type" in members else ""
    return not isinstance(kind, str) or "List" in kind or kind.startswith("AWS::SSM::")


def _listed(node: Node) -> Node:
    text = node.value if isinstance(node.value, str) else str(node.text)
    return Node([Node(each.strip(), node.mark) for each in text.split(",") if each.strip()], node.mark)

"""botocore model -> IR. Every decision is taken here.

`analysis` finds the facts in the model, `symbols` names what they speak of, the `plan` is made of both; what is printed is made of the plan:
`shapes`, `operations`, `errors`, `pages`, `waiters`, `updates`. Each takes what stands before it as an argument.
"""

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from shapegen import ir
from shapegen.build import documentation as words
from shapegen.build import naming, rule_basis
from shapegen.build.errors import errors_of
from shapegen.build.analysis import Facts, facts_of
from shapegen.build.operations import operation_of
from shapegen.build.pages import pages_of
from shapegen.build.plan import Plan, plan_for
from shapegen.build.resources import resources_of
from shapegen.build.shapes import shape_of, translated
from shapegen.build.updates import updates_of
from shapegen.build.waiters import waiters_of
from shapegen.build.settings import DocumentedRule, Names, Settings
from shapegen.errors import ModelError, ProfileError
from shapegen.model.malformed import refuse_malformed
from shapegen.model.prepare import Prepared, prepare
from shapegen.model.selection import select, unknown

__all__ = ["Built", "DocumentedRule", "Names", "Settings", "build", "planned", "prepared_model"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Built:
    """The IR, and what the profile named that the model does not have."""

    service: ir.Service
    absent: tuple[str, ...]
    """Operations and shapes."""
    unfounded: tuple[str, ...]
    """Rules of which the shape or the sentence is not there, as `id (shape)`."""
    left_out: tuple[str, ...]
    """Shapes and members that the exclusions took with them."""
    unusable: tuple[str, ...]
    """Operations, pages and waiters that nothing could be made of, each with the reason."""
    unchecked: tuple[str, ...]
    """Patterns that are not checked, each with its shape and the reason."""
    decided: Names
    """The names that a collision decided: to stay what they are, they have to be published."""


def build(
    model: Mapping[str, Any],
    settings: Settings,
    *,
    paginators: Mapping[str, Any] = _NOTHING,
    waiters: Mapping[str, Any] = _NOTHING,
    lenient: bool = False,
) -> Built:
    """The IR of what `settings` names of `model`, a service-2.json.

    `paginators` and `waiters`: what botocore's paginators-1.json and waiters-2.json say of the service.
    `lenient`: what the model does not have is left out and counted, as an older model demands.
    Raises ModelError, naming the shape, for what cannot be generated, ProfileError for all that the model does not
    have and the profile names.
    """
    refuse_malformed(model)
    _refuse_unknown(model, settings, lenient=lenient)
    prepared = prepare(model, settings.exclude)
    _refuse_removed(prepared, settings)
    plan = planned(prepared, settings, lenient=lenient)
    rules, unfounded = _rules(plan.facts, settings.rules, lenient=lenient)
    checked = translated(plan)
    updates = updates_of(plan)
    by_response = {update.response: update for update in updates}
    errors = errors_of(plan)
    paged, without_pages = pages_of(plan, paginators)
    waiting, without_waiters = waiters_of(plan, waiters, settings.waiters)
    classes = {error.name: error.class_name for error in errors}
    operations = tuple(operation_of(plan, name, classes, paged, paginators) for name in plan.facts.scope.operations)
    service = ir.Service(
        name=settings.service,
        package=settings.package,
        client=plan.symbols.client,
        async_client=plan.symbols.async_client,
        modules=tuple(sorted(settings.modules)),
        operations=operations,
        errors=errors,
        waiters=waiting,
        updates=updates,
        shapes=tuple(shape_of(plan, name, checked, by_response, rules) for name in plan.facts.scope.shapes),
        since=tuple(_since(plan)),
        resources=resources_of(operations, settings.resources),
        resources_as_of=str(settings.resources.get("date", "")),
    )
    _refuse_collisions(plan, service)
    return Built(
        service=service,
        absent=plan.facts.scope.absent,
        unfounded=unfounded,
        left_out=prepared.left_out,
        unusable=(*_removed(prepared, settings), *without_pages, *without_waiters),
        unchecked=tuple(pattern.unchecked for pattern in checked.values() if pattern.unchecked),
        decided=plan.symbols.decided,
    )


def prepared_model(model: Mapping[str, Any], exclude: Sequence[str]) -> Prepared:
    """A service-2.json as it is built from. Raises ModelError when it is malformed."""
    refuse_malformed(model)
    return prepare(model, exclude)


def planned(prepared: Prepared, settings: Settings, *, lenient: bool = False) -> Plan:
    """What is decided of the model before anything is made of it. Raises as `build` does."""
    naming.identifier(settings.package, f"package {settings.package!r}")
    metadata = prepared.model["metadata"]
    client = settings.client or naming.client_name(str(metadata.get("serviceId", settings.service)))
    naming.identifier(client, f"client {client!r}")
    if settings.client and not naming.is_class_name(client):
        raise ModelError(f"the client {client!r} cannot be called so: a class of that name would be in the way")
    for kind, names in settings.names.items():
        for wire_name, name in names.items():
            if not naming.can_be_published(kind, name):
                raise ModelError(
                    f"the name {name!r}, published for {wire_name!r} among the {kind}, cannot be a Python name there"
                )
    scope = select(prepared.model, settings.operations, settings.shapes, lenient=lenient)
    if not scope.shapes:
        raise ProfileError(f"the model has nothing of what the profile names: {', '.join(scope.absent)}")
    return plan_for(facts_of(prepared, scope), settings, client)


def _refuse_unknown(model: Mapping[str, Any], settings: Settings, *, lenient: bool) -> None:
    named = {"exclude": settings.exclude}
    if not lenient:
        named |= {"operations": settings.operations, "shapes": settings.shapes}
    if problems := sorted(unknown(model, named)):
        raise ProfileError(*(f"{settings.where}: {each}" if settings.where else each for each in problems))


def _removed(prepared: Prepared, settings: Settings) -> tuple[str, ...]:
    """The operations that were asked for and that boto3's client does not have."""
    asked = {name for pattern in settings.operations for name in fnmatch.filter(prepared.removed, pattern)}
    return tuple(f"operation {name} (boto3's client has no method for it)" for name in sorted(asked))


def _refuse_removed(prepared: Prepared, settings: Settings) -> None:
    """Raises ProfileError for a pattern that only operations match which boto3's client does not have."""
    for pattern in settings.operations:
        gone = fnmatch.filter(prepared.removed, pattern)
        if gone and not fnmatch.filter(prepared.model["operations"], pattern):
            raise ProfileError(f"boto3's client has no method for {gone[0]}: it needs HTTP/2, and botocore removes it")


def _rules(
    facts: Facts, rules: Sequence[DocumentedRule], *, lenient: bool
) -> tuple[dict[str, list[ir.Rule]], tuple[str, ...]]:
    """By shape the rules that the model says, and those that it does not. Raises ProfileError for all of these."""
    said: dict[str, list[ir.Rule]] = {}
    problems: dict[str, str] = {}
    for rule in rules:
        if (problem := rule_basis.not_said(facts, rule)) is None:
            said.setdefault(rule.shape, []).append(ir.Rule(id=rule.id, function=rule.id.replace("-", "_")))
        else:
            problems[f"{rule.id} ({rule.shape})"] = f"rule {rule.id!r}: {problem}"
    if problems and not lenient:
        raise ProfileError(*problems.values())
    return said, tuple(problems)


def _since(plan: Plan) -> Iterator[ir.Since]:
    """Since when the service has each operation, structure, member, enum and value, in the order of their paths."""
    parts = {**{name: plan.facts.targets(name) for name in plan.symbols.attributes}, **plan.symbols.values}
    paths = [*plan.facts.scope.operations, *parts]
    paths += [f"{name}.{part}" for name, held in parts.items() for part in held]
    for path in sorted(paths):
        if (found := words.released(plan.settings, path)) is not None:
            yield ir.Since(path=path, botocore=found[0], date=found[1])


def _refuse_collisions(plan: Plan, service: ir.Service) -> None:
    """Raises ModelError when two classes of the package have one name."""
    classes = [("the client", service.client), ("the asynchronous client", service.async_client)]
    classes += [(f"the error {error.name}", error.class_name) for error in service.errors]
    naming.refuse_collisions([*classes, *plan.symbols.classes.items()])

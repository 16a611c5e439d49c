"""The errors that the operations and their streams model."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

from shapegen import ir
from shapegen.build import documentation as words
from shapegen.build import markup, naming
from shapegen.build.documentation import WIDTH
from shapegen.build.plan import Plan
from shapegen.errors import ModelError
from shapegen.runtime.errors import BASES

#: What every error says already, by these or other names.
_SAID = frozenset({"code", "message", "requestid"})
#: What a property would hide.
_TAKEN = frozenset({"add_note", "args", "operation", "response", "with_traceback"})


def errors_of(plan: Plan) -> tuple[ir.Error, ...]:
    """The errors that the operations model; none is called like another class."""
    taken = {plan.symbols.client, *plan.symbols.classes.values()}
    operations = plan.facts.model["operations"]
    names = {each["shape"] for name in plan.symbols.methods for each in operations[name].get("errors", ())}
    streamed = _streamed(plan)
    names |= streamed.keys()

    def class_name(name: str) -> str:
        made = naming.class_name(name)
        return f"{made}Error" if made in taken else made

    classes, _ = naming.unique(class_name, sorted(names), published={}, before={}, taken=taken)
    return tuple(_error(plan, *each, streamed.get(each[0], frozenset())) for each in classes.items())


def _streamed(plan: Plan) -> dict[str, set[str]]:
    """The errors that end a stream of events, and what each is called there."""
    found: dict[str, set[str]] = {}
    for name in plan.facts.scope.shapes:
        if plan.facts.shapes[name].get("eventstream"):
            for member, target in plan.facts.targets(name).items():
                if plan.facts.shapes[target].get("exception"):
                    found.setdefault(target, set()).add(member)
    return found


def _error(plan: Plan, name: str, class_name: str, events: Collection[str]) -> ir.Error:
    shape = plan.facts.shapes.get(name)
    if shape is None:
        raise ModelError(f"an operation names the error {name!r}, which the model does not have")
    trait: Any = shape.get("error")
    code: Any = cast(Mapping[str, Any], trait).get("code", name) if isinstance(trait, Mapping) else name
    if not isinstance(code, str):
        raise ModelError(f"the model is malformed: the code of the error {name!r} is not text")
    return ir.Error(
        name=name,
        class_name=class_name,
        base=BASES[code].__name__ if code in BASES else "ServiceError",
        code=code,
        documentation=markup.wrap(markup.text(shape.get("documentation", "")), WIDTH),
        members=tuple(_members(plan, name)),
        events=tuple(sorted({*events} - {name, code})),
    )


def _members(plan: Plan, name: str) -> Iterator[ir.ErrorMember]:
    for wire_name, member in plan.facts.shapes[name].get("members", {}).items():
        if wire_name.lower() in _SAID:
            continue
        attribute = naming.attribute(wire_name)
        yield ir.ErrorMember(
            wire_name=wire_name,
            attribute=f"{attribute}_" if attribute in _TAKEN else attribute,
            reader=_reader(plan, member["shape"]),
            annotation=plan.annotation(member["shape"]),
            documentation=words.lines(
                words.of_member(plan.facts, name, wire_name) or f"`{wire_name}`.",
                words.deprecated(member),
                "None where the answer lacks it.",
            ),
        )


def _reader(plan: Plan, name: str) -> str:
    match plan.facts.kind(name):
        case "structure" | "list" | "map":
            return f"read_{plan.symbols.functions[name]}"
        case "enum":
            return plan.symbols.classes[name]
        case _:
            return ""

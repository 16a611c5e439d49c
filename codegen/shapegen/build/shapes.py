"""The shapes of the IR."""

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapegen import ir
from shapegen.build import backtracking, markup, naming, patterns
from shapegen.build import documentation as words
from shapegen.build.plan import Plan
from shapegen.errors import ModelError


@dataclass(frozen=True, slots=True)
class Translated:
    """The pattern of a shape as it is checked, or why it is not."""

    python: str | None
    linear: bool = False
    """Whether it is one for the linear matcher."""
    unchecked: str | None = None
    """Why it is not checked."""


def translated(plan: Plan) -> dict[str, Translated]:
    """The patterns of the shapes that have one. Raises ModelError for one that Python cannot match and must."""
    return {name: _translated(plan, name) for name in plan.symbols.constants}


def _translated(plan: Plan, name: str) -> Translated:
    shape = plan.facts.shapes[name]
    try:
        python = patterns.translate(shape["pattern"])
        linear = backtracking.needs_linear(python, shape.get("max"))
        return Translated(python if linear else backtracking.possessive(python), linear)
    except ModelError as error:
        if not any(fnmatch.fnmatchcase(name, each) for each in plan.settings.unchecked):
            raise ModelError(f"shape {name!r}: {error}") from error
        return Translated(None, unchecked=f"{name}: {error}")


def shape_of(
    plan: Plan,
    name: str,
    checked: Mapping[str, Translated],
    updates: Mapping[str, ir.Update],
    rules: Mapping[str, Sequence[ir.Rule]],
) -> ir.Shape:
    """The shape `name`, with what was made of its pattern, the update of a response and the documented rules."""
    of_model = plan.facts.shapes[name]
    low, high = of_model.get("min") or None, of_model.get("max")
    match plan.facts.kind(name):
        case "structure":
            return _structure(plan, name, updates, rules.get(name, ()))
        case "enum":
            return _enum(plan, name)
        case "document":
            return ir.Document(name=name, is_header=of_model["document"] == "jsonvalue")
        case "string" | "character":
            return _string(plan, name, checked.get(name, Translated(None)))
        case "integer" | "long" | "float" | "double" as number:
            return ir.Number(name=name, type=number, min=of_model.get("min"), max=high)
        case "boolean":
            return ir.Boolean(name=name)
        case "timestamp":
            return ir.Timestamp(name=name)
        case "blob":
            return ir.Blob(name=name, min=low, max=high)
        case "list":
            return ir.List(
                name=name,
                function=plan.symbols.functions[name],
                member=of_model["member"]["shape"],
                min=low,
                max=high,
                holds_sensitive=name in plan.facts.holders,
                rules=tuple(rules.get(name, ())),
                sparse=bool(of_model.get("sparse")),
            )
        case "map":
            return ir.Map(
                name=name,
                function=plan.symbols.functions[name],
                key=of_model["key"]["shape"],
                value=of_model["value"]["shape"],
                min=low,
                max=high,
                holds_sensitive=name in plan.facts.holders,
                sparse=bool(of_model.get("sparse")),
            )
        case other:
            raise AssertionError(other)


def _string(plan: Plan, name: str, pattern: Translated) -> ir.String:
    of_model = plan.facts.shapes[name]
    low = of_model.get("min") or None
    return ir.String(
        name=name,
        min=low,
        max=of_model.get("max"),
        pattern=of_model.get("pattern"),
        python_pattern=pattern.python,
        linear=pattern.linear,
        constant=None if pattern.python is None else plan.symbols.constants[name],
        printable=pattern.python is not None and patterns.takes_printable(pattern.python, low or 0),
    )


def _structure(plan: Plan, name: str, updates: Mapping[str, ir.Update], rules: Sequence[ir.Rule]) -> ir.Structure:
    facts, classes = plan.facts, plan.symbols.classes
    of_model, members = facts.shapes[name], plan.members[name]
    response = None
    if name in facts.requests:
        shape = facts.response(facts.requests[name])
        response = "None" if shape is None else classes[shape]
    checked = ", ".join(f"`documented:{rule.id}`" for rule in rules)
    return ir.Structure(
        name=name,
        class_name=classes[name],
        function=plan.symbols.functions[name],
        documentation=words.lines(
            markup.text(of_model.get("documentation", "")),
            words.deprecated(of_model),
            words.sentences(words.users(facts, plan.symbols, name), words.since(plan.settings, name)),
            f"Checked too: {checked}." if checked else "",
        ),
        members=members,
        union=bool(of_model.get("union") or of_model.get("eventstream")),
        holds_sensitive=name in facts.holders,
        response=response,
        update=classes[updates[name].request] if name in updates else None,
        metadata=_metadata(plan, name),
        are_parameters=all(naming.can_be_parameter(member.boto3) for member in members),
        rules=tuple(rules),
    )


def _metadata(plan: Plan, name: str) -> str | None:
    """The annotation of what boto3 adds to the response `name`: not where another structure holds it."""
    if name not in plan.facts.responses:
        return None
    return "NotRequired[ResponseMetadata]" if name in plan.facts.held else "ResponseMetadata"


def _enum(plan: Plan, name: str) -> ir.Enum:
    return ir.Enum(
        name=name,
        class_name=plan.symbols.classes[name],
        documentation=words.lines(
            markup.text(plan.facts.shapes[name].get("documentation", "")),
            words.sentences(words.users(plan.facts, plan.symbols, name), words.since(plan.settings, name)),
        ),
        values=tuple(
            ir.EnumValue(
                value=value, name=member, documentation=words.lines(words.since(plan.settings, f"{name}.{value}"))
            )
            for value, member in plan.symbols.values[name].items()
        ),
        min=plan.facts.shapes[name].get("min") or None,
    )

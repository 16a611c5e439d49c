"""What is decided before anything is made of it: names, and the members of every structure."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapegen import ir
from shapegen.build import documentation as words
from shapegen.build.annotations import GIVEN, TAKEN, annotation
from shapegen.build.analysis import Facts, refuse_unknown_traits
from shapegen.build.symbols import Symbols, symbols_of
from shapegen.build.settings import Settings
from shapegen.errors import ModelError
from shapegen.model.customise import Customised


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known of the model and decided of its Python."""

    settings: Settings
    facts: Facts
    symbols: Symbols
    members: Mapping[str, tuple[ir.Member, ...]]
    """Of each structure, required ones first, else in the order of the model."""

    def annotation(self, name: str) -> str:
        """The type of a value of the shape `name`."""
        return annotation(self.facts, self.symbols, name)


def plan_for(facts: Facts, settings: Settings, client: str) -> Plan:
    """The plan for what the settings ask for. Raises ModelError, naming the shape, for what cannot be generated."""
    names = symbols_of(facts, settings, client)
    members = {name: _members(facts, settings, names, name) for name in names.attributes}
    return Plan(settings, facts, names, members)


def _members(facts: Facts, settings: Settings, symbols: Symbols, structure: str) -> tuple[ir.Member, ...]:
    shape = facts.shapes[structure]
    required = set(shape.get("required", ()))
    unknown = required - shape.get("members", {}).keys()
    if unknown:
        raise ModelError(f"structure {structure!r} requires {min(unknown)!r}, which is none of its members")
    built = [
        _member(facts, settings, symbols, structure, wire_name, wire_name in required)
        for wire_name in shape.get("members", {})
    ]
    return tuple(sorted(built, key=lambda member: not member.required))


def _member(
    facts: Facts, settings: Settings, symbols: Symbols, structure: str, wire_name: str, required: bool
) -> ir.Member:
    owner = facts.shapes[structure]
    member = owner["members"][wire_name]
    refuse_unknown_traits("member", f"{structure}.{wire_name}", member)
    target = member["shape"]
    shape = facts.shapes[target]
    # botocore streams bytes that are all of a body, whether the model says so or not.
    is_body = owner.get("payload") == wire_name and structure in {*facts.requests, *facts.responses}
    streaming = shape["type"] == "blob" and bool(member.get("streaming") or shape.get("streaming") or is_body)
    event_stream = bool(shape.get("eventstream"))
    customised = facts.customised.get((structure, wire_name), Customised())
    required = required and not (member.get("idempotencyToken") or customised.filled)
    printed, stub = _annotations(facts, symbols, structure, target, streaming=streaming, event_stream=event_stream)
    absent = ""
    if required:
        is_read = structure in facts.scope.responded
        absent = "Required; `None` where a response lacks it." if is_read else "Required."
    since = words.since(settings, f"{structure}.{wire_name}")
    return ir.Member(
        wire_name=wire_name,
        attribute=symbols.attributes[structure][wire_name],
        target=target,
        annotation=customised.annotation or printed,
        stub=customised.annotation or stub,
        required=required,
        sensitive=bool(owner.get("sensitive") or member.get("sensitive") or facts.is_sensitive(target)),
        documentation=words.lines(
            words.of_member(facts, structure, wire_name),
            words.deprecated(member),
            words.sentences(customised.says, words.constraint(facts, target), absent, since),
        ),
        streaming=streaming,
        event_stream=event_stream,
        adapted=customised.function,
        beside=customised.beside,
        beside_attributes=tuple(symbols.attributes[structure][each] for each in customised.beside),
        alias=customised.alias,
    )


def _annotations(
    facts: Facts, symbols: Symbols, structure: str, target: str, *, streaming: bool, event_stream: bool
) -> tuple[str, str]:
    """The annotations of a member that targets `target`: of the dataclass, and of the stub."""
    is_request = structure in facts.requests
    if streaming:
        given = "StreamingBody", "StreamingBody"
        return ("bytes | bytearray | str | IO[bytes]", TAKEN["blob"]) if is_request else given
    printed = annotation(facts, symbols, target)
    scalars = TAKEN if facts.is_only_sent(structure) else GIVEN
    if printed == "bytes" and scalars is TAKEN:
        printed = "bytes | str"
    stub = annotation(facts, symbols, target, scalars=scalars, quote='"')
    if event_stream:
        return f"{'Iterable' if is_request else 'EventStream'}[{printed}]", f"Iterable[{stub}]"
    return printed, stub

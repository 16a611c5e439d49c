"""What is decided before anything is made of it: names, and the members of every structure."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapegen import ir
from shapegen.build import documentation as words
from shapegen.build.annotations import GIVEN, TAKEN, annotation
from shapegen.build.facts import Facts, refuse_unknown_traits
from shapegen.build.names import Named, named_of
from shapegen.build.wanted import Wanted
from shapegen.errors import ModelError
from shapegen.model.customise import Customised


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known of the model and decided of its Python."""

    wanted: Wanted
    facts: Facts
    named: Named
    members: Mapping[str, tuple[ir.Member, ...]]
    """Of each structure, required ones first, else in the order of the model."""

    def annotation(self, name: str) -> str:
        """The type of a value of the shape `name`."""
        return annotation(self.facts, self.named, name)


def plan_for(facts: Facts, wanted: Wanted, client: str) -> Plan:
    """The plan for what is wanted. Raises ModelError, naming the shape, for what cannot be generated."""
    names = named_of(facts, wanted, client)
    members = {name: _members(facts, wanted, names, name) for name in names.attributes}
    return Plan(wanted, facts, names, members)


def _members(facts: Facts, wanted: Wanted, named: Named, structure: str) -> tuple[ir.Member, ...]:
    shape = facts.shapes[structure]
    required = set(shape.get("required", ()))
    unknown = required - shape.get("members", {}).keys()
    if unknown:
        raise ModelError(f"structure {structure!r} requires {min(unknown)!r}, which is none of its members")
    built = [
        _member(facts, wanted, named, structure, wire_name, wire_name in required)
        for wire_name in shape.get("members", {})
    ]
    return tuple(sorted(built, key=lambda member: not member.required))


def _member(
    facts: Facts, wanted: Wanted, named: Named, structure: str, wire_name: str, required: bool
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
    printed, stub = _annotations(facts, named, structure, target, streaming=streaming, event_stream=event_stream)
    absent = ""
    if required:
        is_read = structure in facts.scope.responded
        absent = "Required; `None` where a response lacks it." if is_read else "Required."
    since = words.since(wanted, f"{structure}.{wire_name}")
    return ir.Member(
        wire_name=wire_name,
        attribute=named.attributes[structure][wire_name],
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
        beside_attributes=tuple(named.attributes[structure][each] for each in customised.beside),
        alias=customised.alias,
    )


def _annotations(
    facts: Facts, named: Named, structure: str, target: str, *, streaming: bool, event_stream: bool
) -> tuple[str, str]:
    """The annotations of a member that targets `target`: of the dataclass, and of the stub."""
    is_request = structure in facts.requests
    if streaming:
        given = "StreamingBody", "StreamingBody"
        return ("bytes | bytearray | str | IO[bytes]", TAKEN["blob"]) if is_request else given
    printed = annotation(facts, named, target)
    scalars = TAKEN if facts.is_only_sent(structure) else GIVEN
    if printed == "bytes" and scalars is TAKEN:
        printed = "bytes | str"
    stub = annotation(facts, named, target, scalars=scalars, quote='"')
    if event_stream:
        return f"{'Iterable' if is_request else 'EventStream'}[{printed}]", f"Iterable[{stub}]"
    return printed, stub

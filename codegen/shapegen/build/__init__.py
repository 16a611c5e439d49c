"""botocore model -> IR. Every decision is taken here."""

import difflib
import fnmatch
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from shapegen import ir
from shapegen.build import ambiguity, client, docs, naming, patterns, resources
from shapegen.errors import ShapegenError
from shapegen.model import traits
from shapegen.model.malformed import refuse_malformed
from shapegen.model.prepare import Prepared, prepare
from shapegen.model.scope import Scope, select, targets

#: Columns of documentation: black's line less the indentation of a class body.
_WIDTH = 92
_USERS_NAMED = 2
_NESTED = 20
#: What the runtime calls so behind `check_`, `read_` or `write_`.
_OUR_FUNCTIONS = ("enum", "events", "json")
_VALUES_NAMED = 12
_SCALARS = {
    "string": "str",
    "character": "str",
    "integer": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "boolean": "bool",
    "timestamp": "datetime",
    "blob": "bytes",
    "document": "Any",
}
#: As boto3 gives them, and takes them back; and as it takes them in requests, where it is less particular.
_GIVEN = _SCALARS
_TAKEN = _SCALARS | {"timestamp": "datetime | str | float", "blob": "bytes | bytearray | str | IO[bytes]"}
_NOTHING: Mapping[str, Any] = MappingProxyType({})


#: Python names by wire name, of each of the kinds `operations`, `shapes`, `members` (`Structure.Member`) and `values`
#: (`Enum.value`).
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that a profile adds to the model's constraints."""

    id: str
    shape: str
    """The structure or list that it is about."""
    sentence: str | None
    """The sentence of the model's documentation that says it; None for a rule that is known from elsewhere."""
    where: str | None
    """Whose documentation has the sentence: a shape, `Structure.Member` or an operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a profile asks for, as far as the model decides it."""

    service: str
    package: str
    client: str | None
    """None for that which the service's name makes."""
    operations: Sequence[str]
    shapes: Sequence[str] = ()
    exclude: Sequence[str] = ()
    """Shapes that are left out with all members that target them."""
    rules: Sequence[Rule] = ()
    modules: Sequence[str] = ()
    since: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """The release of botocore that brought each path of the history, and its date; empty without a history."""
    release: str | None = None
    """The release that the model is of: what the history does not have yet came with it."""
    unchecked: Sequence[str] = ()
    """Shapes, or patterns of their names, whose pattern is left unchecked when Python cannot match it."""
    names: Names = field(default_factory=dict[str, Mapping[str, str]])
    """Published Python names, which stay."""
    before: Names = field(default_factory=dict[str, Mapping[str, str]])
    """Python names that the last package had: where two wire names contend for one, it stays with its owner."""
    waiters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """In the format of botocore's waiters-2.json."""
    resources: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """As a profile's resources.json has them."""


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
    """Pages and waiters that nothing could be made of, each with the reason."""
    unchecked: tuple[str, ...]
    """Patterns that are not checked, each with its shape and the reason."""
    decided: Names
    """The names that a collision decided: to stay what they are, they have to be published."""


def build(
    model: Mapping[str, Any],
    wanted: Wanted,
    *,
    paginators: Mapping[str, Any] = _NOTHING,
    waiters: Mapping[str, Any] = _NOTHING,
    lenient: bool = False,
) -> Built:
    """The IR of what `wanted` names of `model`, a service-2.json.

    `paginators` and `waiters`: what botocore's paginators-1.json and waiters-2.json say of the service.
    `lenient`: what the model does not have is left out and counted, as an older model demands.
    Raises ShapegenError, naming the shape, for what cannot be generated.
    """
    naming.identifier(wanted.package, f"package {wanted.package!r}")
    client_class = wanted.client or naming.client_name(str(model["metadata"].get("serviceId", wanted.service)))
    naming.identifier(client_class, f"client {client_class!r}")
    for kind, names in wanted.names.items():
        for wire_name, name in names.items():
            naming.identifier(name, f"name {name!r} published for the {kind} {wire_name!r}")
    prepared = prepared_model(model, wanted.exclude)
    model = prepared.model
    scope = select(model, wanted.operations, wanted.shapes, lenient=lenient)
    rules: dict[str, list[ir.Rule]] = {}
    unfounded: list[str] = []
    for rule in wanted.rules:
        if (problem := _not_said(model, scope, rule)) is None:
            rules.setdefault(rule.shape, []).append(ir.Rule(id=rule.id, function=rule.id.replace("-", "_")))
        elif lenient:
            unfounded.append(f"{rule.id} ({rule.shape})")
        else:
            raise ShapegenError(f"rule {rule.id!r}: {problem}")
    builder = _Builder(model, paginators, waiters, wanted, client_class, scope, rules)
    service = builder.service()
    return Built(
        service=service,
        absent=scope.absent,
        unfounded=tuple(unfounded),
        left_out=prepared.left_out,
        unusable=tuple(builder.left_out),
        unchecked=tuple(builder.unchecked),
        decided={kind: names for kind, names in builder.decided.items() if names},
    )


def prepared_model(model: Mapping[str, Any], exclude: Sequence[str]) -> Prepared:
    """A service-2.json as it is built from. Raises ShapegenError when it is malformed."""
    refuse_malformed(model)
    return prepare(model, exclude)


@dataclass(slots=True)
class _Builder:
    model: Mapping[str, Any]
    paginators: Mapping[str, Any]
    waiters: Mapping[str, Any]
    wanted: Wanted
    client: str
    scope: Scope
    rules: Mapping[str, Sequence[ir.Rule]]
    requests: dict[str, str] = field(default_factory=dict[str, str])
    """Each request shape, with its operation."""
    responses: dict[str, str] = field(default_factory=dict[str, str])
    holders: frozenset[str] = frozenset()
    """The shapes that hold something sensitive."""
    held: frozenset[str] = frozenset()
    """The shapes that another one holds."""
    since: dict[str, ir.Since] = field(default_factory=dict[str, ir.Since])
    """Of each path that was asked for."""
    classes: dict[str, str] = field(default_factory=dict[str, str])
    functions: dict[str, str] = field(default_factory=dict[str, str])
    constants: dict[str, str] = field(default_factory=dict[str, str])
    methods: dict[str, str] = field(default_factory=dict[str, str])
    errors: dict[str, str] = field(default_factory=dict[str, str])
    unchecked: list[str] = field(default_factory=list[str])
    decided: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    updates: Mapping[str, ir.Update] = field(default_factory=dict[str, ir.Update])
    """By the response that is sent back."""
    pages: Mapping[str, ir.Pages] = field(default_factory=dict[str, ir.Pages])
    """By operation."""
    left_out: list[str] = field(default_factory=list[str])

    def service(self) -> ir.Service:
        for name in self.scope.operations:
            self.read_roles(name)
        for name in self.scope.shapes:
            self.refuse_keys(name)
        if not self.scope.shapes:
            raise ShapegenError(f"the model has nothing of what the profile names: {', '.join(self.scope.absent)}")
        self.holders = self.holding_sensitive()
        self.held = frozenset(target for name in self.scope.shapes for target in targets(self.model["shapes"][name]))
        self.name_all()
        source = client.Source(self.model, self.methods, self.annotation, self.members, self.attributes, self.classes)
        self.updates = {update.response: update for update in client.updates(source)}
        shapes = tuple(self.shape(name) for name in self.scope.shapes)
        async_client = naming.async_client(self.client)
        errors = client.errors(source, {self.client, async_client, *self.classes.values()})
        self.errors = {error.name: error.class_name for error in errors}
        classes = [("the client", self.client), ("the asynchronous client", async_client)]
        classes += [(f"the error {error.name}", error.class_name) for error in errors]
        naming.refuse_collisions("shapes", [*classes, *self.classes.items()])
        self.pages, without_pages = client.pages(source, self.paginators)
        waiters, without_waiters = client.waiters(source, self.waiters, self.wanted.waiters)
        self.left_out += [*without_pages, *without_waiters]
        operations = tuple(self.operation(name) for name in self.scope.operations)
        methods = [(each.name, each.method) for each in operations]
        methods += [(f"the waiter {each.name}", each.method) for each in waiters]
        for name, pages in self.pages.items():
            methods += [(f"the pages of {name}", pages.method), (f"the items of {name}", pages.items_method or "")]
        naming.refuse_collisions("operations", (each for each in methods if each[1]))
        return ir.Service(
            name=self.wanted.service,
            package=self.wanted.package,
            client=self.client,
            async_client=async_client,
            modules=tuple(sorted(self.wanted.modules)),
            operations=operations,
            errors=errors,
            waiters=waiters,
            updates=tuple(self.updates.values()),
            shapes=shapes,
            since=tuple(self.since[path] for path in sorted(self.since)),
            resources=resources.build(self.wanted.resources, {each.name: each for each in operations}),
            resources_as_of=str(self.wanted.resources.get("date", "")),
        )

    def read_roles(self, name: str) -> None:
        operation = self.model["operations"][name]
        _refuse_unknown_traits("operation", name, operation)
        for direction, roles in (("input", self.requests), ("output", self.responses)):
            if direction in operation:
                shape = operation[direction]["shape"]
                roles.setdefault(shape, name)
                if self.kind(shape) != "structure":
                    raise ShapegenError(f"the {direction} of operation {name!r}, {shape!r}, is no structure")

    def kind(self, name: str) -> str:
        """The type of the shape `name`, or `enum` or `document`."""
        shape = self.model["shapes"][name]
        match shape["type"]:
            case "structure" if shape.get("document"):
                return "document"
            case "string" if "enum" in shape:
                return "enum"
            case other:
                return str(other)

    def name_all(self) -> None:
        """Gives names to all but members and values, which have theirs from their owner."""
        kinds = {name: self.kind(name) for name in self.scope.shapes}

        def of(*wanted: str) -> list[str]:
            return [name for name, kind in kinds.items() if kind in wanted]

        self.classes = self.names(
            "shapes", naming.class_name, of("structure", "enum"), taken=(self.client, naming.async_client(self.client))
        )
        self.methods = self.names("operations", naming.method_name, self.scope.operations)
        self.functions = self.names(None, naming.function, of("structure", "list", "map"), taken=_OUR_FUNCTIONS)
        patterned = [name for name in of("string", "character") if "pattern" in self.model["shapes"][name]]
        self.constants = self.names(None, naming.constant, patterned)

    def names(
        self,
        kind: str | None,
        make: Callable[[str], str],
        wire_names: Iterable[str],
        owner: str = "",
        taken: Sequence[str] = (),
    ) -> dict[str, str]:
        """A Python name for each of the wire names; `kind` None: of what users do not see, so that it need not stay."""

        def known(names: Names) -> dict[str, str]:
            found = names.get(kind, _NOTHING) if kind else _NOTHING
            return {each: found[f"{owner}{each}"] for each in wire_names if f"{owner}{each}" in found}

        wire_names = list(wire_names)
        published = known(self.wanted.names)
        before = known(self.wanted.before)
        made, decided = naming.unique(make, wire_names, published=published, before=before, taken=taken)
        if len({*published.values()}) < len(published):
            raise ShapegenError(f"a name was published twice among the {kind}: {', '.join(published.values())}")
        if kind:
            self.decided.setdefault(kind, {}).update({f"{owner}{each}": name for each, name in decided.items()})
        return made

    def first_seen(self, path: str) -> str:
        """Since when the service has `path`, in words."""
        version, date = self.wanted.since.get(path, (self.wanted.release, ""))
        if not self.wanted.since or version is None:
            return ""
        self.since[path] = ir.Since(path=path, botocore=version, date=date)
        return f"Since botocore {version} ({date})." if date else f"Since botocore {version}."

    def operation(self, name: str) -> ir.Operation:
        operation = self.model["operations"][name]
        request = operation["input"]["shape"]
        response = operation.get("output", {}).get("shape")
        members = self.members(request)
        arguments = [
            f"- `{member.attribute}`: {docs.summary(docs.text(self._html(request, member.wire_name)))}".rstrip(": ")
            for member in members
        ]
        description = (docs.text(operation.get("documentation", "")), _deprecated(operation), self.first_seen(name))
        return ir.Operation(
            name=name,
            method=self.methods[name],
            renamed=None if naming.boto3_name(name) == self.methods[name] else naming.boto3_name(name),
            documentation=_lines(*description, "\n".join(arguments), self.raises(operation)),
            description=_lines(*description),
            request=request,
            response=response,
            errors=tuple(error["shape"] for error in operation.get("errors", ())),
            deprecated=_deprecated(operation) or None,
            pages=self.pages.get(name),
            paginator=naming.class_name(f"{name}Paginator") if name in self.paginators else None,
        )

    def raises(self, operation: Mapping[str, Any]) -> str:
        names = [f"`{self.errors[error['shape']]}`" for error in operation.get("errors", ())]
        return f"Raises {', '.join(names)}." if names else ""

    def shape(self, name: str) -> ir.Shape:
        shape = self.model["shapes"][name]
        _refuse_unknown_traits("shape", name, shape)
        low, high = shape.get("min") or None, shape.get("max")
        match self.kind(name):
            case "structure":
                return self.structure(name)
            case "enum":
                return self.enum(name)
            case "document":
                return ir.Document(name=name)
            case "string" | "character":
                python, linear = self.translated(name, high)
                return ir.String(
                    name=name,
                    min=low,
                    max=high,
                    pattern=shape.get("pattern"),
                    python_pattern=python,
                    linear=linear,
                    constant=None if python is None else self.constants[name],
                    printable=python is not None and patterns.takes_printable(python, low or 0),
                )
            case "integer" | "long" | "float" | "double" as number:
                return ir.Number(name=name, type=number, min=shape.get("min"), max=high)
            case "boolean":
                return ir.Boolean(name=name)
            case "timestamp":
                return ir.Timestamp(name=name)
            case "blob":
                return ir.Blob(name=name, min=low, max=high)
            case "list":
                member = shape["member"]["shape"]
                return ir.List(
                    name=name,
                    function=self.functions[name],
                    member=member,
                    min=low,
                    max=high,
                    holds_sensitive=name in self.holders,
                    rules=tuple(self.rules.get(name, ())),
                    sparse=bool(shape.get("sparse")),
                )
            case "map":
                key, value = shape["key"]["shape"], shape["value"]["shape"]
                return ir.Map(
                    name=name,
                    function=self.functions[name],
                    key=key,
                    value=value,
                    min=low,
                    max=high,
                    holds_sensitive=name in self.holders,
                    sparse=bool(shape.get("sparse")),
                )
            case other:
                raise AssertionError(other)

    def refuse_keys(self, name: str) -> None:
        shape = self.model["shapes"][name]
        if shape["type"] == "map":
            key = shape["key"]["shape"]
            if self.model["shapes"][key]["type"] != "string":
                raise ShapegenError(f"the keys of the map {name!r}, {key!r}, are no strings")

    def translated(self, name: str, longest: int | None) -> tuple[str | None, bool]:
        """The pattern for Python, and whether it is one for the linear matcher; None where there is none to check."""
        pattern = self.model["shapes"][name].get("pattern")
        if pattern is None:
            return None, False
        try:
            python = patterns.translate(pattern)
            return python, ambiguity.needs_linear(python, longest)
        except ShapegenError as error:
            if not any(fnmatch.fnmatchcase(name, each) for each in self.wanted.unchecked):
                raise ShapegenError(f"shape {name!r}: {error}") from error
            self.unchecked.append(f"{name}: {error}")
            return None, False

    def structure(self, name: str) -> ir.Structure:
        shape = self.model["shapes"][name]
        members = self.members(name)
        response = None
        if name in self.requests:
            output = self.model["operations"][self.requests[name]].get("output")
            response = "None" if output is None else self.classes[output["shape"]]
        return ir.Structure(
            name=name,
            class_name=self.classes[name],
            function=self.functions[name],
            documentation=_lines(
                docs.text(shape.get("documentation", "")),
                _deprecated(shape),
                " ".join(filter(None, (self.users(name), self.first_seen(name)))),
                self.checked(name),
            ),
            members=members,
            union=bool(shape.get("union") or shape.get("eventstream")),
            holds_sensitive=name in self.holders,
            response=response,
            update=self.classes[self.updates[name].request] if name in self.updates else None,
            metadata=self.metadata(name),
            are_parameters=all(naming.can_be_parameter(member.wire_name) for member in members),
            rules=tuple(self.rules.get(name, ())),
        )

    def members(self, name: str) -> tuple[ir.Member, ...]:
        """The members of the structure `name`, required ones first, else in the order of the model."""
        shape = self.model["shapes"][name]
        required = set(shape.get("required", ()))
        unknown = required - shape.get("members", {}).keys()
        if unknown:
            raise ShapegenError(f"structure {name!r} requires {min(unknown)!r}, which is none of its members")
        attributes = self.attributes(name)
        built = [self.member(name, each, attribute, each in required) for each, attribute in attributes.items()]
        return tuple(sorted(built, key=lambda member: not member.required))

    def attributes(self, name: str) -> Mapping[str, str]:
        """The attributes of the structure `name`, by wire name."""
        return self.names("members", naming.attribute, self.model["shapes"][name].get("members", {}), owner=f"{name}.")

    def member(self, structure: str, wire_name: str, attribute: str, required: bool) -> ir.Member:
        owner = self.model["shapes"][structure]
        member = owner["members"][wire_name]
        _refuse_unknown_traits("member", f"{structure}.{wire_name}", member)
        target = member["shape"]
        shape = self.model["shapes"][target]
        streaming = shape["type"] == "blob" and bool(member.get("streaming") or shape.get("streaming"))
        event_stream = bool(shape.get("eventstream"))
        is_only_sent = structure in self.scope.requested and structure not in self.scope.responded
        annotation = self.annotation(target)
        stub = self.annotation(target, scalars=_TAKEN if is_only_sent else _GIVEN, quote='"')
        if streaming:
            annotation = "bytes | bytearray | IO[bytes]" if structure in self.requests else "StreamingBody"
            stub = _TAKEN["blob"] if structure in self.requests else "StreamingBody"
        elif event_stream:
            annotation = f"{'Iterable' if structure in self.requests else 'EventStream'}[{annotation}]"
            stub = f"Iterable[{stub}]"
        required = required and not member.get("idempotencyToken")
        absent = ""
        if required and structure in self.scope.responded:
            absent = "Required; `None` where a response lacks it."
        elif required:
            absent = "Required."
        return ir.Member(
            wire_name=wire_name,
            attribute=attribute,
            target=target,
            annotation=annotation,
            stub=stub,
            required=required,
            sensitive=bool(owner.get("sensitive") or member.get("sensitive") or self.is_sensitive(target)),
            documentation=_lines(
                docs.text(self._html(structure, wire_name)),
                _deprecated(member),
                " ".join(filter(None, (self.constraint(target), absent, self.first_seen(f"{structure}.{wire_name}")))),
            ),
            streaming=streaming,
            event_stream=event_stream,
        )

    def is_sensitive(self, name: str) -> bool:
        """Whether the shape `name` is sensitive, or a list or map of what is."""
        shape = self.model["shapes"][name]
        parts = [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
        return bool(shape.get("sensitive")) or any(map(self.is_sensitive, parts))

    def holding_sensitive(self) -> frozenset[str]:
        """The shapes that hold something sensitive, however deep."""
        holders: dict[str, list[str]] = {}
        found: list[str] = []
        for name in self.scope.shapes:
            shape = self.model["shapes"][name]
            for target in targets(shape):
                holders.setdefault(target, []).append(name)
            members = shape.get("members", {}).values()
            if shape.get("sensitive") or any(member.get("sensitive") for member in members):
                found.append(name)
        holding: set[str] = set()
        while found:
            if (name := found.pop()) not in holding:
                holding.add(name)
                found.extend(holders.get(name, ()))
        return frozenset(holding)

    def enum(self, name: str) -> ir.Enum:
        shape = self.model["shapes"][name]
        values: list[str] = list(dict.fromkeys(shape["enum"]))
        if not values:
            raise ShapegenError(f"enum {name!r} has no values")
        try:
            names = self.names("values", naming.enum_member, values, owner=f"{name}.")
        except ShapegenError as error:
            raise ShapegenError(f"enum {name!r}: {error}") from error
        return ir.Enum(
            name=name,
            class_name=self.classes[name],
            documentation=_lines(
                docs.text(shape.get("documentation", "")),
                " ".join(filter(None, (self.users(name), self.first_seen(name)))),
            ),
            values=tuple(
                ir.EnumValue(value=value, name=member, documentation=_lines(self.first_seen(f"{name}.{value}")))
                for value, member in names.items()
            ),
        )

    def metadata(self, name: str) -> str | None:
        """The annotation of what boto3 adds to the response `name`: not where another structure holds it."""
        if name not in self.responses:
            return None
        return "NotRequired[ResponseMetadata]" if name in self.held else "ResponseMetadata"

    def annotation(
        self, name: str, within: tuple[str, ...] = (), *, scalars: Mapping[str, str] = _SCALARS, quote: str = ""
    ) -> str:
        """The type of a value of the shape `name`, as Python writes it; structures between quotes where they may be
        defined later."""
        if name in within:
            raise ShapegenError(f"shape {name!r} holds itself with no structure between, which no type can say")
        if len(within) > _NESTED:
            raise ShapegenError(f"shape {within[0]!r} holds lists or maps in one another, more than {_NESTED} deep")
        shape = self.model["shapes"][name]
        match self.kind(name):
            case "structure":
                return f"{quote}{self.classes[name]}{quote}"
            case "enum":
                return self.classes[name]
            case "list":
                item = self.annotation(shape["member"]["shape"], (*within, name), scalars=scalars, quote=quote)
                return f"list[{_or_none(item) if shape.get('sparse') else item}]"
            case "map":
                item = self.annotation(shape["value"]["shape"], (*within, name), scalars=scalars, quote=quote)
                return f"dict[str, {_or_none(item) if shape.get('sparse') else item}]"
            case other:
                return scalars[other]

    def constraint(self, name: str) -> str:
        """What the model demands of a value of the shape `name`, in words."""
        shape = self.model["shapes"][name]
        low, high = shape.get("min") or None, shape.get("max")
        said: list[str] = []
        match shape["type"]:
            case "string" if "enum" in shape:
                values = list(dict.fromkeys(shape["enum"]))
                if len(values) <= _VALUES_NAMED:
                    said.append(f"One of {_alternatives(values)}.")
            case "string" | "blob" | "character":
                said.append(_bounds("Length", low, high))
            case "list":
                said.append(_bounds("Items:", low, high))
                said.append(_inner("Each:", self.constraint(shape["member"]["shape"])))
            case "map":
                said.append(_bounds("Entries:", low, high))
                said.append(_inner("Keys:", self.constraint(shape["key"]["shape"])))
                said.append(_inner("Values:", self.constraint(shape["value"]["shape"])))
            case "integer" | "long" | "float" | "double":
                said.append(_range(shape.get("min"), high))
            case _:
                pass
        if "pattern" in shape and "enum" not in shape:
            said.append(f"Pattern {_code(shape['pattern'])}.")
        return " ".join(filter(None, said))

    def checked(self, name: str) -> str:
        """Which documented rules look at the structure `name`, in words."""
        rules = [f"`documented:{rule.id}`" for rule in self.rules.get(name, ())]
        return f"Checked too: {', '.join(rules)}." if rules else ""

    def users(self, name: str) -> str:
        """Which operations use the shape `name`, in words."""
        if name in self.requests:
            return f"The request of `{self.methods[self.requests[name]]}`."
        if name in self.responses:
            return f"The response of `{self.methods[self.responses[name]]}`."
        users = sorted({*self.scope.requested.get(name, ()), *self.scope.responded.get(name, ())})
        if not users:
            return ""
        named = [f"`{self.methods[user]}`" for user in users[:_USERS_NAMED]]
        if len(users) > _USERS_NAMED:
            return f"Used by {', '.join(named)} and {len(users) - _USERS_NAMED} more."
        return f"Used by {' and '.join(named)}."

    def _html(self, structure: str, wire_name: str) -> str:
        """The documentation of a member, which falls back on that of the shape it targets."""
        member = self.model["shapes"][structure]["members"][wire_name]
        return str(member.get("documentation") or self.model["shapes"][member["shape"]].get("documentation", ""))


def _not_said(model: Mapping[str, Any], scope: Scope, rule: Rule) -> str | None:
    """Why `rule` cannot be applied to the model; None when it can."""
    if rule.shape not in scope.shapes:
        return f"the shape {rule.shape!r} is not generated"
    if model["shapes"][rule.shape]["type"] not in ("structure", "list"):
        return f"{rule.shape!r} is neither a structure nor a list"
    if rule.where is None or rule.sentence is None:
        return None
    text = _documentation(model, rule.where)
    if text is None:
        return f"the model has no {rule.where!r}"
    if rule.sentence in text:
        return None
    near = difflib.get_close_matches(rule.sentence, _SENTENCE.split(text), n=1, cutoff=0)
    return f"the documentation of {rule.where} no longer says {rule.sentence!r}; the nearest it says is {near[0]!r}"


_SENTENCE = re.compile(r"(?<=[.:!?]) ")


def _documentation(model: Mapping[str, Any], where: str) -> str | None:
    """The documentation of a shape, `Structure.Member` or an operation, on one line; None when there is none such."""
    owner, _, member = where.partition(".")
    node = model["shapes"].get(owner) or model["operations"].get(owner)
    if member and node is not None:
        node = node.get("members", {}).get(member)
    return None if node is None else " ".join(docs.text(node.get("documentation", "")).split())


def _lines(*texts: str) -> tuple[str, ...]:
    text = "\n\n".join(filter(None, texts))
    return docs.wrap(text, _WIDTH) if text else ()


def _deprecated(node: Mapping[str, Any]) -> str:
    if not node.get("deprecated"):
        return ""
    return f"Deprecated: {docs.text(node.get('deprecatedMessage', 'the model does not say why'))}".rstrip(".") + "."


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _alternatives(values: Sequence[str]) -> str:
    *first, last = map(_code, values)
    return f"{', '.join(first)} or {last}" if first else last


def _inner(what: str, constraint: str) -> str:
    return f"{what} {constraint[0].lower()}{constraint[1:]}" if constraint else ""


def _bounds(what: str, low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low == high:
        return f"{what} {low}."
    if low is None:
        return f"{what} at most {high}."
    return f"{what} at least {low}." if high is None else f"{what} {low} to {high}."


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f"At most {high}."
    return f"At least {low}." if high is None else f"Between {low} and {high}."


def _refuse_unknown_traits(place: str, name: str, node: Iterable[str]) -> None:
    unknown = sorted(set(node) - traits.USED[place] - traits.IGNORED[place].keys())
    if unknown:
        raise ShapegenError(f"{place} {ascii(name)[1:-1]} has the trait {unknown[0]!r}, which shapegen does not know")


def _or_none(annotation: str) -> str:
    # A text has no `|` when it is run: what stands between quotes has to say it all.
    return f'"{annotation[1:-1]} | None"' if annotation.startswith('"') else f"{annotation} | None"

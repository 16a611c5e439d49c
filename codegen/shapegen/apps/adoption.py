"""Turns the boto3 calls of a source into calls of the generated client, where both do provably the same."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst
from libcst.metadata import Scope

from shapegen import ir
from shapegen.apps import imports
from shapegen.apps.api import Api
from shapegen.apps.clients import PAGINATION, Client, OperationCall, PageSource, calls, clients
from shapegen.apps.handlers import Caught, Obstacle, handlers
from shapegen.apps.responses import Read, Trail
from shapegen.apps.source import Edit, Source, Variable
from shapegen.apps.values import (
    Choice,
    Elsewhere,
    Entry,
    Mapping,
    Plain,
    Reader,
    Reference,
    Sequence,
    Spread,
    Value,
)
from shapegen.build.naming import attribute

#: What the package is imported as, where the source does not import it yet.
_ALIAS = "ms"
#: What the generated client raises where boto3's raises ClientError: base of the errors that the service models.
_SERVICE_ERROR = "ServiceError"


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """What is to be said of a line."""

    line: int
    text: str


@dataclass(slots=True)
class Adopted:
    """What became of a source."""

    edits: list[Edit] = field(default_factory=list[Edit])
    converted: int = 0
    left: list[Remark] = field(default_factory=list[Remark])
    """The calls that stay as they are, and why."""


class _LeftAloneError(Exception):
    def __init__(self, node: cst.CSTNode, reason: str) -> None:
        super().__init__(reason)
        self.node = node
        self.reason = reason


_Claim = tuple[Variable, cst.BaseExpression, str]
_Binding = tuple[Variable, str]


@dataclass(slots=True, eq=False)
class _Conversion:
    """A call that can be converted, if all that it shares with others can."""

    call: OperationCall
    edits: list[Edit] = field(default_factory=list[Edit])
    claims: list[_Claim] = field(default_factory=list[_Claim])
    """The variables whose dict becomes a dataclass, each with the read that is this call's, and the shape."""
    bindings: list[_Binding] = field(default_factory=list[_Binding])
    """The variables that hold the response or a part of it, each with the shape."""
    reads: list[Read] = field(default_factory=list[Read])


def adopt(source: Source, api: Api, *, is_imported: bool, is_caught: bool, refused: frozenset[cst.Call]) -> Adopted:
    """The edits that turn the source into typed code.

    `is_imported`: another file of the app imports the module, so that its global names stay what they are.
    `is_caught`: another file catches botocore's errors, which could be those of calls in this one.
    `refused`: calls with values that the validators refuse; they stay as they are.
    """
    return _Adoption(source, api, is_imported, is_caught, refused).run()


@dataclass(slots=True)
class _Adoption:
    source: Source
    api: Api
    is_imported: bool
    is_caught: bool
    refused: frozenset[cst.Call]
    alias: str = ""
    renamed: dict[cst.Name, str] = field(default_factory=dict[cst.Name, str])
    taken: set[str] = field(default_factory=set[str])
    result: Adopted = field(default_factory=Adopted)

    def run(self) -> Adopted:
        made = clients(self.source, self.api)
        found = calls(self.source, self.api, made)
        package = self.api.service.package
        alias = imports.name(self.source, package, _ALIAS)
        if alias is None:
            for call in found:
                self._leave(call, call.node, f"the names `{_ALIAS}` and `{package}` are taken")
            return self.result
        self.alias = alias
        reader = Reader(self.source, self.api)
        caught = list(handlers(self.source, made, frozenset(self.api.errors)))
        obstacle = next((each for each in caught if isinstance(each, Obstacle)), None)
        conversions: list[_Conversion] = []
        for call in found:
            try:
                if obstacle is not None:
                    raise _LeftAloneError(obstacle.node, obstacle.reason)
                conversions.append(self._convert(call, reader))
            except _LeftAloneError as left:
                self._leave(call, left.node, left.reason)
        conversions = self._consistent(conversions)
        self._rename(conversions)
        for client in made:
            mine = [each for each in conversions if each.call.client is client]
            if not mine:
                continue
            self._provide(client, mine)
        for each in conversions:
            self.result.edits += each.edits + [edit for read in each.reads for edit in self._read(read)]
            self.result.converted += 1
        if conversions:
            for error in caught:
                if isinstance(error, Caught):
                    self._catch(error, conversions)
            code = f"import {package}" if alias == package else f"import {package} as {alias}"
            self.result.edits += imports.added(self.source, alias, code, self.result.edits)
        self.result.left.sort()
        return self.result

    def _leave(self, call: OperationCall, node: cst.CSTNode, reason: str) -> None:
        if call.node not in self.refused:
            self.result.left.append(Remark(self.source.line(node), f"{call.operation.method}: {reason}"))

    # One call

    def _convert(self, call: OperationCall, reader: Reader) -> _Conversion:
        if call.client is None:
            raise _LeftAloneError(call.node, "the client comes from elsewhere")
        if call.node in self.refused:
            raise _LeftAloneError(call.node, "it would be refused")
        if self.is_imported and self.is_caught:
            raise _LeftAloneError(call.node, "another file imports the module, and one catches ClientError")
        if call.pages and any(arg.keyword is not None and arg.keyword.value == PAGINATION for arg in call.node.args):
            raise _LeftAloneError(call.node, f"it has a {PAGINATION}")
        conversion = _Conversion(call)
        request = reader.request(call.node, call.operation.request)
        if request.node is call.node:
            conversion.edits += self._written(request, conversion.claims)
        elif call.pages:
            raise _LeftAloneError(call.node, "the arguments of a paginator are a dict")
        else:
            inner = request.target if isinstance(request, Reference) else request
            if not isinstance(inner, Mapping):
                raise _LeftAloneError(request.node, inner.reason if isinstance(inner, Elsewhere) else "it is no dict")
            conversion.edits += self._written(request, conversion.claims)
            conversion.edits.append(Edit(*self.source.span(call.method), "send"))
            start = self.source.span(call.node.args[0])[0]
            conversion.edits.append(Edit(start, start + len("**"), ""))
        if call.pages:
            self._paginate(call, call.pages, conversion)
        self._follow(call, conversion)
        return conversion

    def _paginate(self, call: OperationCall, pages: PageSource, conversion: _Conversion) -> None:
        """`get_paginator("x")` becomes the method that paginates, and `.paginate(…)` a call of it."""
        if pages.variable is not None:
            conversion.claims.append((pages.variable, call.receiver, call.operation.request))
        end = self.source.span(pages.node)[1]
        if call.operation.pages is None:
            raise _LeftAloneError(call.node, "the generated client has no pages of it")
        method = call.operation.pages.method
        conversion.edits.append(Edit(self.source.span(pages.method)[0], end, method))
        conversion.edits.append(Edit(self.source.span(call.receiver)[1], self.source.span(call.node.func)[1], ""))

    def _follow(self, call: OperationCall, conversion: _Conversion) -> None:
        trail = Trail(self.source, self.api)
        response = call.operation.response
        if response is None:
            trail.unused(call.node)
        elif call.pages:
            trail.pages(call.node, response)
        else:
            trail.follow(call.node, response)
        for lost in trail.lost:
            raise _LeftAloneError(lost.node, lost.reason)
        for variable, shape in trail.holders:
            if self.is_imported and variable.is_global:
                raise _LeftAloneError(variable.name, f"other modules could use `{variable.name.value}`")
            conversion.bindings.append((variable, shape))
        for read in trail.reads:
            self._read(read)
        conversion.reads += trail.reads

    def _read(self, read: Read) -> list[Edit]:
        start, end = self.source.span(read.node)
        name, suffix = read.member.wire_name, f".{read.member.attribute}"
        # What stands behind the base: its closing parentheses, and then the key.
        base = self.source.span(read.base)
        behind = self.source.text.index(b"[" if read.how == "item" else b".", base[1]) if end > base[1] else end
        may_lack = read.how == "get" or not read.member.required
        if read.how in ("in", "not in"):
            sign = "is not" if read.how == "in" else "is"
            return [Edit(start, base[0], ""), Edit(end, end, f"{suffix} {sign} None")]
        if read.how == "item" and not read.member.required and not read.is_guarded:
            reason = f"{name} may be absent: then the dict raises KeyError, and the dataclass gives None"
            raise _LeftAloneError(read.node, reason)
        if read.default is None and not (read.as_text and may_lack):
            return [Edit(behind, end, f"{suffix}.value" if read.as_text else suffix)]
        if not isinstance(read.base, cst.Name):
            raise _LeftAloneError(read.node, f"what is asked for {name} is no name")
        value = f"{self.renamed.get(read.base, read.base.value)}{suffix}"
        default = "None" if read.default is None else self.source.code(read.default)
        if default in ("[]", "{}") and not read.as_text:
            return [Edit(start, start, "("), Edit(behind, end, f"{suffix} or {default})")]
        if not isinstance(read.default, cst.SimpleString | cst.Integer | cst.Name | None):
            raise _LeftAloneError(read.node, f"the default of {name} is no literal")
        text = f"{suffix}.value" if read.as_text else suffix
        return [Edit(start, start, "("), Edit(behind, end, f"{text} if {value} is not None else {default})")]

    # A request

    def _written(self, value: Value, claims: list[_Claim]) -> list[Edit]:
        match value:
            case Plain():
                return self._plain(value)
            case Mapping():
                return self._mapping(value, claims)
            case Sequence(items=items):
                return [edit for item in items for edit in self._written(item, claims)]
            case Choice(alternatives=alternatives):
                return [edit for each in alternatives for edit in self._written(each, claims)]
            case Reference(variable=variable, target=target):
                edits = self._written(target, claims)
                if edits:
                    if isinstance(variable.statement, cst.AnnAssign):
                        raise _LeftAloneError(variable.name, f"`{variable.name.value}` has an annotation")
                    if variable.is_global and self.is_imported:
                        raise _LeftAloneError(variable.name, f"other modules could use `{variable.name.value}`")
                    claims.append((variable, value.node, value.shape))
                return edits
            case Elsewhere(reason=reason):
                if self._stays(value.shape):
                    return []
                raise _LeftAloneError(value.node, reason)
            case _:
                raise AssertionError(value)

    def _stays(self, shape: str) -> bool:
        """Whether a value of the shape is written in the same way for both clients, whatever it is."""
        match self.api.shapes[shape]:
            case ir.Structure() | ir.Enum() | ir.Timestamp():
                return False
            case ir.List(member=inner) | ir.Map(value=inner):
                return self._stays(inner)
            case _:
                return True

    def _plain(self, value: Plain) -> list[Edit]:
        if value.constant is None:
            raise _LeftAloneError(value.node, "None is no value for boto3")
        match self.api.shapes.get(value.shape):
            case None:
                raise _LeftAloneError(value.node, "there is no such member")
            case ir.Enum() as enum:
                start, end = self.source.span(value.node)
                names = {each.value: each.name for each in enum.values}
                if isinstance(value.node, cst.SimpleString) and value.constant in names:
                    return [Edit(start, end, f"{self.alias}.{enum.class_name}.{names[str(value.constant)]}")]
                return [Edit(start, start, f"{self.alias}.{enum.class_name}("), Edit(end, end, ")")]
            case ir.Timestamp() if not self._is_aware(value.node):
                raise _LeftAloneError(value.node, "the time may be without a time zone, which the validators refuse")
            case _:
                return []

    def _is_aware(self, node: cst.BaseExpression) -> bool:
        """Whether a time has a time zone for sure."""
        match node:
            case cst.BinaryOperation(left=left, right=right):
                return self._is_aware(left) or self._is_aware(right)
            case cst.Name():
                variable = self.source.variable(node)
                assigned = variable is not None and isinstance(variable.statement, cst.Assign)
                return (
                    variable is not None and assigned and variable.name is not node and self._is_aware(variable.value)
                )
            case cst.Call():
                function = self.source.imported(node.func)
                zones = [arg for arg in node.args if arg.keyword and arg.keyword.value in ("tz", "tzinfo")]
                if function == "datetime.datetime.now":
                    zones += [arg for arg in node.args if arg.keyword is None]
                known = ("datetime.datetime", "datetime.datetime.now", "datetime.datetime.fromtimestamp")
                return function in known and any(
                    self.source.imported(arg.value) in ("datetime.UTC", "datetime.timezone.utc") for arg in zones
                )
            case _:
                return False

    def _mapping(self, value: Mapping, claims: list[_Claim]) -> list[Edit]:
        kind = self.api.shapes[value.shape]
        if isinstance(kind, ir.Map) and self._stays(kind.value):
            return []
        for unread in value.unread:
            raise _LeftAloneError(unread.node, unread.reason)
        edits: list[Edit] = []
        if isinstance(kind, ir.Map):
            for part in value.parts:
                if isinstance(part, Entry):
                    edits += self._written(part.value, claims)
                else:
                    raise _LeftAloneError(part.node, "`**` in a map of structures")
            return edits
        members, entries = self.api.members[kind.name], value.entries
        for member in members.values():
            if member.required and member.wire_name not in entries:
                raise _LeftAloneError(value.node, f"{kind.name} lacks {member.wire_name}")
        start, end = self.source.span(value.node)
        name = f"{self.alias}.{self.api.structure(kind.name).class_name}"
        if isinstance(value.node, cst.Dict):
            edits += [Edit(start, start + 1, f"{name}("), Edit(end - 1, end, ")")]
        elif isinstance(value.node, cst.Call) and self.source.is_builtin(value.node.func, "dict"):
            edits.append(Edit(*self.source.span(value.node.func), name))
        for part in value.parts:
            if isinstance(part, Spread):
                edits.append(self._spread(part, value))
                continue
            written_name = f"{members[part.name].attribute}="
            if isinstance(part.node, cst.DictElement):
                colon = self.source.span(part.node.key)[0]
                edits.append(Edit(colon, self._behind_colon(part.node), written_name))
            else:
                first = self.source.span(part.node)[0]
                edits.append(Edit(first, first + len(part.name), written_name.removesuffix("=")))
            edits += self._written(part.value, claims)
        return edits

    def _behind_colon(self, element: cst.DictElement) -> int:
        """Where the value begins, or the line break or comment before it."""
        at = self.source.text.index(b":", self.source.span(element.key)[1]) + 1
        while self.source.text[at : at + 1] in (b" ", b"\t"):
            at += 1
        return at

    def _spread(self, spread: Spread, mapping: Mapping) -> Edit:
        """`**` of literals, written out but for what is overridden."""
        kept = [each for each in spread.entries if mapping.entries[each.name] is each]
        if not kept:
            raise _LeftAloneError(spread.node, "nothing of what `**` adds is kept")
        members = self.api.members[mapping.shape]
        texts = [f"{members[each.name].attribute}={self._copied(each.value)}" for each in kept]
        start, end = self.source.span(spread.node)
        return Edit(start, end, ", ".join(texts))

    def _copied(self, value: Value) -> str:
        """The text of a constant value, as the generated package takes it."""
        start, end = self.source.span(value.node)
        text, at = "", start
        for edit in sorted(self._written(value, [])):
            text += self.source.text[at : edit.start].decode() + edit.text
            at = edit.end
        return text + self.source.text[at:end].decode()

    # What calls share

    def _consistent(self, conversions: list[_Conversion]) -> list[_Conversion]:
        """Those that can be converted together: a dict that becomes a dataclass must be one for each that reads it."""
        kept = list(conversions)
        while True:
            claimed = {read: shape for each in kept for _, read, shape in each.claims}
            for each in kept:
                if (problem := self._shared(each, claimed) or self._crowded(each, kept)) is not None:
                    self._leave(each.call, problem.node, problem.reason)
                    kept.remove(each)
                    break
            else:
                return kept

    def _shared(self, conversion: _Conversion, claimed: dict[cst.BaseExpression, str]) -> _LeftAloneError | None:
        for variable, _, shape in conversion.claims:
            for read in variable.reads:
                if claimed.get(read) != shape:
                    return _LeftAloneError(read, f"`{read.value}` is used otherwise, too")
        return None

    def _rename(self, conversions: list[_Conversion]) -> None:
        """Gives names of their own to variables that would hold values of several classes, one after the other.

        The first keeps the name, when all are converted.
        """
        shapes: dict[Variable, str] = {}
        for each in conversions:
            shapes |= dict(each.bindings) | {variable: shape for variable, _, shape in each.claims}
        groups: dict[tuple[Scope, str], list[Variable]] = {}
        for variable in shapes:
            groups.setdefault((variable.scope, variable.name.value), []).append(variable)
        for group in groups.values():
            group.sort(key=lambda variable: self.source.span(variable.name))
            is_whole = len(group) == group[0].assignments
            kept = shapes[group[0]] if is_whole else None
            names = {shape: "" for shape in map(shapes.__getitem__, group) if shape != kept}
            for shape in names:
                names[shape] = self._free_name(attribute(shape))
            for variable in group:
                if name := names.get(shapes[variable]):
                    for node in (variable.name, *variable.reads):
                        self.renamed[node] = name
        self.result.edits += [Edit(*self.source.span(node), name) for node, name in self.renamed.items()]

    # The client

    def _crowded(self, conversion: _Conversion, kept: list[_Conversion]) -> _LeftAloneError | None:
        """Why a second client, which is needed, cannot be made; None when it can, or when there is no need."""
        client = conversion.call.client
        if client is None or not self._needs_second(client, [each for each in kept if each.call.client is client]):
            return None
        statement = self.source.parents.get(client.assignment) if client.assignment else None
        if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
            return None
        return _LeftAloneError(client.made, "the client is used otherwise, too, and there is no room for a second one")

    def _needs_second(self, client: Client, conversions: list[_Conversion]) -> bool:
        """Whether something still needs the client as boto3 makes it."""
        is_public = client.is_shared and self.is_imported
        receivers = self._receivers(conversions)
        others = [use for use in client.uses if use not in receivers and not self._is_asked_for_errors(use)]
        has_other_uses = bool(others) or client.has_strangers
        return has_other_uses or is_public or isinstance(client.assignment, cst.AnnAssign)

    @staticmethod
    def _receivers(conversions: list[_Conversion]) -> set[cst.BaseExpression]:
        return {each.call.pages.receiver if each.call.pages else each.call.receiver for each in conversions}

    def _provide(self, client: Client, conversions: list[_Conversion]) -> None:
        """Wraps the client where it is made, or makes a second one beside it where the first is needed, too."""
        wrapper = f"{self.alias}.{self.api.service.client}"
        edits, target = conversions[0].edits, client.target
        if target is None or client.assignment is None or not self._needs_second(client, conversions):
            start, end = self.source.span(client.made)
            edits += [Edit(start, start, f"{wrapper}("), Edit(end, end, ")")]
            return
        name = self._free_name(attribute(self.api.service.client))
        if isinstance(target, cst.Attribute):
            name = f"{self.source.code(target.value)}.{name}"
        edits.append(
            imports.line_after(self.source, client.assignment, f"{name} = {wrapper}({self.source.code(target)})")
        )
        edits += [Edit(*self.source.span(receiver), name) for receiver in self._receivers(conversions)]

    def _free_name(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self.source.names or name in self.taken:
            name, number = f"{wanted}_{number}", number + 1
        self.taken.add(name)
        return name

    def _is_asked_for_errors(self, use: cst.BaseExpression) -> bool:
        match self.source.parent(use):
            case cst.Attribute(attr=cst.Name(value="exceptions")):
                return True
            case _:
                return False

    # Errors

    def _catch(self, caught: Caught, conversions: list[_Conversion]) -> None:
        """Catches what the generated client raises, too, or alone where no other client is left."""
        name = f"{self.alias}.{self.api.errors[caught.error] if caught.error else _SERVICE_ERROR}"
        start, end = self.source.span(caught.node)
        if caught.handler.type is not None and name in self.source.code(caught.handler.type):
            return
        mine = [each for each in conversions if each.call.client is caught.client]
        if caught.client is not None and mine and not self._needs_second(caught.client, mine):
            self.result.edits.append(Edit(start, end, name))
        elif caught.client is None or mine:
            both = f"{self.source.code(caught.node)}, {name}"
            self.result.edits.append(Edit(start, end, f"({both})" if caught.is_alone else both))

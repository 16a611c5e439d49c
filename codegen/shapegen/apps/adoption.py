"""Turns the boto3 calls of a source into calls of the generated client, where both do provably the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import libcst as cst
from libcst.metadata import Scope

from shapegen.apps import imports
from shapegen.apps.api import Api
from shapegen.apps.clients import Client, Clients, OperationCall, Paginator, calls, clients
from shapegen.apps.conversion import Claim, Parts, Reason
from shapegen.apps.handlers import Caught, Obstacle, handlers
from shapegen.apps.providing import Provider
from shapegen.apps.reach import Reach
from shapegen.apps.reads import ReadWriter
from shapegen.apps.requests import RequestWriter
from shapegen.apps.responses import Read, Trail
from shapegen.apps.source import Edit, SourceFile, Variable, wrapped
from shapegen.build.naming import attribute

#: What the generated client raises where boto3's raises ClientError: base of the errors that the service models.
_SERVICE_ERROR = "ServiceError"
#: What a response of boto3 has, and one of the package does not.
_METADATA = "ResponseMetadata"

Whole = Literal["call", "function", "file"]


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """What is to be said of a line."""

    line: int
    text: str
    place: str
    """How people call the line."""


def remark(source: SourceFile, node: cst.CSTNode, text: str) -> Remark:
    """What is to be said of the line where a node begins."""
    line = source.line(node)
    return Remark(line, text, source.place(line))


@dataclass(slots=True)
class Adopted:
    """What became of a source."""

    edits: list[Edit] = field(default_factory=list[Edit])
    converted: int = 0
    left: list[Remark] = field(default_factory=list[Remark])
    """The calls that stay as they are, and why."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the other files of an app do with a module."""

    is_imported: bool = False
    """One imports it, so that its global names stay what they are."""
    is_caught: bool = False
    """One catches botocore's errors, which could be those of calls in this one."""
    reads_metadata: bool = False
    """One reads what boto3 tells of a response beside its members."""


@dataclass(frozen=True, slots=True, eq=False)
class _Conversion:
    """A call that can be converted, if all that it shares with others can."""

    call: OperationCall
    edits: tuple[Edit, ...]
    claims: tuple[Claim, ...]
    bindings: tuple[tuple[Variable, str], ...]
    """The variables that hold the response or a part of it, each with the shape."""
    reads: tuple[Read, ...]


def adopt(
    source: SourceFile,
    api: Api,
    *,
    around: Surroundings = Surroundings(),
    refused: frozenset[cst.Call] = frozenset(),
    whole: Whole = "call",
) -> Adopted:
    """The edits that turn the source into typed code.

    `refused`: calls with values that the validators refuse; they stay as they are. `whole`: what is converted whole
    or not at all.
    """
    found = clients(source, api, is_imported=around.is_imported)
    operations = calls(source, api, found)
    package = api.service.package
    short = f"{package[0]}s"  # `ms` for monitorshapes: what the source calls it, unless it imports it already
    alias = imports.name(source, package, short)
    if alias is None:
        text = f"the names `{short}` and `{package}` are taken"
        return Adopted(left=[remark(source, each.node, f"{each.operation.method}: {text}") for each in operations])
    return _Adoption(source, api, around, refused, alias, found).run(operations, whole)


class _Adoption:
    def __init__(
        self,
        source: SourceFile,
        api: Api,
        around: Surroundings,
        refused: frozenset[cst.Call],
        alias: str,
        found: Clients,
    ) -> None:
        self.source = source
        self.api = api
        self.around = around
        self.refused = refused
        self.alias = alias
        self.reach = Reach(source)
        self.reads = ReadWriter(source, api)
        self.provider = Provider(source, alias, api.service.client, around.is_imported)
        caught = list(handlers(source, found, frozenset(api.errors)))
        self.caught = [each for each in caught if isinstance(each, Caught)]
        self.obstacles = [each for each in caught if isinstance(each, Obstacle)]
        self._taken: set[str] = set()

    def run(self, operations: Sequence[OperationCall], whole: Whole) -> Adopted:
        conversions, reasons = self._chosen(operations, whole)
        left = [
            remark(self.source, reason.node, f"{call.operation.method}: {reason.text}")
            for call, reason in reasons.items()
            if call.node not in self.refused
        ]
        if not conversions:
            return Adopted(left=sorted(left))
        renamed = self._renamed(conversions)
        edits = [Edit(*self.source.span(node), name) for node, name in renamed.items()]
        for client in dict.fromkeys(each.call.client for each in conversions):
            if client is not None:
                edits += self.provider.edits(client, _calls_of(client, conversions), self._free_name)
        for each in conversions:
            edits += each.edits
            edits += [edit for read in each.reads for edit in self.reads.edits(read, renamed)]
        tried = [each.around for each in self.caught if each.around is not None]
        running = self.reach.run_one(tried, [each.call.node for each in conversions])
        for caught in self.caught:
            if caught.around is None or caught.around in running:
                edits += self._catching(caught, conversions)
        package = self.api.service.package
        code = f"import {package}" if self.alias == package else f"import {package} as {self.alias}"
        edits += imports.added(self.source, self.alias, code, edits)
        return Adopted(edits, len(conversions), sorted(left))

    # Which calls

    def _chosen(
        self, operations: Sequence[OperationCall], whole: Whole
    ) -> tuple[list[_Conversion], dict[OperationCall, Reason]]:
        """The calls that can be converted together, and why the others cannot.

        A dict that becomes a dataclass must be one for each that reads it: where it cannot, it stays a dict.
        """
        dicts: set[Variable] = set()
        reasons: dict[OperationCall, Reason] = {}
        while True:
            writer = RequestWriter(self.source, self.api, self.alias, self.around.is_imported, frozenset(dicts))
            conversions: list[_Conversion] = []
            for call in operations:
                if call not in reasons:
                    conversion = self._conversion(call, writer)
                    if isinstance(conversion, Reason):
                        reasons[call] = conversion
                    else:
                        conversions.append(conversion)
            unclaimed = _unclaimed(conversions)
            more = self._crowded(conversions) or self._partial(operations, reasons, whole)
            if not unclaimed and not more:
                return conversions, reasons
            dicts |= unclaimed
            reasons |= more

    def _crowded(self, conversions: Sequence[_Conversion]) -> dict[OperationCall, Reason]:
        found: dict[OperationCall, Reason] = {}
        for client in dict.fromkeys(each.call.client for each in conversions):
            if client is not None:
                mine = _calls_of(client, conversions)
                if (reason := self.provider.reason(client, mine)) is not None:
                    found |= dict.fromkeys(mine, reason)
        return found

    def _partial(
        self, operations: Sequence[OperationCall], reasons: dict[OperationCall, Reason], whole: Whole
    ) -> dict[OperationCall, Reason]:
        """The calls in a function or file that is to be converted whole, and cannot be."""
        if whole == "call":
            return {}

        def unit(call: OperationCall) -> cst.CSTNode | None:
            return self.source.around(call.node, cst.FunctionDef) if whole == "function" else None

        stays = {unit(call): call for call in reversed(operations) if call in reasons}
        return {
            call: Reason(call.node, f"line {self.source.place(self.source.line(stays[unit(call)].node))} stays")
            for call in operations
            if call not in reasons and unit(call) in stays
        }

    # One call

    def _conversion(self, call: OperationCall, writer: RequestWriter) -> _Conversion | Reason:
        if call.client is None:
            return Reason(call.node, "the client comes from elsewhere")
        if call.node in self.refused:
            return Reason(call.node, "it would be refused")
        if self.around.is_imported and self.around.is_caught:
            return Reason(call.node, "another file imports the module, and one catches ClientError")
        for obstacle in self.obstacles:
            if obstacle.around is None or self.reach.runs(obstacle.around, call.node):
                return Reason(obstacle.node, obstacle.reason)
        parts = list(writer.call(call))
        if call.pages is not None:
            parts += self._paginated(call, call.pages, writer)
        trail = self._trail(call)
        is_shared = self.around.is_imported and any(variable.is_global for variable, _ in trail.holders)
        is_followed = not trail.lost and not is_shared and all(map(self.reads.does_same, trail.reads))
        if not is_followed:
            parts += self._as_dict(call, trail)
        for part in parts:
            if isinstance(part, Reason):
                return part
        return _Conversion(
            call,
            tuple(part for part in parts if isinstance(part, Edit)),
            tuple(part for part in parts if isinstance(part, Claim)),
            tuple(trail.holders) if is_followed else (),
            tuple(trail.reads) if is_followed else (),
        )

    def _paginated(self, call: OperationCall, pages: Paginator, writer: RequestWriter) -> Parts:
        """`get_paginator("x")` becomes the method that paginates, and `.paginate(…)` a call of it."""
        if call.operation.pages is None:
            yield Reason(call.node, "the generated client has no pages of it")
            return
        if pages.variable is not None and pages.variable in writer.dicts:
            yield Reason(pages.variable.name, f"`{pages.variable.name.value}` is used otherwise, too")
        elif pages.variable is not None:
            yield Claim(pages.variable, call.receiver, call.operation.request)
        end = self.source.span(pages.node)[1]
        yield Edit(self.source.span(pages.method)[0], end, call.operation.pages.method)
        yield Edit(self.source.span(call.receiver)[1], self.source.span(call.node.func)[1], "")

    # The response

    def _trail(self, call: OperationCall) -> Trail:
        trail = Trail(self.source, self.api)
        if call.operation.response is None:
            trail.unused(call.node)
        elif call.pages:
            trail.pages(call.node, call.operation.response)
        else:
            trail.follow(call.node, call.operation.response)
        return trail

    def _as_dict(self, call: OperationCall, trail: Trail) -> Parts:
        """The response becomes the dict that it was, where it arrives: all that reads it stays as it is."""
        reads_metadata = self.around.reads_metadata or _METADATA.encode() in self.source.text
        for lost in trail.lost:
            if lost.is_metadata or (lost.escapes and reads_metadata):
                yield Reason(lost.node, f"{_METADATA} may be read, which the package does not give")
        if call.operation.response is None:
            yield Reason(call.node, f"the response is used, and has nothing but {_METADATA}")
            return
        if call.pages is None:
            yield from wrapped(self.source.span(call.node), f"{self.alias}.to_dict(", ")", is_inner=True)
            return
        loop = self.source.parent(call.node)
        if not isinstance(loop, cst.For | cst.CompFor) or loop.iter is not call.node:
            yield Reason(call.node, "the pages are not simply gone through")
            return
        yield from wrapped(self.source.span(call.node), f"map({self.alias}.to_dict, ", ")")

    # Names

    def _renamed(self, conversions: Sequence[_Conversion]) -> dict[cst.Name, str]:
        """Names of their own for variables that would hold values of several classes, one after the other.

        The first keeps the name, when all are converted.
        """
        shapes: dict[Variable, str] = {}
        for each in conversions:
            shapes |= dict(each.bindings) | {claim.variable: claim.shape for claim in each.claims}
        groups: dict[tuple[Scope, str], list[Variable]] = {}
        for variable in shapes:
            groups.setdefault((variable.scope, variable.name.value), []).append(variable)
        renamed: dict[cst.Name, str] = {}
        for group in groups.values():
            group.sort(key=lambda variable: self.source.span(variable.name))
            is_whole = len(group) == group[0].assignments
            kept = shapes[group[0]] if is_whole else None
            names = {shape: "" for shape in map(shapes.__getitem__, group) if shape != kept}
            for shape in names:
                names[shape] = self._free_name(attribute(shape))
            for variable in group:
                if name := names.get(shapes[variable]):
                    renamed |= dict.fromkeys((variable.name, *variable.reads), name)
        return renamed

    def _free_name(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self.source.names or name in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name)
        return name

    # Errors

    def _catching(self, caught: Caught, conversions: Sequence[_Conversion]) -> list[Edit]:
        """Catches what the generated client raises, too, or alone where no other client is left."""
        name = f"{self.alias}.{self.api.errors[caught.error] if caught.error else _SERVICE_ERROR}"
        start, end = self.source.span(caught.node)
        if name in self.source.code(caught.siblings):
            return []
        mine = [] if caught.client is None else _calls_of(caught.client, conversions)
        if caught.client is not None and mine and not self.provider.needs_second(caught.client, mine):
            return [Edit(start, end, name)]
        both = f"{self.source.code(caught.node)}, {name}"
        return [Edit(start, end, f"({both})" if caught.is_alone else both)]


def _calls_of(client: Client, conversions: Sequence[_Conversion]) -> list[OperationCall]:
    return [each.call for each in conversions if each.call.client is client]


def _unclaimed(conversions: Sequence[_Conversion]) -> set[Variable]:
    """The variables that somebody else reads as dicts."""
    claimed = {claim.read: claim.shape for each in conversions for claim in each.claims}
    return {
        claim.variable
        for each in conversions
        for claim in each.claims
        if any(claimed.get(read) != claim.shape for read in claim.variable.reads)
    }

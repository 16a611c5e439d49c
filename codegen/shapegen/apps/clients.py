"""Finds the boto3 clients of a service in a source, and the calls of its operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.receivers import Receivers
from shapegen.apps.source import SourceFile, Variable

#: What boto3's paginators take beside the members of the request.
PAGINATION = "PaginationConfig"


@dataclass(frozen=True, slots=True, eq=False)
class Client:
    """A client, where it is made, and each expression that is it."""

    made: cst.BaseExpression
    """What makes it; where its source is another, what it is here."""
    uses: tuple[cst.BaseExpression, ...]
    assignment: cst.Assign | cst.AnnAssign | None
    """What gives it a name or makes it an attribute; None when it is used where it is made."""
    is_shared: bool
    """Whether other modules could use it: it is global, or an attribute."""
    has_strangers: bool = False
    """Whether others in the source may use the attribute that it is."""

    @property
    def target(self) -> cst.BaseExpression | None:
        """The name or attribute that it is assigned to."""
        match self.assignment:
            case cst.Assign(targets=[cst.AssignTarget(target=target)]) | cst.AnnAssign(target=target):
                return target
            case _:
                return None


@dataclass(frozen=True, slots=True, eq=False)
class OperationCall:
    """A call of an operation."""

    node: cst.Call
    operation: ir.Operation
    client: Client | None
    """None when the source does not show which client it is."""
    receiver: cst.BaseExpression
    """The client, or a paginator."""
    method: cst.Name
    """The name of the method that is called."""
    pages: Paginator | None
    """Of a paginator's `paginate`, where the paginator comes from."""


@dataclass(frozen=True, slots=True, eq=False)
class Paginator:
    """A `get_paginator` of a client."""

    node: cst.Call
    client: Client
    receiver: cst.BaseExpression
    method: cst.Name
    variable: Variable | None


@dataclass(frozen=True, slots=True, eq=False)
class Clients:
    """The clients of a service in a source."""

    made: tuple[Client, ...]
    """Those of which each use is known."""
    by_use: Mapping[cst.BaseExpression, Client]
    receivers: Receivers

    def of(self, receiver: cst.BaseExpression) -> Client | None:
        """The client that an expression is; None when it is not one for sure."""
        client = self.by_use.get(receiver)
        if client is not None or self.receivers.kind(receiver) != "client":
            return client
        return Client(receiver, (receiver,), None, is_shared=False)


def clients(source: SourceFile, api: Api, *, is_imported: bool = False) -> Clients:
    """The clients that the source makes, is given, or asks for.

    `is_imported`: another file of the app imports the module.
    """
    receivers = Receivers(source, api.service.name, is_imported)
    found: list[Client] = []
    for call in source.nodes(cst.Call):
        if not receivers.makes_client(call):
            continue
        holder = _holder(source, call)
        if holder is None:
            continue
        assignment, target = holder
        if isinstance(target, cst.Name):
            variable = source.variable(target)
            if variable is not None:
                found.append(Client(call, variable.reads, assignment, is_shared=variable.is_global))
        elif (uses := _attribute_uses(source, target)) is not None:
            found.append(Client(call, uses[0], assignment, is_shared=True, has_strangers=uses[1]))
    return Clients(tuple(found), {use: client for client in found for use in client.uses}, receivers)


def calls(source: SourceFile, api: Api, clients: Clients) -> list[OperationCall]:
    """The calls of operations, in the order of the text: of these clients, and of what looks like another."""
    found: list[OperationCall] = []
    for call in source.nodes(cst.Call):
        if not isinstance(call.func, cst.Attribute):
            continue
        receiver, name = call.func.value, call.func.attr.value
        if name == "paginate":
            pages = _paginator(source, receiver, clients)
            operation = None if pages is None else api.operations.get(_named(pages.node))
            if pages is not None and operation is not None:
                found.append(OperationCall(call, operation, pages.client, receiver, call.func.attr, pages))
        elif name in api.operations:
            operation = api.operations[name]
            client = clients.of(receiver)
            is_ours = client is not None or clients.receivers.kind(receiver) == "unknown"
            if client is not None or (is_ours and _looks_like_ours(call, api, operation)):
                found.append(OperationCall(call, operation, client, receiver, call.func.attr, None))
    return found


def _holder(source: SourceFile, call: cst.Call) -> tuple[cst.Assign | cst.AnnAssign, cst.Name | cst.Attribute] | None:
    """The assignment of a call to one target."""
    match source.parent(call):
        case (
            cst.Assign(targets=[cst.AssignTarget(target=cst.Name() | cst.Attribute() as target)])
            | cst.AnnAssign(target=cst.Name() | cst.Attribute() as target)
        ) as assignment:
            return assignment, target
        case _:
            return None


def _attribute_uses(source: SourceFile, target: cst.Attribute) -> tuple[tuple[cst.Attribute, ...], bool] | None:
    """The reads of `self.…`, assigned by `target`, and whether other objects' attributes have that name.

    None when something else assigns such an attribute, too.
    """
    owner = source.around(target, cst.ClassDef)
    if owner is None or not _is_self(target):
        return None
    places = (source.parent(name) for name in source.named[target.attr.value])
    same = [node for node in places if isinstance(node, cst.Attribute) and node is not target]
    same = [node for node in same if node.attr.value == target.attr.value and not _is_called(source, node)]
    uses = [node for node in same if _is_self(node) and owner in source.ancestors(node)]
    if any(isinstance(source.parent(node), cst.AssignTarget | cst.AugAssign | cst.AnnAssign) for node in same):
        return None
    return tuple(uses), len(uses) < len(same)


def _is_called(source: SourceFile, node: cst.Attribute) -> bool:
    """Whether it is a method of that name, as `boto3.client` is: a client is not called."""
    return isinstance(source.parent(node), cst.Call)


def _is_self(node: cst.Attribute) -> bool:
    return isinstance(node.value, cst.Name) and node.value.value == "self"


def _paginator(source: SourceFile, receiver: cst.BaseExpression, clients: Clients) -> Paginator | None:
    variable = None
    if isinstance(receiver, cst.Name):
        variable = source.variable(receiver)
        if variable is None or not isinstance(variable.statement, cst.Assign):
            return None
        receiver = variable.value
    match receiver:
        case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value="get_paginator") as method)):
            client = clients.of(owner)
            return None if client is None else Paginator(receiver, client, owner, method, variable)
        case _:
            return None


def _looks_like_ours(call: cst.Call, api: Api, operation: ir.Operation) -> bool:
    """Whether a call of something unknown is written as boto3 wants it: other objects have such methods, too."""
    if not call.args or any(arg.keyword is None and arg.star != "**" for arg in call.args):
        return False
    members = api.members[operation.request]
    aliases = api.aliases.get(operation.request, {})
    written = {aliases.get(arg.keyword.value, arg.keyword.value) for arg in call.args if arg.keyword is not None}
    is_whole = all(arg.star != "**" for arg in call.args)
    required = {member.wire_name for member in members.values() if member.required}
    return written <= members.keys() and (required <= written or not is_whole)


def _named(call: cst.Call) -> str:
    """The text that is the first argument; nothing when it is no literal."""
    match call.args:
        case [cst.Arg(value=cst.SimpleString() as text, keyword=None, star=""), *_]:
            return str(text.evaluated_value)
        case _:
            return ""

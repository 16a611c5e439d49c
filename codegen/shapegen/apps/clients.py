"""Finds the boto3 clients of a service in a source, and the calls of its operations."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.source import Source, Variable

#: What boto3's paginators take beside the members of the request.
PAGINATION = "PaginationConfig"
_FACTORIES = ("boto3.client",)
_SESSIONS = ("boto3.Session", "boto3.session.Session")


@dataclass(frozen=True, slots=True, eq=False)
class Client:
    """A client, where it is made, and each expression that is it."""

    made: cst.Call
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
            case cst.Assign(targets=targets):
                return targets[0].target
            case cst.AnnAssign(target=target):
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
    pages: PageSource | None
    """Of a paginator's `paginate`, where the paginator comes from."""


@dataclass(frozen=True, slots=True, eq=False)
class PageSource:
    """A `get_paginator` of a client."""

    node: cst.Call
    client: Client
    receiver: cst.BaseExpression
    method: cst.Name
    variable: Variable | None


def clients(source: Source, api: Api) -> list[Client]:
    """The clients that the source makes with boto3 itself."""
    found: list[Client] = []
    for call in source.nodes(cst.Call):
        if not _makes_client(source, call, api.service.name):
            continue
        holder = _holder(source, call)
        if holder is None:
            found.append(Client(call, (call,), None, is_shared=False))
            continue
        assignment, target = holder
        if isinstance(target, cst.Name):
            variable = source.variable(target)
            if variable is not None:
                found.append(Client(call, variable.reads, assignment, is_shared=variable.is_global))
        elif (uses := _attribute_uses(source, target)) is not None:
            found.append(Client(call, uses[0], assignment, is_shared=True, has_strangers=uses[1]))
    return found


def calls(source: Source, api: Api, clients: list[Client]) -> list[OperationCall]:
    """The calls of operations, in the order of the text: of these clients, and of what looks like another."""
    by_use = {use: client for client in clients for use in client.uses}
    found: list[OperationCall] = []
    for call in source.nodes(cst.Call):
        if not isinstance(call.func, cst.Attribute):
            continue
        receiver, name = call.func.value, call.func.attr.value
        if name == "paginate":
            pages = _page_source(source, receiver, by_use)
            operation = None if pages is None else api.operations.get(_text(pages.node, 0))
            if pages is not None and operation is not None:
                found.append(OperationCall(call, operation, pages.client, receiver, call.func.attr, pages))
        elif name in api.operations:
            operation = api.operations[name]
            client = by_use.get(receiver)
            if client is not None or _looks_like_ours(call, api, operation):
                found.append(OperationCall(call, operation, client, receiver, call.func.attr, None))
    return found


def _makes_client(source: Source, call: cst.Call, service: str) -> bool:
    given = _text(call, 0) or next(
        (_literal(arg.value) for arg in call.args if arg.keyword and arg.keyword.value == "service_name"), ""
    )
    if given != service:
        return False
    if source.imported(call.func) in _FACTORIES:
        return True
    match call.func:
        case cst.Attribute(value=owner, attr=cst.Name(value="client")):
            return _is_session(source, owner)
        case _:
            return False


def _is_session(source: Source, node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Call):
        return source.imported(node.func) in _SESSIONS
    if not isinstance(node, cst.Name):
        return False
    variable = source.variable(node)
    return (
        variable is not None
        and isinstance(variable.statement, cst.Assign | cst.AnnAssign)
        and isinstance(variable.value, cst.Call)
        and _is_session(source, variable.value)
    )


def _holder(source: Source, call: cst.Call) -> tuple[cst.Assign | cst.AnnAssign, cst.Name | cst.Attribute] | None:
    """The assignment of a call to one target."""
    parent = source.parent(call)
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        target: cst.BaseExpression = parent.targets[0].target
    elif isinstance(parent, cst.AnnAssign):
        target = parent.target
    else:
        return None
    return (parent, target) if isinstance(target, cst.Name | cst.Attribute) else None


def _attribute_uses(source: Source, target: cst.Attribute) -> tuple[tuple[cst.Attribute, ...], bool] | None:
    """The reads of `self.…`, assigned by `target`, and whether other objects' attributes have that name.

    None when something else assigns such an attribute, too.
    """
    owner = source.around(target, cst.ClassDef)
    if owner is None or not _is_self(target):
        return None
    same = [node for node in source.nodes(cst.Attribute) if node.attr.value == target.attr.value and node is not target]
    uses = [node for node in same if _is_self(node) and owner in source.ancestors(node)]
    if any(isinstance(source.parent(node), cst.AssignTarget | cst.AugAssign | cst.AnnAssign) for node in same):
        return None
    return tuple(uses), len(uses) < len(same)


def _is_self(node: cst.Attribute) -> bool:
    return isinstance(node.value, cst.Name) and node.value.value == "self"


def _page_source(
    source: Source, receiver: cst.BaseExpression, by_use: dict[cst.BaseExpression, Client]
) -> PageSource | None:
    variable = None
    if isinstance(receiver, cst.Name):
        variable = source.variable(receiver)
        if variable is None or not isinstance(variable.statement, cst.Assign):
            return None
        receiver = variable.value
    if not isinstance(receiver, cst.Call) or not isinstance(receiver.func, cst.Attribute):
        return None
    client = by_use.get(receiver.func.value)
    if client is None or receiver.func.attr.value != "get_paginator":
        return None
    return PageSource(receiver, client, receiver.func.value, receiver.func.attr, variable)


def _looks_like_ours(call: cst.Call, api: Api, operation: ir.Operation) -> bool:
    """Whether a call of something unknown is written as boto3 wants it: other objects have such methods, too."""
    members = api.members[operation.request]
    return any(arg.star == "**" or (arg.keyword is not None and arg.keyword.value in members) for arg in call.args)


def _text(call: cst.Call, index: int) -> str:
    """The positional argument at `index`, when it is a literal; else nothing."""
    args = call.args[index : index + 1]
    return _literal(args[0].value) if args and args[0].keyword is None and not args[0].star else ""


def _literal(node: cst.BaseExpression) -> str:
    return str(node.evaluated_value) if isinstance(node, cst.SimpleString) else ""

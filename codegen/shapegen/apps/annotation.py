"""Leaves the dicts of a source as they are, and annotates them and the clients with the package's stubs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from shapegen import ir
from shapegen.apps import imports
from shapegen.apps.adoption import Adopted, remark
from shapegen.apps.api import Api
from shapegen.apps.clients import Client, OperationCall, calls, clients
from shapegen.apps.receivers import Receivers
from shapegen.apps.source import Edit, SourceFile, Variable, wrapped
from shapegen.apps.values import DictValue, ListValue, Plain, Reader, Reference, Value, walk

_MODULE = "stubs"
#: What a client has besides the operations that the package knows, and the stubs know too.
_BESIDES = frozenset({"can_paginate", "close", "exceptions", "get_paginator", "get_waiter", "meta"})


def annotate(source: SourceFile, api: Api) -> Adopted:
    """The edits that annotate the source; what runs stays the same."""
    result = Adopted()
    made = clients(source, api)
    found = calls(source, api, made)
    alias = _MODULE if _imports_stubs(source, api) or _MODULE not in source.names else None
    if alias is None:
        result.left.append(remark(source, source.module, f"the name `{_MODULE}` is taken"))
        return result
    for client in dict.fromkeys((*made.made, *_made_where_used(found, made.receivers))):
        if isinstance(client.assignment, cst.AnnAssign):
            continue
        if (unknown := _unknown_use(source, api, client)) is not None:
            if any(call.client is client for call in found):
                code = source.code(source.parent(unknown))
                text = f"the client is used for `{code}`, which the stubs do not know"
                result.left.append(remark(source, unknown, text))
        elif client.uses:
            result.edits += wrapped(source.span(client.made), f"{alias}.typed(", ")")
            result.converted += sum(call.client is client for call in found)
    reader = Reader(source, api)
    shapes: dict[Variable, set[str]] = {}
    for call in found:
        if call.client is None:
            text = f"{call.operation.boto3}: the client comes from elsewhere"
            result.left.append(remark(source, call.node, text))
            continue
        for variable, shape in _variables(source, api, reader.request(call.node, call.operation.request)):
            shapes.setdefault(variable, set()).add(shape)
    for variable, wanted in shapes.items():
        if len(wanted) == 1 and variable.assignments == 1 and isinstance(variable.statement, cst.Assign):
            end = source.span(variable.name)[1]
            result.edits.append(Edit(end, end, f": {_annotation(api, wanted.pop(), alias)}"))
    if result.edits:
        result.edits += imports.added(source, alias, f"from {api.service.package} import {_MODULE}", result.edits)
    return result


def _made_where_used(found: Iterable[OperationCall], receivers: Receivers) -> Iterator[Client]:
    for call in found:
        made = None if call.client is None else call.client.made
        if call.client and isinstance(made, cst.Call) and receivers.makes_client(made):
            yield call.client


def _variables(source: SourceFile, api: Api, request: Value) -> Iterator[tuple[Variable, str]]:
    """The variables that hold a dict, a list of dicts, or a value of an enum, each with its shape."""
    for value in walk(request):
        if isinstance(value, Plain) and isinstance(value.node, cst.Name) and isinstance(value.constant, str):
            variable = source.variable(value.node)
            if variable is not None and isinstance(api.shapes.get(value.shape), ir.Enum):
                yield variable, value.shape
        if isinstance(value, Reference):
            if isinstance(value.target, DictValue) and isinstance(value.target.node, cst.Dict):
                yield value.variable, value.shape
            if isinstance(value.target, ListValue):
                yield value.variable, value.shape


def _annotation(api: Api, shape: str, alias: str) -> str:
    match api.shapes[shape]:
        case ir.Structure(class_name=name) | ir.Enum(class_name=name):
            return f"{alias}.{name}"
        case ir.List(member=inner):
            return f"list[{_annotation(api, inner, alias)}]"
        case ir.Map(value=inner):
            return f"dict[str, {_annotation(api, inner, alias)}]"
        case ir.Number(python=name):
            return name
        case ir.Boolean():
            return "bool"
        case _:
            return "str"


def _imports_stubs(source: SourceFile, api: Api) -> bool:
    return any(
        isinstance(node.module, cst.Name)
        and node.module.value == api.service.package
        and not isinstance(node.names, cst.ImportStar)
        and any(each.evaluated_name == _MODULE and each.asname is None for each in node.names)
        for node in source.nodes(cst.ImportFrom)
    )


def _unknown_use(source: SourceFile, api: Api, client: Client) -> cst.BaseExpression | None:
    """A use of the client that its stub does not allow; None when there is none."""
    for use in client.uses:
        parent = source.parents.get(use)
        if isinstance(parent, cst.Attribute) and parent.value is use:
            name = parent.attr.value
            if name not in api.operations and name not in _BESIDES:
                return use
    return None

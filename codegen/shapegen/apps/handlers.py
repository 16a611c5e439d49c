"""Finds where a source catches botocore's errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from shapegen.apps.clients import Client, Clients
from shapegen.apps.source import SourceFile

#: What a service answers with.
_ANSWERED = ("botocore.exceptions.ClientError", "botocore.client.ClientError")
#: What botocore raises of a request that it does not send.
_UNSENT = ("botocore.exceptions.ParamValidationError", "botocore.exceptions.BotoCoreError")
#: What is given a class of errors, or a tuple of them, and what is given several.
_GIVEN, _GIVEN_MANY = "pytest.raises", "contextlib.suppress"
_UNITTEST = "assertRaises"
_SAYS = frozenset({"print", "debug", "info", "warning", "error", "exception", "critical", "log"})


@dataclass(frozen=True, slots=True, eq=False)
class Caught:
    """An error that is named to catch it, or to look whether it is one."""

    node: cst.BaseExpression
    """`ClientError`, or `client.exceptions.X`."""
    error: str | None
    """The modelled error; None for any."""
    client: Client | None
    around: cst.CSTNode | None
    """What runs with it: the `try`, the `with`; None for all that the source does."""
    siblings: cst.CSTNode
    """What names all errors that are caught at this place."""
    is_alone: bool
    """Whether a second error needs parentheses."""


@dataclass(frozen=True, slots=True, eq=False)
class Obstacle:
    """Where the class of an error matters in a way that is not followed."""

    node: cst.CSTNode
    reason: str
    around: cst.CSTNode | None
    """What runs with it; None for all that the source does."""


def handlers(source: SourceFile, clients: Clients, errors: frozenset[str]) -> Iterator[Caught | Obstacle]:
    """Each place where botocore's errors matter; `errors` are those that the service models."""
    for node in [*source.nodes(cst.Name), *source.nodes(cst.Attribute)]:
        if isinstance(source.parents.get(node), cst.Attribute | cst.ImportAlias | cst.Import | cst.ImportFrom):
            continue
        client: Client | None = None
        error: str | None = None
        match node:
            case cst.Attribute(value=cst.Attribute(value=owner, attr=cst.Name(value="exceptions"))) if source.imported(
                node
            ) not in (*_ANSWERED, *_UNSENT):
                client = clients.of(owner)
                if client is None and (clients.receivers.kind(owner) == "other" or node.attr.value not in errors):
                    continue
                error = None if node.attr.value == "ClientError" else node.attr.value
                if client is None:
                    yield _obstacle(source, node, f"`{source.code(node)}` is an error of a client from elsewhere")
                    continue
                if error is not None and error not in errors:
                    yield _obstacle(source, node, f"{error} is none of the errors that the service models")
                    continue
            case _ if source.imported(node) in _ANSWERED:
                pass
            case _ if source.imported(node) in _UNSENT:
                yield _obstacle(source, node, f"`{source.code(node)}` is caught, which the client does not raise")
                continue
            case cst.Name(value="ClientError") | cst.Attribute(attr=cst.Name(value="ClientError")):
                if source.imported(node) is None:
                    yield _obstacle(source, node, f"the source does not show what `{source.code(node)}` is")
                continue
            case _:
                continue
        yield _caught(source, node, error, client)


def _obstacle(source: SourceFile, node: cst.CSTNode, reason: str) -> Obstacle:
    handler = source.around(node, cst.ExceptHandler)
    in_type = handler is not None and handler.type is not None and node in (handler.type, *_below(handler))
    return Obstacle(node, reason, _tried(source, handler) if handler is not None and in_type else None)


def _below(handler: cst.ExceptHandler) -> Iterator[cst.CSTNode]:
    """What stands in the tuple of a handler."""
    if isinstance(handler.type, cst.Tuple):
        yield from (element.value for element in handler.type.elements)


def _tried(source: SourceFile, handler: cst.ExceptHandler) -> cst.CSTNode:
    statement = source.parent(handler)
    assert isinstance(statement, cst.Try)  # noqa: S101  `except*` has a class of its own
    return statement.body


def _caught(
    source: SourceFile, node: cst.BaseExpression, error: str | None, client: Client | None
) -> Caught | Obstacle:
    parent: cst.CSTNode = source.parent(node)
    is_alone = not isinstance(parent, cst.Element)
    given: cst.CSTNode = node
    if isinstance(parent, cst.Element):
        given = source.parent(parent)
        parent = source.parent(given)
    if isinstance(parent, cst.ExceptHandler):
        around = _tried(source, parent)
        if isinstance(parent.name, cst.AsName) and isinstance(parent.name.name, cst.Name):
            for read in source.named[parent.name.name.value]:
                if parent.body in source.ancestors(read) and not _is_alike(source, read):
                    reason = f"`{read.value}` is used for more than `.response`"
                    return Obstacle(read, reason, around)
        return Caught(node, error, client, around, given, is_alone)
    if isinstance(parent, cst.Arg):
        call = source.parent(parent)
        if isinstance(call, cst.Call) and (found := _given(source, call, parent)) is not None:
            block, is_spread = found
            return Caught(node, error, client, block, call if is_spread else given, is_alone and not is_spread)
    return Obstacle(node, f"`{source.code(node)}` is used other than to catch it", None)


def _given(source: SourceFile, call: cst.Call, arg: cst.Arg) -> tuple[cst.CSTNode | None, bool] | None:
    """What runs with an error that a function is given, and whether the function takes several errors.

    None when it is not known what the function does with it.
    """
    position = next(index for index, each in enumerate(call.args) if each is arg)
    name = source.imported(call.func) or (call.func.value if isinstance(call.func, cst.Name) else "")
    if name in ("isinstance", "issubclass"):
        return (None, False) if position == 1 and source.is_builtin(call.func, name) else None
    is_case = isinstance(call.func, cst.Attribute) and call.func.attr.value == _UNITTEST
    if name not in (_GIVEN, _GIVEN_MANY) and not is_case:
        return None
    item = source.parents.get(call)
    if not isinstance(item, cst.WithItem):
        return None
    if len(call.args) > 1 and name != _GIVEN_MANY:
        return None  # `match`: the text is another
    if item.asname is not None and not _is_asked_for_response(source, item.asname.name):
        return None
    statement = source.parent(item)
    return (statement.body, name == _GIVEN_MANY) if isinstance(statement, cst.With) else None


def _is_asked_for_response(source: SourceFile, name: cst.CSTNode) -> bool:
    """Whether what pytest or unittest noted of an error is asked for the response alone."""
    if not isinstance(name, cst.Name):
        return False
    function = source.around(name, cst.FunctionDef)
    for read in source.named[name.value]:
        if read is name or (function is not None and function not in source.ancestors(read)):
            continue
        match source.parent(read):
            case cst.Attribute(attr=cst.Name(value="value" | "exception")) as noted if noted.value is read:
                outer = source.parent(noted)
                if not (isinstance(outer, cst.Attribute) and outer.attr.value == "response"):
                    return False
            case cst.AsName():
                pass
            case _:
                return False
    return True


def _is_alike(source: SourceFile, read: cst.Name) -> bool:
    """Whether an error of botocore's and one of the package do the same at a place."""
    parent = source.parent(read)
    match parent:
        case cst.Attribute():
            return parent.value is not read or parent.attr.value == "response"
        case cst.Raise() | cst.From():
            return True
        case cst.FormattedStringExpression():
            return not _decides(source, read)
        case cst.Arg():
            call = source.parent(parent)
            if not isinstance(call, cst.Call):
                return False
            name = call.func.attr.value if isinstance(call.func, cst.Attribute) else source.code(call.func)
            if name in ("str", "repr"):
                return not _decides(source, call)
            return name in _SAYS or name == "isinstance" or name[:1].isupper()  # an error made of it
        case _:
            return False


def _decides(source: SourceFile, node: cst.CSTNode) -> bool:
    """Whether something may be done by what a text says: it is only shown where a function says it."""
    for outer in source.ancestors(node):
        match outer:
            case cst.Call(func=function):
                name = function.attr.value if isinstance(function, cst.Attribute) else source.code(function)
                return not (name in _SAYS or name[:1].isupper())
            case cst.Raise() | cst.Return():
                return False
            case cst.Comparison() | cst.BaseSmallStatement() | cst.BaseCompoundStatement():
                return True
            case _:
                pass
    return True

"""Finds where a source catches botocore's errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from shapegen.apps.clients import Client
from shapegen.apps.source import Source

#: What a service answers with.
_ANSWERED = ("botocore.exceptions.ClientError", "boto3.exceptions.ClientError")
#: What botocore raises of a request that it does not send.
_UNSENT = ("botocore.exceptions.ParamValidationError", "botocore.exceptions.BotoCoreError")


@dataclass(frozen=True, slots=True, eq=False)
class Caught:
    """An error that a handler names."""

    node: cst.BaseExpression
    """`ClientError`, or `client.exceptions.X`."""
    error: str | None
    """The modelled error; None for any."""
    client: Client | None
    handler: cst.ExceptHandler
    is_alone: bool
    """Whether the handler names no other error beside it."""


@dataclass(frozen=True, slots=True, eq=False)
class Obstacle:
    """Where the class of an error matters in a way that is not followed."""

    node: cst.CSTNode
    reason: str


def handlers(source: Source, clients: list[Client], errors: frozenset[str]) -> Iterator[Caught | Obstacle]:
    """Each place where botocore's errors matter; `errors` are those that the service models."""
    by_use = {use: client for client in clients for use in client.uses}
    for node in [*source.nodes(cst.Name), *source.nodes(cst.Attribute)]:
        if isinstance(source.parents.get(node), cst.Attribute | cst.ImportAlias | cst.Import | cst.ImportFrom):
            continue
        match node:
            case cst.Attribute(value=cst.Attribute(value=owner, attr=cst.Name(value="exceptions"))) if owner in by_use:
                error: str | None = node.attr.value
                client: Client | None = by_use[owner]
                if error == "ClientError":
                    error = None
                elif error not in errors:
                    yield Obstacle(node, f"{error} is none of the errors that the service models")
                    continue
            case cst.Attribute(value=cst.Attribute(attr=cst.Name(value="exceptions")), attr=cst.Name(value=name)) if (
                name in errors
            ):
                yield Obstacle(node, f"`{source.code(node)}` is an error of a client from elsewhere")
                continue
            case _ if source.imported(node) in _ANSWERED:
                error, client = None, None
            case _ if source.imported(node) in _UNSENT:
                yield Obstacle(node, f"`{source.code(node)}` is caught, which the client does not raise")
                continue
            case cst.Name(value="ClientError") | cst.Attribute(attr=cst.Name(value="ClientError")):
                yield Obstacle(node, f"the source does not show what `{source.code(node)}` is")
                continue
            case _:
                continue
        yield _caught(source, node, error, client)


def _caught(source: Source, node: cst.BaseExpression, error: str | None, client: Client | None) -> Caught | Obstacle:
    parent = source.parent(node)
    is_alone = isinstance(parent, cst.ExceptHandler)
    if isinstance(parent, cst.Element):
        parent = source.parent(source.parent(parent))
    if not isinstance(parent, cst.ExceptHandler):
        return Obstacle(node, f"`{source.code(node)}` is used other than to catch it")
    if isinstance(parent.name, cst.AsName) and isinstance(parent.name.name, cst.Name):
        name = parent.name.name.value
        for read in source.nodes(cst.Name):
            if read.value == name and parent.body in source.ancestors(read) and not _is_alike(source, read):
                return Obstacle(read, f"`{name}` is used for more than `.response`")
    return Caught(node, error, client, parent, is_alone)


def _is_alike(source: Source, read: cst.Name) -> bool:
    """Whether an error of botocore's and one of the package do the same at a place."""
    parent = source.parent(read)
    match parent:
        case cst.Attribute():
            return parent.value is not read or parent.attr.value == "response"
        case cst.Raise() | cst.From() | cst.FormattedStringExpression():
            return True
        case cst.Arg():
            call = source.parent(parent)
            return isinstance(call, cst.Call) and not source.is_builtin(call.func, "isinstance")
        case _:
            return False

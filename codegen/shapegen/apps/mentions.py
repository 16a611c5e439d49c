"""What of a service a source uses, and where: with dicts, with stubs, with the generated classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import libcst as cst

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.clients import Clients, calls, clients
from shapegen.apps.files import content
from shapegen.apps.guards import is_guarded
from shapegen.apps.inference import Each, Inference
from shapegen.apps.source import SourceFile, UnreadableError, read
from shapegen.apps.values import UNKNOWN, DictValue, Elsewhere, ListValue, Plain, Reader, Value, walk
from shapegen.errors import ShapegenError

Way = Literal["called", "paged", "waited", "sent", "received", "named"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a line uses."""

    line: int
    path: str
    """An operation, `Structure`, `Structure.Member`, `List.member`, `Map.value`, `Enum.value`; a waiter's method."""
    way: Way
    target: str | None = None
    """Of a member, item or value: its shape."""
    constant: object = UNKNOWN
    """What is sent, where the source says so; of a list or map, how many there are."""
    members: frozenset[str] | None = None
    """Of a structure that is sent: the members that are written; None when not all of them are seen."""
    is_typed: bool = False
    """Whether the class of the generated package or its stub stands there."""
    is_guarded: bool = False
    """Whether a member that is read may be absent: it is read with `get`, or after the program looked for it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in one file."""

    path: Path
    mentions: Sequence[Mention] = ()
    places: Mapping[int, str] = field(default_factory=dict[int, str])
    """How people call the lines."""
    unreadable: str | None = None


def look(api: Api, is_adopted: bool, path: Path) -> Looked:
    """What a file uses; `is_adopted`: a file of the app names the generated package."""
    try:
        source = read(path, content(path))
    except (ShapegenError, UnreadableError) as error:
        return Looked(path, unreadable=str(error))
    found = mentions(source, api, is_adopted=is_adopted)
    return Looked(path, found, {each.line: source.place(each.line) for each in found})


def mentions(source: SourceFile, api: Api, *, is_adopted: bool = True) -> list[Mention]:
    """All that the source uses, in the order of the lines, each thing of a line once.

    A dict counts where it reaches a call or is annotated, a key where it is asked of a response: what else has keys of
    these names may be anything. So may what has a method with attributes as keywords, unless the app `is_adopted`.
    """
    found = dict.fromkeys(_Finder(source, api, is_adopted).find())
    return sorted(found, key=lambda mention: (mention.line, mention.path))


@dataclass(slots=True)
class _Finder:
    source: SourceFile
    api: Api
    is_adopted: bool
    reader: Reader = field(init=False)
    inference: Inference = field(init=False)
    clients: Clients = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.source, self.api, is_typed=True)
        self.inference = Inference(self.source, self.api)
        self.clients = clients(self.source, self.api)

    def find(self) -> Iterator[Mention]:
        requests = [*self._calls(), *self._typed_calls()]
        for operation, node, request, pages in requests:
            yield Mention(self.source.line(node), operation.name, "paged" if pages else "called")
            if isinstance(request, Elsewhere):
                yield Mention(self.source.line(node), operation.request, "sent")
            yield from self._sent(request)
        for call in self.source.nodes(cst.Call):
            shape = self.inference.class_(call.func)
            if shape is not None and isinstance(self.api.shapes[shape], ir.Structure):
                yield from self._sent(self.reader.value(call, shape))
            match call:
                case cst.Call(func=cst.Attribute(attr=cst.Name(value="get_waiter")), args=[cst.Arg(value=name)]):
                    yield Mention(self.source.line(call), str(self.reader.constant(name)), "waited")
                case cst.Call(func=cst.Attribute(attr=cst.Name(value=method) as attr)) if method in self.api.waiters:
                    yield Mention(self.source.line(attr), self.api.waiters[method].name, "waited")
                case _:
                    pass
        for statement in self.source.nodes(cst.AnnAssign):
            annotated = self.inference.annotated(statement.annotation.annotation)
            if isinstance(annotated, str) and statement.value is not None:
                yield from self._sent(self.reader.value(statement.value, annotated))
        yield from self._reads()
        yield from self._names()

    # What is sent

    def _calls(self) -> Iterator[tuple[ir.Operation, cst.CSTNode, Value, bool]]:
        for call in calls(self.source, self.api, self.clients):
            if call.operation.response is not None:
                response = call.operation.response
                self.inference.responses[call.node] = Each(response) if call.pages else response
            request = self.reader.request(call.node, call.operation.request)
            yield call.operation, call.method, request, call.pages is not None

    def _typed_calls(self) -> Iterator[tuple[ir.Operation, cst.CSTNode, Value, bool]]:
        for call in self.source.nodes(cst.Call):
            if call in self.inference.responses or not isinstance(call.func, cst.Attribute):
                continue
            name = call.func.attr.value
            pages = self.api.pages.get(name)
            operation = pages or self.api.operations.get(name)
            if operation is None or any(arg.keyword is None and not arg.star for arg in call.args):
                continue
            known = self.api.attributes[operation.request]
            keywords = {arg.keyword.value for arg in call.args if arg.keyword is not None}
            if not (self._is_client(call.func.value) or self._may_be_client(call.func.value, keywords, known)):
                continue
            if (given := self._given(operation, name)) is not None:
                self.inference.responses[call] = given
            request = self.reader.typed_request(call, operation.request)
            yield operation, call.func.attr, request, pages is not None

    def _given(self, operation: ir.Operation, method: str) -> str | Each | None:
        """What a method of the generated client returns."""
        if operation.response is None or operation.pages is None or method == operation.method:
            return operation.response
        if method == operation.pages.method:
            return Each(operation.response)
        shape = operation.response
        for attribute in operation.pages.items:
            if shape not in self.api.attributes:
                return None
            shape = self.api.attributes[shape][attribute].target
        item = self.inference.item(shape)
        return None if item is None else Each(item)

    def _may_be_client(self, node: cst.BaseExpression, keywords: Set[str], known: Mapping[str, ir.Member]) -> bool:
        """Whether something of which nothing is known is called as the generated client is."""
        is_alike = bool(keywords) and keywords <= known.keys()
        return self.is_adopted and is_alike and self.clients.receivers.kind(node) != "other"

    def _is_client(self, node: cst.BaseExpression) -> bool:
        package, client = self.api.service.package, self.api.service.client
        if isinstance(node, cst.Name):
            variable = self.source.variable(node)
            if variable is not None:
                return variable.name is not node and self._is_client(variable.value)
            annotation = self.inference.parameter(node)
            return annotation is not None and self.source.imported(annotation) == f"{package}.{client}"
        return isinstance(node, cst.Call) and self.source.imported(node.func) == f"{package}.{client}"

    def _sent(self, value: Value) -> Iterator[Mention]:
        for each in walk(value):
            line = self.source.line(each.node)
            match each:
                case DictValue():
                    yield from self._sent_mapping(each, line)
                case ListValue(items=items):
                    kind = self.api.shapes[each.shape]
                    assert isinstance(kind, ir.List)  # noqa: S101
                    for item in items:
                        yield self._sent_value(f"{kind.name}.member", item, self.source.line(item.node))
                case Plain() if isinstance(self.api.shapes.get(each.shape), ir.Enum):
                    if each.constant is not UNKNOWN:
                        yield Mention(line, f"{each.shape}.{each.constant}", "sent")
                case _:
                    pass

    def _sent_mapping(self, value: DictValue, line: int) -> Iterator[Mention]:
        pairs = value.pairs
        match self.api.shapes[value.shape]:
            case ir.Structure() as structure:
                members = None if value.unread else frozenset(pairs)
                is_typed = isinstance(value.node, cst.Call) and self.inference.class_(value.node.func) == structure.name
                yield Mention(line, structure.name, "sent", members=members, is_typed=is_typed)
            case _:
                pass
        for pair in pairs.values():
            if isinstance(self.api.shapes[value.shape], ir.Map):
                yield self._sent_value(f"{value.shape}.value", pair.value, self.source.line(pair.node))
            elif pair.value.shape:
                yield self._sent_value(f"{value.shape}.{pair.name}", pair.value, self.source.line(pair.node))

    def _sent_value(self, path: str, value: Value, line: int) -> Mention:
        constant: object = UNKNOWN
        match value:
            case Plain():
                constant = value.constant
            case ListValue(items=items) if not value.repeated:
                constant = len(items)
            case DictValue() if not value.unread and isinstance(self.api.shapes[value.shape], ir.Map):
                constant = len(value.pairs)
            case _:
                pass
        return Mention(line, path, "sent", value.shape, constant)

    # What is received

    def _reads(self) -> Iterator[Mention]:
        for node in [
            *self.source.nodes(cst.Subscript),
            *self.source.nodes(cst.Call),
            *self.source.nodes(cst.Attribute),
        ]:
            if (read := self.inference.read(node)) is None:
                continue
            structure, member = read
            parent = self.source.parents.get(node)
            way: Way = "sent" if isinstance(parent, cst.AssignTarget) else "received"
            path = f"{structure}.{member.wire_name}"
            guarded = isinstance(node, cst.Call) or (
                isinstance(node, cst.Subscript) and is_guarded(self.source, node, node.value, member.wire_name)
            )
            yield Mention(self._key_line(node), path, way, member.target, is_guarded=guarded)
        for comparison in self.source.nodes(cst.Comparison):
            sides = [comparison.left, *(each.comparator for each in comparison.comparisons)]
            shapes = [self.inference.shape(side) for side in sides]
            enum = next(
                (
                    shape
                    for shape in shapes
                    if isinstance(shape, str) and isinstance(self.api.shapes.get(shape), ir.Enum)
                ),
                None,
            )
            if enum is not None:
                for side in sides:
                    for node in _alternatives(side):
                        constant = self.reader.value(node, enum)
                        if isinstance(constant, Plain) and isinstance(constant.constant, str):
                            yield Mention(self.source.line(node), f"{enum}.{constant.constant}", "received")

    def _key_line(self, node: cst.CSTNode) -> int:
        match node:
            case cst.Attribute(attr=inner):
                return self.source.line(inner)
            case cst.Subscript(slice=[inner]) | cst.Call(args=[inner, *_]):
                return self.source.line(inner)
            case _:
                return self.source.line(node)

    def _names(self) -> Iterator[Mention]:
        for node in [*self.source.nodes(cst.Name), *self.source.nodes(cst.Attribute)]:
            shape = self.inference.class_(node)
            if shape is None:
                continue
            yield Mention(self.source.line(node), shape, "named", is_typed=True)
            parent, kind = self.source.parents.get(node), self.api.shapes[shape]
            if isinstance(kind, ir.Enum) and isinstance(parent, cst.Attribute):
                for value in kind.values:
                    if value.name == parent.attr.value:
                        yield Mention(self.source.line(parent.attr), f"{shape}.{value.value}", "named", is_typed=True)


def _alternatives(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """What is in a literal tuple, list or set; else the expression itself."""
    if isinstance(node, cst.Tuple | cst.List | cst.Set):
        return [element.value for element in node.elements]
    return [node]

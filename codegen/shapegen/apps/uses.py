"""What of a service a source uses, and where: with dicts, with stubs, with the generated classes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import libcst as cst
from libcst.metadata import Assignment

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.clients import calls, clients
from shapegen.apps.source import Source
from shapegen.apps.values import UNKNOWN, Mapping, Plain, Reader, Sequence, Value, walk

Way = Literal["called", "paged", "waited", "sent", "received", "named"]


@dataclass(frozen=True, slots=True)
class Use:
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


class Guess(NamedTuple):
    """A key of a dict of which nothing says what it is."""

    line: int
    paths: tuple[str, ...]
    """The members that it may be, `Structure.Member`."""


class Each(NamedTuple):
    """An iterable of values of a shape that is no list of the model."""

    shape: str


def uses(source: Source, api: Api) -> list[Use]:
    """All that the source uses, in the order of the lines, each thing of a line once."""
    found = dict.fromkeys(_Finder(source, api).find())
    return sorted(found, key=lambda use: (use.line, use.path))


def uses_and_guesses(source: Source, api: Api) -> tuple[list[Use], list[Guess]]:
    """All that the source uses, and what else it may use.

    A dict that goes nowhere is a use of the only structure that has all its keys; of several, each of its keys is a
    guess, and so is each key that something unknown is asked for. A call of an unknown client that passes what the
    request does not have is of another service.
    """
    finder = _Finder(source, api, is_strict=True)
    found = [*finder.find(), *finder.find_by_keys()]
    return list(dict.fromkeys(found)), list(finder.find_guesses())


@dataclass(slots=True)
class _Finder:
    source: Source
    api: Api
    is_strict: bool = False
    reader: Reader = field(init=False)
    responses: dict[cst.Call, str | Each] = field(default_factory=dict[cst.Call, "str | Each"])
    shapes: dict[cst.CSTNode, str | Each | None] = field(default_factory=dict[cst.CSTNode, "str | Each | None"])
    written: set[cst.CSTNode] = field(default_factory=set[cst.CSTNode])

    def __post_init__(self) -> None:
        self.reader = Reader(self.source, self.api, is_typed=True)

    def find(self) -> Iterator[Use]:
        requests = [*self._calls(), *self._typed_calls()]
        for operation, node, request, pages in requests:
            yield Use(self.source.line(node), operation.name, "paged" if pages else "called")
            yield from self._sent(request)
        for call in self.source.nodes(cst.Call):
            shape = self._class(call.func)
            if shape is not None and isinstance(self.api.shapes[shape], ir.Structure):
                yield from self._sent(self.reader.value(call, shape))
            match call:
                case cst.Call(func=cst.Attribute(attr=cst.Name(value="get_waiter")), args=[cst.Arg(value=name)]):
                    yield Use(self.source.line(call), str(self.reader.constant(name)), "waited")
                case cst.Call(func=cst.Attribute(attr=cst.Name(value=method) as attr)) if method in self.api.waiters:
                    yield Use(self.source.line(attr), self.api.waiters[method].name, "waited")
                case _:
                    pass
        for statement in self.source.nodes(cst.AnnAssign):
            annotated = self._annotated(statement.annotation.annotation)
            if isinstance(annotated, str) and statement.value is not None:
                yield from self._sent(self.reader.value(statement.value, annotated))
        yield from self._reads()
        yield from self._names()

    # What only its keys tell

    def find_by_keys(self) -> Iterator[Use]:
        for node in self.source.nodes(cst.Dict):
            owners = [] if node in self.written else self._owners(_keys(node))
            if len(owners) == 1:
                yield from self._sent(self.reader.value(node, owners[0]))

    def find_guesses(self) -> Iterator[Guess]:
        """To be asked for after all uses were found."""
        for node in self.source.nodes(cst.Dict):
            keys = {} if node in self.written else _keys(node)
            owners = self._owners(keys)
            for name, key in keys.items():
                if owners:
                    yield Guess(self.source.line(key), tuple(f"{owner}.{name}" for owner in owners))
        for read in [*self.source.nodes(cst.Subscript), *self.source.nodes(cst.Call)]:
            asked = _key(read)
            owners = [] if asked is None or self._read(read) is not None else self._owners([asked])
            if owners:
                yield Guess(self._key_line(read), tuple(f"{owner}.{asked}" for owner in owners))

    def _owners(self, keys: Collection[str]) -> list[str]:
        """The structures that have members of all these names."""
        if not keys:
            return []
        return [shape for shape, members in self.api.members.items() if members.keys() >= {*keys}]

    # What is sent

    def _calls(self) -> Iterator[tuple[ir.Operation, cst.CSTNode, Value, bool]]:
        for call in calls(self.source, self.api, clients(self.source, self.api)):
            passed = {arg.keyword.value for arg in call.node.args if arg.keyword is not None}
            if self.is_strict and call.client is None and passed - self.api.members[call.operation.request].keys():
                continue
            if call.operation.response is not None:
                response = call.operation.response
                self.responses[call.node] = Each(response) if call.pages else response
            request = self.reader.request(call.node, call.operation.request)
            yield call.operation, call.method, request, call.pages is not None

    def _typed_calls(self) -> Iterator[tuple[ir.Operation, cst.CSTNode, Value, bool]]:
        for call in self.source.nodes(cst.Call):
            if call in self.responses or not isinstance(call.func, cst.Attribute):
                continue
            name = call.func.attr.value
            pages = self.api.pages.get(name)
            operation = pages or self.api.operations.get(name)
            if operation is None or any(arg.keyword is None and not arg.star for arg in call.args):
                continue
            known = self.api.attributes[operation.request]
            keywords = {arg.keyword.value for arg in call.args if arg.keyword is not None}
            if not (keywords & known.keys() or self._is_client(call.func.value)):
                continue
            if (given := self._given(operation, name)) is not None:
                self.responses[call] = given
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
        item = self._item(shape)
        return None if item is None else Each(item)

    def _is_client(self, node: cst.BaseExpression) -> bool:
        package, client = self.api.service.package, self.api.service.client
        if isinstance(node, cst.Name):
            variable = self.source.variable(node)
            if variable is not None:
                return variable.name is not node and self._is_client(variable.value)
            annotation = self._parameter(node)
            return annotation is not None and self.source.imported(annotation) == f"{package}.{client}"
        return isinstance(node, cst.Call) and self.source.imported(node.func) == f"{package}.{client}"

    def _sent(self, value: Value) -> Iterator[Use]:
        for each in walk(value):
            if each.node in self.written:
                continue
            line = self.source.line(each.node)
            match each:
                case Mapping():
                    self.written.add(each.node)
                    yield from self._sent_mapping(each, line)
                case Sequence(items=items):
                    self.written.add(each.node)
                    kind = self.api.shapes[each.shape]
                    assert isinstance(kind, ir.List)  # noqa: S101
                    for item in items:
                        yield self._sent_value(f"{kind.name}.member", item, self.source.line(item.node))
                case Plain() if isinstance(self.api.shapes.get(each.shape), ir.Enum):
                    if each.constant is not UNKNOWN:
                        yield Use(line, f"{each.shape}.{each.constant}", "sent")
                case _:
                    pass

    def _sent_mapping(self, value: Mapping, line: int) -> Iterator[Use]:
        entries = value.entries
        match self.api.shapes[value.shape]:
            case ir.Structure() as structure:
                members = None if value.unread else frozenset(entries)
                is_typed = isinstance(value.node, cst.Call) and self._class(value.node.func) == structure.name
                yield Use(line, structure.name, "sent", members=members, is_typed=is_typed)
            case _:
                pass
        for entry in entries.values():
            if isinstance(self.api.shapes[value.shape], ir.Map):
                yield self._sent_value(f"{value.shape}.value", entry.value, self.source.line(entry.node))
            elif entry.value.shape:
                yield self._sent_value(f"{value.shape}.{entry.name}", entry.value, self.source.line(entry.node))

    def _sent_value(self, path: str, value: Value, line: int) -> Use:
        constant: object = UNKNOWN
        match value:
            case Plain():
                constant = value.constant
            case Sequence(items=items) if not value.repeated:
                constant = len(items)
            case Mapping() if not value.unread and isinstance(self.api.shapes[value.shape], ir.Map):
                constant = len(value.entries)
            case _:
                pass
        return Use(line, path, "sent", value.shape, constant)

    # What is received

    def _reads(self) -> Iterator[Use]:
        for node in [
            *self.source.nodes(cst.Subscript),
            *self.source.nodes(cst.Call),
            *self.source.nodes(cst.Attribute),
        ]:
            if (read := self._read(node)) is None:
                continue
            structure, member = read
            parent = self.source.parents.get(node)
            way: Way = "sent" if isinstance(parent, cst.AssignTarget) else "received"
            yield Use(self._key_line(node), f"{structure}.{member.wire_name}", way, member.target)
        for comparison in self.source.nodes(cst.Comparison):
            sides = [comparison.left, *(each.comparator for each in comparison.comparisons)]
            shapes = [self._shape(side) for side in sides]
            enum = next((shape for shape in shapes if isinstance(shape, str) and self._is_enum(shape)), None)
            if enum is not None:
                for side in sides:
                    for node in _alternatives(side):
                        constant = self.reader.value(node, enum)
                        if isinstance(constant, Plain) and isinstance(constant.constant, str):
                            yield Use(self.source.line(node), f"{enum}.{constant.constant}", "received")

    def _key_line(self, node: cst.CSTNode) -> int:
        match node:
            case cst.Attribute(attr=inner):
                return self.source.line(inner)
            case cst.Subscript(slice=[inner]) | cst.Call(args=[inner, *_]):
                return self.source.line(inner)
            case _:
                return self.source.line(node)

    def _read(self, node: cst.CSTNode) -> tuple[str, ir.Member] | None:
        """The structure and the member that an expression reads."""
        match node:
            case cst.Subscript(value=base) | cst.Call(func=cst.Attribute(value=base)):
                names, name = self.api.members, _key(node)
            case cst.Attribute(value=base, attr=cst.Name(value=name)):
                names = self.api.attributes
            case _:
                return None
        shape = self._shape(base)
        if name is None or not isinstance(shape, str) or shape not in names or name not in names[shape]:
            return None
        return shape, names[shape][name]

    def _names(self) -> Iterator[Use]:
        for node in [*self.source.nodes(cst.Name), *self.source.nodes(cst.Attribute)]:
            shape = self._class(node)
            if shape is None:
                continue
            yield Use(self.source.line(node), shape, "named", is_typed=True)
            parent, kind = self.source.parents.get(node), self.api.shapes[shape]
            if isinstance(kind, ir.Enum) and isinstance(parent, cst.Attribute):
                for value in kind.values:
                    if value.name == parent.attr.value:
                        yield Use(self.source.line(parent.attr), f"{shape}.{value.value}", "named", is_typed=True)

    # What has which shape

    def _shape(self, node: cst.CSTNode) -> str | Each | None:
        """The shape of an expression's value, as far as the source tells."""
        if node not in self.shapes:
            self.shapes[node] = None
            self.shapes[node] = self._inferred(node)
        return self.shapes[node]

    def _inferred(self, node: cst.CSTNode) -> str | Each | None:
        if (read := self._read(node)) is not None:
            return read[1].target
        match node:
            case cst.Name():
                return self._shape_of_name(node)
            case cst.Call():
                return self._shape_of_call(node)
            case cst.Subscript(value=base):
                return self._item(self._shape(base))
            case cst.BooleanOperation(left=one, right=other) | cst.IfExp(body=one, orelse=other):
                return self._shape(one) or self._shape(other)
            case cst.NamedExpr(value=inner) | cst.Await(expression=inner):
                return self._shape(inner)
            case _:
                return None

    def _shape_of_name(self, node: cst.Name) -> str | Each | None:
        variable = self.source.variable(node)
        if variable is None:
            annotation = self._parameter(node)
            return None if annotation is None else self._annotated(annotation)
        match variable.statement:
            case cst.AnnAssign() as statement:
                return self._annotated(statement.annotation.annotation) or self._shape(variable.value)
            case cst.For() | cst.CompFor():
                through = variable.value
                if isinstance(through, cst.Call) and self.source.is_builtin(through.func, "enumerate") and through.args:
                    through = through.args[0].value
                return self._item(self._shape(through))
            case _:
                return self._shape(variable.value)

    def _shape_of_call(self, call: cst.Call) -> str | Each | None:
        if call in self.responses:
            return self.responses[call]
        function = self.source.imported(call.func) or ""
        package = self.api.service.package
        if function in (f"{package}.from_dict", f"{package}.from_json") and call.args:
            return self._class(call.args[0].value)
        if (shape := self._class(call.func)) is not None:
            return shape
        match call:
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="send")), args=[cst.Arg(value=request), *_]):
                sent = self._shape(request)
                operation = next((each for each in self.api.service.operations if each.request == sent), None)
                return None if operation is None else operation.response
            case cst.Call(func=cst.Name() as name):
                return self._returned(name)
            case _:
                return None

    def _returned(self, name: cst.Name) -> str | Each | None:
        """What a function of the source says that it returns."""
        scope = self.source.scopes.get(name)
        for assignment in scope[name.value] if scope is not None else ():
            if isinstance(assignment, Assignment) and isinstance(assignment.node, cst.FunctionDef):
                returns = assignment.node.returns
                return None if returns is None else self._annotated(returns.annotation)
        return None

    def _parameter(self, name: cst.Name) -> cst.BaseExpression | None:
        """The annotation of the parameter that a name is."""
        scope = self.source.scopes.get(name)
        for assignment in scope[name.value] if scope is not None else ():
            node = assignment.node if isinstance(assignment, Assignment) else None
            if isinstance(node, cst.Param) and node.annotation is not None:
                return node.annotation.annotation
        return None

    def _annotated(self, node: cst.BaseExpression) -> str | Each | None:
        """What an annotation says."""
        match node:
            case cst.Name() | cst.Attribute():
                return self._class(node)
            case cst.BinaryOperation(left=one, operator=cst.BitOr(), right=other):
                return self._annotated(one) or self._annotated(other)
            case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=inner))]):
                found = self._annotated(inner)
                is_optional = isinstance(node.value, cst.Name | cst.Attribute) and "Optional" in self.source.code(
                    node.value
                )
                return found if is_optional or not isinstance(found, str) else Each(found)
            case _:
                return None

    def _item(self, shape: str | Each | None) -> str | None:
        if isinstance(shape, Each):
            return shape.shape
        match self.api.shapes.get(shape or ""):
            case ir.List(member=inner):
                return inner
            case _:
                return None

    def _class(self, node: cst.CSTNode) -> str | None:
        """The shape of the class or stub that an expression is."""
        return self.api.classes.get(self.source.imported(node) or "")

    def _is_enum(self, shape: str) -> bool:
        return isinstance(self.api.shapes.get(shape), ir.Enum)


def _keys(node: cst.Dict) -> dict[str, cst.SimpleString]:
    """The literal keys of a dict."""
    elements = [each for each in node.elements if isinstance(each, cst.DictElement)]
    return {str(each.key.evaluated_value): each.key for each in elements if isinstance(each.key, cst.SimpleString)}


def _key(node: cst.CSTNode) -> str | None:
    """The literal key that a dict is asked for, by `[…]` or by `get`."""
    match node:
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
            return str(key.evaluated_value)
        case cst.Call(
            func=cst.Attribute(attr=cst.Name(value="get")), args=[cst.Arg(value=cst.SimpleString() as key), *_]
        ):
            return str(key.evaluated_value)
        case _:
            return None


def _alternatives(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """What is in a literal tuple, list or set; else the expression itself."""
    if isinstance(node, cst.Tuple | cst.List | cst.Set):
        return [element.value for element in node.elements]
    return [node]

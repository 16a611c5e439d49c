"""Writes the request of a call as the generated package takes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import libcst as cst

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.clients import OperationCall
from shapegen.apps.conversion import Claim, Parts, Reason
from shapegen.apps.source import Edit, SourceFile, Variable, wrapped
from shapegen.apps.values import (
    Choice,
    DictValue,
    Elsewhere,
    ListValue,
    Pair,
    Plain,
    Reader,
    Reference,
    Spread,
    Value,
    walk,
)

_ZONES = ("datetime.UTC", "datetime.timezone.utc")
_ZONED = frozenset({"tz", "tzinfo"})
_CLOCKS = ("datetime.datetime", "datetime.datetime.now", "datetime.datetime.fromtimestamp")


@dataclass(slots=True)
class RequestWriter:
    """Turns dicts into calls of classes; where a dict comes from elsewhere, into a call of `from_dict`."""

    source: SourceFile
    api: Api
    alias: str
    """What the source calls the package."""
    is_imported: bool
    """Whether another file of the app imports the module."""
    dicts: Collection[Variable]
    """The names whose dicts stay dicts."""
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.source, self.api)

    def call(self, call: OperationCall) -> Parts:
        """The arguments of a call, and the method when it becomes `send`."""
        shape = call.operation.request
        request = self.reader.request(call.node, shape)
        if request.node is call.node and isinstance(request, DictValue) and not request.unread:
            yield from self._dict(request)
        elif call.pages:
            yield Reason(call.node, "the arguments of a paginator are a dict")
        elif isinstance(request, Elsewhere) and request.node is call.node:
            yield Reason(call.node, request.reason)
        else:
            yield Edit(*self.source.span(call.method), "send")
            if request.node is call.node:
                yield from self._gathered(call, request)
            else:
                (spread,) = call.node.args
                start, _ = self.source.span(spread)
                yield Edit(start, start + len("**"), "")
                yield from self._value(request)

    def _gathered(self, call: OperationCall, request: Value) -> Parts:
        """`x(A=a, **more)`: the keywords become a dict, and the dict a request."""
        if (reason := self._unlike(request, call.operation.request)) is not None:
            yield reason
            return
        name = self._class(call.operation.request)
        start, end = self.source.span(call.node.args[0])[0], self._behind_arguments(call.node)
        yield Edit(start, start, f"{self.alias}.from_dict({name}, dict(")
        yield Edit(end, end, "))")

    def _behind_arguments(self, call: cst.Call) -> int:
        """Where the last argument ends."""
        return self.source.outer_span(call.args[-1].value)[1]

    def _value(self, value: Value) -> Parts:
        match value:
            case Plain():
                yield from self._plain(value)
            case DictValue():
                yield from self._dict(value)
            case ListValue(items=items):
                for item in items:
                    yield from self._value(item)
            case Choice(alternatives=alternatives):
                for each in alternatives:
                    yield from self._value(each)
            case Reference(variable=variable):
                yield from self._reference(value, variable)
            case _:
                yield from self._elsewhere(value)

    def _reference(self, value: Reference, variable: Variable) -> Parts:
        parts = list(self._value(value.target))
        if not parts:
            return
        stays = (
            value.is_changed
            or variable in self.dicts
            or isinstance(variable.statement, cst.AnnAssign)
            or (variable.is_global and self.is_imported)
            or self._changes(value.target)
            or any(isinstance(part, Reason) for part in parts)
        )
        if stays:
            yield from self._elsewhere(value)
        else:
            yield from parts
            yield Claim(variable, value.node, value.shape)

    def _changes(self, value: Value) -> bool:
        """Whether a value holds a dict that may change between here, where `from_dict` would read it, and the call."""
        return any(
            isinstance(each, Elsewhere) or (isinstance(each, Reference) and each.is_changed)
            for each in walk(value)
            if not self._stays(each.shape)
        )

    def _elsewhere(self, value: Value) -> Parts:
        """A value that only the run tells, or that is a dict for others, too."""
        shape = value.shape
        if self._stays(shape):
            return
        if (reason := self._unlike(value, shape)) is not None:
            yield reason
            return
        span = self.source.outer_span(value.node)
        match self.api.shapes[shape]:
            case ir.Structure():
                yield from wrapped(span, f"{self.alias}.from_dict({self._class(shape)}, ", ")")
            case ir.List(member=inner) if isinstance(self.api.shapes[inner], ir.Structure | ir.Enum):
                is_enum = isinstance(self.api.shapes[inner], ir.Enum)
                made = (
                    f"{self._class(inner)}(item)" if is_enum else f"{self.alias}.from_dict({self._class(inner)}, item)"
                )
                yield from wrapped(span, f"[{made} for item in ", "]")
            case _:
                yield Reason(value.node, value.reason if isinstance(value, Elsewhere) else "it is a map of structures")

    def _class(self, shape: str) -> str:
        kind = self.api.shapes[shape]
        if not isinstance(kind, ir.Structure | ir.Enum):
            raise TypeError(shape)
        return f"{self.alias}.{kind.class_name}"

    # What `from_dict` reads as boto3 would

    def _unlike(self, value: Value, shape: str) -> Reason | None:
        """Why a dict, read by `from_dict`, may be refused where boto3 sends it."""
        match value:
            case Reference(variable=variable, target=target, is_changed=is_changed):
                if not is_changed:
                    return self._unlike(target, shape)
                keys = self._keys(variable)
                if keys is not None and isinstance(target, DictValue):
                    members = self.api.members.get(shape, {})
                    changed = [members[key].target for key in keys if key in members]
                    unread = tuple(each for each in target.unread if each.node is not value.node)
                    written = self._unlike(replace(target, unread=unread), shape)
                    if written is None and self.api.shapes_read_otherwise.isdisjoint(changed):
                        return None
            case DictValue(unread=()):
                for pair in value.pairs.values():
                    if pair.value.shape and (reason := self._unlike(pair.value, pair.value.shape)) is not None:
                        return reason
                return None
            case ListValue(items=items):
                return next(filter(None, (self._unlike(item, item.shape) for item in items)), None)
            case Plain(constant=None):
                return Reason(value.node, "boto3 does not accept None")
            case Plain() if shape in self.api.shapes_read_otherwise and self._otherwise(value) is None:
                return None
            case _:
                pass
        if shape not in self.api.shapes_read_otherwise:
            return None
        return Reason(
            value.node, "it may hold a time without a time zone, or a text for bytes: the package refuses them"
        )

    def _keys(self, variable: Variable) -> set[str] | None:
        """The keys that a dict gets after it was written; None when that is not known."""
        keys: set[str] = set()
        for read in variable.reads:
            parent = self.source.parents.get(read)
            match parent:
                case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
                    if isinstance(self.source.parents.get(parent), cst.Subscript | cst.Attribute):
                        return None
                    keys.add(str(key.evaluated_value))
                case cst.Attribute(attr=cst.Name(value="get" | "keys" | "copy")):
                    pass
                case cst.Arg(star="**") | cst.ComparisonTarget() | cst.Comparison() | cst.FormattedStringExpression():
                    pass
                case cst.Arg() if self.source.is_builtin(getattr(self.source.parent(parent), "func", parent), "print"):
                    pass
                case _:
                    return None
        return keys

    # Values that are the same but for how they are written

    def _stays(self, shape: str) -> bool:
        """Whether a value of the shape is written in the same way for both clients, whatever it is."""
        match self.api.shapes[shape]:
            case ir.Structure() | ir.Enum() | ir.Timestamp() | ir.Blob():
                return False
            case ir.List(member=inner) | ir.Map(value=inner):
                return self._stays(inner)
            case _:
                return True

    def _plain(self, value: Plain) -> Parts:
        if value.constant is None:
            yield Reason(value.node, "boto3 does not accept None")
            return
        match self.api.shapes[value.shape]:
            case ir.Enum() as enum:
                names = {each.value: each.name for each in enum.values}
                if isinstance(value.node, cst.SimpleString) and value.constant in names:
                    yield Edit(*self.source.span(value.node), f"{self._class(enum.name)}.{names[str(value.constant)]}")
                else:
                    yield from wrapped(self.source.span(value.node), f"{self._class(enum.name)}(", ")")
            case _ if (reason := self._otherwise(value)) is not None:
                yield reason
            case _:
                pass

    def _otherwise(self, value: Plain) -> Reason | None:
        """Why the package may refuse a value that boto3 takes."""
        match self.api.shapes[value.shape]:
            case ir.Timestamp() if not self._is_aware(value.node):
                return Reason(value.node, "the time may be without a time zone, which the validators refuse")
            case ir.Blob() if not self._is_bytes(value.node):
                return Reason(value.node, "it may be a text, which boto3 encodes, and the package refuses")
            case ir.String(name=name) if name in self.api.shapes_read_otherwise and not self._is_text(value.node):
                return Reason(value.node, "it may be a dict, which the package refuses")
            case _:
                return None

    def _is_text(self, node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.Name) and (variable := self.source.variable(node)) is not None:
            return isinstance(variable.value, cst.BaseString)
        return isinstance(node, cst.BaseString)

    def _is_bytes(self, node: cst.BaseExpression) -> bool:
        """Whether a value is bytes or a binary file for sure."""
        match node:
            case cst.SimpleString(prefix=prefix):
                return "b" in prefix.lower()
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="encode"))):
                return True
            case cst.Call(
                func=func,
                args=[_, cst.Arg(keyword=None | cst.Name(value="mode"), value=cst.SimpleString(value=mode)), *_],
            ):
                return self.source.is_builtin(func, "open") and "b" in mode
            case cst.Call(func=func):
                return self.source.imported(func) == "io.BytesIO" or self.source.is_builtin(func, "bytes")
            case cst.Name():
                variable = self.source.variable(node)
                if variable is not None and isinstance(variable.statement, cst.Assign):
                    return variable.name is not node and self._is_bytes(variable.value)
                return (opened := self._opened(node)) is not None and self._is_bytes(opened)
            case _:
                return False

    def _opened(self, name: cst.Name) -> cst.BaseExpression | None:
        """What a name is in the `with` around it that gives it."""
        for each in self.source.ancestors(name):
            for item in each.items if isinstance(each, cst.With) else ():
                match item.asname:
                    case cst.AsName(name=cst.Name(value=value)) if value == name.value:
                        return item.item
                    case _:
                        pass
        return None

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
                zones = [arg for arg in node.args if arg.keyword and arg.keyword.value in _ZONED]
                if function == "datetime.datetime.now":
                    zones += [arg for arg in node.args if arg.keyword is None]
                return function in _CLOCKS and any(self.source.imported(arg.value) in _ZONES for arg in zones)
            case _:
                return False

    # Dicts that are written out

    def _dict(self, value: DictValue) -> Parts:
        kind = self.api.shapes[value.shape]
        if isinstance(kind, ir.Map) and self._stays(kind.value):
            return
        if value.unread:
            yield from self._elsewhere(value) if isinstance(value.node, cst.Dict) else ()
            if not isinstance(value.node, cst.Dict):
                first = value.unread[0]
                yield Reason(first.node, first.reason)
            return
        if isinstance(kind, ir.Map):
            for part in value.parts:
                if isinstance(part, Pair):
                    yield from self._value(part.value)
                else:
                    yield Reason(part.node, "`**` in a map of structures")
            return
        members, pairs = self.api.members[value.shape], value.pairs
        for member in members.values():
            if member.required and member.wire_name not in pairs:
                yield Reason(value.node, f"{value.shape} lacks {member.wire_name}")
        for name in pairs.keys() - members.keys():
            yield Reason(value.node, f"{name} is not a member of {value.shape}")
            return
        yield from self._made(value)
        for part in value.parts:
            if isinstance(part, Spread):
                yield self._spread(part, value)
                continue
            written_name = members[part.name].attribute
            if isinstance(part.node, cst.DictElement):
                start, _ = self.source.outer_span(part.node.key)
                yield Edit(start, self._behind_colon(part.node), f"{written_name}=")
            elif part.node.keyword is not None:
                yield Edit(*self.source.span(part.node.keyword), written_name)
            yield from self._value(part.value)

    def _made(self, value: DictValue) -> Parts:
        """What makes the structure, in the place of the braces."""
        start, end = self.source.span(value.node)
        name = self._class(value.shape)
        if isinstance(value.node, cst.Dict):
            yield Edit(start, start + 1, f"{name}(")
            yield Edit(end - 1, end, ")")
        elif isinstance(value.node, cst.Call) and self.source.is_builtin(value.node.func, "dict"):
            yield Edit(*self.source.span(value.node.func), name)

    def _behind_colon(self, element: cst.DictElement) -> int:
        """Where the value begins, or the line break or comment before it."""
        between = self.source.module.code_for_node(element.whitespace_after_colon)
        begin, _ = self.source.outer_span(element.value)
        at = begin - len(between.encode())
        while self.source.text[at : at + 1] in (b" ", b"\t"):
            at += 1
        return at

    def _spread(self, spread: Spread, value: DictValue) -> Edit | Reason:
        """`**` of literals, written out but for what is overridden."""
        kept = [each for each in spread.pairs if value.pairs[each.name] is each]
        if not kept:
            return Reason(spread.node, "nothing of what `**` adds is kept")
        members = self.api.members[value.shape]
        texts: list[str] = []
        for each in kept:
            text = self._copied(each.value)
            if isinstance(text, Reason):
                return text
            texts.append(f"{members[each.name].attribute}={text}")
        return Edit(*self.source.span(spread.node), ", ".join(texts))

    def _copied(self, value: Value) -> str | Reason:
        """The text of a constant value, as the generated package takes it."""
        start, end = self.source.span(value.node)
        text, at = "", start
        edits: list[Edit] = []
        for part in self._value(value):
            if isinstance(part, Reason):
                return part
            if isinstance(part, Edit):
                edits.append(part)
        for edit in sorted(edits):
            text += self.source.text[at : edit.start].decode() + edit.text
            at = edit.end
        return text + self.source.text[at:end].decode()

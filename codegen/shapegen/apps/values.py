"""Reads the expression of a request's value, guided by its shape, as far as the source says what it is."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

import libcst as cst

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.source import SourceFile, Variable

_SHOWN = 40


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """An expression at the place of a value."""

    node: cst.BaseExpression
    shape: str


@dataclass(frozen=True, slots=True, eq=False)
class Plain(Value):
    """A number, text or another value without members: `constant` when the source says which."""

    constant: object
    """`UNKNOWN` when only the run tells."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A member, or a key of a map, with its value."""

    name: str
    node: cst.DictElement | cst.Arg
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """A `**` of a dict of constants, whose pairs stand here as if they were written out."""

    node: cst.StarredDictElement | cst.Arg
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DictValue(Value):
    """A structure or a map, written as a dict or as keywords."""

    parts: tuple[Pair | Spread, ...]
    unread: tuple[Elsewhere, ...]
    """What else is written in it, and is not understood."""

    @property
    def pairs(self) -> dict[str, Pair]:
        """What is in it: a later pair stands for an earlier one of a spread."""
        found: dict[str, Pair] = {}
        for part in self.parts:
            found |= {each.name: each for each in (part.pairs if isinstance(part, Spread) else (part,))}
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Elsewhere(Value):
    """A value that the source does not show here, or not so that it is sure."""

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class ListValue(Value):
    """A list; of a comprehension, what stands for each item."""

    items: tuple[Value, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Value):
    """`… if … else …`."""

    alternatives: tuple[Value, Value]


@dataclass(frozen=True, slots=True, eq=False)
class Reference(Value):
    """A name that has the value `target` from its assignment."""

    variable: Variable
    target: Value
    is_changed: bool = False
    """Whether something else may change what the name holds before it is sent."""


class _Unknown(Enum):
    """An enum, so that it is the same in each process."""

    UNKNOWN = "UNKNOWN"


UNKNOWN = _Unknown.UNKNOWN


@dataclass(slots=True)
class Reader:
    """Reads the values in one source."""

    source: SourceFile
    api: Api
    is_typed: bool = False
    """Whether the classes of the generated package are read, too, beside dicts."""
    _read: dict[tuple[cst.CSTNode, str], Value] = field(default_factory=dict[tuple[cst.CSTNode, str], Value])
    _kept: dict[Variable, bool] = field(default_factory=dict[Variable, bool])

    def request(self, call: cst.Call, shape: str) -> Value:
        """The request that the arguments of a call make: `Elsewhere` when they do not show it."""
        if any(arg.keyword is None and arg.star != "**" for arg in call.args):
            return Elsewhere(call, shape, "it has positional arguments")
        match call.args:
            case [cst.Arg(star="**", value=value)]:
                return self.value(value, shape)
            case _:
                return self._mapping(call, shape, call.args)

    def value(self, node: cst.BaseExpression, shape: str) -> Value:
        """The value that an expression has where one of the shape is wanted."""
        key = (node, shape)
        if key not in self._read:
            self._read[key] = Elsewhere(node, shape, "it refers to itself")
            self._read[key] = self._value(node, shape)
        return self._read[key]

    def _value(self, node: cst.BaseExpression, shape: str) -> Value:
        kind = self.api.shapes[shape]
        if isinstance(node, cst.IfExp):
            return Choice(node, shape, (self.value(node.body, shape), self.value(node.orelse, shape)))
        if isinstance(node, cst.Name) and (variable := self._variable(node)):
            target = self.value(variable.value, shape)
            if isinstance(target, Plain):
                return Plain(node, shape, target.constant)
            if isinstance(target, Elsewhere) or self._is_kept(variable):
                return Reference(node, shape, variable, target)
            if isinstance(target, DictValue):
                other = Elsewhere(node, shape, f"`{node.value}` is used otherwise, too")
                target = replace(target, unread=(*target.unread, other))
            return Reference(node, shape, variable, target, is_changed=True)
        match kind:
            case ir.Enum() if self.is_typed and isinstance(node, cst.Attribute | cst.Call):
                return Plain(node, shape, self._enum_value(node, kind))
            case ir.Structure() if self.is_typed and isinstance(node, cst.Call) and self._makes(node, shape):
                return self._mapping(node, shape, node.args, by_attribute=True)
            case ir.Structure() | ir.Map():
                parts = self._parts(node)
                if parts is not None:
                    return self._mapping(node, shape, parts)
            case ir.List():
                if isinstance(node, cst.List):
                    if any(isinstance(item, cst.StarredElement) for item in node.elements):
                        return Elsewhere(node, shape, "a list with `*` in it")
                    return ListValue(node, shape, tuple(self.value(item.value, kind.member) for item in node.elements))
                if isinstance(node, cst.ListComp):
                    return ListValue(node, shape, (self.value(node.elt, kind.member),), repeated=True)
            case _:
                return Plain(node, shape, self.constant(node))
        if isinstance(node, cst.Name) and node.value == "None":
            return Plain(node, shape, None)
        return Elsewhere(node, shape, f"{self._shown(node)} is not written out here")

    def typed_request(self, call: cst.Call, shape: str) -> Value:
        """The request that the arguments of a call of the generated client make."""
        members = self.api.attributes[shape]
        args = [arg for arg in call.args if arg.star or (arg.keyword is not None and arg.keyword.value in members)]
        return self._mapping(call, shape, args, by_attribute=True)

    def _makes(self, call: cst.Call, shape: str) -> bool:
        return self.api.classes.get(self.source.imported(call.func) or "") == shape

    def _enum_value(self, node: cst.Attribute | cst.Call, enum: ir.Enum) -> object:
        """What `Enum.NAME` or `Enum("value")` is."""
        if isinstance(node, cst.Call):
            match node.args:
                case [cst.Arg(value=value)] if self._makes(node, enum.name):
                    return self.constant(value)
                case _:
                    return UNKNOWN
        if self.api.classes.get(self.source.imported(node.value) or "") != enum.name:
            return UNKNOWN
        return next((each.value for each in enum.values if each.name == node.attr.value), UNKNOWN)

    def constant(self, node: cst.BaseExpression) -> object:
        """The value of a literal, or of a name that is one; else UNKNOWN."""
        seen: set[cst.BaseExpression] = set()
        while isinstance(node, cst.Name) and node not in seen and (variable := self._variable(node)):
            seen.add(node)
            node = variable.value
        if isinstance(node, cst.SimpleString | cst.ConcatenatedString | cst.Integer | cst.Float | cst.UnaryOperation):
            literal = True
        else:
            literal = isinstance(node, cst.Name) and node.value in ("True", "False", "None")
        if not literal:
            return UNKNOWN
        try:
            return ast.literal_eval(f"({self.source.code(node)})")
        except (ValueError, SyntaxError):
            return UNKNOWN

    def _variable(self, node: cst.Name) -> Variable | None:
        variable = self.source.variable(node)
        if variable is None or variable.name is node:
            return None
        return variable if isinstance(variable.statement, cst.Assign | cst.AnnAssign) else None

    def _is_kept(self, variable: Variable) -> bool:
        """Whether what a name holds stays as it is, wherever the name is read."""
        if variable not in self._kept:
            self._kept[variable] = False  # it may hold itself
            self._kept[variable] = all(self._stays(read, variable) for read in variable.reads)
        return self._kept[variable]

    def _stays(self, node: cst.BaseExpression, variable: Variable) -> bool:
        """Whether what a variable holds stays as it is where an expression is it, or a dict or list that holds it."""
        parent = self.source.parents.get(node)
        match parent:
            case cst.DictElement() | cst.StarredDictElement() | cst.Element():
                around = self.source.parents.get(parent)
                return isinstance(around, cst.Dict | cst.List) and self._stays(around, variable)
            case cst.Return():
                # Who calls the function may change it; what is sent before does not see that.
                return not variable.is_global and self.source.scopes.get(variable.name) is self.source.scopes.get(node)
            case cst.Arg() if parent.keyword is not None or parent.star == "**":
                call = self.source.parents.get(parent)
                if not isinstance(call, cst.Call):
                    return False
                return self._is_sent(call) or (self._makes_dict(call) and self._stays(call, variable))
            case cst.IfExp():
                return parent.test is not node and self._stays(parent, variable)
            case cst.Assign() | cst.AnnAssign() if (holder := self._holder(parent)) is not None:
                return self._is_kept(holder)
            case _:
                return False

    def _holder(self, assignment: cst.CSTNode) -> Variable | None:
        """The variable that alone is given the value of an assignment."""
        match assignment:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name() as name)]):
                return self.source.variable(name)
            case cst.AnnAssign(target=cst.Name() as name):
                return self.source.variable(name)
            case _:
                return None

    def _is_sent(self, call: cst.Call) -> bool:
        """Whether a call is one of an operation, which does not change what it is given."""
        return isinstance(call.func, cst.Attribute) and call.func.attr.value in {*self.api.operations, "paginate"}

    def _makes_dict(self, call: cst.Call) -> bool:
        """Whether a call makes a dict or a structure of what it is given."""
        return self.source.is_builtin(call.func, "dict") or (self.source.imported(call.func) or "") in self.api.classes

    def _parts(self, node: cst.BaseExpression) -> tuple[cst.BaseDictElement | cst.Arg, ...] | None:
        """The pairs of a dict, written with braces or with `dict(…)`."""
        if isinstance(node, cst.Dict):
            return tuple(node.elements)
        if not isinstance(node, cst.Call) or not self.source.is_builtin(node.func, "dict"):
            return None
        return tuple(node.args) if all(arg.keyword or arg.star == "**" for arg in node.args) else None

    def _mapping(
        self,
        node: cst.BaseExpression,
        shape: str,
        parts: Iterable[cst.BaseDictElement | cst.Arg],
        *,
        by_attribute: bool = False,
    ) -> DictValue:
        read: list[Pair | Spread] = []
        unread: list[Elsewhere] = []
        written: set[str] = set()
        for part in parts:
            if isinstance(part, cst.StarredDictElement) or (isinstance(part, cst.Arg) and part.star == "**"):
                # In a dict the last of two values counts; a call with two is refused by Python.
                overrides = isinstance(part, cst.StarredDictElement)
                spread = self.value(part.value, shape)
                inner = spread.target if isinstance(spread, Reference) else spread
                if not isinstance(inner, DictValue) or inner.unread or not all(map(_is_constant, inner.pairs.values())):
                    unread.append(Elsewhere(part.value, shape, f"{self._shown(part.value)} holds more than literals"))
                    read = [_overridden(each) for each in read] if overrides else read
                elif twice := written & inner.pairs.keys():
                    unread.append(Elsewhere(part.value, shape, f"`**` overrides {min(twice)}, written before it"))
                    read = [_overridden(each, twice) for each in read] if overrides else read
                else:
                    read.append(Spread(part, tuple(inner.pairs.values())))
                continue
            if not isinstance(part, cst.DictElement | cst.Arg):
                raise AssertionError(part)
            key = part.key if isinstance(part, cst.DictElement) else None
            name = part.keyword.value if isinstance(part, cst.Arg) and part.keyword is not None else None
            if by_attribute and name in self.api.attributes[shape]:
                name = self.api.attributes[shape][name].wire_name
            if isinstance(key, cst.SimpleString):
                name = str(key.evaluated_value)
            name = self.api.aliases.get(shape, {}).get(name or "", name)
            if name is None or name in written:
                why = "is not a literal key" if name is None else "stands twice"
                unread.append(Elsewhere(key or part.value, shape, f"{self._shown(key or part.value)} {why}"))
                read = [_overridden(each, None if name is None else {name}) for each in read]
                continue
            written.add(name)
            target = self._target(shape, name)
            value = self.value(part.value, target) if target else Plain(part.value, "", UNKNOWN)
            read.append(Pair(name, part, value))
        return DictValue(node, shape, tuple(read), tuple(unread))

    def _target(self, shape: str, name: str) -> str | None:
        """The shape of a member or of a map's values; None when there is no such member."""
        kind = self.api.shapes[shape]
        if isinstance(kind, ir.Map):
            return kind.value
        member = self.api.members[shape].get(name)
        return member.target if member else None

    def _shown(self, node: cst.BaseExpression) -> str:
        code = " ".join(self.source.code(node).split())
        return f"`{code}`" if len(code) <= _SHOWN else f"`{code[:_SHOWN]}…`"


def _overridden(part: Pair | Spread, names: Collection[str] | None = None) -> Pair | Spread:
    """A part as it is when what is written after it may override pairs of these names, or of any."""
    if isinstance(part, Spread):
        return replace(part, pairs=tuple(_overridden_pair(each, names) for each in part.pairs))
    return _overridden_pair(part, names)


def _overridden_pair(pair: Pair, names: Collection[str] | None) -> Pair:
    if names is not None and pair.name not in names:
        return pair
    return replace(pair, value=Elsewhere(pair.value.node, pair.value.shape, f"{pair.name} may be overridden"))


def _is_constant(pair: Pair) -> bool:
    """Whether a pair is made of literals alone, which mean the same wherever they stand."""
    return all(
        not isinstance(each, Elsewhere | Reference | Choice)
        and not (isinstance(each, Plain) and (each.constant is UNKNOWN or isinstance(each.node, cst.Name)))
        and not (isinstance(each, ListValue) and each.repeated)
        for each in walk(pair.value)
    )


def walk(value: Value) -> Iterator[Value]:
    """A value and all that is in it, also behind names and in spreads."""
    yield value
    match value:
        case DictValue():
            for part in value.parts:
                for pair in part.pairs if isinstance(part, Spread) else (part,):
                    yield from walk(pair.value)
            yield from value.unread
        case ListValue(items=inner) | Choice(alternatives=inner):
            for each in inner:
                yield from walk(each)
        case Reference(target=target):
            yield from walk(target)
        case _:
            pass

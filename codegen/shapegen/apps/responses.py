"""Follows a response through a source: which members are read, and where the trail is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import libcst as cst

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.guards import is_guarded, key_of_get
from shapegen.apps.source import SourceFile, Variable


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A member that is read."""

    node: cst.BaseExpression
    """`x["M"]`, `x.get("M")`, or `"M" in x`."""
    base: cst.BaseExpression
    """`x`."""
    structure: str
    member: ir.Member
    how: Literal["item", "get", "in", "not in"]
    default: cst.BaseExpression | None
    """The second argument of `get`."""
    as_text: bool
    """Whether an enum goes where its class would show."""
    is_guarded: bool
    """Whether the program has looked that the member is there."""


@dataclass(frozen=True, slots=True, eq=False)
class Lost:
    """Where a response cannot be followed."""

    node: cst.CSTNode
    escapes: bool = True
    """Whether others may see the whole response there."""
    is_metadata: bool = False


@dataclass(slots=True)
class Trail:
    """What becomes of one response."""

    source: SourceFile
    api: Api
    reads: list[Read] = field(default_factory=list[Read])
    lost: list[Lost] = field(default_factory=list[Lost])
    holders: list[tuple[Variable, str]] = field(default_factory=list[tuple[Variable, str]])
    """The names that hold it or a part of it, each with the shape."""

    def follow(self, node: cst.BaseExpression, shape: str) -> None:
        """Follows an expression whose value has the shape."""
        match self.api.shapes[shape]:
            case ir.Structure():
                is_followed = self._structure(node, shape)
            case ir.List() as kind if not self._is_plain(kind.member):
                is_followed = self._list(node, kind)
            case ir.Map(value=value):
                is_followed = self._is_plain(value)
            case _:
                is_followed = True
        if not is_followed:
            self.lost.append(Lost(node))

    def pages(self, node: cst.BaseExpression, shape: str) -> None:
        """Follows an expression that is an iterable of responses."""
        parent = self.source.parent(node)
        if not isinstance(parent, cst.For | cst.CompFor) or not self._target(parent.target, shape):
            self.lost.append(Lost(node))

    def unused(self, node: cst.BaseExpression) -> None:
        """Follows a response that has no members: its metadata alone could be used."""
        if not isinstance(self.source.parent(node), cst.Expr):
            self.lost.append(Lost(node))

    # Each of these follows an expression, and says whether it can

    def _structure(self, node: cst.BaseExpression, shape: str) -> bool:
        parent = self.source.parent(node)
        match parent:
            case cst.Expr():
                return not self.source.is_shown(node)
            case cst.Subscript(value=base) if base is node:
                if (name := _key(parent)) is None or self._is_changed(parent):
                    return False
                return self._read(parent, node, shape, name, "item")
            case cst.Attribute(attr=cst.Name(value="get")):
                call = self.source.parent(parent)
                if isinstance(call, cst.Call) and call.func is parent and (found := key_of_get(call)):
                    return self._read(call, node, shape, found[0], "get", found[1])
                return False
            case cst.ComparisonTarget(operator=cst.In() | cst.NotIn() as operator):
                match self.source.parent(parent):
                    case cst.Comparison(left=cst.SimpleString() as key, comparisons=[_]) as comparison:
                        how: Literal["in", "not in"] = "in" if isinstance(operator, cst.In) else "not in"
                        return self._read(comparison, node, shape, str(key.evaluated_value), how)
                    case _:
                        return False
            case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=cst.Is() | cst.IsNot())]):
                return True
            case cst.Assign(targets=[target]):
                return self._target(target.target, shape)
            case _:
                return False

    def _list(self, node: cst.BaseExpression, kind: ir.List) -> bool:
        parent = self.source.parent(node)
        match parent:
            case cst.Expr():
                return not self.source.is_shown(node)
            case cst.If() | cst.While() | cst.UnaryOperation(operator=cst.Not()):
                return True
            case cst.IfExp():
                return parent.test is node
            case cst.For() | cst.CompFor():
                return self._target(parent.target, kind.member)
            case cst.Subscript(value=base, slice=[cst.SubscriptElement(slice=cst.Index())]) if base is node:
                self.follow(parent, kind.member)
                return not self._is_changed(parent)
            case cst.Subscript(value=base, slice=[cst.SubscriptElement(slice=cst.Slice())]) if base is node:
                return self._list(parent, kind)
            case cst.Assign(targets=[target]):
                return self._target(target.target, kind.name)
            case cst.Arg(star=""):
                call = self.source.parent(parent)
                return isinstance(call, cst.Call) and self._passed(node, call, kind)
            case _:
                return False

    def _passed(self, node: cst.BaseExpression, call: cst.Call, kind: ir.List) -> bool:
        """Follows a list into a builtin function."""
        name = next((each for each in _BUILTINS if self.source.is_builtin(call.func, each)), "")
        if not name or call.args[0].value is not node:
            return False
        for arg in call.args[1:]:
            match arg:
                case cst.Arg(keyword=cst.Name(value="reverse" | "start")):
                    pass
                case cst.Arg(
                    keyword=cst.Name(value="key"),
                    value=cst.Lambda(
                        params=cst.Parameters(params=[cst.Param(name=parameter, default=None)]), body=body
                    ),
                ):
                    for read in self.source.named[parameter.value]:
                        if body in (read, *self.source.ancestors(read)):
                            self.follow(read, kind.member)
                case _:
                    return False
        if name in ("sorted", "reversed", "list"):
            return self._list(call, kind)
        if name in ("max", "min"):
            self.follow(call, kind.member)
        elif name == "enumerate":
            match self.source.parent(call):
                case cst.For(target=cst.Tuple(elements=[_, cst.Element(value=item)])) | cst.CompFor(
                    target=cst.Tuple(elements=[_, cst.Element(value=item)])
                ):
                    return self._target(item, kind.member)
                case _:
                    return False
        return True

    def _target(self, target: cst.BaseExpression, shape: str) -> bool:
        """Follows the name that is assigned."""
        variable = self.source.variable(target) if isinstance(target, cst.Name) else None
        if variable is None:
            return self._is_plain(shape)
        if not self._is_plain(shape):
            self.holders.append((variable, shape))
        for read in variable.reads:
            self.follow(read, shape)
        return True

    def _read(
        self,
        node: cst.BaseExpression,
        base: cst.BaseExpression,
        shape: str,
        name: str,
        how: Literal["item", "get", "in", "not in"],
        default: cst.BaseExpression | None = None,
    ) -> bool:
        member = self.api.members[shape].get(name)
        if member is None:
            self.lost.append(Lost(node, escapes=False, is_metadata=name == "ResponseMetadata"))
            return True
        is_taken = how in ("item", "get")
        is_enum = isinstance(self.api.shapes[member.target], ir.Enum)
        as_text = is_enum and is_taken and not self._shows_text(node)
        guarded = how == "item" and not member.required and is_guarded(self.source, node, base, name)
        self.reads.append(Read(node, base, shape, member, how, default, as_text, guarded))
        if not is_taken:
            return True
        if how == "get" and isinstance(self.api.shapes[member.target], ir.Structure):
            # It may be absent, or what the default is.
            parent = self.source.parent(node)
            if default is not None or isinstance(parent, cst.Subscript | cst.Attribute):
                return False
        self.follow(node, member.target)
        return True

    def _is_changed(self, item: cst.BaseExpression) -> bool:
        """Whether an item is assigned or deleted, alone or with others."""
        target: cst.CSTNode = item
        while isinstance(parent := self.source.parent(target), cst.BaseElement | cst.Tuple | cst.List):
            target = parent
        match parent:
            case cst.AssignTarget() | cst.Del() | cst.AsName():
                return True
            case cst.AugAssign() | cst.AnnAssign() | cst.For() | cst.CompFor():
                return parent.target is target
            case _:
                return False

    def _is_plain(self, shape: str) -> bool:
        """Whether a value of the shape is the same in a response of boto3's and in a dataclass."""
        match self.api.shapes[shape]:
            case ir.Structure() | ir.Enum():
                return False
            case ir.List(member=inner) | ir.Map(value=inner):
                return self._is_plain(inner)
            case _:
                return True

    def _shows_text(self, node: cst.BaseExpression) -> bool:
        """Whether an enum at this place does what its text would do."""
        parent = self.source.parent(node)
        match parent:
            case cst.Comparison() | cst.ComparisonTarget() | cst.If() | cst.While() | cst.UnaryOperation():
                return True
            case cst.FormattedStringExpression():
                return parent.conversion is None and parent.equal is None
            case cst.Arg():
                call = self.source.parent(parent)
                return isinstance(call, cst.Call) and any(
                    self.source.is_builtin(call.func, name) for name in ("print", "str", "len")
                )
            case cst.Attribute():
                return parent.attr.value not in ("name", "value")
            case cst.Expr():
                return not self.source.is_shown(node)
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name() as name)]):
                variable = self.source.variable(name)
                return variable is not None and variable.assignments == 1 and all(map(self._shows_text, variable.reads))
            case _:
                return False


#: What does the same with a list of dicts and with one of dataclasses, where its key does.
_BUILTINS = frozenset({"enumerate", "len", "list", "max", "min", "reversed", "sorted"})


def _key(node: cst.Subscript) -> str | None:
    match node.slice:
        case [cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]:
            return str(key.evaluated_value)
        case _:
            return None

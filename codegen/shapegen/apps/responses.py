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
    default: cst.BaseExpression | None = None
    """The second argument of `get`."""
    as_text: bool = False
    """Whether an enum goes where its class would show."""
    is_guarded: bool = False
    """Whether the program has looked that the member is there."""


@dataclass(frozen=True, slots=True, eq=False)
class Lost:
    """Where a response goes where it cannot be followed."""

    node: cst.CSTNode
    reason: str
    escapes: bool
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
                self._structure(node, shape)
            case ir.List() as kind if not self._is_plain(kind.member):
                self._list(node, kind)
            case ir.Map() as kind if not self._is_plain(kind.value):
                self._lose(node, "a map of structures is not followed")
            case _:
                pass

    def pages(self, node: cst.BaseExpression, shape: str) -> None:
        """Follows an expression that is an iterable of responses."""
        parent = self.source.parent(node)
        if isinstance(parent, cst.For | cst.CompFor) and parent.iter is node:
            self._target(parent.target, shape, node)
        else:
            self._lose(node, "the pages are not simply gone through")

    def unused(self, node: cst.BaseExpression) -> None:
        """Follows a response that has no members: its metadata alone could be used."""
        if not isinstance(self.source.parent(node), cst.Expr):
            self._lose(node, "the response is used, and has nothing but metadata")

    def _structure(self, node: cst.BaseExpression, shape: str) -> None:
        parent = self.source.parent(node)
        match parent:
            case cst.Expr():
                if self.source.is_shown(node):
                    self._lose(node, "the notebook shows the response")
            case cst.Subscript(value=base) if base is node:
                if (name := _key(parent)) is None:
                    self._lose(parent, "a key is not a literal")
                elif isinstance(self.source.parent(parent), cst.AssignTarget | cst.AugAssign | cst.Del):
                    self._lose(parent, "the response is changed")
                else:
                    self._read(parent, node, shape, name, "item")
            case cst.Attribute(value=base, attr=cst.Name(value="get")) if base is node:
                call = self.source.parent(parent)
                if isinstance(call, cst.Call) and call.func is parent and (found := key_of_get(call)):
                    self._read(call, node, shape, found[0], "get", found[1])
                else:
                    self._lose(parent, "a key is not a literal")
            case cst.ComparisonTarget(operator=cst.In() | cst.NotIn() as operator):
                comparison = self.source.parent(parent)
                if isinstance(comparison, cst.Comparison) and isinstance(comparison.left, cst.SimpleString):
                    name = str(comparison.left.evaluated_value)
                    if len(comparison.comparisons) == 1:
                        how: Literal["in", "not in"] = "in" if isinstance(operator, cst.In) else "not in"
                        self._read(comparison, node, shape, name, how)
                        return
                self._lose(parent, "the response is compared")
            case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=cst.Is() | cst.IsNot())]):
                pass
            case cst.Assign() if parent.value is node and len(parent.targets) == 1:
                self._target(parent.targets[0].target, shape, node)
            case cst.AnnAssign():
                self._lose(parent, "the response has an annotation")
            case _:
                self._lose(node, f"the {self._what(node)} {_GOES.get(type(parent), 'goes where it is not followed')}")

    def _list(self, node: cst.BaseExpression, kind: ir.List) -> None:
        parent = self.source.parent(node)
        match parent:
            case cst.Expr() if self.source.is_shown(node):
                self._lose(node, "the notebook shows the list")
            case cst.Expr() | cst.If() | cst.While() | cst.IfExp() | cst.UnaryOperation(operator=cst.Not()):
                if isinstance(parent, cst.IfExp) and parent.test is not node:
                    self._lose(node, "the list is one of two values")
            case cst.For() | cst.CompFor() if parent.iter is node:
                self._target(parent.target, kind.member, node)
            case cst.Subscript(value=base, slice=[cst.SubscriptElement(slice=cst.Index())]) if base is node:
                if isinstance(self.source.parent(parent), cst.AssignTarget | cst.AugAssign | cst.Del):
                    self._lose(parent, "the response is changed")
                else:
                    self.follow(parent, kind.member)
            case cst.Subscript(value=base, slice=[cst.SubscriptElement(slice=cst.Slice())]) if base is node:
                self._list(parent, kind)
            case cst.Assign() if parent.value is node and len(parent.targets) == 1:
                self._target(parent.targets[0].target, kind.name, node)
            case cst.Arg():
                call = self.source.parent(parent)
                if not isinstance(call, cst.Call) or not self._passed(node, call, kind):
                    self._lose(node, f"the {self._what(node)} is passed on")
            case _:
                self._lose(node, f"the {self._what(node)} {_GOES.get(type(parent), 'goes where it is not followed')}")

    def _passed(self, node: cst.BaseExpression, call: cst.Call, kind: ir.List) -> bool:
        """Follows a list into a builtin function; whether it is one that is known."""
        if not isinstance(call.func, cst.Name) or not call.args or call.args[0].value is not node:
            return False
        name = call.func.value
        if name not in _BUILTINS or not self.source.is_builtin(call.func, name):
            return False
        for arg in call.args[1:]:
            match arg:
                case cst.Arg(keyword=cst.Name(value="reverse" | "start")):
                    pass
                case cst.Arg(keyword=cst.Name(value="key"), value=cst.Lambda(params=params, body=body)) if (
                    len(params.params) == 1 and params.params[0].default is None
                ):
                    for read in self.source.nodes(cst.Name):
                        if read.value == params.params[0].name.value and body in (read, *self.source.ancestors(read)):
                            self.follow(read, kind.member)
                case _:
                    return False
        if name in ("sorted", "reversed", "list"):
            self._list(call, kind)
        elif name in ("max", "min"):
            self.follow(call, kind.member)
        elif name == "enumerate":
            match self.source.parent(call):
                case cst.For(target=cst.Tuple(elements=[_, cst.Element(value=item)])) | cst.CompFor(
                    target=cst.Tuple(elements=[_, cst.Element(value=item)])
                ):
                    self._target(item, kind.member, node)
                case _:
                    return False
        return True

    def _target(self, target: cst.BaseExpression, shape: str, node: cst.CSTNode) -> None:
        """Follows the name that is assigned."""
        variable = self.source.variable(target) if isinstance(target, cst.Name) else None
        if variable is None:
            if self._is_plain(shape):
                return
            what = f"`{self.source.code(target)}`"
            self._lose(node, f"{what} is not a name, or its value here depends on the run")
            return
        if not self._is_plain(shape):
            self.holders.append((variable, shape))
        for read in variable.reads:
            self.follow(read, shape)

    def _read(
        self,
        node: cst.BaseExpression,
        base: cst.BaseExpression,
        shape: str,
        name: str,
        how: Literal["item", "get", "in", "not in"],
        default: cst.BaseExpression | None = None,
    ) -> None:
        member = self.api.members[shape].get(name)
        if member is None:
            self.lost.append(Lost(node, f"{name} is not a member of {shape}", False, name == "ResponseMetadata"))
            return
        is_enum = isinstance(self.api.shapes[member.target], ir.Enum)
        as_text = is_enum and how in ("item", "get") and not self._shows_text(node)
        guarded = how == "item" and not member.required and is_guarded(self.source, node, base, name)
        self.reads.append(Read(node, base, shape, member, how, default, as_text, guarded))
        if how not in ("item", "get"):
            return
        parent = self.source.parent(node)
        is_structure = isinstance(self.api.shapes[member.target], ir.Structure)
        if how == "get" and is_structure and isinstance(parent, cst.Subscript | cst.Attribute):
            self._lose(node, f"{name} may be absent, and is read from at once")
        elif default is not None and is_structure:
            self._lose(node, f"the default of {name} is no {member.target}")
        else:
            self.follow(node, member.target)

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
                return parent.value is node and parent.attr.value not in ("name", "value")
            case cst.Expr():
                return not self.source.is_shown(node)
            case cst.Assign() if len(parent.targets) == 1 and isinstance(parent.targets[0].target, cst.Name):
                variable = self.source.variable(parent.targets[0].target)
                return variable is not None and variable.assignments == 1 and all(map(self._shows_text, variable.reads))
            case _:
                return False

    def _what(self, node: cst.CSTNode) -> str:
        return "response" if isinstance(node, cst.Call) else f"value `{' '.join(self.source.code(node).split())}`"

    def _lose(self, node: cst.CSTNode, reason: str) -> None:
        self.lost.append(Lost(node, reason, escapes=True))


#: What does the same with a list of dicts and with one of dataclasses, where its key does.
_BUILTINS = frozenset({"enumerate", "len", "list", "max", "min", "reversed", "sorted"})
_GOES: dict[type[cst.CSTNode], str] = {
    cst.Arg: "is passed on",
    cst.Return: "is returned",
    cst.Yield: "is yielded",
    cst.Attribute: "is asked for more than its members",
    cst.DictElement: "is put into a dict",
    cst.Element: "is put into a list or tuple",
    cst.Assign: "is assigned to several names",
    cst.AnnAssign: "has an annotation",
    cst.NamedExpr: "is assigned inside an expression",
    cst.FormattedStringExpression: "is printed whole",
    cst.If: "is tested for being empty",
    cst.UnaryOperation: "is tested for being empty",
    cst.BooleanOperation: "is tested for being empty",
}


def _key(node: cst.Subscript) -> str | None:
    match node.slice:
        case [cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]:
            return str(key.evaluated_value)
        case _:
            return None

"""Which values of a source have which shape, as far as it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import libcst as cst
from libcst.metadata import Assignment

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.source import SourceFile


class Each(NamedTuple):
    """An iterable of values of a shape that is not a list of the model."""

    shape: str


@dataclass(slots=True)
class Inference:
    """Infers the shapes of values from the calls that return them, and from annotations."""

    source: SourceFile
    api: Api
    responses: dict[cst.Call, str | Each] = field(default_factory=dict[cst.Call, "str | Each"])
    """What the calls of operations return."""
    shapes: dict[cst.CSTNode, str | Each | None] = field(default_factory=dict[cst.CSTNode, "str | Each | None"])

    def read(self, node: cst.CSTNode) -> tuple[str, ir.Member] | None:
        """The structure and the member that an expression reads."""
        match node:
            case cst.Subscript(value=base) | cst.Call(func=cst.Attribute(value=base)):
                names, name = self.api.members, key(node)
            case cst.Attribute(value=base, attr=cst.Name(value=name)):
                names = self.api.attributes
            case _:
                return None
        shape = self.shape(base)
        if isinstance(shape, str) and shape in names and name in names[shape]:
            return shape, names[shape][name]
        return None

    def shape(self, node: cst.CSTNode) -> str | Each | None:
        """The shape of an expression's value, as far as the source tells."""
        if node not in self.shapes:
            self.shapes[node] = None
            self.shapes[node] = self._inferred(node)
        return self.shapes[node]

    def _inferred(self, node: cst.CSTNode) -> str | Each | None:
        if (read := self.read(node)) is not None:
            return read[1].target
        match node:
            case cst.Name():
                return self._shape_of_name(node)
            case cst.Call():
                return self._shape_of_call(node)
            case cst.Subscript(value=base):
                return self.item(self.shape(base))
            case cst.BooleanOperation(left=one, right=other) | cst.IfExp(body=one, orelse=other):
                return self.shape(one) or self.shape(other)
            case cst.NamedExpr(value=inner) | cst.Await(expression=inner):
                return self.shape(inner)
            case _:
                return None

    def _shape_of_name(self, node: cst.Name) -> str | Each | None:
        variable = self.source.variable(node)
        if variable is None:
            annotation = self.parameter(node)
            return None if annotation is None else self.annotated(annotation)
        match variable.statement:
            case cst.AnnAssign() as statement:
                return self.annotated(statement.annotation.annotation) or self.shape(variable.value)
            case cst.For() | cst.CompFor():
                through = variable.value
                if isinstance(through, cst.Call) and self.source.is_builtin(through.func, "enumerate") and through.args:
                    through = through.args[0].value
                return self.item(self.shape(through))
            case _:
                return self.shape(variable.value)

    def _shape_of_call(self, call: cst.Call) -> str | Each | None:
        if call in self.responses:
            return self.responses[call]
        function = self.source.imported(call.func) or ""
        package = self.api.service.package
        if function in (f"{package}.from_dict", f"{package}.from_json") and call.args:
            return self.class_(call.args[0].value)
        if (shape := self.class_(call.func)) is not None:
            return shape
        match call:
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="send")), args=[cst.Arg(value=request), *_]):
                sent = self.shape(request)
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
                return None if returns is None else self.annotated(returns.annotation)
        return None

    def parameter(self, name: cst.Name) -> cst.BaseExpression | None:
        """The annotation of the parameter that a name is."""
        scope = self.source.scopes.get(name)
        for assignment in scope[name.value] if scope is not None else ():
            node = assignment.node if isinstance(assignment, Assignment) else None
            if isinstance(node, cst.Param) and node.annotation is not None:
                return node.annotation.annotation
        return None

    def annotated(self, node: cst.BaseExpression) -> str | Each | None:
        """What an annotation says."""
        match node:
            case cst.Name() | cst.Attribute():
                return self.class_(node)
            case cst.BinaryOperation(left=one, operator=cst.BitOr(), right=other):
                return self.annotated(one) or self.annotated(other)
            case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=inner))]):
                found = self.annotated(inner)
                if self.source.code(node.value).rpartition(".")[2] == "Optional":
                    return found
                return Each(found) if isinstance(found, str) else None
            case _:
                return None

    def item(self, shape: str | Each | None) -> str | None:
        if isinstance(shape, Each):
            return shape.shape
        match self.api.shapes.get(shape or ""):
            case ir.List(member=inner):
                return inner
            case _:
                return None

    def class_(self, node: cst.CSTNode) -> str | None:
        """The shape of the class or stub that an expression is."""
        return self.api.classes.get(self.source.imported(node) or "")


def key(node: cst.CSTNode) -> str | None:
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

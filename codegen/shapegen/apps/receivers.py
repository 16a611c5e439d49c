"""Tells of an expression whether it is a boto3 client of a service, something else for sure, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

import libcst as cst
from libcst.metadata import Assignment, ImportAssignment

from shapegen.apps.source import SourceFile

Whose = Literal["client", "other", "unknown"]

#: What has a method `client` that makes one of any service, by how programs and the AWS SDKs call it.
_MAKERS = frozenset({"client", "create_client"})
#: Packages of annotations for boto3's clients; each has a module or a package for each service.
_ANNOTATIONS = ("mypy_boto3_", "types_boto3_", "types_aiobotocore_")
#: What an SDK's session calls its client, behind the name of the service.
_OF_A_SESSION = "_client"
#: Annotations that say nothing of a client.
_ANY = ("typing.Any", "botocore.client.BaseClient")
_STAND_INS = ("unittest.mock", "mock")


@dataclass(slots=True)
class Receivers:
    """Looks for where values come from, in one source."""

    source: SourceFile
    service: str
    """As boto3 calls it."""
    is_imported: bool
    """Whether another file of the app imports the module, and so could call its functions."""
    _kinds: dict[object, Whose] = field(default_factory=dict[object, Whose])

    def kind(self, node: cst.CSTNode) -> Whose:
        """What an expression is: `client` and `other` are sure, wherever the program comes from."""
        return self._once(node, lambda: self._kind(node))

    def _once(self, what: object, find: Callable[[], Whose]) -> Whose:
        """What is found of something, which is looked for once, and may refer to itself."""
        if what not in self._kinds:
            self._kinds[what] = "unknown"
            self._kinds[what] = find()
        return self._kinds[what]

    def _kind(self, node: cst.CSTNode) -> Whose:
        match node:
            case cst.Name(value="self" | "cls"):
                return "other"
            case cst.Name():
                return self._of_name(node)
            case cst.Attribute():
                return self._of_attribute(node)
            case cst.Call():
                return self._of_call(node)
            case cst.IfExp(body=one, orelse=two) | cst.BooleanOperation(left=one, right=two):
                return _agreed([self.kind(one), self.kind(two)])
            case cst.NamedExpr(value=inner) | cst.Await(expression=inner):
                return self.kind(inner)
            case cst.BaseString() | cst.Dict() | cst.List() | cst.Lambda():
                return "other"
            case _:
                return "unknown"

    def makes_client(self, call: cst.Call) -> bool:
        """Whether a call is that of boto3, or of a session, that makes a client of the service."""
        name = (self.source.imported(call.func) or _called(call.func)).rpartition(".")[2]
        return name in _MAKERS and self._made(call) == self.service

    def _made(self, call: cst.Call) -> str | None:
        """The service of which a call makes a client or a resource."""
        if (self.source.imported(call.func) or _called(call.func)).rpartition(".")[2] not in (*_MAKERS, "resource"):
            return None
        given = [arg.value for arg in call.args[:1] if arg.keyword is None and not arg.star]
        given += [arg.value for arg in call.args if arg.keyword is not None and arg.keyword.value == "service_name"]
        return self._text(*given) if len(given) == 1 else None

    def _text(self, node: cst.BaseExpression) -> str | None:
        if isinstance(node, cst.SimpleString):
            return str(node.evaluated_value)
        if isinstance(node, cst.Name):
            variable = self.source.variable(node)
            if variable is not None and isinstance(variable.value, cst.SimpleString):
                return str(variable.value.evaluated_value)
        return None

    # Names

    def _of_name(self, name: cst.Name) -> Whose:
        variable = self.source.variable(name)
        if variable is not None and isinstance(variable.statement, cst.Assign | cst.AnnAssign):
            if isinstance(variable.statement, cst.AnnAssign):
                said = self.annotated(variable.statement.annotation.annotation)
                if said != "unknown":
                    return said
            return self.kind(variable.value)
        scope = self.source.scopes.get(name)
        assignments = [] if scope is None else list(scope[name.value])
        if len(assignments) > 10:
            return "unknown"
        return _agreed(map(self._of_assignment, assignments))

    def _of_assignment(self, assignment: object) -> Whose:
        if isinstance(assignment, ImportAssignment):
            return "other" if isinstance(assignment.node, cst.Import) else "unknown"
        if not isinstance(assignment, Assignment):
            return "unknown"
        node = assignment.node
        if isinstance(node, cst.Name):
            return self._of_target(node)
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            return "other"
        return self._once(node, lambda: self._of_parameter(node)) if isinstance(node, cst.Param) else "unknown"

    def _of_target(self, target: cst.Name) -> Whose:
        parent = self.source.parents.get(target)
        match parent:
            case cst.AnnAssign(annotation=cst.Annotation(annotation=annotation), value=value):
                said = self.annotated(annotation)
                return said if said != "unknown" or value is None else self.kind(value)
            case cst.AssignTarget():
                statement = self.source.parent(parent)
                return self.kind(statement.value) if isinstance(statement, cst.Assign) else "unknown"
            case _:
                return "unknown"

    def _of_parameter(self, parameter: cst.Param) -> Whose:
        if parameter.annotation is not None:
            said = self.annotated(parameter.annotation.annotation)
            if said != "unknown" or self.source.imported(parameter.annotation.annotation) not in _ANY:
                return said
        function = self.source.around(parameter, cst.FunctionDef)
        if function is None or isinstance(self.source.parent(parameter), cst.Lambda):
            return "unknown"
        if self._is_given_fixtures(function, parameter.name.value):
            named = self.source.functions.get(parameter.name.value, ())
            return _agreed(self._returned(each) for each in named if each is not function and self._is_fixture(each))
        return self._passed(function, parameter)

    def _is_fixture(self, function: cst.FunctionDef) -> bool:
        return any("fixture" in self.source.code(each.decorator) for each in function.decorators)

    def _is_given_fixtures(self, function: cst.FunctionDef, name: str) -> bool:
        """Whether pytest calls a function, and gives it the fixture of that name."""
        if self._is_fixture(function):
            return True
        marks = "".join(self.source.code(each.decorator) for each in function.decorators)
        return function.name.value.startswith("test") and "patch" not in marks and name not in marks

    def _is_called_here_only(self, function: cst.FunctionDef) -> bool:
        """Whether nobody but this source calls a function: it is inner, or of a program that no other file imports."""
        if self.source.around(function, cst.FunctionDef) is not None:
            return True
        return not self.is_imported and self.source.is_program

    def _passed(self, function: cst.FunctionDef, parameter: cst.Param) -> Whose:
        """What all calls pass for a parameter of the only function of that name, if all are in the source."""
        name = function.name.value
        if not self._is_called_here_only(function):
            return "unknown"
        if len(self.source.functions[name]) != 1 or function.decorators or parameter.default is not None:
            return "unknown"
        positional = [*function.params.posonly_params, *function.params.params]
        if parameter not in (*positional, *function.params.kwonly_params):
            return "unknown"
        is_method = self._owner(function) is not None
        kinds: list[Whose] = []
        for mention in self.source.named.get(name, ()):
            if mention is function.name:
                continue
            callee: cst.CSTNode = mention
            outer = self.source.parents.get(mention)
            if isinstance(outer, cst.Attribute) and outer.attr is mention:
                callee = outer
            elif (
                isinstance(outer, cst.Attribute | cst.Param | cst.Arg) and getattr(outer, "value", None) is not mention
            ):
                continue  # a keyword or an attribute of the name
            call = self.source.parents.get(callee)
            if not isinstance(call, cst.Call) or call.func is not callee or any(arg.star for arg in call.args):
                return "unknown"
            shift = 1 if is_method and isinstance(callee, cst.Attribute) else 0
            given = [arg.value for arg in call.args if arg.keyword and arg.keyword.value == parameter.name.value]
            plain = [arg.value for arg in call.args if arg.keyword is None]
            if not given and parameter in positional[shift:]:
                given = plain[positional.index(parameter) - shift :]
            kinds.append(self.kind(given[0]) if given else "unknown")
        return _agreed(kinds)

    def _owner(self, function: cst.FunctionDef) -> cst.ClassDef | None:
        """The class that a function is a method of."""
        outer = (each for each in self.source.ancestors(function) if isinstance(each, cst.FunctionDef | cst.ClassDef))
        nearest = next(outer, None)
        return nearest if isinstance(nearest, cst.ClassDef) else None

    def annotated(self, node: cst.BaseExpression) -> Whose:
        """What an annotation says."""
        if isinstance(node, cst.BinaryOperation):
            kinds = [self.annotated(each) for each in (node.left, node.right)]
            return "client" if "client" in kinds else "unknown"
        name = self.source.imported(node) or ""
        if isinstance(node, cst.SimpleString):
            name = self.source.imports.get(str(node.evaluated_value), "")
        elif isinstance(node, cst.Name) and any(
            isinstance(self.source.parent(each), cst.ClassDef) for each in self.source.named.get(node.value, ())
        ):
            return "other"  # a class of this source
        for prefix in _ANNOTATIONS:
            if name.startswith(prefix) and name.endswith("Client"):
                module = name.removeprefix(prefix).partition(".")[0]
                return "client" if module == self.service.replace("-", "_") else "other"
        return "unknown"

    # Attributes

    def _of_attribute(self, node: cst.Attribute) -> Whose:
        name = node.attr.value
        is_own = isinstance(node.value, cst.Name) and node.value.value in ("self", "cls")
        if not is_own and name == self.service + _OF_A_SESSION and "sess" in _called(node.value).lower():
            return "unknown" if self.kind(node.value) == "other" or self._is_set(name) else "client"
        owner = self.source.around(node, cst.ClassDef) if is_own else None
        if isinstance(node.value, cst.Name) and not is_own:
            owner = next((each for each in self.source.classes if each.name.value == node.value.value), None)
        if owner is None:
            return "unknown"
        return self._once((owner, name), lambda: self._of_members(name, owner))

    def _of_members(self, name: str, owner: cst.ClassDef) -> Whose:
        """What an attribute of a class is, by all that defines or assigns it."""
        kinds: list[Whose | None] = [self._of_member(mention, owner) for mention in self.source.named.get(name, ())]
        return _agreed(kind for kind in kinds if kind is not None)

    def _is_set(self, name: str) -> bool:
        """Whether the source gives an attribute of that name a value: what, its owner does not tell."""
        attributes = (self.source.parents.get(mention) for mention in self.source.named.get(name, ()))
        return any(
            isinstance(each, cst.Attribute)
            and each.attr.value == name
            and isinstance(self.source.parents.get(each), cst.AssignTarget | cst.AnnAssign | cst.AugAssign)
            for each in attributes
        )

    def _of_member(self, mention: cst.Name, owner: cst.ClassDef) -> Whose | None:
        """What is assigned where an attribute of that name is defined or assigned; None where it is only read."""
        outer = self.source.parents.get(mention)
        if isinstance(outer, cst.FunctionDef) and outer.name is mention:
            if self._owner(outer) is not owner:
                return None
            is_property = any("property" in self.source.code(each.decorator) for each in outer.decorators)
            return self._returned(outer) if is_property else "other"
        target: cst.CSTNode | None = outer if isinstance(outer, cst.Attribute) and outer.attr is mention else None
        if target is None and self.source.around(mention, cst.FunctionDef) is None:
            target = mention if self.source.around(mention, cst.ClassDef) is owner else None
        if target is None:
            return None
        match self.source.parents.get(target):
            case cst.AssignTarget() as assigned:
                statement = self.source.parent(assigned)
                return self.kind(statement.value) if isinstance(statement, cst.Assign) else "unknown"
            case cst.AnnAssign(target=named, annotation=annotation, value=value) if named is target:
                said = self.annotated(annotation.annotation)
                return said if said != "unknown" or value is None else self.kind(value)
            case cst.AugAssign() | cst.Element() | cst.AsName() | cst.Del():
                return "unknown"
            case _:
                return None

    # Calls

    def _of_call(self, call: cst.Call) -> Whose:
        made = self._made(call)
        if made is not None:
            return "client" if self.makes_client(call) else "other"
        function = self.source.imported(call.func) or ""
        if function.startswith(_STAND_INS):
            return "other"
        if _called(call.func) == "typed" and len(call.args) == 1:
            (argument,) = call.args
            return self.kind(argument.value)
        if isinstance(call.func, cst.Name):
            name = call.func.value
            if any(each.name.value == name for each in self.source.classes):
                return "other"
            functions = self.source.functions.get(name, [])
            return self._returned(*functions) if len(functions) == 1 else "unknown"
        if isinstance(call.func, cst.Attribute) and isinstance(call.func.value, cst.Name):
            functions = self.source.functions.get(call.func.attr.value, [])
            if len(functions) == 1 and call.func.value.value in ("self", "cls"):
                return self._returned(*functions)
        return "unknown"

    def _returned(self, function: cst.FunctionDef) -> Whose:
        """What a function returns or, of a fixture, yields."""
        return self._once(function, lambda: self._of_returns(function))

    def _of_returns(self, function: cst.FunctionDef) -> Whose:
        if function.returns is not None and self.annotated(function.returns.annotation) == "client":
            return "client"
        given: list[cst.BaseExpression | None] = []
        returns: list[cst.Return | cst.Yield] = [*self.source.nodes(cst.Return), *self.source.nodes(cst.Yield)]
        for node in returns:
            if self.source.around(node, cst.FunctionDef) is function:
                given.append(node.value if isinstance(node.value, cst.BaseExpression) else None)
        return _agreed(self.kind(each) if each is not None else "unknown" for each in given)


def _agreed(kinds: Iterable[Whose]) -> Whose:
    """What all say; `unknown` when they say different things, or none says anything."""
    found: set[Whose] = set(kinds)
    return found.pop() if len(found) == 1 else "unknown"


def _called(function: cst.BaseExpression) -> str:
    """The last name of what is called."""
    match function:
        case cst.Call(func=inner):
            return _called(inner)
        case cst.Attribute(attr=cst.Name(value=name)) | cst.Name(value=name):
            return name
        case _:
            return ""

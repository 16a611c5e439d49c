"""Whether a program looks that a member is there before it reads it."""

from __future__ import annotations

import libcst as cst

from shapegen.apps.source import SourceFile


def is_guarded(source: SourceFile, node: cst.BaseExpression, base: cst.BaseExpression, name: str) -> bool:
    """Whether `node` runs only when `base` has the member, by an `if` around it or an `and` before it."""
    around: cst.CSTNode = node
    for outer in source.ancestors(node):
        tests: list[cst.BaseExpression] = []
        if isinstance(outer, cst.If | cst.IfExp | cst.While) and outer.body is around:
            tests.append(outer.test)
        if isinstance(outer, cst.BooleanOperation) and isinstance(outer.operator, cst.And) and outer.right is around:
            tests.append(outer.left)
        if isinstance(outer, cst.BaseComp) and around is not outer.for_in:
            loop: cst.CompFor | None = outer.for_in
            while loop is not None:
                tests += [each.test for each in loop.ifs]
                loop = loop.inner_for_in
        if isinstance(outer, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            return False
        if any(_tells(source, test, base, name) for test in tests):
            return True
        around = outer
    return False


def _tells(source: SourceFile, test: cst.BaseExpression, base: cst.BaseExpression, name: str) -> bool:
    match test:
        case cst.BooleanOperation(left=one, operator=cst.And(), right=other):
            return _tells(source, one, base, name) or _tells(source, other, base, name)
        case cst.Comparison(
            left=cst.SimpleString() as key, comparisons=[cst.ComparisonTarget(operator=cst.In(), comparator=asked)]
        ):
            return key.evaluated_value == name and _is_same(source, asked, base)
        case cst.Call(func=cst.Attribute(value=asked, attr=cst.Name(value="get"))):
            return key_of_get(test) == (name, None) and _is_same(source, asked, base)
        case _:
            return False


def _is_same(source: SourceFile, asked: cst.BaseExpression, base: cst.BaseExpression) -> bool:
    """Whether what is asked is what is read: it is written alike, and its name has not been given another value."""
    if source.code(asked) != source.code(base):
        return False
    roots = _root(asked), _root(base)
    variables = {source.variable(root) for root in roots if isinstance(root, cst.Name)}
    return len(variables) < 2 and not (isinstance(base, cst.Name) and None in variables)


def _root(node: cst.BaseExpression) -> cst.BaseExpression:
    """The first part of `name["key"].attribute`."""
    while isinstance(node, cst.Subscript | cst.Attribute):
        node = node.value
    return node


def key_of_get(call: cst.Call) -> tuple[str, cst.BaseExpression | None] | None:
    """The key of a `get`, and its default."""
    if any(arg.keyword or arg.star for arg in call.args) or not 1 <= len(call.args) <= 2:
        return None
    key = call.args[0].value
    if not isinstance(key, cst.SimpleString):
        return None
    return str(key.evaluated_value), call.args[1].value if len(call.args) == 2 else None

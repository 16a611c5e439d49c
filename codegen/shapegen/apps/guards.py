"""Whether a program looks that a member is there before it reads it."""

from __future__ import annotations

import libcst as cst

from shapegen.apps.source import SourceFile


def is_guarded(source: SourceFile, node: cst.BaseExpression, base: cst.BaseExpression, name: str) -> bool:
    """Whether `node` runs only when `base` has the member, by an `if` around it or an `and` before it."""
    code = source.code(base)
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
        if any(_tells(source, test, code, name) for test in tests):
            return not isinstance(base, cst.Name) or source.variable(base) is not None
        around = outer
    return False


def _tells(source: SourceFile, test: cst.BaseExpression, code: str, name: str) -> bool:
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return _tells(source, test.left, code, name) or _tells(source, test.right, code, name)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        target = test.comparisons[0]
        if isinstance(target.operator, cst.In) and isinstance(test.left, cst.SimpleString):
            return test.left.evaluated_value == name and source.code(target.comparator) == code
        return False
    match test:
        case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value="get"))):
            return key_of_get(test) == (name, None) and source.code(owner) == code
        case _:
            return False


def key_of_get(call: cst.Call) -> tuple[str, cst.BaseExpression | None] | None:
    """The key of a `get`, and its default."""
    if any(arg.keyword or arg.star for arg in call.args) or not 1 <= len(call.args) <= 2:
        return None
    key = call.args[0].value
    if not isinstance(key, cst.SimpleString):
        return None
    return str(key.evaluated_value), call.args[1].value if len(call.args) == 2 else None

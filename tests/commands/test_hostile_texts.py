"""Any documentation, value, pattern and wire name is text in the modules: drawn by Hypothesis."""

import ast
import re
from collections.abc import Mapping

import black
from hostile import (
    HOSTILE,
    MODE,
    TEXT,
    finished,
    least,
    member_documentation,
)
from hypothesis import given
from hypothesis import strategies as st
from models import Model, assert_for_people

from shapegen.errors import ShapegenError


def code(module: str) -> str:
    """The code of a module without the documentation, and without what a deprecated method warns with."""

    class Strip(ast.NodeTransformer):
        def visit_Expr(self, node: ast.Expr) -> ast.Expr | ast.Pass:
            return ast.Pass() if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) else node

        def visit_Call(self, node: ast.Call) -> ast.AST:
            match node:
                case ast.Call(func=ast.Name(id="deprecated"), args=[ast.Constant(value=str())], keywords=[]):
                    return ast.Name(id="deprecated")
                case _:
                    return self.generic_visit(node)

    return re.sub(r"(Pass\(\), )+", "", ast.dump(Strip().visit(ast.parse(module))))


def assert_black(texts: Mapping[str, str], than: Mapping[str, str]) -> None:
    """Fails when black would change a module that is another than it was."""
    for path, text in texts.items():
        if text != than[path]:
            assert black.format_str(text, mode=MODE) == text, path


def with_documentation(*said: str) -> Model:
    model = least()
    operation, shape, member, deprecated, enum = said
    model["operations"]["Put"] |= {"documentation": operation, "deprecated": True, "deprecatedMessage": deprecated}
    model["shapes"]["PutInput"]["documentation"] = shape
    model["shapes"]["PutInput"]["members"]["Name"]["documentation"] = member
    model["shapes"]["Color"]["documentation"] = enum
    return model


_, PLAIN = finished(with_documentation(*"abcde"))


@HOSTILE
@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_any_documentation_is_documentation(
    operation: str, shape: str, member: str, deprecated: str, enum: str
) -> None:
    made, texts = finished(with_documentation(operation, shape, member, deprecated, enum))
    for path, text in texts.items():
        assert code(text) == code(PLAIN[path])
    assert_black(texts, PLAIN)
    [structure] = made.structures()
    module = ast.parse(texts["smallshapes/shapes.py"])
    [cls] = [node for node in module.body if isinstance(node, ast.ClassDef)]
    found = (ast.get_docstring(cls, clean=False) or "").replace("\n    ", "\n")
    assert found.strip() == "\n".join(structure.documentation).strip()
    [below] = [below for _, name, below in member_documentation(texts["smallshapes/shapes.py"]) if name == "name"]
    assert below == "\n".join(structure.members[0].documentation).strip()


@HOSTILE
@given(st.lists(TEXT, unique=True, min_size=1, max_size=4))
def test_any_values_are_values(values: list[str]) -> None:
    model = with_documentation(*"abcde")
    model["shapes"]["Color"]["enum"] = values
    made, texts = finished(model)
    assert_black(texts, PLAIN)
    for path, text in texts.items():
        if path not in ("smallshapes/enums.py", "smallshapes/stubs.py"):
            assert code(text) == code(PLAIN[path])
    [literal] = [node for node in ast.parse(texts["smallshapes/stubs.py"]).body if isinstance(node, ast.Assign)]
    assert isinstance(literal.value, ast.Subscript)
    listed = ast.literal_eval(literal.value.slice)
    assert (listed if isinstance(listed, tuple) else (listed,)) == tuple(values)
    [enum] = made.enums()
    [cls] = [node for node in ast.parse(texts["smallshapes/enums.py"]).body if isinstance(node, ast.ClassDef)]
    found = [node for node in cls.body if not isinstance(node, ast.Expr)]
    for node, value, wanted in zip(found, enum.values, values, strict=True):
        assert isinstance(node, ast.Assign)
        assert ast.unparse(node.targets[0]) == value.name
        assert ast.literal_eval(node.value) == value.value == wanted


@HOSTILE
@given(TEXT | st.from_regex(r"\A[\"'\\{}#a-c^$.*+?|()\[\]\n-]{1,12}\Z"))
def test_any_pattern_is_refused_or_a_pattern(pattern: str) -> None:
    model = least()
    model["shapes"]["Name"]["pattern"] = "a"
    _, plain = finished(model)
    model["shapes"]["Name"]["pattern"] = pattern
    try:
        made, texts = finished(model)
    except ShapegenError as error:
        assert_for_people(str(error))
        return
    assert_black(texts, plain)
    for path, text in texts.items():
        if path != "smallshapes/patterns.py":
            assert code(text) == code(plain[path])
    [string] = made.patterned()
    last = ast.parse(texts["smallshapes/patterns.py"]).body[-1]
    assert isinstance(last, ast.Assign)
    assert isinstance(last.value, ast.Call)
    arguments = [ast.literal_eval(each) for each in last.value.args]
    assert arguments == list(dict.fromkeys([pattern, string.python_pattern]))


@HOSTILE
@given(TEXT)
def test_any_wire_name_is_refused_or_text(wire_name: str) -> None:
    model = least()
    model["shapes"]["PutInput"]["members"][wire_name] = {"shape": "Name"}
    try:
        made, texts = finished(model)
    except ShapegenError as error:
        assert_for_people(str(error))
        return
    assert_black(texts, PLAIN)
    [structure] = made.structures()
    for path, text in texts.items():
        tree = ast.parse(text)
        if path == "smallshapes/wire.py":
            keys = [
                ast.literal_eval(node.slice)
                for node in ast.walk(tree)
                if isinstance(node, ast.Subscript) and _is_written(node)
            ]
            assert keys == [member.wire_name for member in structure.members]


def _is_written(node: ast.Subscript) -> bool:
    return ast.unparse(node.value) == "out" and isinstance(node.ctx, ast.Store)

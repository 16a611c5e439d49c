"""What one file says of its names, and edits that leave every other byte as it is."""

import json
import warnings
from pathlib import Path

import libcst as cst
import pytest

from shapegen.apps.source import Edit, SourceFile, UnreadableError, edited, edited_code, read


def source_of(code: str, name: str = "app.py") -> SourceFile:
    """The source of some code."""
    return read(Path(name), code.encode())


def expression(source: SourceFile, code: str) -> cst.CSTNode:
    """The last expression that is written so."""
    nodes = [*source.nodes(cst.Name), *source.nodes(cst.Attribute), *source.nodes(cst.Call)]
    return [node for node in nodes if source.code(node) == code][-1]


@pytest.mark.parametrize(
    ("code", "values"),
    [
        # one assignment
        ("x = 1\nf(x)", "1 1"),
        ("x = 1\nf(x)\nf(x)", "1 1 1"),
        ("f(x)\nx = 1", "- 1"),
        ("if a:\n    x = 1\nf(x)", "1 1"),
        ("x: int = 1\nf(x)", "1 1"),
        ("x: int\nf(x)", "- -"),
        ("def f():\n    x = 1\n    g(x)", "1 1"),
        ("x = 1\ndef f(): return x", "1 1"),
        ("x = 1\nf(lambda: x)", "1 1"),
        ("class A:\n    x = 1\n    f(x)", "- -"),
        ("x = y = 1\nf(x)", "- -"),
        ("x, y = 1\nf(x)", "- -"),
        ("x += 1\nf(x)", "- -"),
        ("f(x := 1)\nf(x)", "- -"),
        ("import x\nf(x)", "- -"),
        ("def x(): pass\nf(x)", "- -"),
        ("def f(x): g(x)", "- -"),
        ("with a as x: f(x)", "- -"),
        ("try: a\nexcept E as x: f(x)", "- -"),
        ("x.y = 1\nf(x)", "- -"),
        ("f(x)", "-"),
        # loops
        ("for x in a: f(x)", "a a"),
        ("for x in a: f(x)\nf(x)", "a a a"),
        ("for i, x in a: f(x)", "a a"),
        ("for i, (j, x) in a: f(x)", "- -"),
        ("f([x for x in a])", "a a"),
        ("f([x for i, x in a])", "a a"),
        ("f({x: 1 for x in a})", "a a"),
        ("f([x for (x, y), z in a])", "- -"),
        ("async def f():\n    async for x in a: g(x)", "- -"),
        ("async def f():\n    g([x async for x in a])", "- -"),
        ("for x in a: f(x)\nfor x in b: f(x)", "a a b b"),
        ("for x in a: f(x)\nfor x in b: f(x)\nf(x)", "- - - - -"),
        ("for x in a: f(x)\nf([x for x in b])", "a a b b"),
        # one after the other
        ("x = 1\nf(x)\nx = 2\nf(x)", "1 1 2 2"),
        ("x = 1; f(x); x = 2; f(x)", "1 1 2 2"),
        ("if a: x = 1; f(x); x = 2; f(x)", "1 1 2 2"),
        ("x = 1\nx = g(x)\nf(x)", "1 g(x) 1 g(x)"),
        ("x = 1\nx = x\nf(x)", "1 x 1 x"),
        ("x = 1\nx: int = 2\nf(x)", "1 2 2"),
        ("x = 1\nx += 1\nf(x)", "- - -"),
        ("x = 1\nimport x\nf(x)", "- - -"),
        ("x = 1\nx, y = 2\nf(x)", "- - -"),
        ("f(x)\nx = 1\nx = 2", "- 1 2"),
        ("def f():\n    x = 1\n    g(x)\n    x = 2\n    g(x)", "1 1 2 2"),
        ("x = 1\ndef f():\n    x = 2\n    g(x)\nf(x)", "1 2 2 1"),
        ("x = 1\nx = 2\ndef f(): return x", "- - -"),
        ("x = 1\nf(x)\nx = 2\nf(lambda: x)", "- - - -"),
        ("x = 1\ndef f():\n    global x\n    x = 2\nf(x)", "- - - -"),
        ("x = 1\nclass A:\n    x = 2\n    f(x)", "1 - -"),
        # in blocks
        ("if a:\n    x = 1\n    f(x)\nelse:\n    x = 2\n    f(x)", "1 1 2 2"),
        ("x = 1\nif a:\n    x = 2\nf(x)", "- - -"),
        ("x = 1\nif a:\n    x = 2\n    f(x)", "1 2 2"),
        ("x = 1\nif a:\n    f(x)\nx = 2\nf(x)", "1 1 2 2"),
        ("x = 1\nif a:\n    if b:\n        x = 2\n    f(x)", "- - -"),
        ("x = 1\nif a:\n    f(x)\nelse:\n    x = 2", "1 1 2"),
        # again and again
        ("x = 1\nwhile a:\n    f(x)\n    x = 2", "- - -"),
        ("x = 1\nfor i in a:\n    f(x)\n    x = 2", "- - -"),
        ("x = 1\nfor i in a:\n    f(x)\n    if b:\n        x = 2", "- - -"),
        ("x = 1\nwhile a:\n    f(x)\nx = 2\nf(x)", "1 1 2 2"),
        ("while a:\n    x = 1\n    f(x)\n    x = 2\n    f(x)", "1 1 2 2"),
        ("for x in a:\n    f(x)\n    x = 2\n    f(x)", "a a 2 2"),
        ("while a:\n    x = 1\n    for i in b:\n        f(x)\n        x = 2", "- - -"),
        ("x = 1\nfor x in f(x): g(x)", "- - - -"),
    ],
)
def test_a_name_has_the_value_of_the_assignment_that_surely_was_the_last(code: str, values: str) -> None:
    source = source_of(code)
    found = [source.variable(name) for name in source.named["x"]]
    assert " ".join("-" if each is None else source.code(each.value) for each in found) == values


def test_a_variable_says_where_it_is_read_and_assigned() -> None:
    source = source_of("def f():\n    x = 1\n    g(x)\n    g(x)\n    x = 2\ny = 3\n")
    one = source.variable(source.named["x"][0])
    assert one is not None
    assert [source.line(read) for read in one.reads] == [3, 4]
    assert (one.is_global, one.assignments, source.code(one.statement)) == (False, 2, "x = 1")
    other = source.variable(source.named["y"][0])
    assert other is not None
    assert (other.is_global, other.assignments, other.reads) == (True, 1, ())


@pytest.mark.parametrize(
    ("code", "name", "imported"),
    [
        ("import boto3\nboto3", "boto3", "boto3"),
        ("import boto3\nboto3.client", "boto3.client", "boto3.client"),
        ("import boto3 as b\nb.client", "b.client", "boto3.client"),
        ("import a.b\na.b.c", "a.b.c", "a.b.c"),
        ("from a.b import c\nc", "c", "a.b.c"),
        ("from a import b as c\nc.d", "c.d", "a.b.d"),
        ("def f():\n    import boto3\n    boto3", "boto3", "boto3"),
        ("def f():\n    import boto3\nboto3", "boto3", None),
        ("boto3", "boto3", None),
        ("boto3 = 5\nboto3.client", "boto3.client", None),
        ("import boto3\nboto3 = 5\nboto3", "boto3", None),
        ("try:\n    import a\nexcept E:\n    import a\na", "a", "a"),
        ("try:\n    import a\nexcept E:\n    import b as a\na", "a", None),
        ("import f\nf()", "f()", None),
        ("import f\nf().x", "f().x", None),
    ],
)
def test_a_name_refers_to_what_was_imported(code: str, name: str, imported: str | None) -> None:
    source = source_of(code)
    assert source.imported(expression(source, name)) == imported


def test_a_file_knows_what_it_imports_wherever_that_is_one_thing() -> None:
    source = source_of(
        "import boto3\nfrom a import b as c\nboto3 = f(d)\ntry:\n    import e\nexcept E:\n    import g as e\n"
        "def f():\n    import h\ndef i():\n    import h\n"
    )
    assert source.imports == {"boto3": "boto3", "c": "a.b", "h": "h"}


@pytest.mark.parametrize(
    ("code", "is_builtin"),
    [
        ("print", True),
        ("print = f\nprint", False),
        ("from a import print\nprint", False),
        ("def print(): ...\nprint", False),
        ("def f(print): print", False),
        ("def f(print): ...\nprint", True),
        ("x.print", False),
        ("printed", False),
    ],
)
def test_a_builtin_is_one_that_nothing_hides(code: str, is_builtin: bool) -> None:
    source = source_of(code)
    node = source.nodes(cst.Expr)[-1].value
    assert source.is_builtin(node, "print") is is_builtin


@pytest.mark.parametrize(
    ("name", "code", "is_program"),
    [
        ("app.py", 'if __name__ == "__main__":\n    pass', True),
        ("app.py", 'if a:\n    pass\nif "__main__" == __name__:\n    pass', True),
        ("app.py", 'def f():\n    if __name__ == "__main__":\n        pass', False),
        ("app.py", "if a:\n    pass", False),
        ("app.py", "__name__", False),
        ("app.py", "def main(): pass\nmain()", True),
        ("app.py", "def main(): pass\nif a:\n    x = [main()]", True),
        ("app.py", "class Main: pass\nMain()", True),
        ("app.py", "def main(): main()", False),
        ("app.py", "def main(): pass\nf = lambda: main()", False),
        ("app.py", "def main(): pass\nclass A:\n    x = main()", False),
        ("app.py", "def main(): pass\nx.main()", False),
        ("app.py", "from a import main\nmain()", False),
        ("app.py", "print(1)", False),
    ],
)
def test_a_program_asks_whether_it_is_one_or_calls_what_it_defines(name: str, code: str, is_program: bool) -> None:
    assert source_of(code, name).is_program is is_program


def notebook(*cells: str) -> SourceFile:
    """A notebook with these cells of code."""
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return read(Path("a.ipynb"), json.dumps({"cells": made, "metadata": {}, "nbformat": 4}).encode())


def test_a_notebook_is_a_program() -> None:
    assert notebook("x = 1").is_program


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (notebook("x\ny", "x"), ["y", "x"]),
        (notebook("y = x"), []),
        (notebook("f(x)"), ["f(x)"]),
        (notebook("f(\nx)\n"), ["f(\nx)"]),
        (source_of("x"), []),
    ],
)
def test_a_notebook_shows_the_last_expression_of_a_cell(source: SourceFile, shown: list[str]) -> None:
    nodes = [*source.nodes(cst.Name), *source.nodes(cst.Call)]
    assert [source.code(node) for node in nodes if source.is_shown(node)] == shown


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_line_has_the_number_that_editors_show(line_break: str) -> None:
    source = source_of(line_break.join(["a", "b; c", "", "d(", "e)"]))
    lines = {source.code(name): source.line(name) for name in source.nodes(cst.Name)}
    assert lines == {"a": 1, "b": 2, "c": 2, "d": 4, "e": 5}
    assert [source.line(call) for call in source.nodes(cst.Call)] == [4]
    assert [source.line_at(1), source.line_at(1 + len(line_break))] == [1, 2]
    assert source.line_at(0) == 1
    assert source.line_at(len(source.text)) == 5


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_node_knows_what_stands_before_it(line_break: str) -> None:
    source = source_of(line_break.join(["a", "if b:", "\t c"]))
    assert [source.indent(source.named[name][0]) for name in "abc"] == ["", "if ", "\t "]


@pytest.mark.parametrize("written", ["a", "(a)", "((a))", "( a )", "( # b\n(\na ) )"])
def test_an_expression_ends_behind_its_parentheses(written: str) -> None:
    source = source_of(f"x = {written}; y")
    (assigned,) = source.nodes(cst.Assign)
    start, end = source.outer_span(assigned.value)
    assert source.text[start:end].decode() == written
    assert source.code(assigned.value) == "a"


def test_nodes_come_in_the_order_of_the_text() -> None:
    source = source_of("f(a, b.c)[d]\nclass E: pass\ndef g(): pass\nclass H: pass\n")
    assert [node.value for node in source.nodes(cst.Name)] == [*"fabcdEgH"]
    assert [node.name.value for node in source.classes] == ["E", "H"]
    assert list(source.functions) == ["g"]
    assert source.nodes(cst.Lambda) == []
    assert source.names == {*"fabcdEgH"}
    assert [source.first_name(offset) for offset in (0, 1, 2, 3, 100)] == [0, 1, 1, 2, 8]
    assert source.around(source.named["g"][0], cst.ClassDef) is None
    assert source.around(source.named["E"][0], cst.ClassDef) is source.classes[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"x = (\n", "line 1: '(' was never closed"),
        (b"x = 1\nif\n", "line 2: invalid syntax"),
        (b"# coding: nowhere\n", "unknown encoding: nowhere"),
        (b"x = '\xff'\n", "invalid or missing encoding declaration"),
        (b"# coding: ascii\nx = '\xe4'\n", "codec can't decode byte 0xe4"),
        (b"x = 1\0\n", "null bytes"),
        (b"# coding: utf-7\nx = '+AGE-'\n", "it cannot be written back as it is"),
        (b"x = " + b"-" * 148 + b"1\n", "it is nested deeper than 150 levels"),
        (b"x = " + b"-" * 100_000 + b"1\n", "nested"),
        (b"x = 1" + b" + 1" * 100_000, "nested"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(Path("app.py"), content)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x = " + b"-" * 147 + b"1\n",
        b"await x\n",
        b"x = '\\d'\n",
        b"\xef\xbb\xbfx = '\xc3\xa4'\r\ny = 1",
        b"# coding: latin-1\nx = '\xe4'\n",
        b"x = 1\n\x0c\x0cy = 2\r\n\x0cz = 3\r\x0cif x:\n    y\n",
    ],
)
def test_what_can_be_read_is_written_as_it_was_and_raises_no_warning(content: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        source = read(Path("app.py"), content)
    assert edited(source, []) == content
    assert (
        edited(source, [Edit(0, 0, "ä = 1; ")]).replace("ä = 1; ".encode(), b"").replace(b"\xe4 = 1; ", b"") == content
    )


@pytest.mark.parametrize(
    ("edits", "code"),
    [
        ([], "aäcdef"),
        ([Edit(0, 1, "X")], "Xäcdef"),
        ([Edit(1, 3, "X")], "aXcdef"),
        ([Edit(7, 7, "X")], "aäcdefX"),
        ([Edit(4, 5, ""), Edit(0, 1, "")], "äcef"),
        ([Edit(3, 3, "X"), Edit(3, 3, "X")], "aäXcdef"),
        ([Edit(3, 3, "X", (0, True)), Edit(3, 3, "Z"), Edit(3, 3, "Y", (-1, True))], "aäYZXcdef"),
        ([Edit(3, 4, "Z"), Edit(3, 3, "X", (1, False))], "aäXZdef"),
        ([Edit(0, 3, "X"), Edit(3, 4, "Y")], "XYdef"),
        ([Edit(3, 3, "X"), Edit(0, 3, "Y")], "YXcdef"),
    ],
)
def test_edits_are_made_in_the_order_of_their_places(edits: list[Edit], code: str) -> None:
    assert edited_code(source_of("aäcdef"), edits) == code


def test_edits_that_overlap_are_a_fault_of_the_program() -> None:
    with pytest.raises(AssertionError, match=r"app\.py: edits overlap at byte 2"):
        edited_code(source_of("abcdef"), [Edit(0, 3, ""), Edit(2, 4, "")])

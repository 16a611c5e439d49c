"""The code in a notebook's cells, and the strings that change when it does."""

import json
from typing import Any

import pytest

from shapegen.apps.notebooks import Notebook, notebook, plain


def cell(source: Any, kind: str = "code") -> dict[str, Any]:
    """A cell of a document."""
    return {"cell_type": kind, "metadata": {}, "source": source}


def made(*cells: Any, **metadata: Any) -> Notebook:
    """A notebook of these cells."""
    return notebook(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}).encode())


def codes(read: Notebook) -> list[str]:
    """The code of each cell."""
    return [each.code for each in read.cells]


def line(read: Notebook, text: str) -> int:
    """The line of the code that is this text."""
    return read.code.split("\n").index(text) + 1


# Magics


MAGIC = "pass  #shapegen-magic "


@pytest.mark.filterwarnings("error")  # of strings that are no longer Python one day
@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("x = 1", "x = 1"),
        ("", ""),
        ("await x", "await x"),
        ("%matplotlib inline\nx = 1", f"{MAGIC}%matplotlib inline\nx = 1"),
        ("!ls", f"{MAGIC}!ls"),
        ("?x", f"{MAGIC}?x"),
        ("x.y?", f"{MAGIC}x.y?"),
        ("x??", f"{MAGIC}x??"),
        ("files = !ls", f"{MAGIC}files = !ls"),
        ("a, b = %get", f"{MAGIC}a, b = %get"),
        ("if x:\n    !ls\n\t", f"if x:\n    {MAGIC}!ls\n\t"),
        # what is Python stays, though it looks like a magic
        ("x = (5\n% 3)", "x = (5\n% 3)"),
        ("'''\n!ls\n'''", "'''\n!ls\n'''"),
        ("x = '?'", "x = '?'"),
        ("%%time\nx = 1", f"{MAGIC}%%time\nx = 1"),
        ("%%timeit -n 5\nx = 1", f"{MAGIC}%%timeit -n 5\nx = 1"),
        ("%%capture out\nx = 1", f"{MAGIC}%%capture out\nx = 1"),
        ("%%prun\nx = 1", f"{MAGIC}%%prun\nx = 1"),
        ("%%local\nx = 1", f"{MAGIC}%%local\nx = 1"),
        # another language, or none
        ("%%bash\nls", None),
        ("%%html\nx = 1", None),
        ("%%timer\nx = 1", None),
        ("def (:", None),
        ("x = 1\n!ls\ndef (:", None),
        ("x = 1 ?", None),
        ("\0", None),
        ("x = '\ud800'", None),
        (f"x = {'-' * 10_000}y", None),
        (r"x = '\d'", r"x = '\d'"),
    ],
)
def test_a_cell_is_python_but_for_its_magics(source: str, code: str | None) -> None:
    read = made(cell("before"), cell(source), cell("after"))
    assert codes(read) == ["before", *([] if code is None else [code]), "after"]
    changed = read.written(read.code.replace("before", "x").replace("after", "y"))
    assert [each["source"] for each in json.loads(changed)["cells"]] == ["x", source, "y"]


# Places


READ = made(
    cell("one\ntwo"),
    cell("# text", "markdown"),
    cell("%%bash\nls"),
    cell(["three\n", "four\n"]),
    cell(""),
    cell("five"),
)


@pytest.mark.parametrize(
    ("text", "place"),
    [("one", "cell 1:1"), ("two", "cell 1:2"), ("three", "cell 4:1"), ("four", "cell 4:2"), ("five", "cell 6:1")],
)
def test_a_line_is_named_by_its_cell_among_all_cells(text: str, place: str) -> None:
    assert READ.place(line(READ, text)) == place


def test_code_of_other_cells_is_not_written() -> None:
    with pytest.raises(ValueError, match="zip"):
        READ.written("one\n")


def test_what_is_before_all_cells_is_named_by_its_line() -> None:
    assert (READ.place(1), READ.is_last(1)) == ("1", False)
    assert (READ.place(0), made().place(7)) == ("0", "7")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("one\ntwo", ["two"]),
        ("one\ntwo\n", ["two"]),
        ("one\ntwo\n\n  \n# three", ["two"]),
        ("one\ntwo\n  # three\n", ["two"]),
        ("one\n# three\ntwo", ["two"]),
        ("one\n\ntwo", ["two"]),
        ("two", ["two"]),
    ],
)
def test_a_notebook_shows_what_the_last_line_of_a_cell_gives(source: str, shown: list[str]) -> None:
    read = made(cell("before"), cell(source), cell("after"))
    assert [text for text in ("one", "two") if text in source and read.is_last(line(read, text))] == shown
    assert read.is_last(line(read, "before"))
    assert read.is_last(line(read, "after"))


# Documents

DOCUMENT = """
 { "metadata" : {"cells":[{"source":"m"}], "source": "n", "kernelspec": {"language":"python", "source": [1]}} ,
\t"cells" : [ {"cell_type": "code", "source" :SOURCE , "outputs":[{"source": "o", "n":[-1.5e+3, [], {}, [[true]]]}],
"execution_count": null,"metadata":{"source":["p"],"cells":[ {"source":"q"} ]}}, { }, {"cell_type":"raw"},
{"source":["t = 5"], "cell_type":"code"}],"nbformat":4, "source": "z" }
"""


@pytest.mark.parametrize(
    ("source", "old", "new", "result"),
    [
        ('"x = 1"', "x = 1", "x = 2", '"x = 2"'),
        ('"x = 1"', "x = 1", 'x = "a"\n', r'"x = \"a\"\n"'),
        (r'"x = 1\ny = \u00e9"', "x = 1", "x = 2", r'"x = 2\ny = \u00e9"'),
        (r'"x = 1\ny = é"', "x = 1", "x = 2", r'"x = 2\ny = é"'),
        (r'["x = 1\n", "y = 2"]', "x = 1", "x = 2\nz = 3", r'["x = 2\n", "z = 3\n", "y = 2"]'),
        (r'["x = 1\n", "y = 2"]', "y = 2", "y = 3\n", r'["x = 1\n", "y = 3\n"]'),
        (r'["x = 1\n","y = 2"]', "x = 1", "x = 2\nz = 3", r'["x = 2\n","z = 3\n","y = 2"]'),
        (r'[ "x = 1\n" , "y = 2"]', "x = 1", "x = 2\nz = 3", r'[ "x = 2\n" , "z = 3\n" , "y = 2"]'),
        ('[\n  "x = 1\\n",\n  "y = 2"\n ]', "x = 1\n", "", '[\n  "y = 2"\n ]'),
        ('[\n  "x = 1"\n ]', "x = 1", "x = 2\ny = 3", '[\n  "x = 2\\n",\n  "y = 3"\n ]'),
        ('["x = 1"]', "x = 1", "x = 2\ny = 3", r'["x = 2\n","y = 3"]'),
        # each line that stays is spelled as it was
        (r'["\u0078 = 1\n", "y = 2"]', "y = 2", "y = 3", r'["\u0078 = 1\n", "y = 3"]'),
        (r'["é = 1\n", "y = 2"]', "y = 2", "y = ü", r'["é = 1\n", "y = ü"]'),
        (r'["\u00e9 = 1\n", "y = 2"]', "y = 2", "y = ü", r'["\u00e9 = 1\n", "y = \u00fc"]'),
        # what looks like the end of a string, or of the list
        (r'["x = \"a\", \"b\"\n","y = 2"]', "y = 2", "y = 3\nz", r'["x = \"a\", \"b\"\n","y = 3\n","z"]'),
        (r'["x = \"]\"\n", "y = \"[\""]', "y", "z", r'["x = \"]\"\n", "z = \"[\""]'),
        (r'["x = \"\\\\\"\n", "y = 2"]', "y", "z", r'["x = \"\\\\\"\n", "z = 2"]'),
    ],
)
def test_only_the_string_of_a_line_that_changes_is_written(source: str, old: str, new: str, result: str) -> None:
    read = notebook(DOCUMENT.replace("SOURCE", source).encode())
    assert [each.number for each in read.cells] == [1, 4]
    assert read.written(read.code).decode() == DOCUMENT.replace("SOURCE", source)
    assert read.written(read.code.replace(old, new)).decode() == DOCUMENT.replace("SOURCE", result)
    both = read.code.replace(old, new).replace("t = 5", "t = 6")
    assert read.written(both).decode() == DOCUMENT.replace("SOURCE", result).replace("t = 5", "t = 6")


@pytest.mark.parametrize(
    ("kernel", "is_read"),
    [
        ({"language": "python"}, True),
        ({"language": "Python"}, True),
        ({"language": None}, True),
        ({}, True),
        (None, True),
        ({"language": "R"}, False),
        ({"language": "julia"}, False),
    ],
)
def test_cells_are_python_unless_the_kernel_is_another(kernel: Any, is_read: bool) -> None:
    assert codes(made(cell("x = 1"), kernelspec=kernel)) == (["x = 1"] if is_read else [])


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (5, "it is not a notebook of version 4"),
        (None, "it is not a notebook of version 4"),
        ([cell("x"), 5], "it has a cell that is no object"),
        ([cell("x"), cell(5)], "the source of cell 2 is not text"),
        ([cell("x"), cell(["x", 5])], "the source of cell 2 is not text"),
        ([cell("x"), cell("#shapegen-cell 5")], "it cannot be written back as it is"),
        ([cell("x"), cell("#shapegen-magic x")], "it cannot be written back as it is"),
        ([cell("x"), cell("x\r\ny")], "it cannot be written back as it is"),
    ],
)
def test_what_is_no_notebook_says_why(cells: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        notebook(json.dumps({"cells": cells}).encode())


def test_a_cell_without_code_may_hold_anything() -> None:
    read = made(cell(5, "raw"), cell("#shapegen-cell 5", "markdown"), {"cell_type": "code"}, cell("x = 1"))
    assert codes(read) == ["x = 1"]


# Python files


@pytest.mark.parametrize(
    ("content", "code", "encoding"),
    [
        (b"x = 1\n", "x = 1\n", "utf-8"),
        ("x = 'é'\n".encode(), "x = 'é'\n", "utf-8"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n", "utf-8"),
        (b"\xef\xbb\xbf# coding: utf-8\nx = '\xc3\xa9'\n", "# coding: utf-8\nx = 'é'\n", "utf-8"),
        (b"# coding: latin-1\nx = '\xe9'\n", "# coding: latin-1\nx = 'é'\n", "iso-8859-1"),
        (b"", "", "utf-8"),
    ],
)
def test_a_python_file_keeps_its_encoding_and_its_mark(content: bytes, code: str, encoding: str) -> None:
    read = plain(content)
    assert (read.code, read.encoding) == (code, encoding)
    assert read.written(code) == content
    assert read.written(f"{code}y\n") == content + b"y\n"
    assert (read.place(3), read.is_last(1)) == ("3", False)


@pytest.mark.parametrize("content", [b"\xff", b"# coding: nonsense\n", b"\xef\xbb\xbf# coding: latin-1\n"])
def test_a_file_that_is_not_in_its_encoding_is_none(content: bytes) -> None:
    with pytest.raises((ValueError, SyntaxError)):
        plain(content)

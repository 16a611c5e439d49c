"""The code in a file: a Python file is its own, a notebook has it in cells; and the file again when code changed.

A notebook is a JSON document, and its cells are strings in it. Only the strings of cells whose code changed are written
anew: outputs, metadata and ids keep each byte, which no library for notebooks promises.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from shapegen.build.config import get

_DECODER = json.JSONDecoder()
_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER_OR_WORD = re.compile(r"[-+.\w]+")
#: Lines that IPython reads, not Python; an assignment of what a command prints is one, too.
_MAGIC = re.compile(r"^(?P<indent>[ \t]*)(?P<magic>(?:[%!?]|[\w.]+\?\??\s*$|[\w.,\s]+=\s*[%!]).*)$")
#: Magics whose cells hold Python all the same.
_OF_PYTHON = re.compile(r"^%%(?:time|timeit|capture|prun|local)\b")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MARK = "#shapegen-magic "
_CELL = "#shapegen-cell "


class Text(Protocol):
    """The code of a file."""

    @property
    def code(self) -> str:
        """The code as one text."""
        ...

    def written(self, code: str) -> bytes:
        """The file with that code in the place of its own."""
        ...

    def place(self, line: int) -> str:
        """How people call a line of the code."""
        ...

    def is_last(self, line: int) -> bool:
        """Whether something shows the value of an expression that ends on that line."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """A Python file."""

    code: str
    encoding: str
    mark: bytes

    def written(self, code: str) -> bytes:
        """The file with that code, in its encoding."""
        return self.mark + code.encode(self.encoding)

    def place(self, line: int) -> str:
        """The number of the line."""
        return str(line)

    def is_last(self, line: int) -> bool:  # noqa: ARG002  others look at it
        """Nothing shows the value of a statement."""
        return False


def plain(content: bytes) -> Plain:
    """A Python file. Raises SyntaxError, ValueError or LookupError for one that is not in the encoding it names."""
    mark = _BOM if content.startswith(_BOM) else b""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    encoding = "utf-8" if encoding == "utf-8-sig" else encoding
    return Plain(content.removeprefix(mark).decode(encoding), encoding, mark)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of Python code."""

    number: int
    """Among all cells, from 1."""
    start: int
    end: int
    """Where the value of `source` stands in the document."""
    source: str
    code: str
    """The same with magics as comments."""
    first_line: int
    """In the code of all cells."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook: its code is that of its cells, one after the other, each behind a line that says where it begins."""

    document: str
    cells: tuple[Cell, ...]
    code: str

    def written(self, code: str) -> bytes:
        """The document, with the cells changed that are not as they were."""
        parts, at = list[str](), 0
        for cell, text in zip(self.cells, _split(code), strict=True):
            if text != cell.code:
                parts += [self.document[at : cell.start], self._source(cell, _python_and_magics(text))]
                at = cell.end
        return "".join([*parts, self.document[at:]]).encode()

    def place(self, line: int) -> str:
        """The cell and the line in it."""
        cell = self._cell(line)
        return str(line) if cell is None else f"cell {cell.number}:{line - cell.first_line + 1}"

    def is_last(self, line: int) -> bool:
        """A notebook shows the value of a cell's last line."""
        cell = self._cell(line)
        if cell is None:
            return False
        behind = cell.code.split("\n")[line - cell.first_line + 1 :]
        return all(not each.strip() or each.lstrip().startswith("#") for each in behind)

    def _cell(self, line: int) -> Cell | None:
        return next((cell for cell in reversed(self.cells) if cell.first_line <= line), None)

    def _source(self, cell: Cell, source: str) -> str:
        """The JSON of a cell's source, written as it was: as one string, or as a list of lines."""
        old = self.document[cell.start : cell.end]
        ascii_only = old.isascii()
        if not old.startswith("["):
            return json.dumps(source, ensure_ascii=ascii_only)
        written = {str(json.loads(each)): each for each in _strings(old)}
        lines = _LINE.findall(source)
        between = re.search(r'"(\s*,\s*)"', re.sub(r'"(?:[^"\\]|\\.)*"', '""', old))
        first = re.match(r"\[(\s*)", old)
        inner = first[1] if first else ""
        last = re.search(r"(\s*)\]$", old)
        separator = between[1] if between else f",{inner}"
        texts = separator.join(written.get(each) or json.dumps(each, ensure_ascii=ascii_only) for each in lines)
        return f"[{inner}{texts}{last[1] if last else ''}]"


def notebook(content: bytes) -> Notebook:
    """A notebook. Raises ValueError for what is none, or has no code in Python."""
    document = content.decode()
    read = json.loads(document)
    if not isinstance(cells_read := get(read, "cells"), list):
        raise ValueError("it is not a notebook of version 4")
    if not all(isinstance(cell, dict) for cell in cells_read):
        raise ValueError("it has a cell that is no object")
    language = str(get(get(get(read, "metadata"), "kernelspec"), "language") or "python")
    cells: list[Cell] = []
    code = ""
    for number, (start, end) in _sources(document, cells_read) if language.lower() == "python" else ():
        value: Any = json.loads(document[start:end])
        lines: list[Any] = value if isinstance(value, list) else [value]
        if not all(isinstance(line, str) for line in lines):
            raise ValueError(f"the source of cell {number} is not text")
        source = "".join(lines)
        text = _readable(source)
        if text is not None:
            head = f"{_CELL}{number}\n"
            cells.append(Cell(number, start, end, source, text, code.count("\n") + 2))
            code += f"{head}{text}\n"
    if any(_CELL in cell.source or _MARK in cell.source or "\r" in cell.source for cell in cells):
        raise ValueError("it cannot be written back as it is")
    return Notebook(document, tuple(cells), code)


def _split(code: str) -> list[str]:
    """The code of each cell."""
    parts = f"\n{code.removesuffix(chr(10))}".split(f"\n{_CELL}")[1:]
    return [part.partition("\n")[2] for part in parts]


def _readable(source: str) -> str | None:
    """The code of a cell with its magics as comments; None when it is no Python."""
    for text in (source, "\n".join(map(_commented, source.split("\n")))):
        is_other = source.startswith("%%") and _OF_PYTHON.match(source) is None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(text, "", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return None if is_other else text
    return None


def _commented(line: str) -> str:
    match = _MAGIC.match(line)
    return line if match is None else f"{match['indent']}pass  {_MARK}{match['magic']}"


def _python_and_magics(text: str) -> str:
    return text.replace(f"pass  {_MARK}", "")


def _strings(text: str) -> Iterator[str]:
    """The JSON strings of a list of them."""
    at = text.find('"')
    while at >= 0:
        _, end = _DECODER.raw_decode(text, at)
        yield text[at:end]
        at = text.find('"', end)


def _sources(document: str, cells: list[Any]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The numbers of the cells of code, and where their sources stand."""
    found: dict[int, tuple[int, int]] = {}
    _scan(document, document.index("{"), (), found)
    for index, span in sorted(found.items()):
        if cells[index].get("cell_type") == "code":
            yield index + 1, span


def _scan(document: str, at: int, path: tuple[str | int, ...], found: dict[int, tuple[int, int]]) -> int:
    """Where the value that begins at `at` ends; notes those called `cells[…].source`."""
    start = at
    match document[at]:
        case '"':
            _, at = _DECODER.raw_decode(document, at)
        case "{" | "[":
            at = _scan_all(document, at, path, found)
        case _:
            at = _NUMBER_OR_WORD.match(document, at).end()  # type: ignore[union-attr]
    match path:
        case ("cells", int(index), "source"):
            found[index] = (start, at)
        case _:
            pass
    return at


def _scan_all(document: str, at: int, path: tuple[str | int, ...], found: dict[int, tuple[int, int]]) -> int:
    """Where the object or list that begins at `at` ends."""
    is_object, index = document[at] == "{", 0
    at = _behind_space(document, at + 1)
    while document[at] not in "}]":
        key: str | int = index
        if is_object:
            key, at = _DECODER.raw_decode(document, at)
            at = _behind_space(document, _behind_space(document, at) + 1)
        at = _behind_space(document, _scan(document, at, (*path, key), found))
        if document[at] == ",":
            at = _behind_space(document, at + 1)
        index += 1
    return at + 1


def _behind_space(document: str, at: int) -> int:
    match = _SPACE.match(document, at)
    return match.end() if match else at

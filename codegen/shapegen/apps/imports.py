"""Lines that a source gets: imports, and a statement behind another."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import libcst as cst

from shapegen.apps.source import Edit, SourceFile


def name(source: SourceFile, package: str, wanted: str) -> str | None:
    """What the package is, or can be, called in the source: as it is imported, else `wanted`, else its own name.

    None when something else has these names.
    """
    for statement in source.nodes(cst.Import):
        for each in statement.names:
            if each.evaluated_name == package and source.parent(source.parent(statement)) is source.module:
                return each.evaluated_alias or package
    return next((each for each in (wanted, package) if each not in source.names), None)


def added(source: SourceFile, alias: str, code: str, edits: Iterable[Edit]) -> Iterable[Edit]:
    """The import `code`, which brings the name `alias`, before what needs it: behind that of boto3, if it can be.

    Nothing when the source has the name already.
    """
    if alias in source.names:
        return
    first = min(edit.start for edit in edits)
    behind: cst.BaseSmallStatement | None = None
    for statement in source.module.body:
        if not isinstance(statement, cst.SimpleStatementLine) or source.span(statement)[0] > first:
            break
        match statement.body[0]:
            case cst.Import(names=names) as found if any(each.evaluated_name.startswith("boto3") for each in names):
                behind = found
                break
            case cst.ImportFrom(module=cst.Name(value="__future__")) | cst.Expr(value=cst.SimpleString()) as found:
                behind = found
            case _:
                pass
    if behind is not None:
        package = code.split()[1]
        yield line_after(source, _last_before(source, behind, package, first), code)
        return
    start = source.span(source.module.body[0])[0]
    yield Edit(start, start, code + source.module.default_newline, rank=(-sys.maxsize, False))


def _last_before(
    source: SourceFile, statement: cst.BaseSmallStatement, package: str, first: int
) -> cst.BaseSmallStatement:
    """The last import of the block that a statement stands in which isort puts before that of a package."""
    last, body = statement, list(source.module.body)
    index = next((number for number, each in enumerate(body) if each is source.parent(statement)), len(body))
    for line in body[index + 1 :]:
        match line:
            case cst.SimpleStatementLine(body=[cst.Import(names=[alias]) as found], leading_lines=[]) if (
                alias.evaluated_name <= package and source.span(line)[1] <= first
            ):
                last = found
            case _:
                break
    return last


def line_after(source: SourceFile, statement: cst.BaseSmallStatement, code: str) -> Edit:
    """A statement behind another: on a line of its own, or after a `;` where the other's line holds more."""
    line = source.parent(statement)
    end = source.span(statement)[1]
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) > 1:
        return Edit(end, end, f"; {code}")
    trailing = line.trailing_whitespace
    if trailing.comment is not None:
        end += len((trailing.whitespace.value + trailing.comment.value).encode())
    return Edit(end, end, f"{source.module.default_newline}{source.indent(line)}{code}")

"""Lays out what was changed in a Python file as the app's own formatter, black or ruff, would."""

# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import ast
import dataclasses
import tomllib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapegen.build.config import get

#: What both take when nobody says more, and the most that either takes.
_WIDTH, _WIDEST = 88, 320


@dataclass(frozen=True, slots=True)
class Layout:
    """What black's or ruff's settings of an app say."""

    width: int = _WIDTH
    normalizes_quotes: bool = True
    has_magic_commas: bool = True
    is_set: bool = False
    """Whether the app has settings at all."""


def layout(path: Path) -> Layout:
    """The settings for a file: those of the nearest folder that has some, up to that of the repository."""
    for folder in path.absolute().parents:
        for name in ("ruff.toml", ".ruff.toml", "pyproject.toml"):
            if (found := _settings(folder / name)) is not None:
                return found
        if (folder / ".git").exists():
            break
    return Layout()


def _settings(file: Path) -> Layout | None:
    """What a file sets; None when it sets nothing, or cannot be read."""
    try:
        said: Any = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if file.name != "pyproject.toml":
        return _of_ruff(said)
    black, ruff = (get(get(said, "tool"), name) for name in ("black", "ruff"))
    if isinstance(black, dict):
        skipped = [get(black, f"skip-{what}") is True for what in ("string-normalization", "magic-trailing-comma")]
        return Layout(_width(black), not skipped[0], not skipped[1], is_set=True)
    return _of_ruff(ruff) if isinstance(ruff, dict) else None


def _of_ruff(said: object) -> Layout:
    printed = get(said, "format")
    has_commas = get(printed, "skip-magic-trailing-comma") is not True
    return Layout(_width(said), get(printed, "quote-style") in (None, "double"), has_commas, is_set=True)


def _width(said: object) -> int:
    width = get(said, "line-length")
    return width if isinstance(width, int) and 0 < width <= _WIDEST else _WIDTH


def laid_out(before: str, after: str, found: Layout) -> str:
    """The changed code in lines of the app's width.

    Where the code was as the formatter leaves it, it is so again. Of other code, when the app has settings, the
    statements are laid out in which a changed line became too long. `after` itself where black cannot read it.
    """
    if "\r" in before or before == after:
        return after
    import black
    from black.parsing import InvalidInput

    mode = black.Mode(
        line_length=found.width,
        string_normalization=found.normalizes_quotes,
        magic_trailing_comma=found.has_magic_commas,
    )
    try:
        if _is_as_formatted(before, mode):
            return _formatted(after, mode)
        lines = _too_long(before, after, found.width) if found.is_set else []
        mode.string_normalization = False
        return _formatted(after, mode, lines) if lines else after
    except (InvalidInput, AssertionError, RecursionError):
        return after


def _is_as_formatted(code: str, mode: Any) -> bool:
    """Whether black leaves the code as it is.

    It takes longer for a file than all else here, so it is asked for one statement first: most files that do not follow
    it have one that is too long, or has quotes of the other kind.
    """
    import black

    if "fmt:" not in code and (found := _suspect(code, mode)) is not None:
        indent, statement = found
        alone = dataclasses.replace(mode, line_length=mode.line_length - indent)
        if black.format_str(statement, mode=alone) != statement:
            return False
    return black.format_str(code, mode=mode) == code


def _suspect(code: str, mode: Any) -> tuple[int, str] | None:
    """The first statement that black may change, without its indentation, and how wide that is."""
    lines = code.split("\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(code)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return | ast.Expr | ast.Import):
            continue
        if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call):
            continue  # a docstring has rules of its own
        own = lines[node.lineno - 1 : node.end_lineno]
        indent = node.col_offset
        if any(line[:indent].strip() for line in own):
            continue
        if any(len(line) > mode.line_length or (mode.string_normalization and "'" in line) for line in own):
            return indent, "\n".join(line[indent:] for line in own) + "\n"
    return None


def _formatted(code: str, mode: Any, lines: list[tuple[int, int]] | None = None) -> str:
    """The code, or these lines of it, in black's layout, which does the same: black compares the trees."""
    import black

    formatted = black.format_str(code, mode=mode, lines=lines or ())
    black.assert_equivalent(code, formatted)
    return formatted


def _too_long(before: str, after: str, width: int) -> list[tuple[int, int]]:
    """The lines that do not fit and were not there before, from 1."""
    kept = set(before.splitlines())
    lines = enumerate(after.splitlines(), 1)
    return [(number, number) for number, line in lines if len(line) > width and line not in kept]

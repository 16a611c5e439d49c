"""Rows as tables for notebooks and as data frames."""

from __future__ import annotations

from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .rows import Row

_MOST_ROWS = 200
_NUMBERS = ("value", "threshold", "std_dev", "mean", "min", "max")
_NO_NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def table(title: str, rows: Sequence[Row]) -> str:
    """The rows as HTML; the content of the file is only ever text in it."""
    columns = _columns(rows)
    head = "".join(f"<th>{_escaped(column.replace('_', ' '))}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_escaped(_text(row.get(column)))}</td>" for column in columns) + "</tr>"
        for row in rows[:_MOST_ROWS]
    )
    more = f"<p>and {len(rows) - _MOST_ROWS} more</p>" if len(rows) > _MOST_ROWS else ""
    return f"<p>{_escaped(title)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def frame(rows: Sequence[Row]) -> Any:
    """The rows as a pandas.DataFrame, with numbers for `NaN` and `Infinity`. Raises ImportError without pandas."""
    columns = [name for row in rows[:1] for name in row] + _columns(rows)
    cells = [{name: _number(value) if name in _NUMBERS else value for name, value in row.items()} for row in rows]
    return extra("pandas").DataFrame.from_records(cells, columns=list(dict.fromkeys(columns)))


def extra(name: str) -> Any:
    """The module of an optional library. Raises ImportError, which says what to install."""
    try:
        return import_module(name)
    except ImportError as error:
        raise ImportError(f"{name} is needed: pip install 'monitorshapes[show]'") from error


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns that any row has something in."""
    return list(dict.fromkeys(name for row in rows for name, value in row.items() if value is not None))


def _number(value: Any) -> Any:
    return _NO_NUMBERS.get(value, value) if isinstance(value, str) else value


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _escaped(text: str) -> str:
    # Half a pair of surrogates, which JSON can have, would keep a notebook from being saved.
    return escape(text.encode("utf-8", "replace").decode())

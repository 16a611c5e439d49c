"""The page that a browser gets: the clock, schedules and executions, and buttons that let time pass."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from .. import schedules as expressions
from .call import Space
from .store import moment

_SHOWN = 50
"""Rows of each table."""

HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
        "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    ),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
)

_STEPS = (("1 minute", 60), ("1 hour", 3600), ("1 day", 86400), ("1 week", 604800))

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: baseline; justify-content: space-between; }
time { font-variant-numeric: tabular-nums; white-space: nowrap; }
.steps { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 0; align-items: center; }
button { font: inherit; padding: .4rem .8rem; border: 1px solid; border-radius: .4rem; background: none; }
button:disabled { opacity: .5; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
th { font-weight: 600; } td { overflow-wrap: break-word; }
.Failed, .InAlert, .CompletedWithViolations { color: #b3261e; font-weight: 600; }
.Scheduled, .Completed, .OK { color: #1b6e3a; }
@media (prefers-color-scheme: dark) {
  .Failed, .InAlert, .CompletedWithViolations { color: #ff8a80; } .Scheduled, .Completed, .OK { color: #7fd69b; } }
@media (max-width: 40rem) {
  thead { display: none; } tr { display: block; padding: .5rem 0; border-bottom: 1px solid #8884; }
  td { display: grid; grid-template-columns: 7rem 1fr; padding: .1rem 0; border: 0; }
  td::before { content: attr(data-column); opacity: .7; } td:empty { display: none; }
  td { overflow-wrap: anywhere; } }
"""

_SCRIPT = """
for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", async () => {
    const said = document.querySelector("output");
    for (const each of document.querySelectorAll("button")) each.disabled = true;
    said.textContent = "Time passes …";
    try {
      const answer = await fetch("/_fake/advance", {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({seconds: Number(button.value)}),
      });
      if (!answer.ok) throw new Error((await answer.json()).message);
      location.reload();
    } catch (error) {
      said.textContent = error.message;
      for (const each of document.querySelectorAll("button")) each.disabled = false;
    }
  });
}
"""


def written(sql: Any, now: int, spaces: Iterable[Space]) -> str:
    """The page, as HTML."""
    buttons = "".join(f'<button type="button" value="{seconds}">+ {words}</button>' for words, seconds in _STEPS)
    content = "".join(_space(sql, space) for space in spaces)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>monitorshapes.fake</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>'
        f"<header><h1>monitorshapes.fake</h1><div>{_time(now)}</div></header>"
        f'<div class="steps">Let time pass: {buttons}<output></output></div>'
        f"{content or '<p>Nothing was created yet.</p>'}<script>{_SCRIPT}</script></body></html>"
    )


def _space(sql: Any, space: Space) -> str:
    where = escape(f"{space.account}, {space.region}")
    schedules = sql.execute(
        "SELECT name, status, reason, expression, turns, alert, type FROM schedules JOIN templates "
        "ON templates.id = template WHERE space = ? ORDER BY created DESC, schedules.id DESC LIMIT ?",
        (space.id, _SHOWN),
    ).fetchall()
    executions = sql.execute(
        "SELECT schedule, created, status, CASE WHEN ended IS NULL THEN NULL ELSE reason END FROM runs "
        "WHERE space = ? AND schedule IS NOT NULL ORDER BY created DESC, id DESC LIMIT ?",
        (space.id, _SHOWN),
    ).fetchall()
    totals = [
        sql.execute(f"SELECT count(*) FROM {source}", (space.id,)).fetchone()[0]  # noqa: S608  constants
        for source in ("schedules WHERE space = ?", "runs WHERE space = ? AND schedule IS NOT NULL")
    ]
    return (
        f"<section><h2>Schedules of {where}{_count(len(schedules), totals[0])}</h2>"
        + _table(
            ("Name", "Type", "Status", "Runs", "Next", "Alert", "Reason"),
            [
                (
                    escape(name),
                    escape(kind),
                    _status(status),
                    escape(expressions.describe(expression)),
                    _time(turns) if turns and status == "Scheduled" else "",
                    _status(alert),
                    escape(reason or ""),
                )
                for name, status, reason, expression, turns, alert, kind in schedules
            ],
        )
        + f"<h2>Executions of {where}{_count(len(executions), totals[1])}</h2>"
        + _table(
            ("Schedule", "Scheduled", "Status", "Reason"),
            [
                (escape(name), _time(at), _status(status), escape(reason or ""))
                for name, at, status, reason in executions
            ],
        )
        + "</section>"
    )


def _count(shown: int, total: int) -> str:
    return f": {total}" if shown == total else f": the latest {shown} of {total}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "<p>None.</p>"
    columns = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join(f"<tr>{_cells(head, row)}</tr>" for row in rows)
    return f"<table><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"


def _cells(head: Sequence[str], row: Sequence[str]) -> str:
    return "".join(f'<td data-column="{name}">{cell}</td>' for name, cell in zip(head, row, strict=True))


def _status(status: str) -> str:
    return f'<span class="{escape(status)}">{escape(status)}</span>'


def _time(time: int) -> str:
    at = moment(time)
    return f'<time datetime="{at:%Y-%m-%dT%H:%M:%SZ}">{at:%Y-%m-%d %H:%M:%S} UTC</time>'

"""The differences of service models along their history."""

import json
import statistics
from functools import cache
from typing import Any

import plots
from contest import UnfairError
from measure import Ratio, goal, table
from peers import ROOT, run

STEPS = 20
"""That are timed when no archive of models is given."""
models = ""
"""The archive that is given."""
_SCRIPT = str(ROOT / "scripts" / "benchmarks" / "history.py")
_NAMES = {
    "found": "shapegen, the page of changes",
    "printed": "shapegen, the page printed",
    "plain": "plain expansion",
}


def bench() -> list[str]:
    """The page of changes, step by step through the history of SageMaker's model, reading apart.

    Beside it a plain expansion: for each operation of both models the input and the output become the set of all their
    paths and enum values, by recursion that stops at a shape within itself, and what the newer has more is a change.
    It prints nothing and makes no trees. Both must find the same operations in each step. The ratio is that of all
    steps, and its spread that over the steps.

    The page's time goes to two passes over the newer model, whatever changed: a third finds the shapes that differ,
    their documentation among it, most of the rest finds who uses them.
    """
    steps = timed_steps()
    for step in steps:
        if step["found"]["changed"] != step["plain"]["changed"]:
            raise UnfairError(f"from {step['from']} to {step['to']} the page and the expansion differ in what changed")
    seconds = {each: [step[each]["seconds"] for step in steps] for each in _NAMES}
    rows: list[list[str]] = []
    for each, name in _NAMES.items():
        times = sum(seconds["plain"]) / sum(seconds[each])
        spread = Ratio.of(seconds[each], seconds["plain"])
        figures = (f"{statistics.median(seconds[each]) * 1e3:.1f}", f"{sum(seconds[each]):.2f}")
        ratio = f"{times:.1f} ({spread.low:.1f} to {spread.high:.1f})"
        rows.append([name, *figures, ratio, goal("10", times >= 10) if each != "plain" else ""])
    return [
        f"{len(steps)} steps, from {steps[0]['from']} to {steps[-1]['to']}; "
        f"{sum(bool(step['plain']['changed']) for step in steps)} of them add something.",
        "",
        *table(["", "ms a step (median)", "s, all steps", "times as fast as the expansion", "to reach"], rows),
        "",
        plots.dots(
            "diff", "ms a step", {"diff": {_NAMES[each]: [s * 1e3 for s in of] for each, of in seconds.items()}}
        ),
    ]


@cache
def timed_steps() -> list[dict[str, Any]]:
    """What history.py prints."""
    interpreter = str(ROOT / ".venv" / "bin" / "python")
    steps: list[dict[str, Any]] = json.loads(run(interpreter, _SCRIPT, models or str(STEPS)))
    return steps

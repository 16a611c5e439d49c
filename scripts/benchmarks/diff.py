"""The differences of service models along their history."""

import json
import statistics
from functools import cache
from typing import Any

import plots
from contest import UnfairError
from measure import Ratio, goal, table
from peers import ROOT, run

ARCHIVE = ROOT / "tests" / "data" / "sagemaker-history.tar.xz"
_SCRIPT = str(ROOT / "scripts" / "benchmarks" / "history.py")
_NAMES = {
    "page": "shapegen",
    "json": "expansion of the models as they are",
    "botocore": "expansion of botocore's shapes",
}


def bench() -> list[str]:
    """shapegen makes the page of what a release added to SageMaker, for each step of the history. Reading the
    models and printing the page are not timed.

    It is compared with the plain way: the request and the response of each operation become trees, in both models,
    by a recursion that stops at a shape within itself, and the trees are compared. The plain way is written twice:
    over the models' JSON, and over botocore's shapes, which a script has at hand (awslabs/aws-sdk-api-changes,
    which is not on PyPI, works in this way too). All three must make the same page in each step. The ratio is that
    of all steps together, and its spread is that over the steps.

    shapegen spends a third of its time on comparing the models' shapes, including documentation, and most of the
    rest on finding the users of those that differ. Both look at the whole model, whatever changed.
    """
    steps = timed_steps()
    for step in steps:
        if not step["page"]["page"] == step["json"]["page"] == step["botocore"]["page"]:
            raise UnfairError(f"from {step['from']} to {step['to']} the pages differ")
    seconds = {each: [step[each]["seconds"] for step in steps] for each in _NAMES}
    rows: list[list[str]] = []
    for each, name in _NAMES.items():
        times = sum(seconds[each]) / sum(seconds["page"])
        spread = Ratio.of(seconds["page"], seconds[each])
        figures = (f"{statistics.median(seconds[each]) * 1e3:.1f}", f"{sum(seconds[each]):.2f}")
        ratio = f"{times:.1f} ({spread.low:.1f} to {spread.high:.1f})"
        rows.append([name, *figures, ratio, goal("10", times >= 10) if each == "botocore" else ""])
    nothing = min(steps, key=lambda step: len(step["page"]["page"]))["page"]["page"]
    return [
        f"{len(steps)} steps, from {steps[0]['from']} to {steps[-1]['to']}; "
        f"{sum(step['page']['page'] != nothing for step in steps)} of them add something.",
        "",
        *table(["", "ms a step (median)", "s, all steps", "times as long", "to reach"], rows),
        "",
        plots.dots(
            "diff", "ms a step", {"diff": {_NAMES[each]: [s * 1e3 for s in of] for each, of in seconds.items()}}
        ),
    ]


@cache
def timed_steps() -> list[dict[str, Any]]:
    """What history.py prints."""
    interpreter = str(ROOT / ".venv" / "bin" / "python")
    steps: list[dict[str, Any]] = json.loads(run(interpreter, _SCRIPT, str(ARCHIVE)))
    return steps

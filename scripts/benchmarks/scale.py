"""How time grows with the amount of work."""

import json
import os
import tempfile
from collections.abc import Set

import contest
import diff
import plots
from measure import goal, slope, table
from peers import OURS_ALONE, ROOT, run

ITEMS = (1, 10, 100, 1_000, 10_000, 100_000)
SERVICES = (1, 10, 100, 439)
STEPS = (1, 10, 100, 319)
_WORKS = {"violations": "find violations", "to_dict": "to_dict", "from_json": "from_json"}


def bench() -> list[str]:
    """The slope of time over amount in the log-log plot: 1 is linear.

    For a CreateMonitoringSchedule with 1 to 100,000 tags, the best of five is taken: finding its violations (one,
    if there are too many tags), making its dict, and reading it from JSON. Packages of services are generated one
    after the other in one process, with an empty cache, in a shuffled order that is always the same. Their
    processor seconds are plotted over the number of shapes that the services have together, because services differ
    in size. The page of changes is made over steps evenly spaced in the history, each timed once.

    The line is fitted from 100 items, 10 services and 10 steps on. Below that, the rest of the request, the reading
    of the templates, and the size of the single step dominate. The plots show all points.
    """
    lists = _lists()
    generated = _generated()
    steps = _steps()
    rows: list[list[str]] = []
    for name, figures in lists.items():
        rows.append(_row(name, "items", figures, fitted=figures.keys() - {1, 10}))
    rows.append(_row("generate", "shapes", generated, fitted=generated.keys() - {min(generated)}))
    rows.append(_row("changes", "steps", steps, fitted=steps.keys() - {1}))
    return [
        *table(["work", "from", "to", "ms, least", "ms, most", "slope", "to reach"], rows),
        "",
        plots.lines("scale-lists", "items", "ms", lists),
        "",
        plots.lines("scale-generate", "shapes", "ms", {"generate": generated}),
        "",
        plots.lines("scale-diff", "steps", "ms", {"changes": steps}),
    ]


def _row(name: str, unit: str, figures: dict[float, float], fitted: Set[float]) -> list[str]:
    slope_ = slope({at: figures[at] for at in sorted(fitted)})
    least, most = min(figures), max(figures)
    ends = (f"{least:,} {unit}", f"{most:,} {unit}", f"{figures[least]:,.3f}", f"{figures[most]:,.3f}")
    return [name, *ends, f"{slope_:.2f}", goal("0.9 to 1.1", 0.9 <= slope_ <= 1.1)]


def _lists() -> dict[str, dict[float, float]]:
    with contest.contestants({"scale": OURS_ALONE}, ITEMS) as started:
        ours = started["scale"]
        for size in ITEMS:
            contest.demand_equal(ours, f"violations {size}", int(size > 50))
        return {
            name: {size: min(_one(ours, f"{work} {size}", size) for _ in range(5)) * 1e3 for size in ITEMS}
            for work, name in _WORKS.items()
        }


def _one(ours: contest.Contestant, work: str, size: int) -> float:
    return ours.time(work, max(1, 1_000 // size))


def _generated() -> dict[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        script = str(ROOT / "scripts" / "benchmarks" / "services.py")
        environment = os.environ | {"SHAPEGEN_CACHE": f"{folder}/cache"}
        arguments = (script, *map(str, SERVICES), f"{folder}/packages")
        said = run(str(ROOT / ".venv" / "bin" / "python"), *arguments, environment=environment)
    return {shapes: seconds * 1e3 for _, shapes, seconds in json.loads(said)}


def _steps() -> dict[float, float]:
    seconds = [step["page"]["seconds"] for step in diff.timed_steps()]
    counts = sorted({min(count, len(seconds)) for count in STEPS})
    spread = {count: [(2 * step + 1) * len(seconds) // (2 * count) for step in range(count)] for count in counts}
    return {count: sum(seconds[step] for step in places) * 1e3 for count, places in spread.items()}

"""The patterns that make `re` explode."""

import json
import statistics

import contest
import plots
from measure import goal, slope
from peers import OURS_ALONE, ROOT, run

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
_CASES = ROOT / "tests" / "data" / "slow-patterns.json"
_TRANSLATE = """
import json
from pathlib import Path
from shapegen.build.patterns import translate
print(json.dumps([(translate(case["pattern"]), case["attack"]) for case in json.loads(Path({path!r}).read_bytes())]))
"""


def bench() -> list[str]:
    """Each pattern of all services that makes `re` explode is matched against its attack, repeated up to 100,000
    characters. The best of three is taken.

    A slope of 1 in the plot is linear time.
    """
    translating = (str(ROOT / ".venv" / "bin" / "python"), "-c", _TRANSLATE.format(path=str(_CASES)))
    cases = json.loads(run(*translating))
    times: dict[str, dict[float, float]] = {}
    with contest.contestants({"patterns": OURS_ALONE}, {"cases": cases, "sizes": SIZES}) as started:
        matcher = started["patterns"]
        for number in range(len(cases)):
            contest.demand_equal(matcher, f"{number} {SIZES[0]}", wanted=False)  # and so compiled
            times[str(number)] = {s: min(matcher.time(f"{number} {s}", 1) for _ in range(3)) * 1e3 for s in SIZES}
    slopes = [slope(of) for of in times.values()]
    low, middle, high = statistics.quantiles(slopes, n=4)
    return [
        f"{len(cases)} patterns. Slopes: median {middle:.2f}, middle half {low:.2f} to {high:.2f}, "
        f"greatest {max(slopes):.2f}; to reach for the median: {goal('0.9 to 1.1', 0.9 <= middle <= 1.1)}.",
        "",
        plots.lines("patterns", "characters", "ms", times, faint=True),
    ]

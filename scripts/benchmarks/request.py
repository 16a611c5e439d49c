"""One full request, from objects to what boto3 takes."""

import statistics
from collections.abc import Mapping
from functools import partial

import contest
import inputs
import plots
from measure import Ratio, goal, table, take_turns
from peers import OURS

TURNS = 101
CALLS = 100
_OURS = "monitorshapes_"
_CONTESTANTS = {
    _OURS: (OURS, "monitorshapes"),
    "boto3_": ("boto3", "botocore"),
    "pydantic_": ("models", "pydantic"),
    "msgspec_": ("models", "msgspec"),
    "sagemaker_core_": ("sagemaker-core", "sagemaker-core"),
    "aws_resource_validator_": ("aws-resource-validator", "aws-resource-validator"),
}
_GIVES_REQUEST = {  # works that must give the request as boto3 takes it, and those whose objects must
    _OURS: ("dump", "validate, dump", "construct, validate, dump", "constructed", "was read"),
    "boto3_": ("dumped",),
    "pydantic_": ("dump", "construct, dump", "constructed", "was read"),
    "msgspec_": ("dump", "validate, dump", "construct, validate, dump", "constructed", "was read"),
    "sagemaker_core_": ("dump", "construct, dump", "construct, create"),
    "aws_resource_validator_": ("dump", "construct, dump", "was read"),
}
_ASIDE = {"construct, create": ", create", "its patterns alone": ", patterns"}
_TOGETHER = "construct, validate, dump"
_PAIRS: Mapping[str, tuple[tuple[str, str, float | None], ...]] = {
    # What ours does: beside whom, what they do, how many times as fast ours is to be.
    _TOGETHER: (
        ("pydantic_", "construct, dump", 2),
        ("msgspec_", _TOGETHER, 1),
        ("sagemaker_core_", "construct, create", 20),
        ("sagemaker_core_", "construct, dump", None),
        ("aws_resource_validator_", "construct, dump", None),
    ),
    "validate, dump": (("boto3_", "validate, dump", 8), ("msgspec_", "validate, dump", None)),
    "read, validate": tuple((each, "read", None) for each in ("pydantic_", "msgspec_", "aws_resource_validator_")),
    "construct": (("msgspec_", "construct", None),),
    "validate": (("boto3_", "validate", None), (_OURS, "its patterns alone", None)),
    "dump": tuple((each, "dump", None) for each in _CONTESTANTS if each != _OURS),
}


def bench() -> list[str]:
    """A CreateMonitoringSchedule with 20 structures: constructed with keyword arguments, validated, and made the dict
    that boto3 takes, which is called `dump` here; or read from such a dict.

    Of botocore: its validation of a dict, which looks for what is required, types and minima, and the body that it
    makes. pydantic and msgspec have models of the constraints of the service model, made for this: pydantic checks
    whenever it constructs, and msgspec only what it reads, so that its struct becomes a dict that is read again.
    sagemaker-core constructs its shapes, which check types and members; `create` is `MonitoringSchedule.create` up to
    the call of boto3, `dump` its `serialize` alone, which loses a False, so that the request has none.
    aws-resource-validator has pydantic models with some of the patterns. The second table tells who checks how much.

    Where the time goes, and what stands in the way of the goals that are missed: [design/speed.md](design/speed.md).
    """
    data = inputs.request()
    environments = {contestant: environment for contestant, (environment, _) in _CONTESTANTS.items()}
    rows: list[list[str]] = []
    plotted: dict[str, dict[str, list[float]]] = {}
    with contest.contestants(environments, data) as started:
        for contestant, works in _GIVES_REQUEST.items():
            for name in works:
                contest.demand_equal(started[contestant], name, inputs.REQUEST)
        for own, pairs in _PAIRS.items():
            timers = {(_OURS, own): partial(started[_OURS].time, own, CALLS)}
            timers |= {(peer, work): partial(started[peer].time, work, CALLS) for peer, work, _ in pairs}
            seconds = take_turns(timers, TURNS)
            plotted[own] = {
                f"{_CONTESTANTS[peer][1]}{_ASIDE.get(work, '')}": [s * 1e6 for s in of]
                for (peer, work), of in seconds.items()
            }
            ours = seconds[_OURS, own]
            for peer, work, wanted in pairs:
                ratio = Ratio.of(ours, seconds[peer, work])
                held = "" if wanted is None else goal(f"{wanted:g}", ratio.of_medians >= wanted)
                times = (f"{statistics.median(of) * 1e6:,.1f}" for of in (ours, seconds[peer, work]))
                rows.append([own, f"{_CONTESTANTS[peer][1]}: {work}", str(ratio), held, *times])
        refusals = [
            [name, started[contestant].result("refused"), started[contestant].result("wrongly refused")]
            for contestant, (_, name) in _CONTESTANTS.items()
        ]
    bad, good = (len(data[kind]) for kind in ("bad", "good"))
    return [
        *table(["monitorshapes", "beside", "times as fast", "to reach", "µs", "µs, beside"], rows),
        "",
        plots.dots("request", "µs", plotted),
        "",
        f"Of {bad} requests of this project's tests with one defect each, of which a third break what the "
        f"documentation alone says, and of {good} good ones at the limits of what is right (monitorshapes must refuse "
        "all and none):",
        "",
        *table(["", "bad, refused", "good, refused"], refusals),
    ]

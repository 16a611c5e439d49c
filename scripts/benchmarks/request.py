"""One full request, from objects to what boto3 takes."""

from collections import Counter
from collections.abc import Mapping
from functools import partial

import contest
import inputs
import plots
from measure import Ratio, goal, processor, table, take_turns, wall
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
_STRUCTURES = 20
_CALLS_OF: Mapping[str, Mapping[str, Mapping[str, int]]] = {
    # What each step calls, as worker.PARTS has it: the steps that a work is called after are all that it does.
    _OURS: {
        "construct": {},
        "validate": {"monitorshapes checks": 1},
        "dump": {"monitorshapes writes": 1},
        "text": {"monitorshapes writes": 2},  # to_json asks to_dict
        "read": {"monitorshapes reads": 1},
        "its patterns alone": {},
    },
    "boto3_": {"validate": {"botocore checks": 1}, "body": {"botocore writes": 1}},
    "pydantic_": {
        "construct": {"pydantic checks": _STRUCTURES},
        "dump": {"pydantic writes": 1},
        "read": {"pydantic checks": 1},
    },
    "msgspec_": {
        "construct": {},
        "validate": {"msgspec checks": 1},
        "dump": {"msgspec writes": 1},
        "read": {"msgspec checks": 1},
    },
    "sagemaker_core_": {
        "construct": {"pydantic checks": _STRUCTURES - 1},  # it has no class of requests
        "dump": {"sagemaker-core writes": 78},  # a call for each value
        "create": {"pydantic checks": 3, "sagemaker-core writes": 78},
    },
    "aws_resource_validator_": {
        "construct": {"pydantic checks": _STRUCTURES},
        "dump": {"pydantic writes": 1},
        "read": {"pydantic checks": 1},
    },
}
_GIVES_REQUEST = {  # works that must give the request as boto3 takes it, and those whose objects must
    _OURS: ("dump", "validate, dump", "construct, validate, dump", "constructed", "was read", "written"),
    "boto3_": ("written",),
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
        ("pydantic_", "construct, dump", 1.5),
        ("msgspec_", _TOGETHER, 1),
        ("sagemaker_core_", "construct, create", 20),
        ("sagemaker_core_", "construct, dump", None),
        ("aws_resource_validator_", "construct, dump", None),
    ),
    "validate, dump": (("boto3_", "validate, body", 7), ("msgspec_", "validate, dump", None)),
    "validate, text": (("boto3_", "validate, body", None),),
    "read, validate": tuple((each, "read", None) for each in ("pydantic_", "msgspec_", "aws_resource_validator_")),
    "construct": (("msgspec_", "construct", None),),
    "validate": (("boto3_", "validate", None), (_OURS, "its patterns alone", None)),
    "dump": (
        ("boto3_", "body", None),
        *((each, "dump", None) for each in _CONTESTANTS if each not in (_OURS, "boto3_")),
    ),
}


def works_timed() -> list[tuple[str, str]]:
    """The contestants with what they are timed for."""
    ours = [(_OURS, own) for own in _PAIRS]
    theirs = [(peer, work) for pairs in _PAIRS.values() for peer, work, _ in pairs]
    return [*dict.fromkeys(ours + theirs)]


def calls_of(contestant: str, work: str) -> dict[str, int]:
    """What the work calls when it does what its name says, and nothing twice."""
    steps = Counter[str]()
    for step in work.split(", "):
        steps.update(_CALLS_OF[contestant][step])
    return dict(steps)


def bench() -> list[str]:
    """The request is a CreateMonitoringSchedule with 20 structures. It is constructed with keyword arguments,
    validated, and converted to the dict that boto3 takes (`dump`) or to JSON (`text`); or it is read from such a
    dict.

    botocore validates a dict, looking at required members, types and minima, and makes the `body`, which is JSON.
    boto3 also does both with the dict of monitorshapes; the next section has the time of a whole call. pydantic and
    msgspec use models with the constraints of the service model, written for this benchmark. pydantic checks
    whenever it constructs, and msgspec only checks what it reads, so its struct becomes a dict that is read again.
    sagemaker-core constructs its shapes, which check types and members. `create` is `MonitoringSchedule.create` up
    to the call of boto3, which builds the validator of its arguments again in each call. `dump` is its `serialize`
    alone, which loses a False, so the request has none. aws-resource-validator has pydantic models with some of the
    patterns. The second table shows how much each one checks. Before the timing a profiler counts the calls: each
    contestant does each named step once, and nothing else.

    [design/speed.md](design/speed.md) says where the time goes, and why some goals are missed.
    """
    data = inputs.request()
    environments = {contestant: environment for contestant, (environment, _) in _CONTESTANTS.items()}
    rows: list[list[str]] = []
    plotted: dict[str, dict[str, list[float]]] = {}
    with contest.contestants(environments, data) as started:
        for contestant, works in _GIVES_REQUEST.items():
            for name in works:
                contest.demand_equal(started[contestant], name, inputs.REQUEST)
        for contestant, work in works_timed():
            contest.demand_calls(started[contestant], work, calls_of(contestant, work))
        for own, pairs in _PAIRS.items():
            timers = {(_OURS, own): partial(started[_OURS].time, own, CALLS)}
            timers |= {(peer, work): partial(started[peer].time, work, CALLS) for peer, work, _ in pairs}
            seconds = take_turns(timers, TURNS)
            plotted[own] = {
                f"{_CONTESTANTS[peer][1]}{_ASIDE.get(work, '')}": [each.processor * 1e6 for each in of]
                for (peer, work), of in seconds.items()
            }
            ours = seconds[_OURS, own]
            for peer, work, wanted in pairs:
                theirs = seconds[peer, work]
                ratio = Ratio.of_processor(ours, theirs)
                held = "" if wanted is None else goal(f"{wanted:g}", ratio.of_medians >= wanted)
                times = (f"{processor(of) * 1e6:,.1f}" for of in (ours, theirs))
                by_clock = f"{wall(theirs) / wall(ours):.2f}"
                rows.append([own, f"{_CONTESTANTS[peer][1]}: {work}", str(ratio), by_clock, held, *times])
        refusals = [
            [name, started[contestant].result("refused"), started[contestant].result("wrongly refused")]
            for contestant, (_, name) in _CONTESTANTS.items()
        ]
    bad, good = (len(data[kind]) for kind in ("bad", "good"))
    return [
        *table(["monitorshapes", "beside", "times as fast", "by the clock", "to reach", "µs", "µs, beside"], rows),
        "",
        plots.dots("request", "µs", plotted),
        "",
        f"The table counts refusals of {bad} requests of this project's tests with one defect each, a third of which "
        f"break a rule that only the documentation states, and of {good} valid requests at the limits (monitorshapes "
        "must refuse all of the former and none of the latter):",
        "",
        *table(["", "bad, refused", "good, refused"], refusals),
    ]

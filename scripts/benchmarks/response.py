"""Responses, from the bytes that the service sends to objects."""

import statistics
from functools import partial

import contest
import inputs
import plots
from measure import Ratio, goal, table, take_turns
from peers import OURS

TURNS = 101
_CALLS = {"DescribeMonitoringSchedule": 100, "ListMonitoringExecutions": 5}
_OURS = "response_monitorshapes"
_CONTESTANTS = {
    _OURS: (OURS, "monitorshapes"),
    "response_boto3": ("boto3", "botocore, a dict"),
    "response_pydantic": ("models", "pydantic"),
    "response_msgspec": ("models", "msgspec"),
    "response_sagemaker_core": ("sagemaker-core", "sagemaker-core"),
}
_CLIENTS = "response_clients"
_TIMES_BOTOCORE = 4
_MOST_MORE = 1.15


def bench() -> list[str]:
    """A DescribeMonitoringSchedule and a page of ListMonitoringExecutions with 100 items, from JSON.

    `from_json` of monitorshapes checks nothing, and keeps all that it is given; botocore's parser makes dicts, and
    checks nothing; pydantic and msgspec check all constraints of the service model as they read; sagemaker-core makes
    its objects of botocore's dicts (the executions without the request that its iterator sends for each).

    The second table is of whole calls of boto3's client, answered in the process, and of the same calls through the
    client of monitorshapes: the request made, sent, the response parsed and made objects.
    """
    environments = {contestant: environment for contestant, (environment, _) in _CONTESTANTS.items()}
    rows: list[list[str]] = []
    through: list[list[str]] = []
    plotted: dict[str, dict[str, list[float]]] = {}
    with contest.contestants({**environments, _CLIENTS: OURS}, inputs.response()) as started:
        for operation, body in inputs.answers().items():
            for contestant in started:
                contest.demand_equal(started[contestant], f"{operation} read", body)
            contest.demand_equal(started[_CLIENTS], f"{operation} bare read", body)
            calls = _CALLS[operation]
            timers = {each: partial(started[each].time, operation, calls) for each in _CONTESTANTS}
            seconds = take_turns(timers, TURNS)
            plotted[operation] = {_CONTESTANTS[each][1]: [s * 1e6 for s in of] for each, of in seconds.items()}
            for each, times in seconds.items():
                if each != _OURS:
                    ratio = Ratio.of(seconds[_OURS], times)
                    wanted = goal(f"{_TIMES_BOTOCORE}", ratio.of_medians >= _TIMES_BOTOCORE)
                    held = wanted if each == "response_boto3" else ""
                    rows.append([operation, _CONTESTANTS[each][1], str(ratio), held, *_micros(seconds[_OURS], times)])
            clients = {work: partial(started[_CLIENTS].time, work, calls) for work in (f"{operation} bare", operation)}
            bare, ours = take_turns(clients, TURNS).values()
            ratio = Ratio.of(bare, ours)
            held = goal(f"at most {_MOST_MORE}", ratio.of_medians <= _MOST_MORE)
            through.append([operation, str(ratio), held, *_micros(ours, bare)])
    return [
        *table(["monitorshapes", "beside", "times as fast", "to reach", "µs", "µs, beside"], rows),
        "",
        plots.dots("response", "µs", plotted),
        "",
        *table(["through boto3's client", "times as long", "to reach", "µs", "µs, boto3's client"], through),
    ]


def _micros(*times: list[float]) -> list[str]:
    return [f"{statistics.median(of) * 1e6:,.0f}" for of in times]

"""Responses, from the bytes that the service sends to objects."""

from functools import partial

import contest
import inputs
import plots
from measure import Ratio, Seconds, goal, processor, table, take_turns, wall
from peers import OURS

TURNS = 101
CALLS = {"DescribeMonitoringSchedule": 100, "ListMonitoringExecutions": 5}
_OURS = "response_monitorshapes"
_CONTESTANTS = {
    _OURS: (OURS, "monitorshapes"),
    "response_boto3": ("boto3", "botocore, a dict"),
    "response_pydantic": ("models", "pydantic"),
    "response_msgspec": ("models", "msgspec"),
    "response_sagemaker_core": ("sagemaker-core", "sagemaker-core"),
}
_STRUCTURES = {"DescribeMonitoringSchedule": 1, "ListMonitoringExecutions": 100}  # that sagemaker-core makes one by one
CLIENTS = "response_clients"
_CALLS_OF_BOTO3 = {"botocore checks": 1, "botocore writes": 1, "botocore reads": 1}
_CALLS_OF_CLIENT = {"monitorshapes checks": 1, "monitorshapes writes": 1}
_TIMES_BOTOCORE = 4
_MOST = {"DescribeMonitoringSchedule": 0.8, "ListMonitoringExecutions": 0.2}


def calls_of(operation: str) -> dict[str, dict[str, int]]:
    """What each contestant calls to read the response, as worker.PARTS has it."""
    return {
        _OURS: {"monitorshapes reads": 1},
        "response_boto3": {"botocore reads": 1},
        "response_pydantic": {"pydantic checks": 1},
        "response_msgspec": {"msgspec checks": 1},
        "response_sagemaker_core": {"botocore reads": 1, "pydantic checks": _STRUCTURES[operation]},
    }


def bench() -> list[str]:
    """The responses are a DescribeMonitoringSchedule and a page of ListMonitoringExecutions with 100 items, read
    from JSON.

    `from_json` of monitorshapes checks nothing and keeps everything. botocore's parser makes dicts and checks
    nothing. pydantic and msgspec check all constraints of the service model as they read. sagemaker-core makes its
    objects from botocore's dicts (the executions without the request that its iterator sends for each).

    The second table compares whole calls of boto3's client, answered in the process, with the same calls through
    the client of monitorshapes. A call makes and sends the request, parses the response, and makes objects. boto3's
    client checks the request once more. Its parser is called, but with an empty body, because the response is read
    before ([design/client.md](design/client.md)). Before the timing a profiler counts the calls of each contestant.
    """
    environments = {contestant: environment for contestant, (environment, _) in _CONTESTANTS.items()}
    rows: list[list[str]] = []
    through: list[list[str]] = []
    plotted: dict[str, dict[str, list[float]]] = {}
    with contest.contestants({**environments, CLIENTS: OURS}, inputs.response()) as started:
        for operation, body in inputs.answers().items():
            for contestant in started:
                contest.demand_equal(started[contestant], f"{operation} read", body)
            for each, wanted in calls_of(operation).items():
                contest.demand_calls(started[each], operation, wanted)
            contest.demand_equal(started[CLIENTS], f"{operation} bare read", body)
            contest.demand_calls(started[CLIENTS], f"{operation} bare", _CALLS_OF_BOTO3)
            contest.demand_calls(started[CLIENTS], operation, _CALLS_OF_BOTO3 | _CALLS_OF_CLIENT)
            calls = CALLS[operation]
            timers = {each: partial(started[each].time, operation, calls) for each in _CONTESTANTS}
            seconds = take_turns(timers, TURNS)
            plotted[operation] = {
                _CONTESTANTS[each][1]: [s.processor * 1e6 for s in of] for each, of in seconds.items()
            }
            for each, times in seconds.items():
                if each != _OURS:
                    ratio = Ratio.of_processor(seconds[_OURS], times)
                    reached = goal(f"{_TIMES_BOTOCORE}", ratio.of_medians >= _TIMES_BOTOCORE)
                    held = reached if each == "response_boto3" else ""
                    by_clock = f"{wall(times) / wall(seconds[_OURS]):.2f}"
                    figures = (str(ratio), by_clock, held, *_micros(seconds[_OURS], times))
                    rows.append([operation, _CONTESTANTS[each][1], *figures])
            clients = {work: partial(started[CLIENTS].time, work, calls) for work in (f"{operation} bare", operation)}
            bare, ours = take_turns(clients, TURNS).values()
            ratio = Ratio.of_processor(bare, ours)
            held = goal(f"at most {_MOST[operation]}", ratio.of_medians <= _MOST[operation])
            through.append([operation, str(ratio), f"{wall(ours) / wall(bare):.2f}", held, *_micros(ours, bare)])
    return [
        *table(["monitorshapes", "beside", "times as fast", "by the clock", "to reach", "µs", "µs, beside"], rows),
        "",
        plots.dots("response", "µs", plotted),
        "",
        *table(
            ["through boto3's client", "times as long", "by the clock", "to reach", "µs", "µs, boto3's client"], through
        ),
    ]


def _micros(*times: list[Seconds]) -> list[str]:
    return [f"{processor(of) * 1e6:,.0f}" for of in times]

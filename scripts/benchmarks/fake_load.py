"""Loads the fake, in this project's environment: `python fake_load.py`.

Prints JSON: for each figure what was done, its seconds, those of the process, the goal, and the goal's seconds.
"""

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from monitorshapes import fake

ROOT = Path(__file__).parents[2]
HALF_PAST_TWELVE = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)
DEFINITION = json.loads((ROOT / "tests" / "data" / "requests.json").read_bytes())["CreateDataQualityJobDefinition"]
HOUR, DAY, YEAR = 3600, 24 * 3600, 365.25 * 24 * 3600
Figure = tuple[str, float, float, str, float]


def call(server: fake.Server, operation: str, **members: Any) -> Any:
    headers = {"X-Amz-Target": f"SageMaker.{operation}"}
    with urlopen(Request(server.url, json.dumps(members).encode(), headers), timeout=600) as answer:  # noqa: S310
        return json.load(answer)


def schedules(server: fake.Server, count: int) -> None:
    call(server, "CreateDataQualityJobDefinition", **DEFINITION["request"])
    name = DEFINITION["request"]["JobDefinitionName"]
    config = {"MonitoringJobDefinitionName": name, "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"}}
    for number in range(count):
        call(server, "CreateMonitoringSchedule", MonitoringScheduleName=f"s-{number}", MonitoringScheduleConfig=config)
    server.advance(2)


def timed(what: str, goal: str, limit: float, work: Callable[[], object]) -> Figure:
    wall, process = time.perf_counter(), time.process_time()
    work()
    return what, time.perf_counter() - wall, time.process_time() - process, goal, limit


def pages(server: fake.Server) -> list[Figure]:
    """The first page, and one behind 50,000 executions."""
    found: list[Figure] = []
    token: dict[str, Any] = {}
    for number in range(501):
        start = time.perf_counter(), time.process_time()
        page = call(server, "ListMonitoringExecutions", MaxResults=100, **token)
        taken = time.perf_counter() - start[0], time.process_time() - start[1]
        if number in (1, 500):
            found.append((f"page {number} of executions, 100 each", *taken, "0.05 s", 0.05))
        token = {"NextToken": page["NextToken"]}
    return found


def meanwhile(server: fake.Server, seconds: float) -> list[Figure]:
    """How long other requests take while time passes, and what the process computes until they are answered."""
    taken: list[tuple[float, float]] = []
    thread = threading.Thread(target=server.advance, args=(seconds,))
    thread.start()
    while thread.is_alive():
        start = time.perf_counter(), time.process_time()
        call(server, "DescribeMonitoringSchedule", MonitoringScheduleName="s-5")
        taken.append((time.perf_counter() - start[0], time.process_time() - start[1]))
        time.sleep(0.01)
    thread.join()
    walls, processes = map(sorted, zip(*taken, strict=True))
    what = "other requests meanwhile, {} of {} within"
    return [
        (what.format(name, len(taken)), walls[at], processes[at], "0.05 s", 0.05)
        for name, at in (("half", len(taken) // 2), ("99 %", int(len(taken) * 0.99)))
    ]


def changes(server: fake.Server, count: int) -> Figure:
    """A change at a time, for the median of many."""
    taken: list[tuple[float, float]] = []
    space = server._service.space("123456789012", "us-east-1")
    for number in range(count):
        arn = space.arn("monitoring-schedule", f"s-{number}")
        tags = {"ResourceArn": arn, "Tags": [{"Key": "team", "Value": "churn"}]}
        start = time.perf_counter(), time.process_time()
        server._service.answer(space, "AddTags", tags)
        taken.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    walls, processes = zip(*taken, strict=True)
    what = "a change with `file`, without HTTP, median of 500"
    return what, statistics.median(walls), statistics.median(processes), "0.002 s", 0.002


def main() -> None:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        with fake.Server(clock=lambda: HALF_PAST_TWELVE) as server:
            schedules(server, 1)
            figures.append(timed("one hourly schedule, ten years", "5 s", 5, lambda: server.advance(10 * YEAR)))
            figures += pages(server)
        with fake.Server(clock=lambda: HALF_PAST_TWELVE, file=Path(folder) / "state") as server:
            schedules(server, 10_000)
            many = "10,000 hourly schedules, with `file`"
            figures.append(timed(f"{many}, an hour", "1 s", 1, lambda: server.advance(HOUR)))
            figures.append(changes(server, 500))
            figures += meanwhile(server, HOUR)
            figures.append(timed(f"{many}, a day", "15 s", 15, lambda: server.advance(DAY)))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

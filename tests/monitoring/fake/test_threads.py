"""Many clients at once."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import urllib3
from fake_clients import NOON, REQUESTS, define, new_client, schedule

from monitorshapes import fake


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Threads take turns after every few instructions."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hurried_threads")
def test_eight_clients_lose_nothing(server: fake.Server) -> None:
    define(new_client(server))

    def work(worker: int) -> None:
        client = new_client(server)
        for number in range(10):
            name = f"s-{worker}-{number}"
            arn = schedule(client, name)
            client.add_tags(ResourceArn=arn, Tags=[{"Key": "name", "Value": name}])
            assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "name", "Value": name}]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    pages = new_client(server).get_paginator("list_monitoring_schedules").paginate(PaginationConfig={"PageSize": 7})
    found = [each["MonitoringScheduleName"] for page in pages for each in page["MonitoringScheduleSummaries"]]
    assert sorted(found) == sorted(f"s-{worker}-{number}" for worker in range(8) for number in range(10))


def test_of_eight_clients_one_gets_the_name() -> None:
    def slow_clock() -> datetime:
        # Somebody else could come between looking and taking.
        time.sleep(0.002)
        return NOON

    with fake.Server(clock=slow_clock) as server:
        define(new_client(server))
        ready = threading.Barrier(8)

        def work(_: int) -> list[str]:
            client = new_client(server)
            got: list[str] = []
            for name in ("a", "b", "c", "d", "e"):
                ready.wait()
                with suppress(client.exceptions.ResourceInUse):
                    got.append(schedule(client, name))
            return got

        with ThreadPoolExecutor(8) as pool:
            assert sum(map(len, pool.map(work, range(8)))) == 5


@pytest.mark.usefixtures("hurried_threads")
def test_eight_clients_see_no_torn_state() -> None:
    with fake.Server(pending=0) as server:
        writer = new_client(server)
        configs: list[Any] = []
        for name in "ab":
            request = json.loads(json.dumps(REQUESTS["CreateMonitoringSchedule"]["request"]))
            config = request["MonitoringScheduleConfig"]
            [
                each["EndpointInput"].update(EndpointName=name)
                for each in config["MonitoringJobDefinition"]["MonitoringInputs"]
            ]
            config["MonitoringJobDefinition"]["Environment"] = {f"{name}{number}": name for number in range(40)}
            configs.append(config)
        writer.create_monitoring_schedule(MonitoringScheduleName="s", MonitoringScheduleConfig=configs[0])
        done = threading.Event()

        def read(_: int) -> int:
            client = new_client(server)
            seen: set[str] = set()
            while not done.is_set():
                described = client.describe_monitoring_schedule(MonitoringScheduleName="s")
                definition = described["MonitoringScheduleConfig"]["MonitoringJobDefinition"]
                names = {described["EndpointName"], *definition["Environment"].values()}
                names |= {each["EndpointInput"]["EndpointName"] for each in definition["MonitoringInputs"]}
                assert len(names) == 1
                seen |= names
            return len(seen)

        with ThreadPoolExecutor(7) as pool:
            readers = [pool.submit(read, number) for number in range(7)]
            try:
                for turn in range(60):
                    writer.update_monitoring_schedule(
                        MonitoringScheduleName="s", MonitoringScheduleConfig=configs[turn % 2]
                    )
            finally:
                done.set()
        assert max(reader.result() for reader in readers) == 2


def test_who_asks_while_much_time_passes_sees_their_schedule_as_it_is_then() -> None:
    asked: list[Any] = []
    reported: list[object] = []

    def report(job: object) -> dict[str, object]:
        # It is called in between, by the thread that lets time pass.
        reported.append(job)
        if len(reported) == 1:
            with ThreadPoolExecutor(1) as pool:
                asked.append(pool.submit(look).result())
        return {}

    def look() -> tuple[Any, ...]:
        summary = client.describe_monitoring_schedule(MonitoringScheduleName="s-29")["LastMonitoringExecutionSummary"]
        every = client.get_paginator("list_monitoring_executions").paginate()
        seen = {each["MonitoringScheduleName"] for page in every for each in page["MonitoringExecutionSummaries"]}
        added = server.execute("s-27")
        client.delete_monitoring_schedule(MonitoringScheduleName="s-26")
        return summary, seen, added

    # Nothing is written: the report is empty.
    with fake.Server(clock=lambda: NOON, s3="http://127.0.0.1:9", reports=report) as server:
        client = new_client(server)
        define(client)
        [schedule(client, f"s-{number}") for number in range(30)]
        server.advance(1)
        server.advance(24 * 3600 - 1)
        [(summary, seen, added)] = asked
        assert summary["ScheduledTime"] == NOON + timedelta(days=1)
        assert summary["MonitoringExecutionStatus"] == "Pending"
        # That of others comes later.
        assert "s-28" not in seen
        assert "s-29" in seen
        for name, count in (("s-27", 25), ("s-28", 24), ("s-29", 24), ("s-0", 24)):
            runs = client.list_monitoring_executions(MonitoringScheduleName=name, MaxResults=100)
            assert len(runs["MonitoringExecutionSummaries"]) == count
        assert added in [
            each["ProcessingJobArn"]
            for each in client.list_monitoring_executions(
                MonitoringScheduleName="s-27", StatusEquals="Completed", MaxResults=100
            )["MonitoringExecutionSummaries"]
        ]
        # It was brought to the time before it was deleted.
        runs = client.list_monitoring_executions(MonitoringScheduleName="s-26", MaxResults=100)
        assert len(runs["MonitoringExecutionSummaries"]) == 24


def test_of_eight_thousand_mixed_requests_none_is_lost(tmp_path: Path) -> None:
    with fake.Server(file=tmp_path / "state", clock=lambda: NOON) as server:
        client = new_client(server)
        define(client)
        [schedule(client, f"s-{worker}") for worker in range(8)]
        definition = json.dumps(REQUESTS["CreateDataQualityJobDefinition"]["request"])

        def work(worker: int) -> int:
            pool = urllib3.PoolManager(retries=False)

            def call(operation: str, body: str) -> Any:
                headers = {"X-Amz-Target": f"SageMaker.{operation}"}
                response = pool.request("POST", server.url, body=body, headers=headers, timeout=60)
                assert response.status == 200, response.data
                return response.json()

            for number in range(250):
                name = f"d-{worker}-{number}"
                named = json.dumps({"JobDefinitionName": name})
                call("CreateDataQualityJobDefinition", definition.replace('"churn-data-quality"', f'"{name}"'))
                assert call("DescribeDataQualityJobDefinition", named)["JobDefinitionName"] == name
                call("ListMonitoringExecutions", f'{{"MonitoringScheduleName": "s-{worker}"}}')
                if number % 5:
                    call("DeleteDataQualityJobDefinition", named)
                elif worker == 0:
                    server.advance(600)
                else:
                    call("DescribeMonitoringSchedule", f'{{"MonitoringScheduleName": "s-{worker}"}}')
            return 4 * 250

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(work, range(8))) == 8000
        left = client.get_paginator("list_data_quality_job_definitions").paginate(NameContains="d-")
        found = [each["MonitoringJobDefinitionName"] for page in left for each in page["JobDefinitionSummaries"]]
        assert sorted(found) == sorted(f"d-{worker}-{number}" for worker in range(8) for number in range(0, 250, 5))
        runs = client.get_paginator("list_monitoring_executions").paginate(PaginationConfig={"PageSize": 100})
        hours = int((server.now() - NOON).total_seconds() // 3600)
        assert sum(len(page["MonitoringExecutionSummaries"]) for page in runs) == 8 * hours

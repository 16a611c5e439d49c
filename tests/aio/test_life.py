"""The life of a schedule through aiobotocore, over HTTP against the fake, waiting by the fake's clock."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import monitorshapes as ms
from monitorshapes import fake

session = pytest.importorskip("aiobotocore.session", reason="aiobotocore has an environment of its own: scripts/async")
config = pytest.importorskip("aiobotocore.config")

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
REQUESTS = json.loads((Path(__file__).parents[1] / "data" / "requests.json").read_bytes())
DEFINITION = ms.from_dict(
    ms.CreateDataQualityJobDefinitionRequest, REQUESTS["CreateDataQualityJobDefinition"]["request"]
)
HOURLY = ms.MonitoringScheduleConfig(
    monitoring_job_definition_name=DEFINITION.job_definition_name,
    monitoring_type=ms.MonitoringType.DATA_QUALITY,
    schedule_config=ms.ScheduleConfig(schedule_expression=ms.schedules.hourly()),
)
NAME = "churn-hourly"


def _run(use: Callable[[ms.AsyncMonitoringClient, fake.Server], Coroutine[Any, Any, None]]) -> None:
    async def connected(server: fake.Server) -> None:
        async def sleep(seconds: float) -> None:
            server.advance(seconds)

        made = session.get_session().create_client(
            "sagemaker",
            **server.boto3_arguments(),
            config=config.AioConfig(proxies={}, retries={"total_max_attempts": 1}),
        )
        async with made as boto:
            await use(ms.AsyncMonitoringClient(boto, clock=lambda: server.now().timestamp(), sleep=sleep), server)

    with fake.Server(clock=lambda: NOON) as server:
        asyncio.run(connected(server))


def test_the_whole_life_of_a_schedule() -> None:
    async def use(client: ms.AsyncMonitoringClient, server: fake.Server) -> None:
        await client.send(DEFINITION)
        await client.create_monitoring_schedule(monitoring_schedule_name=NAME, monitoring_schedule_config=HOURLY)
        assert (await client.wait_until_scheduled(NAME)).endpoint_name == "churn"

        server.plan(NAME, "CompletedWithViolations")
        [execution] = (await client.wait_until_execution_finished(NAME)).monitoring_execution_summaries
        assert execution.monitoring_execution_status is ms.ExecutionStatus.COMPLETED_WITH_VIOLATIONS
        [alert] = [each async for each in client.iter_monitoring_alerts(monitoring_schedule_name=NAME)]
        assert alert.alert_status is ms.MonitoringAlertStatus.IN_ALERT

        await client.stop_monitoring_schedule(monitoring_schedule_name=NAME)
        await client.wait_until_stopped(NAME)
        daily = ms.update_from(await client.describe_monitoring_schedule(monitoring_schedule_name=NAME))
        assert daily.monitoring_schedule_config.schedule_config is not None
        daily.monitoring_schedule_config.schedule_config.schedule_expression = ms.schedules.daily(3)
        await client.send(daily)
        settled = await client.wait_until_settled(NAME)
        assert settled.monitoring_schedule_status is ms.ScheduleStatus.STOPPED
        assert settled.monitoring_schedule_config == daily.monitoring_schedule_config

        await client.delete_monitoring_schedule(monitoring_schedule_name=NAME)
        await client.wait_until_deleted(NAME)
        await client.delete_data_quality_job_definition(job_definition_name=DEFINITION.job_definition_name)
        assert server.now() - NOON < timedelta(hours=2)

    _run(use)


def test_a_schedule_that_fails_ends_the_wait() -> None:
    async def use(client: ms.AsyncMonitoringClient, server: fake.Server) -> None:
        server.fail_schedule(NAME, "No capacity.")
        await client.send(DEFINITION)
        await client.create_monitoring_schedule(monitoring_schedule_name=NAME, monitoring_schedule_config=HOURLY)
        with pytest.raises(ms.WaitError, match=r"No capacity\."):
            await client.wait_until_scheduled(NAME)

    _run(use)

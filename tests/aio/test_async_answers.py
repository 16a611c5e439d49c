"""The asynchronous client reads answers itself, of the calls that it makes and of no others."""

import asyncio
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import monitorshapes as ms
from monitorshapes import fake

session = pytest.importorskip("aiobotocore.session", reason="aiobotocore has an environment of its own: scripts/async")
config = pytest.importorskip("aiobotocore.config")
parsers = import_module("aiobotocore.parsers")

REQUESTS = json.loads((Path(__file__).parents[1] / "data" / "requests.json").read_bytes())
DEFINITION = ms.from_dict(
    ms.CreateDataQualityJobDefinitionRequest, REQUESTS["CreateDataQualityJobDefinition"]["request"]
)
NAME = DEFINITION.job_definition_name


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies that botocore's parser reads."""
    bodies: list[bytes] = []
    base = import_module("botocore.parsers").BaseJSONParser
    read = base._parse_body_as_json

    def recorded(self: Any, body: bytes) -> Any:
        bodies.append(body)
        return read(self, body)

    monkeypatch.setattr(base, "_parse_body_as_json", recorded)
    return bodies


def _run(use: Any) -> None:
    async def connected(server: fake.Server) -> None:
        made = session.get_session().create_client(
            "sagemaker", **server.boto3_arguments(), config=config.AioConfig(proxies={})
        )
        async with made as boto:
            await use(ms.AsyncMonitoringClient(boto), boto)

    with fake.Server() as server:
        asyncio.run(connected(server))


def test_calls_side_by_side_read_what_is_theirs(parsed: list[bytes]) -> None:
    async def use(client: ms.AsyncMonitoringClient, boto: Any) -> None:
        await client.send(DEFINITION)
        parsed.clear()
        other = ms.AsyncMonitoringClient(boto)
        calls = (
            client.describe_data_quality_job_definition(job_definition_name=NAME),
            boto.describe_data_quality_job_definition(JobDefinitionName=NAME),
            other.describe_data_quality_job_definition(job_definition_name=NAME),
        )
        ours, theirs, others = await asyncio.gather(*calls)
        assert ours == others
        assert repr(ours.creation_time) == repr(theirs["CreationTime"])
        assert sorted(map(len, parsed))[:2] == [0, 0]
        assert len(parsed) == 3

        with pytest.raises(ms.ResourceNotFound):
            await client.describe_data_quality_job_definition(job_definition_name="other")
        parsed.clear()
        listed = [each async for each in client.iter_data_quality_job_definitions()]
        assert [each.monitoring_job_definition_name for each in listed] == [NAME]
        assert parsed == [b""]

    _run(use)


def test_a_handler_that_looks_at_the_answer_sees_all_of_it() -> None:
    async def use(client: ms.AsyncMonitoringClient, boto: Any) -> None:
        await client.send(DEFINITION)
        seen: list[Any] = []

        async def look(parsed: Any, **_: object) -> None:
            seen.append(parsed["JobDefinitionName"])

        boto.meta.events.register("after-call.sagemaker.DescribeDataQualityJobDefinition", look)
        await client.describe_data_quality_job_definition(job_definition_name=NAME)
        assert seen == [NAME]

    _run(use)

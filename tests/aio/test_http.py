"""The asynchronous client through aiobotocore, over HTTP. `scripts/async` runs this, in an environment of its own."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

import monitorshapes as ms

session = pytest.importorskip("aiobotocore.session", reason="aiobotocore has an environment of its own: scripts/async")
config = pytest.importorskip("aiobotocore.config")
ClientError = pytest.importorskip("botocore.exceptions").ClientError

NAME = {"MonitoringScheduleName": "hourly"}


class Service(BaseHTTPRequestHandler):
    """Answers JSON 1.1 with what `answers` says next, and notes what was asked."""

    protocol_version = "HTTP/1.1"
    answers: ClassVar[list[tuple[int, object]]] = []
    asked: ClassVar[list[tuple[str, object]]] = []

    def do_POST(self) -> None:
        """Notes and answers."""
        operation = self.headers["X-Amz-Target"].removeprefix("SageMaker.")
        self.asked.append((operation, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        status, answer = self.answers.pop(0)
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", "r-1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
        """Says nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """Of a service on this machine."""
    Service.answers.clear()
    Service.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _run(
    url: str, use: Callable[[ms.AsyncMonitoringClient], Coroutine[Any, Any, Any]], *answers: tuple[int, object]
) -> Any:
    Service.answers[:] = answers

    async def connected() -> Any:
        made = session.get_session().create_client(
            "sagemaker",
            region_name="us-east-1",
            endpoint_url=url,
            aws_access_key_id="id",
            aws_secret_access_key="secret",  # noqa: S106  of nobody
            config=config.AioConfig(proxies={}, retries={"total_max_attempts": 1}),
        )
        async with made as boto:
            return await use(ms.AsyncMonitoringClient(boto))

    return asyncio.run(connected())


def test_a_request_goes_out_and_its_response_comes_back(url: str) -> None:
    async def use(client: ms.AsyncMonitoringClient) -> ms.DescribeMonitoringScheduleResponse:
        await client.stop_monitoring_schedule(monitoring_schedule_name="hourly")
        return await client.send(ms.DescribeMonitoringScheduleRequest(monitoring_schedule_name="hourly"))

    response = _run(url, use, (200, {}), (200, NAME | {"MonitoringScheduleStatus": "Stopped", "CreationTime": 0}))
    assert response.monitoring_schedule_status is ms.ScheduleStatus.STOPPED
    assert response.creation_time.year == 1970
    assert Service.asked == [("StopMonitoringSchedule", NAME), ("DescribeMonitoringSchedule", NAME)]


def test_pages_are_fetched_one_by_one(url: str) -> None:
    async def use(client: ms.AsyncMonitoringClient) -> list[str]:
        return [each.monitoring_schedule_name async for each in client.iter_monitoring_schedules(max_results=1)]

    pages = [
        {"MonitoringScheduleSummaries": [{"MonitoringScheduleName": name}], **token}
        for name, token in (("a", {"NextToken": "t"}), ("b", {}))
    ]
    assert _run(url, use, *((200, page) for page in pages)) == ["a", "b"]
    assert [parameters for _, parameters in Service.asked] == [{"MaxResults": 1}, {"MaxResults": 1, "NextToken": "t"}]


def test_an_error_has_its_class(url: str) -> None:
    async def use(client: ms.AsyncMonitoringClient) -> None:
        await client.stop_monitoring_schedule(monitoring_schedule_name="hourly")

    with pytest.raises(ms.ResourceNotFound, match="StopMonitoringSchedule: ResourceNotFound: gone") as caught:
        _run(url, use, (400, {"__type": "ResourceNotFound", "message": "gone"}))
    assert caught.value.request_id == "r-1"
    assert isinstance(caught.value.__cause__, ClientError)


def test_waiting_ends_when_the_schedule_is_gone(url: str) -> None:
    async def use(client: ms.AsyncMonitoringClient) -> None:
        await client.wait_until_stopped("hourly", poll=0.01)
        await client.wait_until_deleted("hourly", poll=0.01)

    statuses = [(200, NAME | {"MonitoringScheduleStatus": status}) for status in ("Pending", "Stopped", "Stopped")]
    _run(url, use, *statuses, (400, {"__type": "ResourceNotFound", "message": "gone"}))
    assert Service.asked == [("DescribeMonitoringSchedule", NAME)] * 4


def test_requests_run_side_by_side(url: str) -> None:
    async def use(client: ms.AsyncMonitoringClient) -> list[Any]:
        one = client.describe_monitoring_schedule
        return await asyncio.gather(*(one(monitoring_schedule_name="hourly") for _ in range(20)))

    responses = _run(url, use, *[(200, NAME)] * 20)
    assert [response.monitoring_schedule_name for response in responses] == ["hourly"] * 20


def test_the_older_botocore_of_aiobotocore_knows_what_is_sent(url: str) -> None:
    async def use(client: ms.AsyncMonitoringClient) -> ms.CreateMonitoringScheduleResponse:
        hourly = ms.MonitoringScheduleConfig(
            schedule_config=ms.ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
            monitoring_job_definition_name="definition",
            monitoring_type=ms.MonitoringType.DATA_QUALITY,
        )
        return await client.create_monitoring_schedule(
            monitoring_schedule_name="hourly", monitoring_schedule_config=hourly
        )

    assert _run(url, use, (200, {"MonitoringScheduleArn": "arn"})).monitoring_schedule_arn == "arn"

"""The asynchronous client does what the other does."""

import asyncio
import copy
import inspect
from collections.abc import AsyncIterator, Coroutine
from importlib import import_module
from typing import Any
from unittest.mock import AsyncMock

import pytest

import monitorshapes as ms
from monitorshapes.operations import OPERATIONS

ClientError = import_module("botocore.exceptions").ClientError


class Boto:
    """A client that answers what it was told, over and over at the end, and notes what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        if name == "meta":
            raise AttributeError(name)

        async def answer(**parameters: Any) -> Any:
            await asyncio.sleep(0)
            self.asked.append((name, parameters))
            said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if isinstance(said, Exception):
                raise said
            return copy.deepcopy(said)

        return answer


def _run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


async def _all(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


def _methods(client: type) -> dict[str, Any]:
    return {name: each for name, each in vars(client).items() if not name.startswith("_")}


def test_the_methods_parameters_are_the_others_and_so_is_what_is_said_of_them() -> None:
    methods, others = _methods(ms.AsyncMonitoringClient), _methods(ms.MonitoringClient)
    assert list(methods) == list(others)
    for name, method in methods.items():
        other = inspect.signature(others[name])
        signature = inspect.signature(method)
        assert signature.parameters == other.parameters
        said, whole = (" ".join(str(each.__doc__).split()) for each in (method, others[name]))
        assert whole.startswith(
            said.removesuffix(f" As `MonitoringClient.{name}`, whose documentation says all, but awaited.")
        )
        lazy = name.startswith(("paginate_", "iter_"))
        assert inspect.iscoroutinefunction(method) != lazy
        assert signature.return_annotation == ("Async" if lazy else "") + other.return_annotation


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_each_method_awaits_its_operation(operation: Any) -> None:
    boto = Boto({"ResponseMetadata": {}})
    client = ms.AsyncMonitoringClient(boto, level="off")
    required = {
        parameter.name: "a"
        for parameter in inspect.signature(getattr(ms.AsyncMonitoringClient, operation.method)).parameters.values()
        if parameter.default is parameter.empty and parameter.name != "self"
    }
    response = _run(getattr(client, operation.method)(**required))
    assert type(response) is (operation.response or type(None))
    [(method, _)] = boto.asked
    assert method == operation.method
    assert _run(client.send(operation.request(**required))) == response


def test_nothing_is_sent_of_a_request_that_breaks_a_constraint() -> None:
    boto = Boto({})
    client = ms.AsyncMonitoringClient(boto)
    with pytest.raises(ms.ValidationError):
        _run(client.delete_monitoring_schedule(monitoring_schedule_name="a b"))
    with pytest.raises(ms.ValidationError):
        client.paginate_list_monitoring_executions(max_results=0)
    assert boto.asked == []


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("sagemaker", "a client of aiobotocore is needed; what this one of boto3 returns cannot be awaited"),
        ("s3", "a client of sagemaker is needed, not one of s3"),
    ],
)
def test_a_client_that_is_not_awaited_is_refused_at_once(service: str, message: str) -> None:
    boto = import_module("boto3").client(service, region_name="us-east-1")
    with pytest.raises(TypeError, match=f"^{message}$"):
        ms.AsyncMonitoringClient(boto)
    with pytest.raises(TypeError, match="not NoneType"):
        ms.AsyncMonitoringClient(None)


def test_a_mock_is_taken_for_a_client() -> None:
    boto = AsyncMock()
    boto.list_tags.return_value = {"Tags": []}
    arn = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/a"
    assert _run(ms.AsyncMonitoringClient(boto).list_tags(resource_arn=arn)) == ms.ListTagsOutput(tags=[])
    with pytest.raises(TypeError, match="is awaited"):
        ms.MonitoringClient(boto)


def test_an_error_has_its_class() -> None:
    error = ClientError({"Error": {"Code": "ResourceNotFound", "Message": "gone"}}, "DeleteMonitoringSchedule")
    client = ms.AsyncMonitoringClient(Boto(error))
    with pytest.raises(ms.ResourceNotFound, match="DeleteMonitoringSchedule: ResourceNotFound: gone") as caught:
        _run(client.delete_monitoring_schedule(monitoring_schedule_name="a"))
    assert caught.value.__cause__ is error


def test_what_is_no_error_of_the_service_passes_through() -> None:
    client = ms.AsyncMonitoringClient(Boto(OSError("no route")))
    with pytest.raises(OSError, match="no route"):
        _run(client.delete_monitoring_schedule(monitoring_schedule_name="a"))


def test_pages_and_items_are_iterated_lazily() -> None:
    pages = [
        {"MonitoringExecutionSummaries": [{"MonitoringScheduleName": name}], **token}
        for name, token in (("a", {"NextToken": "t"}), ("b", {}))
    ]
    boto = Boto(*pages)
    found = _run(_all(ms.AsyncMonitoringClient(boto).iter_monitoring_executions(max_results=1)))
    assert [each.monitoring_schedule_name for each in found] == ["a", "b"]
    assert [parameters for _, parameters in boto.asked] == [{"MaxResults": 1}, {"MaxResults": 1, "NextToken": "t"}]

    async def first() -> ms.ListMonitoringExecutionsResponse:
        return await anext(ms.AsyncMonitoringClient(boto).paginate_list_monitoring_executions())

    boto = Boto(*pages)
    assert _run(first()).next_token == "t"  # noqa: S105
    assert len(boto.asked) == 1


def test_a_token_that_comes_again_is_an_error() -> None:
    client = ms.AsyncMonitoringClient(Boto({"NextToken": "t"}))
    with pytest.raises(ms.PaginationError):
        _run(_all(client.iter_monitoring_executions()))


def test_waiting_sleeps_by_the_clients_clock() -> None:
    now, slept = 0.0, []

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        slept.append(seconds)

    def client(*statuses: str) -> ms.AsyncMonitoringClient:
        answers = [{"MonitoringScheduleStatus": status, "FailureReason": "no data"} for status in statuses]
        return ms.AsyncMonitoringClient(Boto(*answers), clock=lambda: now, sleep=sleep)

    response = _run(client("Pending", "Pending", "Scheduled").wait_until_scheduled("a", poll=4))
    assert response.monitoring_schedule_status is ms.ScheduleStatus.SCHEDULED
    assert len(slept) == 2
    with pytest.raises(ms.WaitError, match="no data"):
        _run(client("Failed").wait_until_scheduled("a"))
    with pytest.raises(ms.WaitTimeoutError):
        _run(client("Pending").wait_until_stopped("a", timeout=60))


def test_the_executions_of_a_schedule_that_there_is_not_are_not_waited_for() -> None:
    boto = Boto(ClientError({"Error": {"Code": "ResourceNotFound"}}, "Any"), {"MonitoringExecutionSummaries": []})
    with pytest.raises(ms.ResourceNotFound):
        _run(ms.AsyncMonitoringClient(boto).wait_until_execution_finished("nope"))
    assert boto.asked == [("describe_monitoring_schedule", {"MonitoringScheduleName": "nope"})]


def test_what_is_waited_for_may_be_an_error() -> None:
    error = ClientError({"Error": {"Code": "ResourceNotFound"}}, "DescribeMonitoringSchedule")
    assert _run(ms.AsyncMonitoringClient(Boto(error)).wait_until_deleted("a")) is None


def test_a_wait_that_is_cancelled_ends() -> None:
    async def cancelled() -> None:
        client = ms.AsyncMonitoringClient(Boto({"MonitoringScheduleStatus": "Pending"}))
        async with asyncio.timeout(0.01):
            await client.wait_until_scheduled("a")

    with pytest.raises(TimeoutError) as caught:
        _run(cancelled())
    assert not isinstance(caught.value, ms.WaitError)

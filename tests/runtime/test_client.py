"""The client sends what its method was given, through botocore, and returns what the service answered."""

import copy
import dataclasses
import inspect
import json
import re
import runpy
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import SHAPES, monitoring, values

import monitorshapes as ms
from monitorshapes.operations import OPERATIONS

boto3 = import_module("boto3")
Config = import_module("botocore.config").Config
Stubber = import_module("botocore.stub").Stubber
MODEL = import_module("botocore.loaders").Loader().load_service_model("sagemaker", "service-2")

SAMPLES = (
    "a",
    "-PT1H",
    "arn:aws:iam::123456789012:role/monitor",
    "arn:aws:sagemaker:us-east-1:123456789012:automl-job/a",
    "arn:aws:sagemaker:us-east-1:123456789012:processing-job/a",
    "arn:aws:sagemaker:us-east-1:123456789012:training-job/a",
    "s3://bucket/key",
)

ARN = "arn:aws:sagemaker:us-east-1:123456789012:monitoring-schedule/a"
NOON = datetime(2020, 5, 8, 12, tzinfo=UTC)

#: One of `OPERATIONS`.
Operation = Any

APPS = Path(__file__).parents[1] / "programs" / "good"

each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


@pytest.fixture(scope="module")
def boto() -> Any:
    """A boto3 client that reaches nobody."""
    return _boto("http://127.0.0.1:9")


@pytest.fixture
def stub(boto: Any) -> Iterator[Any]:
    """What stands for the service; at the end of the test it must have been asked all that it was told to answer."""
    with Stubber(boto) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def client(boto: Any) -> ms.MonitoringClient:
    """The client under test. What is sampled from the model knows nothing of rules that stand elsewhere."""
    return ms.MonitoringClient(boto, level="model")


@each_operation
def test_a_method_sends_its_parameters_and_returns_the_response(
    operation: Operation, client: ms.MonitoringClient, stub: Any
) -> None:
    for sent in (_sampled(operation, "input", required=True), _sampled(operation, "input", required=False)):
        answer = _sampled(operation, "output", required=False)
        stub.add_response(operation.method, answer, sent)
        request = ms.from_dict(operation.request, sent)
        _assert_read(operation, getattr(client, operation.method)(**_arguments(request)), answer)


@settings(SHAPES, max_examples=5)
@given(st.data())
@each_operation
def test_any_valid_request_is_sent_as_it_is(operation: Operation, data: st.DataObject) -> None:
    package = monitoring()
    request = data.draw(values(package, package.operations[operation.name].request))
    boto = _unreached()
    with Stubber(boto) as stubber:
        answer = _sampled(operation, "output", required=True)
        stubber.add_response(operation.method, answer, ms.to_dict(request))
        _assert_read(operation, ms.MonitoringClient(boto, level="model").send(request), answer)


@each_operation
def test_send_does_what_the_method_does(operation: Operation, client: ms.MonitoringClient, stub: Any) -> None:
    sent, answer = _sampled(operation, "input", required=True), _sampled(operation, "output", required=True)
    stub.add_response(operation.method, answer, sent)
    _assert_read(operation, client.send(ms.from_dict(operation.request, sent)), answer)


@each_operation
def test_nothing_is_sent_of_a_request_that_breaks_a_constraint(
    operation: Operation, client: ms.MonitoringClient, stub: Any
) -> None:
    request = ms.from_dict(operation.request, _sampled(operation, "input", required=True))
    broken = next(iter(_members(request)))
    setattr(request, broken.name, object())
    method = getattr(client, operation.method)
    sends: list[Callable[[], object]] = [lambda: client.send(request), lambda: method(**_arguments(request))]
    for send in sends:
        with pytest.raises(ms.ValidationError) as caught:
            send()
        assert [violation.attribute for violation in caught.value.violations] == [broken.name]


def _other() -> Any:
    """boto3's client of another service, which has an operation of the same name."""
    return boto3.client("cloudtrail", region_name="us-east-1")


class _Awaited:
    async def list_tags(self) -> None:
        """Returns nothing."""


class _Derived(type("AioBaseClient", (), {"__module__": "aiobotocore.client"})):  # type: ignore[misc]
    def list_tags(self) -> None:
        """Returns nothing."""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (_other, "a client of sagemaker is needed, not one of cloudtrail"),
        (lambda: None, "a client of sagemaker is needed, not NoneType"),
        (lambda: boto3, "a client of sagemaker is needed, not module"),
        (_Awaited, "a client of boto3 is needed; what this one returns is awaited"),
        (_Derived, "a client of boto3 is needed; what this one returns is awaited"),
    ],
)
def test_what_is_no_client_of_the_service_is_refused_at_once(wrong: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}"):
        ms.MonitoringClient(wrong())


@each_operation
def test_the_parameters_are_the_requests_members_and_those_of_send(operation: Operation) -> None:
    wider = {"list": "Sequence", "dict": "Mapping"}
    signature = inspect.signature(getattr(ms.MonitoringClient, operation.method))
    members = _members(operation.request)
    _, *parameters = signature.parameters.values()
    assert [(each.name, each.annotation, each.default is None) for each in parameters[: len(members)]] == [
        (member.name, re.sub("^(list|dict)", lambda kind: wider[kind[0]], str(member.type)), member.default is None)
        for member in members
    ]
    _, _, *of_send = inspect.signature(ms.MonitoringClient.send).parameters.values()
    assert [(each.name, each.default) for each in parameters[len(members) :]] == [
        (each.name, each.default) for each in of_send
    ]
    assert {each.kind for each in parameters} == {inspect.Parameter.KEYWORD_ONLY}
    assert signature.return_annotation == (operation.response.__name__ if operation.response else "None")


@each_operation
def test_the_documentation_names_every_member(operation: Operation) -> None:
    documentation = inspect.getdoc(getattr(ms.MonitoringClient, operation.method))
    assert documentation
    listed = re.findall(r"^- `(\w+)`", documentation, re.MULTILINE)
    assert listed[-len(_members(operation.request)) :] == [member.name for member in _members(operation.request)]


def test_there_is_a_method_for_each_operation_and_no_other() -> None:
    others = ("_", "iter_", "paginate_", "wait_until_")
    methods = [name for name in vars(ms.MonitoringClient) if not name.startswith(others)]
    assert methods == [operation.method for operation in OPERATIONS.values()]
    assert len(methods) == 35


@pytest.mark.parametrize(
    "wrong", [ms.Tag(key="a", value="b"), ms.DeleteTagsOutput(), {"MonitoringScheduleName": "a"}, None]
)
def test_what_is_no_request_is_refused(wrong: Any, client: ms.MonitoringClient, stub: Any) -> None:
    with pytest.raises(TypeError, match=type(wrong).__name__):
        client.send(wrong)


def test_a_request_of_a_derived_class_is_sent(client: ms.MonitoringClient, stub: Any) -> None:
    class Deletion(ms.DeleteMonitoringScheduleRequest):
        pass

    stub.add_response("delete_monitoring_schedule", {}, {"MonitoringScheduleName": "a"})
    client.send(Deletion(monitoring_schedule_name="a"))


def test_members_that_are_newer_than_the_package_come_back(client: ms.MonitoringClient) -> None:
    class Newer:
        def describe_monitoring_schedule(self, **_: object) -> dict[str, Any]:
            return {"MonitoringScheduleStatus": "Paused", "Pause": {"Until": "noon"}}

    response = ms.MonitoringClient(Newer()).describe_monitoring_schedule(monitoring_schedule_name="a")
    assert not response.monitoring_schedule_status.is_known
    assert ms.unknown_members(response) == {"Pause": {"Until": "noon"}}
    assert not response.monitoring_schedule_name


ANSWERS: Mapping[str, tuple[int, object]] = {
    "CreateMonitoringSchedule": (200, {"MonitoringScheduleArn": "arn"}),
    "DeleteMonitoringSchedule": (200, None),
    "DescribeMonitoringSchedule": (
        200,
        {
            "MonitoringScheduleArn": "arn",
            "MonitoringScheduleName": "hourly",
            "MonitoringScheduleStatus": "Scheduled",
            "CreationTime": 1588896000.25,
            "LastModifiedTime": 1588896000,
            "MonitoringScheduleConfig": {"MonitoringType": "DataQuality"},
        },
    ),
    "StopMonitoringSchedule": (400, {"__type": "ResourceNotFound", "message": "no such schedule"}),
}


class Service(BaseHTTPRequestHandler):
    """Answers JSON 1.1 with what stands in `ANSWERS`, and notes what was asked: operation and request."""

    asked: ClassVar[list[tuple[str, object]]] = []

    def do_POST(self) -> None:
        """Notes and answers."""
        operation = self.headers["X-Amz-Target"].removeprefix("SageMaker.")
        self.asked.append((operation, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        status, answer = ANSWERS[operation]
        body = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
        """Says nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    """The URL of a service on this machine."""
    Service.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_schedule_is_created_described_and_deleted_over_http(service: str) -> None:
    boto = _boto(service)
    client = ms.MonitoringClient(boto)
    config = ms.MonitoringScheduleConfig(
        schedule_config=ms.ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
        monitoring_job_definition_name="definition",
        monitoring_type=ms.MonitoringType.DATA_QUALITY,
    )

    created = client.create_monitoring_schedule(
        monitoring_schedule_name="hourly", monitoring_schedule_config=config, tags=[ms.Tag(key="k", value="v")]
    )
    described = client.send(ms.DescribeMonitoringScheduleRequest(monitoring_schedule_name="hourly"))
    client.delete_monitoring_schedule(monitoring_schedule_name="hourly")
    with pytest.raises(ms.ResourceNotFound, match="no such schedule"):
        client.stop_monitoring_schedule(monitoring_schedule_name="hourly")

    assert created.monitoring_schedule_arn == "arn"
    assert described.creation_time == datetime(2020, 5, 8, 0, 0, 0, 250_000, UTC)
    assert described.monitoring_schedule_status is ms.ScheduleStatus.SCHEDULED
    assert described.monitoring_schedule_config == ms.MonitoringScheduleConfig(
        monitoring_type=ms.MonitoringType.DATA_QUALITY
    )
    name = {"MonitoringScheduleName": "hourly"}
    assert Service.asked == [
        (
            "CreateMonitoringSchedule",
            name | {"MonitoringScheduleConfig": ms.to_dict(config), "Tags": [{"Key": "k", "Value": "v"}]},
        ),
        ("DescribeMonitoringSchedule", name),
        ("DeleteMonitoringSchedule", name),
        ("StopMonitoringSchedule", name),
    ]


def test_the_app_that_edits_sends_back_what_was_described(client: ms.MonitoringClient, stub: Any) -> None:
    described = _sampled(OPERATIONS["DescribeMonitoringSchedule"], "output", required=False)
    edited = copy.deepcopy(described["MonitoringScheduleConfig"])
    edited["ScheduleConfig"]["ScheduleExpression"] = "NOW"
    name = {"MonitoringScheduleName": "a"}
    stub.add_response("describe_monitoring_schedule", described, name)
    stub.add_response(
        "update_monitoring_schedule", {"MonitoringScheduleArn": ARN}, name | {"MonitoringScheduleConfig": edited}
    )
    runpy.run_path(str(APPS / "edit.py"))["reschedule"](client, "a", "NOW")


def test_the_app_that_audits_names_what_wants_attention(client: ms.MonitoringClient, stub: Any) -> None:
    times = {"CreationTime": NOON, "LastModifiedTime": NOON}
    schedule = {"MonitoringScheduleName": "hourly", "MonitoringScheduleArn": ARN} | times
    run = {"MonitoringScheduleName": "hourly", "ScheduledTime": NOON, "FailureReason": "no data"} | times
    stub.add_response(
        "list_monitoring_schedules",
        {"MonitoringScheduleSummaries": [schedule | {"MonitoringScheduleStatus": "Paused"}]},
        {"SortBy": "Name"},
    )
    stub.add_response(
        "list_monitoring_executions",
        {
            "MonitoringExecutionSummaries": [
                run | {"MonitoringExecutionStatus": status} for status in ("Failed", "Completed", "Paused")
            ]
        },
        {"MonitoringScheduleName": "hourly", "ScheduledTimeAfter": NOON},
    )
    lines = runpy.run_path(str(APPS / "audit.py"))["audit"](client, NOON)
    assert list(lines) == ["hourly: Paused", "hourly, 12:00: failed (no data)", "hourly, 12:00: PAUSED (no data)"]


@cache
def _unreached() -> Any:
    """A boto3 client that reaches nobody, for tests that run many times over."""
    return _boto("http://127.0.0.1:9")


def _boto(url: str) -> Any:
    """boto3's client of a service that is there."""
    return boto3.client(
        "sagemaker",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="id",
        aws_secret_access_key="secret",  # noqa: S106  of nobody
        config=Config(proxies={}, retries={"total_max_attempts": 1}),
    )


def _sampled(operation: Operation, direction: str, *, required: bool) -> dict[str, Any]:
    """What botocore takes or gives: of each structure the required members, or all."""
    target = MODEL["operations"][operation.name].get(direction)
    sampled: dict[str, Any] = _sample(target["shape"], required) if target else {}
    return sampled


def _sample(name: str, required: bool) -> Any:
    shape = MODEL["shapes"][name]
    match shape["type"]:
        case "structure":
            members = shape.get("required", ()) if required else shape["members"]
            return {member: _sample(shape["members"][member]["shape"], required) for member in members}
        case "list":
            return [_sample(shape["member"]["shape"], required)] * max(1, shape.get("min", 0))
        case "map":
            return {_sample(shape["key"]["shape"], required): _sample(shape["value"]["shape"], required)}
        case "string" if "enum" in shape:
            return shape["enum"][0]
        case "string":
            low, high = shape.get("min", 0), shape.get("max", 99)
            return next(text for text in SAMPLES if low <= len(text) <= high and _matches(shape, text))
        case "integer":
            return max(1, shape.get("min", 1))
        case "float" | "double":
            return 0.5
        case "boolean":
            return False
        case "timestamp":
            return NOON
        case other:
            pytest.fail(f"{name} is a {other}, of which there is no sample")


def _members(structure: Any) -> list[dataclasses.Field[Any]]:
    return list(dataclasses.fields(structure))


def _arguments(request: Any) -> dict[str, Any]:
    values = {member.name: getattr(request, member.name) for member in _members(request)}
    return {name: value for name, value in values.items() if value is not None}


def _assert_read(operation: Operation, response: object, answer: Mapping[str, Any]) -> None:
    if operation.response is None:
        assert response is None
    else:
        assert type(response) is operation.response
        assert ms.to_dict(response) == answer


def _matches(shape: Mapping[str, Any], text: str) -> bool:
    # What `re` cannot read are classes of letters and the like.
    with suppress(re.error):
        return re.fullmatch(shape.get("pattern", ".*"), text) is not None
    return True

"""The client reads answers itself where botocore's parser would read the same, and leaves the others to it."""

import base64
import io
import json
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest
from strategies import generate

import monitorshapes as ms
from monitorshapes._runtime import answers
from monitorshapes.operations import OPERATIONS

boto3 = import_module("boto3")
Config = import_module("botocore.config").Config
AWSResponse = import_module("botocore.awsrequest").AWSResponse
parsers = import_module("botocore.parsers")
history = import_module("botocore.history").get_global_history_recorder()

EVENT = "sagemaker.DescribeMonitoringSchedule"
TIME = 1600000000.25
DESCRIBED = {"MonitoringScheduleName": "churn", "CreationTime": TIME, "MonitoringScheduleStatus": "Scheduled"}
PAGE = {"MonitoringScheduleSummaries": [{"MonitoringScheduleName": "churn", "CreationTime": TIME}]}


class Body(io.BytesIO):
    """A body as it comes from the network."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


class Service:
    """A client of boto3 whose requests are answered in the process, one answer after the other, the last for ever."""

    def __init__(self, *answers_: object, service: str = "sagemaker", **config: Any) -> None:
        self.answers = [*answers_]
        self.sent = 0
        self.boto: Any = boto3.client(
            service,
            region_name="eu-west-1",
            aws_access_key_id="id",
            aws_secret_access_key="secret",  # noqa: S106  of nobody
            config=Config(**config),
        )
        self.boto.meta.events.register(f"before-send.{service}", self._answer)

    def _answer(self, request: Any, **_: object) -> Any:
        self.sent += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        status, body = cast(tuple[int, Any], answer) if isinstance(answer, tuple) else (200, answer)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return AWSResponse(request.url, status, {"x-amzn-requestid": "r"}, Body(content))


@pytest.fixture(autouse=True)
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies of good answers that botocore parses."""
    bodies: list[bytes] = []
    parse = parsers.JSONParser._handle_json_body

    def recorded(self: Any, raw_body: bytes, shape: Any) -> Any:
        bodies.append(raw_body)
        return parse(self, raw_body, shape)

    monkeypatch.setattr(parsers.JSONParser, "_handle_json_body", recorded)
    return bodies


def _describe(client: Any) -> ms.DescribeMonitoringScheduleResponse:
    described = client.describe_monitoring_schedule(monitoring_schedule_name="churn")
    assert isinstance(described, ms.DescribeMonitoringScheduleResponse)
    return described


# What is read


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_botocore_parses_nothing(mode: str, parsed: list[bytes]) -> None:
    service = Service(DESCRIBED, retries={"mode": mode})
    described = _describe(ms.MonitoringClient(service.boto))
    assert parsed == [b""]
    assert described.monitoring_schedule_status is ms.ScheduleStatus.SCHEDULED
    assert described.creation_time.timestamp() == TIME


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_random_answers_read_as_botocore_reads_them(
    zone: str, parsed: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    drawn = random.Random(zone)
    service = Service(None)
    client = ms.MonitoringClient(service.boto)
    for operation in OPERATIONS.values():
        output = service.boto.meta.service_model.operation_model(operation.name).output_shape
        if output is None:
            continue
        for _ in range(6):
            service.answers = [_drawn(output, drawn)]
            _, ours = client._answer(operation, _Unchecked(service.boto, operation.name))
            assert parsed.pop() == b""
            theirs = operation.read(service.boto._make_api_call(operation.name, {}))
            assert parsed.pop()
            assert repr(ours) == repr(theirs)
            assert ours == theirs
    monkeypatch.undo()
    time.tzset()


class _Unchecked(dict[str, Any]):
    """No parameters, which botocore is not to check: what is asked does not matter here."""

    def __init__(self, boto: Any, operation: str) -> None:
        super().__init__()
        boto._serializer = getattr(boto._serializer, "_serializer", boto._serializer)
        boto.meta.events.register_first(f"before-parameter-build.sagemaker.{operation}", lambda **_: None)


def _drawn(shape: Any, drawn: random.Random) -> Any:
    """JSON for the shape, as a service sends it: something missing, something null, times in both notations."""
    match shape.type_name:
        case "structure":
            members = {name: _drawn(member, drawn) for name, member in shape.members.items() if drawn.random() < 0.8}
            return {name: None if drawn.random() < 0.05 else value for name, value in members.items()}
        case "list":
            return [_drawn(shape.member, drawn) for _ in range(drawn.randrange(3))]
        case "map":
            return {_drawn(shape.key, drawn): _drawn(shape.value, drawn) for _ in range(drawn.randrange(3))}
        case "timestamp":
            number = drawn.choice([drawn.randrange(2**32), drawn.uniform(0, 2**32), round(drawn.uniform(1e9, 2e9), 3)])
            return drawn.choice([number, number, str(number), "2020-05-08T12:00:00Z", "2020-05-08T12:00:00+02:00"])
        case "boolean":
            return drawn.random() < 0.5
        case "integer" | "long":
            return drawn.choice([0, 1, drawn.randrange(2**40), 1.0])
        case "double" | "float":
            return drawn.choice([0, 1, drawn.random(), "NaN"])
        case _:
            return drawn.choice(["", "a", "ünï", "Novel", 1, *getattr(shape, "enum", [])])


def test_bytes_read_as_botocore_reads_them(tmp_path: Path, parsed: list[bytes]) -> None:
    model = import_module("botocore.loaders").Loader().load_service_model("kms", "service-2")
    package = generate(model, "kms_answers", tmp_path)
    runtime = import_module("kms_answers._runtime.answers")
    operation = import_module("kms_answers.operations").OPERATIONS["Decrypt"]
    service = Service({"Plaintext": base64.b64encode(b"\0\xff").decode(), "KeyId": "a"}, service="kms")
    runtime.listen(service.boto)
    with runtime.Call(service.boto, operation, {}) as call:
        _, response = call.answer(service.boto.decrypt(CiphertextBlob=b"a"))
    assert parsed == [b""]
    assert response == package.module.DecryptResponse(plaintext=b"\0\xff", key_id="a")


@pytest.mark.parametrize(
    ("service", "operation", "readable"),
    [
        ("sagemaker", "DescribeMonitoringSchedule", True),
        ("mq", "CreateBroker", False),  # names that are not boto3's
        ("lambda", "Invoke", False),  # headers and a payload
        ("ecs", "DescribeServices", False),  # a union
        ("kinesis", "SubscribeToShard", False),  # events
        ("s3", "ListBuckets", False),  # XML
        ("sqs", "ReceiveMessage", True),
        ("apigateway", "GetRestApi", True),
        ("organizations", "DescribeHandshake", True),  # a structure that holds itself
        ("sagemaker", "DeleteMonitoringSchedule", False),  # there is no answer
    ],
)
def test_which_operations_are_read(service: str, operation: str, readable: bool) -> None:
    model = Service(None, service=service).boto.meta.service_model.operation_model(operation)
    assert answers._is_plain_json(model) is readable


# What is as it was


@pytest.mark.parametrize(
    "body",
    [
        b"<html>a proxy's</html>",
        b"",
        b"\xff",
        DESCRIBED | {"NewerThanBoth": 1},
        DESCRIBED | {"MonitoringScheduleConfig": "text"},
        DESCRIBED | {"CreationTime": "soon"},
        DESCRIBED | {"LastMonitoringExecutionSummary": []},
        [],
    ],
)
def test_what_botocore_may_read_otherwise_is_left_to_it(body: object) -> None:
    service = Service(body)
    client = ms.MonitoringClient(service.boto)

    def theirs() -> Any:
        answer = service.boto.describe_monitoring_schedule(MonitoringScheduleName="churn")
        return OPERATIONS["DescribeMonitoringSchedule"].read(answer)

    assert _outcome(lambda: _describe(client)) == _outcome(theirs)


def _outcome(work: Callable[[], object]) -> str:
    try:
        return repr(work())
    except Exception as error:
        return repr(error)


def test_errors_retries_and_redirects_are_botocores(parsed: list[bytes]) -> None:
    busy = (500, {"__type": "InternalFailure"})
    service = Service(busy, busy, DESCRIBED, retries={"total_max_attempts": 3, "mode": "standard"})
    assert _describe(ms.MonitoringClient(service.boto)).monitoring_schedule_name == "churn"
    assert (service.sent, parsed) == (3, [b""])

    refused = Service((400, {"__type": "ResourceNotFound", "message": "gone"}))
    with pytest.raises(ms.ResourceNotFound, match="gone") as caught:
        _describe(ms.MonitoringClient(refused.boto))
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400

    with pytest.raises(ms.ServiceError):
        _describe(ms.MonitoringClient(Service((301, {"a": 1})).boto))


def test_pages_and_waiting_go_on_from_what_was_read(parsed: list[bytes]) -> None:
    service = Service(PAGE | {"NextToken": "more"}, PAGE)
    assert len([*ms.MonitoringClient(service.boto).iter_monitoring_schedules()]) == 2
    service = Service(DESCRIBED | {"MonitoringScheduleStatus": "Pending"}, DESCRIBED)
    client = ms.MonitoringClient(service.boto, sleep=lambda _: None)
    assert client.wait_until_scheduled("churn").monitoring_schedule_name == "churn"
    assert parsed == [b""] * 4


@pytest.mark.parametrize("event", ["before-parse", "needs-retry", "response-received", "after-call"])
def test_a_handler_that_looks_at_the_answer_sees_all_of_it(event: str, parsed: list[bytes]) -> None:
    service, seen = Service(DESCRIBED), list[Mapping[str, Any]]()
    client = ms.MonitoringClient(service.boto)

    def handler(**given: Any) -> None:
        match given:
            case {"parsed": answer} | {"parsed_response": answer} | {"response": (_, answer)}:
                seen.append(answer)
            case _:
                seen.append(json.loads(given["response_dict"]["body"]))

    service.boto.meta.events.register(f"{event}.{EVENT}", handler)
    assert _describe(client).monitoring_schedule_name == "churn"
    assert seen[0]["MonitoringScheduleName"] == "churn"
    service.boto.meta.events.unregister(f"{event}.{EVENT}", handler)
    _describe(client)
    assert parsed[1:] == [b""]


def test_history_and_debug_logs_have_all_of_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    client, recorded = ms.MonitoringClient(Service(DESCRIBED).boto), dict[str, Any]()

    class Recorder:
        def emit(self, event: str, payload: Any, _: str) -> None:
            recorded[event] = payload

    history.add_handler(Recorder())
    history.enable()
    try:
        _describe(client)
    finally:
        history.disable()
        history._handlers.pop()
    assert recorded["PARSED_RESPONSE"]["MonitoringScheduleName"] == "churn"

    with caplog.at_level(logging.DEBUG, "botocore.parsers"):
        _describe(client)
    assert "MonitoringScheduleStatus" in caplog.text


def test_who_stands_between_sees_all_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    service = Service(DESCRIBED)
    client = ms.MonitoringClient(service.boto)
    method, call = service.boto.describe_monitoring_schedule, type(service.boto)._make_api_call

    def between(**parameters: Any) -> Any:
        seen.append(method(**parameters))
        return seen[-1]

    def traced(self: Any, *arguments: Any) -> Any:
        seen.append(call(self, *arguments))
        return seen[-1]

    class Proxy:
        meta = service.boto.meta
        describe_monitoring_schedule = staticmethod(between)

    with monkeypatch.context() as patch:
        patch.setattr(service.boto, "describe_monitoring_schedule", between, raising=False)
        _describe(client)
    with monkeypatch.context() as patch:
        patch.setattr(import_module("botocore.client").BaseClient, "_make_api_call", traced)
        _describe(client)
    _describe(ms.MonitoringClient(Proxy()))
    assert [each["MonitoringScheduleName"] for each in seen] == ["churn"] * 3


def test_an_older_botocore_without_the_event_parses(parsed: list[bytes]) -> None:
    service = Service(DESCRIBED)
    client = ms.MonitoringClient(service.boto)
    service.boto.meta.events.unregister("before-parse.sagemaker", answers._read)
    assert _describe(client).monitoring_schedule_name == "churn"
    assert parsed != [b""]


# Whose calls


def test_the_boto3_client_used_beside_it_is_as_ever() -> None:
    service = Service(DESCRIBED)
    clients = [ms.MonitoringClient(service.boto) for _ in range(2)]

    def whole() -> bool:
        answer = service.boto.describe_monitoring_schedule(MonitoringScheduleName="churn")
        return bool(answer["MonitoringScheduleName"] == "churn")

    results: list[bool] = []

    def work() -> None:
        for _ in range(10):
            results.append(whole())
            results.extend(_describe(each).monitoring_schedule_name == "churn" for each in clients)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 120


@pytest.mark.parametrize("event", ["provide-client-params", "before-call", "before-sign", "before-send"])
def test_a_call_of_a_handler_within_the_call_is_as_ever(event: str) -> None:
    service = Service(DESCRIBED)
    client, seen, typed = ms.MonitoringClient(service.boto), list[Any](), list[Any]()

    def handler(**_: object) -> None:
        if seen:
            return
        seen.append(None)
        seen.append(service.boto.describe_monitoring_schedule(MonitoringScheduleName="churn"))
        typed.append(_describe(client))

    service.boto.meta.events.register_first(f"{event}.{EVENT}", handler)
    described = _describe(client)
    assert seen[1]["MonitoringScheduleName"] == "churn"
    assert typed == [described]
    assert described.monitoring_schedule_name == "churn"

"""Waiting ends when botocore's waiters would end it, sleeps longer and longer, and says why it fails."""

import copy
import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import jmespath
import models
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SHAPES, TINY

import monitorshapes as ms
from monitorshapes._runtime.waiters import Acceptor, Waiter, Waiting
from monitorshapes.waiters import WAITERS
from shapegen import ir
from shapegen.build import Settings, build
from shapegen.build.waiters import waiters_of
from shapegen.errors import ShapegenError

ClientError = import_module("botocore.exceptions").ClientError
WaiterError = import_module("botocore.exceptions").WaiterError
waiter = import_module("botocore.waiter")
Loader = import_module("botocore.loaders").Loader
MODEL = Loader().load_service_model("sagemaker", "service-2")


class Boto:
    """A client that answers what it was told, over and over at the end, and notes what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        if name == "meta":
            raise AttributeError(name)
        return self.answer

    def answer(self, **parameters: Any) -> Any:
        """The next of the answers; an exception is raised."""
        self.asked.append(parameters)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return copy.deepcopy(answer)


class Time:
    """A clock that goes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Returns at once."""
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    """The clock of `_client`."""
    return Time()


def _client(time: Time, *answers: Any) -> tuple[ms.MonitoringClient, Boto]:
    boto = Boto(*answers)
    return ms.MonitoringClient(boto, clock=time.clock, sleep=time.sleep), boto


def _schedule(status: str, **members: str) -> dict[str, Any]:
    return {"MonitoringScheduleName": "a", "MonitoringScheduleStatus": status, **members}


def _execution(status: str, **members: str) -> dict[str, Any]:
    return {"MonitoringExecutionSummaries": [{"MonitoringExecutionStatus": status, **members}]}


NOT_FOUND = ClientError({"Error": {"Code": "ResourceNotFound", "Message": "gone"}}, "DescribeMonitoringSchedule")


def test_a_schedule_is_scheduled_in_the_end(time: Time) -> None:
    client, boto = _client(time, _schedule("Pending"), _schedule("Pending"), _schedule("Scheduled"))
    response = client.wait_until_scheduled("a")
    assert response.monitoring_schedule_status is ms.ScheduleStatus.SCHEDULED
    assert boto.asked == [{"MonitoringScheduleName": "a"}] * 3
    assert len(time.slept) == 2


def test_a_schedule_is_stopped_in_the_end(time: Time) -> None:
    client, _ = _client(time, _schedule("Scheduled"), _schedule("Stopped"))
    response = client.wait_until_stopped(monitoring_schedule_name="a")
    assert response.monitoring_schedule_status is ms.ScheduleStatus.STOPPED


def test_a_schedule_is_gone_in_the_end(time: Time) -> None:
    client, boto = _client(time, _schedule("Stopped"), _schedule("Failed"), NOT_FOUND)
    client.wait_until_deleted("a")
    assert len(boto.asked) == 3


@pytest.mark.parametrize("status", ["Completed", "CompletedWithViolations", "Stopped"])
def test_the_latest_execution_is_over_in_the_end(status: str, time: Time) -> None:
    nothing: dict[str, Any] = {"MonitoringExecutionSummaries": []}
    client, boto = _client(
        time, _schedule("Scheduled"), nothing, _execution("Pending"), _execution("InProgress"), _execution(status)
    )
    response = client.wait_until_execution_finished("a", endpoint_name="e")
    assert [each.monitoring_execution_status for each in response.monitoring_execution_summaries] == [status]
    latest = {"SortBy": "ScheduledTime", "SortOrder": "Descending", "MaxResults": 1}
    looks = [{"MonitoringScheduleName": "a", "EndpointName": "e"} | latest] * 4
    assert boto.asked == [{"MonitoringScheduleName": "a"}, *looks]


def test_the_executions_of_a_schedule_that_there_is_not_are_not_waited_for(time: Time) -> None:
    client, boto = _client(time, NOT_FOUND, {"MonitoringExecutionSummaries": []})
    with pytest.raises(ms.ResourceNotFound, match=r"^DescribeMonitoringSchedule: ResourceNotFound: gone$"):
        client.wait_until_execution_finished("nope")
    assert boto.asked == [{"MonitoringScheduleName": "nope"}]
    assert time.slept == []


def test_a_processing_job_is_over_in_the_end(time: Time) -> None:
    client, _ = _client(time, {"ProcessingJobStatus": "InProgress"}, {"ProcessingJobStatus": "Completed"})
    response = client.wait_until_processing_job_finished("a")
    assert response.processing_job_status is ms.ProcessingJobStatus.COMPLETED


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("scheduled", _schedule("Failed", FailureReason="no data")),
        ("stopped", _schedule("Failed", FailureReason="no data")),
        ("execution_finished", _execution("Failed", FailureReason="no data")),
        ("processing_job_finished", {"ProcessingJobStatus": "Failed", "FailureReason": "no data"}),
        ("processing_job_completed_or_stopped", {"ProcessingJobStatus": "Failed", "FailureReason": "no data"}),
    ],
)
def test_what_failed_says_why(method: str, answer: Any, time: Time) -> None:
    client, _ = _client(time, answer)
    with pytest.raises(ms.WaitError, match=r"no data$") as caught:
        getattr(client, f"wait_until_{method}")("a")
    assert caught.value.reason == "no data"
    assert caught.value.of == ("a",)
    assert str(caught.value) == f"{caught.value.waiter} of 'a': no data"
    assert ms.to_dict(caught.value.response) == answer
    assert not isinstance(caught.value, TimeoutError)


def test_what_failed_without_a_reason_names_its_state(time: Time) -> None:
    client, _ = _client(time, _schedule("Failed"))
    with pytest.raises(ms.WaitError, match="MonitoringScheduleStatus is Failed"):
        client.wait_until_scheduled("a")


def test_an_error_that_nobody_waits_for_is_raised(time: Time) -> None:
    client, _ = _client(time, _schedule("Pending"), NOT_FOUND)
    with pytest.raises(ms.ResourceNotFound, match="gone"):
        client.wait_until_scheduled("a")


def test_an_error_that_is_a_failure_is_the_cause(time: Time) -> None:
    error = ClientError({"Error": {"Code": "ValidationException", "Message": "no"}}, "DescribeProcessingJob")
    client, _ = _client(time, error)
    with pytest.raises(ms.WaitError, match="ValidationException: no") as caught:
        client.wait_until_processing_job_completed_or_stopped("a")
    assert isinstance(caught.value.__cause__, ms.ServiceValidationError)
    assert caught.value.response is None


@pytest.mark.parametrize("timeout", [0, 1, 29.5, 600])
def test_time_runs_out_when_it_was_said_to_and_not_before(timeout: float, time: Time) -> None:
    client, _ = _client(time, _schedule("Pending"))
    with pytest.raises(ms.WaitTimeoutError, match=f"^Scheduled of 'a': not after {timeout:g} seconds; ") as caught:
        client.wait_until_scheduled("a", timeout=timeout)
    assert time.now == pytest.approx(1000 + timeout)
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.response.monitoring_schedule_status is ms.ScheduleStatus.PENDING


@pytest.mark.parametrize(
    ("method", "answer", "state"),
    [
        ("scheduled", _schedule("Stopped"), "; MonitoringScheduleStatus was Stopped"),
        (
            "execution_finished",
            {"MonitoringExecutionSummaries": []},
            "; MonitoringExecutionSummaries[0].MonitoringExecutionStatus was not there",
        ),
        ("deleted", _schedule("Stopped"), ""),
    ],
)
def test_what_was_not_in_time_is_named_with_its_last_state(method: str, answer: Any, state: str, time: Time) -> None:
    client, _ = _client(time, answer)
    with pytest.raises(ms.WaitTimeoutError) as caught:
        getattr(client, f"wait_until_{method}")("churn-hourly", timeout=30)
    assert caught.value.reason == f"not after 30 seconds{state}"
    assert str(caught.value).endswith(f" of 'churn-hourly': {caught.value.reason}")


def test_an_error_that_time_ran_out_with_is_named() -> None:
    waiter = Waiter("Up", 1, 1, (Acceptor("retry", "error", "Busy"),))
    waiting = Waiting(waiter, {}, lambda: 0.0, 0, None)
    answer = {"Error": {"Code": "Busy", "Message": "later"}}
    with pytest.raises(ms.WaitTimeoutError, match=r"^Up: not after 0 seconds; the last answer was Look: Busy: later$"):
        waiting.look(answer, None, ms.ServiceError(answer, "Look"))


def test_the_last_look_is_at_the_end_of_the_time(time: Time) -> None:
    client, boto = _client(time, _schedule("Pending"), _schedule("Scheduled"))
    client.wait_until_scheduled("a", timeout=2, poll=100)
    assert time.slept == [2]
    assert len(boto.asked) == 2


@pytest.mark.parametrize(("poll", "longest"), [(1, 60), (60, 60), (90, 90), (None, 60)])
def test_delays_double_up_to_a_minute_less_what_chance_takes(poll: float | None, longest: float, time: Time) -> None:
    client, _ = _client(time, *[_schedule("Pending")] * 12, _schedule("Scheduled"))
    client.wait_until_scheduled("a", poll=poll, timeout=10_000)
    for number, slept in enumerate(time.slept):
        delay = min((poll or 5) * 2**number, longest)
        assert delay * 0.75 <= slept <= delay
    assert len({round(slept / time.slept[-1], 6) for slept in time.slept[-4:]}) > 1


@pytest.mark.parametrize("wrong", [{"timeout": -1}, {"poll": 0}, {"poll": -1}, {"timeout": float("nan")}])
def test_times_that_are_none_are_refused(wrong: Any, time: Time) -> None:
    client, boto = _client(time, _schedule("Pending"))
    with pytest.raises(ValueError, match="seconds"):
        client.wait_until_scheduled("a", **wrong)
    assert boto.asked == []


@pytest.mark.parametrize("wrong", [{"timeout": "3"}, {"poll": "3"}, {"poll": timedelta(seconds=3)}])
def test_times_that_are_no_numbers_are_refused_in_words(wrong: Any, time: Time) -> None:
    client, boto = _client(time, _schedule("Pending"))
    with pytest.raises(TypeError, match="both are seconds, and must be numbers"):
        client.wait_until_scheduled("a", **wrong)
    assert boto.asked == []


def test_the_request_is_validated_before_it_is_sent(time: Time) -> None:
    client, boto = _client(time, _schedule("Pending"))
    with pytest.raises(ms.ValidationError):
        client.wait_until_scheduled("a b")
    assert boto.asked == []


# The states are botocore's

_VALUES: st.SearchStrategy[Any] = st.sampled_from(["up", "down", True, False, 1])
_STATES = st.sampled_from(["success", "failure", "retry"])
_ARGUMENTS = st.sampled_from(["State", "Things[].State", "Things[0].State", "length(Things)", "Things[]"])
_ACCEPTORS = st.one_of(
    st.fixed_dictionaries(
        {
            "matcher": st.sampled_from(["path", "pathAll", "pathAny"]),
            "argument": _ARGUMENTS,
            "expected": _VALUES,
            "state": _STATES,
        }
    ),
    st.fixed_dictionaries({"matcher": st.just("status"), "expected": st.sampled_from([200, 404]), "state": _STATES}),
    st.fixed_dictionaries(
        {"matcher": st.just("error"), "expected": st.sampled_from(["Gone", "Busy", True, False]), "state": _STATES}
    ),
)
_ANSWERS = st.one_of(
    st.fixed_dictionaries(
        {
            "ResponseMetadata": st.just({"HTTPStatusCode": 200}),
            "Things": st.lists(st.builds(lambda v: {"State": v}, _VALUES), max_size=2),
        },
        optional={"State": _VALUES},
    ),
    st.builds(
        lambda code: {"Error": {"Code": code, "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": 404}},
        st.sampled_from(["Gone", "Busy", "Odd"]),
    ),
)


@SHAPES
@given(st.lists(_ACCEPTORS, min_size=1, max_size=4), st.lists(_ANSWERS, min_size=1, max_size=4))
def test_botocores_waiter_ends_in_the_same_state_after_as_many_answers(
    acceptors: list[dict[str, Any]], answers: list[dict[str, Any]]
) -> None:
    config = {"operation": "Op", "delay": 1, "maxAttempts": len(answers), "acceptors": acceptors}
    assert _ours(config, answers) == _botocores(config, answers)


def _botocores(config: dict[str, Any], answers: list[dict[str, Any]]) -> tuple[str, int]:
    boto = Boto(*answers)
    waiting = waiter.Waiter("W", waiter.SingleWaiterConfig(config), boto.answer)
    try:
        waiting.wait(WaiterConfig={"Delay": 0})
    except WaiterError as error:
        return ("late" if "Max attempts" in str(error) else "failure"), len(boto.asked)
    return "success", len(boto.asked)


def _ours(config: dict[str, Any], answers: list[dict[str, Any]]) -> tuple[str, int]:
    built = Waiter(
        "W",
        1,
        1,
        tuple(Acceptor(a["state"], a["matcher"], a["expected"], a.get("argument", "")) for a in config["acceptors"]),
    )
    waiting = Waiting(built, {}, lambda: 0.0, 1, None)
    for number, answer in enumerate(answers, 1):
        error = ms.ServiceError(answer, "Op") if "Error" in answer else None
        try:
            if waiting.look(answer, None, error) is None:
                return "success", number
        except (ms.WaitError, ms.ServiceError):
            return "failure", number
    return "late", len(answers)


# What the generator makes of waiters-2.json


def _decided(service: str) -> tuple[dict[str, Any], tuple[ir.Waiter, ...], tuple[str, ...]]:
    loader = Loader()
    model = loader.load_service_model(service, "service-2")
    waiters = loader.load_service_model(service, "waiters-2")["waiters"]
    plan = models.plan(model)
    return (waiters, *waiters_of(plan, waiters, {}))


@pytest.mark.parametrize("service", ["cloudformation", "ec2", "ecs", "lambda", "rds", "s3", "sagemaker"])
def test_waiters_are_what_botocore_says(service: str) -> None:
    waiters, built, left_out = _decided(service)
    assert left_out == ()
    assert [each.name for each in built] == sorted(waiters)
    for each in built:
        config = waiters[each.name]
        assert (each.operation, each.delay, each.max_attempts) == (
            config["operation"],
            config["delay"],
            config["maxAttempts"],
        )
        said = [(a.state, a.matcher, a.argument, a.expected) for a in each.acceptors]
        assert said == [(a["state"], a["matcher"], a.get("argument"), a["expected"]) for a in config["acceptors"]]


def test_what_comes_back_is_what_was_waited_for() -> None:
    returns = {each.name: each.returns for each in _decided("s3")[1]}
    assert returns["ObjectExists"] == "HeadObjectOutput"
    assert returns["ObjectNotExists"] == "None"
    assert {each.name: each.returns for each in _decided("cloudformation")[1]}["StackDeleteComplete"] == (
        "DescribeStacksOutput | None"
    )


GOOD: dict[str, Any] = {
    "operation": "Turn",
    "delay": 1,
    "maxAttempts": 2,
    "acceptors": [{"state": "success", "matcher": "path", "argument": "Tree.Name", "expected": "oak"}],
}
WRONG: dict[str, tuple[Any, str]] = {
    "no object": (7, "operation is not text"),
    "no such operation": (GOOD | {"operation": "Burn"}, "'Burn' is not generated"),
    "no success": (GOOD | {"acceptors": []}, "no acceptor says when it succeeds"),
    "no expression": (
        GOOD | {"acceptors": [GOOD["acceptors"][0] | {"argument": "Tree["}]},
        r"'Tree\[' is not a JMESPath expression",
    ),
    "no list": (GOOD | {"acceptors": GOOD["acceptors"][0]}, "its acceptors is not a list"),
    "no such state": (GOOD | {"acceptors": [GOOD["acceptors"][0] | {"state": "done"}]}, "state 'done'"),
    "no such member": (GOOD | {"required": ["Leaf"]}, "TurnRequest has no member 'Leaf'"),
    "no seconds": (GOOD | {"delay": -1}, "delay is not a positive integer"),
    "no text": (GOOD | {"description": 1}, "description is not text"),
    "no parameters": (GOOD | {"parameters": {"Data": []}}, "not an object of texts and numbers"),
    "no such first": (GOOD | {"first": "Burn"}, "'Burn' is not generated"),
    "no expectation": (GOOD | {"acceptors": [GOOD["acceptors"][0] | {"expected": None}]}, "neither text nor a number"),
}


@pytest.mark.parametrize(("config", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_profiles_waiter_is_named(config: Any, message: str) -> None:
    wanted = Settings(service="tiny", package="tiny", client="Tiny", operations=["*"], waiters={"Up": config})
    with pytest.raises(ShapegenError, match=f"waiter 'Up': .*{message}"):
        build(TINY, wanted)


def test_a_waiter_of_the_model_that_cannot_be_made_is_left_out_and_named() -> None:
    wanted = Settings(service="tiny", package="tiny", client="Tiny", operations=["*"])
    waiters = {"Up": GOOD, "Broken": GOOD | {"delay": 0}, "Elsewhere": GOOD | {"operation": "Burn"}}
    built = build(TINY, wanted, waiters=waiters)
    assert [each.name for each in built.service.waiters] == ["Up"]
    assert built.unusable == ("waiter Broken (its delay is not a positive integer)",)


def test_a_waiter_of_the_profile_replaces_the_models() -> None:
    wanted = Settings(
        service="tiny", package="tiny", client="Tiny", operations=["*"], waiters={"Up": GOOD | {"delay": 9}}
    )
    [built] = build(TINY, wanted, waiters={"Up": GOOD}).service.waiters
    assert built.delay == 9


def test_a_waiter_of_the_profile_without_an_operation_adds_to_the_models() -> None:
    waiters = {"Up": {"failureReason": "Why"}, "Nowhere": {"failureReason": "Why"}}
    wanted = Settings(service="tiny", package="tiny", client="Tiny", operations=["*"], waiters=waiters)
    [built] = build(TINY, wanted, waiters={"Up": GOOD}).service.waiters
    assert (built.failure_reason, built.delay, built.boto_name) == ("Why", 1, "up")
    assert build(TINY, wanted).service.waiters == ()


def test_the_profiles_waiters_look_where_the_model_has_something() -> None:
    of_model = Loader().load_service_model("sagemaker", "waiters-2")["waiters"]
    folder = Path("codegen/monitoring")
    waiters = json.loads((folder / "waiters.json").read_text("utf-8"))["waiters"]
    assert set(waiters) <= set(WAITERS)
    for name, added in waiters.items():
        config = {**of_model.get(name, {}), **added}
        response = MODEL["operations"][config["operation"]]["output"]["shape"]
        for acceptor in config["acceptors"]:
            if acceptor["matcher"] == "path":
                assert acceptor["expected"] in MODEL["shapes"][_reached(response, acceptor["argument"])]["enum"]
        if "failureReason" in config:
            assert _reached(response, config["failureReason"]) == "FailureReason"


def _reached(shape: str, expression: str) -> str:
    """The shape that an expression of names and indices leads to."""

    def walk(node: Any, shape: str) -> str:
        steps: dict[str, Callable[[], str]] = {
            "field": lambda: MODEL["shapes"][shape]["members"][node["value"]]["shape"],
            "index": lambda: MODEL["shapes"][shape]["member"]["shape"],
        }
        return steps[node["type"]]() if node["type"] in steps else through(node["children"], shape)

    def through(nodes: Iterable[Any], shape: str) -> str:
        for node in nodes:
            shape = walk(node, shape)
        return shape

    return walk(jmespath.compile(expression).parsed, shape)

"""What tests do to the fake, from this process and from others."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from fake_clients import NOON, control, define, executions, post, refused, schedule

import monitorshapes as ms
from monitorshapes import fake
from monitorshapes.fake.controls import typed


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("plan", {"name": 5, "status": "Failed"}, "name is text, not 5"),
        ("plan", {"name": [], "status": "Failed"}, "name is text, not []"),
        ("plan", {"name": "x", "status": 1}, "status is text, not 1"),
        (
            "plan",
            {"name": "x", "status": "Complete"},
            "a run ends as one of Completed, CompletedWithViolations, Failed, Stopped, not 'Complete'; "
            "a schedule can be Unknown, and a request meet ThrottlingException, ResourceLimitExceeded, "
            "InternalFailure, ServiceUnavailable, drop, hang, cut, broken, latency",
        ),
        ("plan", {"name": "x", "status": "Failed", "times": 1.5}, "times is a whole number, not 1.5"),
        ("plan", {"name": "x", "status": "Failed", "failure_reason": 1}, "failure_reason is text, not 1"),
        ("fail_schedule", {"name": "x", "failure_reason": None}, "failure_reason is text, not null"),
        ("fail_schedule", {"name": "x", "failure_reason": "a" * 1025}, "a reason has at most 1024 characters"),
        ("advance", {"seconds": "x"}, 'seconds is a number, not "x"'),
        ("advance", {"seconds": True}, "seconds is a number, not true"),
        ("advance", {"seconds": None}, "seconds is a number, not null"),
        ("advance", {"seconds": -1}, "seconds is from 0 to 316224000, not -1"),
        ("advance", {}, "missing a required argument: 'seconds'"),
        ("advance", {"hours": 1}, "advance has no parameter 'hours'; it has seconds"),
        ("now", {"zone": 1}, "now has no parameter 'zone'; it has none"),
        ("execute", {"schedule_name": "x", "at": 1}, "at is a time or text, not 1"),
        ("execute", {"schedule_name": "x", "at": "soon"}, "at is a time like 2026-01-01T10:00:00Z, not 'soon'"),
        ("fault", {"kind": []}, "kind is text, not []"),
        ("fault", {"kind": "drop", "seed": []}, "seed is a whole number, not []"),
        ("fault", {"kind": "drop", "after": 1}, "after is true or false, not 1"),
        ("fault", [1], 'the parameters are a JSON object, such as {"seconds": 3600}'),
    ],
)
def test_a_wrong_parameter_is_named_in_words(server: fake.Server, method: str, arguments: Any, message: str) -> None:
    response = control(server, method, json.dumps(arguments))
    assert (response.status, response.json()) == (400, {"message": message})


_TIME = datetime(2026, 1, 1)


@pytest.mark.parametrize(
    ("name", "good", "wrong", "words"),
    [
        ("text", ["", "a", ms.ExecutionStatus.FAILED], [1, True, None, []], "text"),
        ("whole", [0, -1], [1.0, "1", True, None], "a whole number"),
        ("number", [0, 1.5, float("nan")], ["1", True, None], "a number"),
        ("truth", [True, False], [0, 1, "true", None], "true or false"),
        ("maybe", [None, "a"], [1, True], "text"),
        ("time", [None, _TIME, "2026"], [1, True, 1.5], "a time or text"),
    ],
)
def test_an_argument_has_the_type_that_is_declared(name: str, good: list[Any], wrong: list[Any], words: str) -> None:
    @typed
    def method(
        *,
        text: str = "",
        whole: int = 0,
        number: float = 0.0,
        truth: bool = False,
        maybe: str | None = None,
        time: datetime | str | None = None,
    ) -> list[object]:
        return [text, whole, number, truth, maybe, time]

    for value in good:
        assert value in method(**{name: value})
    for value in wrong:
        with pytest.raises(TypeError, match=f"^{name} is {words}, not {re.escape(json.dumps(value))}$"):
            method(**{name: value})


def test_a_plan_is_of_text(server: fake.Server) -> None:
    with pytest.raises(TypeError, match="name is text, not 5"):
        server.plan(5, "Failed")  # type: ignore[arg-type]
    server.plan("not there yet", ms.ExecutionStatus.FAILED)


def test_other_processes_do_the_same_over_http(server: fake.Server, client: Any) -> None:
    def do(method: str, **arguments: Any) -> Any:
        response = control(server, method, json.dumps(arguments))
        assert response.status == 200, response.data
        return response.json()["result"]

    define(client)
    schedule(client)
    assert do("now") == NOON.timestamp()
    do("plan", name="churn", status="Failed", failure_reason="no data")
    assert do("advance", seconds=3900) == NOON.timestamp() + 3900
    arn = do("execute", schedule_name="churn", at="2026-01-01T10:00:00Z")
    assert arn in [each["ProcessingJobArn"] for each in executions(client, StatusEquals="Completed")]
    assert len(executions(client, StatusEquals="Failed")) == 1
    do("fault", kind="ThrottlingException")
    refused("ThrottlingException", client.list_monitoring_schedules)
    do("clear_faults")
    client.list_monitoring_schedules()


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("", "{}", 404),
        ("stop", "{}", 404),
        ("advance", "{", 400),
        ("advance", "[]", 400),
        ("advance", "{}", 400),
        ("advance", '{"seconds": "1"}', 400),
        ("advance", '{"seconds": -1}', 400),
        ("advance", '{"seconds": 1e300}', 400),
        ("advance", '{"seconds": null}', 400),
        ("plan", '{"name": "churn", "status": "Novel"}', 400),
        ("plan", '{"name": "churn", "status": 1}', 400),
        ("plan", '{"name": [], "status": "Failed"}', 400),
        ("plan", '{"name": "churn", "status": "Failed", "failure_reason": 1}', 400),
        ("plan", '{"name": "churn", "status": "Failed", "times": 1e9}', 400),
        ("plan", '{"name": "churn", "status": "Failed", "times": 1000000000}', 400),
        ("execute", '{"schedule_name": "churn"}', 400),
        ("execute", '{"schedule_name": []}', 400),
        ("execute", '{"schedule_name": "churn", "at": "2026-01-01"}', 400),
        ("execute", '{"schedule_name": "churn", "at": 1}', 400),
        ("fault", '{"kind": []}', 400),
        ("fault", '{"kind": "drop", "times": "a"}', 400),
        ("fault", '{"kind": "drop", "operation": {}}', 400),
        ("fault", '{"kind": "drop", "probability": "a"}', 400),
        ("fault", '{"kind": "drop", "seed": []}', 400),
    ],
)
def test_what_other_processes_get_wrong_is_said(
    server: fake.Server, method: str, body: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    response = control(server, method, body)
    assert response.status == status
    assert response.json()["message"]
    assert post(server, "{}", "SageMaker.ListMonitoringSchedules").status == 200
    assert caplog.records == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Content_Type": "application/json; charset=utf-8"}, 200),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Origin": "https://example.com"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "example.com"}, 403),
        ({"Host": "127.0.0.1.example.com:80"}, 403),
        ({"Host": "fake:8100"}, 200),
        ({"Host": "fake.team.svc.cluster.local"}, 200),
        ({"Host": "localhost:8100", "Origin": "http://localhost:8100"}, 200),
        ({"Host": "localhost:8100", "Origin": "http://localhost:9999"}, 403),
        ({"Host": "[::1]:8100"}, 200),
        ({"Host": "[::1"}, 403),
        ({"Host": ""}, 403),
    ],
)
def test_no_web_page_controls_the_fake(server: fake.Server, headers: dict[str, str], status: int) -> None:
    assert control(server, "advance", '{"seconds": 60}', **headers).status == status
    passed = timedelta(seconds=60 if status == 200 else 0)
    assert server.now() == NOON + passed

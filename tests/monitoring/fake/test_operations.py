"""Every operation answers as the model says, whatever it is sent."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from fake_clients import REQUESTS, post, prepare
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import monitoring, values

import monitorshapes as ms
from monitorshapes import fake
from monitorshapes.fake.service import IMPLEMENTED
from monitorshapes.operations import OPERATIONS


def test_there_is_every_operation() -> None:
    assert IMPLEMENTED.keys() == OPERATIONS.keys()


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_each_operation_answers_as_the_model_says(server: fake.Server, client: Any, name: str) -> None:
    prepare(server, client)
    request = dict(REQUESTS[name]["request"])
    if name.startswith("Create"):
        member = next(member for member in request if member.endswith("Name"))
        request[member] = "another"
    if name.startswith("Delete") and name.endswith("JobDefinition"):
        client.delete_monitoring_schedule(MonitoringScheduleName="churn-daily")
        server.advance(2)
    if name == "StartMonitoringSchedule":
        client.stop_monitoring_schedule(MonitoringScheduleName="churn-hourly")
        server.advance(2)
    if name == "DeleteProcessingJob":
        server.advance(240)
    if name == "StopProcessingJob":
        request["ProcessingJobName"] = "running"
        client.create_processing_job(**REQUESTS["CreateProcessingJob"]["request"] | request)
    if name == "UpdateMonitoringAlert":
        request["MonitoringAlertName"] = "default-alert"
    if "ResourceArn" in request:
        request["ResourceArn"] = request["ResourceArn"].replace("111122223333", "123456789012")
    for member, value in request.items():
        if isinstance(value, dict) and "$datetime" in value:
            request[member] = datetime.fromisoformat(value["$datetime"])
    # botocore's parser reads it; what it does not know would be lost there.
    answer = getattr(client, OPERATIONS[name].method)(**request)
    del answer["ResponseMetadata"]
    response = OPERATIONS[name].response
    if response is None:
        assert answer == {}
    else:
        assert ms.violations(ms.from_dict(response, answer), level="model") == ()


def test_lists_are_not_empty_that_should_not_be(server: fake.Server, client: Any) -> None:
    prepare(server, client)
    for name in OPERATIONS:
        if name.startswith("List") and name not in ("ListTags", "ListMonitoringAlerts"):
            response = getattr(client, OPERATIONS[name].method)()
            response.pop("NextToken", None)
            [items] = [value for member, value in response.items() if member != "ResponseMetadata"]
            assert items, name


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def shared_server() -> Iterator[fake.Server]:
    with fake.Server() as server:
        yield server


_UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@given(data=st.data())
@settings(max_examples=300, suppress_health_check=_UNHURRIED)
def test_anything_gets_an_answer(
    shared_server: fake.Server, caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    caplog.set_level(logging.WARNING, "monitorshapes")
    name = data.draw(st.sampled_from(sorted(OPERATIONS)))
    good = REQUESTS[name]["request"]
    body = data.draw(_JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(good, _JSON)))
    if isinstance(body, dict) and data.draw(st.booleans()):
        body = good | body
    text = data.draw(st.sampled_from([json.dumps(body), json.dumps(body)[:-1]]))
    response = post(shared_server, text, f"SageMaker.{name}")
    answer = response.json()
    assert response.status in (200, 400)
    assert response.status == 200 or {"__type", "message"} == answer.keys()
    assert [record for record in caplog.records if record.name.startswith("monitorshapes")] == []


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=_UNHURRIED)
def test_what_the_model_allows_gets_an_answer_that_the_model_allows(
    shared_server: fake.Server, caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(OPERATIONS)))
    operation = OPERATIONS[name]
    request = data.draw(values(monitoring(), operation.request.__name__))
    if ms.violations(request, level="model"):
        return
    response = post(shared_server, ms.to_json(request), f"SageMaker.{name}")
    assert response.status in (200, 400), response.data
    if response.status == 200 and operation.response is not None:
        answer = ms.from_json(operation.response, response.data)
        assert [each.path for each in ms.violations(answer, level="botocore", ignore={"unknown"})] == []
    assert [record for record in caplog.records if record.name.startswith("monitorshapes")] == []

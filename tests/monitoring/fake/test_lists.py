"""Lists: filters, orders, pages."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from fake_clients import NOON, REQUESTS, define, new_client, post, refused, schedule
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorshapes import fake


@pytest.mark.parametrize(
    ("call", "items", "times"),
    [
        ("list_data_quality_job_definitions", "JobDefinitionSummaries", ["CreationTime"]),
        ("list_monitoring_schedules", "MonitoringScheduleSummaries", ["CreationTime", "LastModifiedTime"]),
        ("list_monitoring_executions", "MonitoringExecutionSummaries", ["CreationTime", "LastModifiedTime"]),
        ("list_processing_jobs", "ProcessingJobSummaries", ["CreationTime", "LastModifiedTime"]),
    ],
)
def test_a_time_is_neither_before_nor_after_itself(
    server: fake.Server, client: Any, call: str, items: str, times: list[str]
) -> None:
    define(client)
    schedule(client)
    server.execute("churn", at=NOON - timedelta(hours=1))
    server.advance(60)
    (item,) = getattr(client, call)()[items]
    moment = timedelta(milliseconds=1)
    for name in times:
        at = item[name]
        for filters, count in (
            ({f"{name}Before": at}, 0),
            ({f"{name}After": at}, 0),
            ({f"{name}Before": at + moment}, 1),
            ({f"{name}After": at - moment}, 1),
        ):
            assert len(getattr(client, call)(**filters)[items]) == count, filters


@pytest.mark.parametrize("sort_by", ["CreationTime", "ScheduledTime", "Status"])
@pytest.mark.parametrize("order", ["Ascending", "Descending"])
def test_pages_hold_everything_once_in_order(server: fake.Server, client: Any, sort_by: str, order: str) -> None:
    define(client)
    schedule(client)
    for hours in range(1, 24):
        server.execute("churn", "Failed" if hours % 3 else "Completed", at=NOON - timedelta(hours=hours))
    paginator = client.get_paginator("list_monitoring_executions")
    pages = list(paginator.paginate(SortBy=sort_by, SortOrder=order, PaginationConfig={"PageSize": 5}))
    assert [len(page["MonitoringExecutionSummaries"]) for page in pages] == [5, 5, 5, 5, 3]
    found = [each for page in pages for each in page["MonitoringExecutionSummaries"]]
    assert len({each["ProcessingJobArn"] for each in found}) == 23
    member = {"Status": "MonitoringExecutionStatus"}.get(sort_by, sort_by)
    keys = [each[member] for each in found]
    assert keys == sorted(keys, reverse=order == "Descending")


def test_what_comes_and_goes_between_pages_takes_nothing_from_the_others(server: fake.Server, client: Any) -> None:
    define(client)
    for name in "bdfhj":
        schedule(client, name)
    server.advance(1)
    sort = {"SortBy": "Name", "SortOrder": "Ascending", "MaxResults": 2}
    first = client.list_monitoring_schedules(**sort)
    client.delete_monitoring_schedule(MonitoringScheduleName="b")
    client.delete_monitoring_schedule(MonitoringScheduleName="d")
    server.advance(1)
    schedule(client, "a")
    second = client.list_monitoring_schedules(**sort, NextToken=first["NextToken"])
    assert [each["MonitoringScheduleName"] for each in second["MonitoringScheduleSummaries"]] == ["f", "h"]


def test_a_token_holds_for_its_own_list_alone(server: fake.Server, client: Any) -> None:
    define(client)
    define(client, "other")
    for name in ("churn", "other"):
        schedule(client, name)
    token = client.list_monitoring_schedules(MaxResults=1)["NextToken"]
    client.list_monitoring_schedules(NextToken=token)
    for call, more in (
        (client.list_data_quality_job_definitions, {}),
        (client.list_monitoring_schedules, {"SortBy": "Name"}),
        (client.list_monitoring_schedules, {"SortOrder": "Ascending"}),
    ):
        assert refused("ValidationException", call, NextToken=token, **more) == "Invalid pagination token"


@given(token=st.text(max_size=40) | st.recursive(st.none() | st.text() | st.floats(), st.lists).map(json.dumps))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_other_token_is_refused(server: fake.Server, token: str) -> None:
    for given_token in (token, base64.urlsafe_b64encode(token.encode("utf-8", "replace")).decode()):
        response = post(server, json.dumps({"NextToken": given_token}), "SageMaker.ListMonitoringSchedules")
        assert response.status == 400


@pytest.mark.parametrize("order", ["Ascending", "Descending"])
def test_what_was_made_at_one_time_is_in_the_order_in_which_it_was_made(client: Any, order: str) -> None:
    define(client)
    names = ["b", "c", "a"]
    for name in names:
        schedule(client, name)
    paginator = client.get_paginator("list_monitoring_schedules")
    pages = paginator.paginate(SortBy="CreationTime", SortOrder=order, PaginationConfig={"PageSize": 1})
    found = [each["MonitoringScheduleName"] for page in pages for each in page["MonitoringScheduleSummaries"]]
    assert found == (names if order == "Ascending" else names[::-1])


def test_processing_jobs_are_taken_by_the_page_and_filtered_then(server: fake.Server, client: Any) -> None:
    request = REQUESTS["CreateProcessingJob"]["request"]
    for number in range(6):
        client.create_processing_job(**request | {"ProcessingJobName": f"job-{number}"})
        server.advance(1)
    client.stop_processing_job(ProcessingJobName="job-5")
    page = client.list_processing_jobs(StatusEquals="Stopping", MaxResults=2)
    assert page["ProcessingJobSummaries"] == []
    found: list[str] = []
    while "NextToken" in page:
        page = client.list_processing_jobs(StatusEquals="Stopping", MaxResults=2, NextToken=page["NextToken"])
        found += [each["ProcessingJobName"] for each in page["ProcessingJobSummaries"]]
    assert found == ["job-5"]
    pages = client.get_paginator("list_processing_jobs").paginate(NameContains="-5", PaginationConfig={"PageSize": 4})
    assert [len(page["ProcessingJobSummaries"]) for page in pages] == [0, 1]


@pytest.mark.parametrize(("short", "lengths"), [(False, [1]), (True, [0, 0, 1])])
def test_other_lists_do_so_if_that_is_asked_for(short: bool, lengths: list[int]) -> None:
    with fake.Server(clock=lambda: NOON, short_pages=short) as server:
        client = new_client(server)
        define(client)
        for name in ("a", "b", "c"):
            schedule(client, name)
            server.advance(2)
        paginator = client.get_paginator("list_monitoring_schedules")
        pages = paginator.paginate(NameContains="a", PaginationConfig={"PageSize": 1})
        assert [len(page["MonitoringScheduleSummaries"]) for page in pages] == lengths

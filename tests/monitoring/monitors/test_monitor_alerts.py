"""What a monitor asks about its alerts, and what it makes of the answers."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from aws import ROLE, Scripted

import monitorshapes as ms
from monitorshapes.monitors import (
    DefaultModelMonitor,
    ModelDashboardIndicatorAction,
    MonitoringAlertActions,
    MonitoringAlertHistorySummary,
    MonitoringAlertSummary,
)

MADE, CHANGED = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
NAME = {"MonitoringScheduleName": "hourly"}


@pytest.fixture
def aws() -> Scripted:
    return Scripted()


@pytest.fixture
def monitor(aws: Scripted) -> DefaultModelMonitor:
    monitor = DefaultModelMonitor(role=ROLE, sagemaker_session=aws.session)
    monitor.monitoring_schedule_name = "hourly"
    return monitor


def _alert(name: str, *numbers: int, **actions: Any) -> dict[str, Any]:
    return {
        "MonitoringAlertName": name,
        "CreationTime": MADE,
        "LastModifiedTime": CHANGED,
        "AlertStatus": "InAlert",
        "DatapointsToAlert": numbers[0],
        "EvaluationPeriod": numbers[1],
        "Actions": actions,
    }


def test_the_alerts_are_those_of_the_answer(aws: Scripted, monitor: DefaultModelMonitor) -> None:
    shown, hidden = ({"ModelDashboardIndicator": {"Enabled": enabled}} for enabled in (True, False))
    answer = {
        "MonitoringAlertSummaries": [_alert("a", 1, 2, **shown), _alert("b", 3, 4, **hidden), _alert("c", 5, 6)],
        "NextToken": "more",
    }
    aws.expect("sagemaker", "list_monitoring_alerts", NAME | {"MaxResults": 10}, answer)
    found, following = monitor.list_monitoring_alerts()
    assert found == [
        MonitoringAlertSummary(
            name, MADE, CHANGED, "InAlert", *numbers, MonitoringAlertActions(ModelDashboardIndicatorAction(enabled))
        )
        for name, numbers, enabled in (("a", (1, 2), True), ("b", (3, 4), False), ("c", (5, 6), False))
    ]
    assert following == "more"
    aws.expect("sagemaker", "list_monitoring_alerts", NAME | {"NextToken": "more", "MaxResults": 3}, {})
    assert monitor.list_monitoring_alerts("more", 3) == ([], None)
    aws.done()


@pytest.mark.parametrize(
    ("arguments", "request_"),
    [
        ({}, {"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 10}),
        ({"sort_by": None, "sort_order": None, "max_results": None}, {}),
        (
            {
                "monitoring_alert_name": "a",
                "sort_by": "Status",
                "sort_order": "Ascending",
                "next_token": "more",
                "max_results": 4,
                "creation_time_before": "2026-03-04T00:00:00Z",
                "creation_time_after": MADE,
                "status_equals": "OK",
            },
            {
                "MonitoringAlertName": "a",
                "SortBy": "Status",
                "SortOrder": "Ascending",
                "NextToken": "more",
                "MaxResults": 4,
                "CreationTimeBefore": "2026-03-04T00:00:00Z",
                "CreationTimeAfter": MADE,
                "StatusEquals": "OK",
            },
        ),
    ],
)
def test_the_history_is_asked_for_as_it_is_told(
    aws: Scripted, monitor: DefaultModelMonitor, arguments: Any, request_: Any
) -> None:
    change = {"MonitoringAlertName": "a", "CreationTime": MADE, "AlertStatus": "OK"} | NAME
    answer = {"MonitoringAlertHistory": [change], "NextToken": "next"}
    aws.expect("sagemaker", "list_monitoring_alert_history", NAME | request_, answer)
    assert monitor.list_monitoring_alert_history(**arguments) == (
        [MonitoringAlertHistorySummary("a", MADE, "OK")],
        "next",
    )
    aws.expect("sagemaker", "list_monitoring_alert_history", NAME | request_, {})
    assert monitor.list_monitoring_alert_history(**arguments) == ([], None)
    aws.done()


@pytest.mark.parametrize(
    ("numbers", "sent", "is_asked"),
    [((2, 3), (2, 3), False), ((None, 8), (6, 8), True), ((1, None), (1, 7), True)],
)
def test_the_number_of_an_alert_that_is_not_given_is_asked_for(
    aws: Scripted, monitor: DefaultModelMonitor, numbers: Any, sent: Any, is_asked: bool
) -> None:
    if is_asked:
        pages = [{"MonitoringAlertSummaries": [_alert("other", 9, 9)], "NextToken": "more"}]
        pages += [{"MonitoringAlertSummaries": [_alert("a", 6, 7), _alert("last", 9, 9)]}]
        for page, token in zip(pages, ({}, {"NextToken": "more"}), strict=True):
            aws.expect("sagemaker", "list_monitoring_alerts", NAME | token, page)
    told = {"MonitoringAlertName": "a", "DatapointsToAlert": sent[0], "EvaluationPeriod": sent[1]}
    answer = {"MonitoringScheduleArn": "arn:aws:sagemaker:us-east-1:123456789012:monitoring-schedule/hourly"}
    aws.expect("sagemaker", "update_monitoring_alert", NAME | told, answer)
    monitor.update_monitoring_alert("a", *numbers)
    aws.done()


def test_an_alert_is_not_changed_without_a_number_that_it_can_have(aws: Scripted, monitor: DefaultModelMonitor) -> None:
    with pytest.raises(ValueError, match="give data_points_to_alert, evaluation_period or both"):
        monitor.update_monitoring_alert("a", None, None)
    with pytest.raises(ms.ValidationError, match="DatapointsToAlert: 0 is below the minimum 1"):
        monitor.update_monitoring_alert("a", 0, 3)
    aws.expect("sagemaker", "list_monitoring_alerts", NAME, {"MonitoringAlertSummaries": [_alert("b", 1, 1)]})
    with pytest.raises(ValueError, match="the schedule hourly has no alert 'a'"):
        monitor.update_monitoring_alert("a", 1, None)
    aws.done()


def test_a_monitor_without_a_schedule_has_no_alerts_and_says_so(
    aws: Scripted, monitor: DefaultModelMonitor, caplog: pytest.LogCaptureFixture
) -> None:
    monitor.monitoring_schedule_name = None
    with caplog.at_level(logging.WARNING):
        assert monitor.list_monitoring_alerts() == ([], None)
        assert monitor.list_monitoring_alert_history() == ([], None)
    assert caplog.messages == [
        "The monitor has no schedule, and so no alerts.",
        "The monitor has no schedule, and so no history of alerts.",
    ]
    aws.done()


def test_a_rule_that_the_session_ignores_is_ignored_here_too(monitor: DefaultModelMonitor) -> None:
    with pytest.raises(ms.ValidationError, match="MaxResults: 101 is above the maximum 100"):
        monitor.list_monitoring_alert_history(max_results=101)
    lax = Scripted(ignore={"max"})
    monitor.sagemaker_session = lax.session
    given = {"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 101}
    lax.expect("sagemaker", "list_monitoring_alert_history", NAME | given, {})
    assert monitor.list_monitoring_alert_history(max_results=101) == ([], None)
    lax.done()

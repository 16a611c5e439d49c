"""What happens as time passes, and in which order: starts, changes, ends, alerts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fake_clients import HOURLY, NOON, REQUESTS, define, executions, new_client, refused, schedule, status

from monitorshapes import fake
from monitorshapes.fake.passing import following

_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)
_NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def _milliseconds(time: datetime) -> int:
    return round(time.timestamp() * 1000)


@pytest.mark.parametrize(
    ("expression", "at", "hours"),
    [
        ("cron(0 * ? * * *)", 0.0, 1),
        ("cron(0 * ? * * *)", 0.999, 1),
        ("cron(0 * ? * * *)", 1.0, 2),
        ("cron(0 * ? * * *)", 23.0, 24),
        ("cron(0 * ? * * *)", 23.5, 24),
        ("cron(0 5 ? * * *)", 4.999, 5),
        ("cron(0 5 ? * * *)", 5.0, 29),
        ("cron(0 0 ? * * *)", 0.0, 24),
        ("cron(0 17/3 ? * * *)", 0.0, 17),
        ("cron(0 17/3 ? * * *)", 17.0, 20),
        ("cron(0 17/3 ? * * *)", 20.001, 23),
        ("cron(0 17/3 ? * * *)", 23.0, 41),
        ("NOW", 0.0, None),
    ],
)
def test_the_next_run_starts_at_the_next_hour_of_the_expression(expression: str, at: float, hours: int | None) -> None:
    wanted = None if hours is None else _milliseconds(_NEW_YEAR + hours * _HOUR)
    assert following(expression, _milliseconds(_NEW_YEAR + at * _HOUR)) == wanted


def test_a_change_is_due_to_the_millisecond(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
    assert (described["CreationTime"], described["LastModifiedTime"]) == (NOON, NOON)
    for change, before, after in (
        (None, "Pending", "Scheduled"),
        (client.stop_monitoring_schedule, "Pending", "Stopped"),
        (client.start_monitoring_schedule, "Pending", "Scheduled"),
    ):
        if change:
            change(MonitoringScheduleName="churn")
        began = server.now()
        server.advance(0.999)
        described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
        assert (described["MonitoringScheduleStatus"], described["LastModifiedTime"]) == (before, began)
        server.advance(0.001)
        server.advance(5)
        described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
        assert (described["MonitoringScheduleStatus"], described["LastModifiedTime"]) == (after, began + _SECOND)
        assert described["CreationTime"] == NOON


def test_a_pending_schedule_starts_no_runs(server: fake.Server, client: Any) -> None:
    define(client)
    server.advance(3599.5)
    schedule(client)
    server.advance(1)
    assert executions(client) == []
    server.advance(3599.5)
    assert [each["ScheduledTime"] for each in executions(client)] == [NOON + 2 * _HOUR]


def test_now_runs_once_after_each_start(server: fake.Server, client: Any) -> None:
    define(client)
    window = {"DataAnalysisStartTime": "-PT1H", "DataAnalysisEndTime": "-PT0H"}
    schedule(client, ScheduleConfig={"ScheduleExpression": "NOW"} | window)
    server.advance(3600)
    for change in (client.stop_monitoring_schedule, client.start_monitoring_schedule):
        change(MonitoringScheduleName="churn")
        server.advance(1)
    server.advance(3600)
    found = executions(client, SortOrder="Ascending")
    assert [each["ScheduledTime"] for each in found] == [NOON + _SECOND, NOON + _HOUR + 2 * _SECOND]


def test_a_run_outlives_its_schedule(server: fake.Server, client: Any) -> None:
    define(client)
    arn = schedule(client)
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    server.advance(3630)
    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(1)
    refused("ResourceNotFound", client.describe_monitoring_schedule, MonitoringScheduleName="churn")
    server.advance(29)
    assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["InProgress"]
    server.advance(240)
    assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["Completed"]
    schedule(client)
    assert client.list_tags(ResourceArn=arn)["Tags"] == []
    server.advance(3600)
    # The new one has nothing of the runs of the old one but their name.
    assert len(executions(client, MonitoringScheduleName="churn")) == 2


def test_a_schedule_that_is_being_deleted_starts_no_run(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.advance(3599.5)
    client.delete_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(600)
    assert executions(client) == []


@pytest.mark.parametrize("change", ["create", "update", "stop", "start", "delete"])
def test_any_change_fails_on_demand_and_only_one(server: fake.Server, client: Any, change: str) -> None:
    config = {"MonitoringJobDefinitionName": "churn", "ScheduleConfig": HOURLY}
    define(client)
    if change == "create":
        server.fail_schedule("churn", "no capacity")
    schedule(client)
    if change == "start":
        server.advance(1)
        client.stop_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(1)
    if change == "update":
        client.update_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
    elif change != "create":
        getattr(client, f"{change}_monitoring_schedule")(MonitoringScheduleName="churn")
    if change != "create":
        server.fail_schedule("churn", "no capacity")
        server.advance(1)
    described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
    assert (described["MonitoringScheduleStatus"], described["FailureReason"]) == ("Failed", "no capacity")
    for call in (client.start_monitoring_schedule, client.stop_monitoring_schedule):
        message = refused("ValidationException", call, MonitoringScheduleName="churn")
        assert message == "Monitoring schedule in status Failed"
    server.advance(7200)
    assert executions(client) == []
    client.update_monitoring_schedule(MonitoringScheduleName="churn", MonitoringScheduleConfig=config)
    assert "FailureReason" not in client.describe_monitoring_schedule(MonitoringScheduleName="churn")
    server.advance(1)
    assert status(client) == "Scheduled"


def test_a_job_is_stopped_before_its_schedule_changes(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client, ScheduleConfig={"ScheduleExpression": "cron(0 13 ? * * *)"})
    server.advance(3660)
    [execution] = executions(client)
    name = execution["ProcessingJobArn"].rpartition("/")[2]
    client.stop_processing_job(ProcessingJobName=name)
    server.advance(0.999)
    assert [each["MonitoringExecutionStatus"] for each in executions(client)] == ["Stopping"]
    server.advance(0.001)
    [stopped] = executions(client)
    assert (stopped["MonitoringExecutionStatus"], stopped["LastModifiedTime"]) == ("Stopped", server.now())
    assert client.describe_processing_job(ProcessingJobName=name)["ProcessingJobStatus"] == "Stopped"


_ENDS = {"C": "Completed", "V": "CompletedWithViolations", "F": "Failed", "S": "Stopped"}


@pytest.mark.parametrize(
    ("datapoints", "period", "ends", "alerts"),
    [
        (1, 1, "CFCVCSC", ".A.A..."),
        (1, 2, "FCCVCC", "AA.AA."),
        (2, 2, "FFCFVVSC", ".A..AA.."),
        (2, 3, "FVCFCC", ".AAA.."),
        (3, 3, "FFFCFFF", "..A...A"),
    ],
)
def test_an_alert_says_how_many_of_the_last_runs_raised_it(
    server: fake.Server, client: Any, datapoints: int, period: int, ends: str, alerts: str
) -> None:
    define(client)
    schedule(client)
    server.advance(1)
    client.update_monitoring_alert(
        MonitoringScheduleName="churn",
        MonitoringAlertName="default-alert",
        DatapointsToAlert=datapoints,
        EvaluationPeriod=period,
    )
    for end in ends:
        server.plan("churn", _ENDS[end])
    seen: list[str] = []
    changed: list[datetime] = []
    for number in range(len(ends)):
        server.advance(3600 if number else 3899)
        [alert] = client.list_monitoring_alerts(MonitoringScheduleName="churn")["MonitoringAlertSummaries"]
        seen.append("A" if alert["AlertStatus"] == "InAlert" else ".")
        if seen[-1:] != (seen[-2:-1] or ["."]):
            changed.append(server.now())
            assert alert["LastModifiedTime"] == server.now()
    assert "".join(seen) == alerts
    history = client.list_monitoring_alert_history(SortOrder="Ascending")["MonitoringAlertHistory"]
    assert [each["CreationTime"] for each in history] == changed
    # All at once it is the same.
    with fake.Server(clock=lambda: NOON) as other:
        theirs = new_client(other)
        define(theirs)
        schedule(theirs)
        other.advance(1)
        theirs.update_monitoring_alert(
            MonitoringScheduleName="churn",
            MonitoringAlertName="default-alert",
            DatapointsToAlert=datapoints,
            EvaluationPeriod=period,
        )
        for end in ends:
            other.plan("churn", _ENDS[end])
        other.advance(3899 + 3600 * (len(ends) - 1))
        same = theirs.list_monitoring_alert_history(SortOrder="Ascending")["MonitoringAlertHistory"]
        assert same == history


def test_an_alert_is_described_with_its_numbers(server: fake.Server, client: Any) -> None:
    define(client)
    arn = schedule(client)
    server.advance(5)
    alert = {
        "MonitoringAlertName": "default-alert",
        "CreationTime": NOON,
        "LastModifiedTime": NOON,
        "AlertStatus": "OK",
        "DatapointsToAlert": 1,
        "EvaluationPeriod": 1,
        "Actions": {"ModelDashboardIndicator": {"Enabled": True}},
    }
    list_alerts = client.list_monitoring_alerts
    assert list_alerts(MonitoringScheduleName="churn")["MonitoringAlertSummaries"] == [alert]
    answer = client.update_monitoring_alert(
        MonitoringScheduleName="churn", MonitoringAlertName="default-alert", DatapointsToAlert=100, EvaluationPeriod=100
    )
    assert (answer["MonitoringScheduleArn"], answer["MonitoringAlertName"]) == (arn, "default-alert")
    alert |= {"LastModifiedTime": NOON + 5 * _SECOND, "DatapointsToAlert": 100, "EvaluationPeriod": 100}
    assert list_alerts(MonitoringScheduleName="churn")["MonitoringAlertSummaries"] == [alert]
    message = refused(
        "ValidationException",
        client.update_monitoring_alert,
        MonitoringScheduleName="churn",
        MonitoringAlertName="default-alert",
        DatapointsToAlert=3,
        EvaluationPeriod=2,
    )
    assert message == "DatapointsToAlert must be less than or equal to EvaluationPeriod"
    message = refused(
        "ResourceNotFound",
        client.update_monitoring_alert,
        MonitoringScheduleName="churn",
        MonitoringAlertName="other",
        DatapointsToAlert=1,
        EvaluationPeriod=1,
    )
    assert message == "Monitoring alert other not found"


def test_an_alert_that_was_changed_is_looked_at_with_the_next_run(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.advance(1)
    server.plan("churn", "Failed")
    server.advance(3899)
    update = {"MonitoringScheduleName": "churn", "MonitoringAlertName": "default-alert"}

    def alert() -> str:
        [found] = client.list_monitoring_alerts(MonitoringScheduleName="churn")["MonitoringAlertSummaries"]
        return str(found["AlertStatus"])

    assert alert() == "InAlert"
    client.update_monitoring_alert(**update, DatapointsToAlert=2, EvaluationPeriod=2)
    assert alert() == "InAlert"
    server.advance(3600)
    assert alert() == "OK"
    # A good run too: what counts now are two runs, one of which failed.
    client.update_monitoring_alert(**update, DatapointsToAlert=1, EvaluationPeriod=3)
    server.advance(3600)
    assert alert() == "InAlert"


def test_an_older_execution_that_is_added_is_not_the_last(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.execute("churn", at=NOON - _HOUR)
    server.execute("churn", "Failed", at=NOON - 2 * _HOUR)
    [alert] = client.list_monitoring_alerts(MonitoringScheduleName="churn")["MonitoringAlertSummaries"]
    assert alert["AlertStatus"] == "OK"
    described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
    assert described["LastMonitoringExecutionSummary"]["ScheduledTime"] == NOON - _HOUR
    server.execute("churn", "Failed", at=NOON - _HOUR)
    described = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
    assert described["LastMonitoringExecutionSummary"]["MonitoringExecutionStatus"] == "Failed"
    # Of two that were scheduled at one time the later one counts.
    [alert] = client.list_monitoring_alerts(MonitoringScheduleName="churn")["MonitoringAlertSummaries"]
    assert alert["AlertStatus"] == "InAlert"


def test_an_added_execution_leaves_those_that_run_alone(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.advance(3630)
    server.execute("churn")
    server.advance(30)
    found = {each["ScheduledTime"]: each["MonitoringExecutionStatus"] for each in executions(client)}
    assert found[NOON + _HOUR] == "InProgress"
    server.advance(240)
    assert {each["MonitoringExecutionStatus"] for each in executions(client)} == {"Completed"}


def test_no_two_runs_have_a_name(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    schedule(client, "other")
    server.advance(3600 * 12)
    for _ in range(3):
        server.execute("churn", at=NOON + 5 * _HOUR)
    server.advance(300)
    names = [each["ProcessingJobArn"].rpartition("/")[2] for each in executions(client, MaxResults=100)]
    assert len(set(names)) == len(names) == 27
    assert {len(name) for name in names} == {len("model-monitoring-202601011300-") + 24}
    assert len({name[-24:-16] for name in names}) == len({name[-8:] for name in names}) == 27


def test_a_plan_is_for_runs_that_start_after_it(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client)
    server.plan("other", "Failed")
    server.advance(3600)
    server.plan("churn", "Failed", times=2)
    server.plan("churn", "Stopped")
    server.advance(4 * 3600 + 300)
    found = executions(client, SortOrder="Ascending")
    assert [each["MonitoringExecutionStatus"] for each in found] == [
        "Completed",
        "Failed",
        "Failed",
        "Stopped",
        "Completed",
    ]


def test_a_processing_job_alone_has_a_job_whatever_is_planned(server: fake.Server, client: Any) -> None:
    request = REQUESTS["CreateProcessingJob"]["request"]
    name = request["ProcessingJobName"]
    server.plan(name, "Failed", failure_reason="no data", processing_job=False)
    client.create_processing_job(**request)
    assert "FailureReason" not in client.describe_processing_job(ProcessingJobName=name)
    server.advance(240)
    job = client.describe_processing_job(ProcessingJobName=name)
    assert (job["ProcessingJobStatus"], job["FailureReason"]) == ("Failed", "no data")

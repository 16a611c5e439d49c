"""Makes a schedule run every day, and tells how its next execution went."""

from datetime import UTC, datetime

import monitorshapes as ms


def reschedule(client: ms.MonitoringClient, name: str) -> str:
    """What became of it."""
    described = client.describe_monitoring_schedule(monitoring_schedule_name=name)
    request: ms.UpdateMonitoringScheduleRequest = ms.update_from(described)
    request.monitoring_schedule_config.schedule_config = ms.ScheduleConfig(schedule_expression=ms.schedules.daily(12))
    start = datetime.now(UTC)
    try:
        client.send(request)
        scheduled = client.wait_until_scheduled(name, timeout=300, poll=2)
        runs = client.wait_until_execution_finished(name, scheduled_time_after=start)
    except ms.ResourceNotFound as error:
        return f"{error.operation}: {error.message}"
    except ms.WaitTimeoutError:
        return "not in time"
    except ms.WaitError as error:
        return error.reason
    return f"{scheduled.monitoring_schedule_status}: {len(runs.monitoring_execution_summaries)}"


def failures(client: ms.MonitoringClient) -> list[str]:
    """The schedules of which an execution failed."""
    failed = ms.ExecutionStatus.FAILED
    return [run.monitoring_schedule_name for run in client.iter_monitoring_executions(status_equals=failed)]


def recreate(client: ms.MonitoringClient, name: str) -> ms.CreateDataQualityJobDefinitionResponse:
    """A definition once more, under another name."""
    described = client.describe_data_quality_job_definition(job_definition_name=name)
    request = ms.update_from(described)
    request.job_definition_name = f"{name}-2"
    return client.send(request)

"""Creates a schedule and says what became of it: with a resource of sagemaker-core.

mypy sees no class methods behind its decorators.
"""

from datetime import datetime

from sagemaker.core.resources import MonitoringSchedule
from sagemaker.core.shapes import MonitoringScheduleConfig, ScheduleConfig, Tag


def create(name: str, definition: str) -> str:
    """The ARN of a new schedule."""
    created = MonitoringSchedule.create(  # type: ignore[attr-defined]
        monitoring_schedule_name=name,
        monitoring_schedule_config=MonitoringScheduleConfig(
            schedule_config=ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
            monitoring_job_definition_name=definition,
            monitoring_type="DataQuality",
        ),
        tags=[Tag(key="a", value="b")],
    )
    assert created
    return str(created.monitoring_schedule_arn)


def state(name: str) -> tuple[str, datetime | None]:
    """The status of the schedule, and when it was created."""
    described = MonitoringSchedule.get(name)  # type: ignore[attr-defined]
    assert described
    return str(described.monitoring_schedule_status), described.creation_time

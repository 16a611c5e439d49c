"""Creates a schedule and says what became of it: with nothing but the standard library."""

import dataclasses
import enum
import json
from collections.abc import Callable
from datetime import datetime


class MonitoringType(enum.StrEnum):
    """What is monitored."""

    DATA_QUALITY = "DataQuality"


@dataclasses.dataclass(kw_only=True)
class Tag:
    """A tag."""

    key: str
    value: str


@dataclasses.dataclass(kw_only=True)
class ScheduleConfig:
    """When."""

    schedule_expression: str


@dataclasses.dataclass(kw_only=True)
class MonitoringScheduleConfig:
    """What and when."""

    schedule_config: ScheduleConfig
    monitoring_job_definition_name: str
    monitoring_type: MonitoringType


def create(send: Callable[[str], str], name: str, definition: str) -> str:
    """The ARN of a new schedule."""
    config = MonitoringScheduleConfig(
        schedule_config=ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
        monitoring_job_definition_name=definition,
        monitoring_type=MonitoringType.DATA_QUALITY,
    )
    request = {
        "name": name,
        "config": dataclasses.asdict(config),
        "tags": [dataclasses.asdict(Tag(key="a", value="b"))],
    }
    return send(json.dumps(request))


def state(send: Callable[[str], str], name: str) -> tuple[str, datetime]:
    """The status of the schedule, and when it was created."""
    described: dict[str, str] = json.loads(send(json.dumps({"name": name})))
    return described["status"], datetime.fromisoformat(described["created"])

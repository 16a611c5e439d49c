"""What schedules and baselines need to know of the monitor that they are made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from .. import shapes
from .._runtime.api import from_dict
from .arguments import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .configs import NetworkConfig
    from .session import Session


class Scheduled(Protocol):
    """What may have a schedule."""

    monitoring_schedule_name: str | None


class Monitored(Scheduled, Protocol):
    """A monitor, of whichever class."""

    JOB_DEFINITION_BASE_NAME: ClassVar[str]
    sagemaker_session: Session
    role: str
    image_uri: str | None
    instance_count: int
    instance_type: str
    entrypoint: Sequence[str] | None
    volume_size_in_gb: int
    volume_kms_key: str | None
    output_kms_key: str | None
    max_runtime_in_seconds: int | None
    base_job_name: str | None
    env: Mapping[str, str] | None
    tags: list[Mapping[str, str]] | None
    network_config: NetworkConfig | None
    job_definition_name: str | None
    former_job_definition_names: list[str]

    @classmethod
    def monitoring_type(cls) -> str:
        """The type of its schedules."""
        ...


def settings(monitor: Monitored) -> Settings:
    """What the monitor says of every job."""
    told = {name: getattr(monitor, name) for name in Settings.__optional_keys__}
    return cast(Settings, {name: value for name, value in told.items() if value is not None})


def tags(monitor: Monitored) -> list[shapes.Tag] | None:
    """The tags of what is made for the monitor."""
    return None if monitor.tags is None else [from_dict(shapes.Tag, tag) for tag in monitor.tags]

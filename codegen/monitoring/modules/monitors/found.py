"""The monitors of an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .bias import ModelBiasMonitor, ModelExplainabilityMonitor
from .monitor import ModelMonitor
from .quality import DefaultModelMonitor, ModelQualityMonitor
from .session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLASSES: Mapping[str, type[ModelMonitor]] = {
    "DataQuality": DefaultModelMonitor,
    "ModelQuality": ModelQualityMonitor,
    "ModelBias": ModelBiasMonitor,
    "ModelExplainability": ModelExplainabilityMonitor,
}


def list_monitors(endpoint_name: str, sagemaker_session: Any = None) -> list[ModelMonitor]:
    """A monitor for each schedule of the endpoint, each attached to its schedule; the newest schedule first.

    A schedule that contains its definition gives a `ModelMonitor`. Raises the errors of the client.
    """
    session = Session.of(sagemaker_session)
    found: list[ModelMonitor] = []
    for each in session.monitoring.iter_monitoring_schedules(endpoint_name=endpoint_name):
        named = each.monitoring_job_definition_name is not None
        cls = _CLASSES.get(str(each.monitoring_type), ModelMonitor) if named else ModelMonitor
        found.append(cls.attach(each.monitoring_schedule_name, session))
    return found

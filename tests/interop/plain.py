"""The same little shapes as plain stdlib dataclasses, as a measure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProcessingInstanceType(StrEnum):
    ML_M5_XLARGE = "ml.m5.xlarge"


@dataclass(kw_only=True, slots=True)
class Tag:
    key: str
    value: str


@dataclass(kw_only=True, slots=True)
class MonitoringClusterConfig:
    instance_count: int
    instance_type: ProcessingInstanceType
    volume_size_in_gb: int
    volume_kms_key_id: str | None = None


@dataclass(kw_only=True, slots=True)
class MonitoringResources:
    cluster_config: MonitoringClusterConfig

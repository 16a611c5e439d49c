"""Arguments of monitors: formats of data, settings of drift, and the times of runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class DatasetFormat:
    """The format of a dataset for a baseline, as the container of Model Monitor reads it."""

    @staticmethod
    def csv(header: bool = True, output_columns_position: str = "START") -> dict[str, Any]:
        """CSV. `output_columns_position` is START or END."""
        return {"csv": {"header": header, "output_columns_position": output_columns_position}}

    @staticmethod
    def json(lines: bool = True) -> dict[str, Any]:
        """JSON, by default one object on each line."""
        return {"json": {"lines": lines}}

    @staticmethod
    def sagemaker_capture_json() -> dict[str, Any]:
        """The format in which an endpoint captures data."""
        return {"sagemakerCaptureJson": {}}


class MonitoringDatasetFormat:
    """The format of captured data for `BatchTransformInput`, as the service reads it."""

    @staticmethod
    def csv(header: bool = True) -> dict[str, Any]:
        """CSV."""
        return {"Csv": {"Header": header}}

    @staticmethod
    def json(lines: bool = True) -> dict[str, Any]:
        """JSON, by default one object on each line."""
        return {"Json": {"Line": lines}}

    @staticmethod
    def parquet() -> dict[str, Any]:
        """Parquet."""
        return {"Parquet": {}}


@dataclass
class DataQualityDistributionConstraints:
    """How a baseline compares distributions."""

    categorical_drift_method: str | None = None
    """ChiSquared or LInfinity."""

    @staticmethod
    def valid_distribution_constraints(distribution_constraints: DataQualityDistributionConstraints | None) -> bool:
        """Whether a monitor accepts them."""
        return distribution_constraints is None or DataQualityDistributionConstraints.valid_categorical_drift_method(
            distribution_constraints.categorical_drift_method
        )

    @staticmethod
    def valid_categorical_drift_method(categorical_drift_method: str | None) -> bool:
        """Whether the method exists."""
        return categorical_drift_method in (None, "ChiSquared", "LInfinity")


@dataclass
class DataQualityMonitoringConfig:
    """The settings of a baseline of data quality that differ from the default."""

    distribution_constraints: DataQualityDistributionConstraints | None = None

    @staticmethod
    def valid_monitoring_config(monitoring_config: DataQualityMonitoringConfig | None) -> bool:
        """Whether a monitor accepts it."""
        return monitoring_config is None or DataQualityDistributionConstraints.valid_distribution_constraints(
            monitoring_config.distribution_constraints
        )


# Schedules


class CronExpressionGenerator:
    """Expressions for `schedule_cron_expression`. Nothing is checked here: `monitorshapes.schedules` checks."""

    @staticmethod
    def hourly() -> str:
        """Every hour."""
        return "cron(0 * ? * * *)"

    @staticmethod
    def daily(hour: int = 0) -> str:
        """Once a day, at `hour`, 0 to 23, in UTC."""
        return f"cron(0 {hour} ? * * *)"

    @staticmethod
    def daily_every_x_hours(hour_interval: int, starting_hour: int = 0) -> str:
        """At `starting_hour`, 0 to 23, in UTC, and every `hour_interval` hours for the rest of the day."""
        return f"cron(0 {starting_hour}/{hour_interval} ? * * *)"

    @staticmethod
    def now() -> str:
        """Once, immediately; both times of the analysis are then required."""
        return "NOW"

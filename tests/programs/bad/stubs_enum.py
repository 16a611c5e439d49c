"""A value is none of its enum."""

from monitorshapes import stubs


def edit(config: stubs.MonitoringScheduleConfig) -> None:
    config["MonitoringType"] = "DataQualty"  # error: DataQualty

"""A value is none of an enum that has many."""

from monitorshapes import stubs


def edit(config: stubs.MonitoringClusterConfig) -> None:
    config["InstanceType"] = "ml.m5.huge"  # error: ml.m5.huge

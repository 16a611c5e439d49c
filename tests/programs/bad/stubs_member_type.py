"""A member of a dict has a value of the wrong type."""

from monitorshapes import stubs

stubs.MonitoringClusterConfig(
    InstanceCount="1",  # error: InstanceCount
    InstanceType="ml.m5.xlarge",
    VolumeSizeInGB=20,
)

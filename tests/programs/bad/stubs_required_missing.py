"""A key that is required is missing."""

from monitorshapes import stubs

cluster: stubs.MonitoringClusterConfig = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge"}  # error: VolumeSizeInGB

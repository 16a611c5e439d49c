"""A member has a value of the wrong type."""

import monitorshapes as ms

ms.MonitoringClusterConfig(
    instance_count="1",  # error: instance_count
    instance_type=ms.ProcessingInstanceType.ML_M5_XLARGE,
    volume_size_in_gb=20,
)

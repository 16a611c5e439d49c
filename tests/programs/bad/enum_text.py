"""Plain text stands where an enum belongs."""

import monitorshapes as ms

ms.MonitoringScheduleConfig(
    monitoring_job_definition_name="definition",
    monitoring_type="DataQuality",  # error: monitoring_type
)

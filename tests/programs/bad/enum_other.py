"""The member of another enum stands where an enum belongs."""

import monitorshapes as ms

ms.MonitoringScheduleConfig(
    monitoring_job_definition_name="definition",
    monitoring_type=ms.MonitoringProblemType.REGRESSION,  # error: monitoring_type
)

"""An enum has no such member."""

import monitorshapes as ms

ms.MonitoringScheduleConfig(
    monitoring_job_definition_name="definition",
    monitoring_type=ms.MonitoringType.DATA_QUALTY,  # error: DATA_QUALTY
)

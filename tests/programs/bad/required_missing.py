"""A required member is missing."""

import monitorshapes as ms

ms.CreateMonitoringScheduleRequest(monitoring_schedule_name="hourly")  # error: monitoring_schedule_config

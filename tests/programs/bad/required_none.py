"""A required member is None."""

import monitorshapes as ms

ms.ScheduleConfig(schedule_expression=None)  # error: schedule_expression

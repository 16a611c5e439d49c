"""Members are given by position."""

import monitorshapes as ms

ms.ScheduleConfig("cron(0 * ? * * *)")  # error: positional argument

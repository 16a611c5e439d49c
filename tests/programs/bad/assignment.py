"""A value of the wrong type is assigned to a member."""

import monitorshapes as ms


def reschedule(config: ms.ScheduleConfig) -> None:
    config.schedule_expression = 60  # error: "str"

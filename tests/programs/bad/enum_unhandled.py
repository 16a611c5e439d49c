"""A `match` that must be exhaustive leaves out a value."""

from typing import assert_never

import monitorshapes as ms


def runs(status: ms.ScheduleStatus) -> bool:
    match status:
        case ms.ScheduleStatus.SCHEDULED | ms.ScheduleStatus.PENDING:
            return True
        case ms.ScheduleStatus.FAILED:
            return False
        case _:
            assert_never(status)  # error: STOPPED

"""One full CreateMonitoringSchedule."""

import contest
from measure import Ratio, table, take_turns

TURNS = 15
CALLS = 300


def bench() -> list[str]:
    """One full CreateMonitoringSchedule: validated, and made what boto3 takes."""
    raise NotImplementedError

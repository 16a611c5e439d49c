"""Updates from a response that no request is made of."""

import monitorshapes as ms


def copied(listed: ms.ListMonitoringSchedulesResponse) -> object:
    """What is listed cannot be sent back."""
    return ms.update_from(listed)  # error: ListMonitoringSchedulesResponse

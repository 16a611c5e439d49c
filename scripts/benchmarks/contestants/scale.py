"""monitorshapes over lists of growing lengths."""

from functools import partial

import monitorshapes as ms


def works(data):
    works = {}
    for size in data:
        request = ms.CreateMonitoringScheduleRequest(
            monitoring_schedule_name="churn",
            monitoring_schedule_config=ms.MonitoringScheduleConfig(monitoring_job_definition_name="churn"),
            tags=[ms.Tag(key=f"key-{number}", value="value") for number in range(size)],
        )
        text = ms.to_json(request)
        works[f"violations {size}"] = partial(violations, request)
        works[f"to_dict {size}"] = partial(ms.to_dict, request)
        works[f"from_json {size}"] = partial(ms.from_json, type(request), text)
    return works


def violations(request):
    """How many: one, for too many tags, or none."""
    return len(ms.violations(request))

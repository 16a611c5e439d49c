"""monitorshapes."""

import monitorshapes as ms


def works(data):
    request = data["request"]
    structure = ms.from_dict(ms.CreateMonitoringScheduleRequest, request)

    def both():
        ms.validate(structure)
        return ms.to_dict(structure)

    return {
        "validate": lambda: ms.validate(structure),
        "dump": lambda: ms.to_dict(structure),
        "validate and dump": both,
    }

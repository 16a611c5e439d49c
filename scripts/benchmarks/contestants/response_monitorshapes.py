"""monitorshapes, from the bytes."""

import monitorshapes as ms

from . import reading


def works(data):
    def read(operation, body):
        return ms.from_json(classes[operation], body)

    classes = {operation: getattr(ms, output) for operation, output in data["outputs"].items()}
    return reading(data["bodies"], read, ms.to_dict)

"""msgspec, with structs of the constraints of the service model."""

from datetime import datetime

import msgspec

from . import reading
from .msgspec_ import struct


def works(data):
    def read(operation, body):
        return decoders[operation].decode(body)

    made = {}
    decoders = {
        operation: msgspec.json.Decoder(struct(data["shapes"], output, made), strict=False)  # numbers are times
        for operation, output in data["outputs"].items()
    }
    return reading(data["bodies"], read, lambda answer: msgspec.to_builtins(answer, builtin_types=(datetime,)))

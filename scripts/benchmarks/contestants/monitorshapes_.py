"""monitorshapes."""

import json

import monitorshapes as ms
from monitorshapes import enums, patterns, shapes
from monitorshapes.wire import STRUCTURES

from . import constructor, counts, keywords


def matches(structure):
    """What validating it asks `re`: the methods, and the values."""
    asked = []

    def recording(fullmatch):
        return lambda value: asked.append((fullmatch, value)) or fullmatch(value)

    known = [each for each in vars(patterns).values() if isinstance(each, patterns.Pattern)]
    for pattern in known:
        pattern.fullmatch = recording(pattern.fullmatch)
    ms.validate(structure)
    for pattern in known:
        del pattern.fullmatch
    return asked


def works(data):
    request = data["request"]
    cls = ms.CreateMonitoringScheduleRequest
    structure = ms.from_dict(cls, request)
    known = {
        value: f"enums.{enum.__name__}.{name}"
        for enum in ms.OpenEnum.__subclasses__()
        for name, value in enum.__members__.items()
    }

    def call(name, arguments):
        attributes = STRUCTURES[getattr(shapes, name)].members
        return f"ms.{name}({keywords({attributes[member]: value for member, value in arguments.items()})})"

    def read_and_check():
        read = ms.from_dict(cls, request)
        ms.validate(read)
        return read

    def check_and_dump():
        ms.validate(structure)
        return ms.to_dict(structure)

    def check_and_write():
        ms.validate(structure)
        return ms.to_json(structure)

    def match():
        for fullmatch, value in asked:
            fullmatch(value)

    def together():
        made = construct()
        ms.validate(made)
        return ms.to_dict(made)

    asked = matches(structure)
    construct = constructor(data["shapes"], cls.__name__, request, call, known.__getitem__, ms=ms, enums=enums)
    return {
        "construct": construct,
        "its patterns alone": match,
        "patterns asked": lambda: len(asked),
        "validate": lambda: ms.validate(structure),
        "dump": lambda: ms.to_dict(structure),
        "validate, dump": check_and_dump,
        "validate, text": check_and_write,
        "construct, validate, dump": together,
        "read": lambda: ms.from_dict(cls, request),
        "read, validate": read_and_check,
        "written": lambda: json.loads(check_and_write()),
        "constructed": lambda: ms.to_dict(construct()),
        "was read": lambda: ms.to_dict(read_and_check()),
        **counts(data, lambda bad: ms.validate(ms.from_dict(cls, bad))),
    }

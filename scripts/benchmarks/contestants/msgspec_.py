"""msgspec, with structs of the constraints of the service model. They are checked when they are converted to."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from . import constructor, counts, keywords


def struct(shapes, name, made):
    """The type for the shape `name`; structures are `made` once."""
    if name in made:
        return made[name]
    shape = shapes[name]
    lengths = {f"{each}_length": shape[each] for each in ("min", "max") if each in shape}
    match shape["type"]:
        case "structure":
            required = shape.get("required", ())
            members = {member: struct(shapes, target["shape"], made) for member, target in shape["members"].items()}
            fields = [
                (member, of) if member in required else (member, of | msgspec.UnsetType, msgspec.UNSET)
                for member, of in members.items()
            ]
            made[name] = msgspec.defstruct(name, fields, kw_only=True, forbid_unknown_fields=True)
            return made[name]
        case "list":
            return _limited(list[struct(shapes, shape["member"]["shape"], made)], lengths)
        case "map":
            of = tuple(struct(shapes, shape[part]["shape"], made) for part in ("key", "value"))
            return _limited(dict[of], lengths)
        case "string" if "enum" in shape:
            return Literal[tuple(shape["enum"])]
        case "string":
            # `re` does not know the categories of Unicode: letters, separators and numbers are near enough to these.
            pattern = shape.get("pattern", "").replace(r"\p{L}\p{Z}\p{N}", r"\w\s")
            return _limited(str, lengths | ({"pattern": rf"\A(?:{pattern})\Z"} if pattern else {}))
        case "boolean":
            return bool
        case "integer":
            return _limited(int, {meta: shape[each] for meta, each in (("ge", "min"), ("le", "max")) if each in shape})
        case "double" | "float":
            return float
        case "timestamp":
            return Annotated[datetime, msgspec.Meta(tz=True)]
    raise ValueError(shape["type"])


def _limited(of, limits):
    return Annotated[of, msgspec.Meta(**limits)] if limits else of


def works(data):
    request, shapes = data["request"], data["shapes"]
    made = {}
    cls = struct(shapes, "CreateMonitoringScheduleRequest", made)
    instance = msgspec.convert(request, cls)

    def call(name, arguments):
        return f"{name}({keywords(arguments)})"

    def check_and_dump(instance=instance):
        dumped = msgspec.to_builtins(instance)
        msgspec.convert(dumped, cls)
        return dumped

    construct = constructor(shapes, cls.__name__, request, call, **made)
    return {
        "construct": construct,
        "dump": lambda: msgspec.to_builtins(instance),
        "validate, dump": check_and_dump,
        "construct, validate, dump": lambda: check_and_dump(construct()),
        "read": lambda: msgspec.convert(request, cls),
        "constructed": lambda: msgspec.to_builtins(construct()),
        "was read": lambda: msgspec.to_builtins(msgspec.convert(request, cls)),
        **counts(data, lambda bad: msgspec.convert(bad, cls)),
    }

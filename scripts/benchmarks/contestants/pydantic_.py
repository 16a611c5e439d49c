"""pydantic, with models of the constraints of the service model."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model

from . import constructor, counts, keywords

CONFIG = ConfigDict(extra="forbid", strict=True, ser_json_timedelta="float")


def model(shapes, name, made):
    """The type for the shape `name`; structures are `made` once."""
    if name in made:
        return made[name]
    shape = shapes[name]
    lengths = {"min_length": shape.get("min"), "max_length": shape.get("max")}
    match shape["type"]:
        case "structure":
            required = shape.get("required", ())
            members = {member: model(shapes, target["shape"], made) for member, target in shape["members"].items()}
            fields = {member: (of, ...) if member in required else (of | None, None) for member, of in members.items()}
            made[name] = create_model(name, __config__=CONFIG, **fields)
            return made[name]
        case "list":
            return Annotated[list[model(shapes, shape["member"]["shape"], made)], Field(**lengths)]
        case "map":
            of = tuple(model(shapes, shape[part]["shape"], made) for part in ("key", "value"))
            return Annotated[dict[of], Field(**lengths)]
        case "string" if "enum" in shape:
            return Literal[tuple(shape["enum"])]
        case "string":
            pattern = {"pattern": f"^(?:{shape['pattern']})$"} if "pattern" in shape else {}
            return Annotated[str, Field(**lengths, **pattern)]
        case "boolean":
            return bool
        case "integer":
            return Annotated[int, Field(ge=shape.get("min"), le=shape.get("max"))]
        case "double" | "float":
            return Annotated[float, Field(allow_inf_nan=False)]
        case "timestamp":
            return Annotated[AwareDatetime, Field(strict=False)]
    raise ValueError(shape["type"])


def works(data):
    request, shapes = data["request"], data["shapes"]
    made = {}
    cls = model(shapes, "CreateMonitoringScheduleRequest", made)
    instance = cls.model_validate(request)

    def call(name, arguments):
        return f"{name}({keywords(arguments)})"

    def dump(instance=instance):
        return BaseModel.model_dump(instance, exclude_none=True)

    construct = constructor(shapes, cls.__name__, request, call, **made)
    return {
        "construct": construct,
        "dump": dump,
        "construct, dump": lambda: dump(construct()),
        "read": lambda: cls.model_validate(request),
        "constructed": lambda: dump(construct()),
        "was read": lambda: dump(cls.model_validate(request)),
        **counts(data, cls.model_validate),
    }

"""What a service model must be before anything reads it; of the shapes that are generated, `build` asks more."""

import sys
from collections.abc import Mapping
from typing import Any, cast

from shapegen.errors import ModelError

_PARTS: Mapping[str, tuple[str, ...]] = {"list": ("member",), "map": ("key", "value")}
_SIZED = ("string", "character", "blob", "list", "map")
#: What takes half a minute to be made docstrings.
_MOST_DOCUMENTATION = 8_000_000
_TYPES = frozenset("""
    blob boolean character document double float integer list long map string structure timestamp
    """.split())


def refuse_malformed(model: Mapping[str, Any]) -> None:
    """Raises ModelError unless each part that is read later has the JSON type that it must have.

    A model without operations and shapes is malformed too.
    """
    if (size := _documentation(model)) > _MOST_DOCUMENTATION:
        raise ModelError(
            f"the model has {size:,} characters of documentation, more than {_MOST_DOCUMENTATION:,}; that of EC2 has "
            "two million"
        )
    if not model["operations"] and not model["shapes"]:
        raise ModelError("the model is empty: it has no operations and no shapes")
    for name, operation in model["operations"].items():
        where = f"operation {name!r}"
        _demand(operation, dict, where)
        for direction in ("input", "output"):
            if direction in operation:
                _demand_target(operation[direction], f"{direction} of {where}")
        for trait in ("documentation", "deprecatedMessage"):
            _demand(operation.get(trait, ""), str, f"{trait} of {where}")
        _demand(operation.get("errors", []), list, f"errors of {where}")
        for error in operation.get("errors", ()):
            _demand_target(error, f"an error of {where}")
    for name, shape in model["shapes"].items():
        where = f"shape {name!r}"
        _demand(shape, dict, where)
        _demand(shape.get("type"), str, f"type of {where}")
        if shape["type"] not in _TYPES:
            raise ModelError(f"{where} has the type {shape['type']!r}, which shapegen does not know")
        _demand(shape.get("members", {}), dict, f"members of {where}")
        parts = [part for part in ("member", "key", "value") if part in shape or part in _PARTS.get(shape["type"], ())]
        for target in (*shape.get("members", {}).values(), *(shape.get(part) for part in parts)):
            _demand_target(target, f"a member of {where}")
            for trait in ("documentation", "deprecatedMessage"):
                _demand(target.get(trait, ""), str, f"{trait} of a member of {where}")
        for trait in ("documentation", "deprecatedMessage", "pattern"):
            _demand(shape.get(trait, ""), str, f"{trait} of {where}")
        for trait in ("enum", "required"):
            _demand(shape.get(trait, []), list, f"{trait} of {where}")
            for value in shape.get(trait, ()):
                _demand(value, str, f"{trait} of {where}")
        _demand(shape.get("error", {}), dict, f"error of {where}")
        for trait in ("eventstream", "event", "union"):
            if shape.get(trait) and shape["type"] != "structure":
                raise ModelError(f"the model is malformed: {where} is no structure, and has the trait {trait!r}")
        for trait in ("min", "max"):
            _demand(shape.get(trait, 0), (int, float), f"{trait} of {where}")
            if shape["type"] in _SIZED:
                _demand(shape.get(trait, 0), int, f"{trait} of {where}")
            if not abs(shape.get(trait, 0)) <= sys.float_info.max:
                raise ModelError(f"the model is malformed: the {trait} of {where} is no finite number")


def _documentation(model: Mapping[str, Any]) -> int:
    """How many characters of documentation there are."""
    total = 0
    waiting: list[Any] = [model["operations"], model["shapes"]]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            said = cast("dict[str, Any]", value).get("documentation")
            total += len(said) if isinstance(said, str) else 0
            waiting.extend(cast("dict[str, Any]", value).values())
        elif isinstance(value, list):
            waiting.extend(value)  # pyright: ignore[reportUnknownArgumentType]
    return total


def _demand_target(target: Any, where: str) -> None:
    _demand(target, dict, where)
    _demand(target.get("shape"), str, f"shape of {where}")


def _demand(value: Any, kind: type | tuple[type, ...], where: str) -> None:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ModelError(f"the model is malformed: the {where} is {type(value).__name__}")

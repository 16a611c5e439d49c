"""Whether the botocore of a client knows what is to be sent."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from . import history, tables
from .errors import OutdatedBotocoreError
from .operations import Operation

Unheard = Mapping[str, set[str]]
"""By structure, the members that botocore does not know."""


def unheard(client: Any, operation: Operation) -> Unheard:
    """What the botocore of `client` does not know of the request; nothing for a client that is not botocore's.

    Raises OutdatedBotocoreError when it does not know the operation.
    """
    model = getattr(getattr(client, "meta", None), "service_model", None)
    operations = getattr(model, "operation_names", None)
    if model is None or not isinstance(operations, list | tuple):
        return {}
    if operation.name not in operations:
        raise _outdated(operation.name, operation.name)
    found: dict[str, set[str]] = {}
    _compare(
        tables.wire.STRUCTURES[operation.request].name, model.operation_model(operation.name).input_shape, found, set()
    )
    return found


def _compare(name: str, theirs: Any, found: dict[str, set[str]], seen: set[str]) -> None:
    """Adds to `found` what the shape `name` has and botocore's does not."""
    if name in seen:
        return
    seen.add(name)
    ours = tables.parameters.SHAPES[name]
    if ours.kind == "structure":
        known: Mapping[str, Any] = getattr(theirs, "members", {})
    else:
        known = {part: getattr(theirs, part, None) for part in ours.members}
    for member, target in ours.members.items():
        if member in known:
            _compare(target, known[member], found, seen)
        else:
            found.setdefault(name, set()).add(member)


def refuse(missing: Unheard, operation: Operation, parameters: Mapping[str, Any]) -> None:
    """Raises OutdatedBotocoreError for the first of the parameters, however deep, that is in `missing`."""
    _refuse(missing, tables.wire.STRUCTURES[operation.request].name, parameters, "")


def _refuse(missing: Unheard, name: str, value: Any, at: str) -> None:
    shape = tables.parameters.SHAPES[name]
    if shape.kind == "structure" and isinstance(value, dict):
        for member, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            if member in missing.get(name, ()):
                raise _outdated(f"{at}{member}", f"{name}.{member}")
            if member in shape.members:
                _refuse(missing, shape.members[member], item, f"{at}{member}.")
    elif shape.kind == "list" and isinstance(value, list):
        for index, item in enumerate(value):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            _refuse(missing, shape.members["member"], item, f"{at.removesuffix('.')}[{index}].")
    elif shape.kind == "map" and isinstance(value, dict):
        for key, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            _refuse(missing, shape.members["value"], item, f"{at.removesuffix('.')}[{key!r}].")


def _outdated(path: str, entry: str) -> OutdatedBotocoreError:
    release, _ = history.releases().get(entry, (None, ""))
    return OutdatedBotocoreError(path, release, import_module("botocore").__version__)

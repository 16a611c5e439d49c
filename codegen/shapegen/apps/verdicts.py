"""What the generated validators say of the requests that a source writes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import libcst as cst

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.clients import PAGINATION, OperationCall
from shapegen.apps.values import UNKNOWN, Choice, DictValue, Elsewhere, ListValue, Plain, Reader, Reference, Value


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """One violation, at the expression that has it."""

    call: OperationCall
    node: cst.CSTNode
    text: str


class Hole:
    """Stands for a value that only the run tells; every hole is another value."""

    def __deepcopy__(self, memo: object) -> Hole:
        return self


def verdicts(api: Api, package: ModuleType, call: OperationCall, reader: Reader) -> Iterator[Verdict]:
    """The violations in the request of a call, as far as the source tells its values.

    `package` is the generated package. Of a call whose receiver is not known for sure nothing is said: another service
    may have such an operation, and a stand-in may do with less.
    """
    if call.client is None:
        return
    request = reader.request(call.node, call.operation.request)
    places: dict[str, cst.CSTNode] = {}
    incomplete: set[str] = set()
    data = _data(api, request, "", places, incomplete)
    if not isinstance(data, dict):
        return
    cls = getattr(package, api.structure(call.operation.request).class_name)
    for violation in package.violations(package.from_dict(cls, data)):
        path, rule = violation.path, violation.rule
        is_open = (
            (rule == "required" and path.rpartition(".")[0] in incomplete)
            or (rule.startswith("documented:") and incomplete)
            or (rule != "unknown" and has_hole(violation.value))
            or (call.pages is not None and path == PAGINATION)
        )
        if not is_open:
            yield Verdict(call, _place(path, places, call.node), f"{path}: {violation.message}")


def _data(api: Api, value: Value, path: str, places: dict[str, cst.CSTNode], incomplete: set[str]) -> Any:
    """The value as boto3 takes it, with holes; and where each path stands."""
    places[path] = value.node
    match value:
        case Plain(constant=str()) if isinstance(api.shapes.get(value.shape), ir.Blob):
            return Hole()  # boto3 encodes it
        case Plain(constant=constant):
            return Hole() if constant is UNKNOWN else constant
        case DictValue():
            if value.unread:
                incomplete.add(path)
            is_map = isinstance(api.shapes[value.shape], ir.Map)
            data: dict[str, Any] = {}
            for pair in value.pairs.values():
                is_attribute = not is_map and pair.name.isidentifier()
                inner = f"{path}.{pair.name}".lstrip(".") if is_attribute else f"{path}[{pair.name!r}]"
                data[pair.name] = _data(api, pair.value, inner, places, incomplete)
                places[inner] = pair.node
            return data
        case ListValue(items=items) if not value.repeated:
            return [_data(api, item, f"{path}[{index}]", places, incomplete) for index, item in enumerate(items)]
        case Reference(is_changed=True):
            incomplete.add(path)
            return Hole()
        case Reference(target=target):
            return _data(api, target, path, places, incomplete)
        case Choice() | Elsewhere() | ListValue():
            return Hole()
        case _:
            raise AssertionError(value)


def has_hole(value: object) -> bool:
    """Whether a value, or something in it, is known only when it runs."""
    if isinstance(value, dict):
        return any(map(has_hole, value.values()))  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, list | tuple):
        return any(map(has_hole, value))  # pyright: ignore[reportUnknownArgumentType]
    return isinstance(value, Hole)


def _place(path: str, places: dict[str, cst.CSTNode], call: cst.Call) -> cst.CSTNode:
    """Where a path stands, or the nearest that holds it."""
    while path and path not in places:
        # A name that is none of Python's stands in brackets, and may have any signs in it.
        path = path.rpartition("[" if path.endswith("]") else ".")[0]
    return places.get(path, call) if path else call

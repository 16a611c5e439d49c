"""The Python names of operations and shapes: those in the IR of a package, else those that `naming` would make."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

from shapegen import ir
from shapegen.changes.normal import Surface
from shapegen.errors import ShapegenError


class PythonNames:
    """The Python names of one side of a comparison."""

    def __init__(self, api: Surface, service: ir.Service | None = None) -> None:
        self._api = api
        self._service = service
        self._made: dict[str, Mapping[str, str]] = {}

    def of(self, path: str) -> str | None:
        """The Python name of an operation, or of a class or what is in it; None for what has none."""
        head, dot, rest = path.partition(".")
        if head in self._api.operations and (not dot or rest not in self.parts(head)):
            return self._operations.get(head)
        name = self.class_name(head)
        if name is None or not dot:
            return name
        part = self.parts(head).get(rest)
        return part and f"{name}.{part}"

    def class_name(self, shape: str) -> str | None:
        """The class of a structure or an enum."""
        if self._service is not None:
            found = self._shapes.get(shape)
            return found.class_name if isinstance(found, ir.Structure | ir.Enum) else None
        node = self._api.shapes.get(shape)
        if node is None or not (node["type"] == "structure" or node.get("enum")):
            return None
        return _named("class_name", shape)

    def parts(self, shape: str) -> Mapping[str, str]:
        """The attributes of a structure or the names of an enum's values, by wire name or value."""
        if shape not in self._made:
            self._made[shape] = self._parts(shape)
        return self._made[shape]

    def _parts(self, shape: str) -> Mapping[str, str]:
        if self._service is not None:
            match self._shapes.get(shape):
                case ir.Structure(members=members):
                    return {member.wire_name: member.attribute for member in members}
                case ir.Enum(values=values):
                    return {value.value: value.name for value in values}
                case _:
                    return {}
        node = self._api.shapes.get(shape, {})
        if "members" in node:
            return {name: made for name in node["members"] if (made := _named("attribute", name))}
        return _enum_members(node.get("enum", ()))

    @cached_property
    def _operations(self) -> Mapping[str, str]:
        if self._service is not None:
            return {operation.name: operation.method for operation in self._service.operations}
        return {name: made for name in self._api.operations if (made := method(name))}

    @cached_property
    def _shapes(self) -> Mapping[str, ir.Shape]:
        return {shape.name: shape for shape in self._service.shapes} if self._service else {}


def method(operation: str) -> str | None:
    """What boto3 calls the operation; None for what cannot have a name."""
    return _named("method_name", operation)


def _named(how: Literal["method_name", "class_name", "attribute"], what: str) -> str | None:
    from shapegen.build import naming  # imports botocore, which a page needs not

    try:
        name: str = getattr(naming, how)(what)
    except ShapegenError:
        return None
    return name


def _enum_members(values: Sequence[str]) -> Mapping[str, str]:
    from shapegen.build import naming

    return naming.unique(naming.enum_member, values, published={}, before={})[0]

"""What apps are read for: the operations and shapes of one service, by the names that programs use."""

from dataclasses import dataclass
from functools import cached_property

from shapegen import ir

#: Shapes of texts for which boto3 takes dicts, too.
_DICTS_TOO = frozenset({"CopySource"})


@dataclass(frozen=True)
class Api:
    """The IR of a service, to look up in."""

    service: ir.Service

    @cached_property
    def operations(self) -> dict[str, ir.Operation]:
        """The operations by the name of boto3's method."""
        return {operation.method: operation for operation in self.service.operations}

    @cached_property
    def shapes(self) -> dict[str, ir.Shape]:
        """The shapes by name."""
        return {shape.name: shape for shape in self.service.shapes}

    @cached_property
    def members(self) -> dict[str, dict[str, ir.Member]]:
        """Of each structure, the members by wire name."""
        return {
            shape.name: {member.wire_name: member for member in shape.members} for shape in self.service.structures()
        }

    @cached_property
    def aliases(self) -> dict[str, dict[str, str]]:
        """Of each structure, the wire names of the members that boto3 takes by another name, too."""
        return {
            shape.name: found
            for shape in self.service.structures()
            if (found := {member.alias: member.wire_name for member in shape.members if member.alias})
        }

    @cached_property
    def classes(self) -> dict[str, str]:
        """The structures and enums by the names that a source imports their classes by, dicts' stubs among them."""
        package = self.service.package
        return {
            f"{module}.{shape.class_name}": shape.name
            for shape in self.service.shapes
            if isinstance(shape, ir.Structure | ir.Enum)
            for module in (package, f"{package}.shapes", f"{package}.enums", f"{package}.stubs")
        }

    @cached_property
    def shapes_read_otherwise(self) -> frozenset[str]:
        """The shapes whose values may hold what boto3 takes and the package refuses: naive times, texts for bytes."""
        found = {shape.name for shape in self.service.shapes if isinstance(shape, ir.Timestamp | ir.Blob)}
        found |= _DICTS_TOO & self.shapes.keys()
        while True:
            more = {name for name, shape in self.shapes.items() if name not in found and found & {*_targets(shape)}}
            if not more:
                return frozenset(found)
            found |= more

    @cached_property
    def attributes(self) -> dict[str, dict[str, ir.Member]]:
        """Of each structure, the members by attribute."""
        return {
            shape.name: {member.attribute: member for member in shape.members} for shape in self.service.structures()
        }

    @cached_property
    def errors(self) -> dict[str, str]:
        """The classes of the errors that the operations model, by what boto3's client calls them."""
        return {error.name: error.class_name for error in self.service.errors}

    @cached_property
    def pages(self) -> dict[str, ir.Operation]:
        """The operations by the generated client's methods that give their pages, or the items in them."""
        return {
            method: operation
            for operation in self.service.operations
            if operation.pages is not None
            for method in (operation.pages.method, operation.pages.items_method)
            if method is not None
        }

    @cached_property
    def waiters(self) -> dict[str, ir.Waiter]:
        """The waiters by the generated client's methods."""
        return {waiter.method: waiter for waiter in self.service.waiters}

    def structure(self, name: str) -> ir.Structure:
        """The structure of that name."""
        shape = self.shapes[name]
        if not isinstance(shape, ir.Structure):
            raise TypeError(name)
        return shape


def _targets(shape: ir.Shape) -> list[str]:
    """The shapes that a shape holds."""
    match shape:
        case ir.Structure(members=members):
            return [member.target for member in members]
        case ir.List(member=inner) | ir.Map(value=inner):
            return [inner]
        case _:
            return []

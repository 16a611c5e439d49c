"""What of a service's API the source of an application uses, through the generated package or in boto3's dicts."""

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from libcst import matchers as m
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider, QualifiedNameProvider

from shapegen.ir import Enum, List, Map, Service, Structure

#: Modules of the package that have its classes too.
_MODULES = frozenset({"enums", "shapes", "stubs"})


@dataclass(frozen=True, slots=True)
class Use:
    """One place that uses something."""

    line: int
    paths: tuple[str, ...]
    """What may be meant: `Operation`, `Shape`, `Shape.Member` or `Enum.value`. One, but for a key of a dict of which
    nothing says what it is."""


def uses(source: str, service: Service) -> list[Use]:
    """What of `service` a module uses, in the order of its lines.

    Raises libcst.ParserSyntaxError when the module does not parse.
    """
    finder = _Finder(_Index.of(service))
    MetadataWrapper(cst.parse_module(source)).visit(finder)
    return sorted(finder.found, key=lambda use: (use.line, use.paths))


@dataclass(frozen=True, slots=True)
class _Index:
    package: str
    shapes: dict[str, object]
    classes: dict[str, Structure | Enum]
    requests: dict[str, str]
    """The operations, by the shapes of their requests."""
    methods: dict[str, tuple[str, Structure]]
    """The operations with their requests, by the methods of boto3's client."""
    members: dict[str, tuple[Structure, ...]]
    """The structures that have a member of a wire name."""

    @classmethod
    def of(cls, service: Service) -> "_Index":
        structures = {structure.name: structure for structure in service.structures()}
        classes: list[Structure | Enum] = [*structures.values(), *service.enums()]
        members: dict[str, tuple[Structure, ...]] = {}
        for structure in structures.values():
            for member in structure.members:
                members[member.wire_name] = (*members.get(member.wire_name, ()), structure)
        return cls(
            package=service.package,
            shapes={shape.name: shape for shape in service.shapes},
            classes={shape.class_name: shape for shape in classes},
            requests={operation.request: operation.name for operation in service.operations},
            methods={
                operation.method: (operation.name, structures[operation.request]) for operation in service.operations
            },
            members=members,
        )


class _Finder(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, QualifiedNameProvider)

    def __init__(self, index: _Index) -> None:
        super().__init__()
        self.index = index
        self.found: set[Use] = set()
        self.read: set[cst.CSTNode] = set()
        """Dicts of which it is known what they are."""

    # The package's classes and their members

    def visit_Attribute(self, node: cst.Attribute) -> None:  # noqa: N802  the name libcst calls
        self._named(node)

    def visit_Name(self, node: cst.Name) -> None:  # noqa: N802
        self._named(node)

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802
        shape = self._class(node.func)
        if isinstance(shape, Structure):
            self._keywords(node, shape)
        elif m.matches(node.func, m.Attribute()):
            name = cst.ensure_type(node.func, cst.Attribute).attr.value
            operation, request = self.index.methods.get(name, ("", None))
            if request and _is_call_of(node, request):
                self._note(node, operation)
                self._keywords(node, request)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:  # noqa: N802
        shape = self._class(node.annotation.annotation)
        if isinstance(shape, Structure) and node.value is not None:
            self._value(node.value, shape.name)

    # boto3's dicts

    def visit_Dict(self, node: cst.Dict) -> None:  # noqa: N802
        if node in self.read:
            return
        keys = dict(_items(node))
        owners = [self.index.members.get(key, ()) for key in keys]
        meant = [each for each in owners[0] if all(each in others for others in owners)] if owners else []
        if len(meant) == 1:
            self._value(node, meant[0].name)
        elif meant:
            for key, value in keys.items():
                self._note(value, *(f"{each.name}.{key}" for each in meant))

    def visit_Subscript(self, node: cst.Subscript) -> None:  # noqa: N802
        for element in node.slice:
            if m.matches(element.slice, m.Index(value=m.SimpleString())):
                key = _text(cst.ensure_type(cst.ensure_type(element.slice, cst.Index).value, cst.SimpleString))
                self._note(node, *(f"{each.name}.{key}" for each in self.index.members.get(key, ())))

    # What a place uses

    def _keywords(self, call: cst.Call, shape: Structure) -> None:
        attributes = {member.attribute: member for member in shape.members}
        attributes |= {member.wire_name: member for member in shape.members}
        for argument in call.args:
            if argument.star == "**":
                self._value(argument.value, shape.name)
            elif argument.keyword is not None and (member := attributes.get(argument.keyword.value)):
                self._note(argument, f"{shape.name}.{member.wire_name}")
                self._value(argument.value, member.target)

    def _value(self, node: cst.BaseExpression, target: str) -> None:
        """Notes what a value, as far as it is written out, uses of the shape `target`."""
        match self.index.shapes.get(target), node:
            case Structure() as shape, cst.Dict():
                self.read.add(node)
                members = {member.wire_name: member for member in shape.members}
                for key, value in _items(node):
                    if member := members.get(key):
                        self._note(value, f"{shape.name}.{key}")
                        self._value(value, member.target)
            case Enum() as enum, cst.SimpleString():
                if (text := _text(node)) in {each.value for each in enum.values}:
                    self._note(node, f"{enum.name}.{text}")
            case List() as shape, cst.List() | cst.Tuple():
                for item in node.elements:
                    self._value(item.value, shape.member)
            case Map() as shape, cst.Dict():
                self.read.add(node)
                for entry in node.elements:
                    self._value(entry.value, shape.value)
            case _:
                pass

    def _named(self, node: cst.BaseExpression) -> None:
        for name in self._names(node):
            shape = self.index.classes.get(name[0])
            if shape is None:
                continue
            self._note(node, self.index.requests.get(shape.name, shape.name))
            if isinstance(shape, Enum) and len(name) > 1:
                values = {value.name: value.value for value in shape.values}
                if name[1] in values:
                    self._note(node, f"{shape.name}.{values[name[1]]}")

    def _class(self, node: cst.BaseExpression) -> Structure | Enum | None:
        return next((self.index.classes.get(name[0]) for name in self._names(node) if len(name) == 1), None)

    def _names(self, node: cst.CSTNode) -> Iterator[tuple[str, ...]]:
        """What a name stands for in the package, as `("MonitoringType", "DATA_QUALITY")`."""
        for each in self.get_metadata(QualifiedNameProvider, node, frozenset()):
            package, *parts = each.name.split(".")
            if package == self.index.package and parts:
                yield tuple(parts[1:] if parts[0] in _MODULES and len(parts) > 1 else parts)

    def _note(self, node: cst.CSTNode, *paths: str) -> None:
        if paths:
            place: CodeRange = self.get_metadata(PositionProvider, node, CodeRange((0, 0), (0, 0)))
            self.found.add(Use(place.start.line, paths))


def _is_call_of(call: cst.Call, request: Structure) -> bool:
    """Whether it passes nothing that the request does not have: other services have methods of these names."""
    known = {"level", "ignore", *(name for member in request.members for name in (member.attribute, member.wire_name))}
    return all(each.star == "**" or (each.keyword and each.keyword.value in known) for each in call.args)


def _items(node: cst.Dict) -> Iterator[tuple[str, cst.BaseExpression]]:
    for element in node.elements:
        if isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString):
            yield _text(element.key), element.value


def _text(node: cst.SimpleString) -> str:
    value = node.evaluated_value
    return value if isinstance(value, str) else ""

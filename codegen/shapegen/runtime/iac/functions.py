"""CloudFormation's functions, as far as a template says what they come to."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .nodes import Mark, Node, walk
from .unknown import Part, Unknown, joined, parts_of

_VARIABLE = re.compile(r"\$\{([^!{}][^{}]*)\}")
_DYNAMIC = r"\{\{resolve:.*?\}\}"
_LITERAL = "${!"
_SHORT = ("Ref", "Condition")


class Absent:
    """What `AWS::NoValue` comes to: the property is not there."""


ABSENT = Absent()
Resolved = Node | Unknown | Absent


def function(node: Node) -> tuple[str, Node] | None:
    """The name of the function that a node calls, and what it is given; None for any other node."""
    if node.tag:
        name = node.tag if node.tag in _SHORT else f"Fn::{node.tag}"
        return name, replace(node, tag="")
    if isinstance(node.value, dict) and len(node.value) == 1:
        ((name, argument),) = node.value.items()
        if name in _SHORT or name.startswith("Fn::"):
            return name, argument
    return None


@dataclass(frozen=True, slots=True)
class Template:
    """What of a template the functions refer to."""

    parameters: Mapping[str, Node]
    conditions: Mapping[str, Node]
    mappings: Node | None


@dataclass(frozen=True, slots=True)
class World:
    """One way in which a template can be deployed."""

    template: Template
    parameters: Mapping[str, Resolved]
    """The values of parameters, and of pseudo parameters such as `AWS::Region`."""
    opaque: Mapping[str, bool] = field(default_factory=dict[str, bool])
    """Of comparisons that the template does not decide: what they come to, by how they are written."""
    loops: frozenset[str] = frozenset()
    """The identifiers of the loops around: in any text `${identifier}` and `&{identifier}` are not known."""

    def resolve(self, node: Node) -> Resolved:
        """What a node comes to: a node that calls no function itself, though what it holds may."""
        call = function(node)
        if call is None:
            return self.text(node) if isinstance(node.value, str) else node
        name, argument = call
        try:
            made = _FUNCTIONS[name](self, argument)
        except (KeyError, IndexError, TypeError, ValueError):
            # A function that is not known here, or of which the deployment will say that it is called wrongly.
            return Unknown()
        if isinstance(made, str):
            return Node(made, node.mark)
        return made

    def text(self, node: Node) -> Resolved:
        """A text, in which dynamic references are not known."""
        holes = [_DYNAMIC, *(rf"[$&]\{{{re.escape(name)}\}}" for name in self.loops)]
        parts: list[Part] = []
        for index, part in enumerate(re.split("|".join(holes), node.value, flags=re.DOTALL)):
            parts += [None, part] if index else [part]
        found = joined(parts)
        return node if isinstance(found, str) else found

    def value(self, node: Node) -> Resolved:
        """As `resolve`, for a property: where a parameter is empty its author says that it has to be given."""
        found = self.resolve(node)
        return Unknown() if isinstance(found, Node) and found.value == "" and found is not node else found

    def part(self, node: Node) -> str | Unknown:
        """As `string`, for a part of a text: where a parameter is empty its author says that it has to be given."""
        text = self.string(node)
        return Unknown() if text == "" and function(node) else text

    def string(self, node: Node) -> str | Unknown:
        """The text of a scalar. TypeError when it is none."""
        found = self.resolve(node)
        if isinstance(found, Unknown):
            return found
        if isinstance(found, Absent) or isinstance(found.value, dict | list):
            raise TypeError("no text")
        return found.value if isinstance(found.value, str) else str(found.text)

    def strings(self, node: Node) -> list[str | Unknown] | Unknown:
        """The texts of a list. TypeError when it is none."""
        found = self.resolve(node)
        if isinstance(found, Unknown):
            return found
        if isinstance(found, Absent) or not isinstance(found.value, list):
            raise TypeError("no list")
        return [self.part(each) for each in found.value]

    def holds(self, condition: Node) -> bool:
        """Whether a condition holds. KeyError when the assumptions do not say so."""
        name, argument = function(condition) or ("", condition)
        match name:  # pyright: ignore[reportMatchNotExhaustive]
            case "Condition":
                return self.holds(self.template.conditions[argument.value])
            case "Fn::Not":
                return not self.holds(argument.value[0])
            case "Fn::And":
                return all(list(map(self.holds, argument.value)))
            case "Fn::Or":
                return any(list(map(self.holds, argument.value)))
            case "Fn::Equals":
                left, right = map(self.string, argument.value)
                if isinstance(left, str) and isinstance(right, str):
                    return left == right
                differs = [each for each in (left, right) if isinstance(each, Unknown) and each.differs]
                if len(differs) == 1 and (isinstance(left, str) or isinstance(right, str)):
                    return False
        return self.opaque[written(condition)]

    # Functions

    def ref(self, argument: Node) -> Resolved:
        if argument.value == "AWS::NoValue":
            return ABSENT
        return self.parameters.get(argument.value, Unknown())

    def choose(self, argument: Node) -> Resolved:
        name, yes, no = argument.value
        return self.resolve(yes if self.holds(self.template.conditions[name.value]) else no)

    def sub(self, argument: Node) -> str | Unknown:
        values: Mapping[str, Node] = {}
        if isinstance(argument.value, list):
            argument, given = argument.value
            values = given.value
        parts: list[Part] = []
        end = 0
        for found in _VARIABLE.finditer(argument.value):
            name = found[1].strip()
            parts.append(argument.value[end : found.start()].replace(_LITERAL, "${"))
            parts += parts_of(self.part(values[name] if name in values else _call("Ref", name, argument.mark)))
            end = found.end()
        parts.append(argument.value[end:].replace(_LITERAL, "${"))
        return joined(parts)

    def join(self, argument: Node) -> str | Unknown:
        separator, items = argument.value
        texts = self.strings(items)
        if isinstance(texts, Unknown):
            return Unknown()
        parts: list[Part] = []
        for index, text in enumerate(texts):
            parts += [separator.value] if index else []
            parts += parts_of(text)
        return joined(parts)

    def select(self, argument: Node) -> Resolved:
        index, items = argument.value
        which, found = self.string(index), self.resolve(items)
        if isinstance(which, Unknown) or isinstance(found, Unknown | Absent):
            return Unknown()
        return self.resolve(found.value[int(which)])

    def split(self, argument: Node) -> Resolved:
        separator, text = argument.value
        found = self.string(text)
        if isinstance(found, Unknown):
            return Unknown()
        return Node([Node(each, text.mark) for each in found.split(separator.value)], text.mark)

    def find_in_map(self, argument: Node) -> Resolved:
        keys = [self.string(each) for each in argument.value[:3]]
        found = self.template.mappings
        for key in keys:
            if isinstance(key, Unknown) or found is None:
                return Unknown()
            found = found.value[key]
        return found or Unknown()


_FUNCTIONS: Mapping[str, Callable[[World, Node], Resolved | str]] = {
    "Ref": World.ref,
    "Fn::If": World.choose,
    "Fn::Sub": World.sub,
    "Fn::Join": World.join,
    "Fn::Select": World.select,
    "Fn::Split": World.split,
    "Fn::FindInMap": World.find_in_map,
}


def written(node: Node) -> str:
    """A node as text, the same for two that are written alike."""
    call = function(node)
    if call is not None:
        return f"{call[0]}({written(call[1])})"
    if isinstance(node.value, dict):
        return "{" + ", ".join(f"{key!r}: {written(each)}" for key, each in node.value.items()) + "}"
    if isinstance(node.value, list):
        return "[" + ", ".join(map(written, node.value)) + "]"
    return repr(node.value)


def references(node: Node) -> Iterator[str]:
    """The names of all that the functions in a node refer to."""
    for each in walk(node):
        match function(each):
            case ("Ref", Node(value=str(name))):
                yield name
            case ("Fn::Sub", Node(value=str(text)) | Node(value=[Node(value=str(text)), *_])):
                yield from (found[1].strip() for found in _VARIABLE.finditer(text))
            case _:
                pass


def conditions(node: Node) -> Iterator[str]:
    """The names of the conditions that a node depends on directly."""
    for each in walk(node):
        match function(each):
            case ("Condition", Node(value=str(name))) | ("Fn::If", Node(value=[Node(value=str(name)), *_])):
                yield name
            case _:
                pass


def comparisons(node: Node) -> Iterator[tuple[Node, Sequence[Node]]]:
    """The comparisons in a condition, each with what it compares."""
    for each in walk(node):
        match function(each):
            case ("Fn::Equals", Node(value=[left, right])):
                yield each, (left, right)
            case _:
                pass


def _call(name: str, argument: str, mark: Mark) -> Node:
    """`Ref` of a name; of `Logical.Attribute`, which it does not know, nobody knows anything."""
    return Node({name: Node(argument, mark)}, mark)

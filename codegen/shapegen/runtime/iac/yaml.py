"""YAML as a tree with lines and columns, by ruamel.yaml's composer: no object is ever made of it."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

import sys
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.representer import SafeRepresenter
from ruamel.yaml.resolver import implicit_resolvers

from ..console import printable
from .nodes import Duplicate, Mark, Node, UnreadableError

_MOST = 200_000
"""Aliases make a few lines stand for billions of nodes."""
_YAML = "tag:yaml.org,2002:"
_OTHERS = [pattern for versions, _, pattern, _ in implicit_resolvers if (1, 1) in versions]
"""What a plain scalar matches that is no text for readers of YAML 1.1, such as `yes`."""


def document(text: str) -> Node:
    """The one document in `text`. Raises UnreadableError."""
    loader = YAML(typ="safe", pure=True)
    # CloudFormation and the AWS command line read what YAML 1.1 makes of a plain scalar.
    loader.version = (1, 1)  # pyright: ignore[reportAttributeAccessIssue]
    try:
        composed = list(loader.compose_all(text))
        scalars = loader.constructor
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"not YAML: {error.problem or error.context}"
        raise UnreadableError(message, *((mark.line + 1, mark.column + 1) if mark else ())) from error
    except (YAMLError, ValueError) as error:
        raise UnreadableError(f"not YAML: {' '.join(str(error).split())}") from error
    if len(composed) != 1:
        raise UnreadableError(f"{len(composed)} YAML documents in one file, which are not read")
    return _Reading(scalars).node(composed[0])


def dump(data: Any) -> str:
    """Plain data as YAML, in the order that it has; what is no plain line of text stands between quotes, escaped."""
    writer = YAML(typ="safe", pure=True)
    writer.Representer = _Representer  # pyright: ignore[reportAttributeAccessIssue]
    writer.default_flow_style = False
    writer.width = sys.maxsize
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = StringIO()
    writer.dump(data, stream)
    shown = (char if char.isprintable() or char == "\n" else f"\\U{ord(char):08x}" for char in stream.getvalue())
    return "".join(shown).replace("##[", r"#\x23[")


class _Representer(SafeRepresenter):
    def represent_str(self, data: str) -> ScalarNode:
        shown = data.isprintable() and printable(data) == data
        is_text = not any(pattern.match(data) for pattern in _OTHERS)
        return self.represent_scalar(f"{_YAML}str", data, style=None if shown and is_text else '"')


_Representer.add_representer(str, _Representer.represent_str)


class _Reading:
    def __init__(self, scalars: SafeConstructor) -> None:
        self.open: set[int] = set()
        self.count = 0
        self.scalars = scalars

    def node(self, composed: Any) -> Node:
        mark = _mark(composed)
        self.count += 1
        if self.count > _MOST:
            raise UnreadableError(f"more than {_MOST:,} values", mark.line, mark.column)
        if isinstance(composed, ScalarNode):
            return self.scalar(composed, mark)
        if id(composed) in self.open:
            raise UnreadableError("an alias inside its own anchor", mark.line, mark.column)
        self.open.add(id(composed))
        made = self.mapping(composed, mark) if isinstance(composed, MappingNode) else self.sequence(composed, mark)
        self.open.discard(id(composed))
        made.tag = _local(composed)
        return made

    def scalar(self, composed: Any, mark: Mark) -> Node:
        text = _paired(str(composed.value))
        kind = str(composed.tag).removeprefix(_YAML)
        value: Any = text
        try:
            match kind:
                case "int":
                    value = self.scalars.construct_yaml_int(composed)
                case "float":
                    value = float(self.scalars.construct_yaml_float(composed))
                case "bool":
                    value = self.scalars.construct_yaml_bool(composed)
                case "null":
                    value = None
                case _:
                    return Node(text, mark, tag=_local(composed))
        except (ValueError, KeyError, IndexError):
            return Node(text, mark)
        return Node(value, mark, text=text)

    def sequence(self, composed: SequenceNode, mark: Mark) -> Node:
        return Node([self.node(each) for each in composed.value], mark)

    def mapping(self, composed: MappingNode, mark: Mark) -> Node:
        made = Node({}, mark)
        merged: list[Node] = []
        for key, value in composed.value:
            if key.tag == f"{_YAML}merge":
                held = self.node(value)
                merged += held.value if isinstance(held.value, list) else [held]
                continue
            here = _mark(key)
            if not isinstance(key, ScalarNode):
                raise UnreadableError("a key that is not text", here.line, here.column)
            name = str(key.value)
            if name in made.keys:
                made.duplicates.append(Duplicate(name, here, made.keys[name]))
            made.keys[name] = here
            made.value[name] = self.node(value)
        for each in merged:
            if isinstance(each.value, dict):
                made.value = each.value | made.value
                made.keys = each.keys | made.keys
        return made


def _mark(composed: Any) -> Mark:
    return Mark(composed.start_mark.line + 1, composed.start_mark.column + 1)


def _local(composed: Any) -> str:
    tag = str(composed.ctag or "") if composed.ctag else ""
    return tag[1:] if tag.startswith("!") and not tag.startswith("!!") else ""


def _paired(text: str) -> str:
    """The text in which two escapes stand for one character, as in JSON; YAML alone reads two characters there."""
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:  # half of a character
        return text

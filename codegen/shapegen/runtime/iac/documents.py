"""Reads JSON and YAML."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]

from .nodes import Duplicate, Mark, Node, UnreadableError

_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(r"-?Infinity|[^\s,\]}]+")


def read(text: str, *, yaml: bool) -> Node:
    """What a file's text holds. Raises UnreadableError, and ImportError when YAML cannot be read here."""
    try:
        if not yaml:
            return _Json(text).node()
        from .yaml import document

        return document(text)
    except RecursionError as error:
        raise UnreadableError("nested too deep") from error


class _Json:
    """Reads JSON. The standard library says first whether it is; so what follows need not look."""

    def __init__(self, text: str) -> None:
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            raise UnreadableError(f"not JSON: {error.msg}", error.lineno, error.colno) from error
        except ValueError as error:  # an integer of thousands of digits
            raise UnreadableError(f"not JSON: {error}") from error
        self.text = text
        self.at = 0
        self.line = 1
        self.line_start = 0

    def skip(self) -> str:
        """The next character that is no space."""
        found = _SPACE.match(self.text, self.at)
        end = found.end() if found else self.at
        lines = self.text.count("\n", self.at, end)
        if lines:
            self.line += lines
            self.line_start = self.text.rindex("\n", self.at, end) + 1
        self.at = end
        return self.text[end : end + 1]

    def mark(self) -> Mark:
        return Mark(self.line, self.at - self.line_start + 1)

    def string(self) -> str:
        text, self.at = scanstring(self.text, self.at + 1, True)
        return str(text)

    def node(self) -> Node:
        opening = self.skip()
        mark = self.mark()
        if opening == "{":
            return self.mapping(mark)
        if opening == "[":
            return Node(self.items(), mark)
        if opening == '"':
            return Node(self.string(), mark)
        scalar = _SCALAR.match(self.text, self.at)
        assert scalar  # noqa: S101  it is JSON
        self.at = scalar.end()
        return Node(json.loads(scalar[0]), mark, text=scalar[0])

    def mapping(self, mark: Mark) -> Node:
        members: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        duplicates: list[Duplicate] = []
        self.at += 1
        while self.skip() != "}":
            if self.text[self.at] == ",":
                self.at += 1
                self.skip()
            here = self.mark()
            key = self.string()
            if key in keys:
                duplicates.append(Duplicate(key, here, keys[key]))
            keys[key] = here
            self.skip()
            self.at += 1  # the colon
            members[key] = self.node()
        self.at += 1
        return Node(members, mark, keys, duplicates)

    def items(self) -> list[Node]:
        items: list[Node] = []
        self.at += 1
        while self.skip() != "]":
            if self.text[self.at] == ",":
                self.at += 1
            items.append(self.node())
        self.at += 1
        return items

"""Writes where a response is read as a dataclass is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from shapegen import ir
from shapegen.apps.api import Api
from shapegen.apps.responses import Read
from shapegen.apps.source import Edit, SourceFile

#: Where the default is the empty value of the member's own kind, `or` does the same.
_EMPTY: Mapping[str, type[ir.Shape]] = {"[]": ir.List, "{}": ir.Map}


@dataclass(frozen=True, slots=True)
class ReadWriter:
    """Turns keys into attributes."""

    source: SourceFile
    api: Api

    def does_same(self, read: Read) -> bool:
        """Whether an attribute does what the key does."""
        if read.how == "item" and not read.member.required and not read.is_guarded:
            return False  # the dict raises KeyError where the dataclass gives None
        if not self._asks_twice(read):
            return True
        return isinstance(read.base, cst.Name) and (
            read.default is None
            or isinstance(read.default, cst.SimpleString | cst.Integer | cst.Name)
            or self.source.code(read.default) in _EMPTY
        )

    def edits(self, read: Read, renamed: Mapping[cst.Name, str]) -> list[Edit]:
        """The edits for a read that does the same; `renamed` says which names become others."""
        start, end = self.source.span(read.node)
        suffix = f".{read.member.attribute}"
        match read.node:
            case cst.Subscript(lbracket=sign) | cst.Call(func=cst.Attribute(dot=sign)):
                behind, _ = self.source.span(sign)
            case _:
                base, _ = self.source.outer_span(read.base)
                is_there = "is not" if read.how == "in" else "is"
                return [Edit(start, base, ""), Edit(end, end, f"{suffix} {is_there} None")]
        opening = Edit(start, start, "(", (-end, False))
        default = "None" if read.default is None else self.source.code(read.default)
        if not self._asks_twice(read):
            if read.default is not None:
                return [opening, Edit(behind, end, f"{suffix} or {default})")]
            return [Edit(behind, end, f"{suffix}.value" if read.as_text else suffix)]
        assert isinstance(read.base, cst.Name)  # noqa: S101  else it does not do the same
        value = f"{renamed.get(read.base, read.base.value)}{suffix}"
        text = f"{suffix}.value" if read.as_text else suffix
        return [opening, Edit(behind, end, f"{text} if {value} is not None else {default})")]

    def _asks_twice(self, read: Read) -> bool:
        """Whether the value is looked at before it is taken."""
        if read.default is None:
            return read.as_text and read.how == "get"
        return not isinstance(self.api.shapes[read.member.target], _EMPTY.get(self.source.code(read.default), ()))

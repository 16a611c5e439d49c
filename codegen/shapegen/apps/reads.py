"""Writes where a response is read as a dataclass is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from shapegen.apps.conversion import Reason
from shapegen.apps.responses import Read
from shapegen.apps.source import Edit, SourceFile


@dataclass(frozen=True, slots=True)
class ReadWriter:
    """Turns keys into attributes."""

    source: SourceFile

    def reason(self, read: Read) -> Reason | None:
        """Why an attribute would not do the same; None when it does."""
        name = read.member.wire_name
        if read.how == "item" and not read.member.required and not read.is_guarded:
            text = f"{name} may be absent: then the dict raises KeyError, and the dataclass gives None"
            return Reason(read.node, text)
        if read.how in ("in", "not in") or not self._asks_twice(read):
            return None
        if not isinstance(read.base, cst.Name):
            return Reason(read.node, f"what is asked for {name} is not a name")
        if not isinstance(read.default, cst.SimpleString | cst.Integer | cst.Name | None):
            return Reason(read.node, f"the default of {name} is not a literal")
        return None

    def edits(self, read: Read, renamed: Mapping[cst.Name, str]) -> list[Edit]:
        """The edits for a read without a `reason`; `renamed` says which names become others."""
        start, end = self.source.span(read.node)
        suffix = f".{read.member.attribute}"
        # What stands behind the base: its closing parentheses, and then the key.
        base = self.source.span(read.base)
        if read.how in ("in", "not in"):
            sign = "is not" if read.how == "in" else "is"
            return [Edit(start, base[0], ""), Edit(end, end, f"{suffix} {sign} None")]
        behind = self.source.text.index(b"[" if read.how == "item" else b".", base[1])
        default = "None" if read.default is None else self.source.code(read.default)
        if not self._asks_twice(read):
            if read.default is not None:
                return [Edit(start, start, "("), Edit(behind, end, f"{suffix} or {default})")]
            return [Edit(behind, end, f"{suffix}.value" if read.as_text else suffix)]
        assert isinstance(read.base, cst.Name)  # noqa: S101  `reason` says so
        value = f"{renamed.get(read.base, read.base.value)}{suffix}"
        text = f"{suffix}.value" if read.as_text else suffix
        return [Edit(start, start, "("), Edit(behind, end, f"{text} if {value} is not None else {default})")]

    def _asks_twice(self, read: Read) -> bool:
        """Whether the value is looked at before it is taken."""
        if read.default is None:
            return read.as_text and (read.how == "get" or not read.member.required)
        return read.as_text or self.source.code(read.default) not in ("[]", "{}")

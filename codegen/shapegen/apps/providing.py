"""Gives a source the generated client where its calls need one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from shapegen.apps import imports
from shapegen.apps.clients import Client, OperationCall
from shapegen.apps.conversion import Reason
from shapegen.apps.source import Edit, SourceFile, wrapped
from shapegen.build.naming import attribute


@dataclass(frozen=True, slots=True)
class Provider:
    """Wraps a client where it is made, or makes a second one beside it where the first is needed, too."""

    source: SourceFile
    alias: str
    """What the source calls the package."""
    client: str
    """The class of the generated client."""
    is_imported: bool
    """Whether another file of the app imports the module."""

    def reason(self, client: Client, calls: Sequence[OperationCall]) -> Reason | None:
        """Why a second client, which is needed, cannot be made; None when it can, or when there is no need."""
        if not self.needs_second(client, calls):
            return None
        statement = self.source.parents.get(client.assignment) if client.assignment else None
        if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
            return None
        return Reason(client.made, "the client is used otherwise, too, and there is no room for a second one")

    def needs_second(self, client: Client, calls: Sequence[OperationCall]) -> bool:
        """Whether something else than these calls needs the client as boto3 makes it."""
        is_public = client.is_shared and self.is_imported
        receivers = _receivers(calls)
        others = [use for use in client.uses if use not in receivers and not self._is_asked_for_errors(use)]
        has_other_uses = bool(others) or client.has_strangers
        return has_other_uses or is_public or isinstance(client.assignment, cst.AnnAssign)

    def edits(self, client: Client, calls: Sequence[OperationCall], free_name: Callable[[str], str]) -> Iterator[Edit]:
        """The edits for a client and the calls of it that are converted."""
        wrapper = f"{self.alias}.{self.client}"
        target = client.target
        if target is None or client.assignment is None or not self.needs_second(client, calls):
            yield from wrapped(self.source.span(client.made), f"{wrapper}(", ")")
            return
        name = free_name(attribute(self.client))
        if isinstance(target, cst.Attribute):
            name = f"{self.source.code(target.value)}.{name}"
        second = f"{name} = {wrapper}({self.source.code(target)})"
        yield imports.line_after(self.source, client.assignment, second)
        for receiver in _receivers(calls):
            yield Edit(*self.source.span(receiver), name)

    def _is_asked_for_errors(self, use: cst.BaseExpression) -> bool:
        match self.source.parent(use):
            case cst.Attribute(attr=cst.Name(value="exceptions")):
                return True
            case _:
                return False


def _receivers(calls: Sequence[OperationCall]) -> set[cst.BaseExpression]:
    return {call.pages.receiver if call.pages else call.receiver for call in calls}

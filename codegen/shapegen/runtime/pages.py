"""How answers go on from page to page, whoever fetches them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .search import search


@dataclass(frozen=True, slots=True)
class Pages:
    """How the answers of an operation go on; what is searched in them is JMESPath."""

    input: tuple[str, ...] = ()
    """The members of the request that take the tokens."""
    output: tuple[str, ...] = ()
    """Where in the answer each of the tokens is found."""
    more: str | None = None
    """Where the answer says whether there is more; None where the tokens do."""


ONE = Pages()
"""Of an operation that answers once."""


class Paging:
    """One walk through pages: `parameters` are those of the next request."""

    def __init__(self, pages: Pages, parameters: dict[str, Any]) -> None:
        self._pages = pages
        self._last: dict[str, Any] = {}
        self.parameters = parameters

    def advance(self, answer: Mapping[str, Any]) -> bool:
        """Whether there is a page behind `answer`. Raises PaginationError when it is the same one again."""
        if self._pages.more is not None and not search(self._pages.more, answer):
            return False
        tokens = {
            member: search(expression, answer) or None
            for member, expression in zip(self._pages.input, self._pages.output, strict=True)
        }
        if not any(tokens.values()):
            return False
        if tokens == self._last:
            from .errors import PaginationError

            raise PaginationError(f"the service gave the same token for the next page twice: {tokens}")
        self._last = tokens
        kept = {member: value for member, value in self.parameters.items() if member not in tokens}
        self.parameters = kept | {member: token for member, token in tokens.items() if token is not None}
        return True


def items(page: Any, attributes: Iterable[str]) -> Iterable[Any]:
    """What stands in the response `page` at the end of the attributes; nothing where it is not a list."""
    for attribute in attributes:
        page = getattr(page, attribute, None)
    return page if isinstance(page, list) else ()  # pyright: ignore[reportUnknownVariableType]

"""Patterns of the model, compiled when first used."""

from collections.abc import Callable

from .patterns import pattern


class Pattern:
    """A pattern that a whole value must match.

    `source` is the pattern as the model has it; `python` the equal one for `re`, where that is another.
    """

    __slots__ = ("_match", "python", "source")

    def __init__(self, source: str, python: str | None = None) -> None:
        self.source = source
        self.python = source if python is None else python
        self._match: Callable[[str], object] | None = None

    def __call__(self, value: str) -> bool:
        """Whether the whole of `value` matches."""
        if self._match is None:
            self._match = pattern(self.python)
        return self._match(value) is not None

"""Patterns of the model, compiled when first used."""

from functools import cached_property

from .patterns import Fullmatch, pattern


class Pattern:
    """A pattern that a whole value must match.

    `source` is the pattern as the model has it; `python` the equal one for `re`, where that is another.
    """

    def __init__(self, source: str, python: str | None = None) -> None:
        self.source = source
        self.python: str = source if python is None else python

    @cached_property
    def fullmatch(self) -> Fullmatch:
        """Takes a value and returns its match, or None."""
        return pattern(self.python)

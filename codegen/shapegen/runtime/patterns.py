"""Patterns of the model, compiled when first used."""

from functools import cached_property

from .categories import Fullmatch, pattern


class Pattern:
    """A pattern that a whole value must match.

    `source` is the pattern as the model has it; `python` the equal one for `re`, where that is another; `linear` says
    that `re` could take long over it.
    """

    def __init__(self, source: str, python: str | None = None, *, linear: bool = False) -> None:
        self.source = source
        self.python: str = source if python is None else python
        self.linear = linear

    @cached_property
    def fullmatch(self) -> Fullmatch:
        """Takes a value and returns what is true if all of it matches."""
        if not self.linear:
            return pattern(self.python)
        from .linear import linear  # not many packages need it

        return linear(self.python)

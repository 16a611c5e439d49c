"""Regular expressions with the Unicode categories that `re` does not know."""

import re
import sys
from collections.abc import Callable
from functools import cache

Fullmatch = Callable[[str], object]
"""Takes a value and returns what is true if all of it matches."""

_ESCAPE = re.compile(r"\\(?:(?P<sign>[pP])\{(?P<category>\w+)\}|.)", re.DOTALL)


def pattern(source: str, /) -> Fullmatch:
    r"""`fullmatch` of an ASCII pattern that may have `\p{Lu}`, `\P{C}` and so on in its classes.

    What is a letter is up to the `unicodedata` of the running Python.
    """
    if not any(escape["category"] for escape in _ESCAPE.finditer(source)):
        return re.compile(source, re.ASCII).fullmatch

    # To spell a category out over all of Unicode takes a tenth of a second; a class is only ever
    # asked for the characters of a value, and those are ASCII almost always.
    @cache
    def spelt_out(bits: int) -> Fullmatch:
        return re.compile(spell_out(source, 1 << bits), re.ASCII).fullmatch

    in_ascii = spelt_out(7)

    def fullmatch(value: str) -> object:
        return in_ascii(value) if value.isascii() else spelt_out(ord(max(value)).bit_length())(value)

    return fullmatch


def spell_out(source: str, stop: int) -> str:
    """`source` with its categories as ranges of the code points below `stop`."""
    import unicodedata  # for most patterns nobody needs it

    points = range(min(stop, sys.maxunicode + 1))
    categories = "".join(map(unicodedata.category, map(chr, points)))  # "CcCcLuLl"

    def ranges(escape: re.Match[str]) -> str:
        if not escape["category"]:
            return escape[0]
        sign = "=" if escape["sign"] == "p" else "!"
        runs = re.finditer(f"(?:(?{sign}{escape['category']})[A-Z][a-z])+", categories)
        found = (f"\\U{run.start() // 2:08x}-\\U{run.end() // 2 - 1:08x}" for run in runs)
        # A class must not be empty; the value has no character as high as `stop`.
        return "".join(found) or f"\\U{stop:08x}"

    return _ESCAPE.sub(ranges, source)

"""Service regular expressions -> Python's; an unknown construct is an error."""

import re
import sys

from shapegen.errors import ModelError


def translate(pattern: str) -> str:
    r"""The Python pattern that accepts the very values that the service accepts.

    A service asks Java, `Pattern.compile(pattern).matcher(value).matches()`; for the result that is
    `re.compile(result, re.ASCII).fullmatch(value)`. What means the same in both languages keeps its
    text. Unicode categories stay `\p{L}` and `\P{L}`, always inside a class, where `pattern` of
    `runtime/categories.py` spells them out.

    Raises ModelError, with the pattern, the position (from 0) and the construct, if Java refuses
    the pattern or no exact translation is known.
    """
    if len(pattern) > _LONGEST:
        raise ModelError(f"{named(pattern)} has {len(pattern):,} characters, more than {_LONGEST:,}")
    translation = _Translation(pattern)
    text = translation.alternatives()
    if translation.peek():
        raise translation.error(translation.at, "')' closes no group")
    return text.replace(_LAST_DOLLAR, "$")


def named(pattern: str) -> str:
    """What a message calls a pattern: itself, or of a long one the beginning."""
    return f"pattern '{pattern}'" if len(pattern) <= _SHOWN else f"pattern '{pattern[:_SHOWN]}…'"


# The longest of a service has 1,195 characters, and none nests 10 groups.
_LONGEST, _DEEPEST = 10_000, 50
_SHOWN = 2_000

# `.` leaves out Java's line terminators, and `$` also matches before one that ends the value.
_DOT = r"[^\n\r\x85\u2028\u2029]"
_DOLLAR = r"(?=(?:\r\n|[\r\x85\u2028\u2029]|(?<!\r)\n)?\Z)"
# A `$` that nothing has followed so far. If nothing ever does, `fullmatch` makes `$` exact.
_LAST_DOLLAR = "\0"

_ANYTHING = (_DOT, "(?s:.)", r"[\s\S]", r"[\S\s]")

_HORIZONTAL = r"\t \xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000"
_VERTICAL = r"\n-\r\x85\u2028\u2029"

_ANCHORS = {
    "^": "^",
    "$": _LAST_DOLLAR,
    r"\A": r"\A",
    r"\Z": _LAST_DOLLAR,
    r"\z": r"\Z",
    r"\b": r"\b",  # Java's, since 19; it also takes in a combining mark after a letter
    r"\B": r"(?!\b)",  # before 3.14 Python's \B does not match in the empty value
}
_SETS_IN_CLASS = {name: name for name in (r"\d", r"\D", r"\s", r"\S", r"\w", r"\W")} | {
    r"\h": _HORIZONTAL,
    r"\v": _VERTICAL,
}
_SETS = _SETS_IN_CLASS | {
    r"\h": f"[{_HORIZONTAL}]",
    r"\H": f"[^{_HORIZONTAL}]",
    r"\v": f"[{_VERTICAL}]",
    r"\V": f"[^{_VERTICAL}]",
    r"\R": rf"(?:\r\n|[{_VERTICAL}])",
}
_PROPERTIES = {
    "ASCII": r"\x00-\x7f",
    "Alnum": "0-9A-Za-z",
    "Alpha": "A-Za-z",
    "Blank": r" \t",
    "Cntrl": r"\x00-\x1f\x7f",
    "Digit": "0-9",
    "Graph": "!-~",
    "IsWhitespace": r"\t-\r\x85\p{Z}",
    "LD": r"\p{L}\p{Nd}",
    "Lower": "a-z",
    "Print": " -~",
    "Punct": r"!-/:-@\[-`{-~",
    "Space": r" \t-\r",
    "Upper": "A-Z",
    "XDigit": "0-9A-Fa-f",
    "all": r"\x00-\U0010ffff",
}
_CATEGORY = re.compile("C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?")
_CASED = {"Ll", "Lower", "Lt", "Lu", "Upper"}

_FLAGS = re.compile(r"\(\?([is]+)\)")
_GROUP = re.compile(r"\((?:\?(?:[:=!>]|<[=!])|(?!\?))")
_QUANTIFIER = re.compile(r"(?:[*?]|(?P<plus>\+)|\{(?P<least>[0-9]+)(?:,(?P<most>[0-9]*))?\})[?+]?")
_MOST_REPEATS = 2**31 - 1
_BACK_REFERENCE = re.compile(r"\\[1-9][0-9]*")
_PROPERTY = re.compile(r"\\[pP](?:\{([^}]+)\}|([^{]))")
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_NUMBER = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_JAVA_NUMBER = re.compile(r"\\(?:x\{([0-9a-fA-F]+)\}|0([0-3][0-7]{2}|[0-7]{1,2}))")
_JAVA_CONTROL = re.compile(r"\\c(.)|\\e", re.DOTALL)
_CONTROLS = {r"\a": 7, r"\t": 9, r"\n": 10, r"\v": 11, r"\f": 12, r"\r": 13}


def takes_printable(pattern: str, least: int) -> bool:
    """Whether all text of `least` characters or more that `str.isprintable` matches a translated pattern.

    False where that is not plain to see.
    """
    text, repeated = pattern[:-1], pattern[-1:]
    return text in _ANYTHING and (repeated == "*" or (repeated == "+" and least > 0))


class _Translation:
    """One reading of a pattern, from left to right, by the grammar of java.util.regex.Pattern.

    A method named after a construct reads one and returns its translation.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.groups = self.depth = 0
        self.complete: set[int] = set()
        self.ignore_case = False
        self.dot_all = False

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def head(self) -> str:
        """The next character, with the one that it escapes."""
        return self.pattern[self.at : self.at + 2] if self.peek() == "\\" else self.peek()

    def take(self, expected: re.Pattern[str]) -> re.Match[str] | None:
        found = expected.match(self.pattern, self.at)
        if found:
            self.at = found.end()
        return found

    def error(self, at: int, problem: str) -> ModelError:
        return ModelError(f"{named(self.pattern)}, position {at}: {problem}")

    def alternatives(self) -> str:
        ignore_case, dot_all = self.ignore_case, self.dot_all
        texts = [self.sequence(ignore_case)]
        while self.peek() == "|":
            self.at += 1
            texts.append(self.sequence(ignore_case))
        self.ignore_case, self.dot_all = ignore_case, dot_all
        return "|".join(texts)

    def sequence(self, ignore_case: bool) -> str:
        """Up to a `|` or the end of the group, at the start of which `ignore_case` held.

        A `(?i)` lasts to the end of the group, across `|`.
        """
        text = "(?i:" if self.ignore_case and not ignore_case else ""
        while self.peek() not in ("", "|", ")"):
            text = _followed(text) + self.item()
        return text + ")" if self.ignore_case and not ignore_case else text

    def item(self) -> str:
        head = self.head()
        if flags := self.take(_FLAGS):
            return self.flags(flags[1])
        if head == "(":
            return self.group()
        if head in "*+?":
            raise self.error(self.at, f"'{head}' has nothing to repeat")
        if head == "{":  # where there is nothing to repeat, Java repeats just that
            return self.repeated("", zero_width=True)
        if head in _ANCHORS:
            self.at += len(head)
            return self.repeated(_ANCHORS[head], zero_width=True)
        if head in _SETS:
            self.at += len(head)
            text = _SETS[head]
        elif head == ".":
            self.at += 1
            text = "(?s:.)" if self.dot_all else _DOT
        elif head == "[":
            text = self.character_class()
        elif head in (r"\p", r"\P"):
            items, negated = self.property()
            text = f"[^{items}]" if negated else f"[{items}]"
        else:
            text = self.back_reference() or self.character()[0]
        return self.repeated(text)

    def flags(self, flags: str) -> str:
        ignore_case = self.ignore_case
        self.dot_all |= "s" in flags
        self.ignore_case |= "i" in flags
        return "(?i:" if self.ignore_case and not ignore_case else ""  # `sequence` closes it

    def repeated(self, text: str, *, zero_width: bool = False) -> str:
        """`text` with the quantifier that follows it, if one does."""
        at = self.at
        quantifier = self.take(_QUANTIFIER)
        if not quantifier:
            if self.peek() == "{":
                raise self.error(at, "'{' is neither escaped nor the start of a quantifier")
            return text
        least = int(quantifier["least"] or bool(quantifier["plus"]))
        if not least <= int(quantifier["most"] or least) <= _MOST_REPEATS:
            raise self.error(at, f"'{quantifier[0]}' is not a range of repeats")
        if zero_width:  # to repeat it adds nothing, and Python refuses to
            return text if least else ""
        return _followed(text) + quantifier[0]

    def group(self) -> str:
        at = self.at
        opening = self.take(_GROUP)
        if not opening:
            raise self.error(at, f"'{self.pattern[at : at + 3]}' opens no known kind of group")
        kind = opening[0]
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error(at, f"groups are nested more than {_DEEPEST} deep")
        self.groups += kind == "("
        number = self.groups
        body = self.alternatives()
        if self.peek() != ")":
            raise self.error(at, f"'{kind}' is not closed")
        self.at += 1
        self.depth -= 1
        if kind == "(":
            self.complete.add(number)
        elif kind != "(?:":  # what follows does not see inside
            body = _followed(body)
        if kind in ("(?<=", "(?<!"):
            self.check_look_behind(at, body)
        return self.repeated(f"{kind}{body})")

    def check_look_behind(self, at: int, body: str) -> None:
        without_categories = re.sub(r"\\[pP]\{\w+\}", "a", body)
        try:
            re.compile(f"(?<={without_categories})", re.ASCII)
        except re.error as error:
            raise self.error(at, f"Python cannot look behind for '{body}': {error}") from None

    def back_reference(self) -> str:
        at = self.at
        found = self.take(_BACK_REFERENCE)
        if not found:
            return ""
        text = found[0]
        while len(text) > 2 and int(text[1:]) > self.groups:
            text = text[:-1]
        if int(text[1:]) not in self.complete or len(text) > 3:
            raise self.error(at, f"'{text}' refers to no group that ends before it")
        self.at = at + len(text)
        return text if text == found[0] else f"(?:{text})"

    def property(self) -> tuple[str, bool]:
        r"""What stands for a `\p{..}` in a class, and whether all else is meant."""
        at = self.at
        found = self.take(_PROPERTY)
        if not found:
            raise self.error(at, f"'{self.pattern[at : at + 3]}' names no property")
        text, name = found[0], found[1] or found[2]
        if self.ignore_case and name in _CASED:
            raise self.error(at, f"'{text}' is not known where case is ignored")
        if _CATEGORY.fullmatch(name):
            return f"{text[:2]}{{{name}}}", False
        if name not in _PROPERTIES:
            raise self.error(at, f"'{text}' is a property that Python's unicodedata lacks")
        return _PROPERTIES[name], text[1] == "P"

    def character_class(self) -> str:
        at = self.at
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        items = ""
        after_set = False
        while self.peek() != "]" or not items:
            if not self.peek():
                raise self.error(at, "'[' is not closed")
            if self.peek() == "[":
                raise self.error(self.at, "'[' opens a class within a class")
            if self.pattern.startswith("&&", self.at):
                return self.intersection(negated, items)
            text = self.set_in_class()
            items += text or self.range_in_class(after_set)
            after_set = bool(text)
        self.at += 1
        return f"[^{items}]" if negated else f"[{items}]"

    def intersection(self, negated: bool, items: str) -> str:
        """The rest of `[items&&[..]]`."""
        at = self.at
        self.at += 2
        if items and not negated and self.peek() == "[":
            other = self.character_class()
            if self.peek() == "]":
                self.at += 1
                return f"(?:(?=[{items}]){other})"
        raise self.error(at, "'&&' is known only as in '[a-z&&[^aeiou]]'")

    def set_in_class(self) -> str:
        """Nothing if a character stands here."""
        at, head = self.at, self.head()
        if head in (r"\p", r"\P"):
            items, negated = self.property()
            if negated:
                raise self.error(at, f"'{self.pattern[at : self.at]}' is not known in a class")
            return items
        if head not in _SETS_IN_CLASS or self.pattern.startswith(r"\v-", at):
            return ""
        self.at += len(head)
        return _SETS_IN_CLASS[head]

    def range_in_class(self, after_set: bool) -> str:
        """A character or `a-z`, escaped where Python would see a range or warn of an operator."""
        at = self.at
        first, least = self.character()
        following = self.pattern[self.at : self.at + 2]
        if first in ("-", "|", "~") and following[:1] == first:
            first = "\\" + first
        elif first == "-" and after_set and following[:1] != "]":
            first = r"\-"
        if following[:1] != "-" or following in ("-", "-]", "-["):
            return first
        self.at += 1
        last, most = self.character()
        if most < least:
            raise self.error(at, f"'{self.pattern[at : self.at]}' ends before it begins")
        return rf"{first}-\-" if last == "-" else f"{first}-{last}"

    def character(self) -> tuple[str, int]:
        """A character, plain or escaped, and its code point."""
        at, text = self.at, self.head()
        if pair := self.take(_SURROGATES):
            code = ord(bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be"))
        elif number := self.take(_JAVA_NUMBER):
            code = int(number[1], 16) if number[1] else int(number[2], 8)
        elif control := self.take(_JAVA_CONTROL):
            code = ord(control[1]) ^ 64 if control[1] else 27
        elif number := self.take(_NUMBER):
            return number[0], int(number[1] or number[2], 16)
        elif text == "\\":
            raise self.error(at, "'\\' escapes nothing")
        elif text not in _CONTROLS and re.fullmatch(r"\\[0-9A-Za-z]", text):
            raise self.error(at, f"'{text}' is not a known escape")
        else:
            self.at += len(text)
            code = _CONTROLS.get(text, ord(text[-1]))
            if code:  # a bare NUL would pass for _LAST_DOLLAR
                return text, code
        if code > sys.maxunicode:
            raise self.error(at, f"'{self.pattern[at : self.at]}' is beyond Unicode")
        return (f"\\x{code:02x}" if code < 0x100 else f"\\U{code:08x}"), code


def _followed(text: str) -> str:
    return text.replace(_LAST_DOLLAR, _DOLLAR)

"""Patterns over which `re` would backtrack forever are left to the linear matcher."""

import math
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import product

from shapegen.build.patterns import named
from shapegen.errors import ModelError
from shapegen.runtime.categories import Fullmatch
from shapegen.runtime.categories import pattern as compiled
from shapegen.runtime.linear import Node, parse

#: What `re` does in a tenth of a second.
_MOST_STEPS = 4_000_000
#: Stands for any greater length: steps that grow faster than the length are too many long before it.
_LONG = 100_000
#: What the linear matcher keeps up with.
_MOST_POSITIONS = 2_500
#: What is looked into at generation.
_MOST_PAIRS = 100_000

_CATEGORY = re.compile(r"\\([pP])\{(\w+)\}")
_CATEGORIES = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn".split()
_ANY = "(?s:.)"
_BEYOND_ASCII = re.compile(r"\\(?:U(.{8})|u(.{4})|x(..))|([^\0-\x7f])")


def needs_linear(pattern: str, longest: int | None) -> bool:
    """Whether a translated pattern is one for the linear matcher, since `re` may take long over it.

    `longest`: the length of the longest value, if there is a maximum. Raises ModelError, with the pattern and the
    reason, if the linear matcher is not for it either.
    """
    if steps(pattern, _LONG if longest is None else min(longest, _LONG)) <= _MOST_STEPS:
        return False
    node = parse(pattern)
    foreign = {part.kind for part in _parts(node)} & {"atomic", "reference"}
    if foreign or _size(node) > _MOST_POSITIONS:
        reason = "it has back references or atomic groups" if foreign else "its repeats are too many"
        raise ModelError(f"{named(pattern)}: `re` may take forever, and for the linear matcher {reason}")
    return True


def steps(pattern: str, length: int) -> float:
    """The steps that `re` takes over the worst value of `length`, or more; infinity if no bound is known.

    `re` tries one way after another. The ways through a text divide where two sets that may come next have a
    character in common, and nowhere else. `length`: up to 100,000.
    """
    return _steps(parse(pattern), length)


def possessive(pattern: str) -> str:
    """A translated pattern that `re` matches in half the time, with the same result; itself where there is none.

    For a repeated group `re` keeps in mind where it could go back to. Where at most one set may take the next
    character, whatever came before, there is no other way to go back for, and the group repeats possessively. What is
    within it does too, or is a set: some releases of Python 3.11 go wrong over a possessive group that goes back in
    itself.
    """
    node = parse(pattern)
    parts = [*_parts(node)]
    repeats_a_group = any(part.kind == "repeat" and part.parts[0].kind == "sequence" for part in parts)
    is_plain = all(part.kind in ("set", "sequence", "choice", "repeat") for part in parts)
    return _possessive(node) if repeats_a_group and is_plain and _is_deterministic(node) else pattern


def _is_deterministic(node: Node) -> bool:
    ways = _Ways(0)
    try:
        _, first, _ = ways.add(node)
    except _UnboundedError:
        return False
    held = _characters(ways.sets)
    for following in (first, *ways.follow):
        counts = Counter[int]()
        for index, count in following.items():
            counts.update(dict.fromkeys(held[index], count))
        if max(counts.values(), default=0) > 1:
            return False
    return True


_QUANTIFIERS: Mapping[tuple[int, int | None], str] = {(0, None): "*", (1, None): "+", (0, 1): "?"}


def _possessive(node: Node) -> str:
    """The text of `node`, with each repeat that has no choice in it possessive."""
    match node.kind:
        case "sequence":
            texts = ((each.kind == "choice", _possessive(each)) for each in node.parts)
            return "".join(f"(?:{text})" if is_choice else text for is_choice, text in texts)
        case "choice":
            return "|".join(map(_possessive, node.parts))
        case "repeat":
            [part] = node.parts
            text = _possessive(part)
            quantifier = _QUANTIFIERS.get((node.least, node.most))
            most = "" if node.most is None else node.most
            quantifier = quantifier or f"{{{node.least},{most}}}"
            plain = {each.kind for each in _parts(part)} <= {"set", "sequence", "repeat"}
            return (text if part.kind == "set" else f"(?:{text})") + quantifier + "+" * plain
        case _:
            return node.text


def _steps(node: Node, length: int) -> float:
    ways = _Ways(length)
    try:
        empty, first, last = ways.add(node)
        count = ways.count(first) * max(1, empty, *last.values())
        return count * ((1 + min(length, _width(node))) * (1 + ways.again) + ways.once)
    except _UnboundedError:
        return math.inf


class _UnboundedError(Exception):
    """The ways may double again and again."""


class _Ways:
    """The ways through a pattern, from set to set. How often a repeat may repeat is not regarded, which adds ways."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.sets: list[str] = []
        self.follow: list[Counter[int]] = []
        """For each set those that may come next, and in how many ways."""
        self.blocks: list[tuple[range, int]] = []
        """For each set the outermost repeat that it is in, and the most characters that this takes."""
        self.links = 0
        self.repeated = False
        self.once: float = 0
        """The steps of looking around before anything is repeated."""
        self.again: float = 0
        """The steps of looking around and back that each character may cost."""

    def add(self, node: Node) -> tuple[int, Counter[int], Counter[int]]:
        """In how many ways `node` matches nothing at all, begins with a set, and ends with one."""
        start = len(self.sets)
        match node.kind:
            case "set" | "reference":
                self.sets.append(node.text or _ANY)  # a group may have taken anything, but in each way one text
                self.again += _width(node) if node.kind == "reference" else 0
                self.follow.append(Counter())
                self.blocks.append((range(start, start + 1), 1))
                return 0, Counter([start]), Counter([start])
            case "anchor":
                return 1, Counter(), Counter()
            case "look":
                looking = _steps(node.parts[0], self.length)
                if self.repeated:
                    self.again += looking
                else:  # behind no set up to all sets so far
                    self.once += looking * (1 + start)
                return 1, Counter(), Counter()
            case "atomic":
                return self.add(node.parts[0])
            case "choice":
                empties, firsts, lasts = zip(*map(self.add, node.parts), strict=True)
                return sum(empties), sum(firsts, Counter[int]()), sum(lasts, Counter[int]())
            case "sequence":
                empty, first, last = 1, Counter[int](), Counter[int]()
                for part in node.parts:
                    skipped, begin, end = self.add(part)
                    self.link(last, begin)
                    first += _times(begin, empty)
                    last = end + _times(last, skipped)
                    empty *= skipped
                return empty, first, last
            case "repeat":
                many = node.most is None or node.most > 1
                self.repeated |= many
                empty, first, last = self.add(node.parts[0])
                if many:
                    if empty and node.least > 1:
                        raise _UnboundedError
                    self.link(last, first)
                    block = range(start, len(self.sets))
                    self.blocks[start:] = [(block, min(self.length, _width(node)))] * len(block)
                    last = _times(last, 1 + empty)  # `re` goes on after nothing, but not again
                return empty + (node.least == 0), first, last

    def link(self, last: Counter[int], first: Counter[int]) -> None:
        self.links += len(last) * len(first)
        if self.links > _MOST_PAIRS:
            raise _UnboundedError
        for index, ways in last.items():
            self.follow[index] += _times(first, ways)

    def count(self, first: Counter[int]) -> int:
        """The most ways to take one and the same text, from those sets on that it may begin with."""
        held = _characters(self.sets)
        ways = [1] * len(self.sets)

        def most(following: Counter[int]) -> Counter[int]:
            """For each character the most ways to take a text that begins with it."""
            found = Counter[int]()
            for index, count in following.items():
                found.update(dict.fromkeys(held[index], count * ways[index]))
            return found

        end = len(self.sets)
        while end:
            block, length = self.blocks[end - 1]
            inside = {index: Counter({n: c for n, c in self.follow[index].items() if n in block}) for index in block}
            staying = {index: most(following) for index, following in inside.items()}
            left = [
                (count, character in staying[index])
                for index in block
                for character, count in most(self.follow[index] - inside[index]).items()
            ]
            leaving = max((count for count, _ in left), default=0)
            dividing = max((count for count, could_stay in left if could_stay), default=0)
            together = 1
            if any(count > 1 for counts in staying.values() for count in counts.values()):
                _refuse_reunion(inside, held)
                together, dividing = len(block), leaving
            ways[block.start : block.stop] = [together * (length * dividing + max(1, leaving))] * len(block)
            end = block.start
        return max(most(first).values(), default=1)


def _refuse_reunion(follow: Mapping[int, Counter[int]], held: Sequence[Set[int]]) -> None:
    """Raises _UnboundedError if ways within a repeat can part and meet again, and so double.

    `follow`: for each set of the repeat those that may come next. If none meet, each is at a set of its own.
    """
    pairs = [(index, index) for index in follow]
    seen = set(pairs)
    while pairs:
        one, other = pairs.pop()
        for left, right in product(follow[one], follow[other]):
            if held[left].isdisjoint(held[right]):
                continue
            if left == right and (one != other or follow[one][left] > 1):
                raise _UnboundedError
            if (left, right) not in seen:
                seen.add((left, right))
                pairs.append((left, right))
        if len(seen) > _MOST_PAIRS:
            raise _UnboundedError


def _characters(sets: Sequence[str]) -> list[frozenset[int]]:
    """The characters in each set, as numbers; characters that the sets do not tell apart have one number.

    Beyond ASCII any character may be of any category, as that is up to the `unicodedata` of the running Python.
    """
    codes = {0x80}
    for found in _BEYOND_ASCII.finditer("".join(sets)):
        code = ord(found[0]) if len(found[0]) == 1 else int(found[1] or found[2] or found[3], 16)
        codes |= {code, code + 1}
    characters = [chr(code) for code in sorted(codes) if 0x80 <= code <= sys.maxunicode]
    categories = _CATEGORIES if any(map(_CATEGORY.search, sets)) else [""]

    def members(text: str) -> Iterator[bool]:
        yield from _in_ascii(text)
        for category in categories:
            member = _for_category(text, category)
            yield from (bool(member(character)) for character in characters)

    rows = {text: list(members(text)) for text in sets}
    numbers = {column: number for number, column in enumerate(zip(*rows.values(), strict=True))}
    held = {
        text: frozenset(number for column, number in numbers.items() if column[row]) for row, text in enumerate(rows)
    }
    return [held[text] for text in sets]


@cache
def _in_ascii(text: str) -> list[bool]:
    member = compiled(text)
    return [bool(member(chr(code))) for code in range(0x80)]


@cache
def _for_category(text: str, category: str) -> Fullmatch:
    """Says whether a character beyond ASCII is in a set, if it is of the category."""

    def spelt_out(found: re.Match[str]) -> str:
        return r"\0-\U0010ffff" if category.startswith(found[2]) == (found[1] == "p") else r"\0"

    return re.compile(_CATEGORY.sub(spelt_out, text), re.ASCII).fullmatch


def _parts(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _parts(part)


def _width(node: Node) -> int:
    """How many characters `node` takes at most, no more than _LONG."""
    match node.kind:
        case "set":
            return 1
        case "look" | "anchor":
            return 0
        case "choice":
            return max(map(_width, node.parts))
        case "repeat":
            return min(_LONG, _width(node.parts[0]) * (_LONG if node.most is None else node.most))
        case "sequence" | "atomic" | "reference":
            return min(_LONG, sum(map(_width, node.parts)))


def _size(node: Node) -> int:
    """How many positions the linear matcher has for `node`."""
    copies = 1
    if node.kind == "repeat":
        copies = max(node.least, 1) if node.most is None else node.most
    return copies * (sum(map(_size, node.parts)) if node.parts else 1)


def _times(counts: Counter[int], factor: int) -> Counter[int]:
    return Counter({index: count * factor for index, count in counts.items()}) if factor else Counter()

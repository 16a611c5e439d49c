"""Matches a pattern in time linear in the value, by following all ways at once."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, repeat
from typing import Literal

from .categories import Fullmatch, pattern

_TOKEN = re.compile(
    r"""(?P<open>\((?:\?(?:[:=!>]|<[=!]|i:))?(?!\?)) | (?P<end>[|)])
    | (?P<repeat>[*+?]|\{(?P<least>\d+)(?P<comma>,?)(?P<most>\d*)\})(?P<mode>[?+]?)
    | (?P<anchor>[\^$]|\\[AZb]) | \\(?P<reference>[1-9]\d?)
    | (?P<set>\(\?s:\.\)|\[\^?\]?(?:\\.|[^\]\\])*\]|\\(?:U.{8}|u.{4}|x..|[^1-9])|[^\\(])""",
    re.VERBOSE | re.DOTALL,
)
_OFTEN = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_MOST_STATES = 1000


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a pattern."""

    kind: Literal["set", "sequence", "choice", "repeat", "look", "anchor", "atomic", "reference"]
    text: str = ""
    """Of a set or an anchor: as the pattern has it; of a look: how it opens."""
    parts: tuple["Node", ...] = ()
    """Of a reference: the group."""
    least: int = 0
    most: int | None = None


def parse(source: str) -> Node:
    """The pattern, as the generator translates it, as a tree."""
    tokens = iter([*_TOKEN.finditer(source), None])
    token = next(tokens)
    groups: list[Node] = []

    def choice(ignore_case: bool) -> Node:
        nonlocal token
        parts = [sequence(ignore_case)]
        while token and token[0] == "|":
            token = next(tokens)
            parts.append(sequence(ignore_case))
        return Node("choice", parts=tuple(parts)) if len(parts) > 1 else parts[0]

    def sequence(ignore_case: bool) -> Node:
        parts: list[Node] = []
        while token and not token["end"]:
            parts.append(repeated(item(token, ignore_case)))
        return Node("sequence", parts=tuple(parts)) if len(parts) != 1 else parts[0]

    def item(found: re.Match[str], ignore_case: bool) -> Node:
        nonlocal token
        token = next(tokens)
        if found["set"]:
            return Node("set", f"(?i:{found[0]})" if ignore_case else found[0])
        if found["anchor"]:
            return Node("anchor", found[0])
        if found["reference"]:
            return Node("reference", parts=(groups[int(found["reference"]) - 1],))
        opening, number = found["open"], len(groups)
        if opening == "(":
            groups.append(Node("sequence"))
        body = choice(ignore_case or opening == "(?i:")
        token = next(tokens)
        if opening == "(":
            groups[number] = body
        if opening == "(?>":
            return Node("atomic", parts=(body,))
        return Node("look", opening, (body,)) if opening[-1] in "=!" else body

    def repeated(node: Node) -> Node:
        nonlocal token
        if not token or not token["repeat"]:
            return node
        if token["least"]:
            least = int(token["least"])
            most = int(token["most"] or least) if token["most"] or not token["comma"] else None
        else:
            least, most = _OFTEN[token["repeat"]]
        node = Node("repeat", "", (node,), least, most)
        if token["mode"] == "+":
            node = Node("atomic", parts=(node,))
        token = next(tokens)
        return node

    return choice(False)


def linear(source: str) -> Fullmatch:
    """What `fullmatch` of a pattern without back references and atomic groups says: whether the value matches.

    The sets in the pattern are bits of an int, its positions. Those that a value may be at after its first
    characters are a state, and where a state leads is worked out once, when a value first asks for it.
    """
    return _Automaton(parse(source)).fullmatch


def hole_match(node: Node) -> Callable[[Sequence[str | None]], bool] | None:
    """Says of a value of which parts are not known, None, whether it may match. None for a pattern with assertions or
    back references, of which this cannot be said."""
    try:
        automaton = _Automaton(_without_atomic(node))
    except ValueError:
        return None
    return None if automaton.assertions else automaton.matches_with_holes


def _without_atomic(node: Node) -> Node:
    """The pattern without atomic groups: it matches all that the other does, and maybe more."""
    parts = tuple(map(_without_atomic, node.parts))
    return parts[0] if node.kind == "atomic" else replace(node, parts=parts)


class _State(dict[tuple[int, int], "_State"]):
    """Where the next character leads, by the positions that take it and the assertions that hold behind it."""

    def __init__(self, automaton: "_Automaton", positions: int) -> None:
        super().__init__()
        self.automaton = automaton
        self.positions = positions
        self.accepts = bool(positions & automaton.end)

    def __missing__(self, step: tuple[int, int]) -> "_State":
        state = self[step] = self.automaton.step(self.positions, *step)
        return state


class _Automaton:
    """Glushkov's automaton. `backwards`: reads values from their end; `anywhere`: a match may begin at any place.

    An assertion has a position, too; it is passed without a character where the assertion holds. What holds where
    is found before, for each assertion by a run of its own.
    """

    def __init__(self, node: Node, *, backwards: bool = False, anywhere: bool = False) -> None:
        self.backwards = backwards
        self.follow: list[int] = []
        self.sets: dict[str, int] = {}
        self.assertions: list[tuple[int, Callable[[str], Sequence[bool]]]] = []
        empty, first, last = self.add(node)
        self.end = self.position()
        self.link(last, self.end)
        self.first = first | (self.end if empty else 0)
        self.again = self.first if anywhere else 0
        self.members = [(pattern(text), positions) for text, positions in self.sets.items()]
        self.taking = lru_cache(_MOST_STATES)(self.take)
        self.states: dict[int, _State] = {}

    def add(self, node: Node) -> tuple[bool, int, int]:
        """Whether `node` matches nothing at all, and the positions that it begins and ends with."""
        match node.kind:
            case "choice":
                empties, firsts, lasts = zip(*map(self.add, node.parts), strict=True)
                return any(empties), _union(firsts), _union(lasts)
            case "sequence":
                return self.chain(node.parts[::-1] if self.backwards else node.parts, len(node.parts))
            case "repeat":
                copies = max(node.least, 1) if node.most is None else node.most
                return self.chain(node.parts * copies, node.least, loop=node.most is None)
            case "set":
                position = self.position()
                self.sets[node.text] = self.sets.get(node.text, 0) | position
            case "look" | "anchor":
                position = self.position()
                self.assertions.append((position, _holding(node)))
            case "atomic" | "reference":
                raise ValueError(f"the linear matcher knows no {node.kind}")
        return False, position, position

    def position(self) -> int:
        self.follow.append(0)
        return 1 << len(self.follow) - 1

    def chain(self, parts: Sequence[Node], least: int, *, loop: bool = False) -> tuple[bool, int, int]:
        """One part after another, at least `least` of them; `loop`: and the last one again and again."""
        empty, first, last, exits = True, 0, 0, 0
        for count, part in enumerate(parts, 1):
            skipped, begin, end = self.add(part)
            self.link(last, begin)
            first |= begin if empty else 0
            last = end | (last if skipped else 0)
            empty &= skipped
            if count >= least:
                exits |= last
            if loop and count == len(parts):
                self.link(last, begin)
        return empty or least == 0, first, exits

    def link(self, last: int, first: int) -> None:
        for index in _indices(last):
            self.follow[index] |= first

    def take(self, character: str) -> int:
        return _union(positions for member, positions in self.members if member(character))

    def state(self, positions: int, holding: int) -> _State:
        passed = 0
        while new := positions & holding & ~passed:
            passed |= new
            positions |= _union(self.follow[index] for index in _indices(new))
        state = self.states.get(positions)
        if state is None:
            if len(self.states) >= _MOST_STATES:
                self.states.clear()
            state = self.states[positions] = _State(self, positions)
        return state

    def step(self, positions: int, taking: int, holding: int) -> _State:
        onward = _union(self.follow[index] for index in _indices(positions & taking))
        return self.state(onward | self.again, holding)

    def run(self, value: str) -> Iterator[_State]:
        """The state before the first character and behind each."""
        holding = [0] * (len(value) + 1)
        for position, holds in self.assertions:
            for place, truth in enumerate(holds(value)):
                holding[place] |= position if truth else 0
        if self.backwards:
            value = value[::-1]
            holding.reverse()
        state = self.state(self.first, holding[0])
        yield state
        for step in zip(map(self.taking, value), holding[1:], strict=True):
            state = state[step]
            yield state

    def fullmatch(self, value: str) -> bool:
        if self.assertions:
            *_, state = self.run(value)
        else:  # in half the time
            state = self.state(self.first, 0)
            for step in zip(map(self.taking, value), repeat(0)):
                state = state[step]
        return state.accepts

    def matches_with_holes(self, parts: Sequence[str | None]) -> bool:
        """As `fullmatch`, where None stands for any text at all."""
        positions = self.first
        for part in parts:
            if part is None:
                positions = self.reachable(positions)
            else:
                for character in part:
                    positions = _union(self.follow[index] for index in _indices(positions & self.taking(character)))
        return bool(positions & self.end)

    def reachable(self, positions: int) -> int:
        """The positions behind any number of characters."""
        new = positions
        while new:
            onward = _union(self.follow[index] for index in _indices(new))
            new = onward & ~positions
            positions |= onward
        return positions


def _holding(node: Node) -> Callable[[str], Sequence[bool]]:
    """Says of each place between the characters of a value whether the assertion holds there."""
    if node.text == r"\b":
        return lambda value: [before != after for before, after in pairwise([False, *map(_is_word, value), False])]
    if node.kind == "anchor":
        edge = 0 if node.text in ("^", r"\A") else -1
        return lambda value: [place == edge % (len(value) + 1) for place in range(len(value) + 1)]
    ahead, wanted = "<" not in node.text, "=" in node.text
    automaton = _Automaton(node.parts[0], backwards=ahead, anywhere=True)

    def holds(value: str) -> Sequence[bool]:
        found = [state.accepts == wanted for state in automaton.run(value)]
        return found[::-1] if ahead else found

    return holds


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _indices(positions: int) -> Iterator[int]:
    while positions:
        lowest = positions & -positions
        yield lowest.bit_length() - 1
        positions ^= lowest


def _union(parts: Iterable[int]) -> int:
    union = 0
    for part in parts:
        union |= part
    return union

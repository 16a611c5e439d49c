"""Patterns in the dialect of ECMAScript, that of JSON Schema, where they mean the same there."""

import re

from .linear import Node, parse

_IN_CLASS = {"\\d": "0-9", "\\w": "A-Za-z0-9_", "\\s": " \\t\\n\\r\\f\\v"}
_ALL = ("[\\s\\S]", "[\\S\\s]", "[\\d\\D]", "[\\w\\W]")
_SYNTAX = "^$\\.*+?()[]{}|"
_SYNTAX_IN_CLASS = "^\\[]-"
_ESCAPE = re.compile(r"\\(?:x..|u....|U........|.)|.", re.DOTALL)
_KEPT = re.compile(r"\\(?:x[0-9a-f]{2}|u(?!d[89a-f])[0-9a-f]{4}|[nrtfv])", re.IGNORECASE)


def ecma(python: str) -> str | None:
    """A pattern that a whole value must match, as JSON Schema writes it. `python`: the pattern as `re` reads it.

    None where ECMAScript, or Python's own reading of it in a validator of JSON Schema, would refuse something else.
    """
    translated = _translated(parse(python))
    return None if translated is None else f"^{translated}$"


def _translated(node: Node) -> str | None:
    match node.kind:
        case "set":
            return _set(node.text)
        case "atomic":
            # Without the group a pattern matches all that it does with it.
            return _translated(node.parts[0])
        case "sequence" | "choice":
            parts = [_translated(part) for part in node.parts]
            if None in parts:
                return None
            texts = [part for part in parts if part is not None]
            return "".join(texts) if node.kind == "sequence" else f"(?:{'|'.join(texts)})"
        case "repeat":
            inner = _translated(node.parts[0])
            if inner is None:
                return None
            single = node.parts[0].kind == "set"
            return f"{inner if single else f'(?:{inner})'}{_times(node.least, node.most)}"
        case _:
            return None


def _times(least: int, most: int | None) -> str:
    match least, most:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case _, None:
            return f"{{{least},}}"
        case _ if least == most:
            return f"{{{least}}}"
        case _:
            return f"{{{least},{most}}}"


def _set(text: str) -> str | None:
    if text in _ALL:
        return text
    if not text.startswith("["):
        return _character(text, _SYNTAX) if text not in _IN_CLASS else f"[{_IN_CLASS[text]}]"
    negated = text.startswith("[^")
    inner = text[2 if negated else 1 : -1]
    parts: list[str] = []
    for found in _ESCAPE.finditer(inner):
        part = _IN_CLASS.get(found[0]) or ("-" if found[0] == "-" else _character(found[0], _SYNTAX_IN_CLASS))
        if part is None:
            return None
        parts.append(part)
    return f"[{'^' if negated else ''}{''.join(parts)}]"


def _character(text: str, syntax: str) -> str | None:
    """A single character; `syntax`: what has to be escaped."""
    if _KEPT.fullmatch(text):
        return text
    char = text.removeprefix("\\") if len(text) > 1 else text
    if len(char) != 1 or not (" " <= char <= "~") or (text[0] == "\\" and char.isalnum()):
        return None
    return f"\\{char}" if char in syntax else char

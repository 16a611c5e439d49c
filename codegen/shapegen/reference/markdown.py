"""Text of a model in a page: as it is read, and nothing that Markdown, its extensions or a browser would obey."""

import re
from collections.abc import Iterable

#: Code in a line, and between fences: there, nothing is obeyed.
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\1(?!`)).)+?(?<!`)\1(?!`)")
_FENCE = re.compile(r"\s*`{3,}")
_LINK = re.compile(r"\[(?P<text>[^\[\]<>]*)\]\((?P<url>https?://[^\s()<>\"'{}]*)\)")
_OBEYED = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "{": "&#123;",
    "}": "&#125;",
    "[": "&#91;",
    "]": "&#93;",
    "*": "&#42;",
}
_NOTES = {"Note:": "note", "Important:": "warning", "Caution:": "warning"}
#: What begins a heading, a tab, an admonition, a rule or an abbreviation, if it begins a line.
_BEGINS = re.compile(r"(\s*)(#|===|!!!|\?\?\?|---|___|:::|\|)")


def text(lines: Iterable[str]) -> str:
    """The lines of documentation; what hangs below an item is indented as Python-Markdown wants it."""
    made: list[str] = []
    fenced = False
    for line in lines:
        words = line.lstrip(" ")
        margin = " " * (2 * (len(line) - len(words)))
        indented = margin + words
        if _FENCE.match(line):
            fenced = not fenced
            made.append(indented)
        elif words in _NOTES and not fenced:
            made.append(f"{margin}!!! {_NOTES[words]}")
        else:
            made.append(indented if fenced else escaped(indented))
    if fenced:
        made.append("```")
    return "\n".join(made)


def escaped(line: str) -> str:
    """A line with what would be obeyed as it is read; code in it and links to the web stay."""
    made, at = "", 0
    for found in sorted([*_CODE.finditer(line), *_LINK.finditer(line)], key=lambda each: each.start()):
        if found.start() < at:
            continue
        made += _plain(line[at : found.start()])
        made += f"[{_plain(found['text'])}]({found['url']})" if found.re is _LINK else found[0]
        at = found.end()
    made += _plain(line[at:])
    begins = _BEGINS.match(made)
    return f"{begins[1]}\\{made[len(begins[1]) :]}" if begins else made


def _plain(words: str) -> str:
    return "".join(_OBEYED.get(each, each) for each in words)


def code(value: object) -> str:
    """A value as code, whatever is in it."""
    words = re.sub(r"\s+", " ", str(value)).replace("|", "\\|")
    if not words.strip():
        return "(empty)"
    fence = "`" * (max(map(len, re.findall("`+", words)), default=0) + 1)
    padding = " " if "`" in words else ""
    return f"{fence}{padding}{words}{padding}{fence}"


def block(language: str, words: str, indent: int = 0) -> str:
    """A block of code, whatever is in it."""
    fence = "`" * max(3, max(map(len, re.findall("`+", words)), default=0) + 1)
    margin = " " * indent
    return "\n".join(f"{margin}{line}".rstrip() for line in (f"{fence}{language}", *words.split("\n"), fence))

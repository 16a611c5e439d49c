"""Turns the HTML in a service model's documentation into the text of docstrings.

The text is read raw in the source and rendered by editors, so it keeps to the Markdown that reads
well in both: backticks, lists, links, fenced code. Emphasis is dropped: Pylance and pyright escape
it and show bare stars.
"""

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

_SPANS = frozenset({"a", "code", "filename"})
_INLINE = frozenset({"b", "em", "i", "link", "replaceable", "strong", "u", "xhtml", "zonbook"})
_LISTS = frozenset({"dl", "ol", "ul"})
_NOTES = frozenset({"caution", "important", "note"})
_ITEMS = frozenset({"dd", "dt", "li"})
_BLOCKS = frozenset({"br", "fullname", "h1", "h2", "h3", "h4", "p", "para", "pre", "text"})
_TAGS = _SPANS | _INLINE | _LISTS | _NOTES | _ITEMS | _BLOCKS

# What is no well-formed tag of AWS's markup is text: `arn:aws:kms:<region>`, `<Role>`, `x < 5`.
# HTMLParser is given no other `<`, as it would drop the former, takes quadratic time for broken
# tags and raises for `<![` and for a character reference of 5,000 digits; all of that differs
# between patch releases of Python, and docstrings must not.
_LITERAL = re.compile(
    rf"<(?!/?(?:{'|'.join(sorted(_TAGS))})"
    r"""(?:[ \t\r\n\f]++[\w:-]++(?:=(?:"[^"<>]*+"|'[^'<>]*+'))?+)*+[ \t\r\n\f]*+/?>)"""
    r"|&(?=#\w{9})"
)
# Markup that some service escaped once more: all of a text, a span of code in it, or paragraphs that were indented, so
# that a converter took them for code.
_INDENTED = re.compile(r"<pre><code>([^<]*+)</code></pre>")
_ESCAPED_BLOCK = re.compile(r"&lt;/?(?:note|p|ul)&gt;")
_ESCAPED_CODE = re.compile(r"&lt;code&gt;([^<&]*+)&lt;/code&gt;")
_URL = re.compile(r"https?://[\w.~:/?#@!$&'*+,;=%-]+", re.ASCII)
_CLOSING = re.compile(r"[.,:;)\]]+(?!\S)")

# What is nested deeper is not indented further, or the text could grow with the square of the HTML.
_MAX_INDENT = 24

_CODE = r"(?<!`)(?P<tick>``?)(?!`)(?:[^`]++|(?!(?P=tick)(?!`))`++)++(?P=tick)"
_LINK = r"\[(?P<link>[^\[\]]*+)\]\([^\s()]*+\)"
# A line that began with one of the latter would be an item, a heading, a quotation or a doctest.
_UNBREAKABLE = re.compile(rf"{_CODE}|{_LINK}| (?=(?:[-+*#>=]++|\d{{1,3}}[.)])(?: |$))")
_ABBREVIATIONS = ("cf", "e.g", "eg", "i.e", "Inc", "N", "U.S", "vs")
_SENTENCE_END = re.compile(
    rf"{_CODE}|{_LINK}|(?<=[^\s.!?])"
    + "".join(rf"(?<!\b{re.escape(word)})" for word in _ABBREVIATIONS)
    + r"""(?P<stop>[.!?]++["'”’)\]]*+)(?= [^a-z])"""
)
_MARKERS = re.compile(r"\A *+(?:(?:-|\d{1,3}\.) ){0,8}+")
_FENCE = re.compile(r"`{3,}")
_ASIDE = re.compile(rf" |```|(?:{'|'.join(sorted(_NOTES))}):|\Z", re.IGNORECASE)


def text(markup: str) -> str:
    """Return documentation as plain Markdown, one line per paragraph or list item.

    Blank lines separate paragraphs. Items begin with `- ` or `1. `, notes with `Note: `; what else
    belongs to them is indented below. Preformatted text stands between lines of backticks. Takes
    any string, in linear time; leaves no control, bidi or zero-width character.
    """
    reader = _Reader()
    reader.feed(_LITERAL.sub(lambda literal: escape(literal[0]), _unescaped(markup)))
    reader.close()
    return "".join(reader.output)


def summary(text: str) -> str:
    """Return the first sentence of what `text` made, on one line, links without their targets.

    Notes are passed over if something else follows. Empty for empty text.
    """
    lines = text.split("\n")
    line = _MARKERS.sub("", next((line for line in lines if not _ASIDE.match(line)), lines[0]))
    for found in _SENTENCE_END.finditer(line):
        if found["stop"]:
            line = line[: found.end()]
            break
    return re.sub(rf"{_CODE}|{_LINK}", lambda span: span[0] if span["tick"] else span["link"], line)


def wrap(text: str, width: int) -> tuple[str, ...]:
    """Return the lines of what `text` made, at most `width` columns, items with a hanging indent; none of "".

    A line is wider where a word, a link or the indent leaves no choice. Code that fits a line is
    not broken, preformatted text stays as it is. Raises ValueError if `width` is not positive.
    """
    lines: list[str] = []
    fence = ""
    for line in text.split("\n") if text else ():
        words = _MARKERS.sub("", line)
        if fence or _FENCE.fullmatch(words):
            lines.append(line)
            fence = "" if words == fence else fence or words
        else:
            lines += _fill(words, width, line.removesuffix(words))
    return tuple(lines)


def _fill(words: str, width: int, markers: str) -> list[str]:
    def join(span: re.Match[str]) -> str:
        breaks = span["tick"] and len(span[0]) > width - len(markers)
        return span[0] if breaks else span[0].replace(" ", "\0")

    lines = textwrap.wrap(
        _UNBREAKABLE.sub(join, words),
        width,
        initial_indent=markers,
        subsequent_indent=" " * len(markers),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\0", " ") for line in lines] or [""]


class _Run(NamedTuple):
    """Text between two tags; `code` is the number of the code element around it, 0 if none."""

    text: str
    code: int
    url: str | None


class _Span(NamedTuple):
    """An open `code` or `a` element and what it makes of the text in it."""

    tag: str
    code: int
    url: str | None


@dataclass(slots=True)
class _Container:
    """An open list or note."""

    tag: str
    margin: int  # columns before a list's markers and a note's first paragraph
    indent: int  # columns before what is written now
    items: int = 0
    item_open: bool = False


class _Reader(HTMLParser):
    """Writes the text to `output`, block by block."""

    def __init__(self) -> None:
        super().__init__()
        self.output: list[str] = []
        self._runs: list[_Run] = []
        self._spans: list[_Span] = []
        self._codes = 0
        self._containers: list[_Container] = []
        self._open = Counter[str]()
        self._marker = ""  # of an item of which nothing has been written
        self._lead = ""  # "Note" or a term, to stand with a colon before the next paragraph
        self._in_term = False
        self._preformatted = False
        self._after_item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SPANS:
            self._open_span(tag, dict(attrs))
        elif tag not in _INLINE:
            self._end_block()
            match tag:
                case "li" | "dt":
                    self._open_item()
                    self._in_term = tag == "dt"
                case "dd":
                    self._in_term = False
                    if not (self._containers and self._containers[-1].item_open):
                        self._open_item()
                case "pre":
                    self._preformatted = True
                case _ if tag in _LISTS or tag in _NOTES:
                    self._write_lead(":")
                    self._open_container(tag)
                    self._lead = tag.capitalize() if tag in _NOTES else ""
                case _:
                    pass

    def handle_endtag(self, tag: str) -> None:
        if tag in _SPANS:
            if self._spans and self._spans[-1].tag == tag:
                self._spans.pop()
        elif tag not in _INLINE:
            self._end_block()
            match tag:
                case "li" | "dd":
                    self._close_item()
                case "pre":
                    self._preformatted = False
                case _ if self._open[tag]:
                    while self._close_container() != tag:
                        pass
                case _:
                    pass

    def handle_data(self, data: str) -> None:
        _, code, url = self._span
        self._runs.append(_Run(_visible(data), code, url))

    def close(self) -> None:
        super().close()
        self._end_block()
        self._write_lead("")

    @property
    def _span(self) -> _Span:
        return self._spans[-1] if self._spans else _Span("", 0, None)

    @property
    def _indent(self) -> int:
        return self._containers[-1].indent if self._containers else 0

    def _open_span(self, tag: str, attributes: dict[str, str | None]) -> None:
        _, code, url = self._span
        if "href" in attributes:
            target = (attributes["href"] or "").strip().replace("(", "%28").replace(")", "%29")
            url = target if _URL.fullmatch(target) else None
        elif not code:
            # An `a` without a target names a shape or an operation.
            self._codes += 1
            code = self._codes
        self._spans.append(_Span(tag, code, url))

    def _open_container(self, tag: str) -> None:
        self._containers.append(_Container(tag, self._indent, self._indent))
        self._open[tag] += 1

    def _close_container(self) -> str:
        self._close_item()
        tag = self._containers.pop().tag
        self._open[tag] -= 1
        in_item = bool(self._containers) and self._containers[-1].item_open
        self._after_item = self._after_item and in_item
        if self._lead == tag.capitalize():
            self._lead = ""
        return tag

    def _open_item(self) -> None:
        self._close_item()
        if not (self._containers and self._containers[-1].tag in _LISTS):
            self._open_container("ul")
        items = self._containers[-1]
        items.items += 1
        items.item_open = True
        marker = f"{items.items}. " if items.tag == "ol" else "- "
        if items.margin < _MAX_INDENT:
            # The item around the list may begin with it: "- - first".
            self._marker += marker
            items.indent = items.margin + len(marker)
        else:
            self._marker = marker

    def _close_item(self) -> None:
        if self._containers and self._containers[-1].item_open:
            self._write_lead("")
            self._in_term = False
            self._marker = ""
            self._containers[-1].indent = self._containers[-1].margin
            self._containers[-1].item_open = False

    def _end_block(self) -> None:
        runs, self._runs = self._runs, []
        self._spans.clear()
        block = _fenced("".join(run.text for run in runs)) if self._preformatted else _inline(runs)
        if not block:
            return
        if self._preformatted:
            self._write_lead(":")
        elif self._in_term:
            self._in_term = False
            self._write_lead(":")
            self._lead = block.rstrip(":")
            return
        elif self._lead:
            block = f"{self._lead}: {block}"
            self._lead = ""
        self._write(block)

    def _write_lead(self, end: str) -> None:
        if self._lead:
            lead, self._lead = self._lead, ""
            self._write(lead + end)

    def _write(self, block: str) -> None:
        if self.output:
            self.output.append("\n" if self._marker and self._after_item else "\n\n")
        indent = " " * self._indent
        rest = textwrap.indent(block, indent).removeprefix(indent)
        self.output.append(self._marker.rjust(len(indent)) + rest)
        self._after_item = bool(self._marker)
        self._marker = ""
        if self._containers and self._containers[-1].tag in _NOTES:
            note = self._containers[-1]
            note.indent = min(note.margin + 2, _MAX_INDENT)


def _unescaped(markup: str) -> str:
    if "&lt;" not in markup:
        return markup
    if markup.startswith("&lt;p&gt;"):
        return _once_less(markup)
    if "<code" not in markup:
        return _ESCAPED_CODE.sub(r"<code>\1</code>", markup)
    return _INDENTED.sub(lambda code: _once_less(code[1]) if _ESCAPED_BLOCK.search(code[1]) else code[0], markup)


def _once_less(escaped: str) -> str:
    for reference, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        escaped = escaped.replace(reference, char)
    return escaped


def _visible(data: str) -> str:
    """Drop control characters, format characters (bidi, zero-width) and lone surrogates."""
    if data.isprintable():
        return data
    return "".join(c for c in data if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def _fenced(data: str) -> str:
    lines = [re.sub(r"\s", " ", line.expandtabs(4)).rstrip() for line in data.splitlines()]
    block = textwrap.dedent("\n".join(lines)).strip("\n")
    fence = max(["``", *re.findall("`+", block)], key=len) + "`"
    return f"{fence}\n{block}\n{fence}" if block else ""


def _inline(runs: Iterable[_Run]) -> str:
    """Join, collapsing white space as HTML does, and mark code and links."""
    joined: list[_Run] = []
    gap = False
    for run in runs:
        gap = gap or run.text[:1].isspace()
        words = run._replace(text=" ".join(run.text.split()))
        if not words.text:
            continue
        if joined and gap and not _hug(joined[-1], words):
            last = joined[-1]
            code = run.code if run.code == last.code else 0
            url = run.url if run.url == last.url else None
            joined.append(_Run(" ", code, url))
        joined.append(words)
        gap = run.text[-1].isspace()
    return "".join(_linked(list(link), url) for url, link in groupby(joined, lambda run: run.url))


def _hug(left: _Run, right: _Run) -> bool:
    """Whether white space between the two came with the tags, as in `<code>x</code> .`"""
    opening = not left.code and left.text.endswith(("(", "["))
    closing = not right.code and _CLOSING.match(right.text)
    return opening or bool(closing)


def _linked(runs: list[_Run], url: str | None) -> str:
    words = "".join(run.text for run in runs)
    # Pyright renders no link whose text has backticks in it.
    if url and not words.startswith(("http://", "https://")) and not re.search(r"[][`]", words):
        return f"[{words}]({url})"
    return "".join(_marked(list(same), code) for code, same in groupby(runs, lambda run: run.code > 0))


def _marked(runs: list[_Run], code: bool) -> str:
    words = "".join(run.text for run in runs)
    if not code:
        return words
    # Sphinx would take a backslash in a single pair for an escape.
    fence = "`" * (1 + max(map(len, re.findall("`+", words)), default=int("\\" in words)))
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}"

"""What models, services and files say, as each medium shows it and obeys nothing of it: one escaping for each."""

import json
import re
from typing import Any

_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+!|<>~&@$-]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_PLAIN_CODE = re.compile(r"[\w.*?/:+ -]+")
_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#\[)")


def line(text: str) -> str:
    """Text as a part of one line: what a terminal would obey or cannot show, and line ends, are escaped."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def whole_line(text: str) -> str:
    """Text as a line of its own, in which GitHub finds no command for the workflow that prints it."""
    return _COMMAND.sub(lambda sign: f"{sign[1] or ''}\\x{ord(sign[0][-1]):02x}", line(text))


def markdown(text: str) -> str:
    """Text in a paragraph, a list or a table of Markdown, of which neither Markdown nor HTML obeys anything."""
    # References are text to both. Of these signs `-`, `_` and brackets do nothing without one of the others.
    return _MARKDOWN.sub(lambda sign: sign[0] if sign[0] in "-_()" else f"&#{ord(sign[0])};", line(text))


def code(text: str) -> str:
    """Text as code in Markdown."""
    return f"`{text}`" if _PLAIN_CODE.fullmatch(text) and text.isprintable() else f"<code>{markdown(text)}</code>"


def workflow(text: str) -> str:
    """Text of an annotation on GitHub."""
    return block(text).replace("%", "%25").replace("\n", "%0A")


def workflow_value(text: str) -> str:
    """Text of a property of an annotation on GitHub."""
    return workflow(text).replace(":", "%3A").replace(",", "%2C")


def block(text: str) -> str:
    """Text that may have lines and tabs, as a page has it, which escapes the signs of its markup itself."""
    return "\n".join("\t".join(map(whole_line, each.split("\t"))) for each in text.split("\n"))


def document(value: Any) -> str:
    """A JSON document, in ASCII alone."""
    return json.dumps(value, indent=1).replace("##[", "#\\u0023[")

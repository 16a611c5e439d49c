"""What the commands print."""

import argparse
import json
import os
import re
import sys
from typing import NoReturn

PACKAGE = __name__.partition(".")[0]
_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#\[)")


class Parser(argparse.ArgumentParser):
    """Says what is wrong with an argument, which may be the name of anybody's file, on one line."""

    def error(self, message: str) -> NoReturn:
        """As argparse's."""
        super().error(printable(message))


class Help(argparse.HelpFormatter):
    """Wraps paragraphs, and leaves lines that are indented as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        fill = super()._fill_text
        return "\n".join(each if each.startswith("  ") else fill(each, width, indent) for each in text.splitlines())


def examples(*commands: str) -> str:
    """What a help ends with."""
    return "\n".join(["", "", "examples:", *(f"  python -m {PACKAGE} {command}" for command in commands)])


def say(text: str) -> None:
    """Prints on standard output, whatever characters it can show and whoever has stopped reading."""
    encoding = sys.stdout.encoding or "utf-8"  # a text in memory has none
    try:
        print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
    except BrokenPipeError:
        # Whoever read has seen enough; without this the interpreter would complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def warn(message: str) -> None:
    """Prints a line on standard error."""
    print(f"{PACKAGE}: {printable(message)}", file=sys.stderr)


def refuse(message: str) -> NoReturn:
    """Ends the program with a line on standard error, and exit code 2."""
    warn(message)
    raise SystemExit(2)


def printable(text: str) -> str:
    """`text` as one line, with nothing in it that acts on a terminal, or on the workflow of GitHub that prints it."""
    line = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return _COMMAND.sub(lambda sign: f"{sign[1] or ''}\\x{ord(sign[0][-1]):02x}", line)


def document(value: object, *, ensure_ascii: bool = True) -> str:
    """JSON of which neither obeys anything."""
    text = json.dumps(value, indent=2, ensure_ascii=ensure_ascii)
    shown = (char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)
    return "".join(shown).replace("##[", "#\\u0023[")

"""What the commands print."""

import argparse
import os
import sys
from typing import NoReturn

PACKAGE = __name__.partition(".")[0]


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
    """`text` on one line, with nothing in it that acts on a terminal."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)

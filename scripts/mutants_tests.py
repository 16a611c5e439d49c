"""Runs pytest in a copy of the tree, again and again, for scripts/mutants: each time in a fork of this process.

What the tests import from elsewhere is imported once: to start Python and pytest takes longer than most of the tests.
Nothing of the copy is imported here, as it is another each time. A line of standard input has the arguments of pytest
and the seconds that it may take; a line of standard output the exit code (None where the time was over), and what was
written to the two outputs.
"""

import json
import os
import select
import signal
import sys
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path

_IMPORTED = ("hypothesis", "boto3", "click.testing", "jinja2", "libcst.metadata", "black", "rich.console", "regex")


def main() -> None:
    """Answers until the input ends."""
    import pytest

    sys.path[0] = ""
    for name in _IMPORTED:
        with suppress(ImportError):
            import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder) / name for name in ("out", "err")]
        for line in sys.stdin:
            arguments, seconds = json.loads(line)
            child = os.fork()
            if child == 0:
                os.setsid()
                for number, path in enumerate(outputs, 1):
                    os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                code = int(pytest.main(arguments))
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
            said = [_ended(child, seconds), *(path.read_text("utf-8", "replace") for path in outputs)]
            print(json.dumps(said), flush=True)


def _ended(child: int, seconds: float) -> int | None:
    """The exit code of a child; None when it is killed, with all that it started, as the time is over."""
    ended = os.pidfd_open(child)
    try:
        if not select.select([ended], [], [], seconds)[0]:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
    finally:
        os.close(ended)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()

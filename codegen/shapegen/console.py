"""What the commands say to people: text, progress, errors."""

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, TypeVar

import click

from shapegen import media
from shapegen.errors import ShapegenError

Step = TypeVar("Step")

if TYPE_CHECKING:
    from rich.status import Status

_NAMED = 6
_PATIENCE = 2.0  # seconds that nobody needs to be told of
_BETWEEN = 10.0  # seconds between two lines about the same work
_shown: list["Status"] = []
_silent = False


def some(names: tuple[str, ...], between: str = ", ") -> str:
    """The first of the names, and how many more there are."""
    shown = between.join(map(media.line, names[:_NAMED]))
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown


def silence() -> None:
    """From here on this process shows no progress: the one that started it does."""
    global _silent
    _silent = True


@contextlib.contextmanager
def progress(what: str) -> Generator[Callable[[str], None], None, None]:
    """Shows what is going on: on a terminal at once, elsewhere as lines if it takes more than two seconds.

    Yields a function that takes new words for it.
    """
    if _silent or not sys.stderr.isatty():
        with _lines() as tell:
            tell(what)
            yield tell
        return
    if _shown:  # two things cannot move on one screen
        yield lambda text: _shown[-1].update(f"{text} …")
        return
    from rich.console import Console  # slow to import, and only a terminal needs it

    with Console(stderr=True).status(f"{what} …") as status:
        _shown.append(status)
        try:
            yield lambda text: status.update(f"{text} …")
        finally:
            _shown.pop()


@contextlib.contextmanager
def progress_bar(what: str) -> Generator[Callable[[float, str], None], None, None]:
    """Shows how much of `what` is done: on a terminal a bar, elsewhere lines.

    Yields a function that takes the share that is done, from 0 to 1, and words for it.
    """
    if _silent or not sys.stderr.isatty():
        with _lines() as tell:
            yield lambda share, text: tell(f"{what}: {text}, {share:.0%}")
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("left:"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=1)
        yield lambda share, text: bar.update(task, completed=share, description=f"{what}: {text}")


@contextlib.contextmanager
def _lines() -> Generator[Callable[[str], None], None, None]:
    """Yields a function that takes words; what was said last is printed after two seconds, then every ten seconds.

    A thread prints, for much of what takes long says nothing meanwhile. It starts with the first words, when the
    processes of a pool are there already: a process with threads should start no other.
    """
    words = [""]
    over = threading.Event()

    def tell(text: str) -> None:
        words[0] = text
        if not (thread.ident or _silent):
            thread.start()

    def show_all() -> None:
        told, pause = "", _PATIENCE
        while not over.wait(pause):
            if words[0] != told:
                told = words[0]
                say(f"{told} …", err=True)
            pause = _BETWEEN

    thread = threading.Thread(target=show_all, daemon=True)
    try:
        yield tell
    finally:
        over.set()
        if thread.ident:
            thread.join()


@contextlib.contextmanager
def download(what: str, size: int | None) -> Generator[Callable[[int], None], None, None]:
    """Shows that so many bytes are fetched: on a terminal a bar, which what is yielded moves on, elsewhere a line."""
    if not sys.stderr.isatty():
        say(f"Fetching {what}{f', {size / 1e6:.1f} MB' if size else ''}.", err=True)
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    for status in _shown:  # two things cannot move on one screen
        status.stop()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=size)
        yield lambda more: bar.advance(task, more)
    for status in _shown:
        status.start()


def track(steps: Iterable[Step], what: str, total: int) -> Generator[Step, None, None]:
    """The steps; shows how many of them are done."""
    with progress_bar(what) as show_share:
        for done, step in enumerate(steps, 1):
            show_share(done / total, f"{done:,} of {total:,}")
            yield step


def say(text: str, *, err: bool = False) -> None:
    """Prints the text as one line."""
    click.echo(media.whole_line(text), err=err)


def show(lines: Iterable[str]) -> None:
    """Prints each of the lines as one."""
    for each in lines:
        say(each)


@contextlib.contextmanager
def errors(debug: bool) -> Generator[None, None, None]:
    """Says what went wrong and exits with 2; with `debug` shows the traceback."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except BrokenPipeError:
        # Whoever read has seen enough; without this the interpreter would complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(128 + signal.SIGPIPE) from None
    except KeyboardInterrupt as error:
        if "shapegen.workers" in sys.modules:
            sys.modules["shapegen.workers"].end_workers()
        say("shapegen: interrupted; nothing is half-written", err=True)
        raise SystemExit(128 + (error.args or (signal.SIGINT,))[0]) from None
    except Exception as error:
        if debug:
            traceback.print_exc()
        elif isinstance(error, ShapegenError):
            first, *rest = error.problems or ("something is wrong",)
            say(f"shapegen: {first}", err=True)
            for each in rest:
                say(each, err=True)
        elif isinstance(error, ModuleNotFoundError):
            say(f"shapegen: {error.name or error}: install shapegen with its dependencies", err=True)
        else:
            say(
                f"shapegen: {type(error).__name__}: {error}; `shapegen --debug …` shows where",
                err=True,
            )
        raise SystemExit(2) from None

"""What the commands say to people: text, progress, errors."""

import contextlib
import os
import signal
import sys
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
_shown: list["Status"] = []


def some(names: tuple[str, ...], between: str = ", ") -> str:
    """The first of the names, and how many more there are."""
    shown = between.join(map(media.line, names[:_NAMED]))
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown


@contextlib.contextmanager
def progress(what: str) -> Generator[None, None, None]:
    """Shows on a terminal that `what` is going on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # slow to import, and only a terminal needs it

    with Console(stderr=True).status(f"{what} …") as status:
        _shown.append(status)
        try:
            yield
        finally:
            _shown.pop()


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
    """The steps; shows on a terminal how many of them are done."""
    from rich.console import Console
    from rich.progress import track as shown

    console = Console(stderr=True)
    yield from shown(steps, what, total, console=console, transient=True, disable=not console.is_terminal)


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

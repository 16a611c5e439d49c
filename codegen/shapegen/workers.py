"""Processes that share work: they end when nobody waits for it any more."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from shapegen import console

_LOOK = 0.5  # seconds


@contextmanager
def workers(initializer: Callable[..., object] | None = None, *arguments: Any) -> Generator[ProcessPoolExecutor]:
    """A pool of as many processes as there are cores, each of which calls `initializer` first.

    What is not begun when the block ends is not done.
    """
    pool = ProcessPoolExecutor(os.cpu_count(), initializer=_start, initargs=(initializer, arguments))
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def end_workers() -> None:
    """Ends those that are at work: for a run that is interrupted, which else would wait for them."""
    for each in multiprocessing.active_children():
        each.terminate()


def _start(initializer: Callable[..., object] | None, arguments: tuple[Any, ...]) -> None:
    console.silence()
    # A worker waits for work and for whoever takes the result, and would sleep for ever when nobody does.
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _end)
    if initializer is not None:
        initializer(*arguments)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    _end()


def _end(*_: object) -> None:
    os._exit(1)  # what is half written is recognised by the next run, as after a kill

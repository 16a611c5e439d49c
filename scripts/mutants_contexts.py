"""A plugin of pytest, for scripts/mutants: tells coverage which test runs, and notes how long each one computes."""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import coverage
import pytest

import shapegen.workers

_seconds: dict[str, float] = defaultdict(float)

os.environ["COVERAGE_PROCESS_START"] = os.environ["MUTANTS_CHILDREN"]  # Python starts coverage in them by that


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What runs in a test, its fixtures too, is noted under the name that all of its parameters share."""
    measured = coverage.Coverage.current()
    name = item.nodeid.partition("[")[0]
    begun = _worked()
    os.environ["MUTANTS_TEST"] = name
    if measured is not None:
        measured.switch_context(name)
    try:
        return (yield)
    finally:
        _seconds[name] += _worked() - begun
        if measured is not None:
            measured.switch_context("")


def _worked() -> float:
    """The seconds that this process and its children have computed: how long it took depends on what else runs."""
    return sum(os.times()[:4])


def pytest_sessionfinish() -> None:
    """Writes down how long the tests computed."""
    Path(os.environ["MUTANTS_SECONDS"]).write_text(json.dumps(_seconds), "utf-8")


class _Here(Executor):
    """Works in this process: what others run would not be measured."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Calls the function."""
        found = Future[Any]()
        try:
            found.set_result(function(*args, **kwargs))
        except Exception as error:
            found.set_exception(error)
        return found


@contextmanager
def _workers(initializer: Callable[..., object] | None = None, *arguments: Any) -> Generator[_Here, None, None]:
    if initializer is not None:
        initializer(*arguments)
    yield _Here()


shapegen.workers.workers = _workers  # type: ignore[assignment]  # before anything imports it

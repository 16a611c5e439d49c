"""A plugin of pytest, for scripts/mutants: tells coverage which test runs, and notes how long each one computes."""

import json
import os
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

_seconds: dict[str, float] = defaultdict(float)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What runs in a test, its fixtures too, is noted under the name that all of its parameters share."""
    measured = coverage.Coverage.current()
    name = item.nodeid.partition("[")[0]
    begun = _worked()
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

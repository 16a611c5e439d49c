"""Contestants take turns; what is quoted is a ratio of medians, with its spread over the turns."""

import math
import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

Name = TypeVar("Name")


class Seconds(NamedTuple):
    """What one call took."""

    wall: float
    processor: float
    """Of all cores, and of the processes that it started: this hardly depends on what else the machine does."""


Timer = Callable[[], Seconds]
"""Does the work once, or some times, and returns the seconds that one took."""


def timed(work: Callable[[], object]) -> Seconds:
    """The seconds that it took, with the processes that it waited for."""
    start, spent = time.perf_counter(), _processor()
    work()
    return Seconds(time.perf_counter() - start, _processor() - spent)


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def wall(seconds: Sequence[Seconds]) -> float:
    """The median of the clock."""
    return statistics.median(each.wall for each in seconds)


def processor(seconds: Sequence[Seconds]) -> float:
    """The median of the processor."""
    return statistics.median(each.processor for each in seconds)


def take_turns(timers: Mapping[Name, Timer], turns: int, *, warm_up: bool = True) -> dict[Name, list[Seconds]]:
    """The seconds of each, one a turn. A first turn that does not count warms up; every other one goes backwards, so
    that nobody always follows the same."""
    seconds: dict[Name, list[Seconds]] = {name: [] for name in timers}
    for turn in range(0 if warm_up else 1, turns + 1):
        for name in list(timers) if turn % 2 else [*timers][::-1]:
            taken = timers[name]()
            if turn:
                seconds[name].append(taken)
    return seconds


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long `theirs` took as `ours`: of the medians, and the middle half of the turns' ratios."""

    of_medians: float
    low: float
    high: float

    @classmethod
    def of(cls, ours: Sequence[float], theirs: Sequence[float]) -> "Ratio":
        low, _, high = statistics.quantiles((b / a for a, b in zip(ours, theirs, strict=True)), n=4)
        return cls(statistics.median(theirs) / statistics.median(ours), low, high)

    @classmethod
    def of_processor(cls, ours: Sequence[Seconds], theirs: Sequence[Seconds]) -> "Ratio":
        return cls.of([each.processor for each in ours], [each.processor for each in theirs])

    def __str__(self) -> str:
        digits = 2 if self.of_medians < 10 else 0
        return f"{self.of_medians:.{digits}f} ({self.low:.{digits}f} to {self.high:.{digits}f})"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A Markdown table; the first column is text, the others are figures."""
    lines = [f"| {' | '.join(map(str, row))} |" for row in (head, *rows)]
    return [lines[0], f"|---|{'---:|' * (len(head) - 1)}", *lines[1:]]


def goal(wanted: str, held: bool) -> str:
    """What is to be reached, and whether it was."""
    return f"{wanted} {'✓' if held else '✗'}"


def slope(figures: Mapping[float, float]) -> float:
    """That of the line through the logarithms; 1 is linear growth."""
    return statistics.linear_regression([*map(math.log, figures)], [*map(math.log, figures.values())]).slope

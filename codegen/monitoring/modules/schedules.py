"""Schedule expressions: built, read, put in words, and when they start runs.

A schedule runs every hour, once a day, every few hours, or once and now; there is no weekly, monthly or minutely one.
Hours are in UTC, and a run starts up to 20 minutes after its hour.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a monitoring schedule starts its runs. `str` makes an expression of it."""

    kind: Literal["hourly", "daily", "every", "now"]
    hour: int | None = None
    """The first hour of a day that has a run, 0 to 23, in UTC; None for `now`."""
    interval: int | None = None
    """How many hours apart the runs are, 1 to 24; None for `now`."""

    def __post_init__(self) -> None:
        needed = {"daily": (self.hour,), "every": (self.hour, self.interval)}.get(self.kind, ())
        if None in needed:
            what = "an hour and an interval" if self.kind == "every" else "an hour"
            raise ValueError(f"a schedule of the kind {self.kind!r} needs {what}")
        if self.hour not in (None, *range(24)) or self.interval not in (None, *range(1, 25)):
            raise ValueError(f"an hour is 0 to 23, an interval 1 to 24, not {self.hour} and {self.interval}")

    def __str__(self) -> str:
        match self.kind:
            case "now":
                return "NOW"
            case "hourly":
                hours = "*"
            case "daily":
                hours = f"{self.hour}"
            case "every":
                hours = f"{self.hour}/{self.interval}"
        return f"cron(0 {hours} ? * * *)"


_NOW = Schedule(kind="now")
_HOURLY = Schedule(kind="hourly", hour=0, interval=1)
# With a leading zero and without, as in the documentation's `[00-23]` and in its examples.
_HOURS = {text: hour for hour in range(24) for text in (f"{hour}", f"{hour:02}")}
_INTERVALS = {text: hours for hours in range(1, 25) for text in (f"{hours}", f"{hours:02}")}


def hourly() -> str:
    """The expression for a run every hour."""
    return str(_HOURLY)


def daily(hour: int) -> str:
    """The expression for a run a day, at `hour`, 0 to 23, in UTC. Raises ValueError for another hour."""
    return str(_daily(_within("hour", hour, 0, 23)))


def every(hours: int, starting: int = 0) -> str:
    """The expression for a run at `starting`, 0 to 23, in UTC, and every `hours`, 1 to 24, for the rest of the day.

    The next day begins at `starting` again: `every(10)` runs at 0:00, 10:00 and 20:00, `every(12, starting=17)` at
    17:00 alone. Raises ValueError for other numbers.
    """
    return str(_every(_within("starting", starting, 0, 23), _within("hours", hours, 1, 24)))


def now() -> str:
    """The expression for a single run, at once. It needs both times of the analysis in `ScheduleConfig`."""
    return str(_NOW)


def parse(text: str) -> Schedule:
    """What an expression says: `NOW`, or a cron expression for every hour, every few hours or every day.

    The day may be spelt in any way that means every day, as in `cron(0 12 * * ? *)`, and the hours in any way that
    means every few of them, as in `0,6,12,18`. Raises ValueError, with the nearest supported expression, for a
    schedule that the service does not have.
    """
    if text == "NOW":
        return _NOW
    if text.startswith("cron(0 ") and text.endswith(" ? * * *)"):
        hours = text[7:-9]
        if hours == "*":
            return _HOURLY
        start, slash, interval = hours.partition("/")
        if start in _HOURS and not slash:
            return _daily(_HOURS[start])
        if start in _HOURS and interval in _INTERVALS:
            return _every(_HOURS[start], _INTERVALS[interval])
    schedule = _spelt_otherwise(text)
    if schedule is None:
        raise ValueError(_advice(text))
    return schedule


def describe(text: str) -> str:
    """An expression in words: `every 12 hours, starting at 17:00 UTC`. Raises ValueError as `parse` does."""
    schedule = parse(text)
    match schedule.kind:
        case "now":
            return "once, immediately"
        case "hourly":
            return "every hour"
        case "daily":
            return f"daily at {schedule.hour:02}:00 UTC"
        case "every":
            hours = "hour" if schedule.interval == 1 else f"{schedule.interval} hours"
            return f"every {hours}, starting at {schedule.hour:02}:00 UTC"


def next_runs(text: str, after: datetime, count: int) -> tuple[datetime, ...]:
    """The next `count` times, in UTC, at which an expression starts a run later than `after`.

    The service takes 0 to 20 minutes longer. `S/I` runs at hour S and every I hours until the day ends, and begins
    at S again the next day, as increments do in the cron expressions of Amazon EventBridge
    (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html).
    There are none for `NOW`: it runs when the schedule is made, and not again.
    Raises ValueError as `parse` does, and for an `after` without time zone or a negative `count`.
    """
    schedule = parse(text)
    if after.utcoffset() is None:
        raise ValueError(f"after needs a time zone: {after.isoformat()} could be any of many moments")
    if count < 0:
        raise ValueError(f"count is at least 0, not {count}")
    if schedule.hour is None or schedule.interval is None:
        return ()
    hours = range(schedule.hour, 24, schedule.interval)
    midnight = after.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = range(count // len(hours) + 2)
    runs = (midnight + timedelta(days=day, hours=hour) for day in days for hour in hours)
    later = (run for run in runs if run > after)
    return tuple(run for _, run in zip(range(count), later, strict=False))


def quoted(text: str) -> str:
    """Text as a message shows it: on one line and, if it is long, cut in the middle."""
    from ._runtime.violations import cut  # for most programs nothing is ever wrong

    return cut(str(text))


@cache
def _daily(hour: int) -> Schedule:
    return Schedule(kind="daily", hour=hour, interval=24)


@cache
def _every(hour: int, interval: int) -> Schedule:
    return Schedule(kind="every", hour=hour, interval=interval)


def _within(name: str, value: int, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name} is a whole number from {low} to {high}, not {value!r}")
    return value


# What follows is only for expressions that the documentation spells otherwise, or not at all.

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))
"""Of the six fields: minutes, hours, days of the month, months, days of the week from Sunday, years."""


def _numbered(names: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split(), 1)}


_MONTHS = _numbered("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")
_WEEKDAYS = _numbered("SUN MON TUE WED THU FRI SAT")


def _spelt_otherwise(text: str) -> Schedule | None:
    """What a cron expression says that is not spelt as in the documentation; None when no schedule can say it.

    The service runs `cron(0 * * * ? *)`, which its documentation does not have. What else it reads is not known, so
    that whatever means a schedule that it has is taken for one.
    """
    # The model takes 256 characters.
    if len(text) > 256 or not (text.startswith("cron(") and text.endswith(")")):
        return None
    fields = text[5:-1].split()
    if len(fields) != len(_RANGES) or fields[2] == fields[4] == "?":
        return None
    minutes, hours, *days = fields
    if _values(minutes, *_RANGES[0]) != {0} or not _is_every_day(days):
        return None
    return _regular(_values(hours, *_RANGES[1]))


def _is_every_day(days: list[str]) -> bool:
    """Whether the fields for days, months and years leave out none."""
    ranges = _RANGES[2:]
    return len(days) == len(ranges) and all(
        len(_values(field, low, high)) == high - low + 1 for field, (low, high) in zip(days, ranges, strict=True)
    )


def _values(field: str, low: int, high: int) -> set[int]:
    """The numbers that a field of a cron expression names; none when it cannot be read."""
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step = part.partition("/")
        is_any = span == "*" or (span == "?" and high in (31, 7))
        first, dash, last = (low, "-", high) if is_any else span.partition("-")
        start = _named(first, high)
        end = _named(last, high) if dash else high if slash else start
        interval = _number(step) if slash else 1
        if start is None or end is None or not (low <= start <= high and low <= end <= high):
            return set()
        if not interval or interval > high - low + 1:
            return set()
        # FRI-MON goes over the end of the week.
        whole = [*range(start, end + 1)] if start <= end else [*range(start, high + 1), *range(low, end + 1)]
        found.update(whole[::interval])
    return found


def _named(text: str | int, high: int) -> int | None:
    if isinstance(text, int):
        return text
    names = {12: _MONTHS, 7: _WEEKDAYS}.get(high, {})
    return names.get(text.upper(), _number(text))


def _regular(hours: set[int]) -> Schedule | None:
    """The schedule that runs at these hours of each day; None when they are not evenly spread until the day ends."""
    if not hours:
        return None
    first, *others = sorted(hours)
    if not others:
        return _daily(first)
    interval = others[0] - first
    if hours != {*range(first, 24, interval)}:
        return None
    return _HOURLY if interval == 1 and first == 0 else _every(first, interval)


# What follows is only for what is wrong.

_FORMS = (
    "'cron(0 * ? * * *)' for every hour, 'cron(0 12 ? * * *)' for daily at 12:00 UTC, "
    "'cron(0 0/6 ? * * *)' for every 6 hours or 'NOW' for once"
)
_UNEVEN = "does not run every hour, every few hours until the day ends, or once a day"
_HOURS_OF = {"minute": 0, "hour": 1, "day": 24, "daily": 24, "week": 168, "month": 720}


def _advice(text: str) -> str:
    reason, nearest = _diagnosis(text)
    return f"{quoted(text)} {reason}: send {_FORMS if nearest is None else repr(str(nearest))}"


def _diagnosis(text: str) -> tuple[str, Schedule | None]:
    """What is wrong with `text`, and the right form that comes nearest to what it seems to mean."""
    if text.strip("\"'` ").upper() == "NOW":
        return "is not the keyword as it has to be written", _NOW
    inner = re.search(r"cron\([^()]*\)", text, re.IGNORECASE)
    if inner and inner[0] != text:
        reason = "carries a label" if text[: inner.start()].strip("\"'` ") else "has something around the expression"
        try:
            return reason, parse(inner[0])
        except ValueError:
            return _diagnosis(inner[0])
    fields = re.sub(r"(?i)^cron\(|\)$", "", text).split()
    if len(fields) in (5, 6) and all(re.fullmatch(r"[\w*?/,#-]+", field) for field in fields):
        return _diagnosis_of_cron(fields[0], fields[1], fields[2:])
    period = re.search(rf"(?:(\d{{1,4}})\s*)?({'|'.join(_HOURS_OF)})", text, re.ASCII | re.IGNORECASE)
    if period:
        unit = period[2].lower()
        interval = int(period[1] or 1) * _HOURS_OF[unit]
        nearest = _HOURLY if interval <= 1 else _daily(0) if interval >= 24 else _every(0, interval)
        if unit == "minute":
            return "is too frequent, as a schedule runs at most once an hour", nearest
        if interval > 24:
            return "is too rare, as a schedule runs at least once a day", nearest
        is_rate = text.lower().startswith("rate")
        return "is a rate, which a schedule cannot have" if is_rate else "is not a schedule expression", nearest
    return "is not a schedule expression", None


def _diagnosis_of_cron(minutes: str, hours: str, days: list[str]) -> tuple[str, Schedule | None]:
    problem, nearest = _nearest_hours(hours)
    if any(field not in ("*", "?") for field in days) and not _is_every_day(days):
        return "runs on some days only, but a schedule runs every day", nearest
    if _values(minutes, *_RANGES[0]) != {0}:
        return "does not run on the hour, as a schedule does", nearest
    return problem or "is not spelt as the documentation has it", nearest


def _nearest_hours(hours: str) -> tuple[str, Schedule | None]:
    """What is wrong with the hours of a cron expression, "" if nothing, and the nearest that is right, if any is."""
    if hours in ("*", "?"):
        return "", _HOURLY
    start, _, interval = hours.partition("/")
    first = 0 if start == "*" else _number(start)
    beyond = "" if first is None or first < 24 else f"has the hour {first}, but hours go from 0 to 23"
    if first is not None and first > 24:
        return beyond, None
    if first is not None and not interval:
        return beyond, _daily(first % 24)
    if first is not None and (step := _number(interval)) is not None:
        reason = "" if 1 <= step <= 24 else f"runs every {step} hours, but that can be 1 to 24"
        return beyond or reason, _every(first % 24, min(max(step, 1), 24))
    listed = [_number(hour) for hour in hours.split(",")]
    known = [hour for hour in listed if hour is not None and hour < 24]
    gap = known[1] - known[0] if len(known) > 1 else 0
    if gap > 0 and listed == [*range(known[0], known[-1] + 1, gap)]:
        # 9,12 comes nearest to 9/3, which runs on until the day ends.
        return _UNEVEN, _every(known[0], gap)
    return _UNEVEN, _HOURLY


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None

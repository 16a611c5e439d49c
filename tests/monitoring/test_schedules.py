"""Schedule expressions: what is built is right and can be read, what is wrong is answered with what is right."""

import time
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import monitorshapes as ms
from monitorshapes import schedules
from monitorshapes.schedules import Schedule

_UNEVEN = "does not run every hour, every few hours until the day ends, or once a day"
_HOURS = st.integers(0, 23)
_INTERVALS = st.integers(1, 24)
_BUILT = st.one_of(
    st.just(schedules.hourly()),
    st.just(schedules.now()),
    _HOURS.map(schedules.daily),
    st.builds(schedules.every, _INTERVALS, _HOURS),
)
_MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2999, 1, 1), timezones=st.timezones())
_settings = settings(derandomize=True, deadline=None, print_blob=True, max_examples=200)


def _refused(expression: str) -> bool:
    config = ms.ScheduleConfig(
        schedule_expression=expression, data_analysis_start_time="-PT1H", data_analysis_end_time="-PT0H"
    )
    return bool(ms.violations(config))


def test_the_module_is_part_of_the_package() -> None:
    assert ms.schedules is schedules


def test_the_builders_write_the_forms_of_the_documentation() -> None:
    assert schedules.hourly() == "cron(0 * ? * * *)"
    assert schedules.daily(12) == "cron(0 12 ? * * *)"
    assert schedules.daily(0) == "cron(0 0 ? * * *)"
    assert schedules.every(12, starting=17) == "cron(0 17/12 ? * * *)"
    assert schedules.every(2) == "cron(0 0/2 ? * * *)"
    assert schedules.now() == "NOW"


@given(_BUILT)
@_settings
def test_what_is_built_is_read_back_and_is_valid(expression: str) -> None:
    assert str(schedules.parse(expression)) == expression
    assert not _refused(expression)


@pytest.mark.parametrize(
    ("expression", "schedule"),
    [
        ("cron(0 * ? * * *)", Schedule(kind="hourly", hour=0, interval=1)),
        ("cron(0 05 ? * * *)", Schedule(kind="daily", hour=5, interval=24)),
        ("cron(0 5 ? * * *)", Schedule(kind="daily", hour=5, interval=24)),
        ("cron(0 00 ? * * *)", Schedule(kind="daily", hour=0, interval=24)),
        ("cron(0 23/01 ? * * *)", Schedule(kind="every", hour=23, interval=1)),
        ("cron(0 00/24 ? * * *)", Schedule(kind="every", hour=0, interval=24)),
        ("NOW", Schedule(kind="now")),
    ],
)
def test_an_expression_is_read(expression: str, schedule: Schedule) -> None:
    assert schedules.parse(expression) == schedule


@pytest.mark.parametrize(
    ("expression", "same"),
    [
        # Created, described and run in sagemaker-python-sdk: tests/integ/test_model_quality_monitor.py and
        # tests/integ/test_clarify_model_monitor.py.
        ("cron(0 * * * ? *)", "cron(0 * ? * * *)"),
        ("cron(0 0 * * ? *)", "cron(0 0 ? * * *)"),
        ("cron(0 0/6 * * ? *)", "cron(0 0/6 ? * * *)"),
        ("cron(0 17/12 * * ? *)", "cron(0 17 ? * * *)"),
        ("cron(0 5/12 * * ? *)", "cron(0 5/12 ? * * *)"),
        ("cron(0 0/1 * * ? *)", "cron(0 * ? * * *)"),
        ("cron(0 12 * * * *)", "cron(0 12 ? * * *)"),
        ("cron(0 */6 ? * * *)", "cron(0 0/6 ? * * *)"),
        ("cron(0 0,6,12,18 ? * * *)", "cron(0 0/6 ? * * *)"),
        ("cron(0 18,12,6,0 ? * * *)", "cron(0 0/6 ? * * *)"),
        ("cron(0 0-23 ? * * *)", "cron(0 * ? * * *)"),
        ("cron(0 3-23/4 ? * * *)", "cron(0 3/4 ? * * *)"),
        ("cron(0 6,6 ? * * *)", "cron(0 6 ? * * *)"),
        ("cron(0 5,17 ? * * *)", "cron(0 5/12 ? * * *)"),
        ("cron(00 012 ? * * *)", "cron(0 12 ? * * *)"),
        ("cron(0  12 ? * * * )", "cron(0 12 ? * * *)"),
        ("cron(0/60 12 ? * * *)", "cron(0 12 ? * * *)"),
        ("cron(0 12 1/1 * ? *)", "cron(0 12 ? * * *)"),
        ("cron(0 12 1-31 1-12 ? *)", "cron(0 12 ? * * *)"),
        ("cron(0 12 ? JAN-DEC * *)", "cron(0 12 ? * * *)"),
        ("cron(0 12 ? * 1-7 *)", "cron(0 12 ? * * *)"),
        ("cron(0 12 ? * mon-sun 1970-2199)", "cron(0 12 ? * * *)"),
        ("cron(0 12 ? * MON-FRI,SAT,SUN *)", "cron(0 12 ? * * *)"),
    ],
)
def test_a_schedule_that_the_service_has_is_one_however_it_is_spelt(expression: str, same: str) -> None:
    assert str(schedules.parse(expression)) == same
    assert not _refused(expression)


@pytest.mark.parametrize(
    "call",
    [
        *(lambda: schedules.daily(24), lambda: schedules.daily(-1), lambda: schedules.daily(True)),
        *(lambda: schedules.every(0), lambda: schedules.every(25), lambda: schedules.every(1, starting=24)),
        *(lambda: schedules.every(1.5), lambda: schedules.daily("5")),  # type: ignore[arg-type]
    ],
)
def test_the_builders_refuse_other_hours(call: Any) -> None:
    with pytest.raises(ValueError, match=r"^(hour|hours|starting) is a whole number from [01] to 2[34], not "):
        call()


@pytest.mark.parametrize(
    ("expression", "advice"),
    [
        ("Hourly: cron(0 * ? * * *)", "carries a label: send 'cron(0 * ? * * *)'"),
        ("Daily at noon UTC: `cron(0 12 ? * * *)`", "carries a label: send 'cron(0 12 ? * * *)'"),
        ("`cron(0 * ? * * *)`", "has something around the expression: send 'cron(0 * ? * * *)'"),
        ("cron(0 * ? * * *)\n", "has something around the expression: send 'cron(0 * ? * * *)'"),
        (
            "Weekly: cron(0 7 ? * MON *)",
            "runs on some days only, but a schedule runs every day: send 'cron(0 7 ? * * *)'",
        ),
        ("cron(0 12 ? * MON *)", "runs on some days only, but a schedule runs every day: send 'cron(0 12 ? * * *)'"),
        ("cron(0 6/6 ? * 2-6 *)", "runs on some days only, but a schedule runs every day: send 'cron(0 6/6 ? * * *)'"),
        ("cron(0 12 1 * ? *)", "runs on some days only, but a schedule runs every day: send 'cron(0 12 ? * * *)'"),
        (
            "cron(0 12 ? * MON-FRI *)",
            "runs on some days only, but a schedule runs every day: send 'cron(0 12 ? * * *)'",
        ),
        ("cron(0 12 ? * L *)", "runs on some days only, but a schedule runs every day: send 'cron(0 12 ? * * *)'"),
        ("cron(30 12 1/1 * ? *)", "does not run on the hour, as a schedule does: send 'cron(0 12 ? * * *)'"),
        ("cron(0 */48 ? * * *)", "runs every 48 hours, but that can be 1 to 24: send 'cron(0 0/24 ? * * *)'"),
        ("cron(0 12 ? * * 2027)", "runs on some days only, but a schedule runs every day: send 'cron(0 12 ? * * *)'"),
        ("cron(30 12 ? * * *)", "does not run on the hour, as a schedule does: send 'cron(0 12 ? * * *)'"),
        ("cron(0/15 * ? * * *)", "does not run on the hour, as a schedule does: send 'cron(0 * ? * * *)'"),
        ("cron(0/24 * ? * * *)", "does not run on the hour, as a schedule does: send 'cron(0 * ? * * *)'"),
        ("cron(* * ? * * *)", "does not run on the hour, as a schedule does: send 'cron(0 * ? * * *)'"),
        ("cron(0 24 ? * * *)", "has the hour 24, but hours go from 0 to 23: send 'cron(0 0 ? * * *)'"),
        ("cron(0 24/6 ? * * *)", "has the hour 24, but hours go from 0 to 23: send 'cron(0 0/6 ? * * *)'"),
        ("cron(0 0/0 ? * * *)", "runs every 0 hours, but that can be 1 to 24: send 'cron(0 0/1 ? * * *)'"),
        ("cron(0 0/48 ? * * *)", "runs every 48 hours, but that can be 1 to 24: send 'cron(0 0/24 ? * * *)'"),
        ("cron(0 9,12 ? * * *)", f"{_UNEVEN}: send 'cron(0 9/3 ? * * *)'"),
        ("cron(0 0,6,13 ? * * *)", f"{_UNEVEN}: send 'cron(0 * ? * * *)'"),
        ("cron(0 12,6 ? * * *)", f"{_UNEVEN}: send 'cron(0 * ? * * *)'"),
        ("cron(0 6,30 ? * * *)", f"{_UNEVEN}: send 'cron(0 * ? * * *)'"),
        ("cron(0 9-17 ? * * *)", f"{_UNEVEN}: send 'cron(0 * ? * * *)'"),
        ("cron(0 12 ? * ? *)", "is not spelt as the documentation has it: send 'cron(0 12 ? * * *)'"),
        ("cron(0 ? ? * * *)", "is not spelt as the documentation has it: send 'cron(0 * ? * * *)'"),
        ("cron(0 5/ ? * * *)", "is not spelt as the documentation has it: send 'cron(0 5 ? * * *)'"),
        ("cron(0 ? * * *)", "is not spelt as the documentation has it: send 'cron(0 * ? * * *)'"),
        ("CRON(0 12 ? * * *)", "is not spelt as the documentation has it: send 'cron(0 12 ? * * *)'"),
        ("0 12 * * *", "is not spelt as the documentation has it: send 'cron(0 12 ? * * *)'"),
        ("now", "is not the keyword as it has to be written: send 'NOW'"),
        ("rate(1 hour)", "is a rate, which a schedule cannot have: send 'cron(0 * ? * * *)'"),
        ("rate(6 hours)", "is a rate, which a schedule cannot have: send 'cron(0 0/6 ? * * *)'"),
        ("rate(1 day)", "is a rate, which a schedule cannot have: send 'cron(0 0 ? * * *)'"),
        ("rate(7 days)", "is too rare, as a schedule runs at least once a day: send 'cron(0 0 ? * * *)'"),
        ("rate(5 minutes)", "is too frequent, as a schedule runs at most once an hour: send 'cron(0 * ? * * *)'"),
        ("weekly", "is too rare, as a schedule runs at least once a day: send 'cron(0 0 ? * * *)'"),
        ("every 6 hours", "is not a schedule expression: send 'cron(0 0/6 ? * * *)'"),
        ("Daily", "is not a schedule expression: send 'cron(0 0 ? * * *)'"),
    ],
)
def test_what_is_wrong_is_answered_with_the_nearest_right_form(expression: str, advice: str) -> None:
    with pytest.raises(ValueError, match="send") as raised:
        schedules.parse(expression)
    assert str(raised.value) == f"{expression!r} {advice}"
    [violation] = ms.violations(ms.ScheduleConfig(schedule_expression=expression))
    assert (violation.path, violation.rule) == ("ScheduleExpression", "documented:schedule-expression")
    assert violation.message == str(raised.value)


@pytest.mark.parametrize(
    "expression",
    ["", "foo", "cron()", "cron(0 5)", "cron(0 ５ ? * * *)", "rate()", "at(2027-01-01T00:00:00)", "\0", "X" * 300],
)
def test_what_nothing_comes_near_to_is_answered_with_every_form(expression: str) -> None:
    with pytest.raises(ValueError, match="send") as raised:
        schedules.parse(expression)
    assert "send 'cron(0 * ? * * *)'" in str(raised.value)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize("hours", ["25", "99/6"])
def test_an_hour_that_there_is_not_is_answered_with_the_range(hours: str) -> None:
    expression = f"cron(0 {hours} ? * * *)"
    with pytest.raises(ValueError, match="send") as raised:
        schedules.parse(expression)
    reason, _, advice = str(raised.value).partition(": send ")
    assert reason == f"{expression!r} has the hour {hours[:2]}, but hours go from 0 to 23"
    assert advice.startswith("'cron(0 * ? * * *)' for every hour, ")


@given(st.one_of(st.text(), st.from_regex(r"(cron|rate)?\(?[-0-9*?/,#LWA-C a-z]*\)?", fullmatch=True)))
@_settings
def test_text_is_an_expression_or_refused_with_a_form_that_is_one(text: str) -> None:
    try:
        assert schedules.parse(str(schedules.parse(text))) == schedules.parse(text)
    except ValueError as error:
        offered = str(error).rpartition(": send '")[2].partition("'")[0]
        assert not _refused(offered)


@pytest.mark.parametrize("part", ["cron(", "rate(", "(", " ", "1", "*", "0,", "cron(0 * ? * * *)", "Hourly: "])
def test_no_text_takes_long(part: str) -> None:
    for text in (part * 100_000, f"cron(0 {part * 100_000} ? * * *)"):
        began = time.process_time()
        with pytest.raises(ValueError, match="send"):
            schedules.parse(text)
        assert time.process_time() - began < 0.5


def test_an_expression_is_put_in_words() -> None:
    assert schedules.describe("cron(0 * ? * * *)") == "every hour"
    assert schedules.describe("cron(0 05 ? * * *)") == "daily at 05:00 UTC"
    assert schedules.describe("cron(0 17/12 ? * * *)") == "every 12 hours, starting at 17:00 UTC"
    assert schedules.describe("cron(0 0/1 ? * * *)") == "every hour, starting at 00:00 UTC"
    assert schedules.describe("NOW") == "once, immediately"
    with pytest.raises(ValueError, match="carries a label"):
        schedules.describe("Hourly: cron(0 * ? * * *)")


@pytest.mark.parametrize(
    ("expression", "runs"),
    [
        ("cron(0 * ? * * *)", ["1T17", "1T18", "1T19"]),
        ("cron(0 16 ? * * *)", ["2T16", "3T16", "4T16"]),
        ("cron(0 17 ? * * *)", ["1T17", "2T17", "3T17"]),
        ("cron(0 0/10 ? * * *)", ["1T20", "2T00", "2T10"]),
        ("cron(0 17/12 ? * * *)", ["1T17", "2T17", "3T17"]),
        ("cron(0 5/12 ? * * *)", ["1T17", "2T05", "2T17"]),
        ("cron(0 5/24 ? * * *)", ["2T05", "3T05", "4T05"]),
        ("NOW", []),
    ],
)
def test_the_next_runs_are_those_of_the_day_and_of_the_next_days(expression: str, runs: list[str]) -> None:
    after = datetime(2026, 1, 1, 17, 0, 1, tzinfo=timezone(timedelta(hours=1)))
    found = schedules.next_runs(expression, after, 3)
    assert found == tuple(datetime.fromisoformat(f"2026-01-0{run}:00:00+00:00") for run in runs)


def test_a_run_at_the_moment_itself_is_not_a_next_one() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert schedules.next_runs(schedules.daily(12), noon, 1) == (noon + timedelta(days=1),)
    assert schedules.next_runs(schedules.daily(12), noon - timedelta(microseconds=1), 1) == (noon,)


@given(_BUILT, _MOMENTS, st.integers(0, 50))
@_settings
def test_runs_are_on_the_hour_later_than_asked_and_none_is_left_out(
    expression: str, after: datetime, count: int
) -> None:
    runs = schedules.next_runs(expression, after, count)
    schedule = schedules.parse(expression)
    assert len(runs) == (0 if schedule.kind == "now" else count)
    hours = set(range(schedule.hour or 0, 24, schedule.interval or 1))
    assert all(run.tzinfo is UTC and run.hour in hours and run == run.replace(minute=0, second=0) for run in runs)
    for earlier, later in pairwise((after.astimezone(UTC), *runs)):
        assert earlier < later
        between = earlier.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        while between < later:
            assert between.hour not in hours
            between += timedelta(hours=1)


def test_a_moment_without_time_zone_and_a_negative_count_are_refused() -> None:
    with pytest.raises(ValueError, match="after needs a time zone: 2026-01-01T00:00:00 "):
        schedules.next_runs("NOW", datetime(2026, 1, 1), 1)
    with pytest.raises(ValueError, match="count is at least 0, not -1"):
        schedules.next_runs("NOW", datetime(2026, 1, 1, tzinfo=UTC), -1)


@pytest.mark.parametrize("kind", ["daily", "every"])
def test_a_schedule_without_its_hour_cannot_be_made(kind: Any) -> None:
    with pytest.raises(ValueError, match=f"a schedule of the kind '{kind}' needs an hour"):
        ms.schedules.Schedule(kind=kind)

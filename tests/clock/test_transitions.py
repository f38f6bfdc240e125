"""When a clock is due, warns and lapses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.clock.calendar import BEIJING, add_working_days, end_of_day, is_working_day
from fengsui.clock.transitions import due_time, next_stage_at, share_used_ppm, stages, stages_due

START = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2015, 2026))
moments = st.datetimes(min_value=_FIRST, max_value=_LAST).map(lambda m: m.replace(tzinfo=UTC))


def test_hours_run_through_the_night() -> None:
    """Two hours are two hours, whatever the calendar says."""
    assert due_time(START, 2, "hours", add_working_days) == START + timedelta(hours=2)


def test_working_days_follow_the_adjusted_calendar() -> None:
    """国庆 2026: 1–7 October are off, Saturday 10 October works (调休)."""
    assert not is_working_day(date(2026, 10, 1))
    assert is_working_day(date(2026, 10, 10))
    start = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    assert due_time(start, 1, "working_days", add_working_days) == end_of_day(date(2026, 10, 8))


def test_months_end_on_the_last_day_when_the_day_is_missing() -> None:
    """31 August plus six months is 28 February."""
    start = datetime(2026, 8, 31, 4, 0, tzinfo=UTC)
    assert due_time(start, 6, "months", add_working_days).date() == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 3, 1, 0, 30, tzinfo=BEIJING), datetime(2026, 4, 1, 0, 30, tzinfo=BEIJING)),
        (datetime(2026, 1, 31, 0, 30, tzinfo=BEIJING), datetime(2026, 2, 28, 0, 30, tzinfo=BEIJING)),
    ],
)
def test_months_count_from_the_day_in_beijing(start: datetime, due: datetime) -> None:
    """Just after midnight in Beijing it is still the day before in UTC: the day on the wall counts."""
    found = due_time(start.astimezone(UTC), 1, "months", add_working_days)
    assert found == due
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("amount", "unit"), [(0, "hours"), (-1, "hours"), (1, "fortnights")])
def test_a_term_that_makes_no_sense_is_refused(amount: int, unit: str) -> None:
    """Units are part of the rule and never guessed."""
    with pytest.raises(ValueError, match=r"term|unit"):
        due_time(START, amount, unit, add_working_days)


@given(moments, st.integers(1, 60))
def test_working_days_end_on_a_working_day_and_never_count_the_start(start: datetime, count: int) -> None:
    """The line is 24:00 of a working day after the start."""
    due = add_working_days(start, count)
    assert due > start
    assert is_working_day((due - timedelta(seconds=1)).astimezone(due.tzinfo).date())


@given(
    st.integers(2, 600),
    st.lists(st.integers(-5, 700), max_size=5),
    st.lists(st.integers(0, 1200), min_size=1, max_size=30).map(sorted),
)
def test_whenever_the_runner_looks_each_stage_fires_once_and_the_line_always(
    minutes: int, warnings: list[int], looks: list[int]
) -> None:
    """However irregular the runner, no stage doubles, and after the line has been seen nothing more fires."""
    due = START + timedelta(minutes=minutes)
    fired: list[str] = []
    for look in looks:
        now = START + timedelta(minutes=look)
        new = (
            [
                s.key
                for s in stages_due(started_at=START, due_at=due, warn_before_minutes=warnings, fired=fired, now=now)
            ]
            if "lapsed" not in fired
            else []
        )
        assert not set(new) & set(fired)
        fired += new
        following = next_stage_at(started_at=START, due_at=due, warn_before_minutes=warnings, fired=fired)
        assert following is None or following > now
    assert ("lapsed" in fired) == (looks[-1] >= minutes)


def test_warnings_missed_while_nobody_ran_are_passed_over() -> None:
    """After the line only the lapse is news."""
    due = START + timedelta(hours=2)
    late = stages_due(started_at=START, due_at=due, warn_before_minutes=[60, 30], fired=[], now=due)
    assert [stage.key for stage in late] == ["lapsed"]


def test_a_warning_before_the_start_is_no_warning() -> None:
    """A 15-minute clock has no 60-minute warning."""
    short = stages(START, START + timedelta(minutes=15), [60, 5])
    assert [stage.key for stage in short] == ["warned:5", "lapsed"]


@given(st.integers(-100, 400))
def test_the_share_used_stays_between_nothing_and_all(minutes: int) -> None:
    """The bar never overflows."""
    share = share_used_ppm(START, START + timedelta(hours=2), START + timedelta(minutes=minutes))
    assert 0 <= share <= 1_000_000
    assert share == 1_000_000 or minutes < 120

"""The spelling of times."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.ledger.canonical import parse_timestamp, timestamp

_FIRST, _LAST = datetime(1970, 1, 2), datetime(2999, 12, 30)  # noqa: DTZ001


@given(st.datetimes(_FIRST, _LAST), st.integers(-12, 14))
def test_every_moment_has_one_spelling(moment: datetime, hours: int) -> None:
    """Whatever zone it came in: 27 characters that read back as the same moment."""
    here = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    spelled = timestamp(here)
    assert len(spelled) == 27
    assert parse_timestamp(spelled) == here
    assert timestamp(here.astimezone(UTC)) == spelled


@pytest.mark.parametrize("year", [1, 202, 1969, 3000, 9999])
@pytest.mark.parametrize("hours", [-12, 0, 8])
def test_a_year_nobody_can_mean_is_refused(year: int, hours: int) -> None:
    """A ledger must never hold a time that it can't read back: a clear sentence instead."""
    moment = datetime(year, 6, 1, tzinfo=timezone(timedelta(hours=hours)))
    for written in (moment, moment.replace(month=1, day=2), moment.replace(month=12, day=30)):
        with pytest.raises(ValueError, match="不在 1970 年至 2999 年之间"):
            timestamp(written)


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])  # noqa: DTZ901
def test_the_ends_of_time_are_refused_the_same_way(moment: datetime) -> None:
    """No OverflowError reaches a page."""
    for hours in (-12, 8):
        with pytest.raises(ValueError, match="不在 1970 年至 2999 年之间"):
            timestamp(moment.replace(tzinfo=timezone(timedelta(hours=hours))))

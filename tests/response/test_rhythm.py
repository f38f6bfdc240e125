"""When the next 续报 is due: the interval in the first day, the daily hour afterwards (PAR-02)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.plans import built_in_plan
from fengsui.response.rhythm import at_once, next_line

T0 = datetime(2026, 3, 2, 9, 12, tzinfo=BEIJING)


def due(sent: datetime, settled: datetime | None = None) -> str:
    """The next line in Beijing time."""
    line = next_line(built_in_plan(), t0=T0, sent_at=sent, settled=settled)
    assert line is not None
    return f"{line.due_at.astimezone(BEIJING):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("sent", "settled", "expected"),
    [
        (timedelta(minutes=55), None, "03-02 14:07"),
        (timedelta(hours=20), None, "03-03 09:12"),
        (timedelta(hours=20, minutes=1), None, "03-03 17:00"),
        (timedelta(hours=31, minutes=48), timedelta(hours=31, minutes=48), "03-04 17:00"),
        (timedelta(hours=20, minutes=30), timedelta(hours=31, minutes=48), "03-04 17:00"),
        (timedelta(hours=40), timedelta(hours=31, minutes=48), "03-04 17:00"),
        (timedelta(hours=25), timedelta(hours=24, minutes=30), "03-03 17:00"),
    ],
    ids=["interval", "last of the first day", "beyond it", "in time", "early", "late at night", "after at once"],
)
def test_next_line(sent: timedelta, settled: timedelta | None, expected: str) -> None:
    """4 hours from each report; from the end of the first day 17:00, and a report sent early counts for its day."""
    assert due(T0 + sent, None if settled is None else T0 + settled) == expected


@given(minutes=st.integers(0, 60 * 24 * 30), late=st.integers(0, 60 * 24))
def test_there_is_always_a_next_line(minutes: int, late: int) -> None:
    """Whenever a report goes out, the next line lies ahead, less than two days away, and after the one it met."""
    sent = (T0 + timedelta(minutes=minutes)).astimezone(UTC)
    line = next_line(built_in_plan(), t0=T0, sent_at=sent, settled=sent - timedelta(minutes=late))
    assert line is not None
    assert sent < line.due_at <= sent + timedelta(days=2)
    assert line.term.parameter == "PAR-02"


def test_at_once() -> None:
    """A major change is reported within half an hour."""
    line = at_once(built_in_plan(), T0)
    assert line is not None
    assert line.due_at == T0 + timedelta(minutes=30)

"""Reading what officers type: sums exact to 分, whole numbers, moments in Beijing time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.web.forms.reading import MONEY_UNITS, NotExact, OutsideCalendar, read_moment, read_money, read_whole

NOW = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("12.40", "yi", 124_000_000_000),
        ("0.1", "wan", 100_000),
        ("1,240.07", "yuan", 124_007),
        ("１２．４", "yi", 124_000_000_000),
        ("3 000", "wan", 3_000_000_000),
        ("0.00000001", "yi", 100),
        ("0", "yuan", 0),
    ],
)
def test_sums_are_exact(text: str, unit: str, fen: int) -> None:
    """A sum in 元, 万元 or 亿元 becomes 分 to the last digit, whatever width the digits have."""
    assert read_money(text, unit) == fen


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("0.001", "yuan"),
        ("1e3", "yuan"),
        ("-5", "wan"),
        ("12,40", "yi"),
        ("1.2.3", "yi"),
        ("约3000", "wan"),
        ("", "yuan"),
        ("5", "吨"),
        ("9" * 30, "yuan"),
    ],
)
def test_a_sum_that_is_none_is_refused(text: str, unit: str) -> None:
    """Finer than 分, a sign, a wrong comma, words, no unit, too large: refused, never rounded."""
    with pytest.raises(NotExact):
        read_money(text, unit)


@given(st.integers(0, 10**15), st.sampled_from(sorted(MONEY_UNITS)))
def test_writing_a_sum_out_and_reading_it_back_changes_nothing(fen: int, unit: str) -> None:
    """Any sum written with all its decimals in any unit reads back as the same 分."""
    factor = MONEY_UNITS[unit]
    digits = len(str(factor)) - 1
    whole, rest = divmod(fen, factor)
    assert read_money(f"{whole:,}.{rest:0{digits}d}", unit) == fen


def test_counts_are_whole() -> None:
    """A count may have separators and full-width digits, but no decimals."""
    assert read_whole("31,200") == read_whole("３１２００") == 31_200
    with pytest.raises(NotExact):
        read_whole("31.2")


def test_moments_are_beijing_time() -> None:
    """What is typed is Beijing time; inside it is UTC."""
    assert read_moment("2026-03-02", "09:12", NOW) == datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
    assert read_moment("２０２６-03-02", "09：12", NOW) == datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="does not match"):
        read_moment("2026-03-02", "25:12", NOW)


@pytest.mark.parametrize("day", ["0001-01-01", "0202-03-01", "1989-12-31", "2027-03-04", "9999-12-31"])
def test_moments_nobody_can_mean(day: str) -> None:
    """A slip in the year is a fault with its own sentence; it neither fails nor becomes a fact."""
    with pytest.raises(OutsideCalendar):
        read_moment(day, "00:00", NOW)
    assert read_moment("1990-01-01", "00:00", NOW) < read_moment("2027-03-01", "23:59", NOW)

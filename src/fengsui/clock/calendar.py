"""Working days of mainland China, with 调休. The tables come from a library; its version is part of every due time."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase

BEIJING = ZoneInfo("Asia/Shanghai")


@lru_cache(maxsize=1)
def calendar_version() -> str:
    """Which table a due time was computed with."""
    return "cn-" + version("holidays")


def prepare() -> None:
    """Make the table when the program starts: the first act that needed it would hold its locks so long (0.3 s)."""
    _table()


@lru_cache(maxsize=1)
def _table() -> "HolidayBase":
    import holidays  # noqa: PLC0415  (it reads the customs of every country)

    return holidays.country_holidays("CN")


def is_working_day(day: date) -> bool:
    """True on a weekday that is no holiday, and on a weekend day that 调休 made a working day."""
    return bool(_table().is_working_day(day))


def add_working_days(start: datetime, count: int) -> datetime:
    """The end (24:00 Beijing) of the ``count``-th working day after ``start``; the start day never counts."""
    day = start.astimezone(BEIJING).date()
    left = count
    while left > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            left -= 1
    return end_of_day(day)


def end_of_day(day: date) -> datetime:
    """24:00 of ``day``, Beijing time."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + timedelta(days=1)

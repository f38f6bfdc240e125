"""Working days of mainland China, with 调休. The tables come from a library; its version is part of every due time."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version
from zoneinfo import ZoneInfo

import holidays

BEIJING = ZoneInfo("Asia/Shanghai")


@lru_cache(maxsize=1)
def calendar_version() -> str:
    """Which table a due time was computed with."""
    return "cn-" + version("holidays")


# Made when the program starts: it takes a second, and the first act that needed it would hold its locks so long.
_TABLE = holidays.country_holidays("CN")


def is_working_day(day: date) -> bool:
    """True on a weekday that is no holiday, and on a weekend day that 调休 made a working day."""
    return bool(_TABLE.is_working_day(day))


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

"""Dates as portals write them: a day, or only a month. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

MONTH_ONLY_DAY: Final = 15
"""Where a date that names only a month is put: its middle, at most half a month off."""

_DAY: Final = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d.*)?$")
_MONTH: Final = re.compile(r"^(\d{4})[-/.年](\d{1,2})月?$")
_LOST_ZERO: Final = re.compile(r"^\d{4}\.1$")
_TWO_DIGITS: Final = re.compile(r"^\d{4}\.0[1-9]$")
_YEARS: Final = range(2000, 2100)


@dataclass(frozen=True, slots=True, order=True)
class FailureDay:
    """The day of a failure; ``month_only``: the source names only the month, ``day`` is its middle."""

    day: date
    month_only: bool = False

    @property
    def rank(self) -> tuple[date, bool, date]:
        """For finding the earliest: by month, then a written day before one that only names the month."""
        return self.day.replace(day=1), self.month_only, self.day


def writes_months_with_two_digits(texts: Iterable[str]) -> bool:
    """Whether the column writes ``2014.01``: then its ``2014.1`` is October that lost its zero in a spreadsheet."""
    return any(_TWO_DIGITS.match(text) for text in texts)


def read_day(text: str, *, two_digit_months: bool) -> FailureDay | None:
    """The day or month that a cell names; None where it names none."""
    text = text.strip()
    found = _DAY.match(text)
    if found:
        return _made(int(found.group(1)), int(found.group(2)), int(found.group(3)), month_only=False)
    found = _MONTH.match(text)
    if not found:
        return None
    month = 10 if two_digit_months and _LOST_ZERO.match(text) else int(found.group(2))
    return _made(int(found.group(1)), month, MONTH_ONLY_DAY, month_only=True)


def _made(year: int, month: int, day: int, *, month_only: bool) -> FailureDay | None:
    if year not in _YEARS:
        return None
    try:
        return FailureDay(date(year, month, day), month_only)
    except ValueError:
        return None

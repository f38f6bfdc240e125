"""Periods as an order words them (预计期限), and what of a duty is left. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_LENGTH = re.compile(r"(\d{1,4}|[零〇一二两三四五六七八九十百]{1,7})\s*(个月|月|周|星期|日|天)")
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
LONGEST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Expiring:
    """Something that holds until ``ends_at``. ``event``: its stream, where it is an event's; ``warned``: it is near.

    ``ends_at`` None: its end can't be read from the words it was given.
    """

    kind: str
    what: str
    of: str
    ends_at: datetime | None
    warned: bool = False
    event: str = ""
    words: str = ""
    extended: str = ""


def number_in(words: str) -> int | None:
    """三十 → 30, 十五 → 15, 一百二十 → 120; digits as they stand; None for what is no number."""
    if words.isdigit():
        return int(words)
    total, unit = 0, 0
    for character in words:
        if character in {"十", "百"}:
            total += (unit or 1) * (10 if character == "十" else 100)
            unit = 0
        elif character in _DIGITS:
            unit = _DIGITS[character]
        else:
            return None
    return total + unit


def last_day(words: str, first: date) -> date | None:
    """The last day of a period that begins on ``first``: a day that is named, or so many days, weeks, months.

    None where the words name neither, or both ways of counting could be meant.
    """
    named = _DAY.findall(words)
    if len(named) == 1:
        try:
            return date(*(int(part) for part in named[0]))
        except ValueError:
            return None
    lengths = _LENGTH.findall(words)
    if named or len(lengths) != 1:
        return None
    amount, unit = number_in(lengths[0][0]), lengths[0][1]
    if not amount:
        return None
    if unit in {"个月", "月"}:
        return _months_later(first, amount) if amount <= LONGEST_DAYS // 31 else None
    days = amount * (7 if unit in {"周", "星期"} else 1)
    return first + timedelta(days=days) if days <= LONGEST_DAYS else None


def _months_later(first: date, months: int) -> date:
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    for day in range(first.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, first.day)


def in_order(rows: Sequence[Expiring]) -> list[Expiring]:
    """The nearest end first; what can't be read stands before all, for somebody has to look."""
    unread = [row for row in rows if row.ends_at is None]
    ending = [(row.ends_at, row.what, row.of, row) for row in rows if row.ends_at is not None]
    return [*unread, *(row for *_, row in sorted(ending, key=lambda one: one[:3]))]

"""Comparing lengths of time in different units, so that nothing counts as shorter that could turn out longer.

Working days end at 24:00 of the last one, the first day not counted; holidays make them longer by an unknown number
of days. So two terms in different units are compared by the longest the one can be and the shortest the other can be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

_DAY = 24 * 60
_LONGEST_HOLIDAY_DAYS = 10

# Minutes: the least and the most that so many of a unit can be.
_LEAST: Mapping[str, Callable[[int], int]] = {
    "minutes": lambda amount: amount,
    "hours": lambda amount: amount * 60,
    "calendar_days": lambda amount: amount * _DAY,
    "working_days": lambda amount: amount * _DAY,
    "months": lambda amount: amount * 28 * _DAY,
}
_MOST: Mapping[str, Callable[[int], int]] = {
    **_LEAST,
    "working_days": lambda amount: (1 + amount + _LONGEST_HOLIDAY_DAYS * (1 + amount // 5)) * _DAY,
    "months": lambda amount: amount * 31 * _DAY,
}


def never_longer(amount: int, unit: str, than_amount: int, than_unit: str) -> bool:
    """Whether the first length is at most the second on any calendar; other units are compared only with themselves."""
    if unit == than_unit:
        return amount <= than_amount
    if unit not in _MOST or than_unit not in _LEAST:
        return False
    return _MOST[unit](amount) <= _LEAST[than_unit](than_amount)


def never_shorter(amount: int, unit: str, than_amount: int, than_unit: str) -> bool:
    """Whether the first length is at least the second on any calendar."""
    return never_longer(than_amount, than_unit, amount, unit)

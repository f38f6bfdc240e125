"""Days → spells, months and days by grade. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fengsui.warning.replay.days import DayGrade


@dataclass(frozen=True, slots=True)
class Spell:
    """Consecutive days of one grade. ``peak``: its day with the most failures; the earliest of several.

    ``first`` is where a T0 would be looked for: the day on which the grade began.
    """

    first: date
    last: date
    grade: str
    rules: tuple[str, ...]
    peak: DayGrade

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one region: the gravest grade of its days, how many days of each, its peak and its last day."""

    month: str
    gravest: str | None
    days_by_grade: Mapping[str, int]
    peak: DayGrade
    last: DayGrade


def spells_of(days: Iterable[DayGrade]) -> list[Spell]:
    """Every run of days with the same grade, in order; days without a grade belong to none."""
    spells = []
    for grade, run in groupby(days, key=lambda day: day.grade):
        if grade is None:
            continue
        members = list(run)
        rules = tuple(dict.fromkeys(day.rule for day in members if day.rule))
        spells.append(Spell(members[0].day, members[-1].day, grade, rules, _peak(members)))
    return spells


def months_of(days: Iterable[DayGrade], ranks: Mapping[str, int]) -> list[Month]:
    """Month by month; ``ranks`` orders the grades, 1 the gravest."""
    months = []
    for month, run in groupby(days, key=lambda day: day.day.isoformat()[:7]):
        members = list(run)
        by_grade = Counter(day.grade for day in members if day.grade)
        gravest = min(by_grade, key=lambda grade: ranks[grade], default=None)
        months.append(Month(month, gravest, dict(by_grade), _peak(members), members[-1]))
    return months


def days_by_grade(days: Iterable[DayGrade], grades: Sequence[str]) -> dict[str, int]:
    """Days of each grade, the plan's order, and ``none`` for the days without."""
    counted = Counter(day.grade or "none" for day in days)
    return {grade: counted[grade] for grade in (*grades, "none")}


def _peak(days: Sequence[DayGrade]) -> DayGrade:
    return max(days, key=lambda day: day.n)

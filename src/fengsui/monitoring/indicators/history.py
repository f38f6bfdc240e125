"""What is known of one institution, measure by measure and day by day, as the rules of the figures read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from fengsui.monitoring.indicators.measures import MEASURES


@dataclass(frozen=True, slots=True)
class Point:
    """The value of a measure on a Beijing day. ``value``: in the measure's unit; None for a text measure or no answer.

    ``source``: the fact that brought it; empty where the register did.
    """

    as_of: date
    value: int | None
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """One institution's measures, each by day, oldest first. ``lenders``: the register's head-count of lenders."""

    measures: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    lenders: int | None = None

    def newest(self, measure: str, day: date) -> Point | None:
        """The newest value on or before a day, however old."""
        return next((p for p in reversed(self.measures.get(measure, ())) if p.as_of <= day), None)

    def fresh(self, measure: str, day: date) -> Point | None:
        """The newest value on or before a day, unless it is older than the measure's days."""
        point = self.newest(measure, day)
        return point if point is not None and (day - point.as_of).days <= MEASURES[measure].fresh_days else None

    def window(self, measure: str, end: date, days: int) -> tuple[Point, ...]:
        """The values of so many days up to and with ``end``."""
        start = end - timedelta(days=days - 1)
        return tuple(p for p in self.measures.get(measure, ()) if start <= p.as_of <= end and p.value is not None)

    def near(self, measure: str, day: date, *, earliest: int, latest: int, before: int) -> Point | None:
        """The value nearest to ``before`` days before a day, of those ``earliest`` to ``latest`` days before it."""
        ages = (
            (abs((day - p.as_of).days - before), index, p)
            for index, p in enumerate(self.measures.get(measure, ()))
            if latest <= (day - p.as_of).days <= earliest and p.value is not None
        )
        found = min(ages, default=None, key=lambda age: age[:2])
        return found[2] if found else None

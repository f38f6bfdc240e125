"""Days to which a portal dated far more failures than to those around: often clean-ups of its list. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final, Literal

from fengsui.warning.replay.reading import IncidentRow

TIMES_USUAL: Final = 5
AT_LEAST: Final = 20
NEIGHBOUR_DAYS: Final = 15

BatchKind = Literal["clean_up", "month_start"]
BATCH_RULE_ZH: Final = (
    f"同一来源一日列出{AT_LEAST}家以上，且达到前后各{NEIGHBOUR_DAYS}日每日家数中位数的{TIMES_USUAL}倍以上；"
    "落在每月1日的，视为来源只知道月份"
)


@dataclass(frozen=True, slots=True)
class BatchDay:
    """``reported``: platforms the source dated to the day; ``usual_halves``: twice the median of the days around it.

    ``kind``: ``month_start`` on the first of a month, where sources put what they know only by month.
    """

    day: date
    source: str
    reported: int
    usual_halves: int

    @property
    def kind(self) -> BatchKind:
        """A clean-up, or dates known only by month."""
        return "month_start" if self.day.day == 1 else "clean_up"


def find_batch_days(rows: Iterable[IncidentRow]) -> list[BatchDay]:
    """Batch days of every source, by day. Rows that name only the month have no day and take no part."""
    names: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if row.day and not row.day.month_only:
            names[row.source][row.day.day].add(row.key)
    found = []
    for source, days in names.items():
        counts = Counter({day: len(keys) for day, keys in days.items()})
        for day, reported in counts.items():
            if reported < AT_LEAST:
                continue
            usual_halves = _usual_halves(counts, day)
            if 2 * reported >= TIMES_USUAL * usual_halves:
                found.append(BatchDay(day, source, reported, usual_halves))
    return sorted(found, key=lambda batch: (batch.day, batch.source))


def _usual_halves(counts: Counter[date], day: date) -> int:
    around = (offset for offset in range(-NEIGHBOUR_DAYS, NEIGHBOUR_DAYS + 1) if offset)
    return int(2 * median(counts[day + timedelta(days=offset)] for offset in around))

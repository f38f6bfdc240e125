"""How a clock moves: pure decisions, the time is always an argument.

A clock runs from ``started_at`` to ``due_at``. On the way it warns at set moments before the line; at the line it
lapses. It is settled by a fact that *happened* before or after the line: a receipt typed late settles by when it
happened, and a lapse that fired stays, annotated (补录). Downgrade ends it (不再适用) without erasing a lapse.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

RUNNING, SETTLED, CANCELLED, ENDED = "running", "settled", "cancelled", "ended"
_BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Stage:
    """A moment at which the runner must act: ``key`` is unique within the clock."""

    key: str
    at: datetime

    @property
    def is_line(self) -> bool:
        """Whether this is the due time itself."""
        return self.key == "lapsed"


def due_time(
    start: datetime, amount: int, unit: str, add_working_days: Callable[[datetime, int], datetime]
) -> datetime:
    """When a term that began at ``start`` is over (minutes, hours, calendar_days, working_days, months).

    Working days end at 24:00 Beijing time of the last day, by the caller's ``add_working_days``; everything else to
    the second. Raises ValueError for another unit or an amount below 1.
    """
    if amount < 1:
        msg = f"a term is at least 1, not {amount}"
        raise ValueError(msg)
    match unit:
        case "minutes":
            return start + timedelta(minutes=amount)
        case "hours":
            return start + timedelta(hours=amount)
        case "calendar_days":
            return start + timedelta(days=amount)
        case "working_days":
            return add_working_days(start, amount)
        case "months":
            return _add_months(start, amount)
    msg = f"unknown unit {unit!r}"
    raise ValueError(msg)


def _add_months(start: datetime, amount: int) -> datetime:
    # By the day of the month in Beijing: 00:30 there on the 1st is still the month before in UTC.
    local = start.astimezone(_BEIJING)
    month = local.month - 1 + amount
    year, month = local.year + month // 12, month % 12 + 1
    due = local.replace(year=year, month=month, day=min(local.day, monthrange(year, month)[1]))
    return due.astimezone(start.tzinfo)


def stages(started_at: datetime, due_at: datetime, warn_before_minutes: Sequence[int]) -> tuple[Stage, ...]:
    """Warnings that fall after the start, then the line, in order of time."""
    warnings = [
        Stage(f"warned:{minutes}", due_at - timedelta(minutes=minutes))
        for minutes in sorted(set(warn_before_minutes), reverse=True)
        if minutes > 0 and due_at - timedelta(minutes=minutes) > started_at
    ]
    return (*warnings, Stage("lapsed", due_at))


def stages_due(
    *, started_at: datetime, due_at: datetime, warn_before_minutes: Sequence[int], fired: Sequence[str], now: datetime
) -> tuple[Stage, ...]:
    """The stages whose moment has come and that have not fired.

    When the line itself is due, warnings that were missed (nobody ran) are passed over: a warning after the line would
    only delay the news.
    """
    due = tuple(
        stage for stage in stages(started_at, due_at, warn_before_minutes) if stage.at <= now and stage.key not in fired
    )
    line = tuple(stage for stage in due if stage.is_line)
    return line or due


def next_stage_at(
    *, started_at: datetime, due_at: datetime, warn_before_minutes: Sequence[int], fired: Sequence[str]
) -> datetime | None:
    """When the runner must look again; None when the line has fired."""
    if "lapsed" in fired:
        return None
    left = [stage.at for stage in stages(started_at, due_at, warn_before_minutes) if stage.key not in fired]
    return min(left) if left else None


def share_used_ppm(started_at: datetime, due_at: datetime, now: datetime) -> int:
    """How much of the term is over, 0 to 1,000,000 parts per million."""
    whole = (due_at - started_at).total_seconds()
    if whole <= 0:
        return 1_000_000
    used = (now - started_at).total_seconds() / whole
    return max(0, min(1_000_000, round(used * 1_000_000)))

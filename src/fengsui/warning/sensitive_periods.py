"""Sensitive periods (0.4): those of the plan's calendar and those the head declared, and what each day of them owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fengsui.clock.calendar import BEIJING, add_working_days
from fengsui.clock.due import running_clocks
from fengsui.clock.transitions import due_time
from fengsui.conduct.access import Actor, covers, require
from fengsui.conduct.world import this_world
from fengsui.plan import Plan
from fengsui.registry.models import DutyAssignment
from fengsui.registry.queries import roster
from fengsui.warning.models import DailyReport, DeclaredPeriod
from fengsui.warning.reactions.readiness import DAILY_REPORT

READINESS = "warning.sensitive_period_readiness"
VIEW = "warning.view"
MOST_DAYS = 62
"""A page of days, and the longest time for which a worker that stood still starts what it missed."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days (Beijing, both included). ``fact``: of the declaration, empty where the plan names the period.

    ``ended_on``: the first day that is none of it any more, where it was ended early.
    """

    name: str
    first_day: date
    last_day: date
    fact: str = ""
    reason: str = ""
    officer_name: str = ""
    declared_at: datetime | None = None
    ended_on: date | None = None
    end_reason: str = ""

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first_day <= day <= self.last_day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time of one day in which nobody of a roster is on duty."""

    starts_at: datetime
    ends_at: datetime


def readiness_stream(jurisdiction: str) -> str:
    """The stream in which a jurisdiction's periods are declared and its daily reports filed."""
    return f"readiness/{jurisdiction}"


def start_of(day: date) -> datetime:
    """0:00 Beijing time of the day, in UTC."""
    return datetime.combine(day, time.min, BEIJING).astimezone(UTC)


def periods(plan: Plan) -> list[Period]:
    """Every period that the plan names or the head declared, the newest first. One query."""
    named = [Period(entry.name, entry.first_day, entry.last_day) for entry in plan.warning.sensitive_periods]
    declared = [] if not plan.provides(READINESS) else [_declared(row) for row in DeclaredPeriod.objects.all()]
    return sorted([*named, *declared], key=lambda period: (period.first_day, period.name), reverse=True)


def _declared(row: DeclaredPeriod) -> Period:
    same = ("name", "first_day", "last_day", "reason", "officer_name", "declared_at", "ended_on", "end_reason")
    return Period(fact=row.pk, **{name: getattr(row, name) for name in same})


def period_on(plan: Plan, day: date) -> Period | None:
    """The period that the day lies in; None outside every one."""
    return next((period for period in periods(plan) if period.holds(day)), None)


def turned_at(plan: Plan, now: datetime) -> datetime | None:
    """When it last became, or stopped being, a sensitive period; None where it never did.

    What was assessed before that moment was assessed at the other level.
    """
    turns: list[datetime] = []
    for period in periods(plan):
        begin, over = start_of(period.first_day), start_of(period.last_day + timedelta(days=1))
        turns.append(max(begin, period.declared_at) if period.declared_at else begin)
        turns.append(start_of(period.ended_on) if period.ended_on else over)
    return max((moment for moment in turns if moment <= now), default=None)


def line_of(plan: Plan, day: date) -> datetime | None:
    """Until when the day's report is due (省定参数); None in a plan without such a clock."""
    clock = plan.clocks.get(DAILY_REPORT)
    if clock is None or clock.day_term is None:
        return None
    return due_time(start_of(day), clock.day_term.amount, clock.day_term.unit, add_working_days)


def days_owed(plan: Plan, now: datetime) -> list[tuple[date, Period]]:
    """Days up to today whose report has become due and whose clock has not been started, the earliest first.

    A day whose line had passed before the period was declared owes none. Of a period in the plan's calendar the clocks
    begin with the day on which the house first sees it.
    """
    if not plan.provides(READINESS) or line_of(plan, now.astimezone(BEIJING).date()) is None:
        return []
    today = now.astimezone(BEIJING).date()
    known = periods(plan)
    earliest = today - timedelta(days=MOST_DAYS)
    if not any(period.last_day >= earliest and period.first_day <= today for period in known):
        return []
    started = set(DailyReport.objects.filter(day__gte=earliest).values_list("day", flat=True))
    owed = []
    for day in (earliest + timedelta(days=number) for number in range(MOST_DAYS + 1)):
        period = next((period for period in known if period.holds(day)), None)
        if period is not None and day not in started and _is_owed(plan, period, day, today, started):
            owed.append((day, period))
    return owed


def _is_owed(plan: Plan, period: Period, day: date, today: date, started: set[date]) -> bool:
    if period.declared_at is None:
        return day == today or any(period.holds(other) and other < day for other in started)
    line = line_of(plan, day)
    return line is not None and line > period.declared_at


def gaps_of(region: str, days: Sequence[date]) -> dict[date, list[Gap]]:
    """When on each of these days nobody is on duty in the roster of a region (24小时值班), in order. One query."""
    if not days:
        return {}
    shifts = roster(region, start_of(min(days)), start_of(max(days) + timedelta(days=1)))
    return {day: _gaps(shifts, start_of(day), start_of(day + timedelta(days=1))) for day in days}


def _gaps(shifts: Sequence[DutyAssignment], begin: datetime, over: datetime) -> list[Gap]:
    found, covered = [], begin
    for shift in shifts:  # in the order in which they begin
        if shift.ends_at <= covered or shift.starts_at >= over:
            continue
        if shift.starts_at > covered:
            found.append(Gap(covered, shift.starts_at))
        covered = shift.ends_at
    return [*found, Gap(covered, over)] if covered < over else found


def daily_reports(actor: Actor, *, limit: int = MOST_DAYS) -> list[DailyReport]:
    """The days of sensitive periods with their reports, the newest first. Raises AccessDenied."""
    require(actor, VIEW)
    jurisdiction = this_world().jurisdiction
    if not covers(actor.region, jurisdiction):
        return []
    return list(DailyReport.objects.filter(jurisdiction=jurisdiction).order_by("-day")[:limit])


def daily_clocks(actor: Actor) -> list[dict[str, Any]]:
    """Running clocks of daily reports as rows' columns, the nearest line first. Raises AccessDenied."""
    require(actor, VIEW)
    jurisdiction = this_world().jurisdiction
    if not covers(actor.region, jurisdiction):
        return []
    return [dict(row) for row in running_clocks([readiness_stream(jurisdiction)]).values()]

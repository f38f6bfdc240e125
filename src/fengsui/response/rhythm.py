"""When the next 续报 is due (5.2.1.1.e, PAR-02): in the first day by the interval, then once a day. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fengsui.clock.calendar import BEIJING, add_working_days
from fengsui.clock.transitions import due_time
from fengsui.plan import Plan, Term
from fengsui.plan.build import TIME_UNITS

CLOCK = "follow_up_report"
REPORTS = ("first_notice", "written_report", "follow_up_report")
"""What goes to the offices about how things stand: each of them settles the clock and starts the next."""


@dataclass(frozen=True, slots=True)
class Line:
    """The moment by which the next report has to be out, and the term it comes from."""

    due_at: datetime
    term: Term


def next_line(plan: Plan, *, t0: datetime, sent_at: datetime, settled: datetime | None = None) -> Line | None:
    """The line after a report that went out at ``sent_at``; ``settled``: the line that this report met or missed.

    None where the plan sets no time. In the first day (from T0) the interval counts from the sending. Afterwards one
    report a day, by the hour that the plan names: a report sent early counts for its day.
    """
    if CLOCK not in plan.clocks:
        return None
    grade = plan.clocks[CLOCK].for_grades[0]
    first = plan.clock_term(CLOCK, grade)
    soon = due_time(sent_at, first.amount, first.unit, add_working_days)
    first_day = _term(plan, "first_day_length")
    end = None if first_day is None else due_time(t0, first_day.amount, first_day.unit, add_working_days)
    after = _term(plan, "after")
    if end is None or after is None or soon <= end:
        return Line(soon, first)
    hour = _term(plan, "daily_at")
    if hour is None:
        return Line(due_time(sent_at, after.amount, after.unit, add_working_days), after)
    return Line(_first_daily(max(sent_at, end, *([settled] if settled else [])), hour), after)


def at_once(plan: Plan, now: datetime) -> Line | None:
    """The line of a report that a major change calls for (随时报); None where the plan sets no time for it."""
    term = _term(plan, "at_once")
    if term is None or CLOCK not in plan.clocks:
        return None
    return Line(due_time(now, term.amount, term.unit, add_working_days), term)


def _first_daily(floor: datetime, hour: Term) -> datetime:
    """The first daily line after ``floor``; ``hour`` counts from 0:00 Beijing time of its day."""
    midnight = floor.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    days = (midnight + timedelta(days=number) for number in range(3))
    lines = (due_time(day, hour.amount, hour.unit, add_working_days) for day in days)
    return next(line for line in lines if line > floor).astimezone(floor.tzinfo)


def _term(plan: Plan, key: str) -> Term | None:
    definition = plan.clocks.get(CLOCK)
    parameter = plan.parameters.get(definition.parameter or "") if definition else None
    quantity = parameter.quantities.get(key) if parameter else None
    unit = TIME_UNITS.get(quantity.unit) if quantity else None
    if definition is None or parameter is None or quantity is None or unit is None:
        return None
    return Term(amount=quantity.amount, unit=unit, clause=definition.clause, parameter=parameter.id, provincial=True)

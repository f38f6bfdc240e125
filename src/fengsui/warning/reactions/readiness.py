"""The clock of a day of a sensitive period: it starts with the day, its report settles it (0.4). Pure."""

from collections.abc import Iterable

from fengsui.clock.calendar import calendar_version
from fengsui.conduct.clock_facts import ClockSettled, ClockStarted
from fengsui.conduct.house import Derived, Situation
from fengsui.warning.reactions import clocks
from fengsui.warning.readiness_state import ReadinessState

DAILY_REPORT = "daily_report"
OWNERS = ("R3", "R7")


def after_day(situation: Situation) -> Iterable[Derived]:
    """The day's one clock, by the numbers that stand in the fact."""
    payload = situation.fact.payload
    started = ClockStarted(
        definition=DAILY_REPORT,
        name=payload["clock_name"],
        subject=payload["day"],
        subject_name=f"{payload['day']} {payload['period']}",
        clause=payload["clause"],
        parameter=payload["parameter"],
        owner_roles=OWNERS,
        started_at=payload["started_at"],
        due_at=payload["due_at"],
        warn_before_minutes=tuple(payload["warn_before_minutes"]),
        calendar_version=calendar_version(),
    )
    yield Derived(started, rule=DAILY_REPORT, key=payload["day"], clause=payload["clause"])


def after_report(situation: Situation) -> Iterable[Derived]:
    """A report settles its day's clock; where the line had passed, that stays on record."""
    state: ReadinessState = situation.state
    for clock in state.running():
        if clock.subject == situation.fact.payload["day"]:
            settled = ClockSettled(clock=clock.fact, settled_at=situation.fact.happened_at, by=situation.fact.reference)
            yield Derived(settled, rule="clock-settled", key=clock.fact)


def after_end(situation: Situation) -> Iterable[Derived]:
    """From the day on which a period ends nobody owes a report; what lapsed stays."""
    state: ReadinessState = situation.state
    payload = situation.fact.payload
    period = state.periods[payload["period"]]["name"]
    over = [
        clock
        for clock in state.running()
        if clock.subject >= payload["ended_on"] and state.due[clock.subject]["period"] == period
    ]
    yield from clocks.end(over, f"敏感时期结束：{payload['reason']}"[:400])

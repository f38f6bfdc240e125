"""Starting, settling and ending the clocks of one institution's warning. Pure.

A clock the plan does not have is not started: an older plan stays valid for the streams that run under it.
"""

from collections.abc import Iterable
from datetime import datetime

from fengsui.clock.calendar import BEIJING, add_working_days, calendar_version
from fengsui.clock.transitions import due_time
from fengsui.conduct.clock_facts import ClockEnded, ClockSettled, ClockStarted, start_clock
from fengsui.conduct.house import Derived, Situation
from fengsui.ledger.canonical import parse_timestamp
from fengsui.plan import Plan, Term
from fengsui.warning.clock_state import ClockState
from fengsui.warning.state import WarningState

VERIFICATION, NOTICE = "verification", "warning_notice"
CHECKS = {"K1": "rumour_check", "K2": "media_check"}
OF_ENTRY = {"watch.logged": "watch_log", "watch.analysed": "watch_analysis", "watch.reported": "watch_report"}
"""Kind of a watch's entry → the clock that asks for it."""
OWNERS = {
    VERIFICATION: ("R4", "R3"),
    NOTICE: ("R3", "R7"),
    "rumour_check": ("R4", "R11"),
    "media_check": ("R4", "R5"),
    "watch_log": ("R4",),
    "watch_analysis": ("R4", "R5"),
    "watch_report": ("R4", "R3"),
    "preventive_measure": ("R4", "R6"),
    "key_list_review": ("R3",),
}


def term_of(plan: Plan, definition: str, level: int, grade: str = "") -> Term | None:
    """How long a clock runs at an event grade or a level of attention; None where the plan has no such clock.

    A rumour about an institution without any level has the time of the mildest one.
    """
    clock = plan.clocks.get(definition)
    if clock is None:
        return None
    if grade in clock.terms:
        return clock.terms[grade]
    mildest = max(clock.level_terms, default=0)
    return clock.level_terms.get(level or mildest)


def begin(
    situation: Situation,
    definition: str,
    *,
    subject: str,
    subject_name: str,
    level: int = 0,
    grade: str = "",
    started_at: datetime | None = None,
    key: str = "",
) -> Iterable[Derived]:
    """Start a clock of the plan, where the plan has it."""
    plan = situation.plan
    term = term_of(plan, definition, level, grade)
    if term is None:
        return
    clock = plan.clocks[definition]
    started = start_clock(
        definition=definition,
        name=clock.name,
        subject=subject,
        subject_name=subject_name,
        term=term,
        started_at=started_at or situation.now,
        warn_before_minutes=clock.warn_before_minutes,
        owner_roles=OWNERS[definition],
    )
    yield Derived(started, rule=definition, key=key or subject, clause=term.clause)


def sooner(situation: Situation, definition: str, *, subject: str, level: int, grade: str = "") -> Iterable[Derived]:
    """A running clock of ``subject`` by the line of a graver level, where that comes first: raising gives no time."""
    state: WarningState = situation.state
    due = due_after(situation.plan, definition, level, situation.now, grade)
    for clock in state.running(definition):
        if clock.subject == subject and due is not None and due < parse_timestamp(clock.due_at):
            yield from end([clock], "级别升高，改按新级别的时限")
            yield from begin(
                situation,
                definition,
                subject=subject,
                subject_name=clock.subject_name,
                level=level,
                grade=grade,
                key=f"{subject}|{clock.fact}",
            )


def begin_until(
    situation: Situation, definition: str, name: str, *, subject: str, subject_name: str, due_at: datetime, clause: str
) -> Iterable[Derived]:
    """Start a clock whose line an officer has typed: a deadline of a measure, a date of review."""
    clock = situation.plan.clocks.get(definition)
    started = ClockStarted(
        definition=definition,
        name=clock.name if clock else name,
        subject=subject,
        subject_name=subject_name,
        clause=clock.clause if clock else clause,
        owner_roles=OWNERS[definition],
        started_at=situation.now,
        due_at=due_at,
        warn_before_minutes=clock.warn_before_minutes if clock else (24 * 60,),
        calendar_version=calendar_version(),
    )
    yield Derived(started, rule=definition, key=subject, clause=started.clause)


def due_after(plan: Plan, definition: str, level: int, start: datetime, grade: str = "") -> datetime | None:
    """When a clock begun at ``start`` would be due; None where the plan has no such clock."""
    term = term_of(plan, definition, level, grade)
    return due_time(start, term.amount, term.unit, add_working_days) if term else None


def settle(situation: Situation, definition: str, subject: str, at: datetime | None = None) -> Iterable[Derived]:
    """Settle the running clocks of a definition for ``subject``, by when what they waited for happened."""
    state: WarningState = situation.state
    moment = at or situation.fact.happened_at
    for clock in state.running(definition):
        if clock.subject == subject:
            settled = ClockSettled(clock=clock.fact, settled_at=moment, by=situation.fact.reference)
            yield Derived(settled, rule="clock-settled", key=clock.fact)


def end(clocks: Iterable[ClockState], reason: str) -> Iterable[Derived]:
    """End clocks that no longer apply; a lapse that fired stays."""
    for clock in clocks:
        ended = ClockEnded(clock=clock.fact, reason=f"不再适用：{reason}"[:400])
        yield Derived(ended, rule="clock-stopped", key=clock.fact)


def end_of_day(day: str) -> datetime:
    """The last second of a Beijing day given as ``2026-03-31``."""
    return datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=BEIJING)

"""How facts of the event room start, confirm, settle and stop clocks. Pure."""

from collections.abc import Iterable
from datetime import datetime

from fengsui.clock.calendar import add_working_days
from fengsui.clock.transitions import due_time
from fengsui.conduct.clock_facts import (
    ClockCancelled,
    ClockConfirmed,
    ClockEnded,
    ClockSettled,
    ClockStarted,
    start_clock,
)
from fengsui.conduct.house import Derived, Situation
from fengsui.ledger.canonical import parse_timestamp, split_reference
from fengsui.plan import Plan
from fengsui.response.state import ClockState, EventState

NOTICE_CLOCKS = ("first_notice", "written_report")


def notice_clocks(plan: Plan, t0: datetime, grade: str, *, provisional: bool) -> Iterable[Derived]:
    """The 2 h and 4 h clocks, one per addressee, from ``t0``."""
    for definition in NOTICE_CLOCKS:
        clock = plan.clocks.get(definition)
        if clock is None:  # the plan sets no time for it
            continue
        term = plan.clock_term(definition, grade)
        for addressee in plan.addressees:
            started = start_clock(
                definition=definition,
                name=clock.name,
                subject=addressee.id,
                subject_name=addressee.name,
                term=term,
                started_at=t0,
                warn_before_minutes=clock.warn_before_minutes,
                owner_roles=("R3", "R7"),
                provisional=provisional,
            )
            clause = addressee.clause if definition == "first_notice" else clock.clause
            started = started.model_copy(update={"clause": clause})
            yield Derived(started, rule=definition, key=addressee.id, clause=clause)


def confirm_clocks(clocks: tuple[ClockState, ...], t0: datetime, plan: Plan, grade: str) -> Iterable[Derived]:
    """Provisional clocks (暂计) count from now on, from ``t0``."""
    for clock in clocks:
        term = plan.clock_term(clock.definition, grade)
        due = due_time(t0, term.amount, term.unit, add_working_days)
        confirmed = ClockConfirmed(
            clock=clock.fact,
            started_at=t0,
            due_at=due,
            warn_before_minutes=plan.clocks[clock.definition].warn_before_minutes,
            # What was warned of before the same line is not warned of again, and a lapse stays.
            fired=clock.fired if due == parse_timestamp(clock.due_at) else (),
        )
        if clock.provisional:
            yield Derived(confirmed, rule="grade-signed", key=clock.fact, clause=term.clause)


def start_missing_clocks(state: EventState, t0: datetime, plan: Plan, grade: str) -> Iterable[Derived]:
    """Start the clocks that neither run nor were settled (receipts in before the signature) in this spell."""
    served = {
        (clock.definition, clock.subject)
        for clock in state.clocks.values()
        if clock.running or (clock.settled and split_reference(clock.fact)[1] > state.spell_floor)
    }
    for started in notice_clocks(plan, t0, grade, provisional=False):
        payload = started.payload
        if isinstance(payload, ClockStarted) and (payload.definition, payload.subject) not in served:
            yield started


def stop_clocks(clocks: Iterable[ClockState], reason: str) -> Iterable[Derived]:
    """Call provisional clocks off, end the others (不再适用); a lapse that fired stays."""
    for clock in clocks:
        if clock.provisional:
            yield Derived(ClockCancelled(clock=clock.fact, reason=reason), rule="clock-stopped", key=clock.fact)
        else:
            yield Derived(
                ClockEnded(clock=clock.fact, reason=f"不再适用：{reason}"), rule="clock-stopped", key=clock.fact
            )


def settle_clocks(situation: Situation, definitions: tuple[str, ...], subject: str, at: datetime) -> Iterable[Derived]:
    """Settle the running clocks of these definitions for ``subject``, by when it happened."""
    state: EventState = situation.state
    for clock in state.running(*definitions):
        if clock.subject == subject:
            settled = ClockSettled(clock=clock.fact, settled_at=at, by=situation.fact.reference)
            yield Derived(settled, rule="clock-settled", key=clock.fact)

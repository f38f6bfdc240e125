"""What follows from an order's facts: its two clocks, and the question for the reason when it is late. Pure."""

from collections.abc import Iterable
from datetime import datetime

from fengsui.clock.calendar import calendar_version
from fengsui.conduct.clock_facts import ClockEnded, ClockSettled, ClockStarted, start_clock
from fengsui.conduct.house import Derived, Situation
from fengsui.ledger.canonical import parse_timestamp
from fengsui.plan import Plan, Term
from fengsui.tasking import facts
from fengsui.tasking.state import OrderState

SIGN_FOR, LINE = "order_acknowledgement", "order_line"
CLOCK_OF_PLAN = "task_acknowledgement"
WARN_BEFORE_MINUTES = (24 * 60, 60)
"""Before an order's own line, as officers typed it; the plan has no number for it."""


def sign_for_term(plan: Plan, grade: str) -> Term | None:
    """How soon an order must be signed for (PAR-19) at an event's grade; without one, at the mildest grade."""
    clock = plan.clocks.get(CLOCK_OF_PLAN)
    if clock is None:
        return None
    known = grade if grade in clock.terms else clock.for_grades[-1]
    return clock.terms.get(known)


def start_clocks(situation: Situation) -> Iterable[Derived]:
    """Sign for it, and finish it by its line."""
    payload, plan = situation.fact.payload, situation.plan
    term = sign_for_term(plan, payload["grade"])
    if term is not None:
        started = start_clock(
            definition=SIGN_FOR,
            name="指令签收",
            subject=situation.fact.stream,
            subject_name=f"{payload['number']} {payload['owner_name']}",
            term=term,
            started_at=situation.now,
            warn_before_minutes=plan.clocks[CLOCK_OF_PLAN].warn_before_minutes,
            owner_roles=("R3",),
        )
        yield Derived(started, rule=SIGN_FOR, clause=term.clause)
    yield from _line_clock(situation, payload["number"], payload["owner_name"], parse_timestamp(payload["due_at"]))


def _line_clock(situation: Situation, number: str, owner_name: str, due_at: datetime) -> Iterable[Derived]:
    started = ClockStarted(
        definition=LINE,
        name="指令办结",
        subject=situation.fact.stream,
        subject_name=f"{number} {owner_name}",
        clause="3.2.1",
        owner_roles=("R3",),
        started_at=situation.now,
        due_at=due_at,
        warn_before_minutes=WARN_BEFORE_MINUTES,
        calendar_version=calendar_version(),
    )
    yield Derived(started, rule=LINE, clause="3.2.1")


def after_acknowledgement(situation: Situation) -> Iterable[Derived]:
    """The signature stops its clock."""
    yield from _settle(situation, SIGN_FOR)


def after_progress(situation: Situation) -> Iterable[Derived]:
    """A report of having finished stops the clock of the line."""
    if situation.fact.payload["done"]:
        yield from _settle(situation, LINE)


def after_return(situation: Situation) -> Iterable[Derived]:
    """What was sent back runs on to the same line, where that is still to come."""
    state: OrderState = situation.state
    due = parse_timestamp(state.issued["due_at"])
    if due > situation.now:
        yield from _line_clock(situation, state.issued["number"], state.owners["owner_name"], due)


def after_lapse(situation: Situation) -> Iterable[Derived]:
    """The line has passed: owner and deputy are asked for the reason (超期原因)."""
    state = situation.state
    if not isinstance(state, OrderState) or not state.is_open:  # other rooms' clocks lapse too
        return
    clock = state.clocks[situation.fact.payload["clock"]]
    if clock.definition == LINE:
        told = facts.OrderOverdue(
            number=state.issued["number"],
            title=state.issued["title"],
            officers=state.officers,
            due_at=parse_timestamp(state.issued["due_at"]),
        )
        yield Derived(told, rule="order-overdue", clause="3.2.7")


def after_closing(situation: Situation) -> Iterable[Derived]:
    """A closed order's clocks no longer apply; a lapse that fired stays."""
    state: OrderState = situation.state
    for clock in state.clocks.values():
        if clock.running:
            ended = ClockEnded(clock=clock.fact, reason="不再适用：指令已关闭")
            yield Derived(ended, rule="clock-stopped", key=clock.fact)


def _settle(situation: Situation, definition: str) -> Iterable[Derived]:
    state: OrderState = situation.state
    for clock in state.running(definition):
        settled = ClockSettled(clock=clock.fact, settled_at=situation.fact.happened_at, by=situation.fact.reference)
        yield Derived(settled, rule="clock-settled", key=clock.fact)

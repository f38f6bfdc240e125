"""Lines by which the public has to be told (PAR-14): from T0 of 特别重大, settled by what was published. Pure."""

from collections.abc import Iterable

from fengsui.conduct.clock_facts import ClockSettled, start_clock
from fengsui.conduct.house import Derived, Situation
from fengsui.ledger.canonical import parse_timestamp, split_reference
from fengsui.plan import Plan
from fengsui.response import rules
from fengsui.response.reactions.clocks import stop_clocks
from fengsui.response.state import EventState

CLOCKS = ("first_information", "briefing")
OWNERS = ("R11", "R3")


def start_statement_clocks(situation: Situation) -> Iterable[Derived]:
    """The gravest grade starts both lines, from its T0; any other grade ends them (不再适用)."""
    state, plan = situation.state, situation.plan
    assert isinstance(state, EventState)
    if plan.grade(str(state.grade)).rank != rules.GRAVEST:
        yield from stop_clocks(state.running(*CLOCKS), f"等级定为{plan.grade(str(state.grade)).name}")
    elif state.notices_with:
        yield from stop_clocks(state.running(*CLOCKS), "同一轮的发布由另一事件承担")
    else:
        for definition in CLOCKS:
            if definition in plan.clocks and not _served(state, definition):
                yield _started(state, plan, definition)


def _served(state: EventState, definition: str) -> bool:
    """Whether the line runs, or was met in this spell of the grade."""
    return any(
        clock.definition == definition
        and (clock.running or (clock.settled and split_reference(clock.fact)[1] > state.spell_floor))
        for clock in state.clocks.values()
    )


def _started(state: EventState, plan: Plan, definition: str) -> Derived:
    clock, signed = plan.clocks[definition], next(row for row in reversed(state.grades) if row["t0"])
    started = start_clock(
        definition=definition,
        name=clock.name,
        subject=definition,
        subject_name="对外发布",
        term=plan.clock_term(definition, str(state.grade)),
        started_at=parse_timestamp(signed["t0"]),
        warn_before_minutes=clock.warn_before_minutes,
        owner_roles=OWNERS,
    )
    return Derived(started, rule=definition, key=definition, clause=clock.clause)


def settle_statement_clock(situation: Situation) -> Iterable[Derived]:
    """First information and briefing stop their own line, by when they were published."""
    payload, state = situation.fact.payload, situation.state
    assert isinstance(state, EventState)
    for clock in state.running(payload["kind"]):
        settled = ClockSettled(
            clock=clock.fact, settled_at=parse_timestamp(payload["published_at"]), by=situation.fact.reference
        )
        yield Derived(settled, rule="clock-settled", key=clock.fact)

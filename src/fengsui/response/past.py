"""An event as it was known at a past moment: what was recorded until then, and nothing that came later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from fengsui.conduct.access import Actor
from fengsui.conduct.house import house
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.ledger.reading import read_stream
from fengsui.plan import Plan
from fengsui.response.joining.folding import fold_whole_event
from fengsui.response.models import Event
from fengsui.response.queries import event_room
from fengsui.response.state import ClockState, EventState
from fengsui.response.timeline import Line, timeline
from fengsui.response.withholding import keeps_police_facts_from, police_facts, without


@dataclass(frozen=True, slots=True)
class PastClock:
    """A clock as it stood. ``lapsed``: its line had passed unsettled by then."""

    name: str
    subject_name: str
    due_at: datetime
    clock: ClockState
    fact: str
    lapsed: bool


@dataclass(frozen=True, slots=True)
class PastRoom:
    """What the event's page would have shown at ``moment``. ``later``: how many facts came after it."""

    row: Event
    plan: Plan
    moment: datetime
    state: EventState
    facts: Sequence[Fact]
    lines: Sequence[Line]
    clocks: Sequence[PastClock]
    later: int


def known_at(facts: Sequence[Fact], moment: datetime) -> tuple[Fact, ...]:
    """The facts of one stream that were on record at a moment, by when they were recorded, not when they happened."""
    return tuple(takewhile(lambda fact: fact.recorded_at <= moment, facts))


def state_as_known(facts: Sequence[Fact], moment: datetime) -> EventState:
    """The event as its facts recorded until a moment add up."""
    state = EventState()
    for fact in known_at(facts, moment):
        state = fold_whole_event(state, house.current(fact))
    return state


def event_as_known(actor: Actor, event: str, moment: datetime) -> PastRoom:
    """One event at a past moment, for publicity without the police's facts. Raises NotThere as event_room does."""
    room = event_room(actor, event)
    every = read_stream(event)
    facts, state = known_at(every, moment), state_as_known(every, moment)
    withheld = police_facts(facts) if keeps_police_facts_from(actor) else frozenset()
    state, shown = without(state, withheld), [fact for fact in facts if fact.reference not in withheld]
    clocks = [_clock(fact, state, moment) for fact in shown if fact.reference in state.clocks]
    return PastRoom(
        row=room.row,
        plan=room.plan,
        moment=moment,
        state=state,
        facts=shown,
        lines=timeline(shown, room.plan),
        clocks=sorted(clocks, key=lambda clock: (not clock.clock.running, clock.due_at)),
        later=len(every) - len(facts),
    )


def _clock(fact: Fact, state: EventState, moment: datetime) -> PastClock:
    payload: dict[str, Any] = fact.payload
    clock = state.clocks[fact.reference]
    due_at = parse_timestamp(clock.due_at)
    lapsed = clock.running and due_at < moment
    return PastClock(payload["name"], payload["subject_name"], due_at, clock, fact.reference, lapsed)

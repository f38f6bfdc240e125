"""Reopening: an end is taken back in writing by one who may end. The earlier end stays visible."""

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.world import this_world
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import read_stream
from fengsui.plan import Plan
from fengsui.response.joining import facts
from fengsui.response.joining.passing import clock_rows, clock_taken, signing_role
from fengsui.response.situation import lead_regions, situation_lock
from fengsui.response.state import DISMISSED, TERMINATED, EventState

ENDS = {DISMISSED: ("dismiss_event", "认定误报"), TERMINATED: ("terminate_event", "终止")}
"""By how it ended: whose signature the plan asks for the end. One of them takes it back: more eyes, not fewer."""


def reopen_event(*, actor: Actor, event: str, reason: str, seen: int | None, idempotency_key: str) -> Outcome:
    """The event is in progress again. Raises AccessDenied, Refused."""

    def make(drafting: Drafting) -> facts.EventReopened:
        state: EventState = drafting.state
        if state.status not in ENDS:
            msg = "事件没有结束，或已并入另一事件，不能重新打开"
            raise Refused(msg)
        role = _role(drafting.plan, state, actor, reason)
        closing = str(state.closing["fact"])
        undone = undone_by(event, closing)
        rows = clock_rows(event)
        stopped = [fact.payload["clock"] for fact in undone if fact.kind in {"clock.cancelled", "clock.ended"}]
        return facts.EventReopened(
            closing=closing,
            reason=reason,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            termination=str(state.termination.get("fact", "")),
            suspicions=tuple(fact.payload["matter"] for fact in undone if fact.kind == "blowup.rejected"),
            clocks=tuple(clock_taken(rows[clock]) for clock in stopped),
        )

    return act(
        actor=actor,
        permission="response.reopen_event",
        stream=event,
        make=make,
        regions=lead_regions(event),
        also_lock=(situation_lock(this_world().jurisdiction),),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="1.1.e",
    )


def _role(plan: Plan, state: EventState, actor: Actor, reason: str) -> str:
    name, title = ENDS[state.status]
    return signing_role(plan, name, title, actor.roles, reason)


def undone_by(event: str, closing: str) -> list[Fact]:
    """What the end had brought with it: stopped clocks, suspicions that fell with a false alarm."""
    return [fact for fact in read_stream(event) if fact.cause == closing]

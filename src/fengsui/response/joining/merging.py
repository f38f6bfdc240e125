"""Merge: two open events turn out to have one cause. One is closed as 并入, the other takes everything over."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import this_world
from fengsui.ledger.canonical import parse_timestamp, split_reference
from fengsui.plan import Plan
from fengsui.response import facts as event_facts
from fengsui.response import rules as event_rules
from fengsui.response.joining import facts, rules
from fengsui.response.joining.passing import (
    clock_rows,
    clock_taken,
    seen_from,
    signing_role,
    suspicion_taken,
)
from fengsui.response.joining.reactions import number_of
from fengsui.response.models import Event
from fengsui.response.reactions import NOTICE_CLOCKS
from fengsui.response.situation import events_relying_on, lead_regions, situation_lock, situation_now
from fengsui.response.state import ClockState, EventState, FigureState, TaskState

PERMISSION = "response.merge_events"
WAITING_PAPERS = frozenset({"submitted", "approved"})


def merge_events(
    *, actor: Actor, event: str, into: str, reason: str, seen: int | None, idempotency_key: str
) -> Outcome:
    """``event`` goes on in ``into``. Both facts are written, or none. Raises AccessDenied, Refused.

    The officer must serve both lead regions. The one that goes on is at least as grave, and is activated where the
    other is: so a merge never lowers a grade, and never leaves a task without its plan.
    """
    places = lead_regions(into)
    # Before anything is compared: what a refusal says of the other event is for who serves it.
    require(actor, PERMISSION, regions=places)
    before: list[EventState] = []

    def make(drafting: Drafting) -> facts.EventMerged:
        state: EventState = drafting.state
        role = signing_role(drafting.plan, "merge_events", "并案", actor.roles, reason)
        staying: EventState = state_of(into)
        why = why_not_into(drafting.plan, state, staying)
        if why:
            raise Refused(why)
        _refuse_reliance(state, event, into)
        before[:] = [state]
        return facts.EventMerged(
            into=into,
            reason=reason,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            closed=_needed_no_more(state),
        )

    with transaction.atomic():
        outcome = act(
            actor=actor,
            permission=PERMISSION,
            stream=event,
            make=make,
            regions=lead_regions(event),
            also_lock=(situation_lock(this_world().jurisdiction),),
            seen=seen,
            idempotency_key=idempotency_key,
            clause="1.1.e",
        )
        going: EventState = outcome.state

        def absorb(drafting: Drafting) -> facts.EventAbsorbed:
            # Its stream is locked only now: it may have been closed or graded since it was looked at.
            why = why_not_into(drafting.plan, before[-1], drafting.state) if before else ""
            if why:
                raise Refused(why)
            return _absorbed(going, outcome, drafting)

        act(
            actor=actor,
            permission=PERMISSION,
            stream=into,
            make=absorb,
            regions=places,
            idempotency_key=f"absorbed:{outcome.fact.reference}",
            clause="1.1.e",
        )
    return outcome


def why_not_into(plan: Plan, going: EventState, staying: EventState) -> str:
    """Why ``going`` can't go on in ``staying``, in the user's words; empty when it can."""
    if not staying.opened or going.stream == staying.stream:
        return "请选择另一个处置中的事件"
    if not going.is_open or not staying.is_open:
        return "两个事件都要在处置中，才能并案"
    if any(paper.status in WAITING_PAPERS for paper in going.papers.values()):
        return "本事件还有送签或已批准、没有发出的公文，请先发出或撤回，再并案"
    ours = plan.grade(going.grade).rank if going.grade else 99
    theirs = plan.grade(staying.grade).rank if staying.grade else 99
    if ours < theirs:
        return f"{number_of(staying.stream)}号事件的等级低于本事件。请把等级低的并入等级高的，或先升级再并案"
    if going.activated and not staying.activated:
        return f"本事件已启动预案，{number_of(staying.stream)}号事件还没有。请把它并入本事件，或先启动再并案"
    return ""


def _refuse_reliance(state: EventState, event: str, into: str) -> None:
    """Notices that a third event relies on must not go with this one. Raises Refused."""
    others = [number for number in events_relying_on(event) if number != number_of(into)]
    if others and state.running(*NOTICE_CLOCKS):
        msg = f"{'、'.join(others)}号事件的首报和书面报告由本事件承担。请先在那个事件里“接过通知”，再并案。"
        raise Refused(msg)


def _needed_no_more(state: EventState) -> tuple[str, ...]:
    """What waits for a signature here and is without an object once the event goes on elsewhere."""
    waiting = (state.activation_fact, str(state.termination.get("fact", "")))
    known = state.matters.by_fact
    return tuple(opened for opened in waiting if opened in known and not known[opened].closed)


def _absorbed(going: EventState, merged: Outcome, drafting: Drafting) -> facts.EventAbsorbed:
    staying: EventState = drafting.state
    payload = facts.EventMerged.model_validate(merged.fact.payload)
    # The clocks as they stood: those that the merge stopped, and those settled before it.
    stopped = {fact.payload["clock"] for fact in merged.derived if fact.kind in {"clock.cancelled", "clock.ended"}}
    rows = clock_rows(going.stream)
    steps = tuple(_steps(going, staying, stopped, rows))
    known = situation_now(this_world().jurisdiction, drafting.now, staying.stream)
    standing = [row for row in going.suspicions.values() if row.status in {"suspected", "confirmed"}]
    t0, basis = _earlier_t0(going, staying)
    carried = any(step.taken is not None and step.taken.definition in NOTICE_CLOCKS for step in steps)
    return facts.EventAbsorbed(
        event=going.stream,
        merged=merged.fact.reference,
        reason=payload.reason,
        officer=payload.officer,
        officer_name=payload.officer_name,
        institutions=tuple(
            event_facts.InstitutionInEvent.model_validate(row)
            for key, row in going.institutions.items()
            if key not in staying.institutions
        ),
        support_regions=event_rules.order_of_regions(staying.regions[0], (*staying.regions, *going.regions))[1],
        asked=tuple(dict.fromkeys(request["region"] for request in going.support.values())),
        figures=tuple(_figure(figure) for figure in going.figure_history),
        suspicions=tuple(suspicion_taken(going, row) for row in standing),
        tasks=tuple(_task(task, rows) for task in going.tasks.values() if not task.done),
        supports=tuple(
            _support(reference, request, rows)
            for reference, request in going.support.items()
            if request["answer"] is None
        ),
        clocks=steps,
        t0=t0,
        t0_basis=basis,
        notices_with="" if carried or staying.notices_with == going.stream else staying.notices_with,
        situation=seen_from(known, before=going.stream, after=staying.stream),
    )


def _steps(
    going: EventState, staying: EventState, stopped: set[str], rows: Mapping[str, Mapping[str, Any]]
) -> Iterable[facts.ClockStep]:
    as_it_ran = [_running(clock) for clock in going.clocks.values() if clock.fact in stopped]
    settled = [clock for clock in going.clocks.values() if clock.settled and _of_this_spell(clock, going)]
    for fate in rules.fates([*as_it_ran, *settled], list(staying.clocks.values()), served=_served(staying)):
        row = rows[fate.clock]
        takes = fate.step in {"goes_on", "nearer"}
        yield facts.ClockStep(
            step=fate.step,
            clock=fate.clock,
            other=fate.other,
            taken=clock_taken(row) if takes else None,
            settled_at=row["settled_at"] if fate.step == "serves" else None,
            settled_by=row["settled_by"] if fate.step == "serves" else "",
        )


def _running(clock: ClockState) -> ClockState:
    """As it was before the merge stopped it."""
    return replace(clock, running=True)


def _of_this_spell(clock: ClockState, state: EventState) -> bool:
    return split_reference(clock.fact)[1] > state.spell_floor


def _served(state: EventState) -> frozenset[tuple[str, str]]:
    """What was done already in the event that stays: notices received in this spell, the plan activated."""
    running = {(clock.definition, clock.subject) for clock in state.clocks.values() if clock.running}
    done = {
        (clock.definition, clock.subject)
        for clock in state.clocks.values()
        if clock.settled and _of_this_spell(clock, state)
    }
    if state.activated:
        done.add(("activation", "activation"))
    return frozenset(done - running)


def _earlier_t0(going: EventState, staying: EventState) -> tuple[datetime | None, str]:
    """The other event's T0 where it is the earlier one and both are graded with one."""
    ours = going.grades[-1] if going.grades else {}
    theirs = staying.grades[-1] if staying.grades else {}
    if not ours.get("t0") or not theirs.get("t0"):
        return None, ""
    at = parse_timestamp(ours["t0"])
    if at >= parse_timestamp(theirs["t0"]):
        return None, ""
    return at, f"并入的{number_of(going.stream)}号事件T0更早，以其为准"


def _figure(figure: FigureState) -> facts.FigureTaken:
    names = ("name", "value", "unit", "as_of", "source", "verification", "fact", "known_at")
    return facts.FigureTaken.model_validate({name: getattr(figure, name) for name in names})


def _task(task: TaskState, rows: Mapping[str, Mapping[str, Any]]) -> facts.TaskTakenOver:
    same = {name: task.payload[name] for name in event_facts.TaskIssued.model_fields}
    clock = _clock_for(task.fact, rows)
    return facts.TaskTakenOver(
        **same,
        source=task.fact,
        issued_at=datetime.fromisoformat(task.issued_at),
        acknowledged_at=datetime.fromisoformat(task.acknowledged) if task.acknowledged else None,
        sign_for=None if task.acknowledged else clock,
    )


def _support(
    reference: str, request: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]
) -> facts.SupportTakenOver:
    return facts.SupportTakenOver(
        **{name: request[name] for name in event_facts.SupportRequested.model_fields},
        source=reference,
        requested_at=datetime.fromisoformat(request["requested_at"]),
        answer_by=_clock_for(reference, rows),
    )


def _clock_for(subject: str, rows: Mapping[str, Mapping[str, Any]]) -> facts.ClockTaken | None:
    return next(
        (clock_taken(row) for row in rows.values() if row["subject"] == subject and not row["settled_at"]), None
    )


def others_open(event: str) -> list[Event]:
    """Open events other than this one, for the choice on the page."""
    rows = Event.objects.filter(status="open").exclude(pk=event).order_by("-opened_at", "-id")
    return list(rows[:50])

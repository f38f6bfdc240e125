"""Split: an institution of an event gets an event of its own. What moved is named in both."""

from datetime import datetime

from django.db import transaction

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import this_world
from fengsui.ledger.canonical import parse_timestamp
from fengsui.ledger.writing import take_number
from fengsui.response import facts as event_facts
from fengsui.response.joining import facts
from fengsui.response.joining.passing import seen_from, signing_role, suspicion_taken
from fengsui.response.joining.reactions import number_of
from fengsui.response.models import Event
from fengsui.response.opening import seal_text
from fengsui.response.provisions import TERRITORY_LEADS
from fengsui.response.rules import order_of_regions
from fengsui.response.situation import lead_regions, situation_lock, situation_now
from fengsui.response.state import EventState, SuspicionState


def split_event(
    *, actor: Actor, event: str, institution: str, name: str, reason: str, seen: int | None, idempotency_key: str
) -> Outcome:
    """Take an institution out of ``event`` into a new one, named ``name``. All facts are written, or none.

    The outcome is that of the old event; its payload names the new one. Raises AccessDenied, Refused.
    """
    with transaction.atomic():
        before: list[EventState] = []

        def leave(drafting: Drafting) -> facts.InstitutionSplitOff:
            state: EventState = drafting.state
            role = signing_role(drafting.plan, "split_event", "拆分事件", actor.roles, reason)
            _check(state, institution, name)
            before.append(state)
            into = _next_stream(drafting.now)
            known = situation_now(this_world().jurisdiction, drafting.now, event)
            return facts.InstitutionSplitOff(
                institution=institution,
                institution_name=state.institutions[institution]["name"],
                into=into,
                reason=reason,
                officer=actor.officer,
                officer_name=actor.name,
                role=role,
                suspicions=tuple(row.fact for row in _of(state, institution)),
                situation=seen_from(known, before=event, after=into, institution=institution),
            )

        outcome = act(
            actor=actor,
            permission="response.split_event",
            stream=event,
            make=leave,
            regions=lead_regions(event),
            also_lock=(situation_lock(this_world().jurisdiction),),
            seen=seen,
            idempotency_key=idempotency_key,
            clause="1.1.e",
        )
        if not outcome.repeated:
            _open(actor, before[-1], outcome, name)
    return outcome


def _next_stream(now: datetime) -> str:
    year = now.astimezone(BEIJING).year
    return f"event/{year}-{take_number(f'event/{year}'):03d}"


def _check(state: EventState, institution: str, name: str) -> None:
    if not state.is_open:
        msg = "事件已经结束，不能拆分"
        raise Refused(msg)
    if institution not in state.institutions:
        msg = "请选择本事件里的一家机构"
        raise Refused(msg)
    if len(state.institutions) == 1:
        msg = "本事件只有这一家机构，没有可拆的；建错的请按误报或终止处理"
        raise Refused(msg)
    if not name.strip():
        msg = "请写新事件的名称"
        raise Refused(msg)


def _of(state: EventState, institution: str) -> list[SuspicionState]:
    """What of the institution's blow-ups stands and moves."""
    rows = state.suspicions.values()
    return [row for row in rows if row.institution == institution and row.status in {"suspected", "confirmed"}]


def _open(actor: Actor, earlier: EventState, left: Outcome, name: str) -> None:
    payload = facts.InstitutionSplitOff.model_validate(left.fact.payload)
    into, event = payload.into, left.fact.stream
    institution = event_facts.InstitutionInEvent.model_validate(earlier.institutions[payload.institution])
    moving = _of(earlier, payload.institution)
    known_at = min(map(parse_timestamp, [row.known_at for row in moving] or [earlier.opened["known_at"]]))
    occurred_at = min(map(parse_timestamp, [row.occurred_at for row in moving] or [earlier.opened["occurred_at"]]))

    def open_new(drafting: Drafting) -> event_facts.EventOpened:
        registered = institution.registered_region
        lead, support = order_of_regions(
            registered if drafting.plan.provides(TERRITORY_LEADS) else this_world().jurisdiction,
            [registered, *institution.operating_regions],
        )
        told = f"由{number_of(event)}号事件拆出：{payload.reason}"
        return event_facts.EventOpened(
            number=number_of(into),
            name=name,
            event_type=earlier.opened["event_type"],
            subtype=earlier.opened["subtype"],
            inclusion_reason=earlier.opened["inclusion_reason"],
            institutions=(institution,),
            region=lead,
            lead_region=lead,
            support_regions=support,
            occurred_at=min(occurred_at, known_at),
            known_at=known_at,
            source=f"由{number_of(event)}号事件拆出",
            narrative=seal_text(into, "narrative", told, drafting.now),
            situation=situation_now(this_world().jurisdiction, drafting.now, into, takes_part=False),
        )

    def receive(drafting: Drafting) -> facts.SplitReceived:
        known = situation_now(this_world().jurisdiction, drafting.now, into)
        return facts.SplitReceived(
            event=event,
            split=left.fact.reference,
            reason=payload.reason,
            suspicions=tuple(suspicion_taken(earlier, row) for row in moving),
            situation=seen_from(known, before=event, after=into, institution=payload.institution),
        )

    places = (institution.registered_region, *institution.operating_regions, *earlier.regions)
    for step, make in (("opened", open_new), ("received", receive)):
        act(
            actor=actor,
            permission="response.split_event",
            stream=into,
            make=make,
            regions=places,
            idempotency_key=f"split-{step}:{left.fact.reference}",
            clause="1.1.e",
        )


def events_split_from(event: str) -> list[Event]:
    """Events that came out of this one."""
    state: EventState = state_of(event)
    return list(Event.objects.filter(pk__in=[row["into"] for row in state.joining.split_off]))

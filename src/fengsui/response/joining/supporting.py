"""Support between places: what is asked, and what the superior decides where it is refused (5.2.1.0.c)."""

from collections.abc import Mapping
from typing import Any

from fengsui.conduct.access import Actor, covers
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.ledger.canonical import split_reference
from fengsui.registry.queries import region_name
from fengsui.response import facts as event_facts
from fengsui.response.joining import facts
from fengsui.response.situation import lead_regions
from fengsui.response.state import EventState


def request_support(
    *, actor: Actor, event: str, region: str, asked: str, seen: int | None, idempotency_key: str
) -> Outcome:
    """The lead asks a supporting place for something named. Raises AccessDenied, Refused."""

    def make(drafting: Drafting) -> event_facts.SupportRequested:
        state: EventState = drafting.state
        if not state.is_open or not state.activated:
            msg = "预案启动后、事件结束前，才能请求支持"
            raise Refused(msg)
        if region not in state.support_regions:
            msg = "请选择配合的地区"
            raise Refused(msg)
        if not asked.strip():
            msg = "请写明请求什么支持"
            raise Refused(msg)
        return event_facts.SupportRequested(region=region, region_name=region_name(region), asked=asked)

    return act(
        actor=actor,
        permission="response.request_support",
        stream=event,
        make=make,
        regions=lead_regions(event),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="5.2.1.0.c",
    )


def is_refused(request: Mapping[str, Any]) -> bool:
    """Whether a request was refused and the superior has not decided yet."""
    answer = request["answer"]
    return answer is not None and not answer.get("agreed", True) and "overseen_by" not in request


def oversee_refusal(
    *, actor: Actor, request: str, excused: bool, note: str, seen: int | None, idempotency_key: str
) -> Outcome:
    """督办: who is over both places decides on a refusal. Raises AccessDenied, Refused."""
    event = split_reference(request)[0]

    def make(drafting: Drafting) -> facts.SupportOverseen:
        state: EventState = drafting.state
        found = state.support.get(request)
        if found is None or not state.is_open or not is_refused(found):
            msg = "没有等督办的答复，或事件已经结束"
            raise Refused(msg)
        if not (covers(actor.region, found["region"]) and covers(actor.region, state.regions[0])):
            msg = "督办由两地共同的上级办"
            raise Refused(msg)
        if not note.strip():
            msg = "督办意见要写明理由"
            raise Refused(msg)
        return facts.SupportOverseen(
            request=request,
            region=found["region"],
            region_name=found["region_name"],
            excused=excused,
            note=note,
            officer=actor.officer,
            officer_name=actor.name,
        )

    return act(
        actor=actor,
        permission="response.oversee_support",
        stream=event,
        make=make,
        regions=lead_regions(event),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="5.2.1.0.c",
    )

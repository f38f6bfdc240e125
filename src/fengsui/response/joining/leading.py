"""The lead passes to another place, with the reason, signed. By rule the place of registration leads (5.2.1.0.b)."""

from fengsui.conduct.access import Actor, covers
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.world import this_world
from fengsui.registry.queries import region_name
from fengsui.response.joining import facts
from fengsui.response.joining.passing import signing_role
from fengsui.response.rules import order_of_regions
from fengsui.response.situation import lead_regions
from fengsui.response.state import EventState


def transfer_lead(
    *, actor: Actor, event: str, region: str, reason: str, seen: int | None, idempotency_key: str
) -> Outcome:
    """``region`` leads from now on; it must be one of the event's places or of its institutions' registration.

    Only an officer over both places can order it: the province for its prefectures. Raises AccessDenied, Refused.
    """

    def make(drafting: Drafting) -> facts.LeadTransferred:
        state: EventState = drafting.state
        if not state.is_open:
            msg = "事件已经结束，不能移交牵头"
            raise Refused(msg)
        lead = state.regions[0]
        if region == lead or region not in places_to_lead(state):
            msg = "请选择参加处置的另一个地区"
            raise Refused(msg)
        if not (covers(actor.region, region) and covers(actor.region, lead)):
            msg = "牵头只能由两地共同的上级移交"
            raise Refused(msg)
        role = signing_role(drafting.plan, "transfer_lead", "移交牵头", actor.roles, reason)
        return facts.LeadTransferred(
            region=region,
            region_name=region_name(region),
            previous=lead,
            previous_name=region_name(lead),
            support_regions=order_of_regions(region, (*state.support_regions, lead))[1],
            reason=reason,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
        )

    return act(
        actor=actor,
        permission="response.transfer_lead",
        stream=event,
        make=make,
        regions=lead_regions(event),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="5.2.1.0.b",
    )


def places_to_lead(state: EventState) -> tuple[str, ...]:
    """Places of the jurisdiction that have a part in the event and don't lead it."""
    registered = (row["registered_region"] for row in state.institutions.values())
    found = dict.fromkeys(region for region in (*state.support_regions, *registered) if region != state.regions[0])
    return tuple(region for region in found if covers(this_world().jurisdiction, region))

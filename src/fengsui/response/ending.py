"""The two ways an event ends: a false alarm, and termination by whoever the plan says."""

from collections.abc import Sequence

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.signatures import why_not_asked
from fengsui.conduct.world import this_world
from fengsui.plan import Plan
from fengsui.plan.model import Slot
from fengsui.response import facts
from fengsui.response.situation import lead_regions, refuse_leaving_notices_behind, situation_lock
from fengsui.response.state import EventState


def dismiss_event(*, actor: Actor, event: str, reason: str, seen: int | None, idempotency_key: str) -> Outcome:
    """A false alarm, before anything was confirmed. Afterwards the way out is termination by the head."""

    def make(drafting: Drafting) -> facts.EventDismissed:
        state: EventState = drafting.state
        if not state.is_open:
            msg = "事件已经结束"
            raise Refused(msg)
        if state.activated or any(s.status == "confirmed" for s in state.suspicions.values()):
            msg = "已经确认爆雷或启动预案的事件不能按误报处理，请由组长终止"
            raise Refused(msg)
        refuse_leaving_notices_behind(state, event)
        if not reason.strip():
            msg = "请写明为什么认定是误报"
            raise Refused(msg)
        _require_signer(drafting.plan, "dismiss_event", "认定误报", actor, state.grade)
        return facts.EventDismissed(reason=reason)

    return act(
        actor=actor,
        permission="response.dismiss_event",
        stream=event,
        make=make,
        regions=lead_regions(event),
        also_lock=(situation_lock(this_world().jurisdiction),),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="1.6.d",
    )


def terminate_event(
    *,
    actor: Actor,
    event: str,
    reason: str,
    conditions: Sequence[facts.ConditionChecked],
    residual: str,
    seen: int | None,
    idempotency_key: str,
) -> Outcome:
    """End the event; a condition of PAR-22 that is not met needs a written reason of its own.

    Where the plan asks for one signature, this act is it. Where it asks for more, the end is put before the signers
    and comes with the last signature; a later proposal takes the place of an earlier one.
    """

    def make(drafting: Drafting) -> facts.EventTerminated | facts.TerminationProposed:
        state: EventState = drafting.state
        if not state.is_open:
            msg = "事件已经结束"
            raise Refused(msg)
        refuse_leaving_notices_behind(state, event)
        if not reason.strip():
            msg = "终止必须写明理由"
            raise Refused(msg)
        _check_conditions(drafting.plan, conditions)
        slots = _require_signer(drafting.plan, "terminate_event", "终止", actor, state.grade)
        if len(slots) == 1:
            return facts.EventTerminated(reason=reason, conditions=tuple(conditions), residual=residual)
        return facts.TerminationProposed(
            supersedes=str(state.termination.get("fact", "")),
            grade=state.grade,
            reason=reason,
            conditions=tuple(conditions),
            residual=residual,
            roles=tuple(sorted({role for slot in slots for role in slot.roles})),
        )

    return act(
        actor=actor,
        permission="response.terminate_event",
        stream=event,
        make=make,
        regions=lead_regions(event),
        also_lock=(situation_lock(this_world().jurisdiction),),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="3.2.3.b",
    )


def _check_conditions(plan: Plan, conditions: Sequence[facts.ConditionChecked]) -> None:
    checked = {row.condition: row for row in conditions}
    for condition in plan.termination_conditions:
        row = checked.get(condition.id)
        if row is None:
            msg = f"请核对终止条件：{condition.name}"
            raise Refused(msg)
        if not row.met and not row.note.strip():
            msg = f"“{condition.name}”没有达到，仍要终止的请写明理由和承接单位"
            raise Refused(msg)


def _require_signer(plan: Plan, name: str, title: str, actor: Actor, grade: str | None) -> tuple[Slot, ...]:
    """The signatures that the plan asks for. Raises Refused for an officer who may give none of them."""
    reason = why_not_asked(plan, name, title, actor.roles, grade)
    if reason:
        raise Refused(reason)
    return plan.signature_requirement(name, grade).slots

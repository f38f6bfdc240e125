"""Signing: blow-ups, grades, countersignatures. Rules propose, named officers sign (N8)."""

from collections.abc import Sequence
from datetime import datetime

from fengsui.conduct.access import Actor, covers
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.signatures import (
    CountersignatureGiven,
    Mode,
    SignatureGiven,
    nobody_signs,
    open_slots,
    requirement_for,
    why_not,
)
from fengsui.conduct.world import this_world
from fengsui.ledger.canonical import split_reference
from fengsui.plan import Plan
from fengsui.registry.queries import actor_for_officer
from fengsui.response import facts, rules
from fengsui.response.reactions import head_counts
from fengsui.response.situation import (
    event_with_notices,
    lead_regions,
    refuse_leaving_notices_behind,
    situation_lock,
    situation_now,
)
from fengsui.response.state import EventState
from fengsui.response.wording import clock_time, minute_of
from fengsui.warning.rules.grading import terms_of


def sign(
    *,
    actor: Actor,
    matter: str,
    seen_hash: str,
    note: str = "",
    idempotency_key: str,
) -> Outcome:
    """Sign a matter in person. Raises Refused when the plan does not let this officer sign now."""

    def make(drafting: Drafting) -> SignatureGiven:
        state: EventState = drafting.state
        _refuse_overtaken(state, matter, drafting.stream)
        role = _role_for(drafting.plan, state, matter, actor)
        problem = why_not(
            drafting.plan,
            state.matters.by_fact.get(matter),
            officer=actor.officer,
            role=role,
            mode="in_person",
            seen_hash=seen_hash,
        )
        if problem:
            raise Refused(problem)
        return _signature(
            state, matter, actor.officer, actor.name, role, mode="in_person", seen_hash=seen_hash, note=note
        )

    return act(
        actor=actor,
        permission="response.sign",
        stream=split_reference(matter)[0],
        make=make,
        regions=lead_regions(split_reference(matter)[0]),
        also_lock=(situation_lock(this_world().jurisdiction),),
        idempotency_key=idempotency_key,
        clause="1.1.h",
    )


def record_telephone_approval(
    *,
    actor: Actor,
    matter: str,
    officer: str,
    approved_at: datetime,
    seen_hash: str,
    note: str = "",
    idempotency_key: str,
) -> Outcome:
    """The duty chief writes down what a head approved by telephone; the head countersigns within the plan's hours."""
    approver = actor_for_officer(officer)

    def make(drafting: Drafting) -> SignatureGiven:
        state: EventState = drafting.state
        _refuse_overtaken(state, matter, drafting.stream)
        _check_approval_time(state, matter, approved_at, drafting.now)
        if not covers(approver.region, state.regions[0]):
            msg = "批准人不在牵头地区任职，不能批准"
            raise Refused(msg)
        role = _role_for(drafting.plan, state, matter, approver)
        problem = why_not(
            drafting.plan,
            state.matters.by_fact.get(matter),
            officer=approver.officer,
            role=role,
            mode="telephone",
            seen_hash=seen_hash,
            recorded_by=actor.officer,
        )
        if problem:
            raise Refused(problem)
        return _signature(
            state,
            matter,
            approver.officer,
            approver.name,
            role,
            mode="telephone",
            seen_hash=seen_hash,
            note=note,
            recorded_by=actor.officer,
        )

    return act(
        actor=actor,
        permission="response.record_telephone_approval",
        stream=split_reference(matter)[0],
        make=make,
        happened_at=approved_at,
        regions=lead_regions(split_reference(matter)[0]),
        also_lock=(situation_lock(this_world().jurisdiction),),
        idempotency_key=idempotency_key,
        clause="1.1.h",
    )


def countersign(*, actor: Actor, request: str, seen_hash: str, regions: Sequence[str], idempotency_key: str) -> Outcome:
    """Give the signature that had to follow. Where a person approved by telephone, only that person can."""

    def make(drafting: Drafting) -> CountersignatureGiven:
        state: EventState = drafting.state
        owed = state.matters.owed.get(request)
        if owed is None:
            msg = "这件补签已经办过，请刷新页面"
            raise Refused(msg)
        if owed.officer and owed.officer != actor.officer:
            msg = "电话批准须由批准人本人补签，任何人不能代签"
            raise Refused(msg)
        signed = state.matters.by_fact.get(owed.matter)
        role = next((role for role in owed.roles if role in actor.roles), "")
        if owed.officer and signed is not None and not role:
            # Whoever approved by telephone signs in the post in which that was done.
            role = next((given.role for given in signed.signatures if given.officer == actor.officer), "")
        if not role:
            msg = f"补签须由{'、'.join(drafting.plan.role(r).name_zh for r in owed.roles)}来签"
            raise Refused(msg)
        if signed is None or seen_hash != signed.hash:
            msg = "您看到的内容与待签内容不一致，请刷新页面看过再签"
            raise Refused(msg)
        first = next((grade for grade in state.grades if grade["fact"] == owed.matter), None)
        if first is not None and first["officer"] == actor.officer:
            msg = "会签须由另一人来签"
            raise Refused(msg)
        return CountersignatureGiven(
            request=request,
            matter=owed.matter,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            seen_hash=seen_hash,
        )

    return act(
        actor=actor,
        permission="response.sign",
        stream=split_reference(request)[0],
        make=make,
        regions=regions,
        idempotency_key=idempotency_key,
        clause="1.1.f",
    )


def sign_grade(
    *,
    actor: Actor,
    event: str,
    grade: str,
    reason: str,
    seen: int | None,
    idempotency_key: str,
) -> Outcome:
    """Fix the grade. Duty chief alone for a first grade or an upgrade; the head with a reason for a downgrade."""

    def make(drafting: Drafting) -> facts.GradeSigned:
        state: EventState = drafting.state
        plan = drafting.plan
        if not state.is_open:
            msg = "事件已经结束，不能再定级"
            raise Refused(msg)
        if grade not in {row.id for row in plan.grades}:
            msg = "请选择等级"
            raise Refused(msg)
        step = rules.direction(plan, state.grade, grade)
        if step == "same":
            msg = f"等级已经是{plan.grade(grade).name}"
            raise Refused(msg)
        role = _role_for_grade(plan, step, grade, actor, reason)
        # Read once more, under the lock of the jurisdiction: the page's proposal may be seconds old.
        situation, counts = situation_now(this_world().jurisdiction, drafting.now, event), head_counts(state)
        figures = rules.figures_at(situation, counts, drafting.now, terms_of(plan))
        proposal = plan.propose_grade(figures)
        follows = proposal.grade_id == grade and state.proposal.get("grade") == grade
        if not follows and not reason.strip():
            msg = "没有规则建议这个等级，由人工认定的请写明理由"
            raise Refused(msg)
        if step == "downgrade":
            refuse_leaving_notices_behind(state, event)
        zero = None
        if plan.grade(grade).rank == rules.GRAVEST:
            zero = rules.time_zero(plan, situation, counts, decided_at=drafting.now)
        return facts.GradeSigned(
            grade=grade,
            previous=state.grade,
            direction=step,
            basis="rule" if follows else "judgement",
            rule=proposal.rule_id if follows else None,
            proposal=state.proposal_fact or None,
            reason=reason,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            seen_hash=state.proposal_hash,
            t0=zero.at if zero else None,
            t0_basis=zero.basis if zero else "",
            notices_with=event_with_notices(event) if zero else "",
            situation=situation,
            figures=figures,
            window_days=rules.WINDOW.days,
            parameters=plan.version,
            reviews=rules.demanded(plan, proposal, "review"),
        )

    return act(
        actor=actor,
        permission="response.sign_grade",
        stream=event,
        make=make,
        regions=lead_regions(event),
        also_lock=(situation_lock(this_world().jurisdiction),),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="1.1.e",
    )


def reject_proposal(*, actor: Actor, event: str, reason: str, seen: int | None, idempotency_key: str) -> Outcome:
    """Do not follow the proposed grade: provisional clocks are called off, with the reason."""

    def make(drafting: Drafting) -> facts.ProposalRejected:
        state: EventState = drafting.state
        if not state.proposal_open:
            msg = "现在没有待处理的等级建议"
            raise Refused(msg)
        if not reason.strip():
            msg = "不采纳建议要写明理由"
            raise Refused(msg)
        role = "R1" if "R1" in actor.roles else "R3"
        return facts.ProposalRejected(
            proposal=state.proposal_fact,
            reason=reason,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            seen_hash=state.proposal_hash,
        )

    return act(
        actor=actor,
        permission="response.reject_proposal",
        stream=event,
        make=make,
        regions=lead_regions(event),
        also_lock=(situation_lock(this_world().jurisdiction),),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="1.1.e",
    )


def _check_approval_time(state: EventState, matter: str, approved_at: datetime, now: datetime) -> None:
    """An approval by telephone is not later than now, and not earlier than what it answers."""
    if approved_at > now:
        msg = "批准时间不能晚于现在"
        raise Refused(msg)
    since = state.grades[-1]["signed_at"] if matter == state.activation_fact else state.opened["known_at"]
    if approved_at < minute_of(since):
        msg = f"批准时间不能早于{clock_time(since)}：那时还没有这件事"
        raise Refused(msg)


def take_over_notices(*, actor: Actor, event: str, idempotency_key: str) -> Outcome:
    """This event carries the notices of the spell from now on, with its own T0 (one set per spell)."""

    def make(drafting: Drafting) -> facts.NoticesTakenOver:
        state: EventState = drafting.state
        if not state.is_open or not state.notices_with:
            msg = "本事件的通知本来就由自己承担"
            raise Refused(msg)
        return facts.NoticesTakenOver(from_event=state.notices_with, t0=state.grades[-1]["t0"])

    return act(
        actor=actor,
        permission="response.sign_grade",
        stream=event,
        make=make,
        regions=lead_regions(event),
        also_lock=(situation_lock(this_world().jurisdiction),),
        idempotency_key=idempotency_key,
        clause="5.2.1.1.a",
    )


def _role_for_grade(plan: Plan, step: str, grade: str, actor: Actor, reason: str) -> str:
    requirement = requirement_for(plan, rules.act_of_direction(step), grade)
    if requirement is None:
        raise Refused(nobody_signs("降级" if step == "downgrade" else "定级、升级"))
    allowed = [role for slot in requirement.slots for role in slot.roles]
    # The head may do what the duty chief may: a higher office never waits for a lower one to upgrade.
    if step != "downgrade":
        allowed.append("R1")
    role = next((role for role in allowed if role in actor.roles), "")
    if not role:
        msg = f"“{requirement.name}”须由{'、'.join(plan.role(name).name_zh for name in allowed)}签字"
        raise Refused(msg)
    if requirement.reason_required and not reason.strip():
        msg = f"“{requirement.name}”必须写明理由"
        raise Refused(msg)
    return role


def _refuse_overtaken(state: EventState, matter: str, event: str) -> None:
    """Raise Refused for a matter of an event that has ended, and for an end put forward before the event changed.

    Papers are signed after the end too. Another event may meanwhile rely on the notices of this one.
    """
    if not state.is_open and matter not in state.papers:
        msg = "事件已经结束，这件事不再需要签字"
        raise Refused(msg)
    if matter != state.termination.get("fact"):
        return
    refuse_leaving_notices_behind(state, event)
    put_forward = split_reference(matter)[1]
    newer = any(split_reference(suspicion)[1] > put_forward for suspicion in state.suspicions)
    if newer or state.grade != state.termination["grade"]:
        msg = "送签以后等级或者爆雷情况有了变化，请重新提出终止"
        raise Refused(msg)


def _role_for(plan: Plan, state: EventState, matter: str, actor: Actor) -> str:
    """The role in which the officer signs: one that is still missing, else any of his."""
    found = state.matters.by_fact.get(matter)
    requirement = requirement_for(plan, found.act, found.grade) if found else None
    if found is not None and requirement is not None:
        for roles in open_slots(requirement, found.signatures):
            for role in sorted(roles & actor.roles):
                return role
    return min(actor.roles, default="")


def _signature(
    state: EventState,
    matter: str,
    officer: str,
    name: str,
    role: str,
    *,
    mode: Mode,
    seen_hash: str,
    note: str,
    recorded_by: str = "",
) -> SignatureGiven:
    return SignatureGiven(
        matter=matter,
        act=state.matters.by_fact[matter].act,
        officer=officer,
        officer_name=name,
        role=role,
        mode=mode,
        recorded_by=recorded_by,
        seen_hash=seen_hash,
        note=note,
    )

"""The decision log (1.6.e): options, legal review, vote, decision; signed by who approved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Unpack

from fengsui.command.facts import DecisionRecorded, DecisionReturned, DecisionSigned, Vote
from fengsui.command.models import Decision
from fengsui.command.provisions import DECISION_RECORD
from fengsui.command.rules import why_not_recorded
from fengsui.conduct.access import Actor, covers, require, roles_allowed
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.shapes import FactModel
from fengsui.ledger.canonical import split_reference
from fengsui.ledger.reading import read_fact
from fengsui.plan import Plan
from fengsui.registry.acting import Sent, faults_refused
from fengsui.registry.models import Officer
from fengsui.registry.people import in_copy
from fengsui.response.queries import event_regions, visible_events

CLAUSE, SIGN = "1.6.e", "command.sign_decision"
NOT_IN_PLAN = "现行预案没有决策记录（条款 1.6.e），不能在这里登记"


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """A decision as typed. ``facts``: numbers of the event's facts that it rests on."""

    question: str
    options: Sequence[str]
    no_options_reason: str
    clauses: Sequence[str]
    facts: Sequence[int]
    basis: str
    legal_reviewer: str
    legal_opinion: str
    no_legal_review_reason: str
    votes: Sequence[Vote]
    decision: str
    approver: str
    decided_at: datetime


def stream_of(sort: str, event: str, region: str) -> str:
    """``decision/2026-001`` for one of an event, ``decision/990000`` for one of none; meetings likewise."""
    return f"{sort}/{event.partition('/')[2] or region}"


def record_decision(*, actor: Actor, event: str, entry: DecisionEntry, **sent: Unpack[Sent]) -> Outcome:
    """Write a decision down for its approver's signature. Raises AccessDenied, Refused."""
    regions = event_regions(event) or ("",) if event else (actor.region,)

    def make(drafting: Drafting) -> FactModel:
        plan = plan_in_force()
        if not plan.provides(DECISION_RECORD):
            raise Refused(NOT_IN_PLAN)
        lacking = why_not_recorded(
            options=entry.options,
            no_options_reason=entry.no_options_reason,
            legal_reviewer=entry.legal_reviewer,
            legal_opinion=entry.legal_opinion,
            no_review_reason=entry.no_legal_review_reason,
        )
        if lacking:
            raise Refused("；".join(lacking.values()))
        if entry.decided_at > drafting.now:
            msg = "决定时间不能晚于现在"
            raise Refused(msg)
        approver = _approver(actor, entry.approver, regions)
        with faults_refused():
            return DecisionRecorded(
                region=regions[0],
                event=event,
                question=entry.question,
                options=tuple(entry.options),
                no_options_reason="" if len(set(entry.options)) > 1 else entry.no_options_reason,
                clauses=_clauses(plan, entry.clauses),
                facts=_facts(event, entry.facts),
                basis=entry.basis,
                legal_reviewer=entry.legal_reviewer,
                legal_opinion=entry.legal_opinion,
                no_legal_review_reason="" if entry.legal_reviewer else entry.no_legal_review_reason,
                votes=tuple(entry.votes),
                decision=entry.decision,
                approver=approver.pk,
                approver_name=approver.name,
                decided_at=entry.decided_at,
                officer_name=actor.name,
            )

    return act(
        actor=actor,
        permission="command.record_decision",
        stream=stream_of("decision", event, actor.region),
        make=make,
        happened_at=entry.decided_at,
        clause=CLAUSE,
        regions=regions,
        **sent,
    )


def sign_decision(*, actor: Actor, decision: str, seen_hash: str, **sent: Unpack[Sent]) -> Outcome:
    """The approver signs, and nobody for him. Raises AccessDenied, Refused."""

    def make(_: Drafting) -> FactModel:
        row = _waiting(decision, actor)
        if seen_hash != row.hash:
            msg = "您看到的内容与待签内容不一致，请刷新页面看过再签"
            raise Refused(msg)
        role = min(actor.roles & roles_allowed(SIGN), key=lambda name: int(name[1:]))
        return DecisionSigned(
            decision=row.pk, officer=actor.officer, officer_name=actor.name, role=role, seen_hash=seen_hash
        )

    return _on_decision(actor, decision, make, **sent)


def return_decision(*, actor: Actor, decision: str, reason: str, **sent: Unpack[Sent]) -> Outcome:
    """The approver does not sign, and says why; the record stays. Raises AccessDenied, Refused."""

    def make(_: Drafting) -> FactModel:
        row = _waiting(decision, actor)
        if not reason.strip():
            msg = "请写明为什么退回"
            raise Refused(msg)
        with faults_refused():
            return DecisionReturned(decision=row.pk, officer=actor.officer, officer_name=actor.name, reason=reason)

    return _on_decision(actor, decision, make, **sent)


def _on_decision(actor: Actor, decision: str, make: Callable[[Drafting], FactModel], **sent: Unpack[Sent]) -> Outcome:
    row = Decision.objects.filter(pk=decision).first()
    regions: tuple[str, ...] = ()
    if row is not None:
        regions = _regions_of(row)
    return act(
        actor=actor,
        permission=SIGN,
        stream=split_reference(decision)[0] if row is not None else "decision/none",
        make=make,
        clause=CLAUSE,
        regions=regions,
        **sent,
    )


def _waiting(decision: str, actor: Actor) -> Decision:
    row = Decision.objects.filter(pk=decision).first()
    if row is None or row.status != "waiting":
        msg = "这件事已不需要签字，请刷新页面"
        raise Refused(msg)
    if row.approver != actor.officer:
        msg = f"这项决策由{row.approver_name}批准，须本人签字"
        raise Refused(msg)
    return row


def approvers(actor: Actor, event: str = "") -> list[tuple[str, str]]:
    """Who may approve a decision of this event, or of none: head and deputies, as (id, name with post); not oneself."""
    allowed, regions = roles_allowed(SIGN), event_regions(event) if event else (actor.region,)
    rows = Officer.objects.filter(active=True).exclude(pk=actor.officer).order_by("id")
    able = [row for row in rows if allowed & set(row.roles) and any(covers(row.region, place) for place in regions)]
    return [(row.pk, f"{row.name}（{row.post}）" if row.post else row.name) for row in able]


def _approver(actor: Actor, officer: str, regions: Sequence[str]) -> Officer:
    """Head or deputy head of a place of the matter; of another place nobody learns of it by being named."""
    row = Officer.objects.filter(pk=officer, active=True).first()
    serves = row is not None and any(covers(row.region, region) for region in regions)
    if row is None or not serves or not set(row.roles) & roles_allowed(SIGN):
        msg = "批准人须是本地区在任的组长或副组长，请从名单里选"
        raise Refused(msg)
    if row.pk == actor.officer:
        msg = "登记人和批准人须是两个人：请另一位同事登记，您来签字"
        raise Refused(msg)
    return row


def _clauses(plan: Plan, clauses: Sequence[str]) -> tuple[str, ...]:
    for clause in clauses:
        if clause not in plan.clauses:
            msg = f"现行预案里没有条款“{clause[:20]}”"
            raise Refused(msg)
    return tuple(dict.fromkeys(clauses))


def _facts(event: str, numbers: Sequence[int]) -> tuple[str, ...]:
    references = tuple(f"{event}#{number}" for number in dict.fromkeys(numbers))
    for reference, number in zip(references, dict.fromkeys(numbers), strict=True):
        if not event or read_fact(reference) is None:
            msg = f"本事件里没有 F-{number} 号记录，请在时间线上核对"
            raise Refused(msg)
    return references


def decisions(actor: Actor, *, event: str = "", limit: int = 100) -> list[Decision]:
    """Decisions of an event, or of everything the officer may see, newest first. Raises AccessDenied."""
    require(actor, "command.view_decisions", regions=(event_regions(event) or ("",)) if event else ())
    rows = Decision.objects.order_by("-decided_at", "-id")
    if event:
        return list(rows.filter(event=event))
    visible = visible_events(actor).values("pk")
    return list((rows.filter(event__in=visible) | rows.filter(in_copy(actor, "region"), event=""))[:limit])


def decisions_waiting(actor: Actor) -> list[Decision]:
    """What waits for this officer's signature in places he serves, oldest first."""
    rows = Decision.objects.filter(approver=actor.officer, status="waiting").order_by("decided_at")
    return [row for row in rows if any(covers(actor.region, place) for place in _regions_of(row))]


def _regions_of(row: Decision) -> tuple[str, ...]:
    return event_regions(row.event) if row.event else (row.region,)

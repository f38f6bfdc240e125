"""The verification sheet of 爆雷 (B1–B5): submit, sign by two persons, reject. Also signs this room's papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused
from fengsui.conduct.signatures import SignatureGiven, open_slots, requirement_of, why_not
from fengsui.plan import Plan
from fengsui.warning import facts
from fengsui.warning.acting import act_on, require_deciding, require_past, require_words
from fengsui.warning.places import institution_of, watched
from fengsui.warning.state import SUSPECTED, WarningState


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as an officer fills it in: every condition of the plan is answered. Times are aware."""

    conditions: Sequence[facts.ConditionFound]
    occurred_at: datetime
    known_at: datetime
    checks: Sequence[facts.CheckMade]
    finding: str


def submit_sheet(
    *, actor: Actor, institution: str, entry: SheetEntry, seen: int | None = None, idempotency_key: str = ""
) -> Outcome:
    """Submit the sheet. With a condition met the blow-up is suspected from now on and waits for two signatures."""

    def make(drafting: Drafting) -> facts.SheetSubmitted:
        state: WarningState = drafting.state
        if state.standing_sheet is not None:
            msg = "已有一份爆雷核查单待签字或者已核查属实，请刷新页面"
            raise Refused(msg)
        _check_entry(entry, drafting)
        return facts.SheetSubmitted(
            ticket=state.ticket.fact if state.ticket else "",
            institution=watched(institution),
            conditions=tuple(entry.conditions),
            occurred_at=entry.occurred_at,
            known_at=entry.known_at,
            checks=tuple(entry.checks),
            finding=entry.finding,
        )

    return act_on(
        institution,
        make,
        actor=actor,
        permission="warning.submit_sheet",
        clause="4.2.5",
        seen=seen,
        idempotency_key=idempotency_key,
        happened_at=entry.known_at,
    )


def _check_entry(entry: SheetEntry, drafting: Drafting) -> None:
    wanted = [condition.id for condition in drafting.plan.blowup_conditions]
    if sorted(row.condition for row in entry.conditions) != sorted(wanted):
        msg = f"{'、'.join(wanted)}每一条都要写明符合、不符合还是不清楚，各写一次"
        raise Refused(msg)
    if any(row.met == "yes" and not row.evidence.strip() for row in entry.conditions):
        msg = "符合的那一条要写明证据"
        raise Refused(msg)
    if not entry.checks:
        msg = "至少要有一项核查：到场、电话、网站或者存管银行"
        raise Refused(msg)
    require_words(entry.finding, "请写明核查结论")
    require_past(entry.known_at, drafting.now, "获知时间不能晚于现在")
    require_past(entry.occurred_at, entry.known_at, "事发时间不能晚于获知时间")
    for check in entry.checks:
        require_past(check.made_at, drafting.now, "核查时间不能晚于现在")


def sign(*, actor: Actor, matter: str, seen_hash: str, note: str = "", idempotency_key: str = "") -> Outcome:
    """Sign a sheet or a paper of this room in person; nobody signs twice, nobody for another (1.1.h)."""

    def make(drafting: Drafting) -> SignatureGiven:
        state: WarningState = drafting.state
        require_deciding(actor, institution_of(matter))
        found = state.matters.by_fact.get(matter)
        role = _role_for(drafting.plan, state, matter, actor)
        problem = why_not(drafting.plan, found, officer=actor.officer, role=role, mode="in_person", seen_hash=seen_hash)
        if found is None or problem:
            raise Refused(problem)
        return SignatureGiven(
            matter=matter,
            act=found.act,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            mode="in_person",
            seen_hash=seen_hash,
            note=note,
        )

    return act_on(
        institution_of(matter),
        make,
        actor=actor,
        permission="warning.sign",
        clause="1.1.h",
        seen=None,
        idempotency_key=idempotency_key,
    )


def _role_for(plan: Plan, state: WarningState, matter: str, actor: Actor) -> str:
    """The role in which the officer signs: one that is still missing, else any of his."""
    found = state.matters.by_fact.get(matter)
    if found is not None:
        for roles in open_slots(requirement_of(plan, found), found.signatures):
            for role in sorted(roles & actor.roles):
                return role
    return min(actor.roles, default="")


def reject_sheet(
    *, actor: Actor, sheet: str, reason: str, seen: int | None = None, idempotency_key: str = ""
) -> Outcome:
    """The sheet did not hold, with the reason: the suspicion no longer counts (1.6.d)."""

    def make(drafting: Drafting) -> facts.SheetRejected:
        state: WarningState = drafting.state
        found = state.sheets.get(sheet)
        if found is None or found.status != SUSPECTED:
            msg = "这份核查单已有结论，请刷新页面"
            raise Refused(msg)
        require_deciding(actor, institution_of(sheet))
        require_words(reason, "请写明为什么不成立")
        return facts.SheetRejected(
            sheet=sheet,
            institution=found.payload["institution"]["id"],
            reason=reason,
            officer=actor.officer,
            officer_name=actor.name,
        )

    return act_on(
        institution_of(sheet),
        make,
        actor=actor,
        permission="warning.reject_sheet",
        clause="1.6.d",
        seen=seen,
        idempotency_key=idempotency_key,
    )

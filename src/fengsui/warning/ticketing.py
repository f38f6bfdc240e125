"""Acts on a ticket: open by hand, fix the level, verify, check a signal, close. Rules propose, officers decide (N8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused
from fengsui.conduct.shapes import FactModel
from fengsui.plan import Plan
from fengsui.warning import facts
from fengsui.warning.acting import act_on, require_choice, require_deciding, require_words, seal_text
from fengsui.warning.levels import NONE, is_graver
from fengsui.warning.places import institution_of, watched
from fengsui.warning.state import SUSPECTED, TicketState, WarningState


def open_ticket(
    *, actor: Actor, institution: str, level: int, reason: str, seen: int | None = None, idempotency_key: str = ""
) -> Outcome:
    """Open a ticket by judgement, where no rule has (4.1.b). Raises AccessDenied, Refused without a reason."""

    def make(drafting: Drafting) -> FactModel:
        state: WarningState = drafting.state
        if state.ticket is not None:
            msg = "这家机构已有预警单，新情况请写在那一张上"
            raise Refused(msg)
        _check_level(drafting.plan, level, lowest=1)
        require_words(reason, "请写明建单的理由")
        return facts.TicketOpened(
            institution=watched(institution),
            level=level,
            basis="judgement",
            assessment=state.assessment_fact,
            why=(f"人工研判：{reason.strip()}"[:400],),
        )

    return act_on(
        institution,
        make,
        actor=actor,
        permission="warning.open_ticket",
        clause="4.1.b",
        seen=seen,
        idempotency_key=idempotency_key,
    )


def sign_level(
    *,
    actor: Actor,
    institution: str,
    level: int,
    reason: str = "",
    seen_hash: str = "",
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """Fix the level of attention (定级别). Raising is the watcher's; lowering the duty chief's, with a reason.

    ``seen_hash``: hash of the assessment the officer decided on, where there is one. ``level`` 0: no attention.
    """

    def make(drafting: Drafting) -> facts.AttentionSigned:
        state: WarningState = drafting.state
        _check_level(drafting.plan, level, lowest=0)
        if state.assessment_hash and seen_hash not in state.same_level_hashes:
            msg = "规则建议的级别已有变化，请刷新页面看过再定"
            raise Refused(msg)
        previous = state.level_in_force
        lowers = is_graver(previous, level) or is_graver(state.proposed_level, level)
        if lowers:
            require_deciding(actor, institution)
        role = _role_for(drafting.plan, actor, lowers=lowers)
        if (lowers or is_graver(level, state.proposed_level)) and not reason.strip():
            msg = "级别与规则建议不同，或者降低级别的，请写明理由"
            raise Refused(msg)
        if level == NONE and state.ticket is not None:
            msg = "还有预警单未销。不需要关注的，请销单并写明结论"
            raise Refused(msg)
        return facts.AttentionSigned(
            ticket=state.ticket.fact if state.ticket else "",
            institution=watched(institution),
            level=level,
            previous=previous,
            proposed=state.proposed_level,
            direction="lower" if lowers else "raise" if is_graver(level, previous) else "confirm",
            reason=reason,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            seen_hash=seen_hash,
        )

    return act_on(
        institution,
        make,
        actor=actor,
        permission="warning.sign_level",
        clause="4.1.0",
        seen=seen,
        idempotency_key=idempotency_key,
    )


def _role_for(plan: Plan, actor: Actor, *, lowers: bool) -> str:
    """The role in which the officer signs a level: the plan says who may lower one."""
    allowed = ["R4", "R3"]
    if lowers:
        slots = [slot for row in plan.signatures if row.act == "lower_attention" for slot in row.slots]
        allowed = [role for slot in slots for role in slot.roles]
        if not allowed:
            msg = "现行预案没有规定由谁调低研判级别，不能调低"
            raise Refused(msg)
    role = next((role for role in allowed if role in actor.roles), "")
    if not role:
        msg = f"调低研判级别须由{'、'.join(plan.role(name).name_zh for name in allowed)}签，并写明理由"
        raise Refused(msg)
    return role


def verify_ticket(
    *,
    actor: Actor,
    ticket: str,
    finding: facts.Finding,
    note: str,
    checks: Sequence[str] = (),
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """What the check of a ticket found, short of a blow-up (a blow-up takes the sheet and two signatures)."""

    def make(drafting: Drafting) -> facts.TicketVerified:
        found = _open_ticket(drafting.state, ticket)
        require_words(note, "请写明怎样核查、结果如何")
        require_choice(finding, facts.Finding)
        if drafting.state.standing_sheet is not None:
            msg = "爆雷核查单已提交，结论随核查单签字"
            raise Refused(msg)
        return facts.TicketVerified(ticket=found.fact, finding=finding, note=note, checks=tuple(checks))

    return act_on(
        institution_of(ticket),
        make,
        actor=actor,
        permission="warning.verify",
        clause="1.6.d",
        seen=seen,
        idempotency_key=idempotency_key,
    )


def close_ticket(
    *,
    actor: Actor,
    ticket: str,
    outcome: facts.TicketOutcome,
    reason: str,
    into: str = "",
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """Close a ticket with its outcome and the reason. ``into``: the event or ticket that goes on with it.

    What was verified true can't be closed as unfounded; a ticket must be verified before it is called unfounded.
    """

    def make(drafting: Drafting) -> facts.TicketClosed:
        state: WarningState = drafting.state
        found = _open_ticket(state, ticket)
        require_deciding(actor, institution_of(ticket))
        require_choice(outcome, facts.TicketOutcome)
        require_words(reason, "销单要写明理由")
        if outcome in {"became_event", "joined"} and not into.strip():
            msg = "请写明转为哪个事件，或者并入哪张预警单"
            raise Refused(msg)
        if any(sheet.status == SUSPECTED for sheet in state.sheets.values()):
            msg = "爆雷核查单还在等签字，请先签字或者否定，再销单"
            raise Refused(msg)
        if outcome == "unfounded" and found.verified.get("finding") not in {"false", "unclear"}:
            msg = "以“不属实”销单，要先有核查结论"
            raise Refused(msg)
        return facts.TicketClosed(ticket=found.fact, outcome=outcome, into=into, reason=reason)

    return act_on(
        institution_of(ticket),
        make,
        actor=actor,
        permission="warning.close_ticket",
        clause="0.5",
        seen=seen,
        idempotency_key=idempotency_key,
    )


@dataclass(frozen=True, slots=True)
class SignalFinding:
    """What an officer found out about a rumour (K1) or a media report (K2). ``claim``: the facts alleged; sealed."""

    signal: str
    kind: str
    method: str
    finding: facts.Finding
    also: tuple[str, ...] = ()
    claim: str = ""
    outlet: str = ""
    published_at: datetime | None = None
    address: str = ""
    evidence: str = ""
    response: str = "none"
    correction: str = ""


def check_signal(
    *, actor: Actor, institution: str, found: SignalFinding, seen: int | None = None, idempotency_key: str = ""
) -> Outcome:
    """Record the check of a rumour (4.2.1) or of a media report (4.2.2). A true one is said to be true (应对法 7)."""

    def make(drafting: Drafting) -> facts.SignalChecked:
        state: WarningState = drafting.state
        if found.kind not in {"K1", "K2"}:
            msg = "请选明是传闻还是媒体负面报道"
            raise Refused(msg)
        if found.signal in state.checks:
            msg = "这条信息已核实过，请刷新页面"
            raise Refused(msg)
        require_words(found.method, "请写明怎样核实")
        require_choice(found.finding, facts.Finding)
        if found.response == "publish" and not found.correction.strip():
            msg = "已公开回应的，请写明何时在何处发布"
            raise Refused(msg)
        claim = seal_text(drafting.stream, "claim", found.claim, drafting.now) if found.claim.strip() else None
        return facts.SignalChecked.model_validate(
            {
                "signal": found.signal,
                "also": found.also,
                "kind": found.kind,
                "claim": claim,
                "outlet": found.outlet,
                "published_at": found.published_at,
                "address": found.address,
                "method": found.method,
                "finding": found.finding,
                "evidence": found.evidence,
                "response": found.response,
                "correction": found.correction,
            }
        )

    clause = "4.2.1" if found.kind == "K1" else "4.2.2"
    return act_on(
        institution,
        make,
        actor=actor,
        permission="warning.check_signal",
        clause=clause,
        seen=seen,
        idempotency_key=idempotency_key,
    )


def _open_ticket(state: WarningState, ticket: str) -> TicketState:
    found = state.tickets.get(ticket)
    if found is None or state.ticket is None or state.ticket.fact != ticket:
        msg = "这张预警单已经销单，请刷新页面"
        raise Refused(msg)
    return found


def _check_level(plan: Plan, level: int, *, lowest: int) -> None:
    ranks = {entry.rank for entry in plan.warning.levels}
    if level not in ranks and not (level == NONE and lowest == NONE):
        msg = "请选择研判级别"
        raise Refused(msg)

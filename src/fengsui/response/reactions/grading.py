"""What follows when what is known, or the grade, changes. Pure."""

from collections.abc import Iterable

from fengsui.conduct.clock_facts import start_clock
from fengsui.conduct.house import Derived, Situation
from fengsui.conduct.signatures import CountersignatureRequested, requirement_for
from fengsui.ledger.canonical import parse_timestamp
from fengsui.plan import GradeProposal
from fengsui.response import facts, rules
from fengsui.response.reactions.clocks import (
    NOTICE_CLOCKS,
    confirm_clocks,
    notice_clocks,
    start_missing_clocks,
    stop_clocks,
)
from fengsui.response.state import EventState
from fengsui.response.wording import clock_time
from fengsui.warning.rules.grading import terms_of


def head_counts(state: EventState) -> tuple[rules.HeadCount, ...]:
    """The head-counts reported so far, in order of knowledge."""
    counts = [
        rules.HeadCount(parse_timestamp(figure.known_at), int(figure.value))
        for figure in state.figure_history
        if figure.name == "on_site_head_count"
    ]
    return tuple(sorted(counts, key=lambda count: count.known_at))


def propose_grade(situation: Situation) -> Iterable[Derived]:
    """Rules read the figures whenever what is known changes; a new answer becomes a proposal."""
    state: EventState = situation.state
    if not state.is_open:
        return
    known = facts.Situation.model_validate(state.situation)
    counts = head_counts(state)
    figures = rules.figures_at(known, counts, situation.now, terms_of(situation.plan))
    proposal = situation.plan.propose_grade(figures)
    confirmed = sum(blowup.confirmed for blowup in known.blowups)
    zero = (
        rules.time_zero_by_rule(situation.plan, known, counts, now=situation.now)
        if rules.is_gravest(situation.plan, proposal)
        else None
    )
    grade = _attached(situation, proposal)
    payload = facts.GradeProposed(
        changed=grade != state.proposal.get("grade"),
        grade=grade,
        grade_name=situation.plan.grade(grade).name if grade else "",
        rule=proposal.rule_id,
        outcomes=tuple(
            facts.RuleOutcome(
                rule=result.rule_id,
                truth=result.truth,
                missing=result.missing,
                grade=result.grade_id,
                borderline=result.borderline,
            )
            for result in proposal.results
        ),
        figures=figures,
        suspected=known.others_suspected + len(known.blowups) - confirmed,
        confirmed=known.others_confirmed + confirmed,
        t0=zero.at if zero else None,
        t0_basis=zero.basis if zero else "",
        reviews=rules.demanded(situation.plan, proposal, "review") if state.has_part else (),
        reports=rules.demanded(situation.plan, proposal, "report") if state.has_part else (),
    )
    if not state.proposal or payload.model_dump(mode="json") != {**state.proposal, "changed": payload.changed}:
        clause = situation.plan.grading_rule(proposal.rule_id).clause if proposal.rule_id else "1.1.e"
        yield Derived(payload, rule="grading", clause=clause)


def _attached(situation: Situation, proposal: GradeProposal) -> str | None:
    """The proposed grade, where it is this event's: it has a part in it; elsewhere the readings are only shown.

    With several events 特别重大 is proposed in that of the institution that changed the result: what changed elsewhere
    does not raise it here while another event carries it.
    """
    state: EventState = situation.state
    if not state.has_part:
        return None
    before: str | None = state.proposal.get("grade")
    carrier = state.situation.get("grade_one_event", "")
    elsewhere = situation.fact.kind == "situation.assessed" and carrier not in {"", state.stream}
    raises = rules.is_gravest(situation.plan, proposal) and before != proposal.grade_id
    return before if elsewhere and raises else proposal.grade_id


def confirm_what_is_verified(situation: Situation) -> Iterable[Derived]:
    """Watcher and duty chief signed the warning's sheet: the same two are not asked again for the same blow-up."""
    suspicion = situation.fact.payload["suspicion"]
    if suspicion and suspicion.get("verification"):
        confirmed = facts.BlowupConfirmed(
            matter=situation.fact.reference,
            institution=suspicion["institution"],
            condition=suspicion["condition"],
            verification=suspicion["verification"],
        )
        yield Derived(confirmed, rule="sheet-signed", clause="1.6.d")


def raise_time_zero_correction(situation: Situation) -> Iterable[Derived]:
    """T0 is fixed at signing; a later fact that would move it raises a correction. Both values stay."""
    state: EventState = situation.state
    signed = next((grade for grade in reversed(state.grades) if grade["t0"]), None)
    if signed is None or not state.is_open or state.grade != signed["grade"]:
        return
    known = facts.Situation.model_validate(state.situation)
    zero = rules.time_zero_by_rule(situation.plan, known, head_counts(state), now=situation.now)
    fixed = parse_timestamp(signed["t0"])
    if zero is None or not rules.would_move(fixed, zero, by_rule=signed["basis"] == "rule"):
        return
    if any(parse_timestamp(raised["computed"]) == zero.at for raised in state.corrections):
        return
    raised = facts.TimeZeroCorrectionRaised(signed=signed["fact"], fixed=fixed, computed=zero.at, basis=zero.basis)
    yield Derived(raised, rule="t0-correction", clause="5.2.1.1.a")


def ask_head_to_note_correction(situation: Situation) -> Iterable[Derived]:
    """The head takes note of a correction by signature, within the hours of a countersignature."""
    payload = situation.fact.payload
    fixed, computed = clock_time(payload["fixed"]), clock_time(payload["computed"])
    requested = CountersignatureRequested(
        matter=situation.fact.reference,
        act="upgrade_grade",
        title=f"T0更正：已签 {fixed}，按新情况应为 {computed}",
        roles=("R1",),
    )
    yield Derived(requested, rule="t0-correction-noted", clause="1.1.f")


def provisional_clocks(situation: Situation) -> Iterable[Derived]:
    """A grade-1 proposal starts the 2 h and 4 h clocks as 暂计, once per spell of grade 1."""
    state: EventState = situation.state
    payload = situation.fact.payload
    other = state.situation.get("grade_one_event", "")
    if payload["grade"] is None or situation.plan.grade(payload["grade"]).rank != rules.GRAVEST:
        # What spoke for grade 1 has fallen: nobody owes the notices any more.
        waiting = (clock for clock in state.running(*NOTICE_CLOCKS) if clock.provisional)
        yield from stop_clocks(waiting, "情况有变，规则不再建议特别重大")
        return
    if payload["t0"] is None or state.running(*NOTICE_CLOCKS) or (other and other != state.stream):
        return
    if state.grade is not None and situation.plan.grade(state.grade).rank == rules.GRAVEST:
        return
    yield from notice_clocks(situation.plan, parse_timestamp(payload["t0"]), payload["grade"], provisional=True)


def after_grade(situation: Situation) -> Iterable[Derived]:
    """A signed grade confirms, starts, cancels or ends the clocks of grade 1, and starts 立即启动 (5.2.1.0.a)."""
    state: EventState = situation.state
    payload, plan = situation.fact.payload, situation.plan
    running = state.running(*NOTICE_CLOCKS)
    gravest = plan.grade(payload["grade"]).rank == rules.GRAVEST
    if gravest and payload["direction"] != "same":
        t0 = parse_timestamp(payload["t0"])
        if payload.get("notices_with"):
            yield from stop_clocks(
                running, f"同一轮特别重大的通知由{payload['notices_with'].partition('/')[2]}号事件承担"
            )
        else:
            yield from confirm_clocks(running, t0, plan, payload["grade"])
            yield from start_missing_clocks(state, t0, plan, payload["grade"])
        if not state.activated and "activation" in plan.clocks:
            yield _activation_clock(situation)
    elif not gravest:
        yield from stop_clocks(
            state.running(*NOTICE_CLOCKS, "activation"), f"等级定为{plan.grade(payload['grade']).name}"
        )
    yield from _countersign(situation)


def after_taking_over(situation: Situation) -> Iterable[Derived]:
    """The notices of the spell are this event's own now: their clocks run from its T0."""
    state: EventState = situation.state
    t0 = parse_timestamp(situation.fact.payload["t0"])
    yield from start_missing_clocks(state, t0, situation.plan, str(state.grade))


def _activation_clock(situation: Situation) -> Derived:
    plan, grade = situation.plan, situation.fact.payload["grade"]
    definition, term = plan.clocks["activation"], plan.clock_term("activation", grade)
    started = start_clock(
        definition="activation",
        name=definition.name,
        subject="activation",
        subject_name="领导小组组长",
        term=term,
        started_at=situation.fact.happened_at,
        warn_before_minutes=definition.warn_before_minutes,
        owner_roles=("R1", "R3"),
    )
    return Derived(started, rule="activation", clause=definition.clause)


def _countersign(situation: Situation) -> Iterable[Derived]:
    payload, plan = situation.fact.payload, situation.plan
    requirement = requirement_for(plan, rules.act_of_direction(payload["direction"]), payload["grade"])
    if payload["direction"] == "same" or requirement is None or requirement.countersign is None:
        return
    if payload["role"] in requirement.countersign.roles:
        return
    yield Derived(
        CountersignatureRequested(
            matter=situation.fact.reference,
            act=requirement.act,
            title=f"会签：{plan.grade(payload['grade']).name}",
            roles=requirement.countersign.roles,
        ),
        rule="grade-countersigned",
        clause=requirement.clause,
    )


def after_rejection(situation: Situation) -> Iterable[Derived]:
    """A rejected proposal calls the provisional clocks off, with the reason."""
    state: EventState = situation.state
    clocks = (clock for clock in state.running(*NOTICE_CLOCKS) if clock.provisional)
    yield from stop_clocks(clocks, situation.fact.payload["reason"])

"""What follows from a fact of the event room, by the plan. Pure: the same facts give the same consequences."""

from collections.abc import Iterable
from datetime import datetime

from fengsui.clock.calendar import add_working_days
from fengsui.clock.transitions import due_time
from fengsui.conduct.clock_facts import (
    ClockCancelled,
    ClockConfirmed,
    ClockEnded,
    ClockSettled,
    start_clock,
)
from fengsui.conduct.house import Derived, Situation
from fengsui.conduct.signatures import CountersignatureRequested, is_complete
from fengsui.ledger.canonical import parse_timestamp
from fengsui.plan import Plan
from fengsui.registry.regions import built_in_regions
from fengsui.response import facts, rules
from fengsui.response.state import ClockState, EventState
from fengsui.response.wording import clock_time

NOTICE_CLOCKS = ("first_notice", "written_report")


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
    figures = rules.figures_at(known, counts, situation.now)
    proposal = situation.plan.propose_grade(figures)
    confirmed = sum(blowup.confirmed for blowup in known.blowups)
    zero = (
        rules.time_zero_by_rule(situation.plan, known, counts) if rules.is_gravest(situation.plan, proposal) else None
    )
    payload = facts.GradeProposed(
        changed=proposal.grade_id != state.proposal.get("grade"),
        grade=proposal.grade_id,
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
    )
    if not state.proposal or payload.model_dump(mode="json") != {**state.proposal, "changed": payload.changed}:
        clause = situation.plan.grading_rule(proposal.rule_id).clause if proposal.rule_id else "1.1.e"
        yield Derived(payload, rule="grading", clause=clause)


def raise_time_zero_correction(situation: Situation) -> Iterable[Derived]:
    """T0 is fixed at signing; a later fact that would move it raises a correction. Both values stay (settled.md)."""
    state: EventState = situation.state
    signed = next((grade for grade in reversed(state.grades) if grade["t0"]), None)
    if signed is None or not state.is_open or state.grade != signed["grade"]:
        return
    known = facts.Situation.model_validate(state.situation)
    zero = rules.time_zero_by_rule(situation.plan, known, head_counts(state))
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
    """A grade-1 proposal starts the 2 h and 4 h clocks as 暂计, once per spell of grade 1 (settled.md)."""
    state: EventState = situation.state
    payload = situation.fact.payload
    other = state.situation.get("grade_one_event", "")
    if payload["grade"] is None or situation.plan.grade(payload["grade"]).rank != rules.GRAVEST:
        # What spoke for grade 1 has fallen: nobody owes the notices any more.
        waiting = (clock for clock in state.running(*NOTICE_CLOCKS) if clock.provisional)
        yield from _stop(waiting, "情况有变，规则不再建议特别重大")
        return
    if payload["t0"] is None or state.running(*NOTICE_CLOCKS) or (other and other != state.stream):
        return
    if state.grade is not None and situation.plan.grade(state.grade).rank == rules.GRAVEST:
        return
    yield from _notice_clocks(situation.plan, parse_timestamp(payload["t0"]), payload["grade"], provisional=True)


def _notice_clocks(plan: Plan, t0: datetime, grade: str, *, provisional: bool) -> Iterable[Derived]:
    for definition in NOTICE_CLOCKS:
        clock = plan.clocks[definition]
        term = plan.clock_term(definition, grade)
        for addressee in plan.addressees:
            started = start_clock(
                definition=definition,
                name=clock.name,
                subject=addressee.id,
                subject_name=addressee.name,
                term=term,
                started_at=t0,
                warn_before_minutes=clock.warn_before_minutes,
                owner_roles=("R3", "R7"),
                provisional=provisional,
            )
            clause = addressee.clause if definition == "first_notice" else clock.clause
            started = started.model_copy(update={"clause": clause})
            yield Derived(started, rule=definition, key=addressee.id, clause=clause)


def after_grade(situation: Situation) -> Iterable[Derived]:
    """A signed grade confirms, starts, cancels or ends the clocks of grade 1, and starts 立即启动 (5.2.1.0.a)."""
    state: EventState = situation.state
    payload, plan = situation.fact.payload, situation.plan
    running = state.running(*NOTICE_CLOCKS)
    gravest = plan.grade(payload["grade"]).rank == rules.GRAVEST
    if gravest and payload["direction"] != "same":
        t0 = parse_timestamp(payload["t0"])
        if payload.get("notices_with"):
            yield from _stop(running, f"同一轮特别重大的通知由{payload['notices_with'].partition('/')[2]}号事件承担")
        elif running:
            yield from _confirm(running, t0, plan, payload["grade"])
        else:
            yield from _notice_clocks(plan, t0, payload["grade"], provisional=False)
        if not state.activated:
            yield _activation_clock(situation)
    elif not gravest:
        yield from _stop(state.running(*NOTICE_CLOCKS, "activation"), f"等级定为{plan.grade(payload['grade']).name}")
    yield from _countersign(situation)


def _confirm(clocks: tuple[ClockState, ...], t0: datetime, plan: Plan, grade: str) -> Iterable[Derived]:
    for clock in clocks:
        term = plan.clock_term(clock.definition, grade)
        due = due_time(t0, term.amount, term.unit, add_working_days)
        confirmed = ClockConfirmed(
            clock=clock.fact,
            started_at=t0,
            due_at=due,
            warn_before_minutes=plan.clocks[clock.definition].warn_before_minutes,
            # What was warned of before the same line is not warned of again, and a lapse stays.
            fired=clock.fired if due == parse_timestamp(clock.due_at) else (),
        )
        if clock.provisional:
            yield Derived(confirmed, rule="grade-signed", key=clock.fact, clause=term.clause)


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
    requirement = plan.signature_requirement(rules.act_of_direction(payload["direction"]), payload["grade"])
    if payload["direction"] == "same" or requirement.countersign is None:
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


def _stop(clocks: Iterable[ClockState], reason: str) -> Iterable[Derived]:
    for clock in clocks:
        if clock.provisional:
            yield Derived(ClockCancelled(clock=clock.fact, reason=reason), rule="clock-stopped", key=clock.fact)
        else:
            yield Derived(
                ClockEnded(clock=clock.fact, reason=f"不再适用：{reason}"), rule="clock-stopped", key=clock.fact
            )


def after_rejection(situation: Situation) -> Iterable[Derived]:
    """A rejected proposal calls the provisional clocks off, with the reason."""
    state: EventState = situation.state
    clocks = (clock for clock in state.running(*NOTICE_CLOCKS) if clock.provisional)
    yield from _stop(clocks, situation.fact.payload["reason"])


def after_signature(situation: Situation) -> Iterable[Derived]:
    """The last signature on a suspicion or an activation order makes it final."""
    state: EventState = situation.state
    matter = state.matters.by_fact.get(situation.fact.payload["matter"])
    if matter is None or matter.closed or not is_complete(situation.plan, matter):
        return
    if matter.opened in state.suspicions:
        suspicion = state.suspicions[matter.opened]
        yield Derived(
            facts.BlowupConfirmed(
                matter=matter.opened, institution=suspicion.institution, condition=suspicion.condition
            ),
            rule="two-signatures",
            clause="1.6.d",
        )
    elif matter.opened == state.activation_fact and not state.activated:
        yield Derived(
            facts.PlanActivated(
                order=matter.opened,
                grade=state.activation["grade"],
                response_level=state.activation["response_level"],
                signatory=matter.signatures[-1].officer_name,
            ),
            rule="order-signed",
            clause="3.2.3.a",
        )


def settle_countersignature(situation: Situation) -> Iterable[Derived]:
    """The countersignature stops its clock."""
    request = situation.fact.payload["request"]
    yield from _settle(situation, ("countersignature",), request, situation.fact.happened_at)


def after_activation(situation: Situation) -> Iterable[Derived]:
    """Activation settles its clock, issues every department's task and asks the places of operation for support."""
    state: EventState = situation.state
    yield from _settle(situation, ("activation",), "activation", situation.fact.happened_at)
    owners = {row["department"]: row for row in state.activation["assignments"]}
    for template in situation.plan.tasks_for(situation.fact.payload["grade"]):
        owner = owners[template.department]
        due = due_time(situation.now, template.due.amount, template.due.unit, add_working_days)
        task = facts.TaskIssued(
            template=template.id,
            department=template.department,
            department_name=situation.plan.department(template.department).name,
            title=template.title,
            detail=template.detail,
            clause=template.clause,
            clauses=template.clauses,
            owner=owner["officer"],
            owner_name=owner["officer_name"],
            deputy=owner["deputy"],
            deputy_name=owner["deputy_name"],
            due_at=due,
        )
        yield Derived(task, rule="task", key=template.id, clause=template.clause)
    yield from _ask_for_support(state.support_regions)


def ask_new_places_for_support(situation: Situation) -> Iterable[Derived]:
    """An institution that joins a running event brings its places of operation with it (5.2.1.0.c)."""
    state: EventState = situation.state
    if state.activated:
        asked = {request["region"] for request in state.support.values()}
        yield from _ask_for_support(region for region in state.support_regions if region not in asked)


def _ask_for_support(regions: Iterable[str]) -> Iterable[Derived]:
    for region in regions:
        request = facts.SupportRequested(region=region, region_name=built_in_regions().full_name(region))
        yield Derived(request, rule="support", key=region, clause="5.2.1.0.c")


def task_clock(situation: Situation) -> Iterable[Derived]:
    """An issued task must be signed for (PAR-19)."""
    payload = situation.fact.payload
    yield _duty_clock(situation, "task_acknowledgement", payload["department_name"], ("R3",))


def support_clock(situation: Situation) -> Iterable[Derived]:
    """A request for support must be answered."""
    yield _duty_clock(situation, "support_acknowledgement", situation.fact.payload["region_name"], ("R3",))


def _duty_clock(situation: Situation, definition: str, subject_name: str, roles: tuple[str, ...]) -> Derived:
    state: EventState = situation.state
    plan = situation.plan
    clock = plan.clocks[definition]
    grade = str(state.activated["grade"])
    term = plan.clock_term(definition, grade if grade in clock.terms else clock.for_grades[0])
    started = start_clock(
        definition=definition,
        name=clock.name,
        subject=situation.fact.reference,
        subject_name=subject_name,
        term=term,
        started_at=situation.now,
        warn_before_minutes=clock.warn_before_minutes,
        owner_roles=roles,
    )
    return Derived(started, rule=definition, clause=term.clause)


def settle_task(situation: Situation) -> Iterable[Derived]:
    """Signing for a task settles its clock."""
    yield from _settle(situation, ("task_acknowledgement",), situation.fact.payload["task"], situation.fact.happened_at)


def settle_support(situation: Situation) -> Iterable[Derived]:
    """An answer settles the request's clock."""
    payload = situation.fact.payload
    at = parse_timestamp(payload["answered_at"])
    yield from _settle(situation, ("support_acknowledgement",), payload["request"], at)


def settle_receipt(situation: Situation) -> Iterable[Derived]:
    """A receipt settles the clock of that addressee and that paper, by when it was received (补录 by happened-at)."""
    payload = situation.fact.payload
    at = parse_timestamp(payload["received_at"])
    yield from _settle(situation, (payload["kind"],), payload["addressee"], at)


def _settle(situation: Situation, definitions: tuple[str, ...], subject: str, at: datetime) -> Iterable[Derived]:
    state: EventState = situation.state
    for clock in state.running(*definitions):
        if clock.subject == subject:
            settled = ClockSettled(clock=clock.fact, settled_at=at, by=situation.fact.reference)
            yield Derived(settled, rule="clock-settled", key=clock.fact)


def stop_everything(situation: Situation) -> Iterable[Derived]:
    """A false alarm or the end of the event stops what still runs; nothing is erased."""
    state: EventState = situation.state
    false_alarm = situation.fact.kind == "event.dismissed"
    reason = "误报" if false_alarm else "事件终止"
    for suspicion in state.suspicions.values():
        if false_alarm and suspicion.status == "suspected":
            rejected = facts.BlowupRejected(matter=suspicion.fact, institution=suspicion.institution, reason=reason)
            yield Derived(rejected, rule="false-alarm", key=suspicion.fact, clause="1.6.d")
    yield from _stop((clock for clock in state.clocks.values() if clock.running), reason)

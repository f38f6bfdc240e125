"""What follows from signatures, activation, tasks, support, receipts and the end. Pure."""

from collections.abc import Iterable, Mapping

from fengsui.clock.calendar import add_working_days
from fengsui.clock.transitions import due_time
from fengsui.conduct.clock_facts import start_clock
from fengsui.conduct.house import Derived, Situation
from fengsui.conduct.signatures import is_complete
from fengsui.ledger.canonical import parse_timestamp
from fengsui.registry.regions import built_in_regions
from fengsui.response import facts
from fengsui.response.reactions.clocks import settle_clocks, stop_clocks
from fengsui.response.state import EventState

_NOBODY: Mapping[str, str] = {"officer": "", "officer_name": "未指定", "deputy": "", "deputy_name": "未指定"}
"""A department whose owner nobody named; only where the plan does not ask for one (1.1.h)."""


def after_signature(situation: Situation) -> Iterable[Derived]:
    """The last signature on a suspicion or an activation order makes it final."""
    state = situation.state
    if not isinstance(state, EventState):  # signatures are given on warnings too
        return
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
            # A telephone approval typed in late counts from when it was given.
            happened_at=situation.fact.happened_at,
        )
    elif matter.opened == state.termination.get("fact") and state.is_open:
        told = facts.TerminationProposed.model_validate(
            {key: value for key, value in state.termination.items() if key != "fact"}
        )
        ended = facts.EventTerminated(
            reason=told.reason, conditions=told.conditions, residual=told.residual, proposal=matter.opened
        )
        yield Derived(ended, rule="termination-signed", clause="3.2.3.b")


def settle_countersignature(situation: Situation) -> Iterable[Derived]:
    """The countersignature stops its clock."""
    request = situation.fact.payload["request"]
    yield from settle_clocks(situation, ("countersignature",), request, situation.fact.happened_at)


def after_activation(situation: Situation) -> Iterable[Derived]:
    """Activation settles its clock, issues every department's task and asks the places of operation for support."""
    state: EventState = situation.state
    yield from settle_clocks(situation, ("activation",), "activation", situation.fact.happened_at)
    owners = {row["department"]: row for row in state.activation["assignments"]}
    for template in situation.plan.tasks_for(situation.fact.payload["grade"]):
        owner = owners.get(template.department, _NOBODY)
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
    yield from _duty_clock(situation, "task_acknowledgement", payload["department_name"], ("R3",))


def support_clock(situation: Situation) -> Iterable[Derived]:
    """A request for support must be answered."""
    yield from _duty_clock(situation, "support_acknowledgement", situation.fact.payload["region_name"], ("R3",))


def _duty_clock(situation: Situation, definition: str, subject_name: str, roles: tuple[str, ...]) -> Iterable[Derived]:
    state: EventState = situation.state
    plan = situation.plan
    clock = plan.clocks.get(definition)
    if clock is None:  # the plan sets no time for it
        return
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
    yield Derived(started, rule=definition, clause=term.clause)


def settle_task(situation: Situation) -> Iterable[Derived]:
    """Signing for a task settles its clock."""
    yield from settle_clocks(
        situation, ("task_acknowledgement",), situation.fact.payload["task"], situation.fact.happened_at
    )


def settle_support(situation: Situation) -> Iterable[Derived]:
    """An answer settles the request's clock."""
    payload = situation.fact.payload
    at = parse_timestamp(payload["answered_at"])
    yield from settle_clocks(situation, ("support_acknowledgement",), payload["request"], at)


def settle_receipt(situation: Situation) -> Iterable[Derived]:
    """A receipt settles the clock of that addressee and that paper, by when it was received (补录 by happened-at)."""
    payload = situation.fact.payload
    at = parse_timestamp(payload["received_at"])
    yield from settle_clocks(situation, (payload["kind"],), payload["addressee"], at)


def stop_everything(situation: Situation) -> Iterable[Derived]:
    """A false alarm or the end of the event stops what still runs; nothing is erased."""
    state: EventState = situation.state
    false_alarm = situation.fact.kind == "event.dismissed"
    reason = "误报" if false_alarm else "事件终止"
    for suspicion in state.suspicions.values():
        if false_alarm and suspicion.status == "suspected":
            rejected = facts.BlowupRejected(matter=suspicion.fact, institution=suspicion.institution, reason=reason)
            yield Derived(rejected, rule="false-alarm", key=suspicion.fact, clause="1.6.d")
    yield from stop_clocks((clock for clock in state.clocks.values() if clock.running), reason)

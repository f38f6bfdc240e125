"""What follows from a merge, a split, a reopening. Pure."""

from collections.abc import Iterable

from fengsui.clock.calendar import calendar_version
from fengsui.conduct.clock_facts import ClockEnded, ClockSettled, ClockStarted
from fengsui.conduct.house import Derived, Situation
from fengsui.ledger.canonical import parse_timestamp
from fengsui.registry.regions import built_in_regions
from fengsui.response import facts as event_facts
from fengsui.response.joining import facts
from fengsui.response.joining.rules import is_bound
from fengsui.response.reactions.clocks import settle_clocks, stop_clocks
from fengsui.response.state import EventState


def number_of(event: str) -> str:
    """``event/2026-003`` → ``2026-003``."""
    return event.partition("/")[2]


def passes_over(state: EventState, subject: str) -> bool:
    """Whether a clock's duty goes with a merge: all but those bound to records that stay (signatures still owed)."""
    if not is_bound(subject):
        return True
    task, request = state.tasks.get(subject), state.support.get(subject)
    return (task is not None and not task.done) or (request is not None and request["answer"] is None)


def after_merge(situation: Situation) -> Iterable[Derived]:
    """The clocks that go on in the other event stop here; those bound to records of this one run on."""
    state: EventState = situation.state
    running = (clock for clock in state.clocks.values() if clock.running and passes_over(state, clock.subject))
    yield from stop_clocks(running, f"并入{number_of(situation.fact.payload['into'])}号事件，由其继续计时")


def started(taken: facts.ClockTaken, *, subject: str = "", rule: str) -> Derived:
    """A clock goes on with the start and the line it had. ``subject``: the record it runs for now."""
    fields = taken.model_dump(exclude={"source"}) | {"calendar_version": calendar_version()}
    clock = ClockStarted.model_validate(fields | ({"subject": subject} if subject else {}))
    return Derived(clock, rule=rule, key=taken.source, clause=taken.clause)


def after_absorbing(situation: Situation) -> Iterable[Derived]:
    """Everything that passes over, each as a fact of its own; every clock by its fate."""
    absorbed = facts.EventAbsorbed.model_validate(situation.fact.payload)
    number = number_of(absorbed.event)
    for step in absorbed.clocks:
        if step.step == "serves" and step.settled_at is not None:
            settled = ClockSettled(clock=step.other, settled_at=step.settled_at, by=step.settled_by)
            yield Derived(settled, rule="merged-clock", key=step.clock)
        if step.step == "nearer":
            ended = ClockEnded(clock=step.other, reason=f"不再适用：并入的{number}号事件期限更早，以其为准")
            yield Derived(ended, rule="merged-clock", key=step.other)
        if step.taken is not None:
            yield started(step.taken, rule="merged-clock")
    yield from _taken_suspicions(absorbed.suspicions)
    for task in absorbed.tasks:
        yield Derived(task, rule="merged-task", key=task.source, clause=task.clause)
    for request in absorbed.supports:
        yield Derived(request, rule="merged-support", key=request.source, clause="5.2.1.0.c")
    yield from _ask_the_rest(situation, absorbed)
    yield _read_anew(absorbed.situation)


def _read_anew(known: event_facts.Situation) -> Derived:
    """The rules read after everything has passed over, so that nothing stops for want of what is on its way."""
    return Derived(event_facts.SituationAssessed(situation=known), rule="read-after-passing-over", clause="4.1.b")


def _taken_suspicions(suspicions: Iterable[facts.SuspicionTakenOver]) -> Iterable[Derived]:
    for suspicion in suspicions:
        yield Derived(suspicion, rule="suspicion-passes-over", key=suspicion.source, clause="1.6.d")


def _ask_the_rest(situation: Situation, absorbed: facts.EventAbsorbed) -> Iterable[Derived]:
    """Places of operation that come with the other event and were never asked (5.2.1.0.c)."""
    state: EventState = situation.state
    if not state.activated:
        return
    asked = {request["region"] for request in state.support.values()} | set(absorbed.asked)
    for region in state.support_regions:
        if region not in asked:
            request = event_facts.SupportRequested(region=region, region_name=built_in_regions().full_name(region))
            yield Derived(request, rule="support", key=region, clause="5.2.1.0.c")


def task_goes_on(situation: Situation) -> Iterable[Derived]:
    """A task that passed over is to be signed for by the line it had."""
    task = facts.TaskTakenOver.model_validate(situation.fact.payload)
    if task.sign_for is not None:
        yield started(task.sign_for, subject=situation.fact.reference, rule="task_acknowledgement")


def request_goes_on(situation: Situation) -> Iterable[Derived]:
    """A request that passed over is to be answered by the line it had."""
    request = facts.SupportTakenOver.model_validate(situation.fact.payload)
    if request.answer_by is not None:
        yield started(request.answer_by, subject=situation.fact.reference, rule="support_acknowledgement")


def after_receiving(situation: Situation) -> Iterable[Derived]:
    """A new event out of a split takes its suspicions over."""
    received = facts.SplitReceived.model_validate(situation.fact.payload)
    yield from _taken_suspicions(received.suspicions)
    yield _read_anew(received.situation)


def count_receipt(situation: Situation) -> Iterable[Derived]:
    """A receipt for what the merged event had sent settles the clock that goes on here, by when it was received."""
    payload = situation.fact.payload
    at = parse_timestamp(payload["received_at"])
    yield from settle_clocks(situation, (payload["kind"],), payload["addressee"], at)


def after_reopening(situation: Situation) -> Iterable[Derived]:
    """The clocks that the end had stopped go on, with the start and the line they had."""
    for taken in facts.EventReopened.model_validate(situation.fact.payload).clocks:
        yield started(taken, rule="reopened-clock")


def ask_former_lead(situation: Situation) -> Iterable[Derived]:
    """The place that led is asked for support like every other (5.2.1.0.c), where the plan is in force already."""
    state: EventState = situation.state
    payload = situation.fact.payload
    asked = {request["region"] for request in state.support.values()}
    if state.activated and payload["previous"] not in asked:
        request = event_facts.SupportRequested(region=payload["previous"], region_name=payload["previous_name"])
        yield Derived(request, rule="support", key=payload["previous"], clause="5.2.1.0.c")


def ask_again(situation: Situation) -> Iterable[Derived]:
    """A refusal that was not accepted: the place is asked again, and the clock for the answer starts."""
    state: EventState = situation.state
    payload = situation.fact.payload
    if not payload["excused"]:
        earlier = state.support[payload["request"]]
        request = event_facts.SupportRequested(
            region=payload["region"],
            region_name=payload["region_name"],
            asked=earlier.get("asked", ""),
            overseen=situation.fact.reference,
        )
        yield Derived(request, rule="support-overseen", clause="5.2.1.0.c")

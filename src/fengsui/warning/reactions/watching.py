"""Clocks of the watch (4.1.d–g), of preventive measures (4.1.c), of the key list (1.1.c) and of the prompt. Pure."""

from collections.abc import Iterable

from fengsui.conduct.house import Derived, Situation
from fengsui.ledger.canonical import parse_timestamp
from fengsui.warning.levels import gravest
from fengsui.warning.reactions import clocks
from fengsui.warning.state import WarningState, WatchState


def after_watch(situation: Situation) -> Iterable[Derived]:
    """A watch owes its log, its analysis and its report, each at the plan's interval for the level or grade."""
    state: WarningState = situation.state
    watch = state.watches[situation.fact.reference]
    for definition in clocks.OF_ENTRY.values():
        yield from _next(situation, watch, definition)


def after_entry(situation: Situation) -> Iterable[Derived]:
    """An entry settles its clock; the next interval begins. One about the time before settles none."""
    state: WarningState = situation.state
    watch = state.watches[situation.fact.payload["watch"]]
    definition = clocks.OF_ENTRY[situation.fact.kind]
    begun = [parse_timestamp(clock.started_at) for clock in state.running(definition)]
    # An officer types minutes: an entry of the minute in which the interval began is one of the interval.
    if any(situation.fact.happened_at < moment.replace(second=0, microsecond=0) for moment in begun):
        return
    yield from clocks.settle(situation, definition, watch.fact)
    yield from _next(situation, watch, definition)


def _next(situation: Situation, watch: WatchState, definition: str) -> Iterable[Derived]:
    state: WarningState = situation.state
    level, grade = watch.term_key
    if state.ticket is not None:  # raised since the watch began
        level = gravest(level, state.ticket.level)
    yield from clocks.begin(
        situation,
        definition,
        subject=watch.fact,
        subject_name=watch.payload["institution"]["name"],
        level=level,
        grade=grade,
        key=f"{watch.fact}|{situation.fact.number}",
    )


def after_watch_end(situation: Situation) -> Iterable[Derived]:
    """The watch has ended: nobody owes its entries any more."""
    state: WarningState = situation.state
    yield from clocks.end(state.running(*clocks.OF_ENTRY.values()), situation.fact.payload["reason"])


def after_measure(situation: Situation) -> Iterable[Derived]:
    """The measure runs until the deadline that was set for the institution."""
    payload = situation.fact.payload
    yield from clocks.begin_until(
        situation,
        "preventive_measure",
        "整改期限",
        subject=situation.fact.reference,
        subject_name=payload["institution"]["name"],
        due_at=parse_timestamp(payload["due_at"]),
        clause="4.1.c",
    )


def after_answer(situation: Situation) -> Iterable[Derived]:
    """A recheck that ends the measure settles its clock, by when it was."""
    payload = situation.fact.payload
    if payload["result"] != "open":
        at = parse_timestamp(payload["answered_at"])
        yield from clocks.settle(situation, "preventive_measure", payload["measure"], at)


def after_key_list(situation: Situation) -> Iterable[Derived]:
    """An entry of the key list is looked at again by its date; a review sets the next one or ends it."""
    state, payload = situation.state, situation.fact.payload
    if situation.fact.kind == "key_list.reviewed":
        yield from clocks.settle(situation, "key_list_review", state.stream)
    if payload["review_on"] and state.key_list:
        yield from clocks.begin_until(
            situation,
            "key_list_review",
            "重点盯防名单复核",
            subject=state.stream,
            subject_name=state.institution["name"],
            due_at=clocks.end_of_day(payload["review_on"]),
            clause="1.1.c",
        )


def after_check(situation: Situation) -> Iterable[Derived]:
    """When no rumour, or no media report, waits for a check any more, its clock is settled."""
    state: WarningState = situation.state
    kind = situation.fact.payload["kind"]
    if not state.pending.get(kind):
        yield from clocks.settle(situation, clocks.CHECKS[kind], kind)


def after_paper(situation: Situation) -> Iterable[Derived]:
    """The prompt went out: its clock is settled by the earliest sending."""
    state = situation.state
    if isinstance(state, WarningState) and situation.fact.payload["kind"] == "risk_prompt" and state.ticket:
        sent = min(parse_timestamp(row["sent_at"]) for row in situation.fact.payload["sendings"])
        yield from clocks.settle(situation, clocks.NOTICE, state.ticket.fact, sent)

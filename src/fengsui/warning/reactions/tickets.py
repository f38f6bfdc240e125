"""An assessment or a signed level opens a ticket, or raises the open one; the ticket's clocks. Pure."""

from collections.abc import Iterable

from fengsui.conduct.house import Derived, Situation
from fengsui.ledger.canonical import parse_timestamp
from fengsui.warning import facts
from fengsui.warning.levels import NONE, gravest, is_at_least, is_graver
from fengsui.warning.reactions import clocks
from fengsui.warning.state import TicketState, WarningState


def after_assessment(situation: Situation) -> Iterable[Derived]:
    """One open ticket per institution: new evidence joins it and may raise it; texts that ask for a check get a clock.

    A closed ticket is not opened again by what its closing knew: the level must be graver, or a new hard rule true.
    """
    state: WarningState = situation.state
    payload, level = situation.fact.payload, state.proposed_level
    ticket = state.ticket
    if ticket is not None:
        if is_graver(level, _known_level(state, ticket)):
            yield _raise(situation, ticket, level)
    elif is_at_least(level, payload["ticket_level"]) and _is_news(state):
        opened = facts.TicketOpened(
            institution=facts.WatchedInstitution.model_validate(payload["institution"]),
            level=level,
            basis="rule",
            assessment=situation.fact.reference,
            why=tuple(payload["why"]),
        )
        yield Derived(opened, rule="ticket", clause="4.1.b")
    yield from _check_clocks(situation)


def _known_level(state: WarningState, ticket: TicketState) -> int:
    """The gravest level that the ticket, or the officer who signed since, has taken into account."""
    signed = int(state.signed["proposed"]) if state.signed else NONE
    return gravest(ticket.level, signed)


def _is_news(state: WarningState) -> bool:
    new_rules = set(state.assessment["hard_rules"]) - state.handled_rules
    return state.handled_level == NONE or is_graver(state.proposed_level, state.handled_level) or bool(new_rules)


def _raise(situation: Situation, ticket: TicketState, level: int) -> Derived:
    state: WarningState = situation.state
    raised = facts.TicketRaised(
        ticket=ticket.fact,
        institution=facts.WatchedInstitution.model_validate(state.institution),
        level=level,
        previous=ticket.level,
        because=situation.fact.reference,
    )
    return Derived(raised, rule="ticket-raised", clause="4.1.b")


def _check_clocks(situation: Situation) -> Iterable[Derived]:
    """One clock for the rumours (4.2.1) and one for the media reports (4.2.2) that wait for a check."""
    state: WarningState = situation.state
    for kind, definition in clocks.CHECKS.items():
        waiting = len(state.pending.get(kind, ()))
        if waiting and not state.running(definition):
            words = f"{state.institution['name']}：{waiting}条{'传闻' if kind == 'K1' else '负面报道'}待核实"
            yield from clocks.begin(situation, definition, subject=kind, subject_name=words, level=state.proposed_level)


def after_signed_level(situation: Situation) -> Iterable[Derived]:
    """An officer who signs a level that asks for a ticket opens one by judgement."""
    state: WarningState = situation.state
    ticket_level = int(state.assessment.get("ticket_level", NONE))
    if state.ticket is None and is_at_least(situation.fact.payload["level"], ticket_level):
        opened = facts.TicketOpened(
            institution=facts.WatchedInstitution.model_validate(state.institution),
            level=situation.fact.payload["level"],
            basis="judgement",
            assessment=state.assessment_fact,
            why=(f"人工研判：{situation.fact.payload['reason']}"[:400],),
        )
        yield Derived(opened, rule="ticket", clause="4.1.b")
    elif state.ticket is not None and situation.fact.payload["direction"] == "raise":
        yield from _sooner_verification(situation, state.ticket)


def after_ticket(situation: Situation) -> Iterable[Derived]:
    """A new ticket must be verified, and the institution prompted, within the plan's time for its level."""
    payload = situation.fact.payload
    for definition in (clocks.VERIFICATION, clocks.NOTICE):
        yield from clocks.begin(
            situation,
            definition,
            subject=situation.fact.reference,
            subject_name=payload["institution"]["name"],
            level=payload["level"],
        )


def after_raising(situation: Situation) -> Iterable[Derived]:
    """A graver level may ask for a sooner check."""
    state: WarningState = situation.state
    yield from _sooner_verification(situation, state.tickets[situation.fact.payload["ticket"]])


def _sooner_verification(situation: Situation, ticket: TicketState) -> Iterable[Derived]:
    """The shorter of the running line and the new level's: raising never gives more time."""
    state: WarningState = situation.state
    if ticket.verified:
        return
    due = clocks.due_after(situation.plan, clocks.VERIFICATION, ticket.level, situation.now)
    running = [clock for clock in state.running(clocks.VERIFICATION) if clock.subject == ticket.fact]
    if due is None or any(parse_timestamp(clock.due_at) <= due for clock in running):
        return
    yield from clocks.end(running, "级别升高，改按新级别的时限核查")
    yield from clocks.begin(
        situation,
        clocks.VERIFICATION,
        subject=ticket.fact,
        subject_name=state.institution["name"],
        level=ticket.level,
    )


def after_closing(situation: Situation) -> Iterable[Derived]:
    """A closed ticket ends its clocks; what lapsed stays on record."""
    state: WarningState = situation.state
    waiting = state.running(clocks.VERIFICATION, clocks.NOTICE, *clocks.CHECKS.values())
    yield from clocks.end(waiting, f"预警销单：{situation.fact.payload['reason']}")

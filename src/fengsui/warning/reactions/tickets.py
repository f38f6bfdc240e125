"""An assessment or a signed level opens a ticket, or raises the open one; the ticket's clocks. Pure."""

from collections.abc import Iterable

from fengsui.conduct.house import Derived, Situation
from fengsui.warning import facts
from fengsui.warning.levels import NONE, gravest, is_at_least, is_graver
from fengsui.warning.reactions import clocks
from fengsui.warning.state import VERIFIED, TicketState, WarningState


def after_assessment(situation: Situation) -> Iterable[Derived]:
    """One open ticket per institution: new evidence joins it and may raise it; texts that ask for a check get a clock.

    A closed ticket is not opened again by what its closing knew: the level must be graver, or a new hard rule true.
    """
    state: WarningState = situation.state
    payload, level = situation.fact.payload, state.proposed_level
    ticket = state.ticket
    if ticket is not None:
        if is_graver(level, ticket.level) and _is_unsettled(state):
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


def _is_unsettled(state: WarningState) -> bool:
    """Whether the officer who signed the level did not know of this: a graver proposal, or a new hard rule."""
    new_rules = set(state.assessment["hard_rules"]) - state.settled_rules
    return is_graver(state.proposed_level, state.settled_level) or bool(new_rules)


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
    level = _gravest_level(state)
    for kind, definition in clocks.CHECKS.items():
        waiting = len(state.pending.get(kind, ()))
        if state.running(definition) and state.ticket is None:  # a ticket's raising brings its lines nearer itself
            yield from clocks.sooner(situation, definition, subject=kind, level=level)
        elif waiting and not state.running(definition):
            words = f"{state.institution['name']}：{waiting}条{'传闻' if kind == 'K1' else '负面报道'}待核实"
            yield from clocks.begin(situation, definition, subject=kind, subject_name=words, level=level)


def _gravest_level(state: WarningState) -> int:
    return gravest(state.proposed_level, state.ticket.level if state.ticket else NONE)


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
        yield from _sooner(situation, state.ticket)


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
    state: WarningState = situation.state
    sheet = state.standing_sheet
    if sheet is not None and sheet.status == VERIFIED:  # signed before there was a ticket: nothing is left to verify
        note = str(sheet.payload["finding"])
        found = facts.TicketVerified(ticket=situation.fact.reference, finding="true", sheet=sheet.fact, note=note)
        yield Derived(found, rule="sheet-decided", clause="1.6.d")


def after_raising(situation: Situation) -> Iterable[Derived]:
    """A graver level may ask for everything sooner."""
    state: WarningState = situation.state
    yield from _sooner(situation, state.tickets[situation.fact.payload["ticket"]])


def _sooner(situation: Situation, ticket: TicketState) -> Iterable[Derived]:
    """What the institution's warning still owes, by the shorter of the running line and the new level's."""
    state: WarningState = situation.state
    for definition in (clocks.VERIFICATION, clocks.NOTICE):
        yield from clocks.sooner(situation, definition, subject=ticket.fact, level=ticket.level)
    for kind, definition in clocks.CHECKS.items():
        yield from clocks.sooner(situation, definition, subject=kind, level=_gravest_level(state))
    if state.watch is not None:
        grade = str(state.watch.payload["grade"])
        for definition in clocks.OF_ENTRY.values():
            yield from clocks.sooner(situation, definition, subject=state.watch.fact, level=ticket.level, grade=grade)


def after_closing(situation: Situation) -> Iterable[Derived]:
    """A closed ticket ends its clocks; what lapsed stays on record. Texts that wait for a check are still checked."""
    state: WarningState = situation.state
    waiting = state.running(clocks.VERIFICATION, clocks.NOTICE)
    yield from clocks.end(waiting, f"预警销单：{situation.fact.payload['reason']}")

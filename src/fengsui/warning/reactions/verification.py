"""The sheet's two signatures make a blow-up verified, and what a sheet says is the ticket's finding. Pure."""

from collections.abc import Iterable

from fengsui.conduct.house import Derived, Situation
from fengsui.conduct.signatures import is_complete
from fengsui.warning import facts
from fengsui.warning.reactions import clocks
from fengsui.warning.state import NOT_MET, SUSPECTED, WarningState


def after_signature(situation: Situation) -> Iterable[Derived]:
    """Watcher and duty chief have signed the sheet: the blow-up is verified (1.6.d, N8)."""
    state = situation.state
    if not isinstance(state, WarningState):  # signatures are given in events too
        return
    opened = situation.fact.payload["matter"]
    matter, sheet = state.matters.by_fact.get(opened), state.sheets.get(opened)
    if matter is None or sheet is None or sheet.status != SUSPECTED or not is_complete(situation.plan, matter):
        return
    verified = facts.BlowupVerified(
        sheet=opened,
        institution=sheet.payload["institution"]["id"],
        name=sheet.payload["institution"]["name"],
        condition=sheet.condition,
        occurred_at=sheet.payload["occurred_at"],
        known_at=sheet.payload["known_at"],
    )
    yield Derived(verified, rule="two-signatures", clause="1.6.d")


def after_sheet(situation: Situation) -> Iterable[Derived]:
    """A sheet without any condition met is itself the ticket's finding; a suspicion waits for signatures."""
    state: WarningState = situation.state
    if state.sheets[situation.fact.reference].status == NOT_MET:
        unknown = any(row["met"] == "unknown" for row in situation.fact.payload["conditions"])
        yield from _finding(situation, situation.fact.reference, "unclear" if unknown else "false")


def after_verdict(situation: Situation) -> Iterable[Derived]:
    """A sheet verified or rejected is the ticket's finding; a plain finding stops the ticket's clock."""
    kind, payload = situation.fact.kind, situation.fact.payload
    if kind == "ticket.verified":
        yield from clocks.settle(situation, clocks.VERIFICATION, payload["ticket"])
    else:
        yield from _finding(situation, payload["sheet"], "true" if kind == "blowup.verified" else "false")


def _finding(situation: Situation, sheet: str, finding: facts.Finding) -> Iterable[Derived]:
    state: WarningState = situation.state
    if state.ticket is not None:
        note = str(state.sheets[sheet].reason or state.sheets[sheet].payload["finding"])
        found = facts.TicketVerified(ticket=state.ticket.fact, finding=finding, sheet=sheet, note=note)
        yield Derived(found, rule="sheet-decided", clause="1.6.d")

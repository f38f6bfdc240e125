"""Orders, evidence and dealings with departments as their facts add up. Pure and immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.warning.clock_state import ClockState, fold_clocks


@dataclass(frozen=True, slots=True)
class OrderState:
    """One order. ``owners``: owner and deputy as they are now, with their names."""

    stream: str = ""
    issued: Mapping[str, Any] = field(default_factory=dict)
    issued_at: str = ""
    owners: Mapping[str, str] = field(default_factory=dict)
    acknowledged: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Mapping[str, Any], ...] = ()
    completed: str = ""
    overdue: bool = False
    reasons: tuple[Mapping[str, Any], ...] = ()
    handovers: tuple[Mapping[str, Any], ...] = ()
    closing: Mapping[str, Any] = field(default_factory=dict)
    clocks: Mapping[str, ClockState] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Issued, and not closed."""
        return bool(self.issued) and not self.closing

    @property
    def officers(self) -> tuple[str, ...]:
        """Owner and deputy."""
        return tuple(officer for post in ("owner", "deputy") if (officer := self.owners.get(post, "")))

    def is_overdue(self, now: datetime) -> bool:
        """Whether the line passed before the owner reported it done."""
        done = datetime.fromisoformat(self.completed) if self.completed else now
        return self.overdue or done > parse_timestamp(self.issued["due_at"])

    def running(self, definition: str) -> tuple[ClockState, ...]:
        """Its clocks of this definition that still run."""
        return tuple(clock for clock in self.clocks.values() if clock.running and clock.definition == definition)


def fold_order(state: OrderState, fact: Fact) -> OrderState:
    """The order after one more fact."""
    if fact.kind.startswith("clock."):
        return replace(state, clocks=fold_clocks(state.clocks, fact))
    payload, at = fact.payload, fact.happened_at.isoformat()
    told = {**payload, "at": at, "fact": fact.reference, "by": fact.actor}
    match fact.kind:
        case "order.issued":
            posts = ("owner", "owner_name", "deputy", "deputy_name")
            owners = {name: payload[name] for name in posts}
            return replace(state, stream=fact.stream, issued=payload, issued_at=at, owners=owners)
        case "order.acknowledged":
            return replace(state, acknowledged=told)
        case "order.progressed":
            done = at if payload["done"] else state.completed
            return replace(state, notes=(*state.notes, told), completed=done)
        case "order.returned":
            return replace(state, notes=(*state.notes, {**told, "note": payload["reason"]}), completed="")
        case "order.overdue":
            return replace(state, overdue=True)
        case "order.overdue_explained":
            return replace(state, reasons=(*state.reasons, told))
        case "order.handed_over":
            now = {payload["post"]: payload["new"], f"{payload['post']}_name": payload["new_name"]}
            return replace(state, owners={**state.owners, **now}, handovers=(*state.handovers, told))
        case "order.closed":
            return replace(state, closing=told)
    return state


@dataclass(frozen=True, slots=True)
class Custody:
    """One link of the chain: from whom to whom, when (ISO), why."""

    giver: str
    taker: str
    at: str
    reason: str
    fact: str


@dataclass(frozen=True, slots=True)
class EvidenceState:
    """One piece of evidence with its chain of custody."""

    collected: Mapping[str, Any] = field(default_factory=dict)
    fact: str = ""
    chain: tuple[Custody, ...] = ()
    openings: tuple[Mapping[str, Any], ...] = ()

    @property
    def holder(self) -> str:
        """Who has it now."""
        return self.chain[-1].taker if self.chain else str(self.collected.get("holder", ""))

    @property
    def held_since(self) -> str:
        """Since when (ISO): the last change of hands, or the collection."""
        return self.chain[-1].at if self.chain else str(self.collected.get("collected_at", ""))


def fold_evidence(state: EvidenceState, fact: Fact) -> EvidenceState:
    """The piece after one more fact."""
    payload = fact.payload
    match fact.kind:
        case "evidence.collected":
            return replace(state, collected=payload, fact=fact.reference)
        case "evidence.handed":
            link = Custody(payload["giver"], payload["taker"], payload["handed_at"], payload["reason"], fact.reference)
            return replace(state, chain=(*state.chain, link))
        case "evidence.opened":
            opening = {**payload, "by": fact.actor, "at": fact.happened_at.isoformat(), "fact": fact.reference}
            return replace(state, openings=(*state.openings, opening))
    return state


@dataclass(frozen=True, slots=True)
class DealingsState:
    """Letters and replies of an event's departments, and the resources put to work; by the fact that recorded them."""

    letters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    resources: tuple[Mapping[str, Any], ...] = ()

    def of(self, department: str) -> list[Mapping[str, Any]]:
        """A department's letters, oldest first."""
        found = [letter for letter in self.letters.values() if letter["department"] == department]
        return sorted(found, key=lambda letter: str(letter["exchanged_at"]))

    def waiting(self, department: str) -> list[Mapping[str, Any]]:
        """Letters to a department that nothing answers yet."""
        answered = {letter["answers"] for letter in self.letters.values()}
        mine = self.of(department)
        return [row for row in mine if row["direction"] == "sent" and row["fact"] not in answered]


def fold_dealings(state: DealingsState, fact: Fact) -> DealingsState:
    """The dealings after one more fact."""
    told = {**fact.payload, "fact": fact.reference}
    if fact.kind == "letter.recorded":
        return replace(state, letters={**state.letters, fact.reference: told})
    if fact.kind == "resource.recorded":
        return replace(state, resources=(*state.resources, told))
    return state

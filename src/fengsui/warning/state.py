"""What is known, done and owed about one institution before any event, as its facts add up. Pure and immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fengsui.conduct.signatures import Matter, Matters
from fengsui.documents.state import PaperState, fold_paper_matters, fold_papers
from fengsui.ledger.canonical import Fact, split_reference
from fengsui.warning.clock_state import ClockState, fold_clocks
from fengsui.warning.levels import gravest, is_at_least, is_graver

OPEN, CLOSED = "open", "closed"
SUSPECTED, VERIFIED, REJECTED, NOT_MET = "suspected", "verified", "rejected", "not_met"
VERIFY_BLOWUP = "verify_blowup"
MOST_PENDING = 200


@dataclass(frozen=True, slots=True)
class TicketState:
    """A warning ticket. ``level``: the gravest since it opened, or what an officer has signed since."""

    fact: str
    payload: Mapping[str, Any]
    opened_at: str
    level: int
    status: str = OPEN
    verified: Mapping[str, Any] = field(default_factory=dict)
    closing: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WatchState:
    """A watch by a named pair. ``entries``: log, analyses and reports with their kind, time, officer and fact."""

    fact: str
    payload: Mapping[str, Any]
    opened_at: str
    entries: tuple[Mapping[str, Any], ...] = ()
    ended: Mapping[str, Any] = field(default_factory=dict)

    @property
    def term_key(self) -> tuple[int, str]:
        """(level, grade) by which its clocks run."""
        return int(self.payload["level"]), str(self.payload["grade"])


@dataclass(frozen=True, slots=True)
class SheetState:
    """A verification sheet: suspected (a condition met), verified, rejected, or no condition met."""

    fact: str
    payload: Mapping[str, Any]
    submitted_by: str
    status: str
    reason: str = ""

    @property
    def condition(self) -> str:
        """The first condition that is met; empty for none."""
        return next((row["condition"] for row in self.payload["conditions"] if row["met"] == "yes"), "")


@dataclass(frozen=True, slots=True)
class MeasureState:
    """A preventive measure with its answers; ``open`` until one says how it ended."""

    fact: str
    payload: Mapping[str, Any]
    required_at: str
    answers: tuple[Mapping[str, Any], ...] = ()

    @property
    def open(self) -> bool:
        """Whether the institution still owes it."""
        return not self.answers or self.answers[-1]["result"] == "open"


@dataclass(frozen=True, slots=True)
class WarningState:
    """Everything an action, a reaction or a page needs to know about one institution's warning."""

    stream: str = ""
    institution: Mapping[str, Any] = field(default_factory=dict)
    assessment: Mapping[str, Any] = field(default_factory=dict)
    assessment_fact: str = ""
    assessment_hash: str = ""
    same_level_hashes: tuple[str, ...] = ()
    """Hashes of the assessments since the proposed level last changed: a page made from any of them shows it."""
    assessed_at: str = ""
    signed: Mapping[str, Any] = field(default_factory=dict)
    settled_level: int = 0
    """The proposed level an officer has decided on, while the rules still propose more than was signed; else 0."""
    settled_rules: frozenset[str] = frozenset()
    tickets: Mapping[str, TicketState] = field(default_factory=dict)
    handled_level: int = 0
    """The proposed level that the last closed ticket knew, while the rules still propose a ticket; else 0."""
    handled_rules: frozenset[str] = frozenset()
    pending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind (K1, K2) → texts that wait for a check."""
    checks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    watches: Mapping[str, WatchState] = field(default_factory=dict)
    sheets: Mapping[str, SheetState] = field(default_factory=dict)
    measures: Mapping[str, MeasureState] = field(default_factory=dict)
    key_list: Mapping[str, Any] = field(default_factory=dict)
    clocks: Mapping[str, ClockState] = field(default_factory=dict)
    matters: Matters = field(default_factory=Matters)
    papers: Mapping[str, PaperState] = field(default_factory=dict)
    spell_floor: int = 0
    """Number of the fact that closed the last ticket: older papers and sheets serve no later one."""

    @property
    def ticket(self) -> TicketState | None:
        """The open ticket, if there is one."""
        return next((ticket for ticket in self.tickets.values() if ticket.status == OPEN), None)

    @property
    def watch(self) -> WatchState | None:
        """The watch that goes on, if there is one."""
        return next((watch for watch in self.watches.values() if not watch.ended), None)

    @property
    def level(self) -> int:
        """The level in force: what was signed last; before that, what the rules propose."""
        return int(self.signed["level"]) if self.signed else self.proposed_level

    @property
    def level_in_force(self) -> int:
        """The level by which times run: of the open ticket, which may be one of judgement; else ``level``."""
        return self.ticket.level if self.ticket else self.level

    @property
    def proposed_level(self) -> int:
        """What the rules propose (建议级别)."""
        return int(self.assessment["level"]) if self.assessment else 0

    @property
    def standing_sheet(self) -> SheetState | None:
        """The sheet by which the blow-up is suspected or verified since the last ticket was closed."""
        found = [
            sheet
            for sheet in self.sheets.values()
            if sheet.status in {SUSPECTED, VERIFIED} and split_reference(sheet.fact)[1] > self.spell_floor
        ]
        return found[-1] if found else None

    @property
    def grade(self) -> None:
        """A warning has no event grade; its papers carry none."""
        return

    def running(self, *definitions: str) -> tuple[ClockState, ...]:
        """Clocks that still run, of these definitions."""
        return tuple(clock for clock in self.clocks.values() if clock.running and clock.definition in definitions)


def fold_warning(state: WarningState, fact: Fact) -> WarningState:
    """The state after one more fact. Kinds that change nothing here pass through."""
    state = replace(state, stream=fact.stream)
    if fact.kind.startswith("clock."):
        return replace(state, clocks=fold_clocks(state.clocks, fact))
    if fact.kind.startswith(("paper.", "receipt.")):
        matters = fold_paper_matters(state.matters, fact)
        return replace(state, papers=fold_papers(state.papers, fact), matters=matters)
    if fact.kind.startswith(("signature.", "countersignature.")):
        return replace(state, matters=state.matters.fold(fact))
    if "institution" in fact.payload and isinstance(fact.payload["institution"], Mapping):
        state = replace(state, institution=fact.payload["institution"])
    step = _STEPS.get(fact.kind)
    return step(state, fact) if step else state


def _assessed(state: WarningState, fact: Fact) -> WarningState:
    payload = fact.payload
    pending = dict(state.pending)
    kept = state.same_level_hashes if state.assessment and payload["level"] == state.proposed_level else ()
    for row in payload["to_check"]:
        waiting = pending.get(row["kind"], ())
        if row["signal"] not in state.checks and row["signal"] not in waiting and len(waiting) < MOST_PENDING:
            pending[row["kind"]] = (*waiting, row["signal"])
    state = replace(
        state,
        assessment=payload,
        assessment_fact=fact.reference,
        assessment_hash=fact.hash,
        assessed_at=fact.happened_at.isoformat(),
        pending=pending,
        same_level_hashes=(*kept, fact.hash)[-MOST_PENDING:],
    )
    if not is_at_least(payload["level"], payload["ticket_level"]):
        state = replace(state, handled_level=0, handled_rules=frozenset())
    if state.signed and not is_graver(payload["level"], state.signed["level"]):
        # The rules agree with the officer again: what grows graver from here on is news.
        state = replace(state, settled_level=0, settled_rules=frozenset())
    return state


def _signed(state: WarningState, fact: Fact) -> WarningState:
    payload = fact.payload
    signed = {**payload, "fact": fact.reference, "signed_at": fact.happened_at.isoformat()}
    ticket = state.ticket
    state = replace(
        state,
        signed=signed,
        settled_level=payload["proposed"],
        settled_rules=frozenset(state.assessment.get("hard_rules", ())),
    )
    return _with_ticket(state, replace(ticket, level=payload["level"])) if ticket else state


def _ticket_opened(state: WarningState, fact: Fact) -> WarningState:
    ticket = TicketState(fact.reference, fact.payload, fact.happened_at.isoformat(), fact.payload["level"])
    return _with_ticket(state, ticket)


def _ticket_raised(state: WarningState, fact: Fact) -> WarningState:
    ticket = state.tickets[fact.payload["ticket"]]
    return _with_ticket(state, replace(ticket, level=gravest(ticket.level, fact.payload["level"])))


def _ticket_verified(state: WarningState, fact: Fact) -> WarningState:
    ticket = state.tickets[fact.payload["ticket"]]
    verified = {**fact.payload, "at": fact.happened_at.isoformat(), "fact": fact.reference, "by": fact.actor}
    return _with_ticket(state, replace(ticket, verified=verified))


def _ticket_closed(state: WarningState, fact: Fact) -> WarningState:
    ticket = state.tickets[fact.payload["ticket"]]
    closing = {**fact.payload, "at": fact.happened_at.isoformat(), "fact": fact.reference, "by": fact.actor}
    state = replace(
        state,
        signed={},
        settled_level=0,
        settled_rules=frozenset(),
        spell_floor=fact.number,
        handled_level=state.proposed_level,
        handled_rules=frozenset(state.assessment.get("hard_rules", ())),
    )
    return _with_ticket(state, replace(ticket, status=CLOSED, closing=closing))


def _with_ticket(state: WarningState, ticket: TicketState) -> WarningState:
    return replace(state, tickets={**state.tickets, ticket.fact: ticket})


def _signal_checked(state: WarningState, fact: Fact) -> WarningState:
    payload = fact.payload
    done = {payload["signal"], *payload["also"]}
    check = {**payload, "at": fact.happened_at.isoformat(), "fact": fact.reference, "by": fact.actor}
    waiting = tuple(signal for signal in state.pending.get(payload["kind"], ()) if signal not in done)
    return replace(
        state,
        checks={**state.checks, **dict.fromkeys(done, check)},
        pending={**state.pending, payload["kind"]: waiting},
    )


def _watch_opened(state: WarningState, fact: Fact) -> WarningState:
    watch = WatchState(fact.reference, fact.payload, fact.happened_at.isoformat())
    return replace(state, watches={**state.watches, watch.fact: watch})


def _watch_entry(state: WarningState, fact: Fact) -> WarningState:
    watch = state.watches[fact.payload["watch"]]
    entry = {
        **fact.payload,
        "kind": fact.kind,
        "at": fact.happened_at.isoformat(),
        "fact": fact.reference,
        "by": fact.actor,
        "acknowledged": None,
    }
    return replace(state, watches={**state.watches, watch.fact: replace(watch, entries=(*watch.entries, entry))})


def _watch_acknowledged(state: WarningState, fact: Fact) -> WarningState:
    watch = state.watches[fact.payload["watch"]]
    answer = {**fact.payload, "at": fact.happened_at.isoformat()}
    entries = tuple(
        {**entry, "acknowledged": answer} if entry["fact"] == fact.payload["report"] else entry
        for entry in watch.entries
    )
    return replace(state, watches={**state.watches, watch.fact: replace(watch, entries=entries)})


def _watch_ended(state: WarningState, fact: Fact) -> WarningState:
    watch = state.watches[fact.payload["watch"]]
    ended = {**fact.payload, "at": fact.happened_at.isoformat(), "by": fact.actor}
    return replace(state, watches={**state.watches, watch.fact: replace(watch, ended=ended)})


def _sheet_submitted(state: WarningState, fact: Fact) -> WarningState:
    met = any(row["met"] == "yes" for row in fact.payload["conditions"])
    sheet = SheetState(fact.reference, fact.payload, fact.actor, SUSPECTED if met else NOT_MET)
    state = replace(state, sheets={**state.sheets, sheet.fact: sheet})
    if not met:
        return state
    title = f"爆雷核查单：{fact.payload['institution']['name']}（{sheet.condition}）"
    return replace(state, matters=state.matters.opened(Matter(sheet.fact, VERIFY_BLOWUP, title, fact.hash)))


def _sheet_decided(state: WarningState, fact: Fact) -> WarningState:
    opened = fact.payload["sheet"]
    status = VERIFIED if fact.kind == "blowup.verified" else REJECTED
    sheet = replace(state.sheets[opened], status=status, reason=fact.payload.get("reason", ""))
    return replace(state, sheets={**state.sheets, opened: sheet}, matters=state.matters.closed(opened))


def _measure_required(state: WarningState, fact: Fact) -> WarningState:
    measure = MeasureState(fact.reference, fact.payload, fact.happened_at.isoformat())
    return replace(state, measures={**state.measures, measure.fact: measure})


def _measure_answered(state: WarningState, fact: Fact) -> WarningState:
    measure = state.measures[fact.payload["measure"]]
    answer = {**fact.payload, "fact": fact.reference, "by": fact.actor}
    changed = replace(measure, answers=(*measure.answers, answer))
    return replace(state, measures={**state.measures, measure.fact: changed})


def _key_list_entered(state: WarningState, fact: Fact) -> WarningState:
    entry = {**fact.payload, "fact": fact.reference, "entered_at": fact.happened_at.isoformat(), "reviews": ()}
    return replace(state, key_list=entry)


def _key_list_reviewed(state: WarningState, fact: Fact) -> WarningState:
    payload = fact.payload
    if payload["decision"] == "remove":
        return replace(state, key_list={})
    review = {**payload, "at": fact.happened_at.isoformat(), "by": fact.actor}
    entry = {**state.key_list, "review_on": payload["review_on"], "reviews": (*state.key_list["reviews"], review)}
    return replace(state, key_list=entry)


_STEPS = {
    "attention.assessed": _assessed,
    "attention.signed": _signed,
    "ticket.opened": _ticket_opened,
    "ticket.raised": _ticket_raised,
    "ticket.verified": _ticket_verified,
    "ticket.closed": _ticket_closed,
    "signal.checked": _signal_checked,
    "watch.opened": _watch_opened,
    "watch.logged": _watch_entry,
    "watch.analysed": _watch_entry,
    "watch.reported": _watch_entry,
    "watch.acknowledged": _watch_acknowledged,
    "watch.ended": _watch_ended,
    "sheet.submitted": _sheet_submitted,
    "sheet.rejected": _sheet_decided,
    "blowup.verified": _sheet_decided,
    "measure.required": _measure_required,
    "measure.answered": _measure_answered,
    "key_list.entered": _key_list_entered,
    "key_list.reviewed": _key_list_reviewed,
}

"""Pure: however assessments, signed levels and closings follow each other, there is one open ticket at most."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.conduct.house import Situation
from fengsui.ledger.canonical import Fact
from fengsui.plan import load_plan
from fengsui.warning import facts, levels, reactions
from fengsui.warning.state import OPEN, WarningState, fold_warning
from tests.clauses import NATIONAL

NOW = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
HERE = {"id": "institution/1", "name": "示例机构", "registered_region": "990100", "operating_regions": []}
PLAN = load_plan(NATIONAL)
AFTER: dict[str, Any] = {
    "attention.assessed": reactions.after_assessment,
    "attention.signed": reactions.after_signed_level,
    "ticket.opened": reactions.after_ticket,
    "ticket.raised": reactions.after_raising,
    "ticket.closed": reactions.after_closing,
}


class Ledger:
    """A stream that is folded as it grows, with the consequences of each fact."""

    def __init__(self) -> None:
        self.state, self.facts = WarningState(), list[Fact]()

    def add(self, kind: str, payload: Any) -> None:
        """One fact and what follows from it."""
        number = len(self.facts) + 1
        values: dict[str, Any] = dict.fromkeys(
            ("actor", "plan_version", "clause", "cause", "rule", "key", "idempotency_key"), ""
        )
        fact = Fact(
            stream="warning/institution/1",
            number=number,
            kind=kind,
            version=1,
            payload=payload.model_dump(mode="json"),
            happened_at=NOW,
            recorded_at=NOW,
            previous_hash=f"{number:064}",
            **values,
        )
        self.facts.append(fact)
        self.state = fold_warning(self.state, fact)
        for derived in AFTER[kind](Situation(fact, self.state, PLAN, NOW)) if kind in AFTER else ():
            self.add(KINDS[type(derived.payload).__name__], derived.payload)

    def count(self, kind: str) -> int:
        """How many facts of a kind there are."""
        return sum(fact.kind == kind for fact in self.facts)


KINDS = {
    "TicketOpened": "ticket.opened",
    "TicketRaised": "ticket.raised",
    "ClockStarted": "clock.started",
    "ClockEnded": "clock.ended",
}


def assessed(level: int, hard_rules: Sequence[str] = ()) -> facts.AttentionAssessed:
    """What the rules say; a ticket opens at level 3."""
    return facts.AttentionAssessed(
        institution=facts.WatchedInstitution.model_validate(HERE),
        level=level,
        hard_rules=tuple(hard_rules),
        ticket_level=3,
        why=("理由",),
    )


def closed(ticket: str) -> facts.TicketClosed:
    """The duty chief closes."""
    return facts.TicketClosed(ticket=ticket, outcome="resolved", reason="已化解")


STEPS = st.lists(st.one_of(st.integers(0, 4), st.just("close")), max_size=25)


@given(STEPS)
@settings(max_examples=80)
def test_one_open_ticket_whatever_comes(steps: list[int | str]) -> None:
    """Its level is the gravest proposed since it opened; it has exactly one running verification clock."""
    ledger, seen = Ledger(), 0
    for step in steps:
        ticket = ledger.state.ticket
        if step == "close":
            if ticket is not None:
                ledger.add("ticket.closed", closed(ticket.fact))
            continue
        ledger.add("attention.assessed", assessed(int(step)))
        found = ledger.state.ticket
        seen = levels.gravest(seen, int(step)) if ticket is not None else int(step)
        if found is not None:
            assert found.level == seen
            assert len(ledger.state.running("verification")) == 1
        else:
            assert not levels.is_at_least(int(step), 3) or ledger.state.handled_level
    assert sum(ticket.status == OPEN for ticket in ledger.state.tickets.values()) <= 1
    assert ledger.count("ticket.opened") == len(ledger.state.tickets)
    if ledger.state.ticket is None:
        assert ledger.state.running("verification", "warning_notice") == ()


def test_levels_compare_with_one_the_gravest() -> None:
    """1 before 4, none below all."""
    assert levels.is_graver(1, 2)
    assert levels.is_graver(4, 0)
    assert not levels.is_graver(0, 0)
    assert levels.gravest(0, 3, 2) == 2
    assert levels.gravest() == 0
    assert levels.is_at_least(2, 3)
    assert not levels.is_at_least(0, 3)
    assert not levels.is_at_least(4, 3)

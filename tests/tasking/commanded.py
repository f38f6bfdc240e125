"""An order, a piece of evidence and a letter in an event: for asking every address of everybody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fengsui.conduct import timekeeping
from fengsui.tasking import dealings, evidence, ordering
from fengsui.tasking.ordering import OrderEntry
from tests.plan_2019_75.evening import Evening

PIECE = evidence.EvidenceEntry(
    subject="",
    what="停付公告截图",
    source="平台网站",
    place="办公室",
    collected_at=datetime(2026, 3, 2, tzinfo=UTC),
    collectors=[("王栈", "盯防专人"), ("李屿", "盯防专人")],
)


def commanded(evening: Evening, event: str, owner: str) -> str:
    """Issue an order in the event to ``owner``, collect a piece of evidence, write a letter; the order's stream."""
    actor, now = evening.people["zhiban"], timekeeping.now()
    entry = OrderEntry(title="核对余额", region="990000", owner=owner, event=event, due_at=now + timedelta(days=2))
    order = ordering.issue_order(actor=actor, entry=entry, idempotency_key=evening.key()).fact.stream
    evidence.collect_evidence(
        actor=actor,
        entry=replace(PIECE, subject=event, collected_at=now),
        content=b"%PDF-1.7 screenshot",
        idempotency_key=evening.key(),
    )
    dealings.record_letter(
        actor=actor,
        event=event,
        department="tax",
        direction="sent",
        title="商请核实",
        exchanged_at=now,
        idempotency_key=evening.key(),
    )
    return order

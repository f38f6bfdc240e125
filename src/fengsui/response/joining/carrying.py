"""What passes between merged events without anybody asking: done by the worker, each step one act of the system."""

import contextlib
from collections.abc import Iterable

from fengsui.clock.due import running_clocks
from fengsui.conduct.access import system_actor
from fengsui.conduct.acting import Drafting, Refused, act
from fengsui.conduct.world import this_world
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import read_stream
from fengsui.response.joined_record import MERGED
from fengsui.response.joining import facts
from fengsui.response.models import Event
from fengsui.response.reactions import NOTICE_CLOCKS
from fengsui.response.state import EventState


def pass_receipts() -> int:
    """Receipts that came in for a merged event's notices count where it goes on; returns how many acts there were."""
    merged = dict(Event.objects.filter(status=MERGED).values_list("id", "merged_into"))
    if not merged:
        return 0
    waiting = running_clocks(set(merged.values())).filter(definition__in=NOTICE_CLOCKS)
    targets = set(waiting.values_list("stream", flat=True))
    done = 0
    for event, into in merged.items():
        if into in targets:
            done += sum(_count(into, fact) for fact in _receipts(event))
    return done


def _receipts(event: str) -> Iterable[Fact]:
    return [fact for fact in read_stream(event) if fact.kind == "receipt.recorded"]


def _count(into: str, receipt: Fact) -> bool:
    payload = receipt.payload

    def make(drafting: Drafting) -> facts.ReceiptCounted:
        state: EventState = drafting.state
        if not any(clock.subject == payload["addressee"] for clock in state.running(payload["kind"])):
            msg = "没有等这份回执的时钟"
            raise Refused(msg)
        return facts.ReceiptCounted(
            source=receipt.reference,
            kind=payload["kind"],
            addressee=payload["addressee"],
            addressee_name=payload["addressee_name"],
            received_at=payload["received_at"],
        )

    with contextlib.suppress(Refused):
        outcome = act(
            actor=system_actor("joined-events", this_world().jurisdiction),
            permission="response.carry_joined",
            stream=into,
            make=make,
            idempotency_key=f"receipt-counted:{receipt.reference}",
            clause="5.2.1.1.a",
        )
        return not outcome.repeated
    return False

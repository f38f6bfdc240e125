"""Paper facts → rows. Pure."""

from collections.abc import Iterable

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.ledger.canonical import Fact, parse_timestamp

PAPER, RECEIPT = "documents.Paper", "documents.Receipt"
SCAN = "documents.Scan"


def project(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of one paper fact."""
    payload = fact.payload
    match fact.kind:
        case "paper.submitted":
            yield Put(
                PAPER,
                fact.reference,
                {
                    "stream": fact.stream,
                    "kind": payload["kind"],
                    "title": payload["title"],
                    "number": payload["number"],
                    "status": "submitted",
                    "content": payload["content"]["sealed"],
                    "content_hash": payload["content_hash"],
                    "figures": list(payload["figures"]),
                    "addressees": list(payload["addressees"]),
                    "submitted_by": fact.actor,
                    "submitted_at": fact.happened_at,
                },
            )
        case "paper.approved":
            yield Update(PAPER, payload["paper"], {"status": "approved", "signatory": payload["signatory"]})
        case "paper.withdrawn":
            yield Update(PAPER, payload["paper"], {"status": "withdrawn"})
        case "paper.sent":
            same = ("pdf", "docx", "text", "checkpoint", "signatory", "number")
            yield Update(
                PAPER,
                payload["paper"],
                {
                    "status": "sent",
                    "sent_at": fact.happened_at,
                    "sent_by": fact.actor,
                    "sendings": list(payload["sendings"]),
                    "substituted_fonts": list(payload["substituted_fonts"]),
                    **{name: payload[name] for name in same},
                },
            )
        case "receipt.recorded":
            same = ("paper", "addressee", "addressee_name", "channel", "receiver", "note")
            yield Put(
                RECEIPT,
                fact.reference,
                {
                    "stream": fact.stream,
                    **{name: payload[name] for name in same},
                    "received_at": parse_timestamp(payload["received_at"]),
                    "recorded_at": fact.recorded_at,
                    "recorded_by": fact.actor,
                },
            )


def project_scan(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The row of an attached scan."""
    same = {name: fact.payload[name] for name in ("paper", "digest", "media", "name", "size")}
    stamped = {"stream": fact.stream, "attached_by": fact.actor, "attached_at": fact.happened_at}
    yield Put(SCAN, fact.reference, {**same, **stamped})

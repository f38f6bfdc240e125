"""Letters → rows. Pure."""

from collections.abc import Iterable

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.documents.letters.state import PREFIX
from fengsui.ledger.canonical import Fact

LETTER = "documents.Letter"
STATUSES = {
    "paper.approved": "approved",
    "paper.withdrawn": "drafted",
    "paper.sent": "sent",
    "letter.dropped": "dropped",
    "letter.copies_ordered": "copying",
    "letter.copies_completed": "copied",
}


def project(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The row of the letter a fact is about."""
    if not fact.stream.startswith(f"{PREFIX}/"):
        return
    payload = fact.payload
    match fact.kind:
        case "letter.begun":
            same = {name: payload[name] for name in ("form", "form_name", "kind", "about")}
            # Facts from before letters were sent out unit by unit name none of these.
            same |= {name: payload.get(name, "") for name in ("copy_of", "unit")} | {"place": payload.get("place", 0)}
            begun = {"regions": list(payload["regions"]), "begun_by": fact.actor, "begun_at": fact.happened_at}
            yield Put(LETTER, fact.stream, {**same, **begun, "status": "drafted"})
        case "paper.submitted":
            changes = {"status": "submitted", "title": payload["title"], "number": payload["number"]}
            yield Update(LETTER, fact.stream, changes)
        case kind if kind in STATUSES:
            yield Update(LETTER, fact.stream, {"status": STATUSES[kind]})

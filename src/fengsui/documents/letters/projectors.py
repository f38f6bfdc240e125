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
}


def project(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The row of the letter a fact is about."""
    if not fact.stream.startswith(f"{PREFIX}/"):
        return
    payload = fact.payload
    match fact.kind:
        case "letter.begun":
            same = {name: payload[name] for name in ("form", "form_name", "kind", "about")}
            begun = {"regions": list(payload["regions"]), "begun_by": fact.actor, "begun_at": fact.happened_at}
            yield Put(LETTER, fact.stream, {**same, **begun, "status": "drafted"})
        case "paper.submitted":
            changes = {"status": "submitted", "title": payload["title"], "number": payload["number"]}
            yield Update(LETTER, fact.stream, changes)
        case kind if kind in STATUSES:
            yield Update(LETTER, fact.stream, {"status": STATUSES[kind]})

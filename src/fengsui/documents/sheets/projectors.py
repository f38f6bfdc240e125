"""Forms → rows. Pure."""

from collections.abc import Iterable

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.documents.sheets.state import PREFIX
from fengsui.ledger.canonical import Fact

SHEET = "documents.Sheet"
KINDS = ("form.begun", "form.submitted", "form.returned", "form.signed", "form.revised", "form.dropped")


def project(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The row of the form a fact is about."""
    if not fact.stream.startswith(f"{PREFIX}/"):
        return
    payload, row = fact.payload, fact.stream
    match fact.kind:
        case "form.begun":
            same = {name: payload[name] for name in ("form", "form_name", "about", "institution", "institution_name")}
            begun = {"regions": list(payload["regions"]), "begun_by": fact.actor, "begun_at": fact.happened_at}
            yield Put(SHEET, row, {**same, **begun, "status": "drafted", "version": 1})
        case "form.submitted":
            changes = {"status": "submitted", "number": payload["number"], "waits_until": payload["due_on"]}
            yield Update(SHEET, row, changes)
        case "form.returned":
            yield Update(SHEET, row, {"status": "drafted", "waits_until": ""})
        case "form.signed" if payload["files"]:
            signed = {"status": "signed", "signed_at": fact.happened_at, "valid_version": payload["version"]}
            yield Update(SHEET, row, {**signed, "version": payload["version"]})
        case "form.revised":
            yield Update(SHEET, row, {"status": "drafted", "version": payload["version"]})
        case "form.dropped":
            former = payload["version"] - 1
            left = {"status": "signed", "version": former} if former else {"status": "dropped"}
            yield Update(SHEET, row, left)

"""Facts of carrying the plan out → rows. Pure."""

from collections.abc import Iterable
from datetime import date

from fengsui.conduct.house import BatchReader, Put, RowChange
from fengsui.ledger.canonical import Fact

TABLES = ("registry.DutyOwner", "registry.DutyImplementation", "registry.PracticeRecord")
OWNER, IMPLEMENTATION, RECORD = TABLES


def project_duty_owner(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Who answers for each clause from now on; whoever did before is replaced."""
    payload = fact.payload
    same = ("region", "officer", "officer_name", "deputy", "deputy_name")
    columns = {**{name: payload[name] for name in same}, "named_at": fact.happened_at, "fact": fact.reference}
    for clause in payload["clauses"]:
        yield Put(OWNER, f"{payload['region']}/{clause}", {**columns, "clause": clause}, new=False)


def project_implementation(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """That each clause is in place; a later note replaces an earlier one."""
    payload = fact.payload
    columns = {
        "region": payload["region"],
        "note": payload["note"],
        "marked_by": fact.actor,
        "marked_at": fact.happened_at,
        "fact": fact.reference,
    }
    for clause in payload["clauses"]:
        yield Put(IMPLEMENTATION, f"{payload['region']}/{clause}", {**columns, "clause": clause}, new=False)


def project_practice(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """One record of a practice."""
    payload = fact.payload
    same = ("region", "practice", "practice_name")
    yield Put(
        RECORD,
        fact.reference,
        {
            **{name: payload[name] for name in same},
            "clauses": list(payload["clauses"]),
            "done_on": date.fromisoformat(payload["done_on"]),
            "entries": [dict(entry) for entry in payload["entries"]],
            "recorded_by": fact.actor,
            "recorded_at": fact.recorded_at,
        },
    )

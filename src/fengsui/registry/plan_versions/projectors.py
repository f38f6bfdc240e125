"""Facts of plan versions → rows. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.ledger.canonical import Fact
from fengsui.registry.plan_versions import rules

TABLES = ("registry.PlanVersion", "registry.PlanRevision", "registry.PlanCopy")
VERSION, REVISION, COPY = TABLES


def project_version(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The row of a version: put when it is proposed, changed by each act on it."""
    payload = fact.payload
    if fact.kind == "plan.version_proposed":
        yield Put(VERSION, payload["version"], _proposed(fact))
        return
    changes = {
        "plan.version_consulted": _consulted,
        "plan.version_reviewed": _reviewed,
        "plan.version_adopted": _adopted,
        "plan.version_filed": _filed,
    }[fact.kind](fact)
    yield Update(VERSION, payload["version"], {**changes, "fact": fact.reference})
    if fact.kind == "plan.version_adopted":
        for trigger in payload["settles"]:
            yield Update(REVISION, trigger, {"closed_at": fact.happened_at, "closed_by": fact.reference})


def _proposed(fact: Fact) -> dict[str, Any]:
    payload = fact.payload
    same = ("plan_id", "number", "title", "document_number", "base", "compared_with", "case_count", "note")
    return {
        **{name: payload[name] for name in same},
        "changed": list(payload["changed"]),
        "status": rules.PROPOSED,
        "proposed_by": payload["officer"],
        "proposed_by_name": payload["officer_name"],
        "proposed_at": fact.happened_at,
        "fact": fact.reference,
    }


def _consulted(fact: Fact) -> dict[str, Any]:
    payload = fact.payload
    return {
        "asked": payload["asked"],
        "consulted_on": date.fromisoformat(payload["held_on"]),
        "consultation": payload["summary"],
        # A consultation after an objection leaves it standing.
        **({"status": rules.CONSULTED} if payload["first"] else {}),
    }


def _reviewed(fact: Fact) -> dict[str, Any]:
    payload = fact.payload
    return {
        "opinion": payload["opinion"],
        "conflict_check": payload["conflict_check"],
        "review_note": payload["note"],
        "reviewed_by_name": payload["officer_name"],
        "reviewed_at": fact.happened_at,
        "status": rules.REVIEWED if payload["opinion"] == "agreed" else rules.OBJECTED,
    }


def _adopted(fact: Fact) -> dict[str, Any]:
    payload = fact.payload
    done = {"adopted_at": fact.happened_at, "adopted_order": fact.number} if payload["complete"] else {}
    return {
        "effective_from": date.fromisoformat(payload["effective_from"]),
        "document": payload["document"],
        "signed_by_name": payload["officer_name"],
        "status": rules.ADOPTED if payload["complete"] else rules.SIGNING,
        **done,
    }


def _filed(fact: Fact) -> dict[str, Any]:
    payload = fact.payload
    return {
        "filed_to": payload["to"],
        "filed_on": date.fromisoformat(payload["filed_on"]),
        "filing_number": payload["number"],
        "filing_receipt": payload["receipt"],
    }


def project_revision(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The row of an occasion to revise the plan."""
    payload = fact.payload
    if fact.kind == "plan.revision_closed":
        closed = {"closed_at": fact.happened_at, "closed_by": fact.reference, "reason": payload["reason"]}
        yield Update(REVISION, payload["trigger"], closed)
        return
    yield Put(
        REVISION,
        fact.reference,
        {
            "kind": payload["kind"],
            "occurred_on": date.fromisoformat(payload["occurred_on"]),
            "note": payload["note"],
            "officer_name": payload["officer_name"],
            "noted_at": fact.happened_at,
        },
    )


def project_copy(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The row of a copy in the register of copies."""
    payload = fact.payload
    same = ("number", "version", "recipient", "purpose", "handling", "sha256", "officer_name")
    yield Put(COPY, fact.reference, {**{name: payload[name] for name in same}, "handed_out_at": fact.happened_at})

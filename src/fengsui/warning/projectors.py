"""Warning facts → rows. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.warning.state import CLOSED, NOT_MET, OPEN, REJECTED, SUSPECTED, VERIFIED

ATTENTION, SIGNED, TICKET = "warning.Attention", "warning.SignedLevel", "warning.Ticket"
WATCH, REPORT = "warning.WatchCase", "warning.WatchReport"
SHEET, CHECK, MEASURE = "warning.Sheet", "warning.SignalCheck", "warning.PreventiveMeasure"
KEY_INSTITUTION, ADOPTED = "warning.KeyInstitution", "warning.AdoptedTable"
PERIOD, DAILY_REPORT = "warning.DeclaredPeriod", "warning.DailyReport"
TABLES = (
    *(ATTENTION, SIGNED, TICKET, WATCH, REPORT, SHEET, CHECK, MEASURE),
    *(KEY_INSTITUTION, ADOPTED, PERIOD, DAILY_REPORT),
)
LAST_ENTRY = {
    "watch.logged": "last_logged_at",
    "watch.analysed": "last_analysed_at",
    "watch.reported": "last_reported_at",
}


def institution_of(stream: str) -> str:
    """``warning/<institution id>`` → the id."""
    return stream.partition("/")[2]


def project_attention(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Levels, tickets and the adoption of their table."""
    payload = fact.payload
    match fact.kind:
        case "attention.assessed":
            yield Put(ATTENTION, payload["institution"]["id"], _attention(fact), new=False)
        case "attention.signed":
            signed = {name: payload[name] for name in ("level", "reason", "officer_name")}
            values = {**signed, "signed_at": fact.happened_at}
            yield Put(SIGNED, institution_of(fact.stream), values, new=False)
        case "attention_table.adopted":
            same = ("jurisdiction", "plan_version", "document", "officer_name")
            values = {name: payload[name] for name in same}
            yield Put(
                ADOPTED, fact.reference, {**values, "levels": list(payload["levels"]), "adopted_at": fact.happened_at}
            )


def _attention(fact: Fact) -> dict[str, Any]:
    payload = fact.payload
    return {
        **_place(payload["institution"]),
        "proposed_level": payload["level"],
        "score_ppm": payload["score_ppm"],
        "hard_rules": list(payload["hard_rules"]),
        "bands": [dict(band) for band in payload["bands"]],
        "why": list(payload["why"]),
        "unknown": list(payload["unknown"]),
        "signal_count": payload["signal_count"],
        "sensitive_period": payload["sensitive_period"],
        "fact": fact.reference,
        "assessed_at": fact.happened_at,
    }


def _place(institution: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": institution["name"], "registered_region": institution["registered_region"]}


def project_tickets(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Tickets from opening to closing."""
    payload = fact.payload
    match fact.kind:
        case "ticket.opened":
            values = {
                "stream": fact.stream,
                "institution": payload["institution"]["id"],
                **_place(payload["institution"]),
                "level": payload["level"],
                "basis": payload["basis"],
                "why": list(payload["why"]),
                "status": OPEN,
                "opened_at": fact.happened_at,
            }
            yield Put(TICKET, fact.reference, values)
        case "ticket.raised":
            yield Update(TICKET, payload["ticket"], {"level": payload["level"], "raised_at": fact.happened_at})
        case "attention.signed" if payload["ticket"]:
            yield Update(TICKET, payload["ticket"], {"level": payload["level"]})
        case "ticket.verified":
            found = {"finding": payload["finding"], "verified_at": fact.happened_at}
            yield Update(TICKET, payload["ticket"], found)
        case "ticket.closed":
            same = {name: payload[name] for name in ("outcome", "into", "reason")}
            yield Update(TICKET, payload["ticket"], {**same, "status": CLOSED, "closed_at": fact.happened_at})
            yield Put(SIGNED, institution_of(fact.stream), {"level": None}, new=False)


def project_watches(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Watches, their last entries, their reports."""
    payload = fact.payload
    match fact.kind:
        case "watch.opened":
            yield Put(WATCH, fact.reference, _watch(fact))
        case "watch.logged" | "watch.analysed" | "watch.reported":
            yield Update(WATCH, payload["watch"], {LAST_ENTRY[fact.kind]: fact.happened_at})
            if fact.kind == "watch.reported":
                values = {"watch": payload["watch"], "institution": institution_of(fact.stream)}
                told = {"summary": payload["summary"], "reported_by": fact.actor, "reported_at": fact.happened_at}
                yield Put(REPORT, fact.reference, {**values, **told})
        case "watch.acknowledged":
            answer = {"acknowledged_by": payload["officer_name"], "acknowledged_at": fact.happened_at}
            yield Update(REPORT, payload["report"], answer)
        case "watch.ended":
            yield Update(WATCH, payload["watch"], {"ended_at": fact.happened_at})


def _watch(fact: Fact) -> dict[str, Any]:
    payload, institution = fact.payload, fact.payload["institution"]
    pair = ("watcher_a", "watcher_a_name", "watcher_b", "watcher_b_name")
    return {
        "institution": institution["id"],
        **_place(institution),
        **{name: institution[name] for name in pair},
        **{name: payload[name] for name in ("because", "level", "grade", "criteria")},
        "review_on": date.fromisoformat(payload["review_on"]),
        "opened_at": fact.happened_at,
    }


def project_verification(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Sheets and checks of signals."""
    payload = fact.payload
    match fact.kind:
        case "sheet.submitted":
            yield Put(SHEET, fact.reference, _sheet(fact))
        case "blowup.verified" | "sheet.rejected":
            status = VERIFIED if fact.kind == "blowup.verified" else REJECTED
            yield Update(SHEET, payload["sheet"], {"status": status, "decided_at": fact.happened_at})
        case "signal.checked":
            same = ("signal", "kind", "finding", "response", "correction")
            values = {name: payload[name] for name in same}
            checked = {"checked_by": fact.actor, "checked_at": fact.happened_at, "also": list(payload["also"])}
            yield Put(CHECK, fact.reference, {"institution": institution_of(fact.stream), **values, **checked})


def _sheet(fact: Fact) -> dict[str, Any]:
    payload = fact.payload
    met = next((row for row in payload["conditions"] if row["met"] == "yes"), None)
    return {
        "institution": payload["institution"]["id"],
        **_place(payload["institution"]),
        "ticket": payload["ticket"],
        "condition": met["condition"] if met else "",
        "evidence": met["evidence"] if met else "",
        "occurred_at": parse_timestamp(payload["occurred_at"]),
        "known_at": parse_timestamp(payload["known_at"]),
        "status": SUSPECTED if met else NOT_MET,
        "submitted_by": fact.actor,
        "submitted_at": fact.recorded_at,
    }


def project_prevention(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Preventive measures and the key list."""
    payload = fact.payload
    match fact.kind:
        case "measure.required":
            values = {
                "institution": payload["institution"]["id"],
                "name": payload["institution"]["name"],
                **{name: payload[name] for name in ("measure", "demand", "legal_basis")},
                "problems": list(payload["problems"]),
                "required_at": fact.happened_at,
                "due_at": parse_timestamp(payload["due_at"]),
            }
            yield Put(MEASURE, fact.reference, values)
        case "measure.answered":
            answer = {"result": payload["result"], "answer": payload["answer"]}
            yield Update(
                MEASURE, payload["measure"], {**answer, "answered_at": parse_timestamp(payload["answered_at"])}
            )
        case "key_list.entered":
            entry = {"criteria": payload["criteria"], "review_on": _day(payload), "listed": True}
            kept = {"entered_at": fact.happened_at, "reviewed_at": None, "reason": ""}
            institution = payload["institution"]
            yield Put(KEY_INSTITUTION, institution["id"], {**_place(institution), **entry, **kept}, new=False)
        case "key_list.reviewed":
            columns = {"reviewed_at": fact.happened_at, "reason": payload["reason"]}
            columns |= {"listed": payload["decision"] == "keep", "review_on": _day(payload)}
            yield Update(KEY_INSTITUTION, institution_of(fact.stream), columns)


def _day(payload: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(payload["review_on"]) if payload["review_on"] else None


def project_readiness(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Sensitive periods and the reports of their days (0.4)."""
    payload = fact.payload
    match fact.kind:
        case "sensitive_period.declared":
            values = {name: payload[name] for name in ("jurisdiction", "name", "reason", "officer_name")}
            days = {name: date.fromisoformat(payload[name]) for name in ("first_day", "last_day")}
            yield Put(PERIOD, fact.reference, {**values, **days, "declared_at": fact.happened_at})
        case "sensitive_period.ended":
            ended = {"ended_on": date.fromisoformat(payload["ended_on"]), "end_reason": payload["reason"]}
            yield Update(PERIOD, payload["period"], ended)
        case "daily_report.due":
            values = {"jurisdiction": payload["jurisdiction"], "period": payload["period"]}
            times = {"day": date.fromisoformat(payload["day"]), "due_at": parse_timestamp(payload["due_at"])}
            yield Put(DAILY_REPORT, _day_id(payload), {**values, **times})
        case "daily_report.filed":
            said = {name: payload[name] for name in ("nothing", "text", "officer_name")}
            yield Update(DAILY_REPORT, _day_id(payload), {**said, "filed_at": fact.happened_at})


def _day_id(payload: Mapping[str, Any]) -> str:
    """One row for each day of a jurisdiction."""
    return f"{payload['jurisdiction']}/{payload['day']}"

"""Facts of the command desk → rows. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from fengsui.command.rules import call_stays_open
from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.ledger.canonical import Fact, parse_timestamp

TABLES = ("command.Handover", "command.Call", "command.Decision", "command.Meeting", "command.PlaceReport")
HANDOVER, CALL, DECISION, MEETING, PLACE_REPORT = TABLES


def _taken(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: payload[name] for name in names}


def _sealed(value: dict[str, str] | None) -> str:
    return value["sealed"] if value else ""


def project_handover(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """A list, what replaced it, who signed for it."""
    payload = fact.payload
    if fact.kind == "handover.accepted":
        yield Update(HANDOVER, payload["handover"], {"accepted_at": fact.happened_at, "accepted_by": fact.reference})
        return
    same = ("region", "post", "shift", "outgoing", "outgoing_name", "incoming", "incoming_name", "beyond")
    yield Put(
        HANDOVER,
        fact.reference,
        {
            **_taken(payload, *same, "clocks", "matters", "tasks", "calls"),
            "orders": payload.get("orders", []),
            "shift_ends_at": parse_timestamp(payload["shift_ends_at"]),
            "notes_sealed": _sealed(payload["notes"]),
            "hash": fact.hash,
            "prepared_at": fact.happened_at,
        },
    )
    if payload["replaces"]:
        yield Update(HANDOVER, payload["replaces"], {"replaced_by": fact.reference})


def project_place_report(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """A prefecture's report of a day."""
    payload = fact.payload
    columns = _taken(payload, "region", "nothing", "text", "by_telephone", "officer_name")
    yield Put(
        PLACE_REPORT,
        fact.reference,
        {**columns, "day": date.fromisoformat(payload["day"]), "filed_at": fact.happened_at},
    )


def project_call(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """A call and its following up."""
    payload = fact.payload
    if fact.kind == "call.followed_up":
        yield Update(
            CALL,
            payload["call"],
            {
                "open": False,
                "followed_up_at": fact.happened_at,
                "followed_up_by": payload["officer_name"],
                "outcome_sealed": _sealed(payload["outcome"]),
            },
        )
        return
    yield Put(
        CALL,
        fact.reference,
        {
            **_taken(payload, "region", "event", "direction", "party", "answered", "officer_name"),
            "said_sealed": _sealed(payload["said"]),
            "follows_sealed": _sealed(payload["follows"]),
            "happened_at": fact.happened_at,
            "recorded_at": fact.recorded_at,
            "open": call_stays_open(answered=payload["answered"], follows=bool(payload["follows"])),
        },
    )


def project_decision(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """A decision, its signature or its return."""
    payload = fact.payload
    match fact.kind:
        case "decision.signed":
            signed = {"status": "signed", "signed_at": fact.happened_at, "signed_fact": fact.reference}
            yield Update(DECISION, payload["decision"], signed)
        case "decision.returned":
            yield Update(DECISION, payload["decision"], {"status": "returned", "returned_reason": payload["reason"]})
        case _:
            columns = {name: value for name, value in payload.items() if name != "decided_at"}
            yield Put(
                DECISION,
                fact.reference,
                {
                    **columns,
                    "decided_at": parse_timestamp(payload["decided_at"]),
                    "recorded_at": fact.recorded_at,
                    "hash": fact.hash,
                    "status": "waiting",
                },
            )


def project_meeting(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """A meeting and what it came to."""
    payload = fact.payload
    if fact.kind == "meeting.concluded":
        columns = _taken(payload, "present", "absent", "conclusions", "tasks")
        ended = {"concluded_at": fact.happened_at, "concluded_fact": fact.reference}
        yield Update(MEETING, payload["meeting"], {**columns, **ended})
        return
    columns = _taken(payload, "region", "event", "title", "place", "departments", "agenda", "officer_name")
    yield Put(MEETING, fact.reference, {**columns, "begins_at": parse_timestamp(payload["begins_at"])})

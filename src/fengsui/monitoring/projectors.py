"""Facts of monitoring → rows. Pure: a fact and its batch are all it looks at."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fengsui.conduct.house import BatchReader, Put, RowChange
from fengsui.ledger.canonical import Fact, parse_timestamp

INTAKE, SIGNAL, READING, NEWS = (
    "monitoring.Intake",
    "monitoring.Signal",
    "monitoring.SignalReading",
    "monitoring.InstitutionNews",
)


def note_signal(number: int) -> str:
    """Id of the signal of a note, by the number of its fact."""
    return f"note-{number}"


def project_texts(fact: Fact, batches: BatchReader) -> Iterable[RowChange]:
    """The rows of an imported file of texts: one signal each, one reading for each institution in it."""
    payload = fact.payload
    counts = ("row_count", "new_count", "duplicate_count", "linked_count", "masked_count")
    same = ("source", "channel", "file_sha256", "batch", "texts", "reader", *counts)
    columns = {name: payload[name] for name in same}
    dropped = list(payload["dropped_columns"])
    yield intake(fact, "texts", {**columns, "dropped_columns": dropped})
    news: dict[str, None] = {}
    for row in batches(payload["batch"]):
        readings = json.loads(row["readings"])
        yield _signal_of_row(fact, row, readings)
        yield from _readings(
            fact, row["signal"], readings, at=_at(fact, row["published_at"]), duplicate=bool(row["duplicate_of"])
        )
        if not row["duplicate_of"]:
            news |= dict.fromkeys(reading["institution"] for reading in readings)
    yield from (institution_news(institution, fact) for institution in news)


def project_note(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The rows of one note."""
    payload, signal = fact.payload, note_signal(fact.number)
    readings = payload["readings"]
    happened_at = parse_timestamp(payload["happened_at"])
    one = {"row_count": 1, "new_count": 1, "linked_count": int(bool(readings)), "reader": payload["reader"]}
    yield intake(fact, "note", {"source": payload["source"], "channel": payload["channel"], **one})
    same = ("source", "channel", "region", "length", "on_site_head_count", "at_office", "traffic_blocked")
    yield Put(
        SIGNAL,
        signal,
        {
            **{name: payload[name] for name in (*same, "behaviour", "safety")},
            **_read_columns(payload["kinds"], readings),
            "intake": fact.reference,
            "row_number": 1,
            "note_sealed": payload["text"]["sealed"],
            "published_at": happened_at,
            "received_at": fact.recorded_at,
            "at": happened_at,
        },
    )
    yield from _readings(fact, signal, readings, at=happened_at, duplicate=False)
    yield from (institution_news(reading["institution"], fact) for reading in readings)


def intake(fact: Fact, kind: str, columns: Mapping[str, Any]) -> Put:
    """The row of an import or note. ``kind``: texts, note or indicators."""
    values = {**columns, "kind": kind, "imported_by": fact.actor, "imported_at": fact.recorded_at}
    return Put(INTAKE, fact.reference, values)


def institution_news(institution: str, fact: Fact) -> Put:
    """This fact brought something about an institution."""
    return Put(NEWS, institution, {"fact": fact.reference, "at": fact.recorded_at}, new=False)


def _signal_of_row(fact: Fact, row: Mapping[str, Any], readings: Sequence[Mapping[str, Any]]) -> Put:
    same = ("row_number", "channel", "address", "content_key", "duplicate_of", "length")
    return Put(
        SIGNAL,
        row["signal"],
        {
            **{name: row[name] for name in same},
            **_read_columns(json.loads(row["kinds"]), readings),
            "intake": fact.reference,
            "texts": fact.payload["texts"],
            "source": fact.payload["source"],
            "published_at": parse_timestamp(row["published_at"]) if row["published_at"] else None,
            "received_at": fact.recorded_at,
            "at": _at(fact, row["published_at"]),
        },
    )


def _at(fact: Fact, published_at: str) -> datetime:
    return parse_timestamp(published_at) if published_at else fact.recorded_at


def _read_columns(kinds: Sequence[str], readings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    marks = {*kinds, *(mark for reading in readings for mark in (*reading["kinds"], *reading["events"]))}
    return {
        "kinds": list(kinds),
        "marks": f" {' '.join(sorted(marks))} " if marks else "",
        "linked": bool(readings),
    }


def _readings(
    fact: Fact, signal: str, readings: Iterable[Mapping[str, Any]], *, at: datetime, duplicate: bool
) -> Iterable[RowChange]:
    for reading in readings:
        lists = {name: list(reading[name]) for name in ("kinds", "events", "spans", "hits")}
        yield Put(
            READING,
            f"{signal}/{reading['institution']}",
            {
                **lists,
                "signal": signal,
                "institution": reading["institution"],
                "at": at,
                "received_at": fact.recorded_at,
                "channel": fact.payload["channel"],
                "stance": reading["stance"],
                "negative": reading["negative"],
                "duplicate": duplicate,
            },
        )

"""The fact kinds of clocks, and how they move the clock's row. The decisions are ``clock.transitions``'."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fengsui.clock.calendar import add_working_days, calendar_version
from fengsui.clock.transitions import CANCELLED, ENDED, RUNNING, SETTLED, due_time, next_stage_at
from fengsui.conduct.house import BatchReader, FactKind, Put, RowChange, Update, house
from fengsui.conduct.shapes import Composed, FactModel, Line, Moment, Name
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.plan import Term

TABLE = "clock.Clock"


class ClockStarted(FactModel):
    """A deadline begins. The clock's id is the reference of this fact."""

    definition: Name
    name: Name
    subject: str
    subject_name: Composed
    clause: str
    parameter: str = ""
    owner_roles: tuple[str, ...] = ()
    started_at: Moment
    due_at: Moment
    warn_before_minutes: tuple[int, ...] = ()
    calendar_version: str
    provisional: bool = False


class ClockConfirmed(FactModel):
    """A provisional clock (暂计) counts from now on, from ``started_at`` on.

    ``fired``: the stages that stay fired, because the line did not move.
    """

    clock: str
    started_at: Moment
    due_at: Moment
    warn_before_minutes: tuple[int, ...] = ()
    fired: tuple[str, ...] = ()


class ClockWarned(FactModel):
    """The line is near. ``stage`` is unique within the clock."""

    clock: str
    stage: str
    name: Name
    subject_name: Composed
    due_at: Moment
    owner_roles: tuple[str, ...]
    fired: tuple[str, ...]
    next_stage_at: Moment | None = None


class ClockLapsed(FactModel):
    """The line has passed and nothing settled it."""

    clock: str
    stage: str
    name: Name
    subject_name: Composed
    due_at: Moment
    owner_roles: tuple[str, ...]
    fired: tuple[str, ...]
    next_stage_at: Moment | None = None


class ClockSettled(FactModel):
    """What the clock waited for happened, at ``settled_at``; it may have been typed in later."""

    clock: str
    settled_at: Moment
    by: str


class ClockCancelled(FactModel):
    """A provisional clock is called off: the grade was rejected."""

    clock: str
    reason: Line


class ClockEnded(FactModel):
    """The clock no longer applies (不再适用): downgrade, false alarm, termination. A lapse that fired stays."""

    clock: str
    reason: Line


def start_clock(
    *,
    definition: str,
    name: str,
    subject: str,
    subject_name: str,
    term: Term,
    started_at: datetime,
    warn_before_minutes: tuple[int, ...],
    owner_roles: tuple[str, ...],
    provisional: bool = False,
) -> ClockStarted:
    """A clock over ``term`` from ``started_at``."""
    return ClockStarted(
        definition=definition,
        name=name,
        subject=subject,
        subject_name=subject_name,
        clause=term.clause,
        parameter=term.parameter or "",
        owner_roles=owner_roles,
        started_at=started_at,
        due_at=due_time(started_at, term.amount, term.unit, add_working_days),
        warn_before_minutes=warn_before_minutes,
        calendar_version=calendar_version(),
        provisional=provisional,
    )


def _project(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    payload = fact.payload
    match fact.kind:
        case "clock.started":
            yield Put(TABLE, fact.reference, _started_row(fact))
        case "clock.confirmed":
            fired = list(payload["fired"])
            columns = {"provisional": False, "fired": fired, **_term_columns(payload, fired=fired)}
            if "lapsed" not in fired:
                columns["lapsed_at"] = None  # of the new line; that the provisional one lapsed stays in the ledger
            yield Update(TABLE, payload["clock"], columns)
        case "clock.warned" | "clock.lapsed":
            yield Update(TABLE, payload["clock"], _fired_columns(fact))
        case "clock.settled":
            yield Update(
                TABLE,
                payload["clock"],
                {
                    "status": SETTLED,
                    "next_stage_at": None,
                    "settled_at": parse_timestamp(payload["settled_at"]),
                    "settled_recorded_at": fact.recorded_at,
                    "settled_by": payload["by"],
                },
            )
        case "clock.cancelled" | "clock.ended":
            status = CANCELLED if fact.kind == "clock.cancelled" else ENDED
            yield Update(
                TABLE, payload["clock"], {"status": status, "next_stage_at": None, "reason": payload["reason"]}
            )


def _started_row(fact: Fact) -> dict[str, Any]:
    payload = fact.payload
    same = ("definition", "name", "subject", "subject_name", "clause", "parameter", "calendar_version", "provisional")
    return {
        "stream": fact.stream,
        **{name: payload[name] for name in same},
        "owner_roles": list(payload["owner_roles"]),
        "status": RUNNING,
        **_term_columns(payload, fired=[]),
        "fired": [],
    }


def _term_columns(payload: dict[str, Any], *, fired: list[str]) -> dict[str, Any]:
    started, due = parse_timestamp(payload["started_at"]), parse_timestamp(payload["due_at"])
    warnings = list(payload["warn_before_minutes"])
    return {
        "started_at": started,
        "due_at": due,
        "warn_before_minutes": warnings,
        "next_stage_at": next_stage_at(started_at=started, due_at=due, warn_before_minutes=warnings, fired=fired),
    }


def _fired_columns(fact: Fact) -> dict[str, Any]:
    """Columns after a stage fired. The payload carries what the next look needs, so that this stays pure."""
    payload = fact.payload
    columns: dict[str, Any] = {
        "fired": list(payload["fired"]),
        "next_stage_at": _moment_or_none(payload["next_stage_at"]),
    }
    if fact.kind == "clock.lapsed":
        columns["lapsed_at"] = parse_timestamp(payload["due_at"])
    return columns


def _moment_or_none(text: str | None) -> datetime | None:
    return parse_timestamp(text) if text else None


def register() -> None:
    """Hand the kinds and the projector in."""
    kinds: tuple[tuple[str, type[FactModel], str], ...] = (
        ("clock.started", ClockStarted, "时钟开始"),
        ("clock.confirmed", ClockConfirmed, "暂计时钟转正"),
        ("clock.warned", ClockWarned, "时钟临近"),
        ("clock.lapsed", ClockLapsed, "时钟超时"),
        ("clock.settled", ClockSettled, "时钟了结"),
        ("clock.cancelled", ClockCancelled, "时钟取消"),
        ("clock.ended", ClockEnded, "时钟不再适用"),
    )
    for name, model, title in kinds:
        # A clock that warns or passes its line must not stop the officer who is about to do what it waits for.
        house.add_kind(FactKind(name, model, title, background=name in {"clock.warned", "clock.lapsed"}))
        house.add_projector(name, projector=_project)
    house.add_table(TABLE)

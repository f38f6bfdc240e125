"""Who reported what to whom, level by level (1.1.f), and what each office has received (3.2.11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fengsui.documents.queries import papers_of
from fengsui.registry.queries import officer
from fengsui.response.paper_texts import PAPER_NAMES
from fengsui.response.provisions import CHAIN_OF_REPORTS, REPORTS_BY_OFFICE
from fengsui.response.queries import EventRoom


@dataclass(frozen=True, slots=True)
class Received:
    """One unit of a sent report: who took it and when; ``receipt`` None while it still owes one."""

    name: str
    sent_at: str
    channel: str
    receipt: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Link:
    """One report on its way up: who wrote it, who signed it, who sent it, who has it."""

    id: str
    number: str
    kind_name: str
    drafted_by: str
    drafted_at: datetime
    signatory: str
    sent_by: str
    sent_at: datetime | None
    received: tuple[Received, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """What one office of the plan was sent: how many reports, how many receipts, the newest."""

    name: str
    clause: str
    sent: int
    received: int
    last: str
    last_at: str


def chain_of_reports(room: EventRoom) -> list[Link]:
    """Every report that was not withdrawn, oldest first. Empty where the plan does not ask for the chain."""
    if not room.plan.provides(CHAIN_OF_REPORTS):
        return []
    rows = [row for row in papers_of(room.row.pk) if row["status"] != "withdrawn"]
    people = {row[name] for row in rows for name in ("submitted_by", "sent_by")} - {""}
    names = {found.pk: found.name for person in people if (found := officer(person))}
    return [_link(row, names) for row in rows]


def _link(row: Mapping[str, Any], names: Mapping[str, str]) -> Link:
    return Link(
        id=row["id"],
        number=row["number"],
        kind_name=PAPER_NAMES[row["kind"]],
        drafted_by=names.get(row["submitted_by"], row["submitted_by"]),
        drafted_at=row["submitted_at"],
        signatory=row["signatory"],
        sent_by=names.get(row["sent_by"], row["sent_by"]),
        sent_at=row["sent_at"],
        received=tuple(
            Received(s["addressee_name"], s["sent_at"], s["channel"], row["receipts"].get(s["addressee"]))
            for s in row["sendings"]
        ),
    )


def reports_by_office(room: EventRoom) -> list[Office]:
    """The offices in the plan's order. Empty where the plan does not ask for the list."""
    if not room.plan.provides(REPORTS_BY_OFFICE):
        return []
    rows = [row for row in papers_of(room.row.pk) if row["status"] == "sent"]
    offices = []
    for office in room.plan.addressees:
        mine = [(row, s) for row in rows for s in row["sendings"] if s["addressee"] == office.id]
        newest = max(mine, key=lambda pair: str(pair[1]["sent_at"]), default=None)
        offices.append(
            Office(
                name=office.full_name,
                clause=office.clause,
                sent=len(mine),
                received=sum(office.id in row["receipts"] for row, _ in mine),
                last=f"{PAPER_NAMES[newest[0]['kind']]} {newest[0]['number']}" if newest else "",
                last_at=str(newest[1]["sent_at"]) if newest else "",
            )
        )
    return offices

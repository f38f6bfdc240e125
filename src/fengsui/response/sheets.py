"""Verification sheets of warnings that count as blow-ups: suspected from submission, verified when signed (1.6.d).

What a sheet says is the warning room's; here it is only read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fengsui.conduct.acting import Refused
from fengsui.ledger.canonical import split_reference
from fengsui.ledger.reading import read_stream
from fengsui.response import facts
from fengsui.response.wording import minute_of
from fengsui.warning import models

SUSPECTED, VERIFIED, REJECTED = "suspected", "verified", "rejected"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet on which a condition of 爆雷 is met. ``confirmed``: watcher and duty chief signed it, ``decided_at``."""

    reference: str
    ticket: str
    institution: str
    name: str
    condition: str
    evidence: str
    occurred_at: datetime
    known_at: datetime
    confirmed: bool
    decided_at: datetime | None = None


def standing_sheets(since: datetime, *, as_of: datetime | None = None) -> list[Sheet]:
    """Sheets of blow-ups that occurred after ``since`` and were not rejected, as they stood ``as_of``. One query."""
    rows = models.Sheet.objects.filter(occurred_at__gt=since, status__in=(SUSPECTED, VERIFIED, REJECTED))
    if as_of is None:
        return [_sheet(row, row.status) for row in rows.exclude(status=REJECTED)]
    then = rows.filter(submitted_at__lte=as_of, known_at__lte=as_of)
    return [_sheet(row, status) for row in then if (status := _status_at(row, as_of)) != REJECTED]


def _status_at(row: models.Sheet, at: datetime) -> str:
    return row.status if row.decided_at is not None and row.decided_at <= at else SUSPECTED


def _sheet(row: models.Sheet, status: str) -> Sheet:
    return Sheet(
        reference=row.pk,
        ticket=row.ticket,
        institution=row.institution,
        name=row.name,
        condition=row.condition,
        evidence=row.evidence,
        occurred_at=row.occurred_at,
        known_at=row.known_at,
        confirmed=status == VERIFIED,
        decided_at=row.decided_at,
    )


def sheet_of(reference: str) -> Sheet | None:
    """One sheet that stands; None for an unknown, an empty or a rejected one."""
    row = models.Sheet.objects.filter(pk=reference, status__in=(SUSPECTED, VERIFIED)).first()
    return _sheet(row, row.status) if row else None


def statuses_of(references: Iterable[str]) -> dict[str, str]:
    """Reference → suspected, verified or rejected, one query; unknown ones are left out."""
    return dict(models.Sheet.objects.filter(pk__in=list(references)).values_list("id", "status"))


def sheet_of_ticket(ticket: str) -> Sheet | None:
    """The newest sheet of a ticket that stands."""
    rows = models.Sheet.objects.filter(ticket=ticket, status__in=(SUSPECTED, VERIFIED))
    row = rows.order_by("-submitted_at", "-id").first() if ticket else None
    return _sheet(row, row.status) if row else None


def is_open_ticket(ticket: str) -> bool:
    """Whether there is such a ticket and nobody has closed it."""
    return models.Ticket.objects.filter(pk=ticket, status="open").exists()


def verification_of(reference: str) -> str:
    """The fact by which watcher and duty chief verified a sheet; empty while they have not."""
    stream = split_reference(reference)[0]
    verified = (fact for fact in read_stream(stream) if fact.kind == "blowup.verified")
    return next((fact.reference for fact in verified if fact.payload["sheet"] == reference), "")


def from_sheet(typed: facts.Suspicion, reference: str) -> facts.Suspicion:
    """The suspicion as it stands on a sheet. Its two signatures count only for what was signed (1.6.d).

    Where the officer typed another condition or time, the sheet is named and the signatures are asked for anew. Raises
    Refused for a sheet that does not stand, or of another institution.
    """
    sheet = sheet_of(reference)
    if sheet is None or sheet.institution != typed.institution:
        msg = "这张爆雷核查单已经不成立，或者不是这家机构的，请刷新页面"
        raise Refused(msg)
    same = (
        typed.condition == sheet.condition
        and minute_of(typed.occurred_at) == minute_of(sheet.occurred_at)
        and minute_of(typed.known_at) == minute_of(sheet.known_at)
    )
    if not same:
        return typed.model_copy(update={"sheet": reference})
    verification = verification_of(reference) if sheet.confirmed else ""
    exact = {"occurred_at": sheet.occurred_at, "known_at": sheet.known_at}
    return typed.model_copy(update={**exact, "sheet": reference, "verification": verification})

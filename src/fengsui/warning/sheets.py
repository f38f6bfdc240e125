"""Verification sheets as other rooms read them: which blow-ups are suspected or verified, and by whom (1.6.d)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fengsui.conduct.streams import states_of
from fengsui.registry.people import served
from fengsui.warning.models import Sheet
from fengsui.warning.places import institution_of, warning_stream
from fengsui.warning.state import SUSPECTED, VERIFIED, WarningState


@dataclass(frozen=True, slots=True)
class VerifiedOrSuspected:
    """A sheet with a condition met. ``fact``: the sheet; ``verified_at`` None while a signature is missing.

    ``signers``: names with roles in the order of signing, ``王栈（R4）``. ``ticket``: empty where there was none.
    """

    institution: str
    name: str
    condition: str
    occurred_at: datetime
    known_at: datetime
    status: Literal["suspected", "verified"]
    fact: str
    ticket: str
    evidence: str
    signers: tuple[str, ...]
    submitted_at: datetime
    verified_at: datetime | None


def standing_sheets(jurisdiction: str) -> list[VerifiedOrSuspected]:
    """Sheets that stand, of institutions registered in the jurisdiction, by when it happened. Asks nobody's permission.

    A sheet of a ticket that was closed stands on: what blew up has blown up.
    """
    rows = Sheet.objects.filter(served("registered_region", jurisdiction), status__in=(SUSPECTED, VERIFIED))
    return _with_signers(list(rows.order_by("occurred_at", "id")))


def verified_sheet(fact: str) -> VerifiedOrSuspected | None:
    """The sheet of this reference, if it stands (suspected or verified); None otherwise. Asks nobody's permission."""
    found = _with_signers(list(Sheet.objects.filter(pk=fact, status__in=(SUSPECTED, VERIFIED))))
    return found[0] if found else None


def _with_signers(rows: list[Sheet]) -> list[VerifiedOrSuspected]:
    states = states_of(warning_stream(institution_of(row.pk)) for row in rows)
    found = []
    for row in rows:
        state: WarningState = states[warning_stream(institution_of(row.pk))]
        matter = state.matters.by_fact.get(row.pk)
        found.append(
            VerifiedOrSuspected(
                institution=row.institution,
                name=row.name,
                condition=row.condition,
                occurred_at=row.occurred_at,
                known_at=row.known_at,
                status="verified" if row.status == VERIFIED else "suspected",
                fact=row.pk,
                ticket=row.ticket,
                evidence=row.evidence,
                signers=tuple(f"{s.officer_name}（{s.role}）" for s in matter.signatures) if matter else (),
                submitted_at=row.submitted_at,
                verified_at=row.decided_at,
            )
        )
    return found

"""A staffed invented province for tests: the demonstration's people and institutions, on a simulated clock."""

from datetime import date, datetime

from fengsui.conduct.access import Actor
from fengsui.demonstration.staffing import staff_province
from fengsui.registry.queries import actor_for_officer, institution, institutions
from fengsui.response.facts import InstitutionInEvent


def staff(now: datetime) -> dict[str, Actor]:
    """Set the province up; returns actors by login."""
    officers = staff_province(password=None, as_of=date(2026, 1, 31), now=now)
    return {login: actor_for_officer(officer) for login, officer in officers.items()}


def institution_ids(actor: Actor) -> list[str]:
    """Institutions from the largest to the smallest."""
    rows = institutions(actor, page=1).rows
    return [row.pk for row in sorted(rows, key=lambda row: -(row.outstanding_balance_fen or 0))]


def institution_in_event(actor: Actor, institution_id: str) -> InstitutionInEvent:
    """An institution as it enters an event."""
    row = institution(actor, institution_id)
    assert row is not None
    return InstitutionInEvent(
        id=row.pk,
        name=row.name,
        registered_region=row.registered_region,
        operating_regions=tuple(row.operating_regions),
    )

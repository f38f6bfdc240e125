"""From a warning to an event: what the report form starts with. Nothing is decided here, the officer may change all."""

from dataclasses import dataclass

from fengsui.conduct.access import Actor, NotThere, require
from fengsui.registry.queries import institution_many
from fengsui.response.sheets import Sheet, sheet_of_ticket
from fengsui.warning.models import Ticket

NO_TICKET = "没有这张预警单"


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What a ticket brings into a report: its institution, why it was opened, the sheet of 爆雷 that stands, if any."""

    ticket: str
    institution: str
    name: str
    why: tuple[str, ...]
    sheet: Sheet | None


def prefill_from_ticket(actor: Actor, ticket: str) -> Prefilled:
    """What the report form starts with. Raises AccessDenied; NotThere for a ticket of another place, or none."""
    row = Ticket.objects.filter(pk=ticket).first()
    held = institution_many([row.institution]).get(row.institution) if row else None
    if row is None or held is None:
        raise NotThere(NO_TICKET)
    require(actor, "response.open_event", regions=(held.registered_region, *held.operating_regions))
    return Prefilled(
        ticket=row.pk,
        institution=row.institution,
        name=held.name,
        why=tuple(str(line) for line in row.why),
        sheet=sheet_of_ticket(row.pk),
    )

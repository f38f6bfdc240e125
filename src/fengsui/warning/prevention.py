"""How early tickets were: prevention in numbers (clauses 0.5, 1.1.a)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from fengsui.conduct.access import Actor
from fengsui.warning.desk import seen_institutions, visible_tickets
from fengsui.warning.models import Sheet, Ticket
from fengsui.warning.state import CLOSED, OPEN, VERIFIED


@dataclass(frozen=True, slots=True)
class Prevention:
    """How early warning worked since a day: tickets, how they ended, blow-ups with and without an earlier ticket.

    ``closed``: how many tickets ended each way. ``lead``: the time from the ticket to the blow-up (its 事发时间) for
    each verified one that had a ticket; negative where the ticket came late.
    """

    opened: int
    still_open: int
    closed: dict[str, int]
    blown_up: int
    with_earlier_ticket: int
    lead: tuple[timedelta, ...]

    @property
    def median_lead(self) -> timedelta | None:
        """The middle one; of an even number the shorter of the two."""
        return sorted(self.lead)[(len(self.lead) - 1) // 2] if self.lead else None


def prevention(actor: Actor, since: datetime) -> Prevention:
    """Prevention in numbers (0.5, 1.1.a). Raises AccessDenied."""
    rows = visible_tickets(actor).filter(opened_at__gte=since)
    closed = Counter(rows.filter(status=CLOSED).values_list("outcome", flat=True))
    sheets = list(
        Sheet.objects.filter(institution__in=seen_institutions(actor), status=VERIFIED, occurred_at__gte=since)
    )
    opened = dict(Ticket.objects.filter(pk__in=[sheet.ticket for sheet in sheets]).values_list("id", "opened_at"))
    # A blow-up that came without a ticket has no lead.
    lead = tuple(sheet.occurred_at - opened[sheet.ticket] for sheet in sheets if sheet.ticket in opened)
    return Prevention(
        opened=rows.count(),
        still_open=rows.filter(status=OPEN).count(),
        closed=dict(closed),
        blown_up=len(sheets),
        with_earlier_ticket=sum(span > timedelta(0) for span in lead),
        lead=lead,
    )

"""One institution's warning in short, for its page: level now, tickets, sheets, watches. No stream is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fengsui.conduct.access import Actor, require
from fengsui.ledger.reading import read_fact
from fengsui.warning.desk import VIEW
from fengsui.warning.models import Attention, Sheet, SignedLevel, Ticket, WatchCase
from fengsui.warning.places import regions_or_not_there
from fengsui.warning.state import NOT_MET, OPEN

MOST = 30


@dataclass(frozen=True, slots=True)
class WarningStory:
    """What is known, the newest first. ``attention``: the rules' newest proposal, None before the first.

    ``figures``: by name, the figures that proposal read, as its fact keeps them. ``sheets``: those with a condition
    met, rejected ones too. At most MOST of each.
    """

    attention: Attention | None
    signed: SignedLevel | None
    figures: Mapping[str, Mapping[str, Any]]
    tickets: Sequence[Ticket]
    sheets: Sequence[Sheet]
    watches: Sequence[WatchCase]

    @property
    def ticket(self) -> Ticket | None:
        """The open ticket, if there is one."""
        return next((ticket for ticket in self.tickets if ticket.status == OPEN), None)


def warning_story(actor: Actor, institution: str) -> WarningStory:
    """Raises AccessDenied; NotThere for an unknown institution and one of another place alike."""
    require(actor, VIEW, regions=regions_or_not_there(institution))
    attention = Attention.objects.filter(pk=institution).first()
    assessed = read_fact(attention.fact) if attention else None
    told = assessed.payload.get("figures", ()) if assessed else ()
    tickets, sheets = Ticket.objects.filter(institution=institution), Sheet.objects.filter(institution=institution)
    return WarningStory(
        attention=attention,
        signed=SignedLevel.objects.filter(pk=institution, level__isnull=False).first(),
        figures={figure["name"]: figure for figure in told},
        tickets=list(tickets.order_by("-opened_at", "-id")[:MOST]),
        sheets=list(sheets.exclude(status=NOT_MET).order_by("-occurred_at", "-id")[:MOST]),
        watches=list(WatchCase.objects.filter(institution=institution).order_by("-opened_at", "-id")[:MOST]),
    )

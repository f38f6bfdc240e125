"""League tables: institutions, balances and levels by prefecture or by province; how early tickets were."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from fengsui.conduct.access import Actor, covers, require
from fengsui.registry.institutions import visible_institutions
from fengsui.registry.queries import region_name
from fengsui.warning.desk import VIEW, seen_institutions, visible_tickets
from fengsui.warning.models import Attention, Sheet, SignedLevel, Ticket
from fengsui.warning.state import CLOSED, OPEN, VERIFIED

Place = Literal["prefecture", "province"]


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One place of registration. ``levels``: how many institutions stand at each level in force (0 is none).

    ``balance_fen``: sum of the known 借贷余额; ``balance_unknown``: institutions without one. ``tickets``: open ones.
    """

    region: str
    name: str
    institutions: int
    balance_fen: int
    balance_unknown: int
    levels: dict[int, int] = field(default_factory=dict)
    tickets: int = 0
    blown_up: int = 0


def league(actor: Actor, *, by: Place = "prefecture") -> list[LeagueRow]:
    """The places of the actor's jurisdiction, those with the gravest levels first. Raises AccessDenied."""
    require(actor, VIEW)
    levels, tickets = _levels(actor), _tickets_by_institution(actor)
    blown = set(Sheet.objects.filter(status=VERIFIED).values_list("institution", flat=True))
    counts: dict[str, dict[str, int]] = {}
    at_level: dict[str, Counter[int]] = {}
    rows = visible_institutions(actor).values_list("pk", "registered_region", "outstanding_balance_fen")
    for institution, region, balance in rows:
        place = place_of(region, by)
        row = counts.setdefault(place, dict.fromkeys(("institutions", "balance", "unknown", "tickets", "blown"), 0))
        row["institutions"] += 1
        row["balance"] += balance or 0
        row["unknown"] += balance is None
        row["tickets"] += institution in tickets
        row["blown"] += institution in blown
        at_level.setdefault(place, Counter())[levels.get(institution, 0)] += 1
    found = [
        LeagueRow(
            region=place,
            name=region_name(place),
            institutions=row["institutions"],
            balance_fen=row["balance"],
            balance_unknown=row["unknown"],
            levels=dict(sorted(at_level[place].items())),
            tickets=row["tickets"],
            blown_up=row["blown"],
        )
        for place, row in counts.items()
    ]
    return sorted(found, key=_gravest_first)


def _gravest_first(row: LeagueRow) -> tuple[tuple[int, ...], str]:
    return tuple(-row.levels.get(level, 0) for level in range(1, 10)), row.region


def place_of(region: str, by: Place) -> str:
    """The prefecture or the province of a region's code; 计划单列市 are provinces of their own (0.3)."""
    if by == "prefecture" and not region.endswith("0000"):
        return f"{region[:4]}00"
    if not covers(f"{region[:2]}0000", region):
        return f"{region[:4]}00"
    return f"{region[:2]}0000"


def _levels(actor: Actor) -> dict[str, int]:
    """Institution → level in force: what was signed, else what the rules propose."""
    seen = seen_institutions(actor)
    proposed = dict(Attention.objects.filter(pk__in=seen).values_list("id", "proposed_level"))
    signed = SignedLevel.objects.filter(pk__in=seen, level__isnull=False).values_list("id", "level")
    return {**proposed, **{institution: level for institution, level in signed if level is not None}}


def _tickets_by_institution(actor: Actor) -> set[str]:
    return set(visible_tickets(actor).filter(status=OPEN).values_list("institution", flat=True))


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
    sheets = Sheet.objects.filter(institution__in=seen_institutions(actor), status=VERIFIED, occurred_at__gte=since)
    firsts: list[tuple[Sheet, datetime | None]] = [(sheet, _first_ticket(sheet)) for sheet in sheets]
    lead = tuple(sheet.occurred_at - opened for sheet, opened in firsts if opened is not None)
    return Prevention(
        opened=rows.count(),
        still_open=rows.filter(status=OPEN).count(),
        closed=dict(closed),
        blown_up=len(firsts),
        with_earlier_ticket=sum(span > timedelta(0) for span in lead),
        lead=lead,
    )


def _first_ticket(sheet: Sheet) -> datetime | None:
    """When the ticket behind a sheet was opened; None where the blow-up came without one."""
    return Ticket.objects.filter(pk=sheet.ticket).values_list("opened_at", flat=True).first()

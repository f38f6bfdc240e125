"""The league table by place: institutions, sums, open tickets by level, blow-ups, how fresh the data, who watches."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, covers, require
from fengsui.monitoring.indicators.history import Point
from fengsui.monitoring.indicators.values import newest_values
from fengsui.monitoring.models import MeasureValue
from fengsui.registry.institutions import visible_institutions
from fengsui.registry.models import Watch
from fengsui.warning.desk import VIEW, visible_tickets
from fengsui.warning.levels import order
from fengsui.warning.models import SignedLevel
from fengsui.warning.state import OPEN

ELSEWHERE = ""
"""Row of institutions registered outside the actor's places that operate inside them."""
_BALANCE, _LENDERS = "outstanding_balance", "current_lenders"
_COLUMNS = ("pk", "registered_region", "outstanding_balance_fen", "lender_count", "balance_as_of")


@dataclass(slots=True)
class PlaceRow:
    """One place of registration. ``region``: its code, or ELSEWHERE.

    ``balance_fen``, ``lenders``: sums of what is known, None where nobody knows any; ``balance_unknown`` and
    ``lenders_unknown`` count the institutions without. ``tickets``: level in force → open tickets; ``proposed``: how
    many of those at a level that nobody has signed. ``blown_up``: confirmed ones of the last days, ``suspected``
    besides. ``newest``: day of the newest indicator or balance. ``watched``: institutions with a named watcher.
    """

    region: str
    institutions: int = 0
    balance_fen: int | None = None
    balance_unknown: int = 0
    lenders: int | None = None
    lenders_unknown: int = 0
    tickets: Counter[int] = field(default_factory=Counter)
    proposed: Counter[int] = field(default_factory=Counter)
    blown_up: int = 0
    suspected: int = 0
    newest: date | None = None
    watched: int = 0

    @property
    def gravest(self) -> int:
        """The gravest level of an open ticket; 0 for none."""
        return min(self.tickets, key=order, default=0)

    @property
    def watched_ppm(self) -> int | None:
        """Share of institutions with a named watcher; None without institutions."""
        return self.watched * 1_000_000 // self.institutions if self.institutions else None


def place_table(actor: Actor, places: Iterable[str], blown: Mapping[str, bool]) -> list[PlaceRow]:
    """A row for each of ``places``, one for the actor's region where an institution is in none of them, ELSEWHERE last.

    ``blown``: institution → whether its blow-up is confirmed, of the days the caller shows. The gravest come first,
    then those with the most blow-ups and the largest balance. Eight queries, however many places. Raises AccessDenied.
    """
    require(actor, VIEW)
    today = timezone.localdate(timekeeping.now())
    rows = {place: PlaceRow(place) for place in places}
    tickets, known = _open_tickets(actor), _Known.on(today)
    for pk, region, balance, lenders, as_of in visible_institutions(actor).values_list(*_COLUMNS):
        place = place_in(rows, region) or (actor.region if covers(actor.region, region) else ELSEWHERE)
        row = rows.setdefault(place, PlaceRow(place))
        row.institutions += 1
        row.watched += pk in known.watched
        _add_sizes(row, _newer(known.measured.get(pk, {}).get(_BALANCE), balance, as_of), known, pk, lenders)
        row.newest = max(filter(None, (row.newest, known.newest.get(pk), as_of)), default=None)
        if pk in tickets:
            level, signed = tickets[pk]
            row.tickets[level] += 1
            row.proposed[level] += not signed
        row.blown_up += blown.get(pk) is True
        row.suspected += blown.get(pk) is False
    return sorted(rows.values(), key=_gravest_first)


def place_in(places: Mapping[str, Any], region: str) -> str:
    """The nearest of the places that a region's code lies in; empty for none. 计划单列市 are no part of a province."""
    for code in (region, f"{region[:4]}00", f"{region[:2]}0000"):
        if code in places and covers(code, region):
            return code
    return ""


def _gravest_first(row: PlaceRow) -> tuple[Any, ...]:
    counts = tuple(-row.tickets.get(level, 0) for level in range(1, 10))
    return row.region == ELSEWHERE, counts, -row.blown_up, -row.suspected, -(row.balance_fen or 0), row.region


@dataclass(frozen=True, slots=True)
class _Known:
    measured: Mapping[str, Mapping[str, Point]]
    newest: Mapping[str, date]
    watched: frozenset[str]

    @classmethod
    def on(cls, day: date) -> "_Known":
        told = MeasureValue.objects.filter(as_of__lte=day).order_by().values_list("institution")
        return cls(
            measured=newest_values((_BALANCE, _LENDERS), day),
            newest=dict(told.annotate(newest=Max("as_of"))),
            watched=frozenset(Watch.objects.values_list("pk", flat=True)),
        )


def _newer(point: Point | None, registered: int | None, as_of: date | None) -> int | None:
    """The balance of the newer day: what was reported, or what stands in the register."""
    if point is None or point.value is None:
        return registered
    if registered is None or as_of is None or point.as_of >= as_of:
        return point.value
    return registered


def _add_sizes(row: PlaceRow, balance: int | None, known: _Known, institution: str, registered: int | None) -> None:
    told = known.measured.get(institution, {}).get(_LENDERS)
    lenders = registered if told is None or told.value is None else told.value
    row.balance_unknown += balance is None
    row.lenders_unknown += lenders is None
    if balance is not None:
        row.balance_fen = (row.balance_fen or 0) + balance
    if lenders is not None:
        row.lenders = (row.lenders or 0) + lenders


def _open_tickets(actor: Actor) -> dict[str, tuple[int, bool]]:
    """Institution → (level in force, whether an officer signed it)."""
    rows = dict(visible_tickets(actor).filter(status=OPEN).values_list("institution", "level"))
    signed = set(SignedLevel.objects.filter(level__isnull=False).values_list("pk", flat=True))
    return {institution: (level, institution in signed) for institution, level in rows.items()}

"""Which blow-ups stand in the jurisdiction: those of events and those on verification sheets of warnings, as one list.

One institution in one event is one row; a sheet that an event took over counts there and not twice (1.6.d).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from fengsui.ledger.canonical import timestamp
from fengsui.response import facts, rules
from fengsui.response.joined_record import MOVED
from fengsui.response.models import Blowup
from fengsui.response.sheets import Sheet, standing_sheets

GONE = ("rejected", MOVED)
"""A blow-up's row that stands no more: it did not hold, or it stands in another event now."""


@dataclass(frozen=True, slots=True)
class StandingBlowup:
    """A blow-up that stands: the snapshot's entry and, where an event holds it, what it was first measured against."""

    entry: facts.Blowup
    ranking: facts.Ranking | None = None
    base: facts.Base | None = None
    sized: bool = False
    """Whether the entry carries the institution's size already."""

    @property
    def institution(self) -> str:
        """Its institution."""
        return self.entry.institution


def standing_blowups(now: datetime, *, as_known_at: datetime | None = None) -> list[StandingBlowup]:
    """Blow-ups of the longest window that were not rejected, by when they occurred. Two queries.

    ``as_known_at``: what was recorded and known by then; a verdict that came later is not yet there.
    """
    since = now - rules.LONGEST_WINDOW
    rows = list(Blowup.objects.filter(occurred_at__gt=since, occurred_at__lte=now))
    rows = [row for row in rows if as_known_at is None or _recorded(row) <= as_known_at]
    held = [row for row in rows if _stands(row, as_known_at)]
    counted = {row.sheet for row in held}
    rejected = {row.sheet for row in rows} - counted
    sheets = _not_in_events(standing_sheets(since, as_of=as_known_at), counted, rejected, now)
    found = [*(_of_event(row, as_known_at) for row in held), *map(_of_sheet, sheets)]
    return sorted(found, key=lambda row: (row.entry.occurred_at, row.entry.event, row.entry.institution))


def _not_in_events(sheets: Iterable[Sheet], counted: set[str], rejected: set[str], now: datetime) -> list[Sheet]:
    """Sheets that count by themselves: no event holds them. What an event rejected counts if two people signed it."""
    return [
        sheet
        for sheet in sheets
        if sheet.occurred_at <= now
        and sheet.reference not in counted
        and (sheet.confirmed or sheet.reference not in rejected)
    ]


def _recorded(row: Blowup) -> datetime:
    return row.recorded_at or row.known_at


def _stands(row: Blowup, at: datetime | None) -> bool:
    if at is None:
        return row.status not in GONE
    if _recorded(row) > at or row.known_at > at:
        return False
    return row.status not in GONE or (row.settled_at is not None and row.settled_at > at)


def _of_event(row: Blowup, at: datetime | None) -> StandingBlowup:
    confirmed = row.status == "confirmed" and (at is None or row.settled_at is None or row.settled_at <= at)
    size: dict[str, Any] = row.size
    entry = facts.Blowup(
        institution=row.institution,
        name=row.name,
        event=row.event,
        occurred_at=row.occurred_at,
        known_at=row.known_at,
        confirmed=confirmed,
        condition=row.condition,
        sheet=row.sheet,
        **size,
    )
    ranking = facts.Ranking.model_validate(row.ranking)
    base = facts.Base.model_validate(row.base) if row.base else None
    return StandingBlowup(entry, ranking, base, sized=bool(size))


def _of_sheet(sheet: Sheet) -> StandingBlowup:
    return StandingBlowup(_entry(sheet))


def _entry(sheet: Sheet) -> facts.Blowup:
    return facts.Blowup(
        institution=sheet.institution,
        name=sheet.name,
        event="",
        occurred_at=sheet.occurred_at,
        known_at=sheet.known_at,
        confirmed=sheet.confirmed,
        condition=sheet.condition,
        sheet=sheet.reference,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Which blow-ups stand, in short: when it differs from what an event last read, the event reads again.

    ``in_window`` and ``in_longer``: how many of them the 30 and the 60 days of the rules hold.
    """

    suspected: int = 0
    confirmed: int = 0
    in_window: int = 0
    in_longer: int = 0
    latest: str = ""

    @classmethod
    def of(cls, entries: Iterable[facts.Blowup], now: datetime) -> "Standing":
        """Of these blow-ups."""
        rows = list(entries)
        return cls(
            suspected=sum(not row.confirmed for row in rows),
            confirmed=sum(row.confirmed for row in rows),
            in_window=sum(row.occurred_at > now - rules.WINDOW for row in rows),
            in_longer=sum(row.occurred_at > now - rules.WINDOW_2K for row in rows),
            latest=max((timestamp(row.known_at) for row in rows), default=""),
        )

    @classmethod
    def now(cls, now: datetime) -> "Standing":
        """As it is in the tables now: counted there, because the worker asks every round."""
        since = now - rules.LONGEST_WINDOW
        rows = Blowup.objects.filter(occurred_at__gt=since, occurred_at__lte=now).exclude(status__in=GONE)
        counted = rows.aggregate(
            count=Count("id"),
            confirmed=Count("id", filter=Q(status="confirmed")),
            in_window=Count("id", filter=Q(occurred_at__gt=now - rules.WINDOW)),
            in_longer=Count("id", filter=Q(occurred_at__gt=now - rules.WINDOW_2K)),
            latest=Max("known_at"),
        )
        sheets = standing_sheets(since)
        names = [sheet.reference for sheet in sheets]
        taken = list(Blowup.objects.filter(sheet__in=names).values_list("sheet", "status")) if names else []
        held = {sheet for sheet, status in taken if status not in GONE}
        free = cls.of(map(_entry, _not_in_events(sheets, held, {sheet for sheet, _ in taken} - held, now)), now)
        return cls(
            suspected=counted["count"] - counted["confirmed"] + free.suspected,
            confirmed=counted["confirmed"] + free.confirmed,
            in_window=counted["in_window"] + free.in_window,
            in_longer=counted["in_longer"] + free.in_longer,
            latest=max(timestamp(counted["latest"]) if counted["latest"] else "", free.latest),
        )

    @property
    def words(self) -> str:
        """``3+1/2/4@2026-03-02T01:12:00.000000Z``: suspected, confirmed, in the two windows, newest knowledge."""
        return f"{self.suspected}+{self.confirmed}/{self.in_window}/{self.in_longer}@{self.latest}"


def shortened(
    entries: Sequence[facts.Blowup], first: frozenset[str], event: str, now: datetime, most: int
) -> tuple[tuple[facts.Blowup, ...], tuple[facts.BlowupGroup, ...]]:
    """(one by one, summed): at most ``most`` one by one.

    ``event``'s own, then the ``first`` and those with a rank in the nation, then the largest.
    """
    if len(entries) <= most:
        return tuple(entries), ()

    def order(entry: facts.Blowup) -> tuple[bool, bool, bool, int]:
        size = entry.balance_fen
        ranked = entry.institution in first or entry.national_rank is not None
        return entry.event != event, not ranked, size is not None, -(size or 0)

    ranked = sorted(entries, key=order)
    kept = {id(entry) for entry in ranked[:most]}
    shown = tuple(entry for entry in entries if id(entry) in kept)
    known = {entry.institution for entry in shown}
    # An institution counts once; a second blow-up of a shown one adds nothing to the sum.
    rest = {entry.institution: entry for entry in ranked[most:] if entry.institution not in known and not entry.outside}
    return shown, tuple(_groups(rest.values(), now))


_WINDOWS = (7, 30, 60, 90)


def _groups(entries: Iterable[facts.Blowup], now: datetime) -> Iterable[facts.BlowupGroup]:
    buckets: dict[tuple[str, int, bool | None], list[facts.Blowup]] = {}
    for entry in entries:
        days = next((days for days in _WINDOWS if (now - entry.occurred_at).days < days), _WINDOWS[-1])
        buckets.setdefault((entry.prefecture, days, entry.crosses_provinces), []).append(entry)
    for (prefecture, _, crosses), rows in sorted(buckets.items(), key=lambda item: (item[0][0], item[0][1])):
        yield facts.BlowupGroup(
            prefecture=prefecture,
            occurred_at=min(row.occurred_at for row in rows),
            known_at=max(row.known_at for row in rows),
            count=len(rows),
            confirmed=sum(row.confirmed for row in rows),
            balance_fen=sum(row.balance_fen or 0 for row in rows),
            without_balance=sum(row.balance_fen is None for row in rows),
            lenders=sum(row.lenders or 0 for row in rows),
            without_lenders=sum(row.lenders is None for row in rows),
            crosses_provinces=crosses,
        )

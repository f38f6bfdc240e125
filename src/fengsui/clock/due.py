"""Clocks whose moment has come, and the reads that pages make. The runner reads them in its transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from fengsui.clock.models import Clock, Postponement
from fengsui.clock.transitions import RUNNING


@dataclass(frozen=True, slots=True)
class ClausesClock:
    """As much of a clock as a clause's evidence needs. ``lapsed``: its line passed with nothing to settle it."""

    due_at: datetime
    running: bool
    lapsed: bool


def due_clocks(now: datetime, limit: int) -> list[Clock]:
    """Up to ``limit`` running clocks that have a stage due and are not postponed.

    They are not locked: the runner locks their streams first, as every act does, and then reads the clocks again. One
    order of locks for all means that acts and runners never deadlock.
    """
    postponed = Postponement.objects.filter(until__gt=now).values("clock")
    rows = Clock.objects.filter(status=RUNNING, next_stage_at__lte=now).exclude(pk__in=postponed)
    return list(rows.order_by("next_stage_at")[:limit])


def due_still(ids: Sequence[str], now: datetime) -> list[Clock]:
    """The clocks again, under their streams' locks: what a rival fired or an act settled is no longer due."""
    rows = Clock.objects.filter(pk__in=list(ids), status=RUNNING, next_stage_at__lte=now)
    return list(rows.order_by("next_stage_at", "id"))


def running_clocks(streams: Iterable[str] | None = None) -> QuerySet[Clock]:
    """Clocks that still run, the next line first."""
    rows = Clock.objects.filter(status=RUNNING).order_by("due_at", "id")
    return rows if streams is None else rows.filter(stream__in=list(streams))


def clocks_of(stream: str) -> list[dict[str, Any]]:
    """Every clock of a stream, running or not, the next line first."""
    return [dict(row) for row in Clock.objects.filter(stream=stream).order_by("due_at", "id").values()]


def clocks_by_clause() -> dict[str, list[ClausesClock]]:
    """Every clock that runs or has lapsed, by its clause; one settled in time or called off is left out."""
    rows = Clock.objects.filter(Q(status=RUNNING) | Q(lapsed_at__isnull=False)).exclude(clause="")
    found: dict[str, list[ClausesClock]] = {}
    for clause, due_at, status, lapsed_at in rows.values_list("clause", "due_at", "status", "lapsed_at"):
        found.setdefault(clause, []).append(ClausesClock(due_at, status == RUNNING, lapsed_at is not None))
    return found


def postpone(clock_id: str, until: datetime) -> None:
    """Look at a clock again later: one broken row must not stop the others. The row stays as its facts say."""
    Postponement.objects.update_or_create(clock=clock_id, defaults={"until": until})

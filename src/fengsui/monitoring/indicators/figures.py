"""The figures of many institutions at a moment, each with its parts and sources; series of one for charts.

Asks nobody's permission: for the warning room, not for a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.monitoring.figure_reading import FigureReading
from fengsui.monitoring.figures import FIGURES
from fengsui.monitoring.indicators import rules
from fengsui.monitoring.indicators.history import History, Point
from fengsui.monitoring.indicators.measures import MEASURES
from fengsui.monitoring.indicators.values import values_between
from fengsui.monitoring.texts.figures import text_figures
from fengsui.registry.institutions import institution_many
from fengsui.registry.models import Institution

_AT_ONCE = 500
"""Institutions asked for in one query: databases limit the parameters."""
UNITS = {figure.name: figure.unit for figure in FIGURES}


def institution_figures(institution_ids: Iterable[str], now: datetime) -> dict[str, dict[str, FigureReading]]:
    """Every figure of the vocabulary for each institution, on what had come in by ``now``.

    A figure that nobody can tell has value None and a note with the reason. One query for the measures of 500
    institutions, one for the register, and those of the texts. Unknown ids give figures that are all unknown.
    """
    ids = list(dict.fromkeys(institution_ids))
    day = timezone.localdate(now)
    since = day - timedelta(days=rules.LOOK_BACK_DAYS)
    measured: dict[str, dict[str, tuple[Point, ...]]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        measured |= values_between(ids[start : start + _AT_ONCE], since, day, received_by=now)
    rows = institution_many(ids)
    told = text_figures(ids, now)
    return {
        institution: {
            **{name: FigureReading(name, None, unit, None, note="没有收到信息") for name, unit in UNITS.items()},
            **_readings(_history(measured.get(institution, {}), rows.get(institution), day), day),
            **told.get(institution, {}),
        }
        for institution in ids
    }


def series(institution: str, name: str, since: date, *, until: date | None = None) -> list[tuple[date, int]]:
    """A measure or a figure by Beijing day, oldest first, in its own unit; days of which nothing is known are left out.

    ``until``: today by default. Raises KeyError for a name that is neither.
    """
    return series_many(institution, (name,), since, until=until)[name]


def series_many(
    institution: str, names: Iterable[str], since: date, *, until: date | None = None
) -> dict[str, list[tuple[date, int]]]:
    """Several of them by name, with two queries for all. Raises KeyError for a name that is neither."""
    last = until or timezone.localdate(timekeeping.now())
    measured = values_between([institution], since - timedelta(days=rules.LOOK_BACK_DAYS), last).get(institution, {})
    history = _history(measured, institution_many([institution]).get(institution), last)
    days = sorted({p.as_of for points in history.measures.values() for p in points if since <= p.as_of <= last})
    return {name: _line(name, measured, history, days) for name in names}


def _line(
    name: str, measured: Mapping[str, tuple[Point, ...]], history: History, days: Sequence[date]
) -> list[tuple[date, int]]:
    if name in MEASURES:
        told = ((point.as_of, point.value) for point in measured.get(name, ()) if days and point.as_of >= days[0])
        return [(day, value) for day, value in told if value is not None]
    rules.FIGURES[name]  # a KeyError for an unknown name also where nothing is known
    found = ((day, rules.figure(name, history, day)) for day in days)
    # A day that only repeats what an earlier one told is no point of the line.
    return [(day, int(result.value)) for day, result in found if result.value is not None and result.as_of == day]


def _history(measured: Mapping[str, tuple[Point, ...]], row: Institution | None, day: date) -> History:
    """The measures with the register's own balance among them, on the day it is of."""
    if row is None:
        return History(measured)
    measures = dict(measured)
    if row.outstanding_balance_fen is not None and row.balance_as_of is not None and row.balance_as_of <= day:
        reported = measures.get("outstanding_balance", ())
        if all(point.as_of != row.balance_as_of for point in reported):
            own = Point(row.balance_as_of, row.outstanding_balance_fen)
            measures["outstanding_balance"] = tuple(sorted((*reported, own), key=lambda point: point.as_of))
    return History(measures, row.lender_count)


def _readings(history: History, day: date) -> dict[str, FigureReading]:
    return {
        name: FigureReading(
            name,
            result.value,
            UNITS.get(name, ""),
            None if result.as_of is None else datetime.combine(result.as_of, time(), BEIJING),
            result.numerator,
            result.denominator,
            result.sources,
            result.note,
        )
        for name, result in rules.figures(history, day).items()
    }

"""Measures as they stand in the tables, few queries for many institutions. Asks nobody's permission."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from fengsui.monitoring.indicators.history import Point
from fengsui.monitoring.models import MeasureValue

_COLUMNS = ("institution", "measure", "as_of", "value", "text", "intake")


def newest_values(
    measures: Iterable[str],
    day: date,
    *,
    institutions: Iterable[str] | None = None,
    received_by: datetime | None = None,
) -> dict[str, dict[str, Point]]:
    """The newest value of each measure on or before a Beijing day: institution → measure → point. One query.

    ``institutions`` None: of all. ``received_by``: what came in later is left out.
    """
    known = _received(MeasureValue.objects.filter(measure__in=list(measures), as_of__lte=day), received_by)
    if institutions is not None:
        known = known.filter(institution__in=list(institutions))
    newest = (
        _received(MeasureValue.objects.all(), received_by)
        .filter(institution=OuterRef("institution"), measure=OuterRef("measure"), as_of__lte=day)
        .order_by("-as_of")
        .values("as_of")[:1]
    )
    found: dict[str, dict[str, Point]] = defaultdict(dict)
    for institution, measure, *rest in known.filter(as_of=Subquery(newest)).values_list(*_COLUMNS):
        found[institution][measure] = Point(*rest)
    return dict(found)


def values_between(
    institutions: Iterable[str],
    since: date,
    until: date,
    *,
    measures: Iterable[str] | None = None,
    received_by: datetime | None = None,
) -> dict[str, dict[str, tuple[Point, ...]]]:
    """Every value of the days from ``since`` to ``until``, by day: institution → measure → points. One query."""
    rows = MeasureValue.objects.filter(institution__in=list(institutions), as_of__gte=since, as_of__lte=until)
    if measures is not None:
        rows = rows.filter(measure__in=list(measures))
    found: dict[str, dict[str, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for institution, measure, *rest in _received(rows, received_by).order_by("as_of").values_list(*_COLUMNS):
        found[institution][measure].append(Point(*rest))
    return {institution: _frozen(measures_of) for institution, measures_of in found.items()}


def _frozen(measures: Mapping[str, list[Point]]) -> dict[str, tuple[Point, ...]]:
    return {measure: tuple(points) for measure, points in measures.items()}


def _received(rows: QuerySet[MeasureValue], received_by: datetime | None) -> QuerySet[MeasureValue]:
    return rows if received_by is None else rows.filter(received_at__lte=received_by)

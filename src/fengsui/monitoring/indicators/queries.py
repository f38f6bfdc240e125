"""Questions about measures, for pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Refused
from fengsui.conduct.batches import read_batch
from fengsui.monitoring.indicators.cells import shown
from fengsui.monitoring.indicators.history import Point
from fengsui.monitoring.indicators.measures import MEASURES, UNIT_LABELS, Measure
from fengsui.monitoring.indicators.values import newest_values
from fengsui.monitoring.models import Intake, MeasureValue
from fengsui.registry.institutions import institution as registered
from fengsui.registry.institutions import matching, visible_institutions
from fengsui.registry.models import Institution

PAGE_SIZE = 50
VIEW = "monitoring.view_indicators"
HEADLINE = ("outstanding_balance", "due_to_lenders", "paid_to_lenders", "overdue_amount")
"""Measures that a list of institutions shows."""


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure of an institution as a page shows it. ``fresh``: not older than its days. ``source``: who told it."""

    measure: Measure
    as_of: date
    text: str
    unit: str
    fresh: bool
    intake: str
    source: str


@dataclass(frozen=True, slots=True)
class ToldValue:
    """One telling of a value; a correction stands beside what it corrects."""

    intake: str
    source: str
    told_at: datetime
    row_number: int
    text: str


@dataclass(frozen=True, slots=True)
class MeasuredInstitution:
    """An institution of which measures are known. ``stale``: how many are older than their days.

    ``headline``: HEADLINE measures that are known → (integer in the measure's unit, day).
    """

    institution: str
    name: str
    platform_name: str
    newest: date
    known: int
    stale: int
    headline: Mapping[str, tuple[int | None, date]]


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """One page of them, by name, PAGE_SIZE a page."""

    rows: tuple[MeasuredInstitution, ...]
    total: int
    page: int
    pages: int


def measures_of(actor: Actor, institution: str, day: date | None = None) -> list[MeasureShown]:
    """The newest value of every measure of an institution on or before a Beijing day (today), in the template's order.

    Raises AccessDenied for an institution of another jurisdiction.
    """
    _may_see(actor, institution)
    on = day or timezone.localdate(timekeeping.now())
    points = newest_values(MEASURES, on, institutions=[institution]).get(institution, {})
    sources = dict(
        Intake.objects.filter(pk__in={point.source for point in points.values()}).values_list("id", "source")
    )
    return [
        MeasureShown(
            measure=measure,
            as_of=point.as_of,
            text=shown(name, point.value, point.text, thousands=","),
            unit="" if measure.unit in ("ppm", "yes_no", "choice", "text") else UNIT_LABELS[measure.unit],
            fresh=(on - point.as_of).days <= measure.fresh_days,
            intake=point.source,
            source=sources.get(point.source, ""),
        )
        for name, measure in MEASURES.items()
        if (point := points.get(name)) is not None
    ]


def measured_institutions(actor: Actor, search: str = "", page: int = 1) -> MeasuredPage:
    """Institutions that the actor may see and of which a measure is known, by name, PAGE_SIZE a page.

    Only what is known of today and before counts. Raises AccessDenied.
    """
    require(actor, VIEW)
    on = timezone.localdate(timekeeping.now())
    known = MeasureValue.objects.filter(as_of__lte=on)
    rows = matching(visible_institutions(actor), search).filter(pk__in=known.values("institution"))
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    found = list(rows.order_by("name", "id")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    points = newest_values(MEASURES, on, institutions=[row.pk for row in found])
    return MeasuredPage(tuple(_measured(row, points.get(row.pk, {}), on) for row in found), total, page, pages)


def _measured(row: Institution, points: Mapping[str, Point], on: date) -> MeasuredInstitution:
    days = [point.as_of for point in points.values()]
    stale = sum((on - point.as_of).days > MEASURES[name].fresh_days for name, point in points.items())
    headline = {name: (points[name].value, points[name].as_of) for name in HEADLINE if name in points}
    return MeasuredInstitution(row.pk, row.name, row.platform_name, max(days), len(points), stale, headline)


def tellings(actor: Actor, institution: str, measure: str, as_of: date) -> list[ToldValue]:
    """Every value that was told for a measure of a day, newest first: the corrected ones too, from their batches.

    Raises AccessDenied.
    """
    _may_see(actor, institution)
    row = MeasureValue.objects.filter(institution=institution, measure=measure, as_of=as_of).first()
    if row is None:
        return []
    intakes = Intake.objects.filter(kind="indicators")
    if not row.corrections:
        intakes = intakes.filter(pk=row.intake)
    found = []
    for intake in intakes.order_by("-imported_at", "-id"):
        for line in read_batch(intake.batch):
            if (line["institution"], line["measure"], line["as_of"]) == (institution, measure, as_of.isoformat()):
                text = shown(measure, line["value"], line["text"])
                found.append(ToldValue(intake.pk, intake.source, intake.imported_at, line["row_number"], text))
        if len(found) > row.corrections:
            break
    return found


def _may_see(actor: Actor, institution: str) -> None:
    require(actor, VIEW)
    if registered(actor, institution) is None:
        msg = "名册中没有这家机构"
        raise Refused(msg)

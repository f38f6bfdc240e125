"""How many texts a day spoke of an institution, for its chart. Asks nobody's permission: for callers that did."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from fengsui.clock.calendar import BEIJING
from fengsui.monitoring.models import SignalReading

REPORT = "report"


@dataclass(frozen=True, slots=True)
class TextsOfDay:
    """Texts of one Beijing day, those that say the same counted once.

    ``reports``: those that report something; ``others``: denials, questions, advertising, teaching, statistics.
    ``negative``: how many of all are negative.
    """

    day: date
    reports: int
    others: int
    negative: int


def texts_per_day(institution: str, since: datetime, until: datetime) -> list[TextsOfDay]:
    """Days on which a text speaks of the institution, oldest first; days without one are left out. One query."""
    rows = SignalReading.objects.filter(institution=institution, at__gte=since, at__lte=until, duplicate=False)
    counted = (
        rows.annotate(day=TruncDate("at", tzinfo=BEIJING))
        .order_by()
        .values_list("day")
        .annotate(
            reports=Count("id", filter=Q(stance=REPORT)),
            others=Count("id", filter=~Q(stance=REPORT)),
            negatives=Count("id", filter=Q(negative=True)),
        )
    )
    return sorted((TextsOfDay(*row) for row in counted), key=lambda row: row.day)

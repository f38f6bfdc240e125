"""What the grading asks of a whole jurisdiction beside the blow-ups: inspections, exits, contagion, insurers, crowds.

Figures GR-4, GR-5, ES-1, ES-3 and ES-4 read (clauses 5.1.1.a, 5.1.2.a, 5.1.3.b). Unknown is None, never zero.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from fengsui.monitoring.indicators.history import Point
from fengsui.monitoring.indicators.measures import MEASURES, NONCOMPLIANT, UNCHECKED, VETOED
from fengsui.monitoring.indicators.population import Population, base_population
from fengsui.monitoring.indicators.values import newest_values
from fengsui.monitoring.models import Signal
from fengsui.registry.models import Institution
from fengsui.registry.people import served

MILLION: Final = 1_000_000
TOP: Final = 10
DAILY_CROWD: Final = 20
"""So many people at an office on each day of a row make a daily crowd (ES-1: twenty a day for a week)."""
_NOTE_HOURS: Final = 24
_CROWD_DAYS: Final = 31
_MEASURES: Final = ("inspection_result", "contagion", "insurer", "insurer_stopped_paying", "exit_on_schedule")
_GONE: Final = frozenset({"exited", "transformed", "deregistered"})
Values = Mapping[str, Mapping[str, Point]]


def grading_conditions(jurisdiction: str, now: datetime) -> dict[str, int | bool | None]:
    """Every condition figure of a jurisdiction on what was known at ``now``: ppm, counts, people, days; None: unknown.

    Asks nobody's permission: for the grading, not for a page.
    """
    day = timezone.localdate(now)
    population = base_population(jurisdiction, day, received_by=now)
    values = _fresh(newest_values(_MEASURES, day, received_by=now), day)
    statuses = dict(Institution.objects.filter(served("registered_region", jurisdiction)).values_list("id", "status"))
    own = {institution: values.get(institution, {}) for institution in statuses}
    exiting = [institution for institution, status in statuses.items() if status == "exiting"]
    live = [institution for institution in population.ranking if statuses.get(institution) not in _GONE]
    return {
        **inspection_conditions(population, own),
        **exit_conditions(exiting, own),
        "contagion_on_top_ten_ppm": contagion_on_top(live[:TOP], own),
        "institutions_of_stopped_insurer": institutions_of_stopped_insurer(own),
        **_crowds(jurisdiction, now),
    }


def inspection_conditions(population: Population, values: Values) -> dict[str, int | None]:
    """GR-4: the share of the population that was inspected; of the inspected, what is not compliant."""
    results = {
        institution: point.value
        for institution in population.standings
        if (point := values.get(institution, {}).get("inspection_result")) is not None and point.value != UNCHECKED
    }
    names = (
        "inspected_share_ppm",
        "noncompliant_count_share_ppm",
        "noncompliant_balance_share_ppm",
        "veto_share_ppm",
    )
    if not results or not population.count:
        return dict.fromkeys(names)
    bad = [institution for institution, result in results.items() if result in (NONCOMPLIANT, VETOED)]
    money = {institution: population.standings[institution].balance_fen or 0 for institution in results}
    vetoed = sum(result == VETOED for result in results.values())
    shares = (
        share(len(results), population.count),
        share(len(bad), len(results)),
        share(sum(money[institution] for institution in bad), sum(money.values())),
        share(vetoed, len(results)),
    )
    return dict(zip(names, shares, strict=True))


def exit_conditions(exiting: Iterable[str], values: Values) -> dict[str, int | bool | None]:
    """GR-5: whether the schedule of every exiting institution is known, and the share that keeps to it.

    Where nobody is exiting, that is known and all of them (none) are on schedule.
    """
    answers = [values.get(institution, {}).get("exit_on_schedule") for institution in exiting]
    told = [point.value for point in answers if point is not None and point.value is not None]
    known = len(told) == len(answers)
    on_schedule = share(sum(told), len(told)) if answers else MILLION
    return {"exits_known": known, "exits_on_schedule_ppm": on_schedule if known else None}


def contagion_on_top(top: Iterable[str], values: Values) -> int | None:
    """ES-3: the highest contagion of the largest live institutions, ppm."""
    found = [values.get(institution, {}).get("contagion") for institution in top]
    return max((point.value for point in found if point is not None and point.value is not None), default=None)


def institutions_of_stopped_insurer(values: Values) -> int | None:
    """ES-4: of the insurers that stopped paying, the most institutions that one insures."""
    insurers = {i: v["insurer"].text.strip() for i, v in values.items() if "insurer" in v and v["insurer"].text.strip()}
    told = {i: v["insurer_stopped_paying"].value for i, v in values.items() if "insurer_stopped_paying" in v}
    if not told:
        return None
    stopped = [institution for institution, answer in told.items() if answer]
    insured = Counter(insurers.values())
    # An insurer that nobody named still stopped paying at the one institution that says so.
    return max((insured[insurers[i]] if i in insurers else 1 for i in stopped), default=0)


def share(part: int, whole: int) -> int | None:
    """Parts per million, rounded down; None of nothing."""
    return part * MILLION // whole if whole else None


def _fresh(values: Values, day: date) -> dict[str, dict[str, Point]]:
    return {
        institution: {
            measure: point
            for measure, point in points.items()
            if (day - point.as_of).days <= MEASURES[measure].fresh_days
        }
        for institution, points in values.items()
    }


def _crowds(jurisdiction: str, now: datetime) -> dict[str, int | None]:
    """ES-1, from notes: the largest head-count of the last day, and at an office; days in a row with a daily crowd."""
    since = now - timedelta(days=_CROWD_DAYS)
    notes = Signal.objects.filter(
        served("region", jurisdiction), on_site_head_count__isnull=False, received_at__lte=now, received_at__gt=since
    )
    recent: list[int] = []
    at_office: list[int] = []
    crowd_days: set[date] = set()
    told = False
    for note in notes:
        told, people, office = True, note.on_site_head_count or 0, note.at_office
        if note.at > now - timedelta(hours=_NOTE_HOURS):
            recent.append(people)
            if office:
                at_office.append(people)
        if office and people >= DAILY_CROWD:
            crowd_days.add(timezone.localdate(note.at))
    return {
        "on_site_head_count": max(recent, default=None),
        "office_head_count": max(at_office, default=None),
        "daily_crowd_days": days_in_a_row(crowd_days, timezone.localdate(now)) if told else None,
    }


def days_in_a_row(days: Iterable[date], today: date) -> int:
    """How many days in a row up to today, or to yesterday while today has none yet."""
    known = set(days)
    last = today if today in known else today - timedelta(days=1)
    count = 0
    while last - timedelta(days=count) in known:
        count += 1
    return count

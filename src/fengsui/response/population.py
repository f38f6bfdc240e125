"""The institutions that blow-ups are measured against: base population one window before, ranking of the month-end.

Both are frozen with the first blow-up of the window, so that the fall itself changes neither (PAR-21).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import covers
from fengsui.conduct.plans import plan_in_force
from fengsui.monitoring.indicators.population import Population, Standing, base_population
from fengsui.registry.models import Institution
from fengsui.registry.people import served
from fengsui.registry.queries import institution_many, largest_institutions
from fengsui.response import facts, rules
from fengsui.response.standing import StandingBlowup

NOBODY = Standing(None, None, "", None, None)


@dataclass(frozen=True, slots=True)
class Measured:
    """Blow-ups with their sizes, and what they are measured against."""

    entries: tuple[facts.Blowup, ...]
    base: facts.Base
    ranking: facts.Ranking


def measure(
    jurisdiction: str, standing: Sequence[StandingBlowup], now: datetime, *, as_known_at: datetime | None = None
) -> Measured:
    """Base, ranking and sizes for these blow-ups. No query while nothing is to be measured anew."""
    ranking = _first_ranking(standing, now)
    base = _first_base(standing, now)
    unsized = [row for row in standing if not row.sized]
    population = None
    if base is None or unsized:
        day = date.fromisoformat(base.as_of) if base else _base_day(now)
        population = base_population(jurisdiction, day, received_by=as_known_at)
        base = base or base_of(population, day)
    if ranking is None:
        ranking = make_ranking(jurisdiction, now, as_known_at=as_known_at)
    register = institution_many({row.institution for row in unsized}) if unsized else {}
    entries = []
    for row in standing:
        known = register.get(row.institution)
        outside = known is None or not covers(jurisdiction, known.registered_region)
        if row.sized or population is None:
            entries.append(row.entry)
        else:
            empty = known is not None and known.outstanding_balance_fen is not None
            entries.append(sized(row.entry, population, ranking, outside=outside, empty=empty))
    return Measured(tuple(entries), base, ranking)


def registered_in(region: str, standing: Sequence[StandingBlowup]) -> list[StandingBlowup]:
    """Those of institutions registered in a place, without what they were measured against in the whole."""
    rows = institution_many({row.institution for row in standing})
    inside = {key for key, row in rows.items() if covers(region, row.registered_region)}
    return [StandingBlowup(row.entry, sized=row.sized) for row in standing if row.institution in inside]


def _first_ranking(standing: Iterable[StandingBlowup], now: datetime) -> facts.Ranking | None:
    """The ranking frozen with the first blow-up of the longer window of GR-2."""
    frozen = (row.ranking for row in standing if row.entry.occurred_at > now - rules.WINDOW_2K)
    return next((ranking for ranking in frozen if ranking is not None), None)


def _first_base(standing: Iterable[StandingBlowup], now: datetime) -> facts.Base | None:
    frozen = (row.base for row in standing if row.entry.occurred_at > now - rules.WINDOW)
    return next((base for base in frozen if base is not None), None)


def _base_day(now: datetime) -> date:
    return (now - rules.WINDOW).astimezone(BEIJING).date()


def base_of(population: Population, day: date) -> facts.Base:
    """The base population as a fact keeps it."""
    return facts.Base(
        as_of=day.isoformat(),
        source="indicators",
        count=population.count,
        balance_fen=population.balance_fen,
        lenders=population.lenders,
        prefectures=population.prefectures,
    )


def registered_base(jurisdiction: str, now: datetime) -> facts.Base:
    """The base population by the register as it is: while nothing has blown up, only how large it is matters."""
    living = Q(outstanding_balance_fen__gt=0)
    rows = Institution.objects.filter(served("registered_region", jurisdiction))
    found = rows.aggregate(
        known=Count("id", filter=Q(outstanding_balance_fen__isnull=False)),
        count=Count("id", filter=living),
        balance=Sum("outstanding_balance_fen", filter=living),
        lenders=Sum("lender_count", filter=living),
    )
    known = bool(found["known"])
    return facts.Base(
        as_of=_base_day(now).isoformat(),
        source="register",
        count=found["count"] if known else None,
        balance_fen=(found["balance"] or 0) if known else None,
        lenders=found["lenders"],
    )


def sized(
    entry: facts.Blowup, population: Population, ranking: facts.Ranking, *, outside: bool, empty: bool
) -> facts.Blowup:
    """The entry with the institution's size on the day of the base population.

    For a ranked institution the frozen balance goes before one the register may have changed since. ``empty``: it is
    known to have had no money outstanding, where the population does not hold it.
    """
    standing = population.standings.get(entry.institution, NOBODY)
    frozen = dict(zip(ranking.institutions, ranking.balances_fen, strict=False))
    balance = frozen.get(entry.institution, standing.balance_fen)
    without = balance is None and empty
    return entry.model_copy(
        update={
            "balance_fen": 0 if without else balance,
            "lenders": 0 if without and standing.lenders is None else standing.lenders,
            "prefecture": standing.prefecture,
            "crosses_provinces": standing.crosses_provinces,
            "national_rank": standing.national_rank,
            "outside": outside,
        }
    )


def make_ranking(jurisdiction: str, now: datetime, *, as_known_at: datetime | None = None) -> facts.Ranking:
    """The largest institutions by 借贷余额 with K by PAR-21. Empty (unknown) when no balance is on record."""
    month_end = date.fromisoformat(rules.month_end_before(now))
    population = base_population(jurisdiction, month_end, received_by=as_known_at)
    if not population.count:
        return rules.empty_ranking()
    k = _top(population.count)
    ranked = population.ranking[: 2 * k]
    return facts.Ranking(
        metric="借贷余额",
        as_of=_balances_as_of(ranked, month_end),
        k=k,
        institutions=ranked,
        balances_fen=tuple(population.standings[institution].balance_fen or 0 for institution in ranked),
    )


def registered_ranking(jurisdiction: str, base: facts.Base, now: datetime) -> facts.Ranking:
    """The ranking by the register as it is, while nothing has blown up."""
    if not base.count:
        return rules.empty_ranking()
    k = _top(base.count)
    ranked = tuple(institution for institution, _ in largest_institutions(jurisdiction, 2 * k))
    as_of = _balances_as_of(ranked, date.fromisoformat(rules.month_end_before(now)))
    return facts.Ranking(metric="借贷余额", as_of=as_of, k=k, institutions=ranked)


def _top(count: int) -> int:
    quantities = plan_in_force().parameter("PAR-21").quantities
    return rules.top_k(count, smallest=quantities["smallest"].amount, largest=quantities["largest"].amount)


def _balances_as_of(ranked: Iterable[str], month_end: date) -> str:
    """The newest day of the register's balances that were ranked; the month-end where it names none."""
    days = (row.balance_as_of for row in institution_many(ranked).values() if row.balance_as_of)
    return max((day for day in days if day <= month_end), default=month_end).isoformat()

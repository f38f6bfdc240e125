"""The figures of the grading rules (GR-1…5, ES-1…5), computed from what a jurisdiction knew at a moment. Pure.

Source of the definitions: the plan's PAR-08 and PAR-21; a figure nobody could compute is None, never zero. Where part
of a sum is unknown, the figure itself is None and its ``known_…`` twin holds the known part, a lower bound: so a
further failure of which nothing is known can never take a true rule back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fengsui.plan import Plan
from fengsui.warning.rules.parts import share_ppm
from fengsui.warning.rules.poisson import smallest_rare_count

FigureValue = int | bool | str | None

# The windows are part of the figures' names (blown_up_30_days): another window would be another figure.
WINDOW = timedelta(days=30)
SHORT_WINDOW = timedelta(days=7)
LONG_WINDOW = timedelta(days=90)
DOUBLE_K_WINDOW = timedelta(days=60)

COMPUTED_FIGURES: tuple[str, ...] = (
    "blown_up_7_days",
    "blown_up_30_days",
    "blown_up_90_days",
    "population",
    "population_is_small",
    "blown_up_share_ppm",
    "large_area_floor",
    "scattered_floor",
    "blown_up_balance_share_ppm",
    "known_blown_up_balance_share_ppm",
    "blown_up_lender_share_ppm",
    "known_blown_up_lender_share_ppm",
    "blown_up_prefecture_share_ppm",
    "known_blown_up_prefecture_share_ppm",
    "blown_up_across_provinces",
    "largest_blown_lender_count",
    "known_largest_blown_lender_count",
    "largest_blown_unpaid_fen",
    "known_largest_blown_unpaid_fen",
    "blown_national_top",
    "blown_up_in_top_k_30_days",
    "blown_up_in_top_2k_60_days",
)
CONDITION_FIGURES: tuple[str, ...] = (
    "inspected_share_ppm",
    "noncompliant_count_share_ppm",
    "noncompliant_balance_share_ppm",
    "veto_share_ppm",
    "exits_known",
    "exits_on_schedule_ppm",
    "contagion_on_top_ten_ppm",
    "institutions_of_stopped_insurer",
    "on_site_head_count",
    "office_head_count",
    "daily_crowd_days",
)
FIGURE_NAMES: tuple[str, ...] = COMPUTED_FIGURES + CONDITION_FIGURES


@dataclass(frozen=True, slots=True)
class Base:
    """The base population: institutions of the jurisdiction with 借贷余额 > 0 one window before. Frozen.

    ``count`` None: nobody knows. ``balance_fen`` and ``lenders`` are sums over it. ``ranking``: ids by size, largest
    first, 2K of them, frozen at the month-end before the first blow-up. ``prefectures``: number of prefectures with an
    institution; 0 where places are unknown.
    """

    count: int | None
    balance_fen: int | None = None
    lenders: int | None = None
    prefectures: int = 0
    k: int = 0
    ranking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A suspected or confirmed blow-up. ``crosses_provinces``: operates, or has a fifth of its lenders, elsewhere.

    ``balance_fen``: 借贷余额, unpaid since the blow-up. ``national_rank`` None: nobody knows.
    """

    institution: str
    occurred_at: datetime
    known_at: datetime
    confirmed: bool = True
    balance_fen: int | None = None
    lenders: int | None = None
    prefecture: str = ""
    crosses_provinces: bool | None = None
    national_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """Everything else the rules read, by figure name (CONDITION_FIGURES); absent is unknown."""

    figures: Mapping[str, FigureValue]


@dataclass(frozen=True, slots=True)
class GradingTerms:
    """The plan's numbers that figures are computed with: base rate of blow-ups a month, tails of the Poisson floors.

    ``daily_crowd_persons``: how many people on one day count towards daily_crowd_days; None where the plan has none.
    """

    base_rate_ppm: int
    rare_tail_ppm: int
    unusual_tail_ppm: int
    smallest_floor: int
    smallest_population: int
    national_top: int
    daily_crowd_persons: int | None = None


def terms_of(plan: Plan) -> GradingTerms | None:
    """The plan's grading terms; None for a plan kept from before the grading rules had numbers."""
    numbers = plan.parameter("PAR-08").quantities
    if "base_rate" not in numbers:
        return None
    return GradingTerms(
        base_rate_ppm=numbers["base_rate"].amount,
        rare_tail_ppm=numbers["rare_tail"].amount,
        unusual_tail_ppm=numbers["unusual_tail"].amount,
        smallest_floor=numbers["smallest_floor"].amount,
        smallest_population=numbers["smallest_population"].amount,
        national_top=plan.parameter("PAR-21").quantities["national"].amount,
        daily_crowd_persons=numbers["daily_crowd"].amount,
    )


def grading_figures(
    base: Base, failures: Iterable[Failure], conditions: Conditions, terms: GradingTerms | None, at: datetime
) -> dict[str, FigureValue]:
    """Every figure that the grading rules name (FIGURE_NAMES), on what was known at ``at``.

    Suspected blow-ups count like confirmed ones. An institution counts once however often it is told. Without terms
    the figures that need them are None.
    """
    known = [failure for failure in failures if failure.known_at <= at]
    blown = _by_institution(_within(known, at, WINDOW))
    figures: dict[str, FigureValue] = {
        "blown_up_7_days": len(_by_institution(_within(known, at, SHORT_WINDOW))),
        "blown_up_30_days": len(blown),
        "blown_up_90_days": len(_by_institution(_within(known, at, LONG_WINDOW))),
        "blown_up_share_ppm": share_ppm(len(blown), base.count),
        **_population(base, terms),
        **_shares(base, blown),
        **_largest(blown),
        **_ranked(base, known, at),
        "blown_up_across_provinces": _any_across(blown),
        "blown_national_top": None if terms is None else _in_national_top(blown, terms.national_top),
    }
    for name in CONDITION_FIGURES:
        figures[name] = conditions.figures.get(name)
    # That nobody said so is itself the answer: exits nobody reported on are not known.
    figures["exits_known"] = conditions.figures.get("exits_known") is True
    return figures


@dataclass(frozen=True, slots=True)
class _Blown:
    """One institution that blew up in a window, from everything told of it."""

    balance_fen: int | None
    lenders: int | None
    prefectures: frozenset[str]
    crosses_provinces: bool | None
    national_rank: int | None


def _within(failures: Iterable[Failure], at: datetime, window: timedelta) -> list[Failure]:
    return [failure for failure in failures if at - window < failure.occurred_at <= at]


def _by_institution(failures: Iterable[Failure]) -> list[_Blown]:
    told: dict[str, list[Failure]] = {}
    for failure in failures:
        told.setdefault(failure.institution, []).append(failure)
    return [
        _Blown(
            balance_fen=max(_given(one.balance_fen for one in ones), default=None),
            lenders=max(_given(one.lenders for one in ones), default=None),
            prefectures=frozenset(one.prefecture for one in ones if one.prefecture),
            crosses_provinces=_any(one.crosses_provinces for one in ones),
            national_rank=min(_given(one.national_rank for one in ones), default=None),
        )
        for ones in told.values()
    ]


def _given(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _any(values: Iterable[bool | None]) -> bool | None:
    """Kleene's or: one yes decides, otherwise one unknown leaves it unknown."""
    told = set(values)
    if True in told:
        return True
    return None if None in told else False


def _any_across(blown: list[_Blown]) -> bool | None:
    return _any(one.crosses_provinces for one in blown)


def _population(base: Base, terms: GradingTerms | None) -> dict[str, FigureValue]:
    if base.count is None or terms is None:
        unknown = dict.fromkeys(("population_is_small", "large_area_floor", "scattered_floor"))
        return {"population": base.count, **unknown}
    return {
        "population": base.count,
        "population_is_small": base.count < terms.smallest_population,
        "large_area_floor": _floor(base.count, terms.rare_tail_ppm, terms),
        "scattered_floor": _floor(base.count, terms.unusual_tail_ppm, terms),
    }


def _floor(population: int, tail_ppm: int, terms: GradingTerms) -> int:
    return max(terms.smallest_floor, smallest_rare_count(population, terms.base_rate_ppm, tail_ppm))


def _shares(base: Base, blown: list[_Blown]) -> dict[str, FigureValue]:
    prefectures: set[str] = set()
    for one in blown:
        prefectures |= one.prefectures
    return {
        **_share_of("blown_up_balance_share_ppm", [one.balance_fen for one in blown], base.balance_fen),
        **_share_of("blown_up_lender_share_ppm", [one.lenders for one in blown], base.lenders),
        **_twins(
            "blown_up_prefecture_share_ppm",
            share_ppm(len(prefectures), base.prefectures) if blown else 0,
            whole=all(one.prefectures for one in blown),
        ),
    }


def _share_of(name: str, values: list[int | None], total: int | None) -> dict[str, FigureValue]:
    """The share and the share of the known part; of nothing blown up it is nothing, whatever the total."""
    share = share_ppm(sum(_given(values)), total) if values else 0
    return _twins(name, share, whole=None not in values)


def _largest(blown: list[_Blown]) -> dict[str, FigureValue]:
    sizes = {
        "largest_blown_lender_count": [one.lenders for one in blown],
        "largest_blown_unpaid_fen": [one.balance_fen for one in blown],
    }
    figures: dict[str, FigureValue] = {}
    for name, values in sizes.items():
        figures |= _twins(name, max(_given(values), default=0), whole=None not in values)
    return figures


def _twins(name: str, known: int | None, *, whole: bool) -> dict[str, FigureValue]:
    return {name: known if whole else None, f"known_{name}": known}


def _ranked(base: Base, known: list[Failure], at: datetime) -> dict[str, FigureValue]:
    """How many of the largest blew up; a base without a ranking leaves that unknown."""
    if not base.ranking or not base.k:
        return {"blown_up_in_top_k_30_days": None, "blown_up_in_top_2k_60_days": None}
    top, double = set(base.ranking[: base.k]), set(base.ranking[: 2 * base.k])
    return {
        "blown_up_in_top_k_30_days": len({one.institution for one in _within(known, at, WINDOW)} & top),
        "blown_up_in_top_2k_60_days": len({one.institution for one in _within(known, at, DOUBLE_K_WINDOW)} & double),
    }


def _in_national_top(blown: list[_Blown], national_top: int) -> int | None:
    """How many are known to be among the nation's largest; None where there is none, but a rank is unknown."""
    ranks = [one.national_rank for one in blown]
    count = sum(rank <= national_top for rank in _given(ranks))
    return None if count == 0 and None in ranks else count

"""The grading figures and the rules that read them (§5.1): floors, shares, windows, and what is not known."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.plan import GradeProposal, Plan, load_plan
from fengsui.response import figures as event
from fengsui.warning import figures as grading_labels
from fengsui.warning.rules.base_rate import Month, reestimated
from fengsui.warning.rules.grading import (
    FIGURE_NAMES,
    Base,
    Conditions,
    Failure,
    GradingTerms,
    grading_figures,
    terms_of,
)
from fengsui.warning.rules.parts import share_ppm
from fengsui.warning.rules.poisson import smallest_rare_count

NATIONAL = Path(__file__).resolve().parents[2] / "plans" / "national-2019-75"
AT = datetime(2019, 11, 30, 4, 0, tzinfo=UTC)
YESTERDAY = AT - timedelta(days=1)
NOTHING_ELSE = Conditions({})
YUAN_WAN = 1_000_000  # 万元 in 分


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(NATIONAL)


@pytest.fixture(scope="module")
def terms(plan: Plan) -> GradingTerms:
    found = terms_of(plan)
    assert found is not None
    return found


def failures(count: int, occurred_at: datetime = YESTERDAY) -> list[Failure]:
    """So many institutions of which only the fact is known."""
    return [Failure(f"institution-{number}", occurred_at, occurred_at) for number in range(count)]


def proposal(
    plan: Plan, base: Base, told: Iterable[Failure], conditions: Conditions = NOTHING_ELSE, at: datetime = AT
) -> GradeProposal:
    """What the built-in plan proposes."""
    return plan.propose_grade(grading_figures(base, told, conditions, terms_of(plan), at))


def rank(plan: Plan, found: GradeProposal) -> int:
    """1 is the gravest; no grade is behind them all."""
    return plan.grade(found.grade_id).rank if found.grade_id else len(plan.grades) + 1


@pytest.mark.parametrize(
    ("population", "rare", "unusual"),
    [(10, 3, 2), (20, 4, 3), (28, 5, 3), (50, 6, 4), (100, 9, 6), (236, 15, 12), (0, 1, 1)],
)
def test_floors_are_the_published_ones(population: int, rare: int, unusual: int) -> None:
    """Smallest k that a normal month reaches with a chance of at most 1 % and 10 %, at 3 % a month."""
    assert smallest_rare_count(population, 30_000, 10_000) == rare
    assert smallest_rare_count(population, 30_000, 100_000) == unusual


def test_floor_refuses_nonsense() -> None:
    """A tail of nothing, or fewer than no institutions, is an error and no endless search."""
    for population, rate, tail in ((-1, 1, 1), (1, -1, 1), (1, 1, 0), (1, 1, 1_000_001)):
        with pytest.raises(ValueError, match="no such tail"):
            smallest_rare_count(population, rate, tail)


@settings(max_examples=60, deadline=None)
@given(population=st.integers(0, 2500), rate=st.integers(0, 90_000), tail=st.sampled_from([10_000, 50_000, 100_000]))
def test_floors_grow_with_population_and_rarity(population: int, rate: int, tail: int) -> None:
    """More institutions never lower a floor, and a rarer event never has a lower one."""
    floor = smallest_rare_count(population, rate, tail)
    assert smallest_rare_count(population + 1, rate, tail) >= floor >= 1
    assert smallest_rare_count(population, rate, tail // 10) >= floor


@pytest.mark.parametrize(
    ("population", "count", "rule", "grade"),
    [
        (1863, 194, "GR-1", "特别重大"),
        (1504, 98, "GR-3", "重大"),
        (1863, 60, "GR-5", "其他"),
        (28, 2, "GR-5", "其他"),
        (28, 5, "GR-1", "特别重大"),
        (236, 7, "GR-5", "其他"),
    ],
)
def test_sensitivity(plan: Plan, population: int, count: int, rule: str, grade: str) -> None:
    """July and June 2018 nationwide, an average month, a small and a large province: only counts are known."""
    found = proposal(plan, Base(population), failures(count))
    assert (found.rule_id, plan.grade(found.grade_id or "").name) == (rule, grade)


def test_every_figure_is_offered_and_named(plan: Plan, terms: GradingTerms) -> None:
    """Exactly the figures of the list come out, each one registered; every grading rule reads no others."""
    figures = grading_figures(Base(10), [], NOTHING_ELSE, terms, AT)
    assert set(figures) == set(FIGURE_NAMES)
    registered = {figure.name for figure in event.FIGURES} | {figure.name for figure in grading_labels.FIGURES}
    assert set(FIGURE_NAMES) <= registered
    read = {name for result in plan.propose_grade({}).results for name in result.missing}
    assert read <= set(FIGURE_NAMES)


def test_windows(terms: GradingTerms) -> None:
    """A window is open at its far end and closed at its near one; what was not yet known does not count."""
    days = [0, 7, 29, 30, 59, 60, 89, 90, 91]
    told = [Failure(f"i{day}", AT - timedelta(days=day), AT - timedelta(days=day)) for day in days]
    told.append(Failure("later", YESTERDAY, AT + timedelta(minutes=1)))
    told.append(Failure("tomorrow", AT + timedelta(days=1), AT))
    ranking = tuple(f"i{day}" for day in days)
    figures = grading_figures(Base(100, k=5, ranking=ranking), told, NOTHING_ELSE, terms, AT)
    assert (figures["blown_up_7_days"], figures["blown_up_30_days"], figures["blown_up_90_days"]) == (1, 3, 7)
    assert figures["blown_up_in_top_k_30_days"] == 3  # i0, i7, i29 are among the first five
    assert figures["blown_up_in_top_2k_60_days"] == 5  # i59 and i30 too, i60 no more


def test_an_institution_counts_once(terms: GradingTerms) -> None:
    """Told twice, an institution is one failure, with everything that any of the reports knew."""
    told = [
        Failure("one", YESTERDAY, YESTERDAY, confirmed=False, balance_fen=5 * YUAN_WAN, prefecture="A市"),
        Failure("one", YESTERDAY, AT, lenders=40, prefecture="A市", crosses_provinces=True),
    ]
    base = Base(10, balance_fen=100 * YUAN_WAN, lenders=1000, prefectures=4)
    figures = grading_figures(base, told, NOTHING_ELSE, terms, AT)
    assert figures["blown_up_30_days"] == 1
    assert figures["blown_up_balance_share_ppm"] == 50_000
    assert figures["blown_up_lender_share_ppm"] == 40_000
    assert figures["blown_up_prefecture_share_ppm"] == 250_000
    assert figures["blown_up_across_provinces"] is True


def test_unknown_is_never_zero(terms: GradingTerms) -> None:
    """What nobody knows stays unknown; the known part stands beside it as a lower bound."""
    told = [
        Failure("known", YESTERDAY, YESTERDAY, balance_fen=8 * YUAN_WAN, lenders=7, prefecture="A市"),
        Failure("unknown", YESTERDAY, YESTERDAY),
    ]
    figures = grading_figures(
        Base(10, balance_fen=100 * YUAN_WAN, lenders=100, prefectures=3), told, NOTHING_ELSE, terms, AT
    )
    for name, known in (
        ("blown_up_balance_share_ppm", 80_000),
        ("blown_up_lender_share_ppm", 70_000),
        ("blown_up_prefecture_share_ppm", 333_333),
        ("largest_blown_lender_count", 7),
        ("largest_blown_unpaid_fen", 8 * YUAN_WAN),
    ):
        assert figures[name] is None
        assert figures[f"known_{name}"] == known
    assert figures["blown_up_across_provinces"] is None
    assert figures["blown_national_top"] is None
    assert figures["inspected_share_ppm"] is None
    assert figures["exits_known"] is False  # that nobody knows is known
    nobody_counted = grading_figures(Base(None), told, NOTHING_ELSE, terms, AT)
    for name in ("population", "population_is_small", "blown_up_share_ppm", "large_area_floor", "scattered_floor"):
        assert nobody_counted[name] is None
    assert nobody_counted["known_blown_up_balance_share_ppm"] is None
    assert nobody_counted["blown_up_in_top_k_30_days"] is None


def test_nothing_blown_up_is_a_share_of_nothing(plan: Plan, terms: GradingTerms) -> None:
    """Where nothing blew up, the shares are nothing even where the totals are unknown: calm is not unknown."""
    figures = grading_figures(Base(30), [], NOTHING_ELSE, terms, AT)
    assert figures["blown_up_balance_share_ppm"] == figures["blown_up_prefecture_share_ppm"] == 0
    assert figures["blown_up_across_provinces"] is False
    found = plan.propose_grade(figures)
    assert found.grade_id is None
    assert {result.rule_id for result in found.results if result.truth is False} >= {"GR-1", "GR-3", "GR-5", "GR-5R"}


def in_places(count: int, places: int) -> list[Failure]:
    """So many failures spread over so many prefectures."""
    told = failures(count)
    return [replace(one, prefecture=f"99{number % places + 1:02d}00") for number, one in enumerate(told)]


def worth(count: int, fen: int, *, lenders: int | None = None) -> list[Failure]:
    """So many failures of this balance and these lenders each."""
    return [replace(one, balance_fen=fen, lenders=lenders) for one in failures(count)]


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        (failures(10), "GR-1"),  # 10 % of 100, and the floor of 9 is passed
        (failures(9), "GR-3"),  # the floor is reached, 9 % is below the line
        (in_places(9, 3), "GR-1"),  # three of nine prefectures are a third
        (in_places(9, 2), "GR-3"),
        (in_places(8, 8), "GR-3"),  # in nearly every prefecture, below the floor
        (worth(1, 200_000), "GR-1"),  # a fifth of the money
        (worth(1, 199_999), "GR-3"),
        (worth(1, 50_000), "GR-3"),
        (worth(1, 49_999), "GR-5"),
        (worth(1, 0, lenders=200), "GR-1"),  # a fifth of the lenders
        (worth(1, 0, lenders=199), "GR-5"),
    ],
)
def test_the_line_itself_counts(plan: Plan, told: list[Failure], rule: str) -> None:
    """以上 includes the number: exactly on a line the rule is true, the smallest step below it is not."""
    base = Base(100, balance_fen=1_000_000, lenders=1_000, prefectures=9)
    assert proposal(plan, base, told).rule_id == rule


def test_small_population_is_graded_by_shares(plan: Plan) -> None:
    """Below five institutions counts say nothing; balance and rank still do."""
    told = [replace(failure, balance_fen=YUAN_WAN) for failure in failures(3)]
    small = Base(4, balance_fen=1000 * YUAN_WAN)
    assert proposal(plan, small, told).rule_id == "GR-5"
    assert proposal(plan, replace(small, count=5), told).rule_id == "GR-1"
    assert proposal(plan, replace(small, balance_fen=15 * YUAN_WAN), told).rule_id == "GR-1"
    ranked = replace(small, k=3, ranking=("institution-0", "institution-1", "institution-2"))
    assert proposal(plan, ranked, told).rule_id == "GR-2"


def test_national_rank(plan: Plan, terms: GradingTerms) -> None:
    """One of the national top fifty: at least 重大, and the head checks GR-2; the fifty-first is none of them."""
    for place, count, rule in ((50, 1, "ES-5"), (51, 0, "GR-5")):
        told = [Failure("known", YESTERDAY, YESTERDAY, national_rank=place)]
        assert grading_figures(Base(100), told, NOTHING_ELSE, terms, AT)["blown_national_top"] == count
        assert proposal(plan, Base(100), told).rule_id == rule
    reviews = proposal(plan, Base(100), [Failure("known", YESTERDAY, YESTERDAY, national_rank=1)]).reviews
    # It is 重大 already, so whether the unknown exits make it 重大 is no question any more.
    assert [review.rule_id for review in reviews] == ["ES-5R"]


def test_reviews_and_reports(plan: Plan) -> None:
    """Exits nobody reported on ask for a review; a crowd at an office asks for a report; neither is a grade."""
    exits = Conditions({"exits_known": True, "exits_on_schedule_ppm": 900_000})
    assert [review.rule_id for review in proposal(plan, Base(100), failures(1)).reviews] == ["GR-5R"]
    assert proposal(plan, Base(100), failures(1), exits).reviews == ()
    crowd = proposal(plan, Base(100), [], Conditions({"office_head_count": 120}))
    assert crowd.grade_id is None
    assert [report.rule_id for report in crowd.reports] == ["ES-1c"]


def test_plan_from_before_the_numbers(terms: GradingTerms) -> None:
    """A plan kept from before PAR-08 had numbers gives no floors; counts and ranks are still read."""
    figures = grading_figures(Base(100, k=1, ranking=("institution-0",)), failures(2), NOTHING_ELSE, None, AT)
    assert figures["large_area_floor"] is figures["population_is_small"] is figures["blown_national_top"] is None
    assert (figures["blown_up_30_days"], figures["blown_up_in_top_k_30_days"]) == (2, 1)
    assert terms.base_rate_ppm == 30_000


_amounts = st.one_of(st.none(), st.integers(0, 400))
_failures = st.lists(
    st.builds(
        Failure,
        institution=st.integers(0, 12).map("i{}".format),
        occurred_at=st.integers(-2, 100).map(lambda days: AT - timedelta(days=days)),
        known_at=st.integers(-1, 50).map(lambda days: AT - timedelta(days=days)),
        confirmed=st.booleans(),
        balance_fen=_amounts,
        lenders=_amounts,
        prefecture=st.sampled_from(["", "A市", "B市", "C市"]),
        crosses_provinces=st.sampled_from([None, True, False]),
        national_rank=st.one_of(st.none(), st.integers(1, 120)),
    ),
    max_size=8,
)
_bases = st.builds(
    Base,
    count=st.one_of(st.none(), st.integers(0, 60)),
    balance_fen=st.one_of(st.none(), st.integers(0, 2000)),
    lenders=st.one_of(st.none(), st.integers(0, 2000)),
    prefectures=st.integers(0, 6),
    k=st.integers(0, 4),
    ranking=st.integers(0, 8).map(lambda size: tuple(f"i{place}" for place in range(size))),
)
_shares = st.one_of(st.none(), st.integers(0, 1_000_000))
_conditions = st.builds(
    Conditions,
    st.fixed_dictionaries(
        {},
        optional={
            "inspected_share_ppm": _shares,
            "noncompliant_count_share_ppm": _shares,
            "veto_share_ppm": _shares,
            "exits_known": st.sampled_from([None, True, False]),
            "exits_on_schedule_ppm": _shares,
            "on_site_head_count": st.one_of(st.none(), st.integers(0, 6000)),
            "institutions_of_stopped_insurer": st.one_of(st.none(), st.integers(0, 3)),
        },
    ),
)


@settings(max_examples=250, deadline=None)
@given(base=_bases, told=_failures, more=_failures, conditions=_conditions)
def test_one_proposal_and_more_failures_never_lower_it(
    plan: Plan, base: Base, told: list[Failure], more: list[Failure], conditions: Conditions
) -> None:
    """Every input gives exactly one proposal; further failures, however little is known of them, never lower it."""
    before, after = proposal(plan, base, told, conditions), proposal(plan, base, told + more, conditions)
    for found in (before, after):
        assert (found.grade_id is None) == (found.rule_id is None)
        true = [plan.grading_rule(result.rule_id) for result in found.results if result.truth]
        ranks = [plan.grade(rule.grade_id or "").rank for rule in true if rule.effect == "grade"]
        assert rank(plan, found) == min(ranks, default=len(plan.grades) + 1)
    assert rank(plan, after) <= rank(plan, before)
    still = {result.rule_id for result in after.results if result.truth}
    assert {result.rule_id for result in before.results if result.truth} <= still
    assert proposal(plan, base, list(reversed(told)), conditions) == before


def test_base_rate_is_estimated_from_normal_months() -> None:
    """The newest 24 months without a crisis count; a month above its own floor is left out."""
    months = [Month(100, 50)] * 3 + [Month(100, 2)] * 30 + [Month(100, 20), Month(100, 4)]
    found = reestimated(months, 30_000, 10_000)
    assert (found.months, found.left_out) == (24, 1)
    assert (found.failures, found.institution_months) == (23 * 2 + 4, 2400)
    assert found.rate_ppm == 20_833
    assert reestimated([], 30_000, 10_000).rate_ppm is None
    assert reestimated([Month(0, 0)], 30_000, 10_000).rate_ppm is None


def test_shares_are_whole_parts_rounded_down() -> None:
    """A third is 333,333 parts per million, just at the line of 33.3333 %; of nothing there is no share."""
    assert [share_ppm(*pair) for pair in ((1, 3), (0, 5), (7, 5), (1, 0), (None, 3), (1, None))] == [
        333_333,
        0,
        1_400_000,
        None,
        None,
        None,
    ]

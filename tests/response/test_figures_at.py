"""What the rules read from a snapshot, with the real plan: monotony, T0, snapshots too long to list."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.conduct.plans import built_in_plan
from fengsui.plan import Plan
from fengsui.response import facts, rules
from fengsui.response.explaining import comparisons
from fengsui.response.standing import shortened
from fengsui.warning.rules.grading import terms_of
from tests.conftest import MORNING

NOW = MORNING
RANKED = tuple(f"i{number}" for number in range(20))
ORDER = {"extraordinary": 3, "major": 2, "other": 1, None: 0}


def failure(number: int, **changes: object) -> facts.Blowup:
    """A failure of a small institution, told a minute after it happened."""
    values: dict[str, object] = {
        "institution": f"i{number}",
        "name": f"机构{number}",
        "event": "event/2026-001",
        "occurred_at": NOW - timedelta(days=1),
        "known_at": NOW - timedelta(days=1),
        "confirmed": False,
        "balance_fen": 1_000,
        "lenders": 10,
        "prefecture": "990100",
        "crosses_provinces": False,
        **changes,
    }
    return facts.Blowup.model_validate(values)


def situation(blowups: Sequence[facts.Blowup], **changes: object) -> facts.Situation:
    """A jurisdiction with a hundred institutions, 1,000 分 and 10 lenders each in ten prefectures."""
    base = facts.Base(as_of="2026-01-31", count=100, balance_fen=100_000, lenders=1_000, prefectures=10)
    ranking = facts.Ranking(metric="借贷余额", as_of="2026-01-31", k=10, institutions=RANKED)
    whole = facts.Situation(jurisdiction="990000", blowups=tuple(blowups), base=base, ranking=ranking)
    return whole.model_copy(update=changes)


def proposed(plan: Plan, known: facts.Situation) -> str | None:
    """The grade the rules propose now."""
    return plan.propose_grade(rules.figures_at(known, (), NOW, terms_of(plan))).grade_id


@st.composite
def one_failure(draw: st.DrawFn) -> facts.Blowup:
    """Any failure, also one of which little is known, or that happened or became known in another window."""
    occurred = NOW - timedelta(days=draw(st.integers(0, 100)), minutes=1)
    return failure(
        draw(st.integers(0, 60)),
        occurred_at=occurred,
        known_at=occurred + timedelta(minutes=draw(st.integers(0, 100_000))),
        balance_fen=draw(st.none() | st.integers(0, 40_000)),
        lenders=draw(st.none() | st.integers(0, 400)),
        prefecture=draw(st.sampled_from(("", "990100", "990200", "990300", "990400"))),
        crosses_provinces=draw(st.none() | st.booleans()),
        national_rank=draw(st.none() | st.integers(1, 200)),
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(one_failure(), max_size=12), one_failure())
def test_one_more_failure_never_lowers_the_proposal(blowups: list[facts.Blowup], another: facts.Blowup) -> None:
    """Whatever else is known or unknown, a further failure gives the same grade or a graver one."""
    plan = built_in_plan()
    before, after = proposed(plan, situation(blowups)), proposed(plan, situation([*blowups, another]))
    assert ORDER[after] >= ORDER[before]


@settings(max_examples=60, deadline=None)
@given(st.lists(one_failure(), min_size=4, max_size=20, unique_by=lambda one: one.institution), st.integers(1, 6))
def test_a_summed_snapshot_reads_like_a_whole_one(blowups: list[facts.Blowup], most: int) -> None:
    """Figures of a snapshot whose tail is summed by place and window are those of the list, if all of it is known."""
    whole = [
        one.model_copy(update={"known_at": one.occurred_at, "national_rank": 500})
        for one in blowups
        if one.occurred_at > NOW - rules.LONGEST_WINDOW
    ]
    shown, others = shortened(whole, frozenset(RANKED), "event/2026-001", NOW, max(most, 1))
    ranked = {one.institution for one in whole} & set(RANKED)
    known = {one.institution for one in shown}
    # Institutions of the ranking stand one by one as long as the list is long enough; here it may be too short.
    terms = terms_of(built_in_plan())
    listed = rules.figures_at(situation(whole), (), NOW, terms)
    summed = rules.figures_at(situation(shown, others=others), (), NOW, terms)
    left_out = {"largest_blown_lender_count", "known_largest_blown_lender_count", "blown_national_top"}
    if not all(one.balance_fen is not None for one in whole):
        left_out |= {"largest_blown_unpaid_fen", "known_largest_blown_unpaid_fen"}
    if not ranked <= known:
        left_out |= {"blown_up_in_top_k_30_days", "blown_up_in_top_2k_60_days"}
    assert {k: v for k, v in summed.items() if k not in left_out} == {
        k: v for k, v in listed.items() if k not in left_out
    }


def test_a_long_list_keeps_own_ranked_and_largest() -> None:
    """Of more failures than fit, the event's own, the ranked and the largest stand one by one; the rest is counted."""
    own = failure(900)
    ranked = failure(3, event="event/2026-002")
    large = failure(901, event="event/2026-002", balance_fen=50_000)
    small = [failure(100 + number, event="event/2026-002") for number in range(200)]
    shown, others = shortened([*small, large, ranked, own], frozenset(RANKED), "event/2026-001", NOW, 120)
    assert len(shown) == 120
    assert {"i900", "i901", "i3"} <= {one.institution for one in shown}
    assert sum(group.count for group in others) == 83
    assert sum(group.balance_fen for group in others) == 83_000


def test_t0_by_the_share_of_money() -> None:
    """No rank, no number: T0 is when the failure became known whose money makes a fifth."""
    plan = built_in_plan()
    first = failure(50, balance_fen=15_000, known_at=NOW - timedelta(hours=9))
    second = failure(51, balance_fen=5_000, known_at=NOW - timedelta(hours=3))
    third = failure(52, balance_fen=9_000, known_at=NOW - timedelta(hours=1))
    zero = rules.time_zero_by_rule(plan, situation([third, first, second]), (), now=NOW)
    assert zero is not None
    assert zero.at == second.known_at
    assert "GR-1" in zero.basis
    assert rules.time_zero_by_rule(plan, situation([first]), (), now=NOW) is None


def test_t0_by_the_number_of_failures() -> None:
    """Each tiny: T0 is when the tenth of a hundred became known."""
    plan = built_in_plan()
    blowups = [
        failure(40 + number, balance_fen=0, lenders=0, known_at=NOW - timedelta(hours=20 - number))
        for number in range(12)
    ]
    zero = rules.time_zero_by_rule(plan, situation(blowups), (), now=NOW)
    assert zero is not None
    assert zero.at == blowups[9].known_at


def test_older_facts_read_on() -> None:
    """A snapshot from before base and sizes were kept: ranks decide, everything else is unknown, not no."""
    old = {
        "jurisdiction": "990000",
        "blowups": [
            {
                "institution": f"i{number}",
                "name": "机构",
                "event": "event/2026-001",
                "occurred_at": "2026-03-01T01:12:00.000000Z",
                "known_at": "2026-03-01T01:12:00.000000Z",
                "confirmed": False,
            }
            for number in range(2)
        ],
        "ranking": {"metric": "借贷余额", "as_of": "2026-01-31", "k": 4, "institutions": list(RANKED[:8])},
    }
    plan = built_in_plan()
    known = facts.Situation.model_validate(old)
    figures = rules.figures_at(known, (), NOW, terms_of(plan))
    assert (figures["population"], figures["blown_up_balance_share_ppm"]) == (None, None)
    proposal = plan.propose_grade(figures)
    assert (proposal.grade_id, proposal.rule_id) == ("extraordinary", "GR-2")
    assert {result.rule_id for result in proposal.unknown} >= {"GR-1", "GR-4"}


def test_a_failure_registered_elsewhere_does_not_count() -> None:
    """An event here may hold an institution of another place: it is shown, its failure is the other place's."""
    figures = rules.figures_at(situation([failure(1, outside=True)]), (), NOW, terms_of(built_in_plan()))
    assert (figures["blown_up_30_days"], figures["blown_up_in_top_k_30_days"]) == (0, 0)


def test_people_counted_elsewhere_say_nothing_of_the_past() -> None:
    """A head-count heard by telephone counts from the snapshot on; the event's own goes before it and has its time."""
    known = situation([], conditions={"on_site_head_count": 6_000}, conditions_at=NOW)
    terms = terms_of(built_in_plan())
    assert rules.figures_at(known, (), NOW, terms)["on_site_head_count"] == 6_000
    assert rules.figures_at(known, (), NOW - timedelta(hours=1), terms)["on_site_head_count"] is None
    own = (rules.HeadCount(NOW - timedelta(hours=2), 300),)
    assert rules.figures_at(known, own, NOW, terms)["on_site_head_count"] == 300


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("a_ppm >= 33.3333%", [("a_ppm", ">=", 333_333, True)]),
        ("a_ppm >= b or not c", [("a_ppm", ">=", 5, True)]),
        ("missing < 3", [("missing", "<", 3, None)]),
    ],
)
def test_thresholds_are_told_in_the_figures_unit(
    expression: str, told: list[tuple[str, str, int, bool | None]]
) -> None:
    """Percent is parts per million; another figure is told by its value; without a value nothing is met."""
    found = comparisons(expression, {"a_ppm": 400_000, "b": 5, "c": True})
    assert [(one.figure, one.sign, one.threshold, one.met) for one in found] == told

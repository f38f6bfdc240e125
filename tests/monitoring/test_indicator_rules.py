"""The figures that measures give: definitions, windows, and the reason where something is unknown."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.monitoring.figures import FIGURES as VOCABULARY
from fengsui.monitoring.indicators.consistency import is_unit_slip
from fengsui.monitoring.indicators.history import History, Point
from fengsui.monitoring.indicators.measures import MEASURES
from fengsui.monitoring.indicators.rules import FIGURES, MILLION, Result, figure, figures

TODAY = date(2019, 7, 31)
YUAN = 100


def days(values: Sequence[int | None], end: date = TODAY) -> tuple[Point, ...]:
    """One value a day up to ``end``; None leaves a day out."""
    first = end - timedelta(days=len(values) - 1)
    return tuple(
        Point(first + timedelta(days=place), value, source="intake/990000#1")
        for place, value in enumerate(values)
        if value is not None
    )


def on(value: int, ago: int = 0) -> tuple[Point, ...]:
    """One value, so many days ago."""
    return (Point(TODAY - timedelta(days=ago), value, source="intake/990000#1"),)


def result(name: str, **measures: tuple[Point, ...]) -> Result:
    """A figure of today."""
    return figure(name, History(measures), TODAY)


def test_every_figure_that_measures_give_is_in_the_vocabulary() -> None:
    """Plan rules can name each, and each measure a figure needs exists."""
    assert FIGURES.keys() <= {figure.name for figure in VOCABULARY}


def test_of_nothing_every_figure_is_unknown_and_says_why() -> None:
    """Missing is None with a reason, never zero."""
    for name, told in figures(History(), TODAY).items():
        assert told.value is None, name
        assert told.note, name


def test_net_outflow_is_due_and_early_less_new_over_the_opening_balance() -> None:
    """L1, with its parts: (70 + 14 − 28) of 1,000 is 5.6 %."""
    told = result(
        "net_outflow_7_days_ppm",
        new_lending=days([4] * 7),
        principal_due_not_renewed=days([10] * 7),
        early_redemption_requested=days([2] * 7),
        outstanding_balance=(*on(1000, ago=10), *on(900)),
    )
    assert (told.value, told.numerator, told.denominator) == (56_000, 56, 1000)
    assert told.as_of == TODAY
    assert told.sources == ("intake/990000#1",)
    assert told.note == ""


def test_net_outflow_says_which_days_it_lacks() -> None:
    """Two missing days are noted; three make it unknown. A balance only of the end is noted too."""
    measures = {"principal_due_not_renewed": days([10] * 7), "outstanding_balance": on(1000)}
    noted = result("net_outflow_7_days_ppm", new_lending=days([4, None, 4, None, 4, 4, 4]), **measures)
    assert noted.value == 30_000
    assert "7 日中有 5 日的数据" in noted.note
    assert "以期末余额计" in noted.note
    lacking = result("net_outflow_7_days_ppm", new_lending=days([4, None, 4, None, None, 4, 4]), **measures)
    assert lacking.value is None
    assert "只有 4 日" in lacking.note


def test_net_outflow_of_thirty_days_may_come_from_a_reported_inflow() -> None:
    """L2 where nobody reports days: the sign is turned, and the note says so."""
    told = result("net_outflow_30_days_ppm", net_inflow_30_days=on(-80), outstanding_balance=on(1000, ago=31))
    assert told.value == 80_000
    assert "净流入" in told.note


def test_payout_counts_only_days_of_which_both_sides_are_known() -> None:
    """L5: 95 of 100 on six days is 95 %; a day with only one side is left out of both sums."""
    told = result(
        "payout_7_days_ppm",
        paid_to_lenders=days([95, 95, 95, None, 95, 95, 95]),
        due_to_lenders=days([100] * 7),
    )
    assert (told.value, told.numerator, told.denominator) == (950_000, 570, 600)


@pytest.mark.parametrize(
    ("paid", "due", "count"),
    [
        ([100, 89, 89, 89], [100] * 4, 3),
        ([89, 89, 90, 89], [100] * 4, 1),
        ([89, 89, 89, 90], [100] * 4, 0),
        ([89, 0, 89, 89], [100, 0, 100, 100], 3),
        ([89, None, 89, 89], [100] * 4, 2),
    ],
)
def test_days_of_low_payout_are_counted_in_a_row(paid: list[int | None], due: list[int | None], count: int) -> None:
    """B1: below nine tenths; a day with nothing due is passed over, an unknown day ends the count."""
    told = result("payout_below_90_days", paid_to_lenders=days(paid), due_to_lenders=days(due))
    assert told.value == count


def test_coverage_counts_inflow_at_the_rate_it_is_collected() -> None:
    """L8: (300 + 500 × 80 %) of 1,000; without the rate the note says that it is an upper bound."""
    parts = {
        "due_next_7_days": on(1000),
        "custody_available": on(300),
        "expected_inflow_7_days": on(500),
    }
    assert result("payout_coverage_ppm", collection_rate=on(800_000), **parts).value == 700_000
    upper = result("payout_coverage_ppm", **parts)
    assert upper.value == 800_000
    assert "未报回款率" in upper.note


def test_overdue_is_recomputed_and_never_the_rate_a_platform_states() -> None:
    """A1: of 待偿金额, else of balance and interest, else of the balance with a note; the stated 0.1 % is not used."""
    stated = {"reported_overdue_rate": on(1_000), "overdue_amount": on(100), "outstanding_balance": on(800)}
    assert result("overdue_ppm", amount_to_be_repaid=on(1000), **stated).value == 100_000
    assert result("overdue_ppm", outstanding_interest=on(200), **stated).value == 100_000
    doubtful = result("overdue_ppm", **stated)
    assert doubtful.value == 125_000
    assert "以借贷余额作分母" in doubtful.note
    assert result("overdue_ppm", reported_overdue_rate=on(1_000)).value is None


def test_compensation_growth_compares_about_a_month() -> None:
    """A2: from month-end to month-end; an earlier total than that is no base."""
    measures = {"outstanding_balance": on(1000)}
    grown = (*on(100, ago=61), *on(150, ago=31), *on(200))
    assert result("compensation_growth_30_days_ppm", cumulative_compensation=grown, **measures).value == 50_000
    lacking = (*on(100, ago=61), *on(200))
    assert result("compensation_growth_30_days_ppm", cumulative_compensation=lacking, **measures).value is None


def test_what_is_older_than_its_days_is_unknown() -> None:
    """A disclosure of 46 days ago, a payment limit of 8 days ago; the reason names the day."""
    told = result("institution_balance_fen", outstanding_balance=on(5, ago=46))
    assert told.value is None
    assert "2019-06-15" in told.note
    assert result("institution_balance_fen", outstanding_balance=on(5, ago=45)).value == 5
    assert result("payment_limit", payment_limit=on(2, ago=8)).value is None
    assert result("payment_limit", payment_limit=on(2, ago=7)).value == 2


def test_rates_are_compared_in_hundredths_of_a_point() -> None:
    """P1: 12.5 % against 9 % is 350 bp above the sector; against 11 % a month ago a rise of 150 bp."""
    offered = (*on(110_000, ago=30), *on(125_000))
    assert result("rate_above_sector_bp", offered_rate=offered, sector_mean_rate=on(90_000)).value == 350
    assert result("rate_rise_30_days_bp", offered_rate=offered).value == 150


def test_complaints_are_for_each_million_lenders_and_against_the_week_before() -> None:
    """P3; the register's head-count serves where none is disclosed, and the note says so."""
    complaints = days([1] * 7 + [2] * 7)
    told = result("complaints_7_days_per_million_lenders", complaints=complaints, current_lenders=on(10_000))
    assert told.value == 1_400
    register = History({"complaints": complaints}, lenders=20_000)
    of_register = figure("complaints_7_days_per_million_lenders", register, TODAY)
    assert of_register.value == 700
    assert "机构名册" in of_register.note
    assert result("complaints_growth_ppm", complaints=complaints).value == 2 * MILLION
    assert result("complaints_growth_ppm", complaints=days([0] * 7 + [2] * 7)).value is None


def test_a_veto_counts_from_either_source() -> None:
    """G3: the item itself, or the result of an inspection; 未核查 tells nothing."""
    assert result("veto_finding", inspection_result=on(3)).value is True
    assert result("veto_finding", inspection_result=on(1)).value is False
    assert result("veto_finding", inspection_result=on(0)).value is None
    assert result("veto_finding", veto_finding=on(1), inspection_result=on(1)).value is True


def test_data_faults_count_broken_rules_copies_and_reported_mismatches() -> None:
    """D1: overdue of 90 days above the balance, a total that fell, three months alike."""
    broken = {
        "outstanding_balance": on(100),
        "overdue_90_days_amount": on(101),
        "cumulative_lending": (*on(900, ago=31), *on(899)),
        "reported_data_faults": on(2),
    }
    told = result("data_faults", **broken)
    assert told.value == 4
    assert "大于" in told.note
    assert "累计" in told.note
    copied = (*on(7, ago=61), *on(7, ago=31), *on(7))
    names = ("outstanding_balance", "current_lenders", "current_borrowers")
    assert result("data_faults", **dict.fromkeys(names, copied)).value == 1
    moved = {**dict.fromkeys(names, copied), "overdue_amount": (*on(1, ago=61), *on(1, ago=31), *on(2))}
    assert result("data_faults", **moved).value == 0


SHARES = (
    ("overdue_90_days_ppm", "overdue_90_days_amount", "outstanding_balance"),
    ("related_party_ppm", "related_balance", "outstanding_balance"),
    ("insurance_claims_ppm", "insurance_claims_30_days", "insured_balance"),
    ("transfer_queue_ppm", "transfer_orders_unfilled", "outstanding_balance"),
)


@given(st.sampled_from(SHARES), st.integers(0, 10**16), st.integers(0, 10**16))
def test_a_share_of_a_part_stays_between_nothing_and_all(share: tuple[str, str, str], part: int, rest: int) -> None:
    """Whatever the amounts: a part of a whole is 0 to 1,000,000 ppm, and a whole of zero gives no figure."""
    name, above, below = share
    told = result(name, **{above: on(part), below: on(part + rest)})
    if part + rest == 0:
        assert told.value is None
    else:
        assert told.value is not None
        assert 0 <= told.value <= MILLION
        assert told.value == MILLION * part // (part + rest)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Some measures on some days."""
    names = draw(st.lists(st.sampled_from(sorted(MEASURES)), unique=True, max_size=12))
    ago = st.lists(st.integers(0, 140), unique=True, max_size=8)

    def points(name: str) -> tuple[Point, ...]:
        greatest = len(MEASURES[name].choices) - 1 if MEASURES[name].choices else 10**16
        return tuple(
            Point(TODAY - timedelta(days=day), draw(st.integers(0, greatest)))
            for day in sorted(draw(ago), reverse=True)
        )

    return History({name: points(name) for name in names}, draw(st.none() | st.integers(0, 10**7)))


@given(histories())
def test_any_history_gives_every_figure_or_the_reason(history: History) -> None:
    """No figure fails; an unknown one says why; a known one has a day that is not in the future."""
    for name, told in figures(history, TODAY).items():
        if told.value is None:
            assert told.note, name
        else:
            assert told.as_of is not None, name
            assert told.as_of <= TODAY, name
            assert isinstance(told.value, int), name


def _only(history: History, names: Mapping[str, tuple[Point, ...]]) -> History:
    return History({**history.measures, **names}, history.lenders)


@given(histories())
def test_without_its_measure_a_reported_figure_is_unknown(history: History) -> None:
    """Other measures never stand in for one that was not told."""
    bare = _only(history, {"payment_limit": (), "contagion": (), "outstanding_balance": ()})
    for name in ("payment_limit", "contagion_ppm", "institution_balance_fen", "overdue_90_days_ppm"):
        assert figure(name, bare, TODAY).value is None


@given(st.integers(1, 10**12), st.integers(-20, 20))
def test_a_slip_of_units_is_seen_and_ordinary_growth_is_not(amount: int, percent: int) -> None:
    """元 for 万元 and back, also with a fifth of change; a doubling, a tenfold or a hundredfold is none."""
    moved = amount * 10_000 * (100 + percent) // 100
    assert is_unit_slip(moved, amount)
    assert is_unit_slip(amount, moved)
    for times in (1, 2, 10, 100, 1000):
        assert not is_unit_slip(amount * times, amount)
    assert not is_unit_slip(0, amount)

"""How much attention the figures of an institution ask for: hard rules, score, and the reasons in words."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.plan import FigureValue, WarningPlan, load_plan
from fengsui.warning.rules.attention import Assessment, assess

NATIONAL = Path(__file__).resolve().parents[2] / "plans" / "national-2019-75"
BOOLEANS = {"governance_severe", "veto_finding"}


@pytest.fixture(scope="module")
def warning() -> WarningPlan:
    return load_plan(NATIONAL).warning


@pytest.fixture(scope="module")
def calm(warning: WarningPlan) -> dict[str, FigureValue]:
    """Everything known and nothing wrong."""
    figures: dict[str, FigureValue] = {}
    for indicator in warning.indicators:
        unit_zero: FigureValue = False if indicator.unit == "flag" else 0
        figures[indicator.figure] = 1_500_000 if indicator.direction == "lower" else unit_zero
    assert assess(warning, figures).level == 0
    return figures


@pytest.mark.parametrize(
    ("figures", "rule", "line"),
    [
        ({"payout_7_days_ppm": 899_999}, "H1", "7日实兑率 89.9%，低于90%（硬规则，一级研判）"),
        ({"payout_7_days_ppm": 880_000}, "H1", "7日实兑率 88.0%，低于90%（硬规则，一级研判）"),
        ({"payment_limit": 2}, "H2", "限额兑付 全部暂停，停止兑付（硬规则，一级研判）"),
        ({"runaway_reported": True}, "H3", "有跑路失联的信息，信息未被否认（硬规则，一级研判）"),
        ({"police_filing_reported": True}, "H4", "有公安立案的信息，信息未被否认（硬规则，一级研判）"),
        (
            {"site_unreachable_hours": 72, "institution_balance_fen": 12_000_000_000_0},
            "H5",
            "网站连续打不开 72小时、借贷余额 12.00亿元，连续72小时以上打不开而仍有余额（硬规则，一级研判）",
        ),
        ({"crowd_head_count": 100}, "H6", "聚集人数 100人，达到100人（硬规则，一级研判）"),
    ],
)
def test_hard_rules_jump_to_level_one(
    warning: WarningPlan, calm: Mapping[str, FigureValue], figures: Mapping[str, FigureValue], rule: str, line: str
) -> None:
    """One true hard rule gives 一级研判 whatever the score, with the reason in words."""
    for known in (figures, {**calm, **figures}):
        found = assess(warning, known)
        assert found.level == 1
        assert found.hard_rules == (rule,)
        assert found.why[0] == line


@pytest.mark.parametrize(
    "figures",
    [
        {"payout_7_days_ppm": 900_000},
        {"payment_limit": 1},
        {"runaway_reported": False},
        {"site_unreachable_hours": 71, "institution_balance_fen": 1},
        {"site_unreachable_hours": 100, "institution_balance_fen": 0},
        {"site_unreachable_hours": 100},
        {"crowd_head_count": 99},
        {},
    ],
)
def test_hard_rules_stay_silent_short_of_their_line(warning: WarningPlan, figures: Mapping[str, FigureValue]) -> None:
    """Just short of a line, or with part of it unknown, no hard rule speaks."""
    assert assess(warning, figures).hard_rules == ()


def test_nothing_known_is_no_level(warning: WarningPlan) -> None:
    """Without a single known figure there is no score and no level, and that is said."""
    found = assess(warning, {})
    assert (found.level, found.score_ppm, found.coverage_ppm, found.bands) == (0, None, 0, ())
    assert found.why == ("没有已知指标，指数无法计算",)
    assert set(found.unknown) >= {"payout_7_days_ppm", "contagion_ppm", "institution_balance_fen"}


def test_bands_and_their_words(warning: WarningPlan, calm: Mapping[str, FigureValue]) -> None:
    """A figure falls in its gravest true band, and the line it crossed is named, the gravest first."""
    figures = {
        **calm,
        "net_outflow_7_days_ppm": 53_000,
        "payout_7_days_ppm": 985_000,
        "rate_above_sector_bp": 800,
        "payment_limit": 1,
    }
    found = assess(warning, figures)
    assert {reading.indicator: reading.band for reading in found.reached} == {
        "L1": "warn",
        "L5a": "watch",
        "L6": "warn",
        "P1a": "severe",
    }
    assert found.why[:4] == (
        "利率高于行业平均 8.00个百分点，达到8.00个百分点（严重，临界）",
        "限额兑付 限额或者排队（预警）",
        "7日净流出率 5.3%，达到5%（预警，临界）",
        "7日实兑率 98.5%，低于100%（关注，临界）",
    )
    assert found.borderline


def test_score_counts_only_what_is_known(warning: WarningPlan, calm: Mapping[str, FigureValue]) -> None:
    """Unknown figures are listed and left out of the denominator; known ones below every band count as calm."""
    total = sum(indicator.weight for indicator in warning.indicators)
    figures: dict[str, FigureValue] = {**calm, "net_outflow_7_days_ppm": 100_000, "licence_faults": 1}
    severe, warn = warning.points_ppm["severe"], warning.points_ppm["warn"]
    points = 8 * severe + 6 * warn
    assert assess(warning, figures).score_ppm == points // total
    figures["payout_7_days_ppm"] = None
    found = assess(warning, figures)
    assert found.score_ppm == points // (total - 10)
    assert found.unknown == ("payout_7_days_ppm",)
    assert any("1项指标不明，未计入" in line for line in found.why)


def test_levels_by_score(warning: WarningPlan, calm: Mapping[str, FigureValue]) -> None:
    """The more and the heavier the indicators that are severe, the graver the level; a score alone reaches level 1."""
    levels = []
    figures: dict[str, FigureValue] = dict(calm)
    for indicator in warning.indicators:
        if indicator.unit == "ppm" and indicator.direction == "higher":
            figures[indicator.figure] = 9_000_000
            levels.append(assess(warning, figures).level)
    assert [level for level in levels if level] == sorted((level for level in levels if level), reverse=True)
    assert set(levels) >= {4, 3, 2, 1}
    assert assess(warning, figures).hard_rules == ()


def test_thin_knowledge_limits_the_score(warning: WarningPlan) -> None:
    """One severe indicator and nothing else known is a score of 100 %, yet no 一级研判 on the score alone."""
    found = assess(warning, {"contagion_ppm": 900_000})
    assert found.score_ppm == 1_000_000
    assert found.level == warning.gravest_by_thin_score == 3
    assert any("单凭指数最高定到三级研判" in line for line in found.why)


def test_band_with_a_graver_one_unknown(warning: WarningPlan) -> None:
    """Where a graver band could not be read, the band found is a lower bound and the missing figure is named."""
    (reading,) = (one for one in assess(warning, {"open_findings": 3}).bands if one.indicator == "G3")
    assert (reading.band, reading.at_least) == ("warn", True)
    assert "veto_finding" in assess(warning, {"open_findings": 3}).unknown
    (severe,) = (one for one in assess(warning, {"veto_finding": True}).bands if one.indicator == "G3")
    assert (severe.band, severe.at_least) == ("severe", False)


def test_sensitive_period_raises_by_one(warning: WarningPlan, calm: Mapping[str, FigureValue]) -> None:
    """In a sensitive period attention goes up by one level, never beyond the first, and none stays none."""
    figures = {**calm, "net_outflow_7_days_ppm": 100_000, "contagion_ppm": 500_000}
    before, after = assess(warning, figures), assess(warning, figures, sensitive="某会议")
    assert before.level - after.level == after.raised_by == 1
    assert (
        after.why[-1]
        == f"敏感时期（某会议），由{warning.level(before.level).name}提高为{warning.level(after.level).name}"
    )
    assert assess(warning, calm, sensitive="某会议").level == 0
    assert assess(warning, {"runaway_reported": True}, sensitive="某会议").level == 1


def _values(warning: WarningPlan) -> dict[str, st.SearchStrategy[FigureValue]]:
    flags = {one.figure for one in warning.indicators if one.unit == "flag"} | BOOLEANS
    return {
        indicator.figure: st.one_of(
            st.none(), st.booleans() if indicator.figure in flags else st.integers(0, 2_000_000)
        )
        for indicator in warning.indicators
    }


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_answer_with_its_reasons(warning: WarningPlan, data: st.DataObject) -> None:
    """Any figures give one level of the plan or none; the same figures give the same answer; each level has reasons."""
    figures = data.draw(st.fixed_dictionaries(_values(warning)))
    found: Assessment = assess(warning, figures)
    assert found == assess(warning, dict(reversed(figures.items())))
    assert found.level in {0, 1, 2, 3, 4}
    assert found.why
    assert bool(found.hard_rules) <= (found.level == 1)
    assert set(found.unknown) <= {name for name, value in figures.items() if value is None}
    assert found.score_ppm is None or 0 <= found.score_ppm <= 1_000_000
    assert len(found.reached) + len(found.hard_rules) <= len(found.why)

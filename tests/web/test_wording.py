"""How moments, money, shares and clauses are written."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context
from hypothesis import given
from hypothesis import strategies as st

from fengsui.web.templatetags import plan_words, wording

NOW = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (41, "还有 41 分钟"),
        (120, "还有 2 小时"),
        (125, "还有 2 小时 5 分"),
        (1440, "还有 1 天"),
        (1500, "还有 1 天 1 小时"),
        (0.5, "还有 不到 1 分钟"),
        (-12, "超 12 分钟"),
        (-0.5, "超 不到 1 分钟"),
        (-1441, "超 1 天"),
    ],
)
def test_time_left_is_words(minutes: float, words: str) -> None:
    """Time left reads as a person would say it, to the minute, on both sides of the line."""
    assert wording.left_in_words(NOW + timedelta(minutes=minutes), NOW) == words


def test_the_line_itself_is_past() -> None:
    """At the very moment of the line nothing is left."""
    assert wording.left_in_words(NOW, NOW).startswith("超")
    assert "late" in wording.time_left(NOW, NOW)


def test_moments_are_beijing_time() -> None:
    """UTC inside, Beijing on the page, whichever way the moment comes."""
    assert "3月2日 09:12" in wording.beijing(NOW)
    assert "3月3日 00:00" in wording.beijing("2026-03-02T16:00:00.000000Z")
    assert "2026年3月2日 09:12:00" in wording.beijing_long(NOW)
    assert "待核" in wording.beijing(None)
    assert "待核" in wording.beijing("<b>")


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "0.00元"),
        (8_620, "86.20元"),
        (999_999, "9,999.99元"),
        (1_000_000, "1.0万元"),
        (3_120_500_000, "3,120.5万元"),
        (124_000_000_000, "12.40亿元"),
        (-124_000_000_000, "-12.40亿元"),
        (12_399_999_999, "1.24亿元"),
    ],
)
def test_money_in_words(fen: int, words: str) -> None:
    """分 become 元, 万元 or 亿元, rounded half up."""
    assert wording.money_in_words(fen) == words


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_the_exact_sum_is_never_lost(fen: int) -> None:
    """The title of an amount holds every 分 of it."""
    digits = wording.money_exactly(fen).removesuffix("元").replace(",", "")
    sign, _, size = digits.rpartition("-")
    whole, _, part = size.partition(".")
    assert (-1 if "-" in digits else 1) * (int(whole) * 100 + int(part)) == fen
    assert sign in {"", "-"}


@pytest.mark.parametrize(
    ("ppm", "words"), [(881_000, "88.1%"), (0, "0.0%"), (1_000_000, "100.0%"), (-450, "0.0%"), (-500, "-0.1%")]
)
def test_shares_have_one_decimal(ppm: int, words: str) -> None:
    """Parts per million as percent."""
    assert wording.percent_of_ppm(ppm) == words


@pytest.mark.parametrize(
    ("clause", "label"),
    [
        ("5.2.1.1.a", "五（二）1（1）"),
        ("5.2.1.0.a", "五（二）1"),
        ("5.2.2.5.b", "五（二）2（5）"),
        ("5.1.1.a", "五（一）1"),
        ("4.2.7.a", "四（二）7"),
        ("3.2.11.a", "三（二）11"),
        ("2.1", "二（一）"),
        ("1.3.j", "一（三）"),
        ("0.2", "印发通知"),
        ("P.4", "序言"),
    ],
)
def test_clauses_are_named_as_the_plan_numbers_them(clause: str, label: str) -> None:
    """An officer with the paper in hand finds the place."""
    assert plan_words.clause_label(clause) == label


def test_a_clause_carries_its_quote() -> None:
    """The clause's words are one hover away, the clause itself one click."""
    chip = plan_words.clause_chip("5.2.1.1.a")
    assert "条款 五（二）1（1）" in chip
    assert "title=" in chip
    assert "#clause-5.2.1.1.a" in chip


def test_marks_never_speak_by_colour_alone() -> None:
    """Grade and verification carry words and a shape; a proposal says 建议."""
    assert "特别重大" in wording.grade("extraordinary")
    assert "■■■" in wording.grade("extraordinary")
    assert "建议 重大" in wording.grade("major", signed=False)
    assert "未定级" in wording.grade("")
    assert "已核" in wording.verification("verified")
    assert "待核" in wording.verification("unverified")
    assert "推算" in wording.verification("estimated")


def test_what_people_typed_is_escaped() -> None:
    """No tag lets markup through."""
    for written in (
        wording.fact_link("world/this#1", "<b>x</b>"),
        wording.verification("<b>"),
        wording.grade("<b>"),
        plan_words.clause_chip("<b>"),
        wording.bar(10, "calm", '"><b>'),
    ):
        assert "<b>" not in written


def test_a_bar_has_words() -> None:
    """A bar says its share to whoever can't see it."""
    assert 'aria-label="已用 50%"' in wording.time_bar(NOW - timedelta(hours=1), NOW + timedelta(hours=1), NOW)
    assert "late" in wording.time_bar(NOW - timedelta(hours=2), NOW - timedelta(hours=1), NOW)
    assert "done" in wording.time_bar(NOW - timedelta(hours=2), NOW - timedelta(hours=1), NOW, done=True)


def test_every_form_gets_its_own_key() -> None:
    """Two forms never share an idempotency key; the stream number goes along."""
    first, second = wording.act_key(Context(), 7), wording.act_key(Context(), 7)
    assert first != second
    assert 'name="seen" value="7"' in first
    assert "seen" not in wording.act_key(Context())

"""Three-valued reading of rules over named figures."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.plan import Plan, RuleError, check_expression, evaluate_rule, names_in

NAMES = ("alpha", "beta", "gamma")
_numbers = st.integers(min_value=-3, max_value=12)
_sides = st.one_of(
    st.sampled_from(NAMES),
    st.builds("{} + {}".format, st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.builds("{} * {}".format, st.sampled_from(NAMES), _numbers.map(abs)),
)
_comparisons = st.builds(
    "{} {} {}".format, _sides, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), _numbers.map(abs)
)
_expressions = st.recursive(
    _comparisons,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
    ),
    max_leaves=6,
)
_figures = st.fixed_dictionaries({name: st.one_of(st.none(), _numbers) for name in NAMES})
_whole = st.fixed_dictionaries(dict.fromkeys(NAMES, _numbers))


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        ("unknown > 1 or yes", True),
        ("yes or unknown > 1", True),
        ("unknown > 1 and no", False),
        ("no and unknown > 1", False),
        ("unknown > 1 and yes", None),
        ("unknown > 1 or no", None),
        ("not unknown > 1", None),
        ("not (unknown > 1 and no)", True),
        ("unknown == unknown", None),
        ("kind == 'bank' and count - 1 >= 2", True),
        ("2 < count", True),
        ("-count < 0", True),
        ("count + 1 > 3 and count * 2 == 6", True),
        ("kind != 'bank'", False),
        ("share >= 20%", True),
        ("share >= 20.0001%", False),
        ("33.3333% > share and share == 200000", True),
        ("(share < 20%) or 100% - share > 79.9999%", True),
    ],
)
def test_kleene(expression: str, truth: bool | None) -> None:  # noqa: FBT001 - the expected answer
    """What a missing figure cannot change is answered, everything else is unknown."""
    figures = {"yes": True, "no": False, "unknown": None, "kind": "bank", "count": 3, "share": 200_000}
    assert evaluate_rule(expression, figures).truth is truth


@settings(max_examples=120, deadline=None)
@given(expression=_expressions, partial=_figures, rest=_whole)
def test_filling_in_never_changes_an_answer(
    expression: str, partial: Mapping[str, int | None], rest: Mapping[str, int]
) -> None:
    """An answer that is not unknown stays when missing figures become known; with all known there is an answer."""
    before = evaluate_rule(expression, partial)
    filled = {name: rest[name] if value is None else value for name, value in partial.items()}
    after = evaluate_rule(expression, filled)
    assert after.truth is not None
    assert after.missing == ()
    if before.truth is not None:
        assert after.truth is before.truth
    if not before.missing:
        assert before.truth is not None


@settings(max_examples=80, deadline=None)
@given(expression=_expressions, figures=_whole)
def test_same_answer_as_plain_logic(expression: str, figures: Mapping[str, int]) -> None:
    """With nothing missing, a rule means what the same words mean in ordinary two-valued logic."""
    plain = eval(expression, {"__builtins__": {}}, dict(figures))  # noqa: S307 - text made by this test
    assert evaluate_rule(expression, figures).truth is plain


def test_result_lists_used_and_missing() -> None:
    """The result tells which figures were there, with their values, and which were not."""
    result = evaluate_rule("a >= 2 or b >= 3", {"a": 2, "b": None, "other": 9})
    assert result.truth is True
    assert dict(result.used) == {"a": 2}
    assert result.missing == ("b",)


@pytest.mark.parametrize(
    ("expression", "value", "borderline"),
    [
        ("n >= 1000", 799, False),
        ("n >= 1000", 800, True),
        ("n >= 1000", 1000, True),
        ("n >= 1000", 1199, True),
        ("n >= 1000", 1200, False),
        ("1000 <= n", 900, True),
        ("n >= 2", 2, False),
        ("n >= 2", 1, False),
        ("n > 1000", 1200, True),
        ("n > 1000", 1201, False),
        ("n < 100", 99, True),
        ("n <= 100", 100, True),
        ("n == 100", 101, False),
        ("n >= 20%", 160_000, True),
        ("n >= 20%", 159_999, False),
        ("n >= floor", 4, True),
        ("n >= floor", 5, True),
        ("n >= floor", 6, False),
        ("n >= floor", 3, False),
        ("n > floor + 1", 6, True),
        ("n >= nobody_knows", 5, False),
    ],
)
def test_borderline(expression: str, value: int, borderline: bool) -> None:  # noqa: FBT001 - the expected mark
    """Borderline: a change of at most the margin would turn the comparison, counted in whole steps."""
    assert evaluate_rule(expression, {"n": value, "floor": 5}, borderline_percent=20).borderline is borderline


@pytest.mark.parametrize(
    "expression",
    [
        "a in [1, 2]",
        "a =~ 'x'",
        "a.length > 1",
        "a > 1 ? b : c",
        "a / b > 1",
        "a > 0.5",
        "a > .5%",
        "a > 20%%",
        "a > 20% 3",
        "a > 20 %",
        "a > 1.23456%",
        "a > b%",
        "a > 20%(b)",
        "a % 2 == 0",
        "a ** 2 > 4",
        "$now > 1",
        "a == null",
        "a == true",
        "d'2019-09-20' > 1",
        "len(a) > 1",
        "a > 1 # note",
        "a[0] > 1",
        "a > 1 and",
        "1 < a < 3",
        "A > 1",
        "",
        "a > 1; b",
        "[x for x in a] == 1",
    ],
)
def test_outside_the_language(expression: str) -> None:
    """Anything but the small language is refused, at load and when read."""
    assert check_expression(expression, None)
    with pytest.raises(RuleError):
        evaluate_rule(expression, {"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("cuont > 1", "count"),
        ("kind > 1", "类型不一致"),
        ("kind == 1", "类型不一致"),
        ("count", "真假值"),
        ("count and flag", "真假值"),
        ("not count", "真假值"),
        ("count + 1", "真假值"),
    ],
)
def test_faults_against_the_vocabulary(expression: str, message: str) -> None:
    """A misspelt figure gets a suggestion; kinds that don't fit are told before any event."""
    faults = check_expression(expression, {"count": "integer", "kind": "text", "flag": "boolean"})
    assert any(message in fault for fault in faults)


def test_sound_rules_pass_the_vocabulary() -> None:
    """A rule that fits its figures has no fault; names are told in order, once each."""
    rule = "count >= 2 and (kind == 'bank' or flag) and not count > 9"
    assert check_expression(rule, {"count": "integer", "kind": "text", "flag": "boolean"}) == []
    assert names_in(rule) == ("count", "kind", "flag")


def test_wrong_kind_of_value() -> None:
    """A figure of the wrong kind is an error, never an answer."""
    for value in ("three", True):
        with pytest.raises(RuleError):
            evaluate_rule("count > 1", {"count": value})
    with pytest.raises(RuleError):
        evaluate_rule("count and count > 1", {"count": 2})


@settings(max_examples=60, deadline=None)
@given(
    figures=st.fixed_dictionaries(
        {
            "blown_up_in_top_k_30_days": st.one_of(st.none(), st.integers(0, 6)),
            "blown_up_in_top_2k_60_days": st.one_of(st.none(), st.integers(0, 6)),
            "on_site_head_count": st.one_of(st.none(), st.integers(0, 9000)),
        }
    )
)
def test_gravest_true_rule_wins(plan: Plan, figures: Mapping[str, int | None]) -> None:
    """The proposal is the gravest grade among the true rules, and no rule's answer hangs on another's."""
    proposal = plan.propose_grade(figures)
    true = [plan.grade(result.grade_id).rank for result in proposal.results if result.truth and result.grade_id]
    assert (None if proposal.grade_id is None else plan.grade(proposal.grade_id).rank) == min(true, default=None)
    for result in proposal.results:
        rule = plan.grading_rule(result.rule_id)
        assert rule.when is not None
        assert evaluate_rule(rule.when, figures).truth is result.truth
    assert {result.rule_id for result in proposal.unknown} == {r.rule_id for r in proposal.results if r.truth is None}

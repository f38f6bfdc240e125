"""Rules read on many cases at once give what each gives alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.plan import RuleError, evaluate_rule
from fengsui.plan.rule_steps import FigureValue
from fengsui.plan.truth_table import TruthTable, cases_in

NUMBERS = st.integers(-3, 12)
COMPARED = st.tuples(st.sampled_from("abc"), st.sampled_from([">=", ">", "<=", "<", "==", "!="]), NUMBERS.map(abs))
ATOMS = st.one_of(
    COMPARED.map(lambda parts: f"{parts[0]} {parts[1]} {parts[2]}"),
    st.sampled_from(["flag", "not flag", "a + b > 4", "b >= a", "3 < c", "a * 2 <= c", "a >= -2", "c"]),
)
RULES = st.recursive(
    ATOMS,
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
        lambda parts: "({} {} {})".format(*parts)
    ),
    max_leaves=6,
)
FIGURES = st.fixed_dictionaries(
    {},
    optional={
        "a": st.one_of(NUMBERS, st.none()),
        "b": st.one_of(NUMBERS, st.booleans()),
        "c": st.one_of(NUMBERS, st.none()),
        "flag": st.one_of(st.booleans(), st.none(), NUMBERS),
    },
)


def alone(rule: str, figures: dict[str, FigureValue], percent: int) -> tuple[bool | None, bool] | None:
    """The truth of the rule and its borderline mark; None where a figure has the wrong kind of value."""
    try:
        result = evaluate_rule(rule, figures, borderline_percent=percent)
    except RuleError:
        return None
    return result.truth, result.borderline


@settings(deadline=None)
@given(rule=RULES, cases=st.lists(FIGURES, max_size=12), percent=st.sampled_from([0, 20, 100]))
def test_the_table_says_what_each_case_says_alone(rule: str, cases: list[dict[str, FigureValue]], percent: int) -> None:
    """True, false, unknown, borderline and wrong kinds of value: case by case the same as the rule read by itself."""
    table = TruthTable(cases, percent)
    read = table.read(rule)
    for number, figures in enumerate(cases):
        bit = 1 << number
        odd = bool(table.odd & bit)
        truth = True if read.true & bit else False if read.false & bit else None
        told = None if odd else (truth, bool(read.borderline & bit))
        assert told == alone(rule, figures, percent), (rule, figures)


def test_cases_are_told_by_number() -> None:
    """The bits of a number are cases, counted from 0."""
    assert list(cases_in(0)) == []
    assert list(cases_in(0b100101)) == [0, 2, 5]

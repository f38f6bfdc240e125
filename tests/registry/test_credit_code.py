"""统一社会信用代码: the published formula, and advice instead of refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.registry.credit_code import (
    ALPHABET,
    CODE_LENGTH,
    ORGANISATION_ALPHABET,
    check_credit_code,
    compose_credit_code,
    credit_check_character,
)

COMPOSED = st.builds(
    compose_credit_code,
    st.sampled_from(["91", "92", "51", "12"]),
    st.integers(0, 999_999).map("{:06d}".format),
    st.text(sorted(set(ORGANISATION_ALPHABET) & set(ALPHABET)), min_size=8, max_size=8),
).filter(lambda code: code[16] in ALPHABET)


@pytest.mark.parametrize(
    "code", ["9144030071526726XG", "91330100799655058B", "91110000802100433B", "91110108551385082Q"]
)
def test_published_codes_pass(code: str) -> None:
    """Codes known to be right pass both check characters."""
    finding = check_credit_code(code)
    assert finding.valid
    assert finding.problem is None
    assert finding.normalised == code


def test_early_pilot_code_is_a_warning_with_advice() -> None:
    """A lawful early code fails the formula; the finding names the expected character and says it may stay."""
    finding = check_credit_code("91350100M0001TGQXM")
    assert not finding.valid
    assert finding.normalised == "91350100M0001TGQXM"
    assert finding.problem is not None
    assert "应为 1" in finding.problem
    assert "可以保留" in finding.problem


@pytest.mark.parametrize(
    "text",
    [
        "９１４４０３００７１５２６７２６ＸＧ",
        "9144030071526726xg",
        " 91440300-7152 6726XG\n",
        "'9144030071526726XG",
        "\u200b9144030071526726XG",
        "　9144030071526726XG",
    ],
)
def test_writing_habits_are_normalised(text: str) -> None:
    """Full-width letters, lower case, blanks, hyphens and a spreadsheet's apostrophe don't matter."""
    finding = check_credit_code(text)
    assert finding.valid
    assert finding.normalised == "9144030071526726XG"


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "未填写"),
        ("   ", "未填写"),
        ("9144030071526726X", "17 位"),
        ("9144030071526726XGG", "19 位"),
        ("914403OO71526726XG", "是否应为 0"),
        ("9144030071526726X*", "不是统一社会信用代码可用的字符"),
        ("91A4030071526726XG", "行政区划代码"),
        ("9.14403E+17", "科学计数法"),
    ],
)
def test_each_shape_fault_has_its_own_advice(text: str, advice: str) -> None:
    """The problem says what is wrong with the shape, so that the clerk knows what to correct."""
    finding = check_credit_code(text)
    assert not finding.valid
    assert finding.problem is not None
    assert advice in finding.problem


def test_inner_organisation_code_is_checked() -> None:
    """A code whose outer check is right but whose organisation code is wrong is found."""
    good = compose_credit_code("91", "990100", "MA0EXAMP")
    wrong_inner = ALPHABET[(ALPHABET.index(good[16]) + 1) % 10]
    first = good[:16] + wrong_inner
    finding = check_credit_code(first + credit_check_character(first))
    assert not finding.valid
    assert finding.problem is not None
    assert "第 17 位" in finding.problem


@given(COMPOSED)
def test_composed_codes_pass(code: str) -> None:
    """Whatever is composed for invented data passes the check."""
    assert check_credit_code(code).valid


@given(COMPOSED, st.integers(0, CODE_LENGTH - 1), st.sampled_from(ORGANISATION_ALPHABET))
def test_any_single_changed_character_is_found(code: str, position: int, character: str) -> None:
    """31 is prime and no weight is 0, so that no single slip of the hand goes unnoticed."""
    changed = code[:position] + character + code[position + 1 :]
    assert check_credit_code(changed).valid is (changed == code)


@given(COMPOSED, st.integers(0, CODE_LENGTH - 2))
def test_two_neighbours_swapped_are_found(code: str, position: int) -> None:
    """Swapping two different neighbours changes the weighted sum."""
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    assert check_credit_code(swapped).valid is (swapped == code)


@given(st.text(max_size=60))
def test_any_text_gets_a_finding(text: str) -> None:
    """Nothing typed into the field can stop the page."""
    finding = check_credit_code(text)
    assert finding.valid is (finding.problem is None)

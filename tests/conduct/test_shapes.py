"""What may stand in the clear: no mobile, identity and card numbers, but every 统一社会信用代码; and sensible times."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from fengsui.conduct.shapes import Moment, holds_mobile_number, is_identity_number, refuse_personal_data
from fengsui.registry.credit_code import check_credit_code, credit_check_character

digits = st.text("0123456789", min_size=1, max_size=1)


def numbered(region: int, born: date, serial: int) -> str:
    """A citizen's number as GB 11643 makes it."""
    first = f"{region:06d}{born:%Y%m%d}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    weighed = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    return first + "10X98765432"[weighed % 11]


identities = st.builds(
    numbered, st.integers(110_000, 659_999), st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999)
)


@given(identities, st.sampled_from(["", "身份证", "经办人", " "]), st.sampled_from(["", "，", "已登记"]))
@pytest.mark.clause("1.5.d")
def test_an_identity_number_never_stands_in_the_clear(number: str, before: str, after: str) -> None:
    """Whoever is born whenever, wherever: the number is found in any sentence, its X in either case."""
    for written in (number, number.lower()):
        with pytest.raises(ValueError, match="身份证号"):
            refuse_personal_data(before + written + after)


@given(identities, digits)
def test_a_number_with_another_check_is_none(number: str, check: str) -> None:
    """One check digit fits; with any other the digits are somebody's code, not a person."""
    assert is_identity_number(number[:17] + check) == (check == number[17])


@given(
    st.integers(10**16, 10**17 - 1).filter(
        # Cards of 18 digits begin with 6; see the test of credit codes that do.
        lambda number: not 1900 <= int(str(number)[6:10]) < 2100 and str(number)[0] != "6"
    )
)
def test_digits_without_a_day_of_birth_are_no_person(first: int) -> None:
    """All-digit credit codes hold an organisation's number where a person's holds the day of birth: they pass."""
    for check in "0123456789":
        text = f"{first}{check}"
        assert not is_identity_number(text)
        assert refuse_personal_data(f"信用代码 {text}") == f"信用代码 {text}"


@given(st.integers(13_000_000_000, 19_999_999_999))
def test_a_mobile_number_never_stands_in_the_clear(number: int) -> None:
    """The rule for mobile numbers is as it was."""
    with pytest.raises(ValueError, match="手机号"):
        refuse_personal_data(f"联系 {number}")


def test_no_thirtieth_of_february() -> None:
    """A day that no calendar has is no day of birth."""
    assert not any(is_identity_number(f"11010119900230{tail:04d}") for tail in range(10_000))


WRITTEN = [
    "张三 +8613812345678",
    "张三 +86 138 1234 5678",
    "008613812345678",
    "013812345678",
    "138 1234 5678",
    "138-1234-5678",
    "138 – 1234 – 5678",
    "１３８１２３４５６７８",
    "138\u200b12345678",
    "电话13812345678转1",
    "2026-03-02 13812345678",
    "1998-08-08 138 1234 5678",
    "٠١٣٨١٢٣٤٥٦٧٨",
    "110105 19491231 002X",
    "１１０１０５１９４９１２３１００２Ｘ",
    "110105-19491231-002x",
    "2026-03-02 110105 19491231 002X",
    "卡号 6222 0212 3456 7890 128",
    "6222021234567890128",
    "4111-1111-1111-1111",
]


@pytest.mark.clause("1.5.d")
@pytest.mark.parametrize("text", WRITTEN)
def test_personal_numbers_are_found_however_they_are_written(text: str) -> None:
    """Full width, gaps, hyphens, country code, invisible marks, another script's digits, a date before it."""
    with pytest.raises(ValueError, match="不能写手机号或身份证号，也不能写银行卡号"):
        refuse_personal_data(text)


@pytest.mark.parametrize("text", [text for text in WRITTEN if "138" in unicodedata.normalize("NFKC", text)])
def test_a_mobile_number_is_known_as_one(text: str) -> None:
    """What an import must seal is found by the same rule as what a sentence must not hold."""
    assert holds_mobile_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 2026-03-05 09:12",
        "成立于 1998-08-08 500 人",
        "1998-08-08 120家",
        "值班电话 0990-8001、0990-8002",
        "010-65180000 转 8001",
        "12345 12378 12363",
        "待偿余额 1240000000000 分",
        "流水号 2026030209120001 至 2026030209120009",
        "91990000MA0000001X",
        "云金应急〔2026〕3号",
    ],
)
def test_dates_office_numbers_and_sums_pass(text: str) -> None:
    """The desk writes many numbers that are nobody's."""
    assert refuse_personal_data(text) == text


@given(st.integers(6 * 10**16, 7 * 10**16 - 1).map(str))
def test_a_valid_credit_code_is_no_card(first: str) -> None:
    """Eighteen digits that begin as a card does pass where they are a credit code."""
    last = credit_check_character(first)
    if last.isdigit() and not is_identity_number(first + last):
        assert "末位校验码" not in (check_credit_code(first + last).problem or "")
        assert refuse_personal_data(first + last) == first + last


MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


@pytest.mark.parametrize("year", [1, 202, 1989, 2201, 9999])
def test_a_moment_of_another_age_is_refused(year: int) -> None:
    """A typing error in the year (0202, 20226) never becomes a fact; the officer is told in a sentence."""
    with pytest.raises(ValidationError, match=f"年份 {year} 不对：只收 1990 年至 2200 年"):
        MOMENT.validate_python(datetime(year, 3, 1, 9, tzinfo=UTC))


@pytest.mark.parametrize("moment", [datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, tzinfo=UTC)])
def test_a_moment_of_our_age_keeps_its_spelling(moment: datetime) -> None:
    """What is accepted is written and read back the same."""
    assert MOMENT.validate_python(MOMENT.dump_python(MOMENT.validate_python(moment))) == moment

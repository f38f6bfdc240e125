"""What may stand in the clear: no mobile and no identity numbers, but every 统一社会信用代码."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.conduct.shapes import is_identity_number, refuse_personal_data

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


@given(st.integers(10**16, 10**17 - 1).filter(lambda number: not 1900 <= int(str(number)[6:10]) < 2100))
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

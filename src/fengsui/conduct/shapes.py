"""Shapes shared by the fact kinds of every room. Pure."""

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints

from fengsui.ledger.canonical import parse_timestamp, timestamp


def _moment(value: Any) -> Any:
    return parse_timestamp(value) if isinstance(value, str) else value


def _within_reason(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        msg = f"时间里的年份 {moment.year} 不对：只收 1990 年至 2200 年之间的时间，请检查。"
        raise ValueError(msg)
    return moment


_YEARS = range(1990, 2201)
Moment = Annotated[
    datetime, BeforeValidator(_moment), AfterValidator(_within_reason), PlainSerializer(timestamp, return_type=str)
]
"""A point in time of the years 1990 to 2200: UTC inside, one spelling in the ledger."""

_GAP = r"[ \-\u2010-\u2015\u2212]{0,3}"
"""What people put between digits of one number."""
# Looked at from every digit on: a date before a number must not swallow its first digits.
_MOBILE = re.compile(rf"(?<!\d)(?=(?:(?:\+|00|0)?86{_GAP}|0)?(1[3-9](?:{_GAP}\d){{9}})(?!\d))")
_DAY = re.compile(rf"19\d\d{_GAP}(?:0?[1-9]|1[0-2])(?!\d){_GAP}(?:0?[1-9]|[12]\d|3[01])(?!\d)")
"""A day of the last century, which is no beginning of a mobile number."""
_EIGHTEEN = re.compile(rf"(?<!\d)(?=(\d(?:{_GAP}\d){{16}}{_GAP}[\dXx])(?!\d))")
_CARD = re.compile(r"(?<!\d)([345689]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?)(?!\d)")
"""Sixteen to nineteen digits, in groups of four or none; 1, 2, 7 and 0 begin serial numbers and dates, not cards."""
_CREDIT_CODE_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE_LENGTH = 18
_BIRTH_YEARS = range(1900, 2100)
_IDENTITY_CHECKS = "10X98765432"
_IDENTITY_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""What no database and no file can hold: the null character, and halves of characters."""
_STATE_SECRET = re.compile(r"(?:绝密|机密|秘密)\s*[★☆*]|[（(【]\s*(?:绝密|机密)\s*[）)】]")


def refuse_state_secrets(text: str) -> str:
    """Guard-rail N10: a real state secret must never enter; nor what no database can hold. Raises ValueError."""
    if _UNWRITABLE.search(text):
        msg = "内容里有看不见的空字符，请重新输入这一段。"
        raise ValueError(msg)
    if _STATE_SECRET.search(text):
        msg = "内容带有国家秘密标志。国家秘密不得进入本系统，请走涉密渠道。"
        raise ValueError(msg)
    return text


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are a citizen's number (GB 11643): a day of birth in places 7–14, check mod 11-2.

    A 统一社会信用代码 may be all digits and as long; it fails one of the two tests, or both.
    """
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if year not in _BIRTH_YEARS:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(number[:17], _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECKS[weighed % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """Whether 16 to 19 digits are a bank card's (ISO/IEC 7812: Luhn's check).

    Of 18 digits only those that begin with 6 can be, and not where they are a valid 统一社会信用代码 (GB 32100).
    """
    if len(number) == _CREDIT_CODE_LENGTH and (number[0] != "6" or _is_credit_code(number)):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004


def _is_credit_code(digits: str) -> bool:
    weighed = sum(int(digit) * pow(3, place, 31) for place, digit in enumerate(digits[:17]))
    return _CREDIT_CODE_DIGITS[-weighed % 31] == digits[17]


def holds_mobile_number(text: str) -> bool:
    """Whether a mobile number stands in ``text``, in whatever width, with whatever prefix and gaps it is written."""
    return any(not _DAY.match(found[1]) for found in _MOBILE.finditer(_plain(text)))


def personal_numbers(plain: str) -> list[tuple[int, int]]:
    """Where mobile, identity and bank card numbers stand, as (start, end); ``plain`` is half-width as one reads it."""
    mobiles = (found.span(1) for found in _MOBILE.finditer(plain) if not _DAY.match(found[1]))
    identities = (found.span(1) for found in _EIGHTEEN.finditer(plain) if is_identity_number(_digits(found[1])))
    cards = (found.span(1) for found in _CARD.finditer(plain) if is_card_number(_digits(found[1])))
    return sorted({*mobiles, *identities, *cards})


def _plain(text: str) -> str:
    """Half-width, ASCII digits, nothing invisible: as one reads it."""
    folded = unicodedata.normalize("NFKC", text)
    visible = (character for character in folded if unicodedata.category(character) != "Cf")
    read = (str(unicodedata.decimal(character)) if character.isdecimal() else character for character in visible)
    return "".join(" " if character.isspace() else character for character in read)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def refuse_personal_data(text: str) -> str:
    """Clear columns hold no mobile, identity or bank card numbers. Raises ValueError."""
    if personal_numbers(_plain(text)):
        msg = "这一栏会原样留在底账里，不能写手机号或身份证号，也不能写银行卡号。请写到“基本经过”里，那里会加密保存。"
        raise ValueError(msg)
    return refuse_state_secrets(text)


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(refuse_personal_data)
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400), AfterValidator(refuse_personal_data)]
Composed = Annotated[str, StringConstraints(max_length=400)]
"""What the program puts together from names that were checked when they came in: a title, a subject, a number."""


class FactModel(BaseModel):
    """Base of every fact kind's payload: frozen, nothing unknown, no personal data in the clear."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class SealedText(FactModel):
    """Where a sealed text lies: its id and its salted commitment."""

    sealed: str
    commitment: str

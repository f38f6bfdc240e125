"""Shapes shared by the fact kinds of every room. Pure."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints

from fengsui.ledger.canonical import parse_timestamp, timestamp


def _moment(value: Any) -> Any:
    return parse_timestamp(value) if isinstance(value, str) else value


Moment = Annotated[datetime, BeforeValidator(_moment), PlainSerializer(timestamp, return_type=str)]
"""A point in time: UTC inside, one spelling in the ledger."""

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_EIGHTEEN = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_BIRTH_YEARS = range(1900, 2100)
_IDENTITY_CHECKS = "10X98765432"
_STATE_SECRET = re.compile(r"(?:绝密|机密|秘密)\s*[★☆*]|[（(【]\s*(?:绝密|机密)\s*[）)】]")


def refuse_state_secrets(text: str) -> str:
    """Guard-rail N10: a real state secret must never enter. Raises ValueError."""
    if _STATE_SECRET.search(text):
        msg = "内容带有国家秘密标志。国家秘密不得进入本系统，请走涉密渠道。"
        raise ValueError(msg)
    return text


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are a citizen's number (GB 11643): a day of birth in places 7–14, check mod 11-2.

    A 统一社会信用代码 may be all digits and as long; it fails one of the two tests, or both.
    """
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        date(year, month, day)
    except ValueError:
        return False
    weighed = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return year in _BIRTH_YEARS and _IDENTITY_CHECKS[weighed % 11] == number[17].upper()


def refuse_personal_data(text: str) -> str:
    """Clear columns hold no mobile or identity numbers. Raises ValueError."""
    if _MOBILE.search(text) or any(is_identity_number(found[0]) for found in _EIGHTEEN.finditer(text)):
        msg = "这一栏会原样留在底账里，不能写手机号或身份证号。请写到“基本经过”里，那里会加密保存。"
        raise ValueError(msg)
    return refuse_state_secrets(text)


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(refuse_personal_data)
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400), AfterValidator(refuse_personal_data)]


class FactModel(BaseModel):
    """Base of every fact kind's payload: frozen, nothing unknown, no personal data in the clear."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class SealedText(FactModel):
    """Where a sealed text lies: its id and its salted commitment."""

    sealed: str
    commitment: str

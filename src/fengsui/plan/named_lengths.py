"""The lengths of time that a text names, so that a parameter's words cannot say another time than its number (0.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from unicodedata import normalize

from fengsui.plan.model import Parameter, Quantity

Length = tuple[str, Fraction]
"""What it is measured in (`minutes`, `working_days` or `months`, none of which is so many of another) and how much."""

_DIGITS: Mapping[str, int] = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
}
_TENS: Mapping[str, int] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIAD = 10_000
_DAY = 24 * 60
_UNITS: Mapping[str, tuple[str, int]] = {
    "minutes": ("minutes", 1),
    "hours": ("minutes", 60),
    "calendar_days": ("minutes", _DAY),
    "working_days": ("working_days", 1),
    "months": ("months", 1),
}
# Units as texts write them; what may not follow makes another word of them: 时间, 日报, 周期, 月末, 年度.
_WRITTEN: tuple[tuple[str, tuple[str, int]], ...] = (
    ("工作日", ("working_days", 1)),
    ("分钟", ("minutes", 1)),
    ("分(?=[内后前以之])(?!之[一二三四五六七八九])", ("minutes", 1)),
    ("刻钟?", ("minutes", 15)),
    ("小时|钟头|时(?![间期段限刻常效任代候机])", ("minutes", 60)),
    ("自然日|昼夜|天|日(?![志期程均常])", ("minutes", _DAY)),
    ("周(?![期边年知密围转])|星期|礼拜", ("minutes", 7 * _DAY)),
    ("旬", ("minutes", 10 * _DAY)),
    ("月(?![末初底报度份])", ("months", 1)),
    ("季度?", ("months", 3)),
    ("年(?![度代初末底终均检报限龄])", ("months", 12)),
)
_NUMBER = rf"\d+(?:\.\d+)?|[{''.join((*_DIGITS, *_TENS))}万]+|半|每"
_LENGTH = re.compile(rf"({_NUMBER})\s*(?:(个半)|个)?\s*(?:" + "|".join(f"({unit})" for unit, _ in _WRITTEN) + r")(半)?")
_DATE = re.compile(r"(?:19|20)\d\d年(?:\d+月(?:\d+日)?)?|\d+月\d+日")


def lengths_in(text: str) -> Mapping[Length, str]:
    """Every length that a text names, in figures or in characters, each with the words that name it.

    每日 is one day; a date is no length. Vague words (尽快, 数日) are none either.
    """
    found: dict[Length, str] = {}
    for match in _LENGTH.finditer(_DATE.sub("；", normalize("NFKC", text))):
        number, half_before, *units, half_after = match.groups()
        kind, size = next(measure for unit, (_, measure) in zip(units, _WRITTEN, strict=True) if unit)
        amount = _amount(number) + (Fraction(1, 2) if half_before or half_after else 0)
        found.setdefault((kind, amount * size), match.group())
    return found


def foreign_lengths(old: tuple[str, Iterable[Length]], new: tuple[str, Iterable[Length]]) -> tuple[str, ...]:
    """The words of a new text that name a length which is not its own, each side given with its own lengths.

    What the old text named beside its own lengths, such as a time of day, may stay.
    """
    beside = {*lengths_in(old[0])} - {*old[1]}
    own = {*new[1]}
    return tuple(words for length, words in lengths_in(new[0]).items() if length not in own | beside)


def lengths_of(number: Parameter | Quantity) -> tuple[Length, ...]:
    """The lengths of time that a parameter, or one of its quantities, holds."""
    if isinstance(number, Quantity):
        pairs = [(number.amount, str(number.unit))]
    else:
        pairs = [(quantity.amount, str(quantity.unit)) for quantity in number.quantities.values()]
        if isinstance(number.value, int):
            pairs.append((number.value, number.unit or ""))
    return tuple((_UNITS[unit][0], Fraction(amount * _UNITS[unit][1])) for amount, unit in pairs if unit in _UNITS)


def _amount(words: str) -> Fraction:
    if words[0].isdigit() and words[0].isascii():
        return Fraction(words)
    if words in "半每":
        return Fraction(1, 2) if words == "半" else Fraction(1)
    if not any(word == "万" or word in _TENS for word in words):  # 二〇
        return Fraction(int("".join(str(_DIGITS[word]) for word in words)))
    total = section = digit = 0
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word in _TENS:
            section += (digit or 1) * _TENS[word]
            digit = 0
        else:
            total += (section + digit or 1) * _MYRIAD
            section = digit = 0
    return Fraction(total + section + digit)

"""Small rules of Chinese official writing: dates, heading numbers, broken titles, the red mark's shape."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_LARGEST_WRITTEN = 99
_DIGITS = "零一二三四五六七八九"
_NUMBERED = re.compile(r"^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、]\s?\D|（\d+）)")
# A title line does not begin with one of these and rather ends after one of the second set.
_NEVER_FIRST = "的了和与及、，。：；）》”〕"
_GOOD_LAST = "的于和与及、，）》"
_GOOD_FIRST = "关（《"
# Words of titles that a line break must not cut; a segmenter would be too much for this.
_WHOLE_WORDS = re.compile(
    "平台|停付|事件|情况|报告|风险|处置|网络|借贷|应急|响应|领导|小组|办公室|有关|书面|"
    "首次|终止|启动|公司|互联网|金融|机构|工作|通知|请示|协助|提供|账户|控制|查封|资金|"
    "存管|出借人|文件|委员会|人民|政府|专项|整治|联席|会议|更正|吊销|营业|执照|关停|移送|"
    "涉嫌|犯罪|案件|建议|措施|解除|演练|特别|重大"
)
_NARROWEST_PERCENT = 58
TYPE_AREA_POINTS = 442  # 156 mm


def text_width(text: str) -> int:
    """Return the width in half characters of the longest line: Chinese 2, Latin 1."""
    return max(
        sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)
        for line in text.split("\n")
    )


def chinese_date(day: date | None) -> str | None:
    """Return 2026年5月3日: Arabic numerals without leading zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else None


def chinese_number(number: int) -> str:
    """Return 1–99 in Chinese characters; larger numbers in digits."""
    if not 1 <= number <= _LARGEST_WRITTEN:
        return str(number)
    tens, ones = divmod(number, 10)
    front = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return front + (_DIGITS[ones] if ones else "")


def number_of(level: int, count: int) -> str:
    """Return the number of a heading: 一、 （一） 1. （1） (GB/T 9704-2012 7.3.3)."""
    written = chinese_number(count)
    return (f"{written}、", f"（{written}）", f"{count}. ", f"（{count}）")[level - 1]


def is_numbered(text: str) -> bool:
    """Tell whether a heading was already given its number by its author."""
    return _NUMBERED.match(text) is not None


def balanced_lines(title: str, longest: int) -> tuple[str, ...]:
    """Break a title into lines of like length, at most `longest` characters, where the words allow it."""
    lines: list[str] = []
    for part in title.split("\n"):
        lines.extend(_balanced(part.strip(), longest))
    return tuple(line for line in lines if line) or (title,)


def _balanced(text: str, longest: int) -> list[str]:
    count = -(-text_width(text) // (2 * longest))
    if count <= 1:
        return [text]
    target = -(-len(text) // count)
    cut = min(range(max(1, target - 4), min(len(text), target + 5)), key=lambda place: _cost(text, place, target))
    if text_width(text[:cut]) > 2 * longest:
        cut = min(target, longest)
    return [text[:cut], *_balanced(text[cut:], longest)]


def _cost(text: str, place: int, target: int) -> int:
    before, after = text[place - 1], text[place]
    cost = abs(place - target) * 2
    if after in _NEVER_FIRST or before in "（《“〔":
        cost += 100
    if before in _GOOD_LAST or after in _GOOD_FIRST:
        cost -= 6
    if before.isascii() and after.isascii():
        cost += 50
    return cost + 20 * any(word.start() < place < word.end() for word in _WHOLE_WORDS.finditer(text))


def signature_indent(length: int) -> int:
    """Return how many characters a name of this many stands from the right edge (7.3.5.1: four with a seal)."""
    return next((indent for longest, indent in ((14, 4), (22, 2)) if length <= longest), 1)


def mark_shape(mark: str, *, largest: int) -> tuple[tuple[str, ...], int, int]:
    """Return the lines, glyph height (pt) and horizontal scale (%) of the red mark.

    A long name keeps its height and is set narrow, as printed red heads are; below 58 % it takes two lines.
    """
    lines = tuple(part.strip() for part in mark.split("\n") if part.strip())
    for size in range(largest, 27, -2):
        scale = min(100, TYPE_AREA_POINTS * 200 // (max(map(text_width, lines)) * size))
        if scale >= _NARROWEST_PERCENT:
            return lines, size, scale
    if len(lines) > 1:
        return lines, 22, max(30, min(100, TYPE_AREA_POINTS * 200 // (max(map(text_width, lines)) * 22)))
    return mark_shape("\n".join(balanced_lines(mark, -(-text_width(mark) // 4) + 1)), largest=min(largest, 32))

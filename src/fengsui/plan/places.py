"""Where a clause stands, by the plan's own numbering."""

from __future__ import annotations

from collections.abc import Mapping

_NUMERALS = "〇一二三四五六七八九十"
_DEEPEST_ITEM = 3
PREFACE: Mapping[str, str] = {"0": "印发通知", "P": "序言"}


def place_of(clause_id: str) -> str:
    """``5.2.1.1.a`` → ``五（二）1（1）``; ``0.4`` → ``印发通知``."""
    chapter, *places = clause_id.split(".")
    if chapter in PREFACE:
        return PREFACE[chapter]
    numbers = [int(place) for place in places if place.isascii() and place.isdigit() and place != "0"]
    written = [
        f"（{_numeral(number)}）" if depth == 0 else str(number) if depth == 1 else f"（{number}）"
        for depth, number in enumerate(numbers[:_DEEPEST_ITEM])
    ]
    return (_numeral(int(chapter)) if chapter.isascii() and chapter.isdigit() else chapter) + "".join(written)


def _numeral(number: int) -> str:
    if number < len(_NUMERALS):
        return _NUMERALS[number]
    tens, ones = divmod(number, 10)
    if tens >= len(_NUMERALS):
        return str(number)
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")

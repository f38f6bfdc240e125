"""Personal numbers in texts are blotted out at the door: nobody needs them to see what a text says of an institution.

Pure. Every character of a number becomes one ＊, so that offsets in the text stay what they were.
"""

import re
import unicodedata
from functools import lru_cache

from fengsui.conduct.shapes import personal_numbers

MASK = "＊"
_LEAST_DIGITS = 11
"""A mobile number, the shortest that counts."""
_WITHOUT_IDEOGRAPHS = re.compile(rf"[^\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]{{{_LEAST_DIGITS},}}")
"""A number holds no ideograph, so that what lies between two of them can be looked at by itself."""
_DIGIT = re.compile(r"\d")


def mask_numbers(text: str) -> tuple[str, int]:
    """The text with mobile, identity and bank card numbers blotted out, and how many there were. Same length."""
    pieces: list[str] = []
    done = count = 0
    for window in _WITHOUT_IDEOGRAPHS.finditer(text):
        for start, end in _numbers_in(window[0]):
            place = window.start() + start
            if place < done:  # the same digits read as two kinds of number
                continue
            pieces += [text[done:place], MASK * (end - start)]
            done = window.start() + end
            count += 1
    return ("".join([*pieces, text[done:]]), count) if count else (text, 0)


def _numbers_in(window: str) -> list[tuple[int, int]]:
    """(start, end) in ``window`` as it is written, of what stands there as one reads it."""
    if window.isascii() and len(_DIGIT.findall(window)) < _LEAST_DIGITS:
        return []
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(window):
        read = _as_read(character)
        plain.append(read)
        places += [place] * len(read)
    spans = personal_numbers("".join(plain))
    return [(places[start], places[end - 1] + 1) for start, end in spans]


@lru_cache(maxsize=4096)
def _as_read(character: str) -> str:
    """Half-width, ASCII digits, nothing invisible; the same reading that clear columns are checked by."""
    if character.isascii():
        return " " if character.isspace() else character
    visible = (c for c in unicodedata.normalize("NFKC", character) if unicodedata.category(c) != "Cf")
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in visible)
    return "".join(" " if c.isspace() else c for c in digits)

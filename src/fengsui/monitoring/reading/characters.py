"""Texts folded for comparison, character by character, so that every offset holds in the text as given. Pure."""

from functools import lru_cache

import opencc

FULL_WIDTH = range(0xFF01, 0xFF5F)
FULL_TO_HALF = 0xFEE0
IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
SURROGATES = range(0xD800, 0xE000)  # halves of characters: no text, but a broken file may hold them
UNREADABLE = "\ufffd"
ALIKE = {
    "\u3000": " ",
    "\u00a0": " ",
    "\t": " ",
    "\r": "\n",
    "。": "。",
    "﹐": ",",
    "﹔": ";",
    "﹕": ":",
    "﹗": "!",
    "﹖": "?",
}


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Full to half width, large to small letters, traditional to simplified: only where one character gives one."""
    table = {ord(alike): plain for alike, plain in ALIKE.items()}
    table |= {code: chr(code - FULL_TO_HALF).lower() for code in FULL_WIDTH}
    table |= dict.fromkeys(SURROGATES, UNREADABLE)
    table |= {code: chr(code).lower() for code in range(0x41, 0x250) if len(chr(code).lower()) == 1}
    ideographs = [chr(code) for block in IDEOGRAPHS for code in block]
    simplified = opencc.OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    pairs = zip(ideographs, simplified, strict=True)
    return table | {ord(old): new for old, new in pairs if old != new and len(new) == 1}


def folded(text: str) -> str:
    """The text for comparison: as many characters as the text, each in its place."""
    return text.translate(_table())

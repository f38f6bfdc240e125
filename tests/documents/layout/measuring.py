"""An independent reader of the produced PDF: poppler's words with their boxes, and its raster. Lengths in mm."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from html import unescape

POINTS_TO_MM = 25.4 / 72
DOTS_PER_INCH = 150
DOT_MM = 25.4 / DOTS_PER_INCH
_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Word:
    """A stretch of text without spaces; its box from the upper left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Page:
    """One page: its size and its words."""

    width: float
    height: float
    words: tuple[Word, ...]

    def lines(self) -> list[tuple[Word, ...]]:
        """Words that stand on one line, from top to bottom."""
        found: dict[int, list[Word]] = {}
        for word in self.words:
            middle = (word.top + word.bottom) / 2
            key = next((known for known in found if abs(known / 10 - middle) < 2), round(middle * 10))
            found.setdefault(key, []).append(word)
        return [tuple(sorted(found[key], key=lambda word: word.left)) for key in sorted(found)]

    def line_with(self, text: str) -> tuple[Word, ...]:
        """The line that holds this text, spaces left out."""
        return next(line for line in self.lines() if text in "".join(word.text for word in line))


def pages_of(pdf: bytes) -> list[Page]:
    """Every page as poppler reads it."""
    told = _run(["pdftotext", "-bbox", "-", "-"], pdf).decode()
    pages = []
    for width, height, body in _PAGE.findall(told):
        words = []
        for *box, text in _WORD.findall(body):
            left, top, right, bottom = (float(value) * POINTS_TO_MM for value in box)
            words.append(Word(left, top, right, bottom, unescape(text).replace("\u200b", "")))
        pages.append(Page(float(width) * POINTS_TO_MM, float(height) * POINTS_TO_MM, tuple(words)))
    return pages


@dataclass(frozen=True)
class Raster:
    """A page as dots: red, green, blue, row by row."""

    columns: int
    rows: int
    dots: bytes

    def row(self, number: int) -> bytes:
        """The dots of one row."""
        return self.dots[number * self.columns * 3 : (number + 1) * self.columns * 3]

    def ink(self, *, top: float = 0, bottom: float = 297) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of whatever is not white between two heights."""
        lefts, rights, heights = [], [], []
        white = b"\xff" * (self.columns * 3)
        for number in range(round(top / DOT_MM), min(self.rows, round(bottom / DOT_MM))):
            row = self.row(number)
            if row == white:
                continue
            heights.append(number)
            lefts.append((len(row) - len(row.lstrip(b"\xff"))) // 3)
            rights.append(len(row.rstrip(b"\xff")) // 3)
        return min(lefts) * DOT_MM, heights[0] * DOT_MM, (max(rights) + 1) * DOT_MM, (heights[-1] + 1) * DOT_MM

    def rules(self, *, red: bool, shortest: float = 150) -> list[tuple[float, float, float, float]]:
        """Unbroken horizontal rules at least so long: (top, bottom, left, right) of each, from top to bottom."""
        found: list[list[float]] = []
        for number in range(self.rows):
            stretch = _longest(self.row(number), red=red)
            if stretch is None or (stretch[1] - stretch[0]) * DOT_MM < shortest:
                continue
            top, left, right = number * DOT_MM, stretch[0] * DOT_MM, stretch[1] * DOT_MM
            if found and top - found[-1][1] < DOT_MM / 2:
                found[-1][1] = top + DOT_MM
            else:
                found.append([top, top + DOT_MM, left, right])
        return [(top, bottom, left, right) for top, bottom, left, right in found]

    def red_ink(self, *, top: float, bottom: float) -> tuple[float, float]:
        """(highest, lowest) red dot between two heights."""
        rows = [
            number
            for number in range(round(top / DOT_MM), round(bottom / DOT_MM))
            if any(_is_red(dot) for dot in _dots(self.row(number)))
        ]
        return rows[0] * DOT_MM, (rows[-1] + 1) * DOT_MM


def raster_of(pdf: bytes, page: int) -> Raster:
    """One page (from 1) as poppler draws it."""
    drawn = _run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page), "-"], pdf)
    magic, columns, rows, _, dots = re.match(rb"(P6)\s(\d+) (\d+)\s(\d+)\s(.*)", drawn, re.DOTALL).groups()  # type: ignore[union-attr]
    assert magic == b"P6"
    return Raster(int(columns), int(rows), dots)


def _longest(row: bytes, *, red: bool) -> tuple[int, int] | None:
    """The longest stretch of dots of the colour in a row, as (first, after last)."""
    if not row.strip(b"\xff"):
        return None
    marks = "".join("1" if (_is_red(dot) if red else max(dot) < 160) else "0" for dot in _dots(row))
    return max((match.span() for match in re.finditer("1+", marks)), key=lambda span: span[1] - span[0], default=None)


def _dots(row: bytes) -> list[Colour]:
    return list(zip(row[::3], row[1::3], row[2::3], strict=True))


def _is_red(dot: Colour) -> bool:
    red, green, blue = dot
    return red > 180 and green < 130 and blue < 130


def _run(command: list[str], given: bytes) -> bytes:
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout

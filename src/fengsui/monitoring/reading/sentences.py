"""Where sentences and clauses of a folded text begin and end. Pure."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_SENTENCE_ENDS = re.compile(r"[。!?;…\n]+[”’\"')】》」]*")
_CLAUSE_ENDS = re.compile(r"[。!?;…\n,: 【】|/]+")


@dataclass(frozen=True, slots=True)
class Division:
    """Starts of the pieces of a text, in order; the first is 0."""

    starts: tuple[int, ...]
    length: int

    def number(self, position: int) -> int:
        """Which piece the position lies in, counted from 0."""
        return bisect_right(self.starts, position) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Start and end of a piece."""
        end = self.starts[number + 1] if number + 1 < len(self.starts) else self.length
        return self.starts[number], end


def _divide(text: str, ends: re.Pattern[str]) -> Division:
    starts = (0, *(found.end() for found in ends.finditer(text) if 0 < found.end() < len(text)))
    return Division(starts, len(text))


def sentences(text: str) -> Division:
    """Sentences of a folded text."""
    return _divide(text, _SENTENCE_ENDS)


def clauses(text: str) -> Division:
    """Clauses of a folded text: sentences cut again at commas, colons and blanks."""
    return _divide(text, _CLAUSE_ENDS)

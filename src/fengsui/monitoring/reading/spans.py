"""Places in a text, kept in order so that a text full of hits is still read in a moment. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

Span = tuple[int, int]


class Spans:
    """Spans in order of their start; every question looks only at those that can answer it."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]
        self._longest = max((end - start for start, end in self._spans), default=0)

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def __bool__(self) -> bool:
        return bool(self._spans)

    def starting(self, low: int, high: int) -> Iterator[Span]:
        """Spans whose start lies from low to high, both included."""
        for place in range(bisect_left(self._starts, low), bisect_right(self._starts, high)):
            yield self._spans[place]

    def covering(self, span: Span) -> bool:
        """Whether one of these contains the span."""
        start, end = span
        return any(end <= other_end for _, other_end in self.starting(end - self._longest, start))

    def inside(self, span: Span) -> bool:
        """Whether one of these lies in the span without touching its edges."""
        start, end = span
        return any(other_end < end for _, other_end in self.starting(start + 1, end))

    def touching(self, span: Span) -> bool:
        """Whether one of these shares a character with the span."""
        start, end = span
        return any(other_end > start for _, other_end in self.starting(start - self._longest, end - 1))

"""A text with what was read in it, in pieces that a page can mark. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text. ``kinds``: K and E codes of the words in it; ``negated``: they are taken back.

    ``named``: an institution is named here. ``in_title``: the piece belongs to the title.
    """

    text: str
    named: bool = False
    kinds: tuple[str, ...] = ()
    stance: bool = False
    negated: bool = False
    in_title: bool = False

    @property
    def marked(self) -> bool:
        """Whether anything stands out here."""
        return self.named or bool(self.kinds) or self.stance


def segments(title: str, text: str, readings: Sequence[Mapping[str, Any]]) -> list[Segment]:
    r"""The title and the text in order, cut where a mark begins or ends. ``readings``: ``spans`` and ``hits`` of each.

    Offsets count characters of ``title + "\n" + text`` (of ``text`` where there is no title); those outside are
    passed over. The line break between the two belongs to neither.
    """
    whole = f"{title}\n{text}" if title else text
    begins = len(title) + 1 if title else 0
    spans = {(start, end) for reading in readings for start, end in reading["spans"] if start < end <= len(whole)}
    hits = [hit for reading in readings for hit in reading["hits"] if hit["start"] < hit["end"] <= len(whole)]
    cuts = {0, len(title), begins, len(whole)}
    cuts |= {cut for span in spans for cut in span}
    cuts |= {hit[name] for hit in hits for name in ("start", "end")}
    found = []
    for start, end in pairwise(sorted(cuts)):
        if title and start == len(title):
            continue
        here = [hit for hit in hits if hit["start"] <= start and end <= hit["end"]]
        found.append(
            Segment(
                whole[start:end],
                named=_covered(start, end, spans),
                kinds=tuple(sorted({hit["kind"] for hit in here if hit["kind"]})),
                stance=any(not hit["kind"] for hit in here),
                negated=bool(here) and all(hit["negated"] for hit in here),
                in_title=start < len(title),
            )
        )
    return found


def _covered(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in spans)

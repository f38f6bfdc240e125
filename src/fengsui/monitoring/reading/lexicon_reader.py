"""The first reader: names found in an index, words in a reviewed lexicon, and rules for whose words they are. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fengsui.monitoring.facts import HitRead, InstitutionRead
from fengsui.monitoring.reading.attribution import Attribution, subjects
from fengsui.monitoring.reading.characters import folded
from fengsui.monitoring.reading.judging import judge
from fengsui.monitoring.reading.model import TextRead
from fengsui.monitoring.reading.names import NameHit, NameIndex
from fengsui.monitoring.reading.spans import Spans
from fengsui.monitoring.reading.words import MarkHit, WordHit, WordIndex, Words
from fengsui.plan.lexicon import Lexicon

READER = "lexicon-reader 1"
READ_AT_MOST = 100_000  # characters; the longest article measured has a quarter of it
HITS_KEPT = 60  # of one institution in one text: a page marks no more, and a batch stays small
SPANS_KEPT = 60
DENIAL_REACHES = 25  # characters between a denial and what it denies, in one sentence
LONGEST_TITLE = 80  # characters; a longer title is the beginning of a post
SHORTEST_ARTICLE = 250  # characters with the title; shorter texts have no main subject


class LexiconReader:
    """Reads by an index of names and a lexicon. The same text always reads the same."""

    def __init__(self, names: NameIndex, lexicon: Lexicon) -> None:
        self._names = names
        self._words = WordIndex(lexicon)
        self._version = f"{READER}, lexicon {lexicon.version}"

    @property
    def version(self) -> str:
        """Of the rules of this reader, and of the lexicon."""
        return self._version

    def read(self, title: str, text: str) -> TextRead:
        """Institutions named, with what is said of each; offsets as :class:`Reader` says. Never raises."""
        whole = (f"{title}\n{text}" if title else text)[:READ_AT_MOST]
        plain = folded(whole)
        names = self._names.find_folded(plain)
        named = Spans((name.start, name.end) for name in names)
        words = self._words.read(plain, named)
        title_end = min(len(title), len(whole))
        whose = Attribution(plain, subjects(plain, names, title_end), words.sentences, words.clauses)
        return _Reading(len(whole), title_end, names, named, words, whose).read()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One text being read. ``title_end``: characters of the title, 0 without one."""

    length: int
    title_end: int
    names: tuple[NameHit, ...]
    named: Spans
    words: Words
    whose: Attribution

    def read(self) -> TextRead:
        """The institutions in order of their ids; without an adverse word about any, the kinds of the text at large."""
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for name in self.names:
            spans[name.institution].append((name.start, name.end))
        hits: dict[str, list[WordHit]] = defaultdict(list)
        for hit in self.words.hits:
            for institution in self._subjects_of(hit):
                hits[institution].append(hit)
        marks: dict[str, list[MarkHit]] = defaultdict(list)
        at_large = [mark for mark in self.words.marks if mark.mark.reach == "text"]
        for mark in self.words.marks:
            if mark.mark.reach == "sentence":
                for institution in self.whose.of(mark.start, mark.end):
                    marks[institution].append(mark)
        institutions = tuple(
            self._institution(who, spans[who], hits[who], [*at_large, *marks[who]]) for who in sorted(spans)
        )
        kinds = {kind for read in institutions for kind in read.kinds}
        if not kinds:
            kinds = set(
                judge(self.words.hits, self._denied(self.words.hits, at_large), at_large, length=self.length).kinds
            )
        return TextRead(institutions, tuple(sorted(kinds)))

    def _institution(
        self, who: str, spans: list[tuple[int, int]], hits: list[WordHit], marks: list[MarkHit]
    ) -> InstitutionRead:
        titled = spans[0][1] <= self.title_end <= LONGEST_TITLE
        judged = judge(
            hits,
            self._denied(hits, marks),
            marks,
            length=self.length,
            main_subject=titled and self.length >= SHORTEST_ARTICLE,
        )
        return InstitutionRead(
            institution=who,
            spans=tuple(spans[:SPANS_KEPT]),
            kinds=judged.kinds,
            events=judged.events,
            stance=judged.stance,
            negative=judged.negative,
            hits=_shown(hits, marks),
        )

    def _subjects_of(self, hit: WordHit) -> frozenset[str]:
        if hit.entry.needs_subject and not self._named_beside(hit):
            return frozenset()
        return self.whose.of(hit.start, hit.end)

    def _named_beside(self, hit: WordHit) -> bool:
        start, end = self.words.sentences.span(self.words.sentences.number(hit.start))
        return next(self.named.starting(start, end - 1), None) is not None

    def _denied(self, hits: Sequence[WordHit], marks: Sequence[MarkHit]) -> frozenset[WordHit]:
        """Hits close to a denial in its sentence; with a denial in the title, every hit."""
        denials = Spans((mark.start, mark.end) for mark in marks if mark.mark.stance == "denial")
        if not denials:
            return frozenset()
        if any(end <= self.title_end for _, end in denials):
            return frozenset(hits)
        return frozenset(hit for hit in hits if self._denied_here(hit, denials))

    def _denied_here(self, hit: WordHit, denials: Spans) -> bool:
        number = self.words.sentences.number
        around = denials.starting(hit.start - DENIAL_REACHES - LONGEST_TITLE, hit.end + DENIAL_REACHES)
        return any(
            number(start) == number(hit.start) and max(hit.start - end, start - hit.end) <= DENIAL_REACHES
            for start, end in around
        )


def _shown(hits: Sequence[WordHit], marks: Sequence[MarkHit]) -> tuple[HitRead, ...]:
    """What a page marks, in order of place: a hit once for each of its kinds, a mark of stance with none."""
    shown = [
        HitRead(start=hit.start, end=hit.end, word=hit.word, kind=kind, negated=hit.negated)
        for hit in hits[:HITS_KEPT]
        for kind in (*hit.entry.kinds, *hit.entry.events)
    ]
    shown += [HitRead(start=mark.start, end=mark.end, word=mark.word) for mark in marks[:HITS_KEPT]]
    return tuple(sorted(shown, key=lambda hit: (hit.start, hit.end, hit.kind)))

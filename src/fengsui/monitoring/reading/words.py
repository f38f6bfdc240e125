"""The lexicon over a text: words and pairs found, words that look alike left out, words taken back. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from daachorse import CharwiseDoubleArrayAhoCorasick

from fengsui.monitoring.reading.characters import folded
from fengsui.monitoring.reading.sentences import Division, clauses, sentences
from fengsui.monitoring.reading.spans import Span, Spans
from fengsui.plan.lexicon import Hearsay, Lexicon, LexiconEntry, Negation, StanceMark

Ruled = LexiconEntry | StanceMark | Negation | Hearsay
PARTS = ("words", "first", "then", "needs", "except_in", "before", "after")
GAP = "…"  # between the two words of a pair
NO_PHRASE = "\x00"  # an automaton needs one
BACKWARDS = 10  # most characters between a pair in the less usual order
BEHIND = 4  # characters after a hit in which hearsay is still about it: 跑路传闻
WIDER = 8  # hits looked back at for one that says as much
_COUNT_AFTER = re.compile(r"[的有共为达]{0,2}[0-9]{1,5}家")
_COUNT_BEFORE = re.compile(r"[0-9]{1,5}家(?:p2p)?(?:网贷)?(?:问题)?(?:平台)?[已被]?$")
_COUNT_LENGTH = 16


@dataclass(frozen=True, slots=True)
class WordHit:
    """A word or pair of an entry. ``negated``: a negation takes it back. ``hearsay``: told as rumour.

    ``word``: the lexicon's own words; what stands between a pair may name a person and is left out.
    """

    start: int
    end: int
    word: str
    entry: LexiconEntry
    negated: bool = False
    hearsay: bool = False


@dataclass(frozen=True, slots=True)
class MarkHit:
    """A word that says how the text speaks."""

    start: int
    end: int
    word: str
    mark: StanceMark


@dataclass(frozen=True, slots=True)
class Words:
    """What the lexicon finds in a text, in order of place."""

    hits: tuple[WordHit, ...]
    marks: tuple[MarkHit, ...]
    sentences: Division
    clauses: Division


class WordIndex:
    """The lexicon made ready: one automaton over all its phrases."""

    def __init__(self, lexicon: Lexicon) -> None:
        rules: list[Ruled] = [*lexicon.entries, *lexicon.marks, *lexicon.negations, *lexicon.hearsay]
        self._rules: tuple[tuple[int, Ruled], ...] = tuple(enumerate(rules))
        uses: dict[str, list[tuple[int, str]]] = {}
        for number, rule in self._rules:
            for part in PARTS:
                for phrase in getattr(rule, part, ()):
                    uses.setdefault(folded(phrase), []).append((number, part))
        self._phrases = tuple(sorted(uses)) or (NO_PHRASE,)
        self._uses: Mapping[str, Sequence[tuple[int, str]]] = uses
        self._automaton = CharwiseDoubleArrayAhoCorasick(list(self._phrases))

    def read(self, text: str, names: Spans) -> Words:
        """Everything found in a folded text. A pair does not reach over one of the ``names``."""
        places = self._places(text)
        found = _Found(text, places)
        present = [self._rules[number] for number in sorted({number for number, _ in places})]
        hits: list[WordHit] = []
        marks: list[MarkHit] = []
        for number, rule in present:
            if isinstance(rule, LexiconEntry):
                hits += found.entry_hits(rule, number)
            elif isinstance(rule, StanceMark):
                marks += (MarkHit(*span, text[slice(*span)], rule) for span in found.plain(number, "words"))
        negations = [(number, rule) for number, rule in present if isinstance(rule, Negation)]
        hearsay = [(number, rule) for number, rule in present if isinstance(rule, Hearsay)]
        standing = [hit for hit in hits if not _counted(text, hit) and not _reaches_over(hit, names)]
        return Words(
            hits=tuple(found.qualified(hit, negations, hearsay) for hit in _widest(standing)),
            marks=tuple(sorted(marks, key=lambda mark: (mark.start, mark.mark.id))),
            sentences=found.sentences,
            clauses=found.clauses,
        )

    def _places(self, text: str) -> dict[tuple[int, str], list[Span]]:
        """Where each part of each rule stands."""
        places: dict[tuple[int, str], list[Span]] = {}
        for start, end, number in self._automaton.find_overlapping(text):
            phrase = self._phrases[number]
            if phrase[-1].isdigit() and text[end : end + 1] and text[end] in "0123456789.":
                continue  # 逾期率为0 is not the beginning of 逾期率为0.8%
            if phrase[0].isdigit() and start and text[start - 1] in "0123456789.":
                continue
            for use in self._uses.get(phrase, ()):
                places.setdefault(use, []).append((start, end))
        return places


class _Found:
    """The phrases found in one text, and what the rules make of them."""

    def __init__(self, text: str, places: Mapping[tuple[int, str], list[Span]]) -> None:
        self._text = text
        self._places = {use: Spans(spans) for use, spans in places.items()}
        self._plain: dict[tuple[int, str], Spans] = {}
        self.sentences = sentences(text)
        self.clauses = clauses(text)

    def plain(self, number: int, part: str) -> Spans:
        """Where a part of a rule stands, without the longer wordings in which it means something else."""
        use = (number, part)
        if use not in self._places:
            return _NOWHERE
        outside = self._places.get((number, "except_in"), _NOWHERE)
        if not outside:
            return self._places[use]
        if use not in self._plain:
            self._plain[use] = Spans(span for span in self._places[use] if not outside.covering(span))
        return self._plain[use]

    def entry_hits(self, entry: LexiconEntry, number: int) -> list[WordHit]:
        """Words and pairs of an entry."""
        hits = [WordHit(*span, self._text[slice(*span)], entry) for span in self.plain(number, "words")]
        if entry.first:
            first, then = self.plain(number, "first"), self.plain(number, "then")
            hits += self._pairs(entry, first, then, entry.gap)
            if entry.either_order:
                hits += self._pairs(entry, then, first, min(entry.gap, BACKWARDS))
        if entry.needs and hits:
            beside = {self.sentences.number(start) for start, _ in self.plain(number, "needs")}
            hits = [hit for hit in hits if self.sentences.number(hit.start) in beside]
        return hits

    def _pairs(self, entry: LexiconEntry, first: Spans, then: Spans, gap: int) -> Iterator[WordHit]:
        """Each first word with the nearest second word after it, in one sentence."""
        for start, end in first if then else ():
            other = next(then.starting(end, end + gap), None)
            if other is not None and self.sentences.number(start) == self.sentences.number(other[0]):
                word = f"{self._text[start:end]}{GAP}{self._text[slice(*other)]}"
                yield WordHit(start, other[1], word, entry)

    def qualified(
        self, hit: WordHit, negations: Sequence[tuple[int, Negation]], hearsay: Sequence[tuple[int, Hearsay]]
    ) -> WordHit:
        """The hit with what stands around it."""
        negated = any(self._taken_back(hit, rule, number) for number, rule in negations)
        told = any(self._told(hit, rule, number) for number, rule in hearsay)
        return replace(hit, negated=negated, hearsay=told) if negated or told else hit

    def _taken_back(self, hit: WordHit, negation: Negation, number: int) -> bool:
        clause, sentence = self.clauses.number(hit.start), self.sentences.number(hit.start)
        longest = max(map(len, negation.before), default=0)
        before = self.plain(number, "before").starting(hit.start - negation.reach - longest, hit.start - 1)
        if any(
            hit.start - negation.reach <= end <= hit.start and self.clauses.number(start) == clause
            for start, end in before
        ):
            return True
        after = self.plain(number, "after").starting(hit.end, hit.end + negation.reach)
        return any(self.sentences.number(start) == sentence for start, _ in after)

    def _told(self, hit: WordHit, rule: Hearsay, number: int) -> bool:
        """Whether a word of hearsay stands before the hit within its reach, in it, or close behind it."""
        sentence = self.sentences.number(hit.start)
        longest = max(map(len, rule.words))
        around = self.plain(number, "words").starting(hit.start - rule.reach - longest, hit.end + BEHIND)
        return any(
            self.sentences.number(start) == sentence and (start > hit.start or hit.start - end <= rule.reach)
            for start, end in around
        )


_NOWHERE = Spans()


def _widest(found: Iterable[WordHit]) -> list[WordHit]:
    """Without hits inside a wider hit that says at least as much, in order of place."""
    ordered = sorted(found, key=lambda hit: (hit.start, -hit.end, hit.entry.id))
    pairs = Spans((hit.start, hit.end) for hit in ordered if GAP in hit.word)
    kept: list[WordHit] = []
    for hit in ordered:
        if hit.entry.unless_paired and pairs.touching((hit.start, hit.end)):
            continue
        if not any(_covers(other, hit) for other in kept[-WIDER:]):
            kept.append(hit)
    return kept


def _covers(wide: WordHit, hit: WordHit) -> bool:
    says_as_much = set(hit.entry.kinds) <= set(wide.entry.kinds) and set(hit.entry.events) <= set(wide.entry.events)
    return wide.start <= hit.start and hit.end <= wide.end and says_as_much


def _counted(text: str, hit: WordHit) -> bool:
    """Whether the hit is a count over many platforms (提现困难93家): what the trade did, not what one firm did."""
    before = text[max(0, hit.start - _COUNT_LENGTH) : hit.start]
    return bool(_COUNT_AFTER.match(text, hit.end) or _COUNT_BEFORE.search(before))


def _reaches_over(hit: WordHit, names: Spans) -> bool:
    return GAP in hit.word and names.inside((hit.start, hit.end))

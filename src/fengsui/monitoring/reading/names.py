"""Institutions found in a text by name, alias and former name: the longest right match, never a part of one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from daachorse import CharwiseDoubleArrayAhoCorasick

from fengsui.monitoring.reading.characters import folded
from fengsui.monitoring.reading.name_forms import BEFORE_A_NAME, CONTEXT, is_generic, may_straddle, short_forms

NOBODY = ""  # the owner of names that only keep others from being found inside them
SHORT = 2  # characters of a Chinese name that needs a word of the trade beside it
NEARBY = 20  # characters on either side searched for it
_STAND_IN = "\x00"  # an automaton needs one pattern


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name in a text: offsets in characters, and whose it is."""

    start: int
    end: int
    institution: str


@dataclass(frozen=True, slots=True)
class NameIndex:
    """All names of all institutions. ``ambiguous``: names of several institutions, which link none of them.

    ``generic``: given names that are words of the trade, which never link alone.
    """

    ambiguous: Mapping[str, tuple[str, ...]]
    generic: frozenset[str]
    _names: tuple[str, ...]
    _owners: Mapping[str, str]
    _automaton: CharwiseDoubleArrayAhoCorasick

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Iterable[str]]]) -> Self:
        """Build from (institution id, its names, aliases and former names); full names also give their short forms.

        A given name goes before a derived one. Rows under an empty id hold names of others: they link to nobody and
        keep a shorter name from being found inside them.
        """
        given: dict[str, set[str]] = {}
        derived: dict[str, set[str]] = {}
        generic: set[str] = set()
        for institution, names in rows:
            for name in names:
                form = " ".join(folded(name).split())
                if is_generic(form):
                    generic |= {form} - {""}
                    continue
                given.setdefault(form, set()).add(institution)
                for short in short_forms(form):
                    derived.setdefault(short, set()).add(institution)
        claims = given | {form: owners for form, owners in derived.items() if form not in given and len(owners) == 1}
        ambiguous = {name: tuple(sorted(owners)) for name, owners in claims.items() if len(owners) > 1}
        ambiguous |= {form: tuple(sorted(who)) for form, who in derived.items() if len(who) > 1 and form not in given}
        owners = {name: next(iter(who)) for name, who in claims.items() if len(who) == 1}
        owners |= dict.fromkeys(ambiguous, NOBODY)
        names_in_order = tuple(sorted(owners)) or (_STAND_IN,)
        return cls(
            ambiguous=MappingProxyType(ambiguous),
            generic=frozenset(generic),
            _names=names_in_order,
            _owners=MappingProxyType(owners),
            _automaton=CharwiseDoubleArrayAhoCorasick(list(names_in_order)),
        )

    def find(self, text: str) -> tuple[NameHit, ...]:
        """Names in a text as given, in order, without overlap."""
        return self.find_folded(folded(text))

    def find_folded(self, text: str) -> tuple[NameHit, ...]:
        """Names in a text already folded: of all right matches the leftmost, of those the longest."""
        matches = self._automaton.find_overlapping(text)
        matches.sort(key=lambda match: (match[0], -match[1]))
        hits: list[NameHit] = []
        end_of_last = 0
        for start, end, number in matches:
            if start < end_of_last or not _whole(text, start, end):
                continue
            name = self._names[number]
            if len(name) <= SHORT and not _in_context(text, start, end):
                continue
            if may_straddle(name) and start and _ideograph(text[start - 1]) and text[start - 1] not in BEFORE_A_NAME:
                continue
            end_of_last = end
            owner = self._owners.get(name, NOBODY)
            if owner != NOBODY:
                hits.append(NameHit(start, end, owner))
        return tuple(hits)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether letters and digits at either edge end there: a Latin name is no part of a longer word."""
    return not (_latin(text[start]) and start and _latin(text[start - 1])) and not (
        _latin(text[end - 1]) and end < len(text) and _latin(text[end])
    )


def _ideograph(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _in_context(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - NEARBY) : start] + "\n" + text[end : end + NEARBY]
    return any(word in around for word in CONTEXT)

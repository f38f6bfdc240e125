"""Clauses gathered by the chapter of the plan they stand in, as these pages fold them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from fengsui.plan import Plan
from fengsui.plan.model import Clause
from fengsui.web.routes import Words
from fengsui.web.templatetags.plan_words import clause_label, section_title

Counts = tuple[tuple[Words, int, str], ...]
"""What a folded chapter says of its lines: words, how many, and the tone of it (a style, or empty)."""
_NAMED_BY_PLACE = ("0", "P")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: what its clauses' ids begin with, its title, its lines by section, and what they add up to."""

    id: str
    title: str
    sections: tuple[tuple[str, tuple[Any, ...]], ...]
    size: int
    counts: Counts


def chapter_of(clause: Clause) -> str:
    """What the clause's id begins with."""
    return clause.id.partition(".")[0]


def chapters(plan: Plan, lines: Iterable[Any], tally: Callable[[Sequence[Any]], Counts]) -> list[Chapter]:
    """Lines that have a ``clause`` of the plan, by chapter, in their order; ``tally`` counts those of one chapter."""
    first: dict[str, Clause] = {}
    for clause in plan.clauses.values():
        first.setdefault(chapter_of(clause), clause)
    found = []
    for chapter, grouped in groupby(lines, key=lambda line: chapter_of(line.clause)):
        listed = list(grouped)
        sections = [
            (section, tuple(rows)) for section, rows in groupby(listed, key=lambda line: section_title(line.clause))
        ]
        title = chapter_title(first[chapter])
        found.append(Chapter(chapter, title, tuple(sections), len(listed), tally(listed)))
    return found


def chapter_title(clause: Clause) -> str:
    """``一、总体要求``: a chapter by its first clause: the plan's own heading, or the first part where it has none."""
    chapter = chapter_of(clause)
    if chapter in _NAMED_BY_PLACE:
        return clause_label(chapter)
    heading, _, part = clause.section.partition("（")
    first = part.partition("）")[2]
    if heading.endswith("、") and first:
        return gettext("%(chapter)s%(part)s等") % {"chapter": heading, "part": first}
    return heading or clause.section or chapter

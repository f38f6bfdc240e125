"""Which law was law on a day: an act goes by the law of its own day (P.3)."""

from dataclasses import dataclass
from datetime import date

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.plan.measures import LegalBasis
from fengsui.web.pages.plan.parts import Groups


@dataclass(frozen=True, slots=True)
class LawDay:
    """What was asked. ``day`` None: every day; ``asked`` what was typed, ``readable`` whether it is a date."""

    asked: str
    day: date | None

    @property
    def readable(self) -> bool:
        """Whether what was typed is a date, or nothing."""
        return not self.asked or self.day is not None


@dataclass(frozen=True, slots=True)
class LawLine:
    """One law on the page. ``standing``: future, current or ended, today; ``after``: what came in its place."""

    law: LegalBasis
    standing: str
    after: LegalBasis | None


def on_that_day(asked: str) -> LawDay:
    """The day of the address; whatever is no date is shown back and narrows nothing."""
    text = asked.strip()[:10]
    try:
        return LawDay(text, date.fromisoformat(text) if text else None)
    except ValueError:
        return LawDay(text, None)


def law_on(groups: Groups, day: date | None) -> Groups:
    """The groups with only the laws of that day; others stay."""
    if day is None or "legal_basis" not in groups:
        return groups
    return {**groups, "legal_basis": tuple(law for law in groups["legal_basis"] if law.in_force(day))}


def law_lines(laws: tuple[LegalBasis, ...], library: tuple[LegalBasis, ...]) -> list[tuple[str, str, list[LawLine]]]:
    """(title, document number, articles) by instrument, in the plan's order."""
    today = timekeeping.now().astimezone(BEIJING).date()
    known = {law.id: law for law in library}
    titles: dict[str, list[LawLine]] = {}
    numbers: dict[str, str] = {}
    for law in laws:
        line = LawLine(law, _standing(law, today), known.get(law.replaced_by or ""))
        titles.setdefault(law.title, []).append(line)
        numbers[law.title] = numbers.get(law.title) or law.document_number
    return [(title, numbers[title], lines) for title, lines in titles.items()]


def _standing(law: LegalBasis, today: date) -> str:
    if law.in_force(today):
        return "current"
    return "future" if law.effective_from is not None and today < law.effective_from else "ended"

"""On what an act stands: the plan by its document number and clause (0.2), the law by the day of the act (P.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fengsui.plan.contents import Plan
from fengsui.plan.measures import LegalBasis
from fengsui.plan.places import place_of

ITSELF, THE_LAW = "0.2", "P.3"
"""The clauses by which the library names the plan itself, and the Emergency Response Law."""


def citation(plan: Plan, clause_id: str) -> str:
    """``整治办函〔2019〕75号 五（二）1（1）``; empty where the plan's library does not name the plan itself."""
    number = next((law.document_number for law in plan.legal_basis if law.clause == ITSELF), "")
    return f"{number} {place_of(clause_id)}" if number else ""


def law_on(plan: Plan, clause_id: str, day: date) -> tuple[LegalBasis, ...]:
    """The law that an act under a clause stands on, as it read on that Beijing day: as a whole, and its articles."""
    return tuple(
        law
        for law in plan.legal_basis
        if law.clause == THE_LAW and law.in_force(day) and (not law.article or clause_id in law.clauses)
    )


def cited(laws: Iterable[LegalBasis]) -> str:
    """``《…》第七十二条``, by title; 待核 beside what nobody has read in an official text."""
    articles: dict[str, list[str]] = {}
    for law in laws:
        unread = "" if law.verified else "（待核）"
        listed = articles.setdefault(f"《{law.title}》" + ("" if law.article else unread), [])
        if law.article:
            listed.append(law.article + unread)
    return "；".join(title + "、".join(listed) for title, listed in articles.items())

"""What follows from facts about papers. Pure."""

from collections.abc import Iterable

from fengsui.conduct.house import Derived, Situation
from fengsui.conduct.signatures import is_complete
from fengsui.documents.facts import PaperApproved
from fengsui.documents.letters.state import LetterState
from fengsui.documents.state import HasPapers
from fengsui.ledger.canonical import parse_timestamp


def approve_signed_paper(situation: Situation) -> Iterable[Derived]:
    """When the last signature is there, the paper is approved; sending stays an officer's act (N8)."""
    state: HasPapers = situation.state
    opened = situation.fact.payload["matter"]
    matter, paper = state.matters.by_fact.get(opened), state.papers.get(opened)
    if matter is None or paper is None or paper.status != "submitted" or not is_complete(situation.plan, matter):
        return
    signatory = matter.signatures[-1].officer_name
    yield Derived(
        PaperApproved(paper=opened, kind=paper.payload["kind"], signatory=signatory),
        rule="paper-approved",
        happened_at=situation.fact.happened_at,
    )


def approve_signed_copy(situation: Situation) -> Iterable[Derived]:
    """One unit's paper of a letter that was signed for all its units needs no further signature: it says the same."""
    state = situation.state
    if not isinstance(state, LetterState) or not state.begun.get("copy_of"):
        return
    yield Derived(
        PaperApproved(paper=situation.fact.reference, kind="letter", signatory=state.begun["signatory"]),
        rule="signed-for-every-unit",
        happened_at=parse_timestamp(state.begun["signed_at"]),
    )

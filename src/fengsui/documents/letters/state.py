"""The state of one letter, added up from its facts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fengsui.conduct.signatures import Matters
from fengsui.documents.state import PaperState, fold_paper_matters, fold_papers
from fengsui.ledger.canonical import Fact

PREFIX = "paper"
KIND = "letter"


@dataclass(frozen=True, slots=True)
class LetterState:
    """One letter: ``begun`` is the payload of its first fact, ``papers`` what was submitted of it, oldest first."""

    begun: Mapping[str, Any] = field(default_factory=dict)
    papers: Mapping[str, PaperState] = field(default_factory=dict)
    matters: Matters = field(default_factory=Matters)
    dropped: str = ""
    ordered: Mapping[str, Any] = field(default_factory=dict)
    """The payload of the order to make it out unit by unit, with its ``fact``."""
    completed: bool = False
    """Every unit has its paper."""
    grade: None = None
    spell_floor: int = 0

    @property
    def regions(self) -> tuple[str, ...]:
        """The places the letter belongs to, the one it goes out from first."""
        return tuple(self.begun.get("regions", ()))

    @property
    def paper(self) -> PaperState | None:
        """What was submitted last."""
        return next(reversed(tuple(self.papers.values())), None)

    @property
    def is_drafted(self) -> bool:
        """Whether its text may still be changed: nothing of it waits, is approved or went out."""
        return not self.dropped and not self.in_batch and (self.paper is None or self.paper.status == "withdrawn")

    @property
    def separate(self) -> bool:
        """Whether each unit gets a paper of its own (逐家成文)."""
        return bool(self.begun.get("separate"))

    @property
    def in_batch(self) -> bool:
        """Whether it is made out unit by unit, or is one unit's paper: nothing of it is withdrawn or rewritten."""
        return bool(self.ordered or self.begun.get("copy_of"))

    def running(self, *_definitions: str) -> tuple[()]:
        """No clock runs in a letter."""
        return ()


def fold_letter(state: LetterState, fact: Fact) -> LetterState:
    """What one fact changes."""
    match fact.kind:
        case "letter.begun":
            return replace(state, begun=fact.payload)
        case "letter.dropped":
            return replace(state, dropped=fact.payload["reason"])
        case "letter.copies_ordered":
            return replace(state, ordered={**fact.payload, "fact": fact.reference})
        case "letter.copies_completed":
            return replace(state, completed=True)
    matters = fold_paper_matters(state.matters.fold(fact), fact)
    return replace(state, papers=fold_papers(state.papers, fact), matters=matters)

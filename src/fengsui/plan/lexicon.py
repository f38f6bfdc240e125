"""The reviewed lexicon of the first reader: generic words of the field (clauses 4.2.1–4.2.9, 2.1–2.6).

Words only, no names of firms or people. Pure data: how a text is read with it is the business of `monitoring`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from fengsui.plan.model import Element

RiskKind = Literal["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9"]
RISK_KINDS: tuple[RiskKind, ...] = get_args(RiskKind)
EventKind = Literal["E1", "E2", "E3", "E4", "E5", "E6"]
MarkedStance = Literal["denial", "clarification", "advertising", "question", "education", "statistics"]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]


class Reviewed(Element):
    """What every entry carries: who may strike it needs to know why it stands there and since when."""

    id: str
    note: str = Field(min_length=1)
    reviewed_on: date


class LexiconEntry(Reviewed):
    """Words of one meaning, or pairs of words with a bounded gap in one sentence (`first` … `then`).

    `weight`: 3 is adverse wherever it stands, 2 is adverse except in advertising and teaching, 1 only beside another
    hit. `needs`: one of these stands in the same sentence. `except_in`: longer wordings in which the word means
    something else. `gap`: most characters between the two of a pair. `needs_subject`: only where an institution
    is named in the same sentence. `unless_paired`: gives way where the word is part of a pair of another entry.
    """

    kinds: tuple[RiskKind, ...] = ()
    events: tuple[EventKind, ...] = ()
    weight: int = Field(default=2, ge=1, le=3)
    words: tuple[Phrase, ...] = ()
    first: tuple[Phrase, ...] = ()
    then: tuple[Phrase, ...] = ()
    gap: int = Field(default=8, ge=0, le=40)
    either_order: bool = False
    needs: tuple[Phrase, ...] = ()
    except_in: tuple[Phrase, ...] = ()
    needs_subject: bool = False
    unless_paired: bool = False

    @model_validator(mode="after")
    def _words_or_a_pair(self) -> Self:
        if bool(self.first) != bool(self.then) or not (self.words or self.first):
            raise ValueError("词条要么写 words，要么写 first 和 then")
        if not (self.kinds or self.events):
            raise ValueError("词条至少属于一类信息或者一类事件")
        return self


class StanceMark(Reviewed):
    """Words that say how a text speaks. `reach`: the whole text, or only what is said in the same sentence."""

    stance: MarkedStance
    words: tuple[Phrase, ...] = Field(min_length=1)
    weight: int = Field(default=1, ge=1, le=3)
    reach: Literal["text", "sentence"] = "text"
    except_in: tuple[Phrase, ...] = ()


class Negation(Reviewed):
    """Words that take a hit back: `before` it within `reach` characters of the clause, or `after` it."""

    before: tuple[Phrase, ...] = ()
    after: tuple[Phrase, ...] = ()
    reach: int = Field(default=4, ge=0, le=20)
    except_in: tuple[Phrase, ...] = ()


class Hearsay(Reviewed):
    """Words that make what stands beside them hearsay (clause 4.2.1)."""

    words: tuple[Phrase, ...] = Field(min_length=1)
    reach: int = Field(default=15, ge=0, le=60)
    except_in: tuple[Phrase, ...] = ()


class Lexicon(Element):
    """lexicon.yaml. `version` stands in every reading made with it."""

    version: str
    reviewed_by: str
    entries: tuple[LexiconEntry, ...] = Field(min_length=1)
    marks: tuple[StanceMark, ...] = ()
    negations: tuple[Negation, ...] = ()
    hearsay: tuple[Hearsay, ...] = ()


NO_LEXICON = Lexicon.model_construct(version="", reviewed_by="", entries=(), marks=(), negations=(), hearsay=())
"""Of a plan that was kept before plans had a lexicon: nothing is read by it."""

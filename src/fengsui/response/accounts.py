"""The sealed accounts of an event: what happened, and the log. Opened for a stated purpose; each opening is logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Refused
from fengsui.conduct.world import sealed_values
from fengsui.ledger.reading import read_stream
from fengsui.ledger.sealed import LONGEST_PURPOSE
from fengsui.response.queries import event_regions
from fengsui.response.state import EventState

KEY_DESTROYED = "（密钥已销毁）"


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """One note of the log: when it was so, by which channel it came, what it says, the fact that holds it."""

    at: datetime
    channel: str
    text: str
    fact: str


def open_narrative(*, actor: Actor, state: EventState, purpose: str) -> str:
    """The sealed account of what happened. Raises AccessDenied, Refused for a purpose too long to be kept."""
    require(actor, "response.open_narrative", regions=state.regions, purpose=purpose)
    sealed = state.opened["narrative"]["sealed"]
    return _opened([sealed], actor, purpose)[0]


def open_notes(*, actor: Actor, event: str, purpose: str) -> Sequence[OpenedNote]:
    """The notes of the log (clause 3.2.9), newest first. Raises AccessDenied, Refused as open_narrative."""
    require(actor, "response.open_narrative", regions=event_regions(event) or ("",), purpose=purpose)
    notes = [fact for fact in read_stream(event) if fact.kind == "note.added"]
    texts = _opened([fact.payload["text"]["sealed"] for fact in notes], actor, purpose)
    opened = [
        OpenedNote(fact.happened_at, fact.payload["channel"], text, fact.reference)
        for fact, text in zip(notes, texts, strict=True)
    ]
    return sorted(opened, key=lambda note: note.at, reverse=True)


def _opened(sealed: Sequence[str], actor: Actor, purpose: str) -> list[str]:
    if len(purpose.strip()) > LONGEST_PURPOSE:
        msg = f"用途最多 {LONGEST_PURPOSE} 字，请写短一些"
        raise Refused(msg)
    opened = sealed_values().open(sealed, purpose=purpose, actor=actor.officer, now=timekeeping.now())
    return [opened[value] or KEY_DESTROYED for value in sealed]

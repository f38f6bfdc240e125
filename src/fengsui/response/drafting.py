"""Drafts of an event's papers: what was typed, by whom, and where a writer departs from what the facts say."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.shapes import refuse_personal_data
from fengsui.documents import drafts
from fengsui.documents.facts import PaperKind
from fengsui.ledger.canonical import timestamp
from fengsui.response.accounts import KEY_DESTROYED, open_narrative
from fengsui.response.ingredients import GIVEN_PASSAGES, Change, Filled, Typist
from fengsui.response.paper_texts import TEXTS
from fengsui.response.state import EventState

LONGEST_CHANGE = 400
PURPOSE = "起草公文"


@dataclass(frozen=True, slots=True)
class Written:
    """A draft: passages, who typed each, changes of fact-filled fields; ``revision`` 0 before anybody saved it."""

    texts: Mapping[str, str] = field(default_factory=dict)
    hands: Mapping[str, Typist] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)
    revision: int = 0


def saved_draft(event: str, kind: PaperKind) -> Written:
    """What was saved; nothing where nobody saved."""
    saved, revision = drafts.read_draft(stream=event, kind=kind)
    texts = {text.name: str(saved.get(text.name, "")) for text in TEXTS[kind]} if saved else {}
    hands = {name: Typist(**row) for name, row in saved.get("hands", {}).items()}
    changes = {
        name: Change(**{**row, "typist": Typist(**row["typist"])}) for name, row in saved.get("changes", {}).items()
    }
    return Written(texts, hands, changes, revision)


def save(event: str, kind: PaperKind, written: Written, actor: Actor, now: datetime) -> int:
    """Keep a draft over its revision; returns the new one. Raises Refused when somebody saved in between."""
    content: dict[str, Any] = {
        **{text.name: written.texts.get(text.name, "") for text in TEXTS[kind]},
        "hands": {name: asdict(hand) for name, hand in written.hands.items()},
        "changes": {name: asdict(change) for name, change in written.changes.items()},
    }
    return drafts.save_draft(
        stream=event, kind=kind, content=content, officer=actor.officer, revision=written.revision, now=now
    )


def given_texts(actor: Actor, state: EventState, kind: PaperKind) -> dict[str, str]:
    """The passages that begin with what the facts say, for who may read the account. Each opening is logged."""
    longest = {text.name: text.longest for text in TEXTS[kind]}
    given: dict[str, str] = {}
    if "narrative" in longest:
        try:
            told = open_narrative(actor=actor, state=state, purpose=PURPOSE)
        except AccessDenied:
            told = ""
        given["narrative"] = "" if told == KEY_DESTROYED else told[: longest["narrative"]]
    if "trend" in longest:
        given["trend"] = str(state.opened["trend"])[: longest["trend"]]
    return {name: text for name, text in given.items() if text.strip() and name in GIVEN_PASSAGES}


def written_by(
    actor: Actor, texts: Mapping[str, str], changes: Mapping[str, str] | None, *, over: Written, now: datetime
) -> Written:
    """What is typed now over a saved draft: a passage or change that stands as it was keeps its own writer.

    ``changes``: field → what is typed in it; None: as they were saved.
    """
    typist = Typist(actor.officer, actor.name, timestamp(now))
    hands = {
        name: over.hands[name] if text == over.texts.get(name) and name in over.hands else typist
        for name, text in texts.items()
        if text.strip()
    }
    if changes is None:
        return Written(texts, hands, over.changes, over.revision)
    made = {}
    for name, text in changes.items():
        before = over.changes.get(name)
        made[name] = before if before is not None and before.text == text else Change(text.strip(), typist)
    return Written(texts, hands, {name: change for name, change in made.items() if change.text}, over.revision)


def dated(written: Written, filled: Iterable[Filled]) -> Written:
    """The same, each new change with what the facts say now; changes that say the same as the facts are dropped."""
    rows = {row.name: row for row in filled if row.change is not None and not row.passage}
    changes = {
        name: change if change.given else replace(change, given=rows[name].given, fact=rows[name].fact)
        for name, change in written.changes.items()
        if name in rows
    }
    return replace(written, changes=changes)


def faults(changes: Mapping[str, str]) -> dict[str, str]:
    """Field → why what is typed in it can't be kept: it stays in the clear beside the figure it departs from."""
    found = {}
    for name, text in changes.items():
        if len(text.strip()) > LONGEST_CHANGE:
            found[name] = f"最多 {LONGEST_CHANGE} 字"
            continue
        try:
            refuse_personal_data(text)
        except ValueError as problem:
            found[name] = str(problem)
    return found


def refuse_faulty(changes: Mapping[str, str]) -> None:
    """Raise Refused with the first of :func:`faults`."""
    if wrong := faults(changes):
        raise Refused(next(iter(wrong.values())))

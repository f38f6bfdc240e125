"""Everything a paper is made of, and how a field is filled: from a fact, or by a writer who departs from it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fengsui.documents.facts import UsedFigure
from fengsui.documents.issuing import Issuer
from fengsui.documents.layout import Hand, Run
from fengsui.ledger.canonical import Fact, split_reference
from fengsui.plan import Plan
from fengsui.response.state import EventState
from fengsui.response.timeline import Line

UNKNOWN = "待核"
LONGEST_GIVEN = 4000
GIVEN_PASSAGES: Mapping[str, str] = {"narrative": "基本经过", "trend": "发展趋势初判"}
"""Passages that begin with what the facts say."""


@dataclass(frozen=True, slots=True)
class Typist:
    """Who typed something, and when (UTC as in the ledger)."""

    officer: str
    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a writer put in a field. ``given``, ``fact``: what the facts said when he did; empty ``fact``: just now."""

    text: str
    typist: Typist
    given: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A field that a writer may change: what the facts say now, and his change if he made one."""

    name: str
    label: str
    given: str
    fact: str
    change: Change | None = None
    passage: bool = False

    @property
    def moved(self) -> bool:
        """Whether the facts moved on since the writer typed."""
        return self.change is not None and bool(self.change.given) and self.change.fact != self.fact


@dataclass(frozen=True, slots=True)
class Ingredients:
    """Everything a paper is made of. ``hands``: who typed each passage; ``given_texts``: passages as facts have them.

    ``changes``: by field. ``used`` and ``filled`` are added to while the paper is composed.
    """

    state: EventState
    plan: Plan
    issuer: Issuer
    frame: str
    now: Any
    lines: Sequence[Line]
    texts: Mapping[str, str]
    institutions: Mapping[str, Mapping[str, Any]]
    region_names: Mapping[str, str]
    facts: Sequence[Fact] = ()
    about: str = ""
    """The sent paper that a further paper corrects or recalls."""
    changes: Mapping[str, Change] = field(default_factory=dict)
    hands: Mapping[str, Typist] = field(default_factory=dict)
    given_texts: Mapping[str, str] = field(default_factory=dict)
    used: list[UsedFigure] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)

    @property
    def opening(self) -> str:
        """The fact that opened the event."""
        return f"{self.state.stream}#1"

    def region(self, code: str) -> str:
        """``云汀省南浦市（990200）``."""
        return f"{self.region_names.get(code, '')}（{code}）"

    def fill(self, name: str, label: str, text: str, fact: str, status: str = "", *, fixed: bool = False) -> Run:
        """A field with what a fact says, or with what the writer put in its place.

        ``status``: how far a figure was checked. ``fixed``: nobody may change it, as what an earlier paper said.
        """
        run = Run.model_validate({"text": text, "figure_reference": fact or None, "status": status or None})
        return self.fill_all(name, label, (run,), fixed=fixed)[0]

    def fill_all(self, name: str, label: str, runs: tuple[Run, ...], *, fixed: bool = False) -> tuple[Run, ...]:
        """A field that several facts fill; the newest stands for all. What a writer typed over it counts as 待核."""
        text = "".join(run.text for run in runs)
        facts = [run.figure_reference for run in runs if run.figure_reference]
        fact = max(facts, key=lambda reference: split_reference(reference)[1], default="")
        change = None if fixed else self.changes.get(name)
        if change is not None and change.text.strip() == text.strip():
            change = None
        status = (runs[0].status or "verified") if fact and text.strip() != UNKNOWN else "unknown"
        # What a record leaves open comes from no record: the register may say nothing of a field.
        used = {"name": name, "label": label, "fact": fact if status != "unknown" else "", "status": status}
        if not fixed:
            self.filled.append(Filled(name, label, text, fact, change))
        if change is None:
            self.used.append(UsedFigure.model_validate(used))
            return runs
        stamp = _stamp(change.typist)
        both = {"status": "unverified", "given": text[:LONGEST_GIVEN], "typed": change.text}
        self.used.append(UsedFigure.model_validate({**used, **stamp, **both}))
        hand = _hand(change.typist, text, label)
        return (Run(text=change.text, figure_reference=fact or None, status="unverified", hand=hand),)

    def passage(self, name: str) -> Run:
        """What an officer typed; where it began with what the facts say and is another now, both."""
        text, typist = self.texts.get(name, "").strip(), self.hands.get(name)
        given = self.given_texts.get(name, "").strip() if name in GIVEN_PASSAGES else ""
        hand = _hand(typist, None) if typist and text else None
        if not given:
            return Run(text=text, hand=hand)
        label, fact = GIVEN_PASSAGES[name], self.opening
        change = Change(text, typist, given, fact) if typist and text != given else None
        self.filled.append(Filled(name, label, given, fact, change, passage=True))
        if text == given:
            return Run(text=text, figure_reference=fact)
        if change is None or typist is None:
            return Run(text=text)
        row = {"name": name, "label": label, "fact": fact, "status": "unverified"}
        self.used.append(UsedFigure.model_validate({**row, **_stamp(typist)}))
        return Run(text=text, figure_reference=fact, hand=_hand(typist, given, label))


def _hand(typist: Typist, given: str | None, label: str = "") -> Hand:
    return Hand(officer=typist.officer, name=typist.name, at=typist.at, given=given, label=label)


def _stamp(typist: Typist) -> dict[str, str]:
    return {"typed_by": typist.officer, "typed_by_name": typist.name, "typed_at": typist.at}

"""The papers of a stream, added up from facts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from fengsui.conduct.signatures import Matter, Matters
from fengsui.ledger.canonical import Fact, split_reference

APPROVAL = {
    "first_notice": "approve_first_notice",
    "written_report": "sign_written_report",
    "risk_prompt": "send_risk_prompt",
    "letter": "sign_letter",
    "follow_up_report": "sign_follow_up_report",
    "situation_report": "sign_situation_report",
    "final_report": "sign_final_report",
    "correction_report": "sign_correction_report",
    "recall_notice": "sign_correction_report",
}
"""Which act of the plan's signatures approves which paper."""
REPEATED = frozenset({"follow_up_report", "situation_report", "correction_report", "recall_notice"})
"""Kinds of which an event may have several, one after the other, each with its own serial number."""


@dataclass(frozen=True, slots=True)
class PaperState:
    """One paper: ``opened`` is the fact that submitted it."""

    opened: str
    payload: Mapping[str, Any]
    status: str = "submitted"
    signatory: str = ""
    approved_at: str = ""
    sent: Mapping[str, Any] | None = None
    receipts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sealed: Mapping[str, Any] | None = None
    """What the electronic seal was put on and what came back, with its fact; who and when."""

    @property
    def kind(self) -> str:
        """A kind of paper, as in ``APPROVAL``."""
        return str(self.payload["kind"])


class HasPapers(Protocol):
    """A stream state that carries papers and matters."""

    @property
    def papers(self) -> Mapping[str, PaperState]:
        """Papers by the fact that submitted them."""

    @property
    def matters(self) -> Matters:
        """Matters waiting for signatures."""

    @property
    def spell_floor(self) -> int:
        """Number of the fact that ended the last spell of grade 1: older papers serve no later one."""


def fold_papers(papers: Mapping[str, PaperState], fact: Fact) -> Mapping[str, PaperState]:
    """What a paper fact changes."""
    payload = fact.payload
    match fact.kind:
        case "paper.submitted":
            return {**papers, fact.reference: PaperState(fact.reference, payload)}
        case "paper.approved":
            return _changed(
                papers,
                payload["paper"],
                status="approved",
                signatory=payload["signatory"],
                approved_at=fact.happened_at.isoformat(),
            )
        case "paper.withdrawn":
            return _changed(papers, payload["paper"], status="withdrawn")
        case "paper.sent":
            return _changed(papers, payload["paper"], status="sent", sent=payload)
        case "paper.sealed":
            stamp = {"fact": fact.reference, "by": fact.actor, "at": fact.happened_at.isoformat()}
            return _changed(papers, payload["paper"], sealed={**payload, **stamp})
        case "receipt.recorded":
            paper = papers.get(payload["paper"])
            if paper is None:
                return papers
            receipts = {**paper.receipts, payload["addressee"]: {**payload, "fact": fact.reference}}
            return {**papers, paper.opened: replace(paper, receipts=receipts)}
    return papers


def fold_paper_matters(matters: Matters, fact: Fact) -> Matters:
    """A submitted paper waits for signatures; a withdrawn one no longer does."""
    payload = fact.payload
    if fact.kind == "paper.submitted":
        act = APPROVAL[payload["kind"]]
        return matters.opened(Matter(fact.reference, act, payload["title"], fact.hash, payload["grade"]))
    if fact.kind in {"paper.approved", "paper.withdrawn"}:
        return matters.closed(payload["paper"])
    return matters


def _changed(papers: Mapping[str, PaperState], opened: str, **changes: Any) -> Mapping[str, PaperState]:
    return {**papers, opened: replace(papers[opened], **changes)} if opened in papers else papers


def newest(papers: Mapping[str, PaperState], kind: str, *statuses: str, after: int = 0) -> PaperState | None:
    """The newest paper of a kind in one of these statuses (any without), submitted after fact number ``after``."""
    found = [
        paper
        for paper in papers.values()
        if paper.kind == kind
        and (not statuses or paper.status in statuses)
        and split_reference(paper.opened)[1] > after
    ]
    return found[-1] if found else None


def under_way(papers: Mapping[str, PaperState], kind: str, *, after: int = 0) -> PaperState | None:
    """The paper that keeps another of its kind from being written: a sent one does so only where one is all."""
    statuses = ("submitted", "approved") if kind in REPEATED else ("submitted", "approved", "sent")
    return newest(papers, kind, *statuses, after=after)


def next_serial(papers: Mapping[str, PaperState], kind: str) -> int:
    """Which of its kind the next paper will be, from 1; a withdrawn one leaves its place. 0: written once only."""
    if kind not in REPEATED:
        return 0
    return 1 + sum(paper.kind == kind and paper.status != "withdrawn" for paper in papers.values())


def further_papers(papers: Mapping[str, PaperState], paper: str) -> list[PaperState]:
    """The papers that correct or recall this one, withdrawn ones left out, oldest first."""
    return [row for row in papers.values() if row.payload.get("corrects") == paper and row.status != "withdrawn"]

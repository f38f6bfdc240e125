"""Which composer makes which paper, to whom it goes, and when it may be written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fengsui.conduct.acting import Refused
from fengsui.documents.facts import EventPaperKind, UsedFigure
from fengsui.documents.layout import Annex, Block, Paper
from fengsui.documents.state import under_way
from fengsui.plan import Plan
from fengsui.response.ingredients import Ingredients
from fengsui.response.paper_kinds import correction, final, follow_up, situation
from fengsui.response.paper_kinds.changes import last_report
from fengsui.response.paper_texts import NOTICE_NAMES, PAPER_NAMES
from fengsui.response.papers import compose
from fengsui.response.state import TERMINATED, EventState

CLAUSES: Mapping[str, str] = {
    "first_notice": "5.2.1.1.a",
    "written_report": "5.2.1.1.d",
    "follow_up_report": "5.2.1.1.e",
    "situation_report": "5.2.1.2.f",
    "final_report": "1.3.l",
    "correction_report": "1.6.b",
    "recall_notice": "1.5.d",
}
"""Of each kind: the clause under which it is submitted and sent."""
ABOUT_ANOTHER = ("correction_report", "recall_notice")
"""Kinds that are drafted from the paper they are about."""


@dataclass(frozen=True, slots=True)
class Composer:
    """How one kind is made. ``upwards``: it goes to the offices of the plan."""

    title: Callable[[Ingredients], str]
    blocks: Callable[[Ingredients], tuple[Block, ...]]
    upwards: bool = True
    annexes: Callable[[Ingredients], tuple[Annex, ...]] = lambda _: ()
    letter: bool = False


COMPOSERS: Mapping[str, Composer] = {
    "follow_up_report": Composer(follow_up.title, follow_up.blocks),
    "situation_report": Composer(situation.title, situation.blocks, upwards=False),
    "final_report": Composer(final.title, final.blocks, annexes=final.annexes),
    "correction_report": Composer(correction.correction_title, correction.correction_blocks),
    "recall_notice": Composer(correction.recall_title, correction.recall_blocks, upwards=False, letter=True),
}


def compose_paper(kind: str, it: Ingredients, number: str | None) -> tuple[Paper, tuple[UsedFigure, ...]]:
    """The paper of this kind and the figures it used. Raises Refused where there is nothing to write it on."""
    if kind not in COMPOSERS:
        return compose(kind, it, number)
    composer = COMPOSERS[kind]
    body = it.issuer.body
    paper = Paper(
        kind="letter" if composer.letter else "report",
        issuing_body=body,
        mark=body if composer.letter else it.issuer.mark,
        title=composer.title(it),
        blocks=composer.blocks(it),
        annexes=composer.annexes(it),
        document_number=number,
        urgency="特急" if kind == "follow_up_report" else None,
        main_recipients=recipients(kind, it),
        issued_by=body,
        copies_to=tuple(copy.name for copy in it.plan.copy_to) if kind == "final_report" else (),
        printed_by=f"{body}办公室" if "办公室" not in body else None,
        frame=it.frame,
        draft=number is None,
    )
    return paper, tuple(it.used)


def recipients(kind: str, it: Ingredients) -> tuple[str, ...]:
    """Whom the paper names as its readers, in full."""
    if kind == "recall_notice":
        return (it.texts.get("unit", "").strip() or "待核",)
    if kind == "situation_report":
        return (it.issuer.body,)
    if kind == "correction_report":  # the same units that have the paper (1.6.b)
        sent = correction.corrected_paper(it).sent or {}
        full = {row.id: row.full_name for row in it.plan.addressees}
        return tuple(full.get(row["addressee"], str(row["addressee_name"])) for row in sent.get("sendings", ()))
    return tuple(office.full_name for office in it.plan.addressees)


def addressee_ids(kind: str, it: Ingredients) -> tuple[str, ...]:
    """The receiving units by id; one that is not in the plan by its name."""
    if kind in {"recall_notice", "situation_report"}:
        return recipients(kind, it)
    if kind == "correction_report":
        sent = correction.corrected_paper(it).sent or {}
        return tuple(str(row["addressee"]) for row in sent.get("sendings", ()))
    return tuple(office.id for office in it.plan.addressees)


def why_not_now(kind: str, state: EventState) -> str:
    """Why this paper can't be written as things stand; empty where it can."""
    if kind == "follow_up_report" and last_report(state) is None:
        return follow_up.NOTHING_SENT
    if kind == "final_report" and state.status != TERMINATED:
        return final.NOT_ENDED
    if kind != "final_report" and not state.is_open and kind not in ABOUT_ANOTHER:
        return "事件已经结束"
    return ""


def refuse_untimely(kind: str, state: EventState) -> None:
    """Raise Refused with :func:`why_not_now`."""
    if kind not in NOTICE_NAMES and (why := why_not_now(kind, state)):
        raise Refused(why)


def draftable(state: EventState, plan: Plan) -> list[tuple[str, str]]:
    """(kind, name) of the papers that can be drafted now; of the further ones those that the plan names."""
    named = {paper.id for paper in plan.papers}
    return [
        (kind, name)
        for kind, name in PAPER_NAMES.items()
        if kind not in ABOUT_ANOTHER
        and (kind in NOTICE_NAMES or kind in named)
        and not why_not_now(kind, state)
        and under_way(state.papers, kind, after=state.spell_floor) is None
    ]


KINDS: Mapping[str, EventPaperKind] = {
    "first_notice": "first_notice",
    "written_report": "written_report",
    "follow_up_report": "follow_up_report",
    "situation_report": "situation_report",
    "final_report": "final_report",
    "correction_report": "correction_report",
    "recall_notice": "recall_notice",
}

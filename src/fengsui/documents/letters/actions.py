"""Acts on general letters: begin, save, submit, sign, drop. Sending and receipts are the paper room's acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.house import house
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.signatures import SignatureGiven, open_slots, requirement_for, why_not
from fengsui.conduct.world import this_world
from fengsui.documents import actions, drafts
from fengsui.documents.facts import UsedFigure
from fengsui.documents.issuing import issuer
from fengsui.documents.layout import Hand, Paper
from fengsui.documents.letters import composing
from fengsui.documents.letters.facts import LetterBegun, LetterDropped
from fengsui.documents.letters.queries import letter_state
from fengsui.documents.letters.state import KIND, PREFIX, LetterState
from fengsui.documents.policy import leading
from fengsui.ledger.canonical import timestamp
from fengsui.ledger.writing import take_number

_NO_DRAFT = "这件公文已送签、已发出或不再办理，文字不能再改。要改动，请先撤回。"


def begin_letter(*, actor: Actor, form: str, about: str = "", separate: bool = False, idempotency_key: str) -> Outcome:
    """Begin a letter from a paper of the plan. ``about``: the stream of an event, whose places it then belongs to.

    ``separate``: each unit is to get a paper and a number of its own. Raises AccessDenied, Refused for a paper the plan
    doesn't have, a kind that goes to one office, or an event nobody knows.
    """
    regions = _regions(about)
    year = timekeeping.now().astimezone(BEIJING).year

    def make(drafting: Drafting) -> LetterBegun:
        paper = next((row for row in composing.drafted_papers(drafting.plan) if row.id == form), None)
        if paper is None:
            msg = "预案没有列出这种公文，不能起草"
            raise Refused(msg)
        kind = composing.KINDS[paper.kind][0]
        if separate and kind not in composing.SEPARATE:
            msg = f"{kind}不能逐家成文。逐家成文用于{'、'.join(composing.SEPARATE)}"
            raise Refused(msg)
        return LetterBegun(form=form, form_name=paper.name, kind=kind, regions=regions, about=about, separate=separate)

    return act(
        actor=actor,
        permission="documents.draft_paper",
        stream=lambda: f"{PREFIX}/{year}-{take_number(f'letters/{year}'):03d}",
        make=make,
        regions=leading(regions),
        clause=_clause(form),
        idempotency_key=idempotency_key,
    )


def _regions(about: str) -> tuple[str, ...]:
    if not about:
        return (this_world().jurisdiction,)
    known = house.regions_of_stream.get(about.partition("/")[0])
    regions = known(about) if known else ()
    if not regions:
        msg = "没有这个事件"
        raise Refused(msg)
    return tuple(regions)


def _clause(form: str) -> str:
    return next((row.clause for row in plan_in_force().papers if row.id == form), "")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed so far; ``revision`` 0 where nobody has saved anything yet."""

    texts: Mapping[str, str]
    revision: int


def letter_draft(*, actor: Actor, letter: str) -> Draft:
    """The texts of a letter that is being written. Raises AccessDenied."""
    state = letter_state(letter)
    require(actor, "documents.draft_paper", regions=leading(state.regions))
    saved, revision = drafts.read_draft(stream=letter, kind=KIND)
    if saved:
        return Draft({name: str(saved.get(name, "")) for name in composing.FIELDS}, revision)
    return Draft(composing.first_texts(plan_in_force(), str(state.begun["form"])), revision)


def save_letter(*, actor: Actor, letter: str, texts: Mapping[str, str], revision: int) -> int:
    """Keep the cleaned texts; returns the new revision. Raises Refused when a colleague saved in between."""
    state = letter_state(letter)
    require(actor, "documents.draft_paper", regions=leading(state.regions))
    if not state.is_drafted:
        raise Refused(_NO_DRAFT)
    content = composing.cleaned(texts)
    most_of = composing.longest(separate=state.separate)
    long = [name for name, most in most_of.items() if len(content[name]) > most]
    if long:
        msg = f"“{composing.LABELS[long[0]]}”最多 {most_of[long[0]]} 字"
        raise Refused(msg)
    return drafts.save_draft(
        stream=letter,
        kind=KIND,
        content=content,
        officer=actor.officer,
        revision=revision,
        now=timekeeping.now(),
    )


def preview_letter(*, actor: Actor, letter: str, texts: Mapping[str, str]) -> Paper:
    """The letter as it would go out now, without a number. Raises AccessDenied."""
    state = letter_state(letter)
    require(actor, "documents.draft_paper", regions=leading(state.regions))
    return _composed(state, composing.cleaned(texts), None, _hand(actor, timekeeping.now()))


def submit_letter(
    *, actor: Actor, letter: str, texts: Mapping[str, str], seen: int | None = None, idempotency_key: str
) -> Outcome:
    """Send the letter for its signature; it takes its number here. What is typed stays as a draft until it is sent.

    Raises AccessDenied, Refused.
    """
    state, content = letter_state(letter), composing.cleaned(texts)
    wrong = composing.faults(str(state.begun["kind"]), content, separate=state.separate)
    if wrong:
        raise Refused("；".join(wrong.values()))

    def compose(drafting: Drafting, number: str) -> tuple[Paper, tuple[UsedFigure, ...]]:
        if drafting.state.dropped:
            raise Refused(_NO_DRAFT)
        return _composed(drafting.state, content, number, _hand(actor, drafting.now)), ()

    return actions.submit_paper(
        actor=actor,
        stream=letter,
        kind="letter",
        compose=compose,
        number_mark="" if state.separate else issuer(this_world().jurisdiction).number_mark,
        addressees=composing.addressees_of(content),
        regions=state.regions,
        clause=_clause(str(state.begun["form"])),
        seen=seen,
        idempotency_key=idempotency_key,
    )


def _hand(actor: Actor, now: datetime) -> Hand:
    """Who submits a letter answers for every word and number in it."""
    return Hand(officer=actor.officer, name=actor.name, at=timestamp(now))


def _composed(state: LetterState, content: Mapping[str, str], number: str | None, hand: Hand) -> Paper:
    world = this_world()
    frames = {"demonstration": "demonstration", "exercise": "exercise"}
    return composing.compose_letter(
        str(state.begun["kind"]),
        content,
        issuer=issuer(world.jurisdiction),
        number=number,
        frame=frames.get(world.kind, "live"),
        hand=hand,
    )


def sign_letter(*, actor: Actor, paper: str, seen_hash: str, idempotency_key: str) -> Outcome:
    """Sign a submitted letter in person, as the plan asks; nobody signs for another. Raises AccessDenied, Refused."""
    letter = paper.partition("#")[0]

    def make(drafting: Drafting) -> SignatureGiven:
        found = drafting.state.matters.by_fact.get(paper)
        requirement = requirement_for(drafting.plan, found.act) if found else None
        missing = open_slots(requirement, found.signatures) if found and requirement else ()
        role = next((role for roles in missing for role in sorted(roles & actor.roles)), min(actor.roles, default=""))
        problem = why_not(drafting.plan, found, officer=actor.officer, role=role, mode="in_person", seen_hash=seen_hash)
        if found is None or problem:
            raise Refused(problem)
        return SignatureGiven(
            matter=paper,
            act=found.act,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            mode="in_person",
            seen_hash=seen_hash,
        )

    return act(
        actor=actor,
        permission="documents.sign_letter",
        stream=letter,
        make=make,
        regions=leading(letter_state(letter).regions),
        clause="1.1.h",
        idempotency_key=idempotency_key,
    )


def drop_letter(*, actor: Actor, letter: str, reason: str, idempotency_key: str) -> Outcome:
    """A letter that isn't needed any more leaves the list of what is being written; it stays on record."""

    def make(drafting: Drafting) -> LetterDropped:
        state: LetterState = drafting.state
        if not state.is_drafted:
            raise Refused(_NO_DRAFT)
        if not reason.strip():
            msg = "请写明为什么不再办理"
            raise Refused(msg)
        return LetterDropped(reason=reason)

    outcome = act(
        actor=actor,
        permission="documents.withdraw_paper",
        stream=letter,
        make=make,
        regions=leading(letter_state(letter).regions),
        idempotency_key=idempotency_key,
    )
    drafts.drop_draft(stream=letter, kind=KIND)
    return outcome

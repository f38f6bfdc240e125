"""The papers of an event: preview, submit; sending and receipts are the paper room's acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome
from fengsui.conduct.plans import plan_in_force, plan_of_version
from fengsui.conduct.streams import state_at, state_of
from fengsui.conduct.world import this_world
from fengsui.documents import actions, drafts
from fengsui.documents.facts import PaperKind, UsedFigure
from fengsui.documents.issuing import issuer
from fengsui.documents.layout import Paper
from fengsui.ledger.reading import read_stream, stream_number
from fengsui.plan import Plan
from fengsui.registry.institution_sources import institution_sources
from fengsui.registry.queries import institution_many, region_name
from fengsui.response import drafting
from fengsui.response.drafting import Written
from fengsui.response.ingredients import Filled, Ingredients
from fengsui.response.paper_kinds.composing import CLAUSES, COMPOSERS, addressee_ids, compose_paper, refuse_untimely
from fengsui.response.paper_texts import TEXTS, check_texts
from fengsui.response.state import EventState
from fengsui.response.timeline import timeline


@dataclass(frozen=True, slots=True)
class Drafted:
    """A paper as it would go out now, and its fields that the facts fill."""

    paper: Paper
    filled: Sequence[Filled]


def prefilled_texts(*, actor: Actor, event: str, kind: PaperKind) -> tuple[dict[str, str], int]:
    """(passages, draft revision): what was saved, else what the facts already say."""
    written = begun_draft(actor=actor, event=event, kind=kind)
    return dict(written.texts), written.revision


def begun_draft(*, actor: Actor, event: str, kind: PaperKind) -> Written:
    """The draft as it was saved; before that with what the facts already say. Raises AccessDenied."""
    state: EventState = state_of(event)
    require(actor, "documents.draft_paper", regions=state.regions)
    saved = drafting.saved_draft(event, kind)
    if saved.revision:
        return saved
    given = drafting.given_texts(actor, state, kind)
    return Written({text.name: given.get(text.name, "") for text in TEXTS[kind]})


def preview(
    *, actor: Actor, event: str, kind: PaperKind, texts: Mapping[str, str], plan: Plan, about: str = ""
) -> Paper:
    """The paper as it would go out now, without a number. ``about``: the sent paper that it corrects or recalls."""
    return drafted(actor=actor, event=event, kind=kind, texts=texts, plan=plan, about=about).paper


def drafted(
    *,
    actor: Actor,
    event: str,
    kind: PaperKind,
    texts: Mapping[str, str],
    plan: Plan,
    changes: Mapping[str, str] | None = None,
    about: str = "",
) -> Drafted:
    """The paper as it would go out now with every change of a fact-filled field. ``changes``: field → typed text."""
    state: EventState = state_of(event)
    require(actor, "documents.draft_paper", regions=state.regions)
    now = timekeeping.now()
    written = drafting.written_by(actor, texts, changes, over=drafting.saved_draft(event, kind), now=now)
    it = _ingredients(state, plan, written, now, about, given=drafting.given_texts(actor, state, kind))
    paper, _ = compose_paper(kind, it, None)
    return Drafted(paper, tuple(it.filled))


def save_draft(
    *,
    actor: Actor,
    event: str,
    kind: PaperKind,
    texts: Mapping[str, str],
    revision: int,
    changes: Mapping[str, str] | None = None,
) -> int:
    """Keep what was typed; returns the draft's new revision.

    Raises Refused when somebody saved in between, or a change holds what may not stand in the clear.
    """
    state: EventState = state_of(event)
    require(actor, "documents.draft_paper", regions=state.regions)
    drafting.refuse_faulty(changes or {})
    now, plan = timekeeping.now(), _plan_of(event)
    typed = {text.name: texts.get(text.name, "") for text in TEXTS[kind]}
    written = drafting.written_by(actor, typed, changes, over=drafting.saved_draft(event, kind), now=now)
    if written.changes:
        it = _ingredients(state, plan, written, now)
        compose_paper(kind, it, None)
        written = drafting.dated(written, it.filled)
    return drafting.save(event, kind, replace(written, revision=revision), actor, now)


def submit(
    *,
    actor: Actor,
    event: str,
    kind: PaperKind,
    texts: Mapping[str, str],
    seen: int | None,
    idempotency_key: str,
    changes: Mapping[str, str] | None = None,
    about: str = "",
) -> Outcome:
    """Compose from the facts of this moment and send for approval. ``changes``: None as they were saved."""
    state: EventState = state_of(event)
    require(actor, "documents.submit_paper", regions=state.regions)
    drafting.refuse_faulty(changes or {})
    given = drafting.given_texts(actor, state, kind)
    written = drafting.written_by(actor, texts, changes, over=drafting.saved_draft(event, kind), now=timekeeping.now())

    def compose_now(drafting_: Drafting, number: str) -> tuple[Paper, tuple[UsedFigure, ...]]:
        check_texts(kind, texts, drafting_.plan)
        refuse_untimely(kind, drafting_.state)
        it = _ingredients(drafting_.state, drafting_.plan, written, drafting_.now, about, given=given)
        return compose_paper(kind, it, number)

    outcome = actions.submit_paper(
        actor=actor,
        stream=event,
        kind=kind,
        compose=compose_now,
        number_mark=issuer(this_world().jurisdiction).number_mark,
        addressees=_addressees(kind, state, written, about),
        regions=state.regions,
        clause=CLAUSES[kind],
        corrects=about,
        seen=seen,
        idempotency_key=idempotency_key,
    )
    drafts.drop_draft(stream=event, kind=kind)
    return outcome


def _plan_of(event: str) -> Plan:
    return plan_of_version(state_at(event, stream_number(event))[1])


def _addressees(kind: PaperKind, state: EventState, written: Written, about: str) -> Sequence[str]:
    """The offices whose clocks run, or those of the plan; of a further paper whoever it is for."""
    if kind in COMPOSERS:
        return addressee_ids(kind, _ingredients(state, _plan_of(state.stream), written, timekeeping.now(), about))
    subjects = [clock.subject for clock in state.clocks.values() if clock.definition == "first_notice"]
    return list(dict.fromkeys(subjects)) or [addressee.id for addressee in plan_in_force().addressees]


def _ingredients(
    state: EventState,
    plan: Plan,
    written: Written,
    now: datetime,
    about: str = "",
    *,
    given: Mapping[str, str] | None = None,
) -> Ingredients:
    world = this_world()
    codes = {state.opened["region"], *state.regions}
    for entry in state.institutions.values():
        codes |= {entry["registered_region"], *entry["operating_regions"]}
    facts = read_stream(state.stream)
    frames = {"demonstration": "demonstration", "exercise": "exercise"}
    return Ingredients(
        state=state,
        plan=plan,
        issuer=issuer(world.jurisdiction),
        frame=frames.get(world.kind, "live"),
        now=now,
        lines=timeline(facts, plan),
        facts=facts,
        about=about,
        texts=written.texts,
        hands=written.hands,
        changes=written.changes,
        given_texts=given or {},
        institutions=_institution_rows(state),
        region_names={code: region_name(code) for code in codes},
    )


def _institution_rows(state: EventState) -> dict[str, dict[str, Any]]:
    sources = institution_sources(state.institutions)
    return {
        key: {
            "fact": sources.get(key, ""),
            "credit_code": row.credit_code,
            "platform_name": row.platform_name,
            "website": row.website,
            "application_name": row.application_name,
            "class_code": row.class_code,
            "custody_bank": row.custody_bank,
        }
        for key, row in institution_many(state.institutions).items()
    }

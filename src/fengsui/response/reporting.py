"""The papers of an event: preview, submit; sending and receipts are the paper room's acts."""

from collections.abc import Mapping, Sequence
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
from fengsui.registry.queries import institution_many, region_name
from fengsui.response.accounts import open_narrative
from fengsui.response.paper_kinds.composing import CLAUSES, COMPOSERS, addressee_ids, compose_paper, refuse_untimely
from fengsui.response.paper_texts import TEXTS, check_texts
from fengsui.response.papers import Ingredients
from fengsui.response.state import EventState
from fengsui.response.timeline import timeline


def prefilled_texts(*, actor: Actor, event: str, kind: PaperKind) -> tuple[dict[str, str], int]:
    """(passages, draft revision): what was saved, else what the facts already say."""
    require(actor, "documents.draft_paper", regions=state_of(event).regions)
    saved, revision = drafts.read_draft(stream=event, kind=kind)
    if saved:
        return {text.name: str(saved.get(text.name, "")) for text in TEXTS[kind]}, revision
    state: EventState = state_of(event)
    if not {"narrative", "trend"} & {text.name for text in TEXTS[kind]}:
        return {text.name: "" for text in TEXTS[kind]}, revision
    narrative = open_narrative(actor=actor, state=state, purpose="起草公文")
    texts = {"narrative": narrative[: TEXTS[kind][0].longest], "trend": str(state.opened["trend"])}
    return {text.name: texts.get(text.name, "") for text in TEXTS[kind]}, revision


def preview(
    *, actor: Actor, event: str, kind: PaperKind, texts: Mapping[str, str], plan: Plan, about: str = ""
) -> Paper:
    """The paper as it would go out now, without a number. ``about``: the sent paper that it corrects or recalls."""
    state: EventState = state_of(event)
    require(actor, "documents.draft_paper", regions=state.regions)
    paper, _ = compose_paper(kind, _ingredients(state, plan, texts, timekeeping.now(), about), None)
    return paper


def save_draft(*, actor: Actor, event: str, kind: PaperKind, texts: Mapping[str, str], revision: int) -> int:
    """Keep what was typed; returns the draft's new revision. Raises Refused when somebody saved in between."""
    require(actor, "documents.draft_paper", regions=state_of(event).regions)
    content = {text.name: texts.get(text.name, "") for text in TEXTS[kind]}
    return drafts.save_draft(
        stream=event,
        kind=kind,
        content=content,
        officer=actor.officer,
        revision=revision,
        now=timekeeping.now(),
    )


def submit(
    *,
    actor: Actor,
    event: str,
    kind: PaperKind,
    texts: Mapping[str, str],
    seen: int | None,
    idempotency_key: str,
    about: str = "",
) -> Outcome:
    """Compose from the facts of this moment and send for approval."""
    state: EventState = state_of(event)

    def compose_now(drafting: Drafting, number: str) -> tuple[Paper, tuple[UsedFigure, ...]]:
        check_texts(kind, texts, drafting.plan)
        refuse_untimely(kind, drafting.state)
        return compose_paper(kind, _ingredients(drafting.state, drafting.plan, texts, drafting.now, about), number)

    outcome = actions.submit_paper(
        actor=actor,
        stream=event,
        kind=kind,
        compose=compose_now,
        number_mark=issuer(this_world().jurisdiction).number_mark,
        addressees=_addressees(kind, state, texts, about),
        regions=state.regions,
        clause=CLAUSES[kind],
        corrects=about,
        seen=seen,
        idempotency_key=idempotency_key,
    )
    drafts.drop_draft(stream=event, kind=kind)
    return outcome


def _addressees(kind: PaperKind, state: EventState, texts: Mapping[str, str], about: str) -> Sequence[str]:
    """The offices whose clocks run, or those of the plan; of a further paper whoever it is for."""
    if kind in COMPOSERS:
        plan = plan_of_version(state_at(state.stream, stream_number(state.stream))[1])
        return addressee_ids(kind, _ingredients(state, plan, texts, timekeeping.now(), about))
    subjects = [clock.subject for clock in state.clocks.values() if clock.definition == "first_notice"]
    return list(dict.fromkeys(subjects)) or [addressee.id for addressee in plan_in_force().addressees]


def _ingredients(
    state: EventState, plan: Plan, texts: Mapping[str, str], now: datetime, about: str = ""
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
        texts=texts,
        institutions=_institution_rows(state),
        region_names={code: region_name(code) for code in codes},
    )


def _institution_rows(state: EventState) -> dict[str, dict[str, Any]]:
    return {
        key: {
            "credit_code": row.credit_code,
            "platform_name": row.platform_name,
            "website": row.website,
            "application_name": row.application_name,
            "class_code": row.class_code,
            "custody_bank": row.custody_bank,
        }
        for key, row in institution_many(state.institutions).items()
    }

"""The 风险提示函 of a ticket: draft, preview, submit, send. Signing is ``verifying.sign``."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import this_world
from fengsui.documents import actions, drafts
from fengsui.documents.facts import Sending, UsedFigure
from fengsui.documents.issuing import issuer
from fengsui.documents.layout import Hand, Paper
from fengsui.ledger.canonical import timestamp
from fengsui.plan import Plan
from fengsui.registry.institution_sources import institution_sources
from fengsui.registry.queries import institution_many, region_name
from fengsui.warning.papers import KIND, PASSAGES, PromptIngredients, check_texts, compose_prompt, drafted_texts
from fengsui.warning.places import institution_of, regions_or_not_there, warning_stream
from fengsui.warning.state import TicketState, WarningState

CLAUSE = "4.1.b"
TO_INSTITUTION = "institution"


def prompt_texts(*, actor: Actor, ticket: str) -> tuple[dict[str, str], int]:
    """(passages, draft revision): what was saved, else what the facts say. Raises AccessDenied, Refused."""
    stream, state, found = _ticket(actor, ticket)
    saved, revision = drafts.read_draft(stream=stream, kind=KIND)
    if saved:
        return {name: str(saved.get(name, "")) for name in PASSAGES}, revision
    return _given(state, found), revision


def _given(state: WarningState, ticket: TicketState) -> dict[str, str]:
    """The passages as the facts have them now."""
    places = (state.institution["registered_region"], *state.institution["operating_regions"])
    row = institution_many([institution_of(ticket.fact)]).get(institution_of(ticket.fact))
    lenders = row.lender_count if row else None
    names = {code: region_name(code) for code in places}
    return drafted_texts(state, ticket, region_names=names, lenders=lenders)


def save_prompt_draft(*, actor: Actor, ticket: str, texts: Mapping[str, str], revision: int) -> int:
    """Keep what was typed; returns the draft's new revision. Raises Refused when somebody saved in between."""
    stream, _, _ = _ticket(actor, ticket)
    return drafts.save_draft(
        stream=stream,
        kind=KIND,
        content={name: texts.get(name, "") for name in PASSAGES},
        officer=actor.officer,
        revision=revision,
        now=timekeeping.now(),
    )


def preview_prompt(*, actor: Actor, ticket: str, texts: Mapping[str, str], addressees: Sequence[str] = ()) -> Paper:
    """The letter as it would go out now, without a number."""
    _, state, found = _ticket(actor, ticket)
    check_texts(texts)
    now = timekeeping.now()
    it = _ingredients(state, found, plan_in_force(), texts=texts, now=now, addressees=addressees, actor=actor)
    return compose_prompt(it, None)[0]


def submit_prompt(
    *,
    actor: Actor,
    ticket: str,
    texts: Mapping[str, str],
    addressees: Sequence[str] = (),
    seen: int | None = None,
    idempotency_key: str,
) -> Outcome:
    """Compose from the facts of this moment and send for approval.

    ``addressees``: ids of the plan's addressees that get it beside the institution itself.
    """
    check_texts(texts)
    stream, _, _ = _ticket(actor, ticket)

    def compose_now(drafting: Drafting, number: str) -> tuple[Paper, tuple[UsedFigure, ...]]:
        state: WarningState = drafting.state
        found = state.ticket
        if found is None or found.fact != ticket:
            msg = "这张预警单已经销单，不再发提示函"
            raise Refused(msg)
        it = _ingredients(
            state, found, drafting.plan, texts=texts, now=drafting.now, addressees=addressees, actor=actor
        )
        return compose_prompt(it, number)

    outcome = actions.submit_paper(
        actor=actor,
        stream=stream,
        kind="risk_prompt",
        compose=compose_now,
        number_mark=issuer(this_world().jurisdiction).number_mark,
        addressees=(TO_INSTITUTION, *addressees),
        regions=regions_or_not_there(institution_of(ticket)),
        clause=CLAUSE,
        seen=seen,
        idempotency_key=idempotency_key,
    )
    drafts.drop_draft(stream=stream, kind=KIND)
    return outcome


def send_prompt(*, actor: Actor, paper: str, channel: str, sent_at: datetime, idempotency_key: str) -> Outcome:
    """Send an approved letter to all its addressees by one channel; receipts are ``documents.actions``'."""
    institution = institution_of(paper)
    state: WarningState = state_of(warning_stream(institution))
    if paper not in state.papers:
        msg = "没有这件公文"
        raise Refused(msg)
    names = addressee_names(state, plan_in_force())
    sendings = [
        Sending(addressee=key, addressee_name=names[key], channel=channel, sent_at=sent_at)
        for key in state.papers[paper].payload["addressees"]
    ]
    return actions.send_paper(
        actor=actor,
        paper=paper,
        sendings=sendings,
        regions=regions_or_not_there(institution),
        clause=CLAUSE,
        idempotency_key=idempotency_key,
    )


def addressee_names(state: WarningState, plan: Plan) -> dict[str, str]:
    """Whom a letter may go to, by id: the institution itself and the plan's addressees."""
    return {
        TO_INSTITUTION: str(state.institution["name"]),
        **{addressee.id: addressee.name for addressee in plan.addressees},
    }


def _ticket(actor: Actor, ticket: str) -> tuple[str, WarningState, TicketState]:
    institution = institution_of(ticket)
    require(actor, "documents.draft_paper", regions=regions_or_not_there(institution))
    stream = warning_stream(institution)
    state: WarningState = state_of(stream)
    if state.ticket is None or state.ticket.fact != ticket:
        msg = "这张预警单已经销单，不再发提示函"
        raise Refused(msg)
    return stream, state, state.ticket


def _ingredients(
    state: WarningState,
    ticket: TicketState,
    plan: Plan,
    *,
    texts: Mapping[str, str],
    now: datetime,
    addressees: Sequence[str],
    actor: Actor,
) -> PromptIngredients:
    world, names = this_world(), addressee_names(state, plan)
    row = institution_many([state.institution["id"]]).get(state.institution["id"])
    frames = {"demonstration": "demonstration", "exercise": "exercise"}
    return PromptIngredients(
        state=state,
        ticket=ticket,
        plan=plan,
        issuer=issuer(world.jurisdiction),
        frame=frames.get(world.kind, "live"),
        now=now,
        texts=texts,
        addressees={key: names[key] for key in (TO_INSTITUTION, *addressees)},
        credit_code=row.credit_code if row else "",
        known_by=institution_sources([state.institution["id"]]).get(state.institution["id"], ""),
        given=_given(state, ticket),
        hand=Hand(officer=actor.officer, name=actor.name, at=timestamp(now)),
    )

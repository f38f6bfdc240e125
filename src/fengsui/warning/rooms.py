"""One ticket, and one institution's warning, whole: what the pages show, confined to the officer's places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fengsui.clock.due import clocks_of
from fengsui.conduct.access import Actor, NotThere, may, require
from fengsui.conduct.plans import plan_in_force, plan_of_version
from fengsui.conduct.streams import state_at
from fengsui.documents.models import Paper
from fengsui.documents.queries import papers_of
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import heads_of, read_stream
from fengsui.notify.models import Acknowledgement
from fengsui.notify.outbox import delivery_states
from fengsui.plan import Plan
from fengsui.registry.institutions import visible_institutions
from fengsui.registry.queries import officers_many
from fengsui.warning.desk import VIEW, WaitingSignature, matters_of
from fengsui.warning.models import Attention, SignedLevel, Ticket
from fengsui.warning.papers import KIND
from fengsui.warning.places import institution_of, regions_or_not_there, warning_stream
from fengsui.warning.policy import RULES
from fengsui.warning.state import TicketState, WarningState


@dataclass(frozen=True, slots=True)
class AssessedThen:
    """One assessment of the history: the level the rules proposed and why; ``fact`` is its reference."""

    at: datetime
    level: int
    score_ppm: int | None
    hard_rules: tuple[str, ...]
    why: tuple[str, ...]
    unknown: tuple[str, ...]
    fact: str


@dataclass(frozen=True, slots=True)
class Prompted:
    """One message about the institution: what, since when, how it went out, who has seen it when (4.1.b)."""

    subject: str
    created_at: datetime
    fact: str
    deliveries: tuple[tuple[str, str, datetime | None], ...]
    """(channel, state, sent at) for each."""
    seen: tuple[tuple[str, datetime], ...]
    """(officer's name, when)."""


@dataclass(frozen=True, slots=True)
class InstitutionWarning:
    """All of one institution's warning that the officer may see; ``number`` is what the page was made from.

    ``may``: permissions of this room the officer has here, such as ``warning.close_ticket``.
    """

    institution: str
    state: WarningState
    plan: Plan
    number: int
    regions: tuple[str, ...]
    facts: Sequence[Fact]
    attention: Attention | None
    signed: SignedLevel | None
    tickets: Sequence[Ticket]
    clocks: Sequence[dict[str, Any]]
    papers: Sequence[dict[str, Any]]
    history: Sequence[AssessedThen]
    matters: Sequence[WaitingSignature]
    prompts: Sequence[Prompted]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class TicketPage:
    """One ticket in its institution's warning; ``facts``: those of the ticket's time, oldest first."""

    row: Ticket
    ticket: TicketState
    room: InstitutionWarning
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class SignalToCheck:
    """A text to be checked about one institution. ``kind``: K1 or K2, empty where no rule asked.

    ``waiting``: others too. ``number``: of the stream, as the page showed it.
    """

    institution: str
    state: WarningState
    kind: str
    waiting: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class PromptRoom:
    """The letters of one institution's warning, for who may see papers without seeing warnings."""

    institution: str
    name: str
    state: WarningState
    plan: Plan
    regions: tuple[str, ...]
    matters: Sequence[WaitingSignature]


def signal_to_check(actor: Actor, institution: str, signal: str) -> SignalToCheck:
    """What an officer who checks a text has to know (4.2.1, 4.2.2). Raises AccessDenied, NotThere."""
    require(actor, "warning.check_signal", regions=regions_or_not_there(institution))
    stream = warning_stream(institution)
    number = heads_of([stream]).get(stream, (0, ""))[0]
    state: WarningState = state_at(stream, number)[0]
    kind = next((kind for kind, waiting in state.pending.items() if signal in waiting), "")
    waiting = state.pending.get(kind, ()) if kind else ()
    return SignalToCheck(institution, state, kind, waiting, number)


def prompt_room(actor: Actor, institution: str) -> PromptRoom:
    """The letters about one institution. Raises AccessDenied, NotThere."""
    regions = regions_or_not_there(institution)
    require(actor, "documents.view_papers", regions=regions)
    stream = warning_stream(institution)
    number = heads_of([stream]).get(stream, (0, ""))[0]
    state: WarningState
    state, version = state_at(stream, number)
    plan = plan_of_version(version) if version else plan_in_force()
    name = str(state.institution.get("name", ""))
    return PromptRoom(institution, name, state, plan, regions, matters_of(state, plan, actor))


def prompt_papers(actor: Actor, *, limit: int = 100) -> list[dict[str, Any]]:
    """The newest letters about institutions the actor sees, with ``institution`` and its name. Raises AccessDenied."""
    require(actor, "documents.view_papers")
    rows: list[dict[str, Any]] = [
        dict(row) for row in Paper.objects.filter(kind=KIND).order_by("-submitted_at").values()
    ]
    seen = visible_institutions(actor).in_bulk({institution_of(row["stream"]) for row in rows})
    named = [(row, seen.get(institution_of(row["stream"]))) for row in rows]
    return [{**row, "institution": one.pk, "name": one.name} for row, one in named if one is not None][:limit]


def institution_warning(actor: Actor, institution: str) -> InstitutionWarning:
    """One institution's warning. Raises AccessDenied; NotThere for an unknown one and one of another place alike."""
    regions = regions_or_not_there(institution)
    require(actor, VIEW, regions=regions)
    return _room(actor, institution, regions, read_stream(warning_stream(institution)))


def _room(actor: Actor, institution: str, regions: tuple[str, ...], facts: Sequence[Fact]) -> InstitutionWarning:
    stream = warning_stream(institution)
    state, version = state_at(stream, len(facts))
    plan = plan_of_version(version) if version else plan_in_force()
    return InstitutionWarning(
        institution=institution,
        state=state,
        plan=plan,
        number=len(facts),
        regions=regions,
        facts=facts,
        attention=Attention.objects.filter(pk=institution).first(),
        signed=SignedLevel.objects.filter(pk=institution, level__isnull=False).first(),
        tickets=list(Ticket.objects.filter(institution=institution).order_by("-opened_at", "-id")),
        clocks=clocks_of(stream),
        papers=papers_of(stream),
        history=_history(facts),
        matters=matters_of(state, plan, actor),
        prompts=_prompts(stream),
        may=frozenset(permission for permission, _, _ in RULES if may(actor, permission)),
    )


def ticket_page(actor: Actor, ticket: str) -> TicketPage:
    """One ticket. Raises AccessDenied; NotThere for an unknown one and for one of another place alike."""
    row = Ticket.objects.filter(pk=ticket).first()
    if row is None:
        msg = "没有这张预警单"
        raise NotThere(msg)
    regions = regions_or_not_there(row.institution)
    require(actor, VIEW, regions=regions)
    facts = read_stream(row.stream)
    room = _room(actor, row.institution, regions, facts)
    found: TicketState = room.state.tickets[ticket]
    last = found.closing.get("fact")
    numbers = [fact.number for fact in facts if fact.reference == last]
    first = next(fact for fact in facts if fact.reference == ticket)
    start = int(first.cause.rpartition("#")[2]) if first.cause else first.number
    within = [fact for fact in facts if start <= fact.number <= (numbers[0] if numbers else facts[-1].number)]
    return TicketPage(row, found, room, within)


def _history(facts: Sequence[Fact]) -> list[AssessedThen]:
    return [
        AssessedThen(
            at=fact.happened_at,
            level=fact.payload["level"],
            score_ppm=fact.payload["score_ppm"],
            hard_rules=tuple(fact.payload["hard_rules"]),
            why=tuple(fact.payload["why"]),
            unknown=tuple(fact.payload["unknown"]),
            fact=fact.reference,
        )
        for fact in reversed(facts)
        if fact.kind == "attention.assessed"
    ]


def _prompts(stream: str) -> list[Prompted]:
    sent: dict[str, list[Any]] = {}
    messages: dict[str, Any] = {}
    for row in delivery_states(stream):
        message, delivery = row["message"], row["delivery"]
        messages[message.pk] = message  # type: ignore[attr-defined]
        sent.setdefault(message.pk, []).append(delivery)  # type: ignore[attr-defined]
    seen: dict[str, list[Acknowledgement]] = {}
    for answer in Acknowledgement.objects.filter(message_id__in=list(messages)).order_by("seen_at"):
        seen.setdefault(answer.message_id, []).append(answer)
    names = officers_many({answer.officer for answers in seen.values() for answer in answers})
    return [
        Prompted(
            subject=message.subject,
            created_at=message.created_at,
            fact=message.fact,
            deliveries=tuple((one.channel, one.state, one.sent_at) for one in sent[key]),
            seen=tuple((names[one.officer].name, one.seen_at) for one in seen.get(key, []) if one.officer in names),
        )
        for key, message in sorted(messages.items(), key=lambda item: item[1].created_at)
    ]

"""The call log: calls in and out, typed on one line; what follows from them; opened for a stated purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Unpack

from django.db.models import Q, QuerySet

from fengsui.command.facts import CallFollowedUp, CallLogged, Direction
from fengsui.command.models import Call
from fengsui.conduct.access import Actor, covers, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.world import this_world
from fengsui.ledger.sealed import LONGEST_PURPOSE
from fengsui.registry.acting import Sent, faults_refused
from fengsui.registry.people import open_sealed, served
from fengsui.response.models import Event
from fengsui.response.opening import seal_text
from fengsui.response.queries import event_regions, visible_events

CLAUSE = "3.2.9"
MOST_OPENED = 100
"""How many calls are opened at once: a purpose is for what one reads, not for the whole log."""


@dataclass(frozen=True, slots=True)
class CallEntry:
    """One line as typed. ``event``: its stream, or empty."""

    direction: Direction
    party: str
    answered: bool
    said: str
    follows: str
    at: datetime
    event: str = ""


def calls_stream(region: str) -> str:
    """The stream of a region's calls."""
    return f"calls/{region}"


def log_call(*, actor: Actor, entry: CallEntry, **sent: Unpack[Sent]) -> Outcome:
    """Write a call down. ``entry.party`` is an office or a post. Raises AccessDenied, Refused."""
    region = actor.region if covers(this_world().jurisdiction, actor.region) else this_world().jurisdiction
    stream, subject = calls_stream(region), entry.event or calls_stream(region)

    def make(drafting: Drafting) -> FactModel:
        if entry.event and not visible_events(actor).filter(pk=entry.event).exists():
            msg = "没有这个事件，请重新选"
            raise Refused(msg)
        if entry.at > drafting.now:
            msg = "通话时间不能晚于现在"
            raise Refused(msg)
        if not entry.party.strip():
            msg = "请写和谁通话：单位或岗位"
            raise Refused(msg)
        if entry.answered and not entry.said.strip():
            msg = "请写说了什么；没有接通的选“未接通”"
            raise Refused(msg)
        with faults_refused("和谁："):
            return CallLogged(
                region=region,
                event=entry.event,
                direction=entry.direction,
                party=entry.party,
                answered=entry.answered,
                said=seal_text(subject, "call", entry.said, drafting.now) if entry.said.strip() else None,
                follows=seal_text(subject, "call", entry.follows, drafting.now) if entry.follows.strip() else None,
                officer_name=actor.name,
            )

    return act(
        actor=actor,
        permission="command.log_call",
        stream=stream,
        make=make,
        happened_at=entry.at,
        clause=CLAUSE,
        regions=event_regions(entry.event) if entry.event else (actor.region,),
        **sent,
    )


def follow_up(*, actor: Actor, call: str, outcome: str, **sent: Unpack[Sent]) -> Outcome:
    """Say what came of a call that is open. Raises AccessDenied, Refused."""
    row = Call.objects.filter(pk=call).first()

    def make(drafting: Drafting) -> FactModel:
        if row is None or not Call.objects.filter(pk=call, open=True).exists():
            msg = "这次通话已经办结或不存在，请刷新页面"
            raise Refused(msg)
        if not outcome.strip():
            msg = "请写办得怎样"
            raise Refused(msg)
        sealed = seal_text(row.event or calls_stream(row.region), "call", outcome, drafting.now)
        return CallFollowedUp(call=call, outcome=sealed, officer_name=actor.name)

    return act(
        actor=actor,
        permission="command.log_call",
        stream=calls_stream(row.region if row is not None else this_world().jurisdiction),
        make=make,
        clause=CLAUSE,
        regions=_regions_of(row) if row is not None else (actor.region,),
        **sent,
    )


def _regions_of(call: Call) -> tuple[str, ...]:
    return event_regions(call.event) if call.event else (call.region,)


def calls(
    actor: Actor,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    event: str = "",
    only_open: bool = False,
) -> QuerySet[Call]:
    """Calls between two moments, newest first: of the officer's places, and of events the officer may see.

    Raises AccessDenied.
    """
    require(actor, "command.view_calls")
    rows = Call.objects.order_by("-happened_at", "-id")
    if actor.region != this_world().jurisdiction:
        rows = rows.filter(served("region", actor.region) | Q(event__in=visible_events(actor).values("pk")))
    if since is not None:
        rows = rows.filter(happened_at__gte=since)
    if until is not None:
        rows = rows.filter(happened_at__lt=until)
    if event:
        rows = rows.filter(event=event)
    return rows.filter(open=True) if only_open else rows


def open_texts(actor: Actor, rows: Sequence[Call], purpose: str) -> Mapping[str, Mapping[str, str]]:
    """Call → what was said, what follows, what came of it; opened for a purpose and logged.

    Raises AccessDenied, Refused for a purpose too long to be kept.
    """
    require(actor, "command.open_calls", purpose=purpose)
    if len(purpose.strip()) > LONGEST_PURPOSE:
        msg = f"用途最多 {LONGEST_PURPOSE} 字，请写短一些"
        raise Refused(msg)
    columns = ("said_sealed", "follows_sealed", "outcome_sealed")
    wanted = {f"{row.pk} {column}": getattr(row, column) for row in rows[:MOST_OPENED] for column in columns}
    texts = open_sealed(wanted, purpose=purpose.strip(), by=actor.officer)
    return {
        row.pk: {column.removesuffix("_sealed"): texts.get(f"{row.pk} {column}", "") for column in columns}
        for row in rows[:MOST_OPENED]
    }


def event_choices(actor: Actor) -> list[tuple[str, str]]:
    """Events in progress that a call or decision may belong to, as (stream, name), newest first."""
    rows: QuerySet[Event] = visible_events(actor).filter(status="open").order_by("-opened_at")
    return [(row.pk, f"{row.name}（{row.number}）") for row in rows]

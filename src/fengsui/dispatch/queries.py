"""Alerts as pages show them: what waits, who was told by which means, what did not go out, whom to telephone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, NotThere, covers, may, require
from fengsui.conduct.house import house
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.streams import state_of
from fengsui.dispatch.facts import Terms
from fengsui.dispatch.ladder import rung, terms_of
from fengsui.dispatch.models import Alert, AlertStep
from fengsui.dispatch.rules import STEPS
from fengsui.dispatch.state import AlertState
from fengsui.notify.models import Delivery, Message
from fengsui.notify.outbox import NOBODY
from fengsui.registry.models import Officer
from fengsui.registry.people import duty_now
from fengsui.registry.queries import officers_many
from fengsui.registry.recipients import Staff

MOST = 200
MOST_OVER = 30


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert with what was done about it, and its deliveries that did not go out."""

    row: Alert
    steps: tuple[AlertStep, ...]
    undelivered: tuple[Delivery, ...]
    page_only: tuple[str, ...]
    """Names of those told whom the page alone reaches: the house has no e-mail address of theirs."""


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody to telephone, in the order in which to try. ``why``: addressee, deputy, superior, head."""

    officer: Officer
    why: str
    extension: str


@dataclass(frozen=True, slots=True)
class CallRoom:
    """What the page of a call needs: the alert, whom to call in order, and what was tried."""

    line: AlertLine
    people: tuple[ToCall, ...]


def ladder_terms() -> Terms | None:
    """The minutes of the plan in force; None where it knows no ladder."""
    return terms_of(plan_in_force())


def _mine(actor: Actor, rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """Those of the matters of the actor's places."""
    asked = house.regions_of_stream["alert"]
    streams = rows.order_by().values_list("stream", flat=True).distinct()
    mine = [stream for stream in streams if any(covers(actor.region, region) for region in asked(stream))]
    return rows.filter(stream__in=mine)


def alerts(actor: Actor) -> tuple[list[AlertLine], list[AlertLine]]:
    """(those that wait, the oldest first; those that ended lately) of the actor's places. Raises AccessDenied."""
    require(actor, "dispatch.view_alerts")
    running = _mine(actor, Alert.objects.filter(running=True)).order_by("since", "id")[:MOST]
    over = _mine(actor, Alert.objects.filter(running=False)).order_by("-ended_at", "id")[:MOST_OVER]
    return _lines(list(running)), _lines(list(over))


def waiting_count(actor: Actor) -> int:
    """How many alerts of the actor's places wait for a signature; 0 for who may not see them."""
    if not may(actor, "dispatch.view_alerts"):
        return 0
    return _mine(actor, Alert.objects.filter(running=True)).count()


def undelivered(actor: Actor) -> list[tuple[Message, Delivery]]:
    """Messages that a channel did not take, or that nobody could be found for, the newest first; of the actor's places.

    Raises AccessDenied.
    """
    require(actor, "dispatch.view_alerts")
    rows = list(Delivery.objects.filter(state__in=("waiting", "nobody")).exclude(problem="").order_by("-pk")[:MOST])
    messages = Message.objects.in_bulk({row.message_id for row in rows})
    staff = Staff()
    return [
        (messages[row.message_id], row)
        for row in rows
        if row.message_id in messages
        and any(covers(actor.region, region) for region in staff.regions_of(messages[row.message_id].stream))
    ]


def undelivered_count(actor: Actor) -> int:
    """How many messages a channel failed to take; 0 for who may not see alerts. Nobody to write to is no failure."""
    if not may(actor, "dispatch.view_alerts"):
        return 0
    rows = Delivery.objects.filter(state="waiting").exclude(problem="").exclude(problem=NOBODY)
    streams = list(Message.objects.filter(pk__in=rows.values("message_id")).values_list("stream", flat=True))
    if not streams:
        return 0
    staff = Staff()
    return sum(any(covers(actor.region, region) for region in staff.regions_of(stream)) for stream in streams)


def _lines(rows: Sequence[Alert]) -> list[AlertLine]:
    names = [row.pk for row in rows]
    steps: dict[str, list[AlertStep]] = defaultdict(list)
    for step in AlertStep.objects.filter(alert__in=names).order_by("number"):
        steps[step.alert].append(step)
    failed = _failed({*names, *(step.fact for found in steps.values() for step in found)})
    return [
        AlertLine(
            row,
            tuple(steps[row.pk]),
            tuple(one for name in _own(row, steps[row.pk]) for one in failed.get(name, ())),
            _page_only(steps[row.pk]),
        )
        for row in rows
    ]


def _own(row: Alert, steps: Iterable[AlertStep]) -> list[str]:
    return list(dict.fromkeys((row.pk, *(step.fact for step in steps))))


def _failed(messages: Iterable[str]) -> Mapping[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = defaultdict(list)
    rows = Delivery.objects.filter(message_id__in=list(messages), state__in=("waiting", "nobody")).exclude(problem="")
    for row in rows.order_by("pk"):
        found[row.message_id].append(row)
    return found


def _page_only(steps: Iterable[AlertStep]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one["name"] for step in steps for one in step.told if not one["email"]))


def call_room(actor: Actor, message: str) -> CallRoom:
    """Whom to telephone about one alert, in order. Raises AccessDenied, NotThere."""
    require(actor, "dispatch.record_call")
    row = Alert.objects.filter(pk=message).first()
    known = Message.objects.filter(pk=message).first()
    if row is None or known is None or not _mine(actor, Alert.objects.filter(pk=message)).exists():
        msg = "没有这件急件"
        raise NotThere(msg)
    staff = Staff()
    state: AlertState = state_of(row.stream)
    wanted = [("addressee", one) for one in staff.officers_for(known)]
    told = state.alerts[message].told
    wanted += [(step, one) for step in STEPS for one in rung(staff, known, step, ())]
    wanted += [("told", one) for one in officers_many(told).values()]
    first: dict[str, tuple[str, Officer]] = {}
    for why, one in wanted:
        first.setdefault(one.pk, (why, one))
    extensions = {
        pk: shift.extension for shift in duty_now(timekeeping.now()) for pk in (shift.officer_a, shift.officer_b)
    }
    people = tuple(ToCall(one, why, extensions.get(one.pk, "")) for why, one in first.values())
    return CallRoom(_lines([row])[0], people)

"""The duty desk: clocks by nearest line, what waits for me, events in progress, who is on duty, news."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may
from fengsui.conduct.streams import states_of
from fengsui.conduct.world import this_world
from fengsui.ledger.canonical import split_reference
from fengsui.notify.outbox import mark_seen
from fengsui.registry.queries import duty_now
from fengsui.response import queries
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.clock_steps import ClockLine, clock_lines
from fengsui.web.pages.response.event_frame import STATUSES
from fengsui.web.routes import POST, Route
from fengsui.web.submitting import see_other

COMMAND = frozenset({"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R14"})
"""Who works with the clocks of all events; liaisons see their own tasks and news."""

FIRST_NEWS, MOST_NEWS = 8, 200
"""How many messages the desk shows at first, and on demand."""


def desk(request: OfficerRequest) -> HttpResponse:
    """What needs this officer now."""
    actor, now = request.actor, timekeeping.now()
    commands = bool(actor.roles & COMMAND)
    may_tasks = may(actor, "response.view_own_tasks")
    news = queries.news_for(actor, limit=MOST_NEWS)
    shown = MOST_NEWS if request.GET.get("news") == "all" else FIRST_NEWS
    return render(
        request,
        "desk/desk.html",
        {
            "now": now,
            "commands": commands,
            "lines": _clock_lines(actor) if commands else [],
            "waiting": _waiting(actor) if commands else [],
            "tasks": queries.own_tasks(actor) if may_tasks else [],
            "may_tasks": may_tasks,
            "events": queries.open_events(actor) if may(actor, "response.view_events") else None,
            "statuses": STATUSES,
            "shifts": duty_now(now, this_world().jurisdiction),
            "news": [(message, _place_of(message, actor)) for message in news[:shown]],
            "news_count": len(news),
            "news_left": len(news) > shown,
            "may_open": may(actor, "response.open_event"),
        },
    )


def _clock_lines(actor: Actor) -> list[ClockLine]:
    clocks = queries.desk_clocks(actor)
    return clock_lines(clocks, states_of(clock["stream"] for clock in clocks), actor)


def _waiting(actor: Actor) -> list[dict[str, Any]]:
    names = {row.pk: row.name for row in queries.open_events(actor)} if may(actor, "response.view_events") else {}
    rows = []
    matters = queries.desk_matters(actor)
    states = states_of(split_reference(matter.pk)[0] for matter in matters)
    for matter in matters:
        stream, fact = split_reference(matter.pk)
        found = states[stream].matters.by_fact.get(matter.pk)
        if found is not None and any(signature.officer == actor.officer for signature in found.signatures):
            continue
        route = "event.countersign" if matter.act == "countersign" else "event.sign"
        arguments = {"number": stream.partition("/")[2], "fact": fact}
        rows.append({"matter": matter, "event": names.get(stream, ""), "address": reverse(route, kwargs=arguments)})
    return rows


def _place_of(message: Any, actor: Actor) -> str:
    """Where a message leads: to the task, or to the event, if the officer may open it."""
    kind, _, number = message.stream.partition("/")
    if kind != "event":
        return ""
    if message.subject.startswith("新任务") and may(actor, "response.view_own_tasks"):
        return reverse("task", kwargs={"number": number, "fact": split_reference(message.fact)[1]})
    return reverse("event", kwargs={"number": number}) if may(actor, "response.view_events") else ""


def mark_read(request: OfficerRequest) -> HttpResponse:
    """已阅: the message leaves the officer's desk; it stays on record."""
    message = request.POST.get("message", "")
    if any(known.pk == message for known in queries.news_for(request.actor, limit=MOST_NEWS)):
        mark_seen(message, request.actor.officer, timekeeping.now())
    return see_other(reverse("desk") + "#news")


ROUTES: tuple[Route, ...] = (
    Route("desk", "desk", desk, "response.view_desk", title=gettext_lazy("值班台"), section="desk"),
    Route("desk/read", "desk.read", mark_read, "response.view_desk", POST),
)

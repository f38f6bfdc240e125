"""The duty desk: clocks by nearest line, what waits for me, events in progress, who is on duty, news."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.command.desk import command_desk
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may
from fengsui.conduct.streams import states_of
from fengsui.conduct.world import this_world
from fengsui.dispatch import answering
from fengsui.dispatch.queries import undelivered_count, waiting_count
from fengsui.documents.letters.queries import waiting_letters
from fengsui.ledger.canonical import split_reference
from fengsui.registry.plan_versions.queries import plan_warnings
from fengsui.registry.queries import duty_now
from fengsui.response import queries
from fengsui.tasking import queries as tasking
from fengsui.warning import queries as warnings
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.clock_steps import ClockLine, clock_lines
from fengsui.web.pages.response.event_frame import STATUSES, Powers
from fengsui.web.pages.sheets.desk_lines import desk_sheets, sheet_lines
from fengsui.web.pages.tasking.desk_lines import desk_orders, order_lines
from fengsui.web.pages.warning.clock_steps import warning_lines
from fengsui.web.pages.warning.desk import ticket_lines
from fengsui.web.pages.warning.sensitive_periods import readiness_lines, readiness_now
from fengsui.web.routes import POST, Route
from fengsui.web.submitting import see_other

COMMAND = frozenset({"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R14"})
"""Who works with the clocks of all events; liaisons see their own tasks and news."""

FIRST_NEWS, MOST_NEWS = 8, 200
"""How many messages the desk shows at first, and on demand."""
MOST_TICKETS, FIRST_CLOCKS = 8, 12
SEES_WARNINGS = "warning.view"


def desk(request: OfficerRequest) -> HttpResponse:
    """What needs this officer now."""
    actor, now = request.actor, timekeeping.now()
    commands = bool(actor.roles & COMMAND)
    may_tasks = may(actor, "response.view_own_tasks")
    lines = _clock_lines(actor) if commands else []
    may_warnings = may(actor, SEES_WARNINGS)
    tickets = ticket_lines(actor) if may_warnings else []
    news = _news(actor)
    shown = MOST_NEWS if request.GET.get("news") == "all" else FIRST_NEWS
    return render(
        request,
        "desk/desk.html",
        {
            "now": now,
            "commands": commands,
            "lines": lines[:FIRST_CLOCKS],
            "later": lines[FIRST_CLOCKS:],
            "waiting": _waiting(actor) if commands else desk_sheets(actor),
            "may_warnings": may_warnings,
            "tickets": tickets[:MOST_TICKETS],
            "ticket_count": len(tickets),
            "duties": warnings.duties(actor) if may_warnings else [],
            "tasks": queries.own_tasks(actor) if may_tasks else [],
            "may_tasks": may_tasks,
            **desk_orders(actor),
            "events": queries.open_events(actor) if may(actor, "response.view_events") else None,
            "statuses": STATUSES,
            "shifts": duty_now(now, this_world().jurisdiction),
            "news": [(message, _place_of(message, actor)) for message in news[:shown]],
            "news_count": len(news),
            "news_left": len(news) > shown,
            "may_open": may(actor, "response.open_event"),
            "may_draft": may(actor, "documents.draft_paper"),
            "plan_warnings": plan_warnings(actor),
            "command": command_desk(actor, now),
            "can_command": Powers(actor, "command"),
            "unsigned": waiting_count(actor),
            "undelivered": undelivered_count(actor),
            "readiness": readiness_now(actor) if may_warnings else {},
        },
    )


def _clock_lines(actor: Actor) -> list[ClockLine]:
    """Clocks of events and of warnings, the nearest line first."""
    clocks = queries.desk_clocks(actor)
    lines = [
        *clock_lines(clocks, states_of(clock["stream"] for clock in clocks), actor),
        *order_lines(actor),
        *sheet_lines(actor),
    ]
    if not may(actor, SEES_WARNINGS):
        return sorted(lines, key=lambda line: line.due_at)
    warned = warnings.desk_clocks(actor)
    states = states_of(clock["stream"] for clock in warned)
    warnings_lines = [*warning_lines(warned, states, actor, named=True), *readiness_lines(actor)]
    return sorted([*lines, *warnings_lines], key=lambda line: line.due_at)


def _news(actor: Actor) -> list[Any]:
    """Messages of events and of warnings, the newest first; one that names the officer comes from either room."""
    found = {message.pk: message for message in queries.news_for(actor, limit=MOST_NEWS)}
    found |= {message.pk: message for message in tasking.news_for(actor, limit=MOST_NEWS)}
    if may(actor, SEES_WARNINGS):
        found |= {message.pk: message for message in warnings.news_for(actor, limit=MOST_NEWS)}
    return sorted(found.values(), key=lambda message: (message.created_at, message.pk), reverse=True)[:MOST_NEWS]


def _waiting(actor: Actor) -> list[dict[str, Any]]:
    """What waits for this officer's signature: of events, and sheets and letters of warnings."""
    rows = _matters(actor)
    for matter in warnings.desk_matters(actor) if may(actor, SEES_WARNINGS) else ():
        stream, fact = split_reference(matter.opened)
        address = reverse("warning.sign", kwargs={"institution": warnings.institution_of(stream), "fact": fact})
        rows.append({"title": matter.title, "event": matter.act_name, "opened_at": None, "address": address})
    for letter in waiting_letters(actor):
        address = reverse("letter.sign", kwargs={"letter": split_reference(letter.opened)[0].partition("/")[2]})
        rows.append({"title": letter.title, "event": gettext("签发公文"), "opened_at": None, "address": address})
    return [*rows, *desk_sheets(actor)]


def _matters(actor: Actor) -> list[dict[str, Any]]:
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
        address = reverse(route, kwargs=arguments)
        about = {"title": matter.title, "event": names.get(stream, ""), "opened_at": matter.opened_at}
        rows.append({**about, "address": address})
    return rows


def _place_of(message: Any, actor: Actor) -> str:
    """Where a message leads: to the task, the event or the warning, if the officer may open it."""
    kind, _, number = message.stream.partition("/")
    if kind == "warning" and may(actor, SEES_WARNINGS):
        return reverse("warning", kwargs={"institution": number})
    if kind == "readiness" and may(actor, SEES_WARNINGS):
        return reverse("warnings.sensitive_periods")
    if kind == "paper" and may(actor, "documents.view_papers"):
        return reverse("letter", kwargs={"letter": number})
    if kind == "form" and may(actor, "documents.view_sheets"):
        return reverse("sheet", kwargs={"sheet": number})
    if kind == "order" and may(actor, "tasking.view_own_orders"):
        return reverse("order", kwargs={"number": number})
    if kind != "event":
        return ""
    if message.subject.startswith("新任务") and may(actor, "response.view_own_tasks"):
        return reverse("task", kwargs={"number": number, "fact": split_reference(message.fact)[1]})
    return reverse("event", kwargs={"number": number}) if may(actor, "response.view_events") else ""


def mark_read(request: OfficerRequest) -> HttpResponse:
    """已阅: the message leaves the officer's desk and counts as signed for; it stays on record."""
    message = request.POST.get("message", "")
    if any(known.pk == message for known in _news(request.actor)):
        answering.read(request.actor, message)
    return see_other(reverse("desk") + "#news")


ROUTES: tuple[Route, ...] = (
    Route("desk", "desk", desk, "response.view_desk", title=gettext_lazy("值班台"), section="desk"),
    Route("desk/read", "desk.read", mark_read, "response.view_desk", POST),
)

"""Tasks: those of an event by department, those of an officer, and one task with its sign-for and its reports."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.registry.queries import region_name
from fengsui.response import commanding, queries
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.event_frame import event_address, reference_of, regions_of, room_of, show
from fengsui.web.submitting import act_arguments, form_page


def event_tasks(request: OfficerRequest, number: str) -> HttpResponse:
    """The event's tasks by department, and the requests for support."""
    room = room_of(request, number)
    clocks = {clock["subject"]: clock for clock in room.clocks}
    tasks = [(task, clocks.get(task.fact)) for task in room.state.tasks.values()]
    support = [
        (reference, wanted, region_name(wanted["region"]), clocks.get(reference))
        for reference, wanted in room.state.support.items()
    ]
    return show(
        request,
        "response/event_tasks.html",
        room,
        tab="event.tasks",
        tasks=tasks,
        signed=sum(bool(task.acknowledged) for task, _ in tasks),
        done=sum(bool(task.done) for task, _ in tasks),
        support=support,
    )


def own_tasks(request: OfficerRequest) -> HttpResponse:
    """The officer's open tasks, those not signed for first."""
    rows = queries.own_tasks(request.actor)
    return render(request, "response/own_tasks.html", {"tasks": rows, "now": timekeeping.now()})


def task(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """One task: what, by when, who; sign for it, report, close it."""
    row = queries.task_of(request.actor, reference_of(number, fact))
    actor, now = request.actor, timekeeping.now()
    theirs = actor.officer in {row.owner, row.deputy} or bool(actor.department and actor.department == row.department)
    sees_event = may(actor, "response.view_events")
    notes: Any = queries.event_room(actor, row.event).state.tasks[row.pk].notes if sees_event and not theirs else ()
    return render(
        request,
        "response/task.html",
        {
            "task": row,
            "number": number,
            "fact": fact,
            "now": now,
            "theirs": theirs and may(actor, "response.acknowledge_task"),
            "may_telephone": may(actor, "response.acknowledge_task_by_telephone"),
            "may_report": (theirs or "R3" in actor.roles) and may(actor, "response.report_task"),
            "sees_event": sees_event,
            "notes": notes,
            "values": form_values(request, {"receiver": row.owner_name, **moment_values("acknowledged", now)}),
        },
    )


def _do_task(request: OfficerRequest, number: str, fact: int) -> str:
    arguments: dict[str, Any] = {
        "actor": request.actor,
        "task": reference_of(number, fact),
        "regions": _regions(request, number, fact),
        "idempotency_key": act_arguments(request)["idempotency_key"],
    }
    reading = Reading(request.POST)
    match request.POST.get("decision"):
        case "acknowledge":
            commanding.acknowledge_task(**arguments)
        case "telephone":
            receiver = reading.text("receiver", gettext("电话里签收的人"), longest=60)
            at = reading.moment("acknowledged", gettext("签收时间"))
            reading.finish()
            commanding.acknowledge_task(by_telephone=True, receiver=receiver, acknowledged_at=at, **arguments)
            return event_address(number, "event.tasks")
        case _:
            note = reading.text("note", gettext("做了什么、结果怎样"))
            reading.finish()
            commanding.report_task(note=note, done=reading.checked("done"), **arguments)
    return reverse("task", kwargs={"number": number, "fact": fact})


def _regions(request: OfficerRequest, number: str, fact: int) -> tuple[str, ...]:
    """Where the act belongs. A department's own task is its own wherever the department sits (5.2.1.0.c)."""
    row = queries.task_of(request.actor, reference_of(number, fact))
    own = request.actor.officer in {row.owner, row.deputy}
    return (request.actor.region,) if own else regions_of(number)


task_page = form_page("task", task, _do_task)

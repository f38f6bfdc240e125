"""Merge, split, reopen, pass the lead on: one thing per page, each with what follows from it before it is signed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from fengsui.registry.queries import region_name
from fengsui.response.joining import leading, merging, reopening, splitting, supporting
from fengsui.response.joining.reactions import passes_over
from fengsui.response.queries import EventRoom, event_room, open_events
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.response.event_frame import event_address, reference_of, room_of, show, stream_of
from fengsui.web.submitting import act_arguments, form_page

LONGEST = 200
"""A reason and a name are names of a fact: 200 characters."""


def merge(request: OfficerRequest, number: str) -> HttpResponse:
    """Which event this one goes on in, why, and what passes over."""
    room = room_of(request, number)
    state = room.state
    others = [(row, _why_not(request, room, row.pk)) for row in open_events(request.actor) if row.pk != room.row.pk]
    possible = [(row.number, f"{row.number} {row.name}") for row, why in others if not why]
    running = [clock for clock in room.clocks if clock["status"] == "running"]
    return show(
        request,
        "response/merge.html",
        room,
        choices=possible,
        refused=[(row, why) for row, why in others if why],
        passing=[clock for clock in running if passes_over(state, clock["subject"])],
        staying=[clock for clock in running if not passes_over(state, clock["subject"])],
        standing=sum(row.status in {"suspected", "confirmed"} for row in state.suspicions.values()),
        tasks=sum(not task.done for task in state.tasks.values()),
        requests=sum(row["answer"] is None for row in state.support.values()),
        values=form_values(request, {"into": possible[0][0]} if len(possible) == 1 else {}),
    )


def _why_not(request: OfficerRequest, room: EventRoom, other: str) -> str:
    return merging.why_not_into(room.plan, room.state, event_room(request.actor, other).state)


def _merge(request: OfficerRequest, number: str) -> str:
    room, reading = room_of(request, number), Reading(request.POST)
    numbers = [row.number for row in open_events(request.actor) if row.pk != room.row.pk]
    into = reading.choice("into", gettext("并入哪个事件"), numbers)
    reason = reading.text("reason", gettext("并案理由"), longest=LONGEST)
    reading.finish()
    merging.merge_events(
        actor=request.actor, event=stream_of(number), into=stream_of(into), reason=reason, **act_arguments(request)
    )
    return event_address(into)


def split(request: OfficerRequest, number: str) -> HttpResponse:
    """Which institution leaves, for which event, and why."""
    room = room_of(request, number)
    institutions = [(key, str(row["name"])) for key, row in room.state.institutions.items()]
    values: dict[str, Any] = {}
    return show(request, "response/split.html", room, institutions=institutions, values=form_values(request, values))


def _split(request: OfficerRequest, number: str) -> str:
    room, reading = room_of(request, number), Reading(request.POST)
    institution = reading.choice("institution", gettext("拆出的机构"), list(room.state.institutions))
    name = reading.text("name", gettext("新事件名称"), longest=LONGEST)
    reason = reading.text("reason", gettext("拆分理由"), longest=LONGEST)
    reading.finish()
    outcome = splitting.split_event(
        actor=request.actor,
        event=stream_of(number),
        institution=institution,
        name=name,
        reason=reason,
        **act_arguments(request),
    )
    return event_address(str(outcome.fact.payload["into"]).partition("/")[2])


def reopen(request: OfficerRequest, number: str) -> HttpResponse:
    """Why the end is taken back, and which clocks go on."""
    room = room_of(request, number)
    possible = room.row.status in reopening.ENDS
    undone = reopening.undone_by(room.row.pk, room.state.closing["fact"]) if possible else []
    stopped = {fact.payload["clock"] for fact in undone if fact.kind in {"clock.cancelled", "clock.ended"}}
    return show(
        request,
        "response/reopen.html",
        room,
        possible=possible,
        clocks=[clock for clock in room.clocks if clock["id"] in stopped],
        suspicions=sum(fact.kind == "blowup.rejected" for fact in undone),
        values=form_values(request, {}),
    )


def _reopen(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("重新打开的理由"), longest=LONGEST)
    reading.finish()
    reopening.reopen_event(actor=request.actor, event=stream_of(number), reason=reason, **act_arguments(request))
    return event_address(number)


def lead(request: OfficerRequest, number: str) -> HttpResponse:
    """Which place leads from now on, and why."""
    room = room_of(request, number)
    places = [(region, region_name(region)) for region in leading.places_to_lead(room.state)]
    return show(
        request,
        "response/lead.html",
        room,
        places=places,
        present=region_name(room.state.regions[0]),
        values=form_values(request, {"region": places[0][0]} if len(places) == 1 else {}),
    )


def _lead(request: OfficerRequest, number: str) -> str:
    room, reading = room_of(request, number), Reading(request.POST)
    region = reading.choice("region", gettext("新的牵头地区"), leading.places_to_lead(room.state))
    reason = reading.text("reason", gettext("移交理由"), longest=LONGEST)
    reading.finish()
    leading.transfer_lead(
        actor=request.actor, event=stream_of(number), region=region, reason=reason, **act_arguments(request)
    )
    return event_address(number)


def support_request(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask a supporting place for something named."""
    room = room_of(request, number)
    places = [(region, region_name(region)) for region in room.state.support_regions]
    first = {"region": places[0][0]} if len(places) == 1 else {}
    return show(request, "response/support_request.html", room, places=places, values=form_values(request, first))


def _request_support(request: OfficerRequest, number: str) -> str:
    room, reading = room_of(request, number), Reading(request.POST)
    region = reading.choice("region", gettext("向哪里请求"), room.state.support_regions)
    asked = reading.text("asked", gettext("请求的支持"), longest=400)
    reading.finish()
    supporting.request_support(
        actor=request.actor, event=stream_of(number), region=region, asked=asked, **act_arguments(request)
    )
    return event_address(number, "event.tasks")


def oversee(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """A refusal before the superior of both places."""
    room = room_of(request, number)
    wanted = room.state.support.get(reference_of(number, fact))
    if wanted is None:
        raise Http404
    choices = [("support", gettext("应当支持，再次发出请求")), ("excuse", gettext("同意其不支持"))]
    return show(
        request,
        "response/oversee.html",
        room,
        wanted=wanted,
        place=region_name(wanted["region"]),
        open=supporting.is_refused(wanted),
        choices=choices,
        values=form_values(request, {}),
    )


def _oversee(request: OfficerRequest, number: str, fact: int) -> str:
    reading = Reading(request.POST)
    excused = reading.choice("decision", gettext("督办意见"), ("support", "excuse")) == "excuse"
    note = reading.text("note", gettext("督办理由"), longest=LONGEST)
    reading.finish()
    supporting.oversee_refusal(
        actor=request.actor,
        request=reference_of(number, fact),
        excused=excused,
        note=note,
        **act_arguments(request),
    )
    return event_address(number, "event.tasks")


merge_page = form_page("event.merge", merge, _merge)
split_page = form_page("event.split", split, _split)
reopen_page = form_page("event.reopen", reopen, _reopen)
lead_page = form_page("event.lead", lead, _lead)
support_request_page = form_page("event.support.new", support_request, _request_support)
oversee_page = form_page("event.support.oversee", oversee, _oversee)

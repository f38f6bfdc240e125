"""Neighbour notices: lenders by province, who is to be told, a letter for each, ticked off when sent."""

from collections.abc import Sequence
from hashlib import sha256

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.world import this_world
from fengsui.registry.queries import region_name
from fengsui.registry.regions import built_in_regions
from fengsui.response.neighbours import actions
from fengsui.response.neighbours.letters import letter
from fengsui.response.neighbours.rules import Neighbour, neighbours, threshold_of
from fengsui.response.queries import EventRoom
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading, read_whole
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.commanding import CHANNELS
from fengsui.web.pages.response.event_frame import event_address, room_of, show, stream_of
from fengsui.web.submitting import Misfilled, act_arguments, form_page

LONGEST = 4000


def _rows(room: EventRoom) -> list[Neighbour]:
    counts = [(row["region"], row["lenders"]) for row in room.state.joining.lenders.get("counts", ())]
    return neighbours(counts, this_world().jurisdiction, threshold_of(room.plan))


def overview(request: OfficerRequest, number: str) -> HttpResponse:
    """Lenders by province, who is to be told, and who was."""
    room = room_of(request, number)
    known = room.state.joining.lenders
    typed = "\n".join(f"{row['region_name']} {row['lenders']}" for row in known.get("counts", ()))
    defaults = {"counts": typed, "source": known.get("source", ""), **moment_values("as_of", timekeeping.now())}
    notified = room.state.joining.notified
    return show(
        request,
        "response/neighbours.html",
        room,
        rows=[(row, region_name(row.region), notified.get(row.region)) for row in _rows(room)],
        threshold=threshold_of(room.plan),
        known=known,
        values=form_values(request, defaults),
    )


def _count(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    typed = reading.text("counts", gettext("各地出借人数"), longest=LONGEST)
    source = reading.text("source", gettext("数据来源"), longest=200)
    as_of = reading.moment("as_of", gettext("统计截至"))
    reading.finish()
    actions.count_lenders(
        actor=request.actor,
        event=stream_of(number),
        counts=_read_counts(typed),
        as_of=as_of,
        source=source,
        **act_arguments(request),
    )
    return event_address(number, "event.neighbours")


def _read_counts(typed: str) -> Sequence[tuple[str, int]]:
    """Lines of a province, by name or code, and a number. Raises Misfilled naming the line."""
    names = {region_name(row.code): row.code for row in built_in_regions().children("100000")}
    found = []
    for place, line in enumerate(filter(str.strip, typed.splitlines()), 1):
        parts = line.replace("，", " ").replace(",", " ").split()
        try:
            name, lenders = parts[0], read_whole(parts[1])
        except (IndexError, ValueError):
            msg = gettext("第 %(place)d 行要写省份和人数，例如“%(example)s”")
            raise Misfilled({"counts": msg % {"place": place, "example": gettext("河北省 1200")}}) from None
        if len(parts) > 2 or lenders < 0:  # noqa: PLR2004 - a province and a number
            msg = gettext("第 %(place)d 行只写一个省份和一个人数")
            raise Misfilled({"counts": msg % {"place": place}})
        found.append((names.get(name, name), lenders))
    return found


def neighbour(request: OfficerRequest, number: str, place: str) -> HttpResponse:
    """The letter to one province, and whether it was sent."""
    room = room_of(request, number)
    text = _letter(room, place)
    defaults = {"channel": CHANNELS[2], **moment_values("sent", timekeeping.now())}
    return show(
        request,
        "response/neighbour.html",
        room,
        place=region_name(place),
        letter=text,
        sent=room.state.joining.notified.get(place),
        channels=[(channel, channel) for channel in CHANNELS],
        values=form_values(request, defaults),
    )


def _letter(room: EventRoom, region: str) -> str:
    row = next((row for row in _rows(room) if row.region == region), None)
    if row is None:
        raise Http404
    return letter(
        event=room.row.name,
        institutions=[str(one["name"]) for one in room.state.institutions.values()],
        home=region_name(this_world().jurisdiction),
        place=region_name(region),
        row=row,
        as_of=room.state.joining.lenders["as_of"],
    )


def _note_sent(request: OfficerRequest, number: str, place: str) -> str:
    reading = Reading(request.POST)
    channel = reading.choice("channel", gettext("渠道"), CHANNELS)
    document = reading.text("document", gettext("发函文号"), required=False, longest=60)
    sent_at = reading.moment("sent", gettext("发出时间"))
    reading.finish()
    text = _letter(room_of(request, number), place)
    actions.note_sent(
        actor=request.actor,
        event=stream_of(number),
        region=place,
        letter=sha256(text.encode()).hexdigest(),
        number=document,
        channel=channel,
        sent_at=sent_at,
        **act_arguments(request),
    )
    return event_address(number, "event.neighbours")


neighbours_page = form_page("event.neighbours", overview, _count)
neighbour_page = form_page("event.neighbour", neighbour, _note_sent)

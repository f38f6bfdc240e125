"""The event's facts as sentences, newest first, with filters."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from fengsui.response.queries import EventRoom
from fengsui.response.steps import steps_of
from fengsui.response.timeline import Line
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.event_frame import room_of, show

FILTERS = (("", gettext_lazy("全部")), ("sign", gettext_lazy("签字")), ("late", gettext_lazy("超时")))


def timeline(request: OfficerRequest, number: str) -> HttpResponse:
    """All lines, only signatures, or only what lapsed."""
    room = room_of(request, number)
    chosen = request.GET.get("only", "")
    chosen = chosen if chosen in {"sign", "late"} else ""
    lines = [line for line in room.lines if not chosen or line.tone == chosen]
    return show(
        request,
        "response/timeline.html",
        room,
        tab="event.timeline",
        lines=lines,
        steps=steps_of(room) if not chosen else (),
        chosen=chosen,
        filters=[(value, words, count_of(room, value)) for value, words in FILTERS],
    )


def count_of(room: EventRoom, tone: str) -> int:
    """How many lines a filter leaves."""
    lines: list[Line] = list(room.lines)
    return len(lines) if not tone else sum(line.tone == tone for line in lines)

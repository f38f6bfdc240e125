"""The event's page as it was known at a past moment: ``?as_of=2026-03-02T10:30``, Beijing time. Nothing to act on."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.response.figures import BY_NAME, TYPED, in_words
from fengsui.response.past import event_as_known
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import read_moment
from fengsui.web.pages.response.event_frame import STATUSES, room_of, show, stream_of


def as_known(request: OfficerRequest, number: str) -> HttpResponse:
    """What was on record at the moment asked for; for one that can't be read, the page says so."""
    asked, now = request.GET.get("as_of", ""), timekeeping.now()
    day, _, clock = asked.replace(" ", "T").partition("T")
    fault = ""
    try:
        moment = read_moment(day, clock or "00:00", now)
    except ValueError:
        moment, fault = now, gettext("请写日期和时间，如 2026-11-23T09:12（北京时间）。")
    if moment > now:
        moment, fault = now, gettext("这个时间还没有到，下面是现在。")
    # To the minute: what was recorded within that minute belongs to it.
    room, then = room_of(request, number), event_as_known(request.actor, stream_of(number), _end_of_minute(moment, now))
    figures = [(definition.label, then.state.figures.get(definition.name)) for definition in TYPED]
    return show(
        request,
        "response/past.html",
        room,
        tab="event",
        then=then,
        asked=f"{moment.astimezone(BEIJING):%Y-%m-%dT%H:%M}",
        asked_words=f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        fault=fault,
        status=STATUSES.get(then.state.status, ""),
        figures=[(label, figure, in_words(BY_NAME[figure.name], figure.value)) for label, figure in figures if figure],
        unknown=sum(figure is None for _, figure in figures),
    )


def _end_of_minute(moment: datetime, now: datetime) -> datetime:
    return min(now, moment.replace(second=59, microsecond=999_999))

"""The call log: one line to type, the phone list beside it, calls by time, their texts for a stated purpose."""

from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.clock.calendar import BEIJING
from fengsui.command import calling as room
from fengsui.command.facts import Direction
from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.ledger.sealed import LONGEST_PURPOSE
from fengsui.registry.queries import contacts
from fengsui.response.queries import visible_events
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.paging import page_number
from fengsui.web.submitting import act_arguments, not_kept, page_action

DIRECTIONS = (("in", gettext_lazy("来电")), ("out", gettext_lazy("去电")))
ANSWERED = (("yes", gettext_lazy("接通")), ("no", gettext_lazy("未接通")))
PAGE_SIZE, MOST_CONTACTS = 50, 60


def call_log(request: OfficerRequest) -> HttpResponse:
    """The line to type on, the calls of the days asked for, the phone list."""
    actor = request.actor
    filters = _filters(request)
    page = _page(request)
    rows = list(page.object_list)
    opened = getattr(request, "opened_calls", None)
    names = dict(
        visible_events(actor).filter(pk__in={row.event for row in rows if row.event}).values_list("pk", "name")
    )
    defaults = {"direction": "in", "answered": "yes", **moment_values("at", timekeeping.now())}
    answer = render(
        request,
        "command/calls.html",
        {
            "rows": [(row, names.get(row.event, ""), (opened or {}).get(row.pk)) for row in rows],
            "page": page,
            "earlier": _other(request, page.previous_page_number()) if page.has_previous() else "",
            "later": _other(request, page.next_page_number()) if page.has_next() else "",
            "filters": filters,
            "directions": DIRECTIONS,
            "answers": ANSWERED,
            "events": room.event_choices(actor),
            "contacts": list(contacts(actor)[:MOST_CONTACTS]) if may(actor, "registry.view_contacts") else None,
            "may_log": may(actor, "command.log_call"),
            "may_open": may(actor, "command.open_calls"),
            "opened": opened is not None,
            "longest": LONGEST_PURPOSE,
            "values": form_values(request, defaults),
        },
    )
    return not_kept(answer) if opened is not None else answer


def _filters(request: OfficerRequest) -> dict[str, str]:
    typed = request.GET
    return {name: typed.get(name, "")[:40] for name in ("from", "to", "event", "open")}


def _page(request: OfficerRequest) -> Page[Any]:
    filters = _filters(request)
    last = _day(filters["to"])
    rows = room.calls(
        request.actor,
        since=_midnight(_day(filters["from"])),
        until=_midnight(last + timedelta(days=1) if last else None),
        event=filters["event"],
        only_open=bool(filters["open"]),
    )
    return Paginator(rows, PAGE_SIZE).get_page(page_number(request))


def _day(text: str) -> date | None:
    """A day of a search; None for none, or for what is no day: then nothing is left out."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2200 else None  # noqa: PLR2004 (the years of the ledger)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time_of_day.min, BEIJING) if day else None


def _other(request: OfficerRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return "?" + query.urlencode()


def _log(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    answered = reading.choice("answered", gettext("接通"), dict(ANSWERED)) == "yes"
    entry = room.CallEntry(
        direction=cast("Direction", reading.choice("direction", gettext("方向"), dict(DIRECTIONS))),
        party=reading.text("party", gettext("和谁")),
        answered=answered,
        said=reading.text("said", gettext("说了什么"), required=answered, longest=2000),
        follows=reading.text("follows", gettext("接下来办什么"), required=False, longest=1000),
        at=reading.moment_or_none("at", gettext("时间")) or timekeeping.now(),
        event=reading.text("event", gettext("事件"), required=False),
    )
    reading.finish()
    room.log_call(actor=request.actor, entry=entry, **act_arguments(request))
    return reverse("calls")


def _follow(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    outcome = reading.text("outcome", gettext("办得怎样"), longest=1000)
    reading.finish()
    call = request.POST.get("call", "")
    room.follow_up(actor=request.actor, call=call, outcome=outcome, **act_arguments(request))
    return reverse("calls")


def _open(request: OfficerRequest) -> HttpResponse:
    """The texts of the calls on the page that was looked at."""
    reading = Reading(request.POST)
    purpose = reading.text("purpose", gettext("用途"), longest=LONGEST_PURPOSE)
    reading.finish()
    texts = room.open_texts(request.actor, list(_page(request).object_list), purpose)
    request.__dict__["opened_calls"] = texts
    return call_log(request)


log = page_action("calls")(_log)
follow = page_action("calls")(_follow)
open_page = page_action("calls")(_open)

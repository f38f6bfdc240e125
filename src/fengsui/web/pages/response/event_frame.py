"""What the pages of one event share: reading the room, and the frame of tabs."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may
from fengsui.response import queries
from fengsui.response.queries import EventRoom
from fengsui.web.access import OfficerRequest
from fengsui.web.routes import Words

TABS: tuple[tuple[str, Words], ...] = (
    ("event", gettext_lazy("概况")),
    ("event.timeline", gettext_lazy("时间线")),
    ("event.tasks", gettext_lazy("任务")),
    ("event.command", gettext_lazy("指挥")),
    ("event.papers", gettext_lazy("公文")),
    ("event.figures", gettext_lazy("数据")),
    ("event.picture", gettext_lazy("态势图")),
    ("event.case_file", gettext_lazy("案卷")),
)
STATUSES: Mapping[str, Words] = {
    "open": gettext_lazy("处置中"),
    "dismissed": gettext_lazy("误报"),
    "terminated": gettext_lazy("已终止"),
    "merged": gettext_lazy("已并案"),
}


def stream_of(number: str) -> str:
    """``2026-003`` → ``event/2026-003``."""
    return f"event/{number}"


def reference_of(number: str, fact: int) -> str:
    """``2026-003``, 17 → ``event/2026-003#17``."""
    return f"event/{number}#{fact}"


def event_address(number: str, page: str = "event", **parts: int) -> str:
    """The address of a page of the event; ``parts``: what else varies in it, such as ``fact``."""
    return reverse(page, kwargs={"number": number, **parts})


def room_of(request: OfficerRequest, number: str) -> EventRoom:
    """The event, if the officer may see it. Raises AccessDenied."""
    return queries.event_room(request.actor, stream_of(number))


def regions_of(number: str) -> tuple[str, ...]:
    """Where the event belongs, for the acts' access check; a place nobody serves when there is no such event."""
    return queries.event_regions(stream_of(number)) or ("",)


def show(request: OfficerRequest, template: str, room: EventRoom, **context: Any) -> HttpResponse:
    """A page of the event, with its title line and its tabs."""
    frame = {
        "room": room,
        "number": room.row.number,
        "now": timekeeping.now(),
        "tabs": [(title, event_address(room.row.number, name), name == context.get("tab")) for name, title in TABS],
        "status_words": STATUSES.get(room.row.status, room.row.status),
        "unwatched": queries.unwatched_institutions(room),
        "can": Powers(request.actor),
    }
    return render(request, template, {**frame, **context})


class Powers:
    """Whether the officer's posts carry a permission: ``can.sign_grade``; ``can.documents__send_paper`` elsewhere."""

    def __init__(self, actor: Actor, room: str = "response") -> None:
        self._actor, self._room = actor, room

    def __getitem__(self, name: str) -> bool:
        room, _, act = name.rpartition("__")
        return may(self._actor, f"{room or self._room}.{act}")

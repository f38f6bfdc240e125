"""Handing over: one's own shift, the lists that wait, those that lack, and the newest ones."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.clock.calendar import BEIJING
from fengsui.command import handing_over as room
from fengsui.command.provisions import HANDOVER
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.world import this_world
from fengsui.registry.people import open_sealed
from fengsui.registry.queries import region_name
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.routes import Words
from fengsui.web.submitting import act_arguments, not_kept, page_action

LIST_NAMES: tuple[tuple[str, Words], ...] = (
    ("clocks", gettext_lazy("正在走的时钟")),
    ("matters", gettext_lazy("待签事项")),
    ("tasks", gettext_lazy("未办结的任务")),
    ("orders", gettext_lazy("未关闭的指令、督办单")),
    ("calls", gettext_lazy("未接通、待办结的电话")),
)


def handover_board(request: OfficerRequest) -> HttpResponse:
    """What I hand over, what I take over, what lacks, and what was handed over lately."""
    actor, now = request.actor, timekeeping.now()
    provided = plan_in_force().provides(HANDOVER)
    may_act = provided and may(actor, "command.hand_over")
    own = room.shifts_to_hand_over(actor, now) if may_act else []
    values = {"shift": own[0][0].pk, "incoming": own[0][1]} if own else {}
    current = room.open_lists(actor, own[0][0].region) if own else {}
    opened: Mapping[str, str] = getattr(request, "opened_notes", {})
    answer = render(
        request,
        "command/handover.html",
        {
            "now": now,
            "provided": provided,
            "missing": room.gaps(actor, now),
            "own": [(row.pk, f"{_post(row)} {_until(row)}") for row, _ in own],
            "takers": room.takers(actor, [row.region for row, _ in own]) if own else [],
            "current": [(words, current[name]) for name, words in LIST_NAMES] if own else [],
            "mine": [_shown(row, actor, opened) for row in room.waiting_for(actor)] if may_act else [],
            "lists": [_shown(row, actor, opened) for row in room.handovers(actor)],
            "values": form_values(request, values),
        },
    )
    return not_kept(answer) if opened else answer


def _post(row: Any) -> str:
    """The post of a shift; of another place than the copy's own, with the place."""
    return str(row.post) if row.region == this_world().jurisdiction else f"{region_name(row.region)} {row.post}"


def _until(row: Any) -> str:
    begins, ends = (moment.astimezone(BEIJING) for moment in (row.starts_at, row.ends_at))
    return f"{begins:%m-%d %H:%M} – {ends:%m-%d %H:%M}"


def _shown(row: Any, actor: Actor, opened: Mapping[str, str]) -> dict[str, Any]:
    settled = room.settled_since(row) if row.accepted_at is None and not row.replaced_by else frozenset()
    return {
        "row": row,
        "post": _post(row),
        "lists": [
            (words, [{**item, "settled": item["fact"] in settled} for item in getattr(row, name)])
            for name, words in LIST_NAMES
            if getattr(row, name)
        ],
        "count": sum(len(getattr(row, name)) for name, _ in LIST_NAMES),
        "late": row.accepted_at is not None and row.accepted_at > row.shift_ends_at,
        "may_read": bool(row.notes_sealed) and actor.officer in {row.incoming, row.outgoing},
        "notes": opened.get(row.pk, ""),
    }


def _give(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    shift = reading.text("shift", gettext("班次"))
    incoming = reading.text("incoming", gettext("接班人"))
    notes = reading.text("notes", gettext("交班说明"), required=False, longest=2000)
    reading.finish()
    room.hand_over(
        actor=request.actor,
        shift=shift,
        incoming=incoming,
        notes=notes,
        now=timekeeping.now(),
        **act_arguments(request),
    )
    return reverse("handover")


def _take(request: OfficerRequest) -> str:
    room.take_over(
        actor=request.actor,
        handover=request.POST.get("handover", ""),
        seen_hash=request.POST.get("seen_hash", ""),
        **act_arguments(request),
    )
    return reverse("handover")


def _notes(request: OfficerRequest) -> HttpResponse:
    """The notes of a list, for who gives and who takes; the opening is logged."""
    actor, wanted = request.actor, request.POST.get("handover", "")
    own = [row for row in room.handovers(actor) if row.pk == wanted and actor.officer in {row.incoming, row.outgoing}]
    sealed = {row.pk: row.notes_sealed for row in own}
    request.__dict__["opened_notes"] = open_sealed(sealed, purpose=gettext("交接班"), by=actor.officer)
    return handover_board(request)


give = page_action("handover")(_give)
take = page_action("handover")(_take)
notes = page_action("handover")(_notes)
